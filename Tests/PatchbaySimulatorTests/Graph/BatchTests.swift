import Foundation
import PatchbayCore
import PatchbaySimulator
import Testing

/// Facts: graph.md 4.
@Suite struct `A JSON batch` {
    private func post(_ session: Session, _ items: [[String: Any]], token: String? = nil) async throws -> HTTPResponse {
        let body = try JSONSerialization.data(withJSONObject: ["requests": items])
        return try await session.graph(.post, "/$batch", token: token, body: String(decoding: body, as: UTF8.self))
    }

    private func install(_ id: String, _ user: String, _ session: Session) -> [String: Any] {
        [
            "id": id, "method": "POST", "url": "/users/\(user)/teamwork/installedApps",
            "headers": ["Content-Type": "application/json"],
            "body": ["teamsApp@odata.bind": "https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/\(session.appID)"],
        ]
    }

    private func byID(_ answer: HTTPResponse) -> [String: JSON] {
        Dictionary(answer.json["responses"].array.map { ($0["id"].string ?? "", $0) }) { first, _ in first }
    }

    @Test func `answers every item by its id, whatever becomes of the others`() async throws {
        let session = Session(count: 300)
        let answer = try await post(
            session,
            [
                install("a", try session.user(.ordinary).id, session),
                install("b", try session.user(.blockedByPolicy).id, session),
                ["id": "c", "method": "GET", "url": "users?$top=2&$select=id"],
            ])
        #expect(answer.status == 200)
        let items = byID(answer)
        #expect(items["a"]?["status"].int == 201)
        #expect(items["a"]?["body"].exists == false)
        #expect(items["b"]?["status"].int == 403)
        #expect(items["b"]?["body"]["error"]["code"].string == "Forbidden")
        #expect(items["c"]?["body"]["value"].array.count == 2)
        #expect(session.cloud.journal.calls(of: .installedAppsAdd) == 2)
        #expect(session.cloud.journal.calls(of: .batch) == 1)
    }

    @Test func `answers in any order`() async throws {
        let session = Session(count: 300)
        let items = (0..<20).map { ["id": "\($0)", "method": "GET", "url": "/teamwork"] }
        var orders: Set<[String]> = []
        for _ in 0..<3 {
            orders.insert(try await post(session, items).json["responses"].array.compactMap { $0["id"].string })
        }
        #expect(orders.count == 3)
        #expect(orders.allSatisfy { Set($0).count == 20 })
    }

    @Test func `takes twenty items and not twenty-one`() async throws {
        let session = Session()
        func items(_ count: Int) -> [[String: Any]] {
            (0..<count).map { ["id": "\($0)", "method": "GET", "url": "/teamwork"] }
        }
        #expect(try await post(session, items(20)).status == 200)
        #expect(try await post(session, items(21)).status == 400)
        #expect(try await post(session, []).status == 400)
    }

    @Test func `is refused whole for what is malformed, and nothing of it is done`() async throws {
        let session = Session()
        let user = try session.user(.ordinary).id
        let good = install("a", user, session)
        var noType = install("b", user, session)
        noType["headers"] = nil
        let bad: [[String: Any]] = [
            install("A", user, session), noType, ["id": "b", "method": "GET"],
            ["id": "b", "method": "GET", "url": "https://graph.microsoft.com/v1.0/users"],
            ["id": "b", "method": "GET", "url": "/users", "dependsOn": ["nobody"]],
        ]
        for item in bad { #expect(try await post(session, [good, item]).status == 400) }
        #expect(session.cloud.journal.writes.isEmpty)
    }

    @Test func `throttles its items one by one inside an outer 200`() async throws {
        let session = Session(count: 100, mix: .uniform) {
            $0.limits = .published.overriding(.teamsInstallsCreate, with: .perSecond(30, burst: 5, source: "test"))
        }
        let users = session.settings.population.users
        let answer = try await post(session, (0..<20).map { install("\($0)", users[$0].id, session) })
        #expect(answer.status == 200)
        let items = byID(answer)
        let throttled = items.values.filter { $0["status"].int == 429 }
        #expect(items.values.filter { $0["status"].int == 201 }.count == 5)
        #expect(throttled.count == 15)
        #expect(throttled.allSatisfy { $0["headers"]["Retry-After"].string == "1" })
        #expect(answer.fields["Retry-After"] == nil)
        #expect(session.cloud.journal.throttled == 15)
    }

    @Test func `fails what depends on a failure with 424`() async throws {
        let session = Session(count: 300)
        var second = install("b", try session.user(.ordinary).id, session)
        second["dependsOn"] = ["a"]
        let answer = try await post(session, [install("a", try session.user(.blockedByPolicy).id, session), second])
        #expect(byID(answer)["b"]?["status"].int == 424)
        #expect(session.cloud.journal.writes.count == 1)
    }

    @Test func `hands down its sign-in and no other header`() async throws {
        let session = Session()
        let token = try await session.token()
        let item: [String: Any] = ["id": "a", "method": "GET", "url": "/users?$count=true&$filter=department ne 'IT'"]
        let body = String(decoding: try JSONSerialization.data(withJSONObject: ["requests": [item]]), as: UTF8.self)
        let outer = try await session.graph(
            .post, "/$batch", token: token, fields: ["ConsistencyLevel": "eventual"], body: body)
        #expect(byID(outer)["a"]?["status"].int == 400)
        var own = item
        own["headers"] = ["ConsistencyLevel": "eventual"]
        #expect(byID(try await post(session, [own], token: token))["a"]?["status"].int == 200)
    }

    @Test func `without a token fails in its items, as each is checked on its own`() async throws {
        let answer = try await Session().send(
            .post, "https://graph.microsoft.com/v1.0/$batch",
            body: #"{"requests":[{"id":"1","method":"GET","url":"/users"}]}"#)
        #expect(answer.status == 401)
    }

    @Test func `leaves out an item whose connection was cut, done or not`() async throws {
        let session = Session(count: 100, mix: .uniform) {
            $0.faults = FaultScript([
                FaultRule(.installedAppsAdd, .calls(1...1), .cut(applied: true)),
                FaultRule(.installedAppsAdd, .calls(2...2), .cut(applied: false)),
            ])
        }
        let users = session.settings.population.users
        let answer = try await post(session, (0..<4).map { install("\($0)", users[$0].id, session) })
        #expect(Set(byID(answer).keys) == ["2", "3"])
        #expect(session.cloud.hasApp(users[0].id))
        #expect(!session.cloud.hasApp(users[1].id))
    }
}
