import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import RingCentralClient
import Testing

/// The samples of the guides, as they stand there.
@Suite struct GuideTests {
    /// In real time, as the sample says nothing about time; so the service is one without limits.
    @Test func `the sample of the README installs the app for a department`() async throws {
        do {
            let tenant = TestTenant(time: .system, limits: Limits.none, latency: .none, consistency: .immediate)
            let transport = tenant.cloud.transport
            let tenantID = tenant.cloud.settings.tenantID
            let clientID = tenant.cloud.settings.apps[0].clientID
            let secret = Secret(tenant.cloud.settings.apps[0].secrets[0].value)
            let ringCentral = tenant.rollout.ringCentral
            let appID = tenant.rollout.app
            let ledger = MemoryLedger()

            let graph = Graph(
                .clientSecret(tenant: tenantID, clientID: clientID, secret: secret, transport: transport),
                tenant: tenantID, clientID: clientID, transport: transport)
            let rollout = AppRollout(graph: graph, ringCentral: ringCentral, app: appID, ledger: ledger)

            try await rollout.refresh()
            let plan = try await rollout.plan(.install, for: .department("Sales"))
            print(plan, await rollout.estimate(plan))

            let summary = try await rollout.apply(plan, approved: plan.digest) { event in
                if case .outcome(let outcome) = event { print(outcome.userPrincipalName, outcome.kind) }
            }
            #expect(summary.remaining == 0)
            #expect(!plan.steps.isEmpty)
        }
    }

    @Test func `the sample of “Install the app for everyone” works`() async throws {
        do {
            let tenant = TestTenant(
                users: 30, time: .system, limits: Limits.none, latency: .none, consistency: .immediate)
            let graph = tenant.rollout.graph
            let ringCentral = tenant.rollout.ringCentral
            let appID = tenant.rollout.app
            let ledger = MemoryLedger()

            let rollout = AppRollout(graph: graph, ringCentral: ringCentral, app: appID, ledger: ledger)
            let readiness = try await rollout.readiness()
            for finding in readiness.blocking { print(finding.title, finding.remedy ?? "") }

            try await rollout.refresh()
            let plan = try await rollout.plan(.install, for: .everyone)
            let summary = try await rollout.apply(plan, approved: plan.digest) { event in
                if case .progress(let progress) = event {
                    print(progress.done, progress.total ?? 0, progress.secondsLeft ?? 0)
                }
            }
            #expect(readiness.isReady)
            #expect(summary.remaining == 0)
        }
    }

    @Test func `the samples of “Test your tool without a tenant” work`() async throws {
        try await VirtualTime.run { time in
            let settings = CloudSettings(seed: 7, population: Population(seed: 7, count: 60))
            let cloud = SimulatedCloud(settings, time: time)
            let registration = settings.apps[0]
            let graph = Graph(
                .clientSecret(
                    tenant: settings.tenantID, clientID: registration.clientID,
                    secret: Secret(registration.secrets[0].value), transport: cloud.transport, time: time),
                tenant: settings.tenantID, clientID: registration.clientID, transport: cloud.transport
            ) {
                $0.time = time
            }
            let users = try await graph.users.list().collect()
            #expect(users.count == 60)
        }
        let stub = StubTransport([.json(#"{"error":{"code":"Forbidden","message":"No."}}"#, status: 403)])
        #expect(stub.requests.isEmpty)
    }
}
