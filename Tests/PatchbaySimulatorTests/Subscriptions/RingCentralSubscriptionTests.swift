import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Testing

/// Facts: ringcentral.md 4.1 to 4.4, 7.
@Suite struct `Subscriptions at RingCentral` {
    @Test func `are made after a handshake, live for a week and have their tildes replaced`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let settings = subscribed.cloud.settings.ringCentral
            let answer = try await subscribed.subscribe(events: [
                "/restapi/v1.0/account/~/presence?detailedTelephonyState=true",
                "/restapi/v1.0/account/~/extension/~/presence",
            ])
            #expect(answer.status == 200)
            #expect(answer.json["status"].string == "Active")
            #expect(
                answer.json["eventFilters"].array.map { $0.string } == [
                    "/restapi/v1.0/account/\(settings.accountID)/presence?detailedTelephonyState=true",
                    "/restapi/v1.0/account/\(settings.accountID)/extension/\(settings.accountID + 1)/presence",
                ])
            let expiry = try #require(answer.json["expirationTime"].string.flatMap { WireDate.iso8601($0) })
            #expect(abs(expiry.timeIntervalSince(time.date) - 604_800) < 1)
            #expect(!answer.json["deliveryMode"]["verificationToken"].exists)
            let handshake = try #require(subscribed.receiver.requests.first)
            #expect(handshake.fields["Validation-Token"]?.isEmpty == false)
            #expect(subscribed.receiver.requests.count == 1)
        }
    }

    @Test(arguments: [
        ("SUB-522", HTTPResponse(status: 404)),
        ("SUB-520", HTTPResponse(status: 200, fields: ["Content-Type": "application/json"])),
        ("SUB-525", HTTPResponse(status: 200, fields: ["Validation-Token": "ECHO", "Content-Type": "text/plain"])),
        (
            "SUB-525",
            HTTPResponse(
                status: 200, fields: ["Validation-Token": "ECHO", "Content-Type": "application/json"],
                body: Data(repeating: 32, count: 1000))
        ),
    ])
    func `are refused if the address answers the handshake wrongly`(
        _ code: String, _ wrong: HTTPResponse
    ) async throws {
        try await VirtualTime.run { time in
            let receiver = Receiver { request in
                var answer = wrong
                if answer.fields["Validation-Token"] != nil {
                    answer.fields["Validation-Token"] = request.fields["Validation-Token"]
                }
                return answer
            }
            let answer = try await Subscribed(time, receiver: receiver).subscribe(events: [
                "/restapi/v1.0/account/~/presence"
            ])
            #expect(answer.status == 400)
            #expect(answer.json["errorCode"].string == code)
        }
    }

    @Test func `are refused if the address takes three seconds or cannot be reached`() async throws {
        try await VirtualTime.run { time in
            let slow = Receiver { _ in
                try await time.sleep(for: .seconds(4))
                return nil
            }
            let dead = Receiver { _ in throw TransportError(.cannotConnect, detail: "nobody listens") }
            for receiver in [slow, dead] {
                let before = time.now
                let answer = try await Subscribed(time, receiver: receiver).subscribe(events: [
                    "/restapi/v1.0/account/~/presence"
                ])
                #expect(answer.status == 400)
                #expect(answer.json["errorCode"].string == "SUB-521")
                #expect((time.now - before).components.seconds <= 3)
            }
        }
    }

    @Test(arguments: [
        ("/restapi/v1.0/account/~/weather", 400, "SUB-508"),
        ("/restapi/v1.0/account/~/extension/1/presence", 403, "SUB-408"),
        ("/restapi/v1.0/account/12/presence", 403, "SUB-406"),
        ("/restapi/v1.0/subscription/~?threshold=60&interval=15", 400, "SUB-515"),
    ])
    func `are refused for filters that cannot be`(_ filter: String, _ status: Int, _ code: String) async throws {
        try await VirtualTime.run { time in
            let answer = try await Subscribed(time).subscribe(events: [filter])
            #expect(answer.status == status)
            #expect(answer.json["errorCode"].string == code)
        }
    }

    @Test func `are made in part, and name the filters that are not in force`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time) { $0.population = Population(seed: 1, count: 400) }
            let queue = try #require(
                subscribed.cloud.settings.population.extensions.first { $0.type == "Department" })
            let filter = "/restapi/v1.0/account/~/extension/\(queue.id)/presence"
            let answer = try await subscribed.subscribe(events: ["/restapi/v1.0/account/~/presence", filter])
            #expect(answer.status == 200)
            #expect(answer.json["eventFilters"].array.count == 1)
            #expect(answer.json["disabledFilters"][0]["filter"].string == filter)
            #expect(answer.json["disabledFilters"][0]["reason"].string == "SUB-402")
        }
    }

    @Test func `need the app's scope for webhooks, an address with TLS, and are thirty at most`() async throws {
        try await VirtualTime.run { time in
            let filters = ["/restapi/v1.0/account/~/presence"]
            let subscribed = Subscribed(time)
            let plain = try await subscribed.subscribe(events: filters, address: "http://receiver.example/")
            #expect(plain.json["errorCode"].string == "SUB-523")
            for _ in 0..<30 { #expect(try await subscribed.subscribe(events: filters).status == 200) }
            let refused = try await subscribed.subscribe(events: filters)
            #expect(refused.status == 403)
            #expect(refused.json["errorCode"].string == "SUB-505")
            let other = Subscribed(time) { $0.ringCentral.scopes = ["ReadAccounts", "ReadPresence"] }
            #expect(try await other.subscribe(events: filters).json["errorCode"].string == "CMN-401")
        }
    }

    @Test(
        arguments: [
            ("http://127.0.0.1:8080/events", nil), ("http://localhost/events", nil), ("http://[::1]:8080/events", nil),
            ("https://receiver.example/", "SUB-521"), ("https://127.0.0.1.receiver.example/", "SUB-521"),
            ("https://127.1/", "SUB-521"), ("http://127.receiver.example.com/", "SUB-523"),
            ("file:///etc/hosts", "CMN-101"), ("", "CMN-101"),
        ] as [(String, String?)])
    func `of a cloud that is told so are made for addresses of this machine only`(
        _ address: String, _ code: String?
    ) async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time) { $0.notifications.reach = .thisMachine }
            let answer = try await subscribed.subscribe(
                events: ["/restapi/v1.0/account/~/presence"], address: address)
            #expect(answer.json["errorCode"].string == code)
            #expect(subscribed.receiver.requests.isEmpty == (code != nil))
        }
    }

    @Test func `are renewed, changed, listed and ended`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let filter = "/restapi/v1.0/account/~/presence"
            let id = try #require(
                try await subscribed.subscribe(events: [filter], extra: #","expiresIn":600"#).json["id"].string)
            try await subscribed.wait(500)
            let renewed = try await subscribed.calls.ringCentral(.post, "/subscription/\(id)/renew")
            #expect(renewed.status == 200)
            try await subscribed.wait(500)
            let changed = try await subscribed.calls.ringCentral(
                .put, "/subscription/\(id)",
                body: #"{"eventFilters":["/restapi/v1.0/account/~/extension/~/presence/dnd"],"expiresIn":900}"#)
            #expect(changed.json["eventFilters"][0].string?.hasSuffix("/presence/dnd") == true)
            let moved = try await subscribed.calls.ringCentral(
                .put, "/subscription/\(id)",
                body: #"{"deliveryMode":{"transportType":"WebHook","address":"https://elsewhere.example/"}}"#)
            #expect(moved.status == 400)
            let list = try await subscribed.calls.ringCentral(.get, "/subscription")
            #expect(list.json["records"].array.map { $0["id"].string } == [id])
            try await subscribed.wait(901)
            let gone = try await subscribed.calls.ringCentral(.get, "/subscription/\(id)")
            #expect(gone.status == 404)
            #expect(gone.json["errorCode"].string == "SUB-507")
            let other = try #require(try await subscribed.subscribe(events: [filter]).json["id"].string)
            #expect(try await subscribed.calls.ringCentral(.delete, "/subscription/\(other)").status == 204)
            #expect(subscribed.cloud.subscriptions.isEmpty)
        }
    }

    @Test func `remind of their end if they are asked to`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            _ = try await subscribed.subscribe(
                events: [
                    "/restapi/v1.0/account/~/presence", "/restapi/v1.0/subscription/~?threshold=60&interval=20",
                ], extra: #","expiresIn":600"#)
            try await subscribed.wait(539)
            #expect(subscribed.receiver.events.isEmpty)
            try await subscribed.wait(59)
            #expect(subscribed.receiver.events.count == 3)
            #expect(subscribed.receiver.events.first?["event"].string?.contains("threshold=60") == true)
        }
    }
}

/// Facts: ringcentral.md 4.3, 4.4.
@Suite struct `Events of RingCentral` {
    private static let account = "/restapi/v1.0/account/~/presence"

    @Test func `name the extension, count upwards and carry the subscriber's own secret`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let id = try await subscribed.subscribe(events: [Self.account]).json["id"].string
            let person = try subscribed.person()
            let number = try #require(person.extensionID)
            subscribed.cloud.perform(.takes(.none), by: person)
            subscribed.cloud.perform(.takes(.all), by: person)
            try await subscribed.wait(1)
            #expect(subscribed.receiver.notifications.allSatisfy { $0.fields["Validation-Token"] == "ours" })
            let events = subscribed.receiver.events
            #expect(events.count == 2)
            #expect(events[0]["event"].string?.hasSuffix("/extension/\(number)/presence") == true)
            #expect(events[0]["subscriptionId"].string == id)
            #expect(events[0]["ownerId"].string == String(subscribed.cloud.settings.ringCentral.accountID + 1))
            #expect(events[0]["body"]["extensionId"].string == String(number))
            #expect(events.map { $0["body"]["sequence"].int } == [1, 2])
            #expect(events.map { $0["body"]["dndStatus"].string } == ["DoNotAcceptAnyCalls", "TakeAllCalls"])
            #expect(Set(events.compactMap { $0["uuid"].string }).count == 2)
            // Both styles of a timestamp.
            #expect(Set(events.map { $0["timestamp"].string?.hasSuffix("Z") }) == [true, false])
            #expect(events.allSatisfy { !$0["body"]["telephonyStatus"].exists })
        }
    }

    @Test func `carry the telephone's status only when it has changed, and the calls only in detail`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let person = try subscribed.person()
            let simple = "/restapi/v1.0/account/~/extension/\(try #require(person.extensionID))/presence"
            _ = try await subscribed.subscribe(events: [simple])
            subscribed.cloud.perform(.isCalled(1), by: person)
            subscribed.cloud.perform(.answers(1), by: person)
            subscribed.cloud.perform(.takes(.directOnly), by: person)
            try await subscribed.wait(1)
            #expect(
                subscribed.receiver.events.map { $0["body"]["telephonyStatus"].string } == [
                    "Ringing", "CallConnected", nil,
                ])
            #expect(subscribed.receiver.events.allSatisfy { !$0["body"]["activeCalls"].exists })
            _ = try await subscribed.subscribe(events: [simple, simple + "?detailedTelephonyState=true"])
            subscribed.cloud.perform(.hangsUp(1), by: person)
            try await subscribed.wait(1)
            // One simple event for the first subscription, one detailed one for the second.
            let last = subscribed.receiver.events.suffix(2)
            #expect(last.count(where: { $0["body"]["activeCalls"].exists }) == 1)
            let detailed = try #require(last.first { $0["body"]["activeCalls"].exists })
            #expect(detailed["event"].string?.hasSuffix("/presence?detailedTelephonyState=true") == true)
            #expect(detailed["body"]["activeCalls"][0]["telephonyStatus"].string == "NoCall")
            #expect(detailed["body"]["activeCalls"][0]["terminationType"].string == "final")
        }
    }

    @Test func `come for what apps change, too, and not for others' extensions`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let (first, second) = (try subscribed.person(), try subscribed.person(1))
            let id = try #require(first.extensionID)
            _ = try await subscribed.subscribe(events: ["/restapi/v1.0/account/~/extension/\(id)/presence/dnd"])
            subscribed.cloud.perform(.takes(.none), by: second)
            let written = try await subscribed.calls.ringCentral(
                .put, "/account/~/extension/\(id)/presence", body: #"{"dndStatus":"DoNotAcceptAnyCalls"}"#)
            #expect(written.status == 200)
            try await subscribed.wait(1)
            #expect(subscribed.receiver.events.count == 1)
            #expect(subscribed.receiver.events.first?["body"].keys == ["extensionId", "dndStatus"])
            #expect(subscribed.receiver.events.first?["subscriptionId"].exists == false)
        }
    }

    @Test func `end for good after five wrong answers one after the other`() async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time)
            let id = try #require(try await subscribed.subscribe(events: [Self.account]).json["id"].string)
            let person = try subscribed.person()
            subscribed.receiver.behave { Receiver.isHandshake($0) ? nil : HTTPResponse(status: 202) }
            for round in 0..<8 {
                subscribed.cloud.perform(.takes(round % 2 == 0 ? .none : .all), by: person)
                try await subscribed.wait(1)
            }
            #expect(subscribed.receiver.notifications.count == 5)
            let answer = try await subscribed.calls.ringCentral(.get, "/subscription/\(id)")
            #expect(answer.json["status"].string == "Blacklisted")
            #expect(answer.json["blacklistedData"]["reason"].string?.contains("202") == true)
            subscribed.receiver.behave(nil)
            _ = try await subscribed.calls.ringCentral(.post, "/subscription/\(id)/renew")
            subscribed.cloud.perform(.choosesAtRingCentral(.busy), by: person)
            try await subscribed.wait(1)
            #expect(subscribed.receiver.notifications.count == 5)
            #expect(subscribed.cloud.subscriptions.first?.state == .blacklisted)
        }
    }
}
