import Foundation
public import GraphClient
public import PatchbayCore
public import PatchbaySimulator
import PatchbayURLSession
public import Provisioning
public import RingCentralClient

/// Both sides, connected as the options and the environment say: the real services, a test server, or the simulated cloud.
public struct Connection: Sendable {
    /// Microsoft 365.
    public let graph: Graph
    /// RingCentral; `nil` if the environment says nothing about it.
    public let ringCentral: RingCentral?
    /// The app's id in the catalogue, if it was named.
    public let app: TeamsApp.ID?
    /// The simulated cloud, if that is what is played on.
    public let simulated: SimulatedCloud?
    /// How the app registration proves itself.
    public let credential: CredentialInUse
    /// What we are connected to, for people.
    public let title: String

    /// Connects: to the simulated cloud when asked to, or when the environment names nothing; else to what it names.
    ///
    /// - Parameters:
    ///   - time: the time that the simulated cloud and its clients live in; the real services have their own.
    ///   - latency: how long the simulated cloud takes to answer.
    /// - Throws: ``PatchbayCore/ConfigurationError`` that names the variable that is wrong or missing.
    public init(
        _ options: CommonOptions, settings: Settings = Settings(), time: TimeSource = .system,
        latency: Latency = .quick
    ) throws {
        if options.simulate || !(settings.namesMicrosoftTenant || settings.namesRingCentral) {
            try self.init(simulating: options, time, latency)
        } else {
            if options.faults != nil {
                throw ConfigurationError("--faults works on the simulated cloud only.", remedy: "Add --simulate.")
            }
            try self.init(real: options, settings)
        }
    }

    private init(simulating options: CommonOptions, _ time: TimeSource, _ latency: Latency) throws {
        var cloudSettings = CloudSettings(
            seed: options.seed, population: Population(seed: options.seed, count: options.population),
            latency: latency, consistency: .eventual(within: .seconds(2)))
        cloudSettings.limits = cloudSettings.limits.scaled(by: options.limitScale)
        cloudSettings.ringCentral.hasten(by: options.limitScale)
        if let name = options.faults {
            guard let script = FaultScript.named(name) else {
                let names = FaultScript.named.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n")
                throw ConfigurationError(
                    "There is no script of faults called “\(name)”.", remedy: "Choose one of:\n\(names)")
            }
            cloudSettings.faults = script
        }
        let cloud = SimulatedCloud(cloudSettings, time: time)
        let registration = cloudSettings.apps[0]
        let transport = cloud.transport
        graph = Graph(
            .clientSecret(
                tenant: cloudSettings.tenantID, clientID: registration.clientID,
                secret: Secret(registration.secrets[0].value), transport: transport, time: time),
            tenant: cloudSettings.tenantID, clientID: registration.clientID, transport: transport,
            limits: GraphLimits.published.mapValues { $0.scaled(by: options.limitScale) }
        ) { $0.time = time }
        ringCentral = RingCentral(
            .jwt(
                Secret(cloudSettings.ringCentral.jwt), clientID: cloudSettings.ringCentral.clientID,
                clientSecret: Secret(cloudSettings.ringCentral.clientSecret), transport: transport,
                time: time, limit: RingCentralLimits.auth.scaled(by: options.limitScale)),
            clientID: cloudSettings.ringCentral.clientID, server: RingCentral.production, transport: transport,
            limits: RingCentralLimits.published.mapValues { $0.scaled(by: options.limitScale) }
        ) { $0.time = time }
        app = cloudSettings.catalog.first { $0.displayName.hasPrefix("RingCentral") }.map {
            TeamsApp.ID(rawValue: $0.id)
        }
        simulated = cloud
        credential = CredentialInUse(Secret(registration.secrets[0].value))
        title = "the simulated cloud (\(options.population) users, seed \(options.seed))"
    }

    private init(real options: CommonOptions, _ settings: Settings) throws {
        let tenant = try settings.required("AZURE_TENANT_ID", for: "to name the Microsoft 365 tenant")
        let clientID = try settings.required("AZURE_CLIENT_ID", for: "to name the app registration")
        let cloud = try Self.cloud(settings)
        let transport: any HTTPTransport = .urlSession
        let app = try AppCredential(
            settings, tenant: tenant, clientID: clientID, cloud: cloud, transport: transport)
        credential = app.inUse
        graph = Graph(
            app, tenant: tenant, clientID: clientID, cloud: cloud, transport: transport,
            limits: GraphLimits.published.mapValues { $0.scaled(by: options.limitScale) })
        if settings.namesRingCentral {
            let server =
                try settings["RC_SERVER_URL"].map { try ServiceRoot($0, named: "RC_SERVER_URL") }
                ?? RingCentral.production
            let id = try settings.required("RC_APP_CLIENT_ID", for: "to name the RingCentral app")
            let jwt = try settings.required("RC_USER_JWT", for: "to sign in to RingCentral")
            let appSecret = try settings.required("RC_APP_CLIENT_SECRET", for: "to sign in to RingCentral")
            ringCentral = RingCentral(
                .jwt(
                    Secret(jwt), clientID: id, clientSecret: Secret(appSecret), server: server, transport: transport,
                    limit: RingCentralLimits.auth.scaled(by: options.limitScale)),
                clientID: id, server: server, transport: transport,
                limits: RingCentralLimits.published.mapValues { $0.scaled(by: options.limitScale) })
        } else {
            ringCentral = nil
        }
        self.app = settings["TEAMS_APP_ID"].map { TeamsApp.ID(rawValue: $0) }
        simulated = nil
        title = "tenant \(tenant) at \(cloud.graph.origin)"
    }

    /// The cloud that the environment names: a national one by its endpoint, a test server by its address, else the global one.
    ///
    /// - Throws: ``PatchbayCore/ConfigurationError`` if the two addresses do not belong together.
    public static func cloud(_ settings: Settings) throws -> Cloud {
        try .matching(
            graph: settings["GRAPH_ENDPOINT"].map { try ServiceRoot($0, named: "GRAPH_ENDPOINT") },
            authority: settings["AZURE_AUTHORITY_HOST"].map {
                try ServiceRoot($0.contains("://") ? $0 : "https://\($0)", named: "AZURE_AUTHORITY_HOST")
            })
    }
}
