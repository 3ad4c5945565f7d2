import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import Synchronization
import Testing

@Suite struct RegistrationSetupTests {
    /// A process that may be killed at any request: before it is sent, or after its effect and before its answer.
    final class MortalTransport: HTTPTransport, Sendable {
        private let inner: any HTTPTransport
        private let left: Mutex<Int?>
        private let losesAnswer: Bool

        init(_ inner: any HTTPTransport, diesAfter count: Int? = nil, losesAnswer: Bool = false) {
            self.inner = inner
            left = Mutex(count)
            self.losesAnswer = losesAnswer
        }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let state = left.withLock { left -> Int? in
                guard let count = left else { return nil }
                left = max(-1, count - 1)
                return count
            }
            guard let state, state <= 0 else { return try await inner.send(request) }
            if state == 0, losesAnswer { _ = try await inner.send(request) }
            throw TransportError(.interrupted, detail: "killed", isRequestKnownUnsent: false)
        }
    }

    /// A tenant with an administrator who signs in, and what is kept between processes.
    struct Office: Sendable {
        let cloud: SimulatedCloud
        let time: TimeSource
        let ledger = MemoryLedger()
        let secrets = MemoryTokenStore()
        let signIns = MemoryTokenStore()

        init(_ time: TimeSource, _ change: (inout CloudSettings) -> Void = { _ in }) {
            var settings = CloudSettings(seed: 11, population: Population(seed: 11, count: 20), latency: .none)
            settings.entra.deviceApproval = .after(.seconds(1))
            change(&settings)
            cloud = SimulatedCloud(settings, time: time)
            self.time = time
        }

        var settings: CloudSettings { cloud.settings }

        /// The administrator's own client, as a new process makes it.
        func graph(_ transport: (any HTTPTransport)? = nil) async throws -> Graph {
            let credential = SignedInCredential(
                tenant: settings.tenantID, clientID: settings.apps[0].clientID, transport: cloud.transport,
                store: signIns, key: "admin", time: time, jitter: { 0.5 })
            if try await !credential.isSignedIn {
                let signIn = DeviceSignIn(credential, scopes: [Cloud.global.defaultScope])
                _ = try await signIn.finish(try await signIn.begin())
            }
            return Graph(
                credential, tenant: settings.tenantID, clientID: settings.apps[0].clientID,
                transport: MortalTransport(transport ?? cloud.transport)
            ) {
                $0.time = time
                $0.jitter = { 0.5 }
                $0.retry = .never
            }
        }

        func setup(
            _ transport: (any HTTPTransport)? = nil, features: Set<TenantFeature> = [.embeddedApp, .installApp],
            existing: String? = nil, secrets: (any TokenStore)? = nil
        ) async throws -> RegistrationSetup {
            RegistrationSetup(
                graph: try await graph(transport), features: features, existing: existing, ledger: ledger,
                secrets: secrets ?? self.secrets)
        }

        /// The app that was set up, as it signs in with the stored secret.
        func roles(of setup: RegistrationSetup, _ appID: String) async throws -> Set<String> {
            let secret = try #require(await secrets.load(setup.secretKey(appID)))
            let graph = Graph(
                .clientSecret(
                    tenant: settings.tenantID, clientID: appID, secret: secret, transport: cloud.transport, time: time),
                tenant: settings.tenantID, clientID: appID, transport: cloud.transport
            ) { $0.time = time }
            return try await graph.tokenRoles()
        }

        var made: [AppRegistration] { cloud.registrations.filter { $0.displayName == "RingCentral for Teams" } }
        var writes: Int { cloud.journal.writes.filter(\.applied).count }
    }

    static let wanted: Set<String> = [
        "Contacts.Read", "OrgContact.Read.All", "User.Read.All", "TeamsAppInstallation.ReadWriteForUser.All",
        "AppCatalog.Read.All",
    ]

    @Test func `twenty clicks are one plan, and the app that comes of it works`() async throws {
        try await VirtualTime.run { time in
            let office = Office(time)
            let setup = try await office.setup()
            let plan = try await setup.plan()
            #expect(plan.steps.count == 5)
            #expect(plan.steps.first == .register(name: "RingCentral for Teams"))
            #expect(plan.description.contains("1. Register the app"))
            let outcome = try await setup.apply(plan, approved: plan.digest)
            #expect(outcome.done == plan.steps)
            #expect(outcome.consentAddress == nil)
            let roles = try await office.roles(of: setup, outcome.appID)
            #expect(roles == Self.wanted)
            #expect(office.made.count == 1)
            #expect(office.made.first?.secrets.count == 1)
        }
    }

    @Test func `a second run, in another process, changes nothing`() async throws {
        try await VirtualTime.run { time in
            let office = Office(time)
            let first = try await office.setup()
            let plan = try await first.plan()
            _ = try await first.apply(plan, approved: plan.digest)
            let writes = office.writes
            let second = try await office.setup()
            let again = try await second.plan()
            #expect(again.steps == [])
            #expect(again.isDone)
            let outcome = try await second.apply(again, approved: again.digest)
            #expect(outcome.done == [])
            #expect(office.writes == writes)
        }
    }

    @Test func `another plan than the approved one is refused, and so is one that the tenant has outrun`() async throws
    {
        try await VirtualTime.run { time in
            let office = Office(time)
            let setup = try await office.setup()
            let plan = try await setup.plan()
            await #expect(throws: ConfigurationError.self) { try await setup.apply(plan, approved: "other") }
            _ = try await setup.apply(plan, approved: plan.digest)
            await #expect(throws: ConfigurationError.self) { try await setup.apply(plan, approved: plan.digest) }
            #expect(office.made.count == 1)
        }
    }

    @Test(arguments: [false, true])
    func `killed at any request, it goes on and ends the same`(losesAnswer: Bool) async throws {
        try await VirtualTime.run { time in
            var count = 0
            var finished = false
            while !finished {
                let office = Office(time)
                do {
                    let setup = try await office.setup(
                        MortalTransport(office.cloud.transport, diesAfter: count, losesAnswer: losesAnswer))
                    let plan = try await setup.plan()
                    _ = try await setup.apply(plan, approved: plan.digest)
                    finished = true
                } catch is TransportError {}
                let setup = try await office.setup()
                let plan = try await setup.plan()
                let outcome = try await setup.apply(plan, approved: plan.digest)
                let roles = try await office.roles(of: setup, outcome.appID)
                #expect(roles == Self.wanted, "after \(count)")
                #expect(office.made.count == 1, "after \(count)")
                // No secret is left that nobody knows.
                #expect(office.made.first?.secrets.count == 1, "after \(count)")
                let again = try await setup.plan()
                #expect(again.steps == [], "after \(count)")
                count += 1
            }
            #expect(count > 12)
        }
    }

    @Test func `a secret whose text could not be saved is removed by the next run`() async throws {
        actor FullStore: TokenStore {
            func load(_ key: String) -> Secret? { nil }
            func save(_ token: Secret, for key: String) throws { throw CocoaError(.fileWriteOutOfSpace) }
            func delete(_ key: String) {}
        }
        try await VirtualTime.run { time in
            let office = Office(time)
            let broken = try await office.setup(secrets: FullStore())
            let plan = try await broken.plan()
            await #expect(throws: ConfigurationError.self) { try await broken.apply(plan, approved: plan.digest) }
            let lost = try #require(office.made.first?.secrets.first?.value)
            let setup = try await office.setup()
            let rest = try await setup.plan()
            #expect(rest.steps.count == 1)
            _ = try await setup.apply(rest, approved: rest.digest)
            #expect(office.made.first?.secrets.map(\.value).contains(lost) == false)
            #expect(office.made.first?.secrets.count == 1)
        }
    }

    @Test func `who may register and not consent gets the exact address, and the rest is done`() async throws {
        try await VirtualTime.run { time in
            let office = Office(time) {
                $0.entra.administrators = [
                    SimulatedAdministrator(
                        seed: 11, roles: [DirectoryRole.applicationAdministrator.rawValue: .direct])
                ]
            }
            let setup = try await office.setup()
            let plan = try await setup.plan()
            let outcome = try await setup.apply(plan, approved: plan.digest)
            let address = try #require(outcome.consentAddress)
            #expect(address.contains("/\(office.settings.tenantID)/v2.0/adminconsent?client_id=\(outcome.appID)&"))
            #expect(office.made.first?.permissions == [])
            let again = try await setup.plan()
            #expect(again.isDone)
            #expect(again.steps.count == 1)
            #expect(again.description.contains(address))
        }
        // The same address, opened by somebody who may.
        try await VirtualTime.run { time in
            let office = Office(time) { $0.apps[0].delegatedPermissions.removeAll { $0.hasPrefix("AppRole") } }
            let setup = try await office.setup()
            let plan = try await setup.plan()
            let outcome = try await setup.apply(plan, approved: plan.digest)
            let url = try #require(outcome.consentAddress.flatMap { URL(string: $0) })
            let page = try await office.cloud.respond(to: HTTPRequest(url: url))
            #expect(page.fields["Location"]?.contains("admin_consent=True") == true)
            let rest = try await setup.plan()
            #expect(rest.steps == [])
            let roles = try await office.roles(of: setup, outcome.appID)
            #expect(roles == Self.wanted)
        }
    }

    @Test func `who may not register learns which role it takes, and nothing is left behind`() async throws {
        try await VirtualTime.run { time in
            let office = Office(time) { $0.entra.administrators = [SimulatedAdministrator(seed: 11, roles: [:])] }
            let setup = try await office.setup()
            let plan = try await setup.plan()
            let error = try await #require(throws: ServiceError.self) {
                try await setup.apply(plan, approved: plan.digest)
            }
            #expect(error.category == .permission)
            #expect(error.remedy?.action == .assignRole("Application Administrator"))
            #expect(office.made.isEmpty)
        }
    }

    @Test func `more features later add only what is missing`() async throws {
        try await VirtualTime.run { time in
            let office = Office(time)
            let first = try await office.setup(features: [.embeddedApp])
            let plan = try await first.plan()
            let outcome = try await first.apply(plan, approved: plan.digest)
            let second = try await office.setup(features: [.embeddedApp, .readPresence])
            let more = try await second.plan()
            #expect(
                more.steps == [
                    .ask(permissions: ["Presence.Read.All"]), .consent(permissions: ["Presence.Read.All"]),
                ])
            _ = try await second.apply(more, approved: more.digest)
            // And fewer take nothing away, but are warned about.
            let fewer = try await office.setup(features: [.embeddedApp]).plan()
            #expect(fewer.steps == [])
            #expect(fewer.surplus == ["Presence.Read.All"])
            #expect(outcome.appID == fewer.appID)
        }
    }

    // MARK: Undo

    @Test func `undo takes a registration of our own away, and touches no other`() async throws {
        try await VirtualTime.run { time in
            let office = Office(time)
            let before = office.cloud.registrations
            let setup = try await office.setup()
            let plan = try await setup.plan()
            let outcome = try await setup.apply(plan, approved: plan.digest)
            let lines = try await setup.undo()
            #expect(lines.count == 2)
            #expect(office.cloud.registrations == before)
            #expect(await office.secrets.load(setup.secretKey(outcome.appID)) == nil)
            let nothing = try await setup.undo()
            #expect(nothing == [])
            // And it can be made again.
            let again = try await setup.plan()
            #expect(again.steps.count == 5)
        }
    }

    @Test func `undo of an app that was there before leaves everything that it had`() async throws {
        try await VirtualTime.run { time in
            let office = Office(time) {
                var old = AppRegistration(
                    clientID: "aaaaaaaa-0000-4000-8000-000000000001", displayName: "Phones",
                    secrets: [.init("their-secret")], permissions: ["User.Read.All", "Mail.Send"])
                old.requestedPermissions = ["User.Read.All", "Mail.Send"]
                $0.apps.append(old)
            }
            let before = office.cloud.registrations
            let setup = try await office.setup(existing: "aaaaaaaa-0000-4000-8000-000000000001")
            let plan = try await setup.plan()
            #expect(!plan.steps.contains { if case .register = $0 { true } else { false } })
            #expect(plan.surplus == ["Mail.Send"])
            _ = try await setup.apply(plan, approved: plan.digest)
            #expect(office.cloud.registrations != before)
            let lines = try await setup.undo()
            #expect(lines.count == 1 + 4 + 1)
            #expect(office.cloud.registrations == before)
        }
    }

    @Test func `an app of the same name that somebody else made is not touched`() async throws {
        try await VirtualTime.run { time in
            let office = Office(time) {
                $0.apps.append(
                    AppRegistration(
                        clientID: "aaaaaaaa-0000-4000-8000-000000000002", displayName: "RingCentral for Teams",
                        secrets: [], permissions: []))
            }
            let setup = try await office.setup()
            let error = try await #require(throws: ConfigurationError.self) { try await setup.plan() }
            #expect(error.description.contains("aaaaaaaa-0000-4000-8000-000000000002"))
            let nothing = try await setup.undo()
            #expect(nothing == [])
        }
    }

    // MARK: Rotation

    @Test func `a new secret is probed before it is used, and both are good meanwhile`() async throws {
        try await VirtualTime.run { time in
            let office = Office(time) { $0.entra.propagation = .seconds(90) }
            let setup = try await office.setup()
            let plan = try await setup.plan()
            let outcome = try await setup.apply(plan, approved: plan.digest)
            try await time.sleep(for: .seconds(100))
            let old = try #require(await office.secrets.load(outcome.secretKey))
            let asked = Mutex<[Bool]>([])
            let probe = setup.probe(transport: office.cloud.transport)
            let rotation = try await setup.rotateSecret { appID, secret in
                // While the new one is tried, the old one is what everybody else reads.
                #expect(await office.secrets.load(outcome.secretKey) == old)
                let isAccepted = try await probe(appID, secret)
                asked.withLock { $0.append(isAccepted) }
                return isAccepted
            }
            #expect(asked.withLock { $0 }.last == true)
            #expect(asked.withLock { $0 }.count > 2)
            #expect(rotation.acceptedAfter >= .seconds(90))
            #expect(rotation.stillValid.count == 1)
            let new = try #require(await office.secrets.load(outcome.secretKey))
            #expect(new != old)
            let works = try await [probe(outcome.appID, old), probe(outcome.appID, new)]
            #expect(works == [true, true])
            let last = try await setup.rotateSecret(removesOld: true, probe: probe)
            #expect(last.stillValid == [])
            #expect(office.made.first?.secrets.count == 1)
            let dead = try await probe(outcome.appID, new)
            #expect(!dead)
        }
    }

    @Test func `a new secret that is not accepted leaves the old one in use, and is gone on with later`() async throws {
        try await VirtualTime.run { time in
            let office = Office(time)
            let setup = try await office.setup()
            let plan = try await setup.plan()
            let outcome = try await setup.apply(plan, approved: plan.digest)
            let old = await office.secrets.load(outcome.secretKey)
            let error = try await #require(throws: AuthenticationError.self) {
                try await setup.rotateSecret(within: .seconds(60)) { _, _ in false }
            }
            #expect(error.remedy.action == .runAgain)
            #expect(await office.secrets.load(outcome.secretKey) == old)
            #expect(office.made.first?.secrets.count == 2)
            _ = try await setup.rotateSecret { _, _ in true }
            #expect(office.made.first?.secrets.count == 2)
            #expect(await office.secrets.load(outcome.secretKey) != old)
        }
    }

    @Test(arguments: [false, true])
    func `killed at any request of a rotation, the stored secret works, and the next run ends it`(losesAnswer: Bool)
        async throws
    {
        try await VirtualTime.run { time in
            var count = 0
            var finished = false
            while !finished {
                let office = Office(time)
                let setup = try await office.setup()
                let plan = try await setup.plan()
                let outcome = try await setup.apply(plan, approved: plan.digest)
                let probe = setup.probe(transport: office.cloud.transport)
                do {
                    let mortal = try await office.setup(
                        MortalTransport(office.cloud.transport, diesAfter: count, losesAnswer: losesAnswer))
                    _ = try await mortal.rotateSecret(removesOld: true, probe: probe)
                    finished = true
                } catch is TransportError {}
                let stored = try #require(await office.secrets.load(outcome.secretKey))
                let works = try await probe(outcome.appID, stored)
                #expect(works, "after \(count)")
                _ = try await setup.rotateSecret(removesOld: true, probe: probe)
                #expect(office.made.first?.secrets.count == 1, "after \(count)")
                count += 1
            }
            #expect(count > 3)
        }
    }
}
