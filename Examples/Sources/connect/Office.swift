import ArgumentParser
import ExampleSupport
import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayURLSession
import Provisioning
import RingCentralClient

/// What every word of the program needs: the tenant, the administrator's sign-in, the ledger and the token store.
struct Office: Sendable {
    let options: CommonOptions
    let connect: ConnectOptions
    let console: Console
    let tenant: String
    let clientID: String
    let cloud: Cloud
    let transport: any HTTPTransport
    let simulated: SimulatedCloud?
    let ledger: any Ledger
    let tokens: any TokenStore
    let ringCentral: RingCentral?
    /// The sign-in of a person at RingCentral, where no JWT stands for one.
    let ringCentralSession: RefreshTokenCredential?

    init(_ options: CommonOptions, _ connect: ConnectOptions, settings: Settings = Settings()) throws {
        self.options = options
        self.connect = connect
        console = Console(json: options.json)
        if options.simulate || !(settings.namesMicrosoftTenant || settings.namesRingCentral) {
            var made = CloudSettings(
                seed: options.seed, population: Population(seed: options.seed, count: options.population))
            made.limits = made.limits.scaled(by: options.limitScale)
            // The person of the simulation is quick.
            made.entra.deviceApproval = .after(.seconds(2))
            made.entra.deviceInterval = .seconds(1)
            let cloud = SimulatedCloud(made)
            (simulated, transport, self.cloud) = (cloud, cloud.transport, .global)
            (tenant, clientID) = (made.tenantID, made.apps[0].clientID)
        } else {
            (simulated, transport) = (nil, .urlSession)
            cloud = try Connection.cloud(settings)
            tenant = try settings.required("AZURE_TENANT_ID", for: "to name the Microsoft 365 tenant")
            clientID = try settings.required(
                "AZURE_CLIENT_ID", for: "to name the public client through which the administrator signs in")
        }
        let folder = Ledgers.folder(options, isSimulated: simulated != nil)
        ledger = try Ledgers.open(folder)
        tokens =
            if let folder {
                try FileTokenStore(at: folder.appending(path: "tokens", directoryHint: .isDirectory))
            } else {
                MemoryTokenStore()
            }
        if let cloud = simulated {
            let made = cloud.settings.ringCentral
            ringCentralSession = RefreshTokenCredential(
                clientID: made.clientID, clientSecret: Secret(made.clientSecret), transport: transport, store: tokens,
                key: Office.ringCentralKey(made.clientID))
            ringCentral = RingCentral(
                .jwt(
                    Secret(made.jwt), clientID: made.clientID, clientSecret: Secret(made.clientSecret),
                    transport: transport), clientID: made.clientID, transport: transport)
        } else {
            ringCentralSession = try Office.ringCentralSession(settings, transport, tokens)
            ringCentral = try Office.ringCentral(settings, transport, ringCentralSession)
        }
    }

    private static func ringCentralKey(_ clientID: String) -> String { "ringcentral-sign-in \(clientID)" }

    private static func ringCentralServer(_ settings: Settings) throws -> ServiceRoot {
        try settings["RC_SERVER_URL"].map { try ServiceRoot($0, named: "RC_SERVER_URL") } ?? RingCentral.production
    }

    /// A person's sign-in, where an app is named and no JWT is.
    private static func ringCentralSession(
        _ settings: Settings, _ transport: any HTTPTransport, _ store: any TokenStore
    ) throws -> RefreshTokenCredential? {
        guard settings["RC_USER_JWT"] == nil, let id = settings["RC_APP_CLIENT_ID"] else { return nil }
        return RefreshTokenCredential(
            clientID: id, clientSecret: settings.secret("RC_APP_CLIENT_SECRET"),
            server: try ringCentralServer(settings),
            transport: transport, store: store, key: ringCentralKey(id))
    }

    private static func ringCentral(
        _ settings: Settings, _ transport: any HTTPTransport, _ session: RefreshTokenCredential?
    ) throws -> RingCentral? {
        guard settings.namesRingCentral else { return nil }
        let server = try ringCentralServer(settings)
        let id = try settings.required("RC_APP_CLIENT_ID", for: "to name the RingCentral app")
        if let session { return RingCentral(session, clientID: id, server: server, transport: transport) }
        return RingCentral(
            .jwt(
                Secret(try settings.required("RC_USER_JWT", for: "to sign in to RingCentral")), clientID: id,
                clientSecret: Secret(try settings.required("RC_APP_CLIENT_SECRET", for: "to sign in to RingCentral")),
                server: server, transport: transport), clientID: id, server: server, transport: transport)
    }

    /// Runs a word; errors become sentences and exit statuses.
    static func run(
        _ options: CommonOptions, _ connect: ConnectOptions, command: String,
        _ work: @escaping @Sendable (Office) async throws -> ExitStatus
    ) async throws {
        try await Word.run(command, json: options.json) { console in
            let status = try await work(try Office(options, connect))
            console.emit(SummaryLine(command, exit: status))
            return status
        }
    }

    // MARK: The administrator

    var credential: SignedInCredential {
        SignedInCredential(
            tenant: tenant, clientID: clientID, authority: cloud.authority, transport: transport, store: tokens,
            key: "microsoft-sign-in \(tenant) \(clientID)")
    }

    /// The administrator's client, signed in: from the store, else now.
    func graph() async throws -> Graph {
        let credential = credential
        if try await !credential.isSignedIn { try await signIn(credential) }
        return Graph(credential, tenant: tenant, clientID: clientID, cloud: cloud, transport: transport)
    }

    private func signIn(_ credential: SignedInCredential) async throws {
        let account =
            connect.deviceCode || (!connect.browser && !BrowserWindow.isThere && simulated == nil)
            ? try await deviceSignIn(credential) : try await browserSignIn(credential)
        let name = account?.userName ?? "somebody whose name the token does not tell"
        console.say("Signed in as \(name).\n")
        console.emit(Line.SignedIn(user: account?.userName, tenant: account?.tenantID))
    }

    private func deviceSignIn(_ credential: SignedInCredential) async throws -> SignedInAccount? {
        let signIn = DeviceSignIn(credential, scopes: [cloud.defaultScope])
        let code = try await signIn.begin()
        console.warn(code.message)
        if simulated != nil { console.warn("(The simulated administrator does it in two seconds.)") }
        return try await signIn.finish(code)
    }

    private func browserSignIn(_ credential: SignedInCredential) async throws -> SignedInAccount? {
        if let simulated {
            let signIn = BrowserSignIn(credential, scopes: [cloud.defaultScope], redirectURI: "http://localhost")
            let attempt = try await signIn.begin()
            console.warn("The simulated administrator opens the sign-in page and signs in.")
            let page = try await simulated.respond(to: HTTPRequest(url: attempt.url))
            guard let url = page.fields["Location"].flatMap({ URL(string: $0) }) else {
                throw ConfigurationError("The simulated page leads nowhere.", remedy: "Use --device-code.")
            }
            return try await signIn.finish(RedirectAnswer(url: url), attempt)
        }
        return try await LoopbackReceiver.receive(console: console) { redirectURI in
            let signIn = BrowserSignIn(
                credential, scopes: [cloud.defaultScope], redirectURI: redirectURI, responseMode: .formPost)
            return (signIn, try await signIn.begin())
        }
    }

    // MARK: The registration

    func setup(_ graph: Graph) -> RegistrationSetup {
        RegistrationSetup(
            graph: graph, name: connect.name, features: Set(connect.features), existing: connect.existing,
            ledger: ledger, secrets: tokens)
    }
}
