import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Testing

/// Facts: graph.md 7.1 to 7.5, 7.8.
@Suite struct `Subscriptions at Graph` {
    @Test func `are made for people who signed in, after a handshake with both addresses`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let user = try subscribed.user()
            let answer = try await subscribed.subscribe([user])
            #expect(answer.status == 201)
            #expect(answer.json["id"].string?.count == 36)
            #expect(answer.json["clientState"].string == "a secret of ours")
            #expect(answer.json["applicationId"].string == subscribed.cloud.settings.apps[0].clientID)
            #expect(answer.json["creatorId"].string == subscribed.cloud.settings.entra.administrators[0].id)
            let handshakes = subscribed.receiver.requests
            #expect(handshakes.map { $0.url.path() } == ["/graph", "/lifecycle"])
            #expect(handshakes.allSatisfy { $0.fields["Content-Type"] == "text/plain; charset=utf-8" })
            // The address's own query stays, and the token has to be decoded.
            #expect(handshakes[0].url.query()?.hasPrefix("key=1&validationToken=Validation%3A%20") == true)
            #expect(subscribed.cloud.subscriptions.map(\.id) == [answer.json["id"].string])
        }
    }

    @Test func `are refused to apps without a person, and to people without the permission`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let user = try subscribed.user()
            let app = try await subscribed.subscribe([user], token: try await subscribed.calls.appToken())
            #expect(app.status == 403)
            #expect(app.json["error"]["message"].string?.contains("Application permissions are not supported") == true)
            let other = Subscribed(time) { $0.apps[0].delegatedPermissions = ["User.Read"] }
            let person = try await other.subscribe([user])
            #expect(person.status == 403)
            #expect(person.json["error"]["message"].string?.contains("Presence.Read.All") == true)
            #expect(subscribed.receiver.requests.isEmpty && other.receiver.requests.isEmpty)
        }
    }

    @Test func `are one for each app and person, and the refusal of a second names the first`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let user = try subscribed.user()
            let id = try #require(try await subscribed.subscribe([user]).json["id"].string)
            let second = try await subscribed.subscribe([user])
            #expect(second.status == 409)
            #expect(second.json["error"]["code"].string == "Conflict")
            #expect(second.json["error"]["innerError"]["code"].string == "ExtensionError")
            #expect(second.json["error"]["message"].string?.contains(id) == true)
            let token = try await subscribed.calls.personToken()
            #expect(try await subscribed.calls.graph(.delete, "/subscriptions/\(id)", token: token).status == 204)
            #expect(try await subscribed.subscribe([user]).status == 201)
        }
    }

    @Test(arguments: [
        (HTTPResponse(status: 404), "the endpoint answered 404"),
        (HTTPResponse(status: 202, fields: ["Content-Type": "text/plain"]), "the endpoint answered 202"),
        (HTTPResponse(status: 200, fields: ["Content-Type": "application/json"]), "not text/plain"),
        (HTTPResponse(status: 200, fields: ["Content-Type": "text/plain"], body: Data("x".utf8)), "not the validation"),
    ])
    func `are refused if an address answers the handshake wrongly`(
        _ wrong: HTTPResponse, _ words: String
    ) async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time, receiver: Receiver { _ in wrong })
            let answer = try await subscribed.subscribe([try subscribed.user()])
            #expect(answer.status == 400)
            #expect(answer.json["error"]["innerError"]["code"].string == "ValidationError")
            #expect(answer.json["error"]["message"].string?.contains(words) == true)
            #expect(subscribed.cloud.subscriptions.isEmpty)
        }
    }

    @Test func `are refused if an address takes ten seconds, and after just that long`() async throws {
        try await VirtualTime.run { time in
            let receiver = Receiver { _ in
                try await time.sleep(for: .seconds(60))
                return nil
            }
            let subscribed = Subscribed(time, receiver: receiver)
            let before = time.now
            let answer = try await subscribed.subscribe(
                [try subscribed.user()], lifecycle: false)
            #expect(answer.status == 400)
            #expect(answer.json["error"]["message"].string == "Subscription validation request timed out.")
            #expect((time.now - before).components.seconds == 10)
        }
    }

    @Test func `say what is missing where the cloud has nothing to send with`() async throws {
        let session = Session { $0.entra.deviceApproval = .after(.zero) }
        let token = try await Calls(cloud: session.cloud).personToken()
        let expiry = WireDate.string(session.clock.timeSource.date.addingTimeInterval(600))
        let answer = try await session.graph(
            .post, "/subscriptions", token: token,
            body: """
                {"changeType":"updated","notificationUrl":"https://receiver.example/","expirationDateTime":"\(expiry)",
                "resource":"/communications/presences/\(try session.user(.ordinary).id)"}
                """)
        #expect(answer.status == 400)
        #expect(
            answer.json["error"]["message"].string?.contains("SimulatedCloud(settings, delivery: transport)") == true)
    }

    @Test(arguments: [
        (#""changeType":"updated""#, #""changeType":"created""#, "'changeType'"),
        ("https://receiver.example/n", "http://receiver.example/n", "must begin with https"),
        ("\"clientState\":\"s\"", "\"clientState\":\"\(String(repeating: "s", count: 129))\"", "'clientState'"),
        ("PLUS60", "PLUS61", "60 minutes"), ("PLUS60", "PLUS-1", "in the past"),
        ("/communications/presences/ID", "/users/ID/messages", "only knows the resources"),
        ("/communications/presences/ID", "/communications/presences?$filter=id eq 'ID'", "not of the form"),
        ("/communications/presences/ID", "/communications/presences/ID?$select=id", "Only '$filter'"),
        ("\"clientState\":\"s\"", "\"includeResourceData\":true", "'encryptionCertificate'"),
        (
            "\"clientState\":\"s\"",
            "\"includeResourceData\":true,\"encryptionCertificate\":\"AAAA\",\"encryptionCertificateId\":\"1\"",
            "encrypt"
        ),
    ])
    func `are refused for a wrong request by naming what is wrong`(
        _ right: String, _ wrong: String, _ words: String
    ) async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            func body(_ change: (String) -> String) throws -> String {
                var text = change(
                    """
                    {"changeType":"updated","notificationUrl":"https://receiver.example/n","clientState":"s",
                    "resource":"/communications/presences/ID","expirationDateTime":"PLUS60"}
                    """)
                text = text.replacing("ID", with: try subscribed.user())
                for minutes in [60.0, 61, -1] {
                    text = text.replacing(
                        "\"PLUS\(Int(minutes))\"",
                        with: "\"\(WireDate.string(time.date.addingTimeInterval(minutes * 60)))\"")
                }
                return text
            }
            let token = try await subscribed.calls.personToken()
            let refused = try await subscribed.calls.graph(
                .post, "/subscriptions", token: token, body: try body { $0.replacing(right, with: wrong) })
            #expect(refused.status == 400)
            #expect(refused.json["error"]["message"].string?.contains(words) == true, "\(refused.json)")
            let accepted = try await subscribed.calls.graph(
                .post, "/subscriptions", token: token, body: try body { $0 })
            #expect(accepted.status == 201)
        }
    }

    @Test func `are about at most 650 users`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let ids = (0..<651).map { _ in UUID().uuidString.lowercased() }
            let tooMany = try await subscribed.subscribe(ids)
            #expect(tooMany.status == 400)
            let enough = try await subscribed.subscribe(ids.dropLast())
            #expect(enough.status == 201)
        }
    }

    @Test func `are renewed, read, listed and ended by who made them`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let id = try #require(
                try await subscribed.subscribe([try subscribed.user()], minutes: 10).json["id"]
                    .string)
            let token = try await subscribed.calls.personToken()
            try await subscribed.wait(300)
            let expiry = WireDate.string(time.date.addingTimeInterval(3000))
            let renewed = try await subscribed.calls.graph(
                .patch, "/subscriptions/\(id)", token: token, body: #"{"expirationDateTime":"\#(expiry)"}"#)
            #expect(renewed.status == 200)
            #expect(renewed.json["expirationDateTime"].string == expiry)
            try await subscribed.wait(600)
            #expect(
                try await subscribed.calls.graph(.post, "/subscriptions/\(id)/reauthorize", token: token).status == 204)
            let list = try await subscribed.calls.graph(.get, "/subscriptions", token: token)
            #expect(list.json["value"].array.map { $0["id"].string } == [id])
            let app = try await subscribed.calls.appToken()
            let others = try await subscribed.calls.graph(.get, "/subscriptions", token: app)
            #expect(others.json["value"].array.isEmpty)
            #expect(try await subscribed.calls.graph(.get, "/subscriptions/\(id)", token: app).status == 404)
            #expect(try await subscribed.calls.graph(.get, "/subscriptions/\(id)", token: token).status == 200)
            try await subscribed.wait(2401)
            let gone = try await subscribed.calls.graph(.get, "/subscriptions/\(id)", token: token)
            #expect(gone.status == 404)
            #expect(subscribed.cloud.subscriptions.isEmpty)
        }
    }

    @Test func `are listed at most 25 times in 20 seconds`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time) { $0.limits = .published }
            let token = try await subscribed.calls.personToken()
            for _ in 0..<25 {
                #expect(try await subscribed.calls.graph(.get, "/subscriptions", token: token).status == 200)
            }
            #expect(try await subscribed.calls.graph(.get, "/subscriptions", token: token).status == 429)
        }
    }
}
