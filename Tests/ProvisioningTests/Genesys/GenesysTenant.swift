import Foundation
import GenesysClient
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning

/// A simulated tenant and organization with a link over them.
struct GenesysTenant: Sendable {
    let cloud: SimulatedCloud
    let link: GenesysLink

    init(
        users: Int = 80, time: TimeSource, limits: Limits? = nil, faults: FaultScript = .none,
        ledger: any Ledger = MemoryLedger(), cloud existing: SimulatedCloud? = nil,
        change: (inout CloudSettings) -> Void = { _ in }, planner: GenesysLinkPlanner = GenesysLinkPlanner(),
        options: RunOptions = RunOptions(workers: 8), telephony: Bool = true,
        wrap: (any HTTPTransport) -> any HTTPTransport = { $0 }
    ) throws {
        var settings = CloudSettings(
            seed: 7, population: Population(seed: 7, count: users), limits: limits, faults: faults)
        change(&settings)
        cloud = existing ?? SimulatedCloud(settings, time: time)
        let transport = wrap(RecordingTransport(cloud.transport))
        let registration = settings.apps[0]
        let graph = Graph(
            .clientSecret(
                tenant: settings.tenantID, clientID: registration.clientID,
                secret: Secret(registration.secrets[0].value), transport: transport, time: time),
            tenant: settings.tenantID, clientID: registration.clientID, transport: transport
        ) {
            $0.time = time
            $0.jitter = { 0.5 }
        }
        let region = try GenesysRegion(settings.genesys.region)
        let genesys = Genesys(
            .clientCredentials(
                clientID: settings.genesys.clientID, secret: Secret(settings.genesys.clientSecret), region: region,
                transport: transport, time: time),
            clientID: settings.genesys.clientID, region: region, transport: transport
        ) {
            $0.time = time
            $0.jitter = { 0.5 }
        }
        link = GenesysLink(genesys: genesys, graph: graph, ledger: ledger) {
            $0.time = time
            $0.planner = planner
            $0.options = options
            $0.checksTelephony = telephony
            $0.makeSuffix = { 1 }
        }
    }

    /// Plans and applies.
    func run(_ action: GenesysLinkPlan.Action = .link) async throws -> GenesysLinkSummary {
        let plan = try await link.plan(action)
        return try await link.apply(plan, approved: plan.digest, massChangeApproved: true)
    }

    /// The users without what linking may change, and without the version.
    var rest: [SimulatedGenesysUser] {
        cloud.genesysUsers.map { user in
            var rest = SimulatedGenesysUser(
                id: user.id, userName: user.userName, displayName: user.displayName, isActive: user.isActive,
                phones: user.phones, externalIDs: user.externalIDs, entraID: user.entraID)
            rest.phones.removeAll { $0.type == "microsoftteams" }
            rest.externalIDs.removeAll { $0.authority == "microsoftteams" }
            return rest
        }
    }

    /// How many writes changed something.
    var writes: Int { cloud.journal.appliedWrites(of: .genesysUsersPatch).values.reduce(0, +) }
}
