import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import RingCentralClient
import Testing

/// The code of the guides, as it stands there.
@Suite struct ConnectGuideTests {
    @Test func `the samples of “Connect a tenant” work`() async throws {
        try await VirtualTime.run { time in
            let settings = CloudSettings(seed: 8, population: Population(seed: 8, count: 20), latency: .none)
            let cloud = SimulatedCloud(settings, time: time)
            let (tenantID, clientID) = (settings.tenantID, settings.apps[0].clientID)
            let (transport, ledger) = (cloud.transport, MemoryLedger())
            let tokens: any TokenStore = MemoryTokenStore()
            let accountID = "7000"

            let credential = SignedInCredential(
                tenant: tenantID, clientID: clientID, transport: transport, store: tokens, key: "admin", time: time)
            let signIn = DeviceSignIn(credential, scopes: [Cloud.global.defaultScope])
            let code = try await signIn.begin()
            print(code.message)
            let account = try await signIn.finish(code)
            let admin = Graph(credential, tenant: tenantID, clientID: clientID, transport: transport) { $0.time = time }
            #expect(account?.tenantID == tenantID)

            let setup = RegistrationSetup(
                graph: admin, name: "RingCentral for Teams", features: [.embeddedApp, .installApp], ledger: ledger,
                secrets: tokens)
            let plan = try await setup.plan()
            print(plan)
            let outcome = try await setup.apply(plan, approved: plan.digest)
            if let address = outcome.consentAddress { print("An administrator consents at \(address)") }
            #expect(outcome.consentAddress == nil)

            let rotation = try await setup.rotateSecret(probe: setup.probe(transport: transport))
            let secret = try await tokens.load(outcome.secretKey)
            let graph = Graph(
                .clientSecret(
                    tenant: tenantID, clientID: outcome.appID, secret: secret ?? Secret(""), transport: transport,
                    time: time),
                tenant: tenantID, clientID: outcome.appID, transport: transport
            ) { $0.time = time }
            let connection = try TenantConnection(
                tenantID: tenantID, ringCentralAccount: accountID, clientID: outcome.appID, name: "Head office",
                secretEndsAt: rotation.endsAt)
            try await ConnectionBook(ledger).add(connection)
            let status = try await connection.status(graph, for: [.installApp])
            print(status.state.title, status.remedy ?? "")
            #expect(status.state == .connected)
        }
    }

    @Test func `the samples of “Read the readiness report” work`() async throws {
        try await VirtualTime.run { time in
            let patient = ReadinessTests.Patient(time, features: [.installApp]) {
                $0.apps[0].permissions.removeAll { $0.hasPrefix("TeamsAppInstallation") }
            }
            let (graph, ringCentral) = (patient.check.graph, patient.check.ringCentral)
            let (appID, administrator) = (patient.check.app, patient.check.administrator)

            let check = ReadinessCheck(
                graph: graph, ringCentral: ringCentral, features: [.installApp, .readPresence], app: appID,
                administrator: administrator)
            let report = try await check()
            for finding in report.findings where finding.verdict != .met {
                print(finding.id, finding.verdict, finding.remedy ?? "")
            }
            #expect(!report.isReady)

            do {
                try await MissingPermissions.check(graph, for: [.installApp])
            } catch let missing as MissingPermissions {
                print(missing.description, missing.remedy)
            }
            await #expect(throws: MissingPermissions.self) {
                try await MissingPermissions.check(graph, for: [.installApp])
            }
        }
    }
}
