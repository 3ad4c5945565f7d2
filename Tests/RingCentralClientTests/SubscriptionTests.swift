import Foundation
import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

@Suite struct SubscriptionTests {
    static let made = #"""
        {"id": "dd2f0ff2", "uri": "u", "status": "Active", "creationTime": "2016-03-30T11:16:23.162Z",
         "eventFilters": ["/restapi/v1.0/account/10366034004/presence"], "expirationTime": "2016-04-06T11:16:23.177Z",
         "expiresIn": 604799, "deliveryMode": {"transportType": "WebHook", "encryption": false,
         "address": "https://hooks.example/rc?auth=s3cret"}}
        """#

    func subscribe(_ stub: StubTransport, acceptingPartial: Bool = false) async throws -> Subscription {
        try await client(stub).subscriptions.create(
            [.accountPresence(detailed: true), .extensionList], webhook: "https://hooks.example/rc?auth=s3cret",
            verificationToken: Secret("verify-me"), lifetime: .seconds(86_400), acceptingPartial: acceptingPartial)
    }

    @Test func `a webhook is subscribed with its lifetime and its token`() async throws {
        let stub = StubTransport([.json(Self.made)])
        let subscription = try await subscribe(stub)
        #expect(
            stub.requests.map(\.text) == [
                """
                POST /restapi/v1.0/subscription
                Content-Type: application/json
                {"deliveryMode":{"address":"https://hooks.example/rc?auth=s3cret","transportType":"WebHook",\
                "verificationToken":"verify-me"},"eventFilters":["/restapi/v1.0/account/~/presence?detailedTelephonyState=true",\
                "/restapi/v1.0/account/~/extension"],"expiresIn":86400}
                """
            ])
        #expect(subscription.id == "dd2f0ff2")
        #expect(subscription.status == .active)
        #expect(subscription.lifetime == .seconds(604_799))
        #expect(subscription.expiresAt == Date(timeIntervalSince1970: 1_459_941_383.177))
        #expect(!printed(subscription).contains("s3cret"))
    }

    @Test func `a lifetime beyond what every source allows is shortened`() async throws {
        let stub = StubTransport([.json(Self.made)])
        _ = try await client(stub).subscriptions.create(
            [.directory], webhook: "https://hooks.example", verificationToken: nil, lifetime: .seconds(630_720_000))
        #expect(stub.requests.first?.text.contains(#""expiresIn":315360000"#) == true)
        #expect(stub.requests.first?.text.contains("verificationToken") == false)
    }

    static let partial = #"""
        {"id": "s1", "status": "Active", "eventFilters": [], "deliveryMode": {"transportType": "WebHook"},
         "disabledFilters": [{"filter": "/restapi/v1.0/account/1/presence", "reason": "SUB-406", "message": "no"}]}
        """#

    @Test func `filters that are out of force are an error, and nothing is left behind`() async {
        let stub = StubTransport { request, _ in
            request.method == .delete ? HTTPResponse(status: 204) : .json(Self.partial)
        }
        let error = await failure { _ = try await self.subscribe(stub) } as? ServiceError
        #expect(error?.code == "DisabledFilters")
        #expect(error?.hasCode("SUB-406") == true)
        #expect(error?.message.contains("/restapi/v1.0/account/1/presence") == true)
        #expect(stub.requests.last?.text == "DELETE /restapi/v1.0/subscription/s1")
    }

    @Test func `they are accepted by those who say so`() async throws {
        let stub = StubTransport([.json(Self.partial)])
        #expect(try await subscribe(stub, acceptingPartial: true).disabledFilters.first?.reason == "SUB-406")
        #expect(stub.requests.count == 1)
    }

    @Test func `a subscription is not made twice when the answer is lost`() async {
        let stub = StubTransport { _, _ in throw TransportError(.timedOut, detail: "silence") }
        _ = await failure {
            _ = try await client(stub) { $0.retry = .standard }.subscriptions.create(
                [.directory], webhook: "https://hooks.example", verificationToken: nil)
        }
        #expect(stub.requests.count == 1)
    }

    @Test func `renewing is the cheap call, replacing filters the dear one`() async throws {
        let stub = StubTransport([.json(Self.made)])
        let subscriptions = client(stub).subscriptions
        _ = try await subscriptions.renew("s1")
        _ = try await subscriptions.update("s1", filters: [.directory])
        _ = try await subscriptions.get("s1")
        #expect(
            stub.requests.map(\.text) == [
                "POST /restapi/v1.0/subscription/s1/renew",
                """
                PUT /restapi/v1.0/subscription/s1
                Content-Type: application/json
                {"eventFilters":["/restapi/v1.0/account/~/directory/entries"],"expiresIn":604800}
                """,
                "GET /restapi/v1.0/subscription/s1",
            ])
        #expect(RingCentralCall.all.first { $0.name == "subscriptions.renew" }?.group == .light)
        #expect(RingCentralCall.all.first { $0.name == "subscriptions.update" }?.group == .medium)
    }

    @Test func `the list shows what is blacklisted, and why`() async throws {
        let stub = StubTransport([
            .json(
                #"""
                {"records": [{"id": "s1", "status": "Blacklisted", "deliveryMode": {"transportType": "WebHook"},
                              "blacklistedData": {"reason": "Webhook responses with code: 502", "blacklistedAt": "2020"}}]}
                """#)
        ])
        let all = try await client(stub).subscriptions.list()
        #expect(all.map(\.status) == [.blacklisted])
        #expect(all.first?.blacklistReason == "Webhook responses with code: 502")
    }

    @Test(arguments: [204, 404]) func `deleting what is gone is as good as deleting`(status: Int) async throws {
        let stub = StubTransport([HTTPResponse(status: status)])
        try await client(stub).subscriptions.delete("s1")
        #expect(stub.requests.count == 1)
    }

    @Test func `event filters are written as the guides write them`() {
        #expect(EventFilter.accountPresence().rawValue == "/restapi/v1.0/account/~/presence")
        #expect(
            EventFilter.presence(of: "5", detailed: true).rawValue
                == "/restapi/v1.0/account/~/extension/5/presence?detailedTelephonyState=true")
        #expect(EventFilter.dndStatus(of: "5").rawValue == "/restapi/v1.0/account/~/extension/5/presence/dnd")
        #expect(EventFilter.extensionInfo(of: "5").rawValue == "/restapi/v1.0/account/~/extension/5")
        #expect(EventFilter.callQueuePresence(of: "7").rawValue == "/restapi/v1.0/account/~/call-queues/7/presence")
        #expect(
            EventFilter.reminder(threshold: .seconds(600), interval: .seconds(60)).rawValue
                == "/restapi/v1.0/subscription/~?threshold=600&interval=60")
    }

    @Test func `a pass to the event socket is a secret, and so is the address that carries it`() async throws {
        let stub = StubTransport([
            .json(#"{"ws_access_token": "pa+ss", "uri": "wss://ws.example/ws", "expires_in": 600}"#)
        ])
        let pass = try await client(stub).subscriptions.socketToken()
        #expect(stub.requests.map(\.text) == ["POST /restapi/oauth/wstoken"])
        #expect(pass.lifetime == .seconds(600))
        #expect(pass.address().reveal { $0 } == "wss://ws.example/ws?access_token=pa%2Bss")
        let recovery = EventSocketMessage.Recovery(token: Secret("w1"), sequence: 1)
        #expect(pass.address(recovering: recovery).reveal { $0 } == "wss://ws.example/ws?access_token=pa%2Bss&wsc=w1")
        #expect(!printed(pass).contains("pa+ss"))
    }

    @Test func `the event socket speaks in arrays of two`() throws {
        let hello = try EventSocketMessage(
            #"""
            [{"type": "ConnectionDetails", "messageId": "m1", "status": 200, "wsc": {"token": "w", "sequence": 7},
              "headers": {"RCRequestId": "r1"}},
             {"recoveryTimeout": 30, "idleTimeout": 1800, "absoluteTimeout": 86400, "recoveryState": "Failed"}]
            """#)
        #expect(hello.kind == .connectionDetails)
        #expect(hello.recovery == EventSocketMessage.Recovery(token: Secret("w"), sequence: 7))
        #expect(hello.requestID == "r1")
        #expect(hello.connection?.recoveryTimeout == .seconds(30))
        #expect(hello.connection?.recoveryState == "Failed")

        let news = try EventSocketMessage(
            #"[{"type":"ServerNotification","messageId":2},{"uuid":"u1","event":"/x","body":{"extensionId":"5","dndStatus":"TakeAllCalls"}}]"#
        )
        #expect(news.messageID == "2")
        #expect(
            try news.event().body == .presence(PresenceEvent(extensionID: "5", dndStatus: .takeAllCalls)))

        let answer = try EventSocketMessage(#"[{"type":"ClientRequest","messageId":"m2","status":403}]"#)
        #expect(answer.status == 403)
        #expect(answer.body.isEmpty)
        #expect(throws: ServiceError.self) { try EventSocketMessage("hello") }
        #expect(throws: ServiceError.self) { try EventSocketMessage("[]") }
    }

    @Test func `what is sent to the event socket is written as the guides write it`() throws {
        #expect(
            try EventSocketMessage.subscribe(to: [.directory], messageID: "m1")
                == #"[{"messageId":"m1","method":"POST","path":"/restapi/v1.0/subscription/","type":"ClientRequest"},"#
                + #"{"deliveryMode":{"transportType":"WebSocket"},"eventFilters":["/restapi/v1.0/account/~/directory/entries"]}]"#
        )
        #expect(try EventSocketMessage.heartbeat(messageID: "m2") == #"[{"messageId":"m2","type":"Heartbeat"}]"#)
    }
}
