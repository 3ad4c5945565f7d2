import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import RingCentralClient
import Synchronization
import Testing

@Suite struct ConnectionTests {
    /// A tenant of its own, in a cloud of its own, and the connection with it.
    struct Site: Sendable {
        let cloud: SimulatedCloud
        let connection: TenantConnection
        let graph: Graph

        init(
            _ time: TimeSource, seed: UInt64, account: String = "7000", secretEndsAt: Date? = nil,
            _ change: (inout CloudSettings) -> Void = { _ in },
            transport: ((SimulatedCloud) -> any HTTPTransport)? = nil
        ) throws {
            var settings = CloudSettings(seed: seed, population: Population(seed: seed, count: 10), latency: .none)
            change(&settings)
            let cloud = SimulatedCloud(settings, time: time)
            self.cloud = cloud
            let app = settings.apps[0]
            connection = try TenantConnection(
                tenantID: settings.tenantID, ringCentralAccount: account, clientID: app.clientID, name: "Site \(seed)",
                secretEndsAt: secretEndsAt)
            let sending = transport?(cloud) ?? cloud.transport
            graph = Graph(
                .clientSecret(
                    tenant: settings.tenantID, clientID: app.clientID,
                    secret: Secret("simulated-secret-\(seed)"), transport: cloud.transport, time: time),
                tenant: settings.tenantID, clientID: app.clientID, transport: sending
            ) {
                $0.time = time
                $0.jitter = { 0.5 }
                $0.retry = .never
            }
        }
    }

    @Test func `a connection has the five states that the portal knows`() async throws {
        try await VirtualTime.run { time in
            let day = 86_400.0
            let states: [(ConnectionState, Site)] = [
                (.connected, try Site(time, seed: 1)),
                (.connected, try Site(time, seed: 1, secretEndsAt: time.date.addingTimeInterval(31 * day))),
                (.expiring, try Site(time, seed: 1, secretEndsAt: time.date.addingTimeInterval(29 * day))),
                (.expiring, try Site(time, seed: 1, secretEndsAt: time.date.addingTimeInterval(1))),
                (.secretExpired, try Site(time, seed: 1) { $0.apps[0].secrets[0].endsAfter = .zero }),
                (.notAuthorised, try Site(time, seed: 1) { $0.apps[0].permissions = [] }),
                (.notAuthorised, try Site(time, seed: 1) { $0.apps[0].isEnabled = false }),
                (.notAuthorised, try Site(time, seed: 1) { $0.apps[0].hasServicePrincipal = false }),
                (.notConnected, try Site(time, seed: 1) { $0.apps[0].secrets[0].value = "another" }),
            ]
            for (place, (state, site)) in states.enumerated() {
                let status = try await site.connection.status(site.graph, for: [.installApp])
                #expect(status.state == state, "\(place)")
                if state != .connected { #expect(status.remedy != nil, "\(place)") }
            }
            #expect(Set(states.map(\.0)) == Set(ConnectionState.allCases))
            #expect(ConnectionState.allCases.map(\.title).contains("Connected - expiring"))
        }
    }

    @Test func `a service that is only busy is no state, and is not guessed`() async throws {
        try await VirtualTime.run { time in
            let site = try Site(time, seed: 1) {
                $0.faults = FaultScript([FaultRule(["entra.*"], .every(1), .status(503))])
            }
            await #expect(throws: AuthenticationError.self) { try await site.connection.status(site.graph) }
        }
    }

    @Test func `each pair of account and tenant is there once; tenants and accounts may be many`() async throws {
        try await VirtualTime.run { time in
            let ledger = MemoryLedger()
            let book = ConnectionBook(ledger, time: time)
            let tenants = ["11111111-2222-4333-8444-00000000000A", "11111111-2222-4333-8444-00000000000b"]
            func connection(_ tenant: String, _ account: String, _ app: String = "app") throws -> TenantConnection {
                try TenantConnection(tenantID: tenant, ringCentralAccount: account, clientID: app, name: "x")
            }
            for tenant in tenants {
                for account in ["1", "2"] { try await book.add(connection(tenant, account)) }
            }
            let count = try await book.all().count
            #expect(count == 4)
            // The same tenant in other letters, with another app: still the same pair.
            await #expect(throws: ConfigurationError.self) {
                try await book.add(connection(tenants[0].lowercased(), "1", "other"))
            }
            var changed = try connection(tenants[1], "2")
            changed.name = "Renamed"
            try await book.update(changed)
            try await book.remove(connection(tenants[0], "1").id)
            try await book.remove("nobody")
            let again = try await ConnectionBook(ledger, time: time).all()
            #expect(again.map(\.ringCentralAccount) == ["2", "1", "2"])
            #expect(again.last?.name == "Renamed")
            try await book.add(connection(tenants[0], "1"))
            await #expect(throws: ConfigurationError.self) { try await book.update(connection(tenants[0], "3")) }
        }
    }

    @Test func `a domain is no tenant here`() {
        #expect(throws: ConfigurationError.self) {
            try TenantConnection(tenantID: "contoso.com", ringCentralAccount: "1", clientID: "a", name: "x")
        }
    }

    @Test func `two tenants share no token, no pace and no name in the store`() async throws {
        try await VirtualTime.run { time in
            let seen = Mutex<[String: Set<String>]>([:])
            struct Watching: HTTPTransport {
                let inner: any HTTPTransport
                let note: @Sendable (String) -> Void
                func send(_ request: HTTPRequest) async throws -> HTTPResponse {
                    if let token = request.fields["Authorization"] { note(token) }
                    return try await inner.send(request)
                }
            }
            let sites = try [1, 2].map { (seed: UInt64) in
                try Site(
                    time, seed: seed,
                    transport: { cloud in
                        Watching(inner: cloud.transport) { token in
                            seen.withLock { _ = $0["\(seed)", default: []].insert(token) }
                        }
                    })
            }
            for site in sites {
                for _ in 1...3 { _ = try await site.graph.users.list().collect() }
            }
            let tokens = seen.withLock { $0 }
            #expect(tokens["1"]?.count == 1)
            #expect(tokens["1"]?.isDisjoint(with: tokens["2"] ?? []) == true)
            #expect(sites[0].connection.storeKey != sites[1].connection.storeKey)
            #expect(
                sites[0].graph.pipeline.rateKey(.directoryReads) != sites[1].graph.pipeline.rateKey(.directoryReads))
            // And a client is not taken for another tenant's.
            await #expect(throws: ConfigurationError.self) { try await sites[0].connection.status(sites[1].graph) }
        }
    }
}

/// RingCentral's refresh tokens rotate; a process can die between the service's answer and the store.
@Suite struct RotationCrashTests {
    /// A store that survives the process, and a process that dies when it saves.
    actor DyingStore: TokenStore {
        let kept: MemoryTokenStore
        private var savesLeft: Int

        init(_ kept: MemoryTokenStore, diesAtSave: Int) {
            self.kept = kept
            savesLeft = diesAtSave - 1
        }

        func load(_ key: String) async -> Secret? { await kept.load(key) }
        func save(_ token: Secret, for key: String) async throws {
            guard savesLeft > 0 else { throw CancellationError() }
            savesLeft -= 1
            await kept.save(token, for: key)
        }
        func delete(_ key: String) async { await kept.delete(key) }
    }

    private static func ringCentral(
        _ cloud: SimulatedCloud, _ store: any TokenStore, _ time: TimeSource, jwt: Bool
    ) -> RingCentral {
        let settings = cloud.settings.ringCentral
        let credential: any CredentialProvider =
            jwt
            ? JWTCredential(
                Secret(settings.jwt), clientID: settings.clientID, clientSecret: Secret(settings.clientSecret),
                transport: cloud.transport, store: store, time: time)
            : RefreshTokenCredential(
                clientID: settings.clientID, clientSecret: Secret(settings.clientSecret), transport: cloud.transport,
                store: store, key: "connection", time: time)
        return RingCentral(credential, clientID: settings.clientID, transport: cloud.transport) { $0.time = time }
    }

    @Test(arguments: [1.0, 300, 3500, 3700])
    func `killed between the rotation and the save, it goes on from the old token, or says to sign in again`(
        later seconds: Double
    ) async throws {
        try await VirtualTime.run { time in
            let cloud = SimulatedCloud(
                CloudSettings(seed: 4, population: Population(seed: 4, count: 5), latency: .none), time: time)
            // Signed in, once: the JWT's session stands for the browser's.
            let kept = MemoryTokenStore()
            let first = try await cloud.respond(
                to: HTTPRequest(
                    method: .post,
                    url: try #require(URL(string: "https://platform.ringcentral.com/restapi/oauth/token")),
                    fields: [
                        "Authorization": "Basic "
                            + Data(
                                "\(cloud.settings.ringCentral.clientID):\(cloud.settings.ringCentral.clientSecret)".utf8
                            ).base64EncodedString()
                    ],
                    body: Data(
                        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=\(cloud.settings.ringCentral.jwt)"
                            .utf8)))
            struct Answer: Decodable { let refresh_token: String }
            let refresh = try JSONDecoder().decode(Answer.self, from: first.body).refresh_token
            await kept.save(Secret(refresh), for: "connection")

            // The process that dies: the service has rotated, the store has not heard of it, and the new access token was not used.
            let dying = Self.ringCentral(cloud, DyingStore(kept, diesAtSave: 1), time, jwt: false)
            await #expect(throws: (any Error).self) { try await dying.account.current() }
            #expect(await kept.load("connection") == Secret(refresh))

            try await time.sleep(for: .seconds(seconds))
            let next = Self.ringCentral(cloud, kept, time, jwt: false)
            if seconds < 3600 {
                _ = try await next.account.current()
                #expect(await kept.load("connection") != Secret(refresh))
            } else {
                let error = try await #require(throws: AuthenticationError.self) { try await next.account.current() }
                #expect(error.reason == .signInRequired)
                #expect(error.remedy.action == .signIn)
                #expect(await kept.load("connection") == nil)
            }
        }
    }

    @Test func `with a JWT to fall back to, it works again in any case`() async throws {
        try await VirtualTime.run { time in
            let cloud = SimulatedCloud(
                CloudSettings(seed: 4, population: Population(seed: 4, count: 5), latency: .none), time: time)
            let kept = MemoryTokenStore()
            _ = try await Self.ringCentral(cloud, kept, time, jwt: true).account.current()
            await #expect(throws: (any Error).self) {
                try await Self.ringCentral(cloud, DyingStore(kept, diesAtSave: 1), time, jwt: true).account.current()
            }
            try await time.sleep(for: .seconds(3700))
            _ = try await Self.ringCentral(cloud, kept, time, jwt: true).account.current()
        }
    }
}
