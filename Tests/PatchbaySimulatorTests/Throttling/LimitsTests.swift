import PatchbayCore
import PatchbaySimulator
import Testing

/// Facts: graph.md 5, ringcentral.md 6, performance.md 4.
@Suite struct `The published limits` {
    @Test func `each name their source`() {
        for limit in Limits.published.byGroup.values { #expect(!limit.source.isEmpty) }
    }

    @Test func `let thirty installs through in a second`() async throws {
        let session = Session(count: 200, mix: .uniform)
        let token = try await session.token()
        var statuses: [Int] = []
        for index in 0..<40 {
            statuses.append(
                try await session.install(session.settings.population.user(at: index).id, token: token).status)
        }
        #expect(statuses == Array(repeating: 201, count: 30) + Array(repeating: 429, count: 10))
        session.advance(1)
        for index in 40..<70 {
            #expect(
                try await session.install(session.settings.population.user(at: index).id, token: token).status == 201)
        }
    }

    @Test func `answer 429 with a wait in whole seconds and Graph's body`() async throws {
        let session = Session(count: 200, mix: .uniform) {
            $0.limits = .published.overriding(.teamsInstallsCreate, with: .perSecond(30, burst: 1, source: "test"))
        }
        let token = try await session.token()
        _ = try await session.install(session.settings.population.user(at: 0).id, token: token)
        let refused = try await session.install(session.settings.population.user(at: 1).id, token: token)
        #expect(refused.status == 429)
        #expect(refused.fields["Retry-After"] == "1")
        #expect(refused.json["error"]["code"].string == "TooManyRequests")
        #expect(refused.json["error"]["innerError"]["code"].string == "429")
    }

    @Test func `count reading, installing and removing apart`() async throws {
        let session = Session(count: 200, mix: .uniform)
        let token = try await session.token()
        let users = session.settings.population.users
        for index in 0..<31 { _ = try await session.install(users[index].id, token: token) }
        #expect(try await session.install(users[40].id, token: token).status == 429)
        for index in 0..<30 { _ = try await session.installs(users[index].id, token: token) }
        #expect(session.cloud.journal.operations["graph.installedApps.list"]?.byStatus[200] == 30)
        var removed: [Int] = []
        for index in 0..<16 {
            let path = "/users/\(users[index].id)/teamwork/installedApps/none"
            removed.append(try await session.graph(.delete, path, token: token).status)
        }
        #expect(removed == Array(repeating: 404, count: 15) + [429])
    }

    @Test func `are kept per app`() async throws {
        let session = Session(count: 200, mix: .uniform) {
            var second = AppRegistration.standard(seed: 99)
            second.secrets = $0.apps[0].secrets
            $0.apps.append(second)
        }
        let other = try await session.tokenRequest(client: session.settings.apps[1].clientID).json["access_token"]
            .string
        let token = try await session.token()
        for index in 0..<31 {
            _ = try await session.install(session.settings.population.user(at: index).id, token: token)
        }
        let answer = try await session.install(session.settings.population.user(at: 50).id, token: other)
        #expect(answer.status == 201)
    }

    @Test func `price the directory in units: two a list, one less with a select`() async throws {
        let session = Session()
        #expect(try await session.graph(.get, "/users").fields["x-ms-resource-unit"] == "2")
        let selected = try await session.graph(.get, "/users", query: ["$select": "id", "$top": "999"])
        #expect(selected.fields["x-ms-resource-unit"] == "1")
        #expect(try await session.graph(.get, "/subscribedSkus").fields["x-ms-resource-unit"] == "3")
        #expect(selected.fields["x-ms-throttle-limit-percentage"] == nil)
    }

    @Test func `tell how full the directory's budget is from 80 per cent on`() async throws {
        let small = Limit([.tokenBucket(limit: 10, per: .seconds(10), burst: 10)], source: "test")
        let session = Session { $0.limits = Limits.none.overriding(.directoryUnits, with: small) }
        var told: [String?] = []
        let token = try await session.token()
        for _ in 0..<10 {
            let answer = try await session.graph(.get, "/users", query: ["$select": "id"], token: token)
            told.append(answer.fields["x-ms-throttle-limit-percentage"])
        }
        #expect(told == Array(repeating: nil, count: 7) + ["0.8", "0.9", "1.0"])
        let refused = try await session.graph(.get, "/users", query: ["$select": "id"], token: token)
        #expect(refused.status == 429)
        #expect(refused.fields["x-ms-throttle-information"] == "ResourceUnitLimitExceeded")
    }

    @Test func `of the directory depend on the size of the tenant`() {
        func units(_ count: Int) -> Double? {
            CloudSettings(population: Population(count: count)).limits.byGroup[.directoryUnits]?.models.first?.rate
        }
        #expect([units(20), units(300), units(600)] == [350, 500, 800])
    }

    @Test func `scale by multiplying counts and dividing lengths, penalties and waits as well`() throws {
        let scaled = Limits.published.scaled(by: 10)
        let installs = try #require(scaled.byGroup[.teamsInstallsCreate])
        #expect(installs.models == [.tokenBucket(limit: 300, per: .milliseconds(100), burst: 300)])
        #expect(installs.retryAfterStep == .milliseconds(100))
        let medium = try #require(scaled.byGroup[.ringCentralMedium])
        #expect(medium.models == [.slidingWindow(limit: 400, length: .seconds(6))])
        #expect(medium.penalty == .seconds(6))
    }

    @Test func `can have a sustained window beside, for Teams only`() throws {
        let limits = Limits.published.sustained(over: .seconds(60))
        let installs = try #require(limits.byGroup[.teamsInstallsCreate])
        #expect(installs.models.last == .slidingWindow(limit: 1494, length: .seconds(60)))
        #expect(limits.byGroup[.directoryUnits] == Limits.published.byGroup[.directoryUnits])
    }

    @Test func `can be switched off`() async throws {
        let session = Session(count: 200, mix: .uniform) { $0.limits = .none }
        let token = try await session.token()
        for index in 0..<100 {
            #expect(
                try await session.install(session.settings.population.user(at: index).id, token: token).status == 201)
        }
    }

    @Test func `of Entra are not published, but can be set`() async throws {
        let session = Session {
            $0.limits = .published.overriding(
                .entraTokens, with: Limit([.slidingWindow(limit: 2, length: .seconds(60))], source: "test"))
        }
        _ = try await session.tokenRequest()
        _ = try await session.tokenRequest()
        let refused = try await session.tokenRequest()
        #expect(refused.status == 429)
        #expect(refused.fields["Retry-After"] == "60")
        #expect(refused.json["error_codes"][0].int == 90_055)
    }
}
