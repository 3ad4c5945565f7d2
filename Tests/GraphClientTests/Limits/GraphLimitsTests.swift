import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct GraphLimitsTests {
    @Test(arguments: [
        (RateGroup.teamsAppsRead, 30, 1), (.teamsAppsWrite, 30, 1), (.teamsAppsDelete, 15, 1),
        (.teamsCatalogRead, 30, 1), (.teamsOtherRead, 30, 1), (.directoryReads, 8000, 10),
        (.directoryWrites, 3000, 150),
        (.presence, 1500, 30), (.subscriptionsWrite, 500, 20), (.subscriptionsReauthorize, 1000, 20),
        (.subscriptionsRead, 500, 20), (.subscriptionsList, 25, 20), (.outlook, 10_000, 600),
    ])
    func `the published numbers, each with its source`(group: RateGroup, units: Int, seconds: Int) throws {
        let limit = try #require(GraphLimits.published[group])
        #expect(limit.windows == [.init(units, per: .seconds(seconds))])
        #expect(limit.source.hasPrefix("Microsoft Graph "))
    }

    @Test func `the directory's budget follows the size of the tenant`() {
        for (users, units) in [(49, 3500), (50, 5000), (500, 5000), (501, 8000)] {
            let limits = GraphLimits.published(for: GraphLimits.TenantSize(users: users))
            #expect(limits[.directoryReads]?.windows.first?.units == units)
        }
    }

    @Test func `scaling multiplies counts and divides windows`() {
        let scaled = GraphLimits.scaled(by: 10)
        #expect(scaled[.teamsAppsWrite]?.windows == [.init(300, per: .milliseconds(100))])
        #expect(scaled.count == GraphLimits.published.count)
    }

    /// What each call costs is told by how many of them a small budget lets through at once.
    @Test func `directory calls are charged their resource units`() async throws {
        let calls: [(String, Int, @Sendable (Graph) async throws -> Void)] = [
            ("a selected list", 1, { _ = try await $0.users.list().collect() }),
            ("a list without selection", 2, { _ = try await $0.users.list(select: []).collect() }),
            ("a small page without selection", 1, { _ = try await $0.users.list(select: [], pageSize: 10).collect() }),
            ("one user", 1, { _ = try await $0.users.get("u") }),
            ("ids", 5, { _ = try await $0.users.byIDs(["u"]) }),
            ("licences", 2, { _ = try await $0.users.licenseDetails(of: "u") }),
            ("members", 2, { _ = try await $0.groups.members(of: "g").collect() }),
            ("transitive members", 4, { _ = try await $0.groups.members(of: "g", transitive: true).collect() }),
            ("products", 3, { _ = try await $0.tenant.subscribedSkus() }),
        ]
        for (name, units, call) in calls {
            // Sixty units in any minute: sixty of one unit, twelve of five.
            let limit = RateLimit([.init(60, per: .seconds(60))], isSpaced: false, source: "test")
            let sent = try await VirtualTime.run { time in
                let bench = Bench(time: time, limits: [.directoryReads: limit]) { request, _ in
                    request.target.hasPrefix("/v1.0/users/u?") ? .json(#"{"id":"u"}"#) : .json(#"{"value":[]}"#)
                }
                let graph = bench.graph
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<61 { group.addTask { try? await call(graph) } }
                    try? await time.sleep(for: .seconds(30))
                    group.cancelAll()
                }
                return bench.stub.requests.count
            }
            #expect(sent == 60 / units, "\(name)")
        }
    }

    @Test func `reads, writes and deletes of installations have budgets of their own`() async throws {
        let one = RateLimit([.init(1, per: .seconds(60))], isSpaced: false, source: "test")
        let elapsed = try await VirtualTime.run { time in
            let bench = Bench(
                time: time,
                limits: [.teamsAppsRead: one, .teamsAppsWrite: one, .teamsAppsDelete: one, .teamsCatalogRead: one]
            ) { request, _ in request.method == .get ? .json(#"{"value":[]}"#) : HTTPResponse(status: 204) }
            _ = try await bench.graph.installations.find("a", for: "u")
            _ = try await bench.graph.installations.install("a", for: "u")
            _ = try await bench.graph.installations.remove("i", for: "u")
            _ = try await bench.graph.catalog.app(id: "a")
            let before = time.now
            try await bench.graph.installations.upgrade("i", for: "u")
            return (before, time.now)
        }
        #expect(elapsed.0 == .zero)
        #expect(elapsed.1 == .seconds(60), "an upgrade counts as a write")
    }

    @Test func `the safe policy keeps to its share`() async throws {
        let elapsed = try await VirtualTime.run { time in
            let stub = StubTransport { _, _ in HTTPResponse(status: 201) }
            let graph = Graph(.fixed(Secret("t")), tenant: "t", clientID: "a", transport: stub, pacing: .safe) {
                $0.time = time
            }
            for user in 0..<100 { _ = try await graph.installations.install("a", for: User.ID("\(user)")) }
            return time.now
        }
        #expect(elapsed > .seconds(98 / 24.75) && elapsed < .seconds(4.1))
    }
}
