import Foundation
import PatchbayCore
import PatchbaySimulator
import Testing

/// Facts: graph.md 3.4.
@Suite struct `A delta query of the users` {
    private struct Round {
        var items: [JSON] = []
        var pages = 0
        var link = ""

        var ids: [String] { items.compactMap { $0["id"].string } }
    }

    private func follow(
        _ first: HTTPResponse, _ session: Session, _ token: String, fields: HTTPFields = [:]
    ) async throws -> Round {
        var round = Round()
        var answer = first
        var fields = fields
        fields["Authorization"] = "Bearer \(token)"
        while true {
            round.pages += 1
            round.items += answer.json["value"].array
            if let link = answer.json["@odata.deltaLink"].string {
                round.link = link
                return round
            }
            answer = try await session.send(.get, try #require(answer.json["@odata.nextLink"].string), fields: fields)
        }
    }

    private func start(_ session: Session, query: Query = ["$select": "displayName,department,mail"]) async throws -> (
        Round, String
    ) {
        let token = try await session.token()
        let first = try await session.graph(.get, "/users/delta", query: query, token: token)
        return (try await follow(first, session, token), token)
    }

    private func next(_ round: Round, _ session: Session, _ token: String, fields: HTTPFields = [:]) async throws
        -> Round
    {
        var all = fields
        all["Authorization"] = "Bearer \(token)"
        return try await follow(try await session.send(.get, round.link, fields: all), session, token, fields: fields)
    }

    @Test func `begins with everybody and a link for what comes later`() async throws {
        let session = Session(count: 250)
        let (round, token) = try await start(session)
        #expect(round.pages == 3)
        #expect(Set(round.ids) == Set(session.settings.population.users.map(\.id)))
        #expect(round.link.hasPrefix("https://graph.microsoft.com/v1.0/users/delta?$deltatoken="))
        #expect(try await next(round, session, token).items.isEmpty)
    }

    @Test func `then tells of changes, additions and removals only`() async throws {
        let session = Session(count: 50)
        let (round, token) = try await start(session)
        let users = session.settings.population.users
        session.cloud.change(users[3].id) { $0.department = "Harbour" }
        session.cloud.remove(users[4].id)
        session.cloud.remove(users[5].id, forGood: true)
        session.cloud.add(
            SimulatedUser(
                id: "0F8FAD5B-D9CB-469F-A165-70867728950E", displayName: "New",
                userPrincipalName: "new@fabrikam.example"))
        let changes = try await next(round, session, token)
        #expect(
            Set(changes.ids) == [users[3].id, users[4].id, users[5].id, "0f8fad5b-d9cb-469f-a165-70867728950e"])
        func item(_ id: String) throws -> JSON { try #require(changes.items.first { $0["id"].string == id }) }
        #expect(try item(users[3].id)["department"].string == "Harbour")
        #expect(try item(users[4].id)["@removed"]["reason"].string == "changed")
        #expect(try item(users[5].id)["@removed"]["reason"].string == "deleted")
        #expect(try item("0f8fad5b-d9cb-469f-a165-70867728950e")["displayName"].string == "New")
        #expect(try await next(changes, session, token).items.isEmpty)
        session.cloud.restore(users[4].id)
        let restored = try await next(changes, session, token)
        #expect(restored.ids == [users[4].id])
        #expect(!restored.items[0]["@removed"].exists)
    }

    @Test func `shows only what changed when minimal answers are preferred`() async throws {
        let session = Session(count: 50)
        let (round, token) = try await start(session)
        let user = session.settings.population.user(at: 3)
        session.cloud.change(user.id) { $0.department = nil }
        let item = try #require(
            try await next(round, session, token, fields: ["Prefer": "return=minimal"]).items.first)
        #expect(item.keys == ["id", "department"])
        #expect(item["department"].string == nil)
        let full = try #require(try await next(round, session, token).items.first)
        #expect(full.keys.contains("displayName"))
    }

    @Test func `takes the options into the token`() async throws {
        let session = Session(count: 50)
        let (round, token) = try await start(session, query: ["$select": "displayName"])
        session.cloud.change(session.settings.population.user(at: 1).id) { $0.displayName = "Other" }
        let changes = try await next(round, session, token)
        #expect(changes.items.map(\.keys) == [["id", "displayName"]])
    }

    @Test func `can begin from now`() async throws {
        let session = Session(count: 50)
        let (round, token) = try await start(session, query: ["$deltatoken": "latest"])
        #expect(round.items.isEmpty)
        session.cloud.remove(session.settings.population.user(at: 1).id)
        #expect(try await next(round, session, token).items.count == 1)
    }

    @Test func `can be about some users only`() async throws {
        let session = Session(count: 50)
        let wanted = session.settings.population.user(at: 7)
        let (round, token) = try await start(session, query: ["$filter": "id eq '\(wanted.id)'"])
        #expect(round.ids == [wanted.id])
        session.cloud.remove(session.settings.population.user(at: 1).id)
        session.cloud.remove(wanted.id)
        #expect(try await next(round, session, token).ids == [wanted.id])
    }

    @Test(arguments: ["$top", "$orderby", "$search", "$expand"])
    func `does not take every option`(_ option: String) async throws {
        var query = Query()
        query.append(option, "1")
        #expect(try await Session().graph(.get, "/users/delta", query: query).status == 400)
    }

    @Test func `is gone after seven days, with a place to begin anew`() async throws {
        let session = Session(count: 20)
        let (round, _) = try await start(session)
        session.advance(7 * 86_400)
        let token = try await session.token()
        #expect(try await session.send(.get, round.link, fields: ["Authorization": "Bearer \(token)"]).status == 200)
        session.advance(1)
        let gone = try await session.send(.get, round.link, fields: ["Authorization": "Bearer \(token)"])
        #expect(gone.status == 410)
        #expect(gone.fields["Location"] == "https://graph.microsoft.com/v1.0/users/delta")
    }

    @Test func `does not know a token that it did not make`() async throws {
        let answer = try await Session().graph(.get, "/users/delta", query: ["$deltatoken": "invented"])
        #expect(answer.status == 400)
        #expect(answer.json["error"]["code"].string == "syncStateNotFound")
    }

    @Test func `learns of a change late, but never loses it`() async throws {
        let session = Session(count: 20) {
            $0.consistency = Consistency(
                installs: .zero ... .zero, uninstalls: .zero ... .zero, users: .seconds(30)...Duration.seconds(30))
        }
        let (round, token) = try await start(session)
        let user = session.settings.population.user(at: 2)
        session.cloud.change(user.id) { $0.department = "Harbour" }
        let early = try await next(round, session, token)
        #expect(early.items.isEmpty)
        session.advance(30)
        #expect(try await next(early, session, token).ids == [user.id])
    }
}
