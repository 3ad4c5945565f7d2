import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Testing

@Suite struct `Subscriptions seen from outside` {
    private static func control(
        _ cloud: SimulatedCloud, _ method: HTTPMethod, _ path: String
    ) async throws -> HTTPResponse {
        try await cloud.respond(
            to: HTTPRequest(method: method, url: try #require(URL(string: "http://127.0.0.1/simulator\(path)"))))
    }

    @Test func `are counted in the state, without secrets and without the queries of addresses`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let user = try subscribed.user()
            let graph = try #require(try await subscribed.subscribe([user]).json["id"].string)
            let ringCentral = try await subscribed.subscribe(events: ["/restapi/v1.0/account/~/presence"]).json["id"]
            subscribed.cloud.perform(.signsInToTeams, by: user)
            try await subscribed.wait(1)
            let state = try await Self.control(subscribed.cloud, .get, "/state?users=false")
            let list = state.json["subscriptions"].array
            #expect(list.map { $0["id"].string } == [graph, ringCentral.string])
            #expect(list.map { $0["service"].string } == ["graph", "ringCentral"])
            #expect(list[0]["delivered"].int == 1 && list[0]["address"].string == "https://receiver.example/graph")
            let text = String(decoding: state.body, as: UTF8.self)
            #expect(!text.contains("a secret of ours") && !text.contains("ours\"") && !text.contains("key=1"))
        }
    }

    @Test func `can be silenced, lost and cut from outside`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let user = try subscribed.user()
            let id = try #require(try await subscribed.subscribe([user]).json["id"].string)
            let silenced = try await Self.control(subscribed.cloud, .post, "/subscriptions/\(id)/silence")
            #expect(silenced.status == 200)
            subscribed.cloud.perform(.signsInToTeams, by: user)
            try await subscribed.wait(1)
            #expect(subscribed.receiver.notifications.isEmpty)
            let token = try await subscribed.calls.personToken()
            let alive = try await subscribed.calls.graph(.get, "/subscriptions/\(id)", token: token)
            #expect(alive.status == 200)
            _ = try await Self.control(subscribed.cloud, .post, "/subscriptions/\(id)/lose")
            let gone = try await subscribed.calls.graph(.get, "/subscriptions/\(id)", token: token)
            #expect(gone.status == 404)
            let unknown = try await Self.control(subscribed.cloud, .post, "/subscriptions/\(id)/silence")
            #expect(unknown.status == 404)
            let cut = try await Self.control(subscribed.cloud, .post, "/sockets/break")
            #expect(cut.json["broken"].int == 0)
        }
    }
}
