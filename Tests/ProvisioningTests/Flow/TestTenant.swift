import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import RingCentralClient

/// A simulated tenant with a rollout over it: what a user's own test would build.
struct TestTenant: Sendable {
    let cloud: SimulatedCloud
    let rollout: AppRollout

    init(
        users: Int = 60, seed: UInt64 = 7, time: TimeSource, limits: Limits? = nil, latency: Latency = .quick,
        consistency: Consistency = .eventual(within: .seconds(3)), faults: FaultScript = .none,
        ledger: any Ledger = MemoryLedger(), pacing: PacingPolicy = .fast, cloud existing: SimulatedCloud? = nil,
        wrap: (any HTTPTransport) -> any HTTPTransport = { $0 }, options: RunOptions = RunOptions()
    ) {
        let settings = CloudSettings(
            seed: seed, population: Population(seed: seed, count: users), limits: limits, latency: latency,
            consistency: consistency, faults: faults)
        cloud = existing ?? SimulatedCloud(settings, time: time)
        let transport = wrap(RecordingTransport(cloud.transport))
        let registration = settings.apps[0]
        let graph = Graph(
            .clientSecret(
                tenant: settings.tenantID, clientID: registration.clientID,
                secret: Secret(registration.secrets[0].value), transport: transport, time: time),
            tenant: settings.tenantID, clientID: registration.clientID, transport: transport, pacing: pacing
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
        let app = TeamsApp.ID(rawValue: settings.catalog.first { $0.displayName.hasPrefix("RingCentral") }?.id ?? "")
        rollout = AppRollout(graph: graph, ringCentral: ringCentral, app: app, ledger: ledger) {
            $0.time = time
            $0.options = options
            $0.makeSuffix = { 1 }
        }
    }

    /// The whole flow for a target.
    func install(_ target: InstallTarget = .everyone) async throws -> InstallSummary {
        try await rollout.refresh()
        let plan = try await rollout.plan(.install, for: target)
        return try await rollout.apply(plan, approved: plan.digest)
    }
}
