import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct PresenceTests {
    @Test func `many presences are asked for in one request and joined by id, in whatever order and case they come`()
        async throws
    {
        let bench = Bench(
            """
            {"value":[
              {"id":"B","availability":"Busy","activity":"InACall","sequenceNumber":"A0536","new":1,
               "outOfOfficeSettings":{"isOutOfOffice":true,"message":null}},
              {"id":"a","availability":"available","activity":"available"},
              {"id":"z","availability":"Away","activity":"Away"}
            ]}
            """)
        let found = try await bench.graph.presence.get(of: ["a", "b", "a", "c"])
        #expect(
            bench.sent == [
                """
                POST /v1.0/communications/getPresencesByUserId
                Content-Type: application/json
                {"ids":["a","b","c"]}
                """
            ])
        #expect(found.keys.sorted() == ["a", "b"])
        #expect(found["b"]?.availability == .busy && found["b"]?.activity == .inACall)
        #expect(found["b"]?.sequenceNumber == "A0536" && found["b"]?.isOutOfOffice == true)
        #expect(found["a"]?.availability == .available && found["a"]?.isOutOfOffice == nil)
    }

    @Test func `650 users fit in a request and 651 make two`() async throws {
        let bench = Bench(#"{"value":[]}"#)
        let ids = (1...651).map { User.ID("u\($0)") }
        _ = try await bench.graph.presence.get(of: Array(ids.prefix(650)))
        #expect(bench.stub.requests.count == 1)
        _ = try await bench.graph.presence.get(of: ids)
        #expect(bench.stub.requests.count == 3)
        #expect(bench.stub.requests[1].bodyText.hasSuffix(#""u650"]}"#))
        #expect(bench.stub.requests[2].bodyText == #"{"ids":["u651"]}"#)
        _ = try await bench.graph.presence.get(of: [])
        #expect(bench.stub.requests.count == 3)
    }

    @Test func `the presence of one user, or of nobody`() async throws {
        let bench = Bench([
            .json(#"{"id":"1","availability":"DoNotDisturb","activity":"Presenting","sequenceNumber":17}"#),
            .json(#"{"error":{"code":"NotFound","message":"no"}}"#, status: 404),
        ])
        let presence = try await bench.graph.presence.get(of: User.ID("1"))
        #expect(presence?.activity == .presenting && presence?.sequenceNumber == "17")
        #expect(try await bench.graph.presence.get(of: User.ID("2")) == nil)
        #expect(bench.sent == ["GET /v1.0/users/1/presence", "GET /v1.0/users/2/presence"])
    }

    @Test(arguments: [
        (SessionPresence.available, "Available", "Available"), (.inACall, "Busy", "InACall"),
        (.inAConferenceCall, "Busy", "InAConferenceCall"), (.away, "Away", "Away"),
        (.presenting, "DoNotDisturb", "Presenting"),
    ])
    func `a session is set with one of the five pairs, under the app's own id`(
        _ presence: SessionPresence, _ availability: String, _ activity: String
    ) async throws {
        let bench = Bench("", status: 200)
        try await bench.graph.presence.set(presence, for: "1", duration: .seconds(3600))
        #expect(bench.stub.requests.map(\.target) == ["/v1.0/users/1/presence/setPresence"])
        #expect(
            try fields(bench) == [
                "sessionId": "app", "availability": availability, "activity": activity, "expirationDuration": "PT60M",
            ])
    }

    @Test(arguments: [
        (PreferredPresence.available, "Available", "Available"), (.busy, "Busy", "Busy"),
        (.doNotDisturb, "DoNotDisturb", "DoNotDisturb"), (.beRightBack, "BeRightBack", "BeRightBack"),
        (.away, "Away", "Away"), (.appearOffline, "Offline", "OffWork"),
    ])
    func `a preference is set with one of the six pairs, and Graph chooses how long unless told`(
        _ presence: PreferredPresence, _ availability: String, _ activity: String
    ) async throws {
        let bench = Bench("", status: 200)
        try await bench.graph.presence.setPreferred(presence, for: "1")
        #expect(bench.stub.requests.map(\.target) == ["/v1.0/users/1/presence/setUserPreferredPresence"])
        #expect(try fields(bench) == ["availability": availability, "activity": activity])
    }

    @Test(arguments: [
        (Duration.zero, "PT5M"), (.seconds(-5), "PT5M"), (.seconds(300), "PT5M"), (.milliseconds(300_001), "PT6M"),
        (.seconds(90 * 60), "PT90M"), (.seconds(240 * 60), "PT240M"), (.seconds(999_999), "PT240M"),
        (.seconds(Int64.max), "PT240M"),
    ])
    func `a duration is moved into what Graph takes`(_ duration: Duration, _ expected: String) async throws {
        let bench = Bench("", status: 200)
        try await bench.graph.presence.set(.inACall, for: "1", duration: duration)
        #expect(try fields(bench)["expirationDuration"] == expected)
    }

    @Test func `clearing a session that does not exist is no error`() async throws {
        let bench = Bench([.json("{}"), .json(#"{"error":{"code":"NotFound"}}"#, status: 404)])
        #expect(try await bench.graph.presence.clear(for: "1"))
        #expect(try await bench.graph.presence.clear(for: "1", session: "s") == false)
        #expect(
            bench.sent == [
                "POST /v1.0/users/1/presence/clearPresence\nContent-Type: application/json\n{\"sessionId\":\"app\"}",
                "POST /v1.0/users/1/presence/clearPresence\nContent-Type: application/json\n{\"sessionId\":\"s\"}",
            ])
    }

    @Test func `clearing a preference sends an empty object`() async throws {
        let bench = Bench("{}")
        try await bench.graph.presence.clearPreferred(for: "1")
        #expect(
            bench.sent == [
                "POST /v1.0/users/1/presence/clearUserPreferredPresence\nContent-Type: application/json\n{}"
            ])
    }

    @Test func `all presence calls share one published budget`() async throws {
        let limit = RateLimit([.init(2, per: .seconds(30))], isSpaced: false, source: "test")
        try await VirtualTime.run { time in
            let bench = Bench(time: time, limits: [.presence: limit]) { _, _ in .json(#"{"value":[]}"#) }
            _ = try await bench.graph.presence.get(of: ["1"])
            try await bench.graph.presence.set(.inACall, for: "1", duration: .seconds(300))
            let before = time.now
            try await bench.graph.presence.clear(for: "1")
            #expect(time.now - before >= .seconds(20))
        }
    }

    @Test func `a refusal names the permission that is missing`() async throws {
        let bench = Bench(#"{"error":{"code":"Forbidden","message":"no"}}"#, status: 403)
        let error = await #expect(throws: ServiceError.self) {
            try await bench.graph.presence.set(.away, for: "1", duration: .seconds(300))
        }
        #expect(error?.operation == "presence.set")
        #expect(error?.remedy?.sentence.contains("Presence.ReadWrite.All") == true)
    }

    private func fields(_ bench: Bench) throws -> [String: String] {
        let body = try #require(bench.stub.requests.last?.body)
        return try JSONDecoder().decode([String: String].self, from: body)
    }
}
