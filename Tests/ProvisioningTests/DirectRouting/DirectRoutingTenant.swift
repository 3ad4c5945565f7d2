import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import RingCentralClient
import Synchronization

/// A simulated tenant and account with a rollout of Direct Routing over them.
struct DirectRoutingTenant: Sendable {
    let cloud: SimulatedCloud
    let rollout: DirectRoutingRollout
    let group: String

    init(
        users: Int = 80, time: TimeSource, group: String = "Teams Calling", limits: Limits? = nil,
        faults: FaultScript = .none, ledger: any Ledger = MemoryLedger(), cloud existing: SimulatedCloud? = nil,
        consistency: Consistency = .eventual(within: .seconds(3)), change: (inout CloudSettings) -> Void = { _ in },
        planner: DirectRoutingPlanner = DirectRoutingPlanner(), options: RunOptions = RunOptions(workers: 8),
        configure: (inout DirectRoutingRollout.Configuration) -> Void = { _ in },
        wrap: (any HTTPTransport) -> any HTTPTransport = { $0 }
    ) {
        var settings = CloudSettings(
            seed: 7, population: Population(seed: 7, count: users), limits: limits, consistency: consistency,
            faults: faults)
        change(&settings)
        cloud = existing ?? SimulatedCloud(settings, time: time)
        self.group = group
        let transport = wrap(cloud.transport)
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
        let ringCentral = RingCentral(
            .jwt(
                Secret(settings.ringCentral.jwt), clientID: settings.ringCentral.clientID,
                clientSecret: Secret(settings.ringCentral.clientSecret), server: RingCentral.production,
                transport: transport, time: time),
            clientID: settings.ringCentral.clientID, server: RingCentral.production, transport: transport
        ) {
            $0.time = time
            $0.jitter = { 0.5 }
        }
        rollout = DirectRoutingRollout(graph: graph, ringCentral: ringCentral, group: group, ledger: ledger) {
            $0.time = time
            $0.planner = planner
            $0.options = options
            $0.makeSuffix = { 1 }
            configure(&$0)
        }
    }

    func plan(
        _ action: DirectRoutingPlan.Action = .provision, for target: InstallTarget? = nil
    ) async throws -> DirectRoutingPlan {
        try await rollout.plan(action, for: target, in: try await rollout.observe())
    }

    /// Plans and applies, with a person's yes.
    func run(
        _ action: DirectRoutingPlan.Action = .provision, for target: InstallTarget? = nil,
        onEvent: @escaping @Sendable (DirectRoutingEvent) -> Void = { _ in }
    ) async throws -> DirectRoutingSummary {
        let plan = try await plan(action, for: target)
        return try await rollout.apply(plan, approved: plan.digest, massChangeApproved: true, onEvent: onEvent)
    }

    /// The states of the integration as they truly are, by the id of the Microsoft 365 user.
    var states: [String: String] {
        Dictionary(
            cloud.directRouting.compactMap { link in link.userID.map { ($0, link.status) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// How many writes changed something: memberships, integrations, numbers.
    var writes: Int {
        let operations: [SimulatedOperation] = [
            .groupMemberAdded, .groupMemberRemoved, .directRoutingConnected, .directRoutingDisconnected,
            .numberAssigned, .numberUnassigned,
        ]
        return operations.reduce(0) { $0 + cloud.journal.appliedWrites(of: $1).values.reduce(0, +) }
    }
}

/// Collects what happened, in order.
final class Collected<Element: Sendable>: Sendable {
    private let state = Mutex<[Element]>([])
    var all: [Element] { state.withLock { $0 } }
    func add(_ element: Element) { state.withLock { $0.append(element) } }
}
