import Foundation
import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

@Suite struct EventTests {
    func event(_ body: String, _ event: String = "/restapi/v1.0/account/1/extension/5/presence") throws
        -> RingCentralEvent
    {
        try RingCentralEvent(
            Data(
                #"{"uuid": "u1", "event": "\#(event)", "timestamp": "2020-01-02T03:04:05.408+0000", "body": \#(body)}"#
                    .utf8))
    }

    @Test func `a presence event is read with its sequence, and what it does not tell stays untold`() throws {
        let found = try event(
            #"""
            {"extensionId": "5", "sequence": 1498, "presenceStatus": "Available", "userStatus": "Available",
             "meetingStatus": "Disconnected", "dndStatus": "TakeAllCalls", "allowSeeMyPresence": true,
             "ringOnMonitoredCall": false, "pickUpCallsOnHold": false, "totalActiveCalls": 1,
             "activeCalls": [{"telephonyStatus": "NoCall", "terminationType": "final", "startTime": "2020-01-02T03:04:05.597Z"}]}
            """#)
        #expect(found.uuid == "u1")
        #expect(found.at == Date(timeIntervalSince1970: 1_577_934_245.408))
        #expect(found.subscriptionID == nil)
        guard case .presence(let presence) = found.body else { return #expect(Bool(false), "a presence expected") }
        #expect(presence.sequence == 1498)
        #expect(presence.telephonyStatus == nil)
        #expect(presence.activeCalls?.first?.terminationType == "final")
        #expect(presence.activeCalls?.first?.startedAt == Date(timeIntervalSince1970: 1_577_934_245.597))
    }

    @Test func `an event is merged, so a telephone status that it does not tell is kept`() {
        let before = ExtensionPresence(
            id: "5", extensionNumber: "101", userStatus: .available, telephonyStatus: .callConnected,
            dndStatus: .takeAllCalls, message: "hello")
        let after = PresenceEvent(extensionID: "5", sequence: 2, dndStatus: .doNotAcceptAnyCalls).applied(to: before)
        #expect(
            after
                == ExtensionPresence(
                    id: "5", extensionNumber: "101", userStatus: .available, telephonyStatus: .callConnected,
                    dndStatus: .doNotAcceptAnyCalls, message: "hello"))
    }

    @Test func `a bare call setting is a presence event without a sequence`() throws {
        let found = try event(#"{"extensionId": 5, "dndStatus": "DoNotAcceptAnyCalls"}"#)
        #expect(found.body == .presence(PresenceEvent(extensionID: "5", dndStatus: .doNotAcceptAnyCalls)))
    }

    @Test func `changes of extensions are read from the list and from the single form`() throws {
        let list = try event(
            #"{"extensions": [{"extensionId": "7", "eventType": "Create", "hints": ["ExtensionInfo", "New"]}]}"#, "/x")
        #expect(
            list.body
                == .extensions([
                    ExtensionChange(extensionID: "7", eventType: "Create", hints: ["ExtensionInfo", "New"])
                ]))
        let single = try event(#"{"extensionId": "7", "eventType": "Delete"}"#, "/x")
        #expect(single.body == .extensions([ExtensionChange(extensionID: "7", eventType: "Delete")]))
    }

    @Test func `changes of the directory carry the entry`() throws {
        let found = try event(
            #"{"contacts": [{"eventType": "Update", "id": "8", "type": "User", "status": "Enabled", "email": "a@b.c"}]}"#,
            "/x")
        #expect(
            found.body
                == .directory([DirectoryChange(eventType: "Update", entry: DirectoryEntry(id: "8", email: "a@b.c"))]))
    }

    @Test func `members of a queue are read with the queue's id`() throws {
        let found = try event(
            #"{"records": [{"member": {"id": 5}, "acceptCurrentQueueCalls": false}]}"#,
            "/restapi/v1.0/account/1/call-queues/77/presence")
        #expect(
            found.body
                == .callQueue("77", [CallQueueMemberPresence(memberID: "5", acceptCurrentQueueCalls: false)]))
    }

    @Test func `a reminder says how long is left`() throws {
        #expect(
            try event(#"{"expiresIn": 120}"#, "/restapi/v1.0/subscription/~?threshold=600&interval=60").body
                == .reminder(expiresIn: .seconds(120)))
    }

    @Test func `an event of another kind is kept as it is`() throws {
        guard case .other(let json) = try event(#"{"lastUpdated": "x", "n": 12345678901234}"#, "/x").body else {
            return #expect(Bool(false), "another kind expected")
        }
        #expect(String(decoding: json, as: UTF8.self) == #"{"lastUpdated":"x","n":12345678901234}"#)
    }
}

@Suite struct WebhookReceiverTests {
    let receiver = WebhookReceiver(verificationToken: Secret("verify-me"), maximumBody: 1000)
    let body = Data(#"{"uuid": "u1", "event": "/x", "body": {"extensionId": "5", "dndStatus": "TakeAllCalls"}}"#.utf8)

    @Test func `the handshake echoes the token, with a content type`() {
        let reception = receiver.receive(fields: ["validation-token": "abc-123"], body: Data())
        #expect(reception.outcome == .handshake)
        #expect(reception.response.status == 200)
        #expect(reception.response.fields["Validation-Token"] == "abc-123")
        #expect(reception.response.fields["Content-Type"] == "application/json")
    }

    @Test(arguments: ["Validation-Token", "Verification-Token", "verification-token"])
    func `a delivery with the right token is an event, under either name`(name: String) {
        let reception = receiver.receive(fields: [name: "verify-me"], body: body)
        #expect(
            reception.outcome
                == .event(
                    RingCentralEvent(
                        uuid: "u1", event: "/x",
                        body: .presence(PresenceEvent(extensionID: "5", dndStatus: .takeAllCalls)))))
        #expect(reception.response.status == 200)
        #expect(reception.response.fields["Content-Type"] == "application/json")
        #expect(reception.response.body.isEmpty)
    }

    @Test(arguments: ["", "verify-m", "verify-me ", "Verify-me", "verify-meverify-me", "verify-mf"])
    func `a delivery with another token is refused, and its token is not echoed`(token: String) {
        let reception = receiver.receive(fields: ["Validation-Token": token], body: body)
        #expect(reception.outcome == .refused(.wrongToken))
        #expect(reception.response.status == 401)
        #expect(reception.response.fields["Validation-Token"] == nil)
    }

    @Test func `a delivery without a token is refused`() {
        #expect(receiver.receive(fields: [:], body: body).outcome == .refused(.wrongToken))
        let careless = WebhookReceiver(verificationToken: Secret(""))
        #expect(careless.receive(fields: ["Validation-Token": ""], body: body).outcome == .refused(.wrongToken))
    }

    @Test func `a body that is too large is refused before it is looked at`() {
        let reception = receiver.receive(
            fields: ["Validation-Token": "verify-me"], body: Data(repeating: 32, count: 1001))
        #expect(reception.outcome == .refused(.tooLarge))
        #expect(reception.response.status == 413)
    }

    @Test func `what RingCentral sent but cannot be read is still answered 200, as failures blacklist for good`() {
        let reception = receiver.receive(fields: ["Validation-Token": "verify-me"], body: Data("<html>".utf8))
        guard case .unreadable(let error) = reception.outcome else {
            return #expect(Bool(false), "unreadable expected")
        }
        #expect(error.category == .decoding)
        #expect(reception.response.status == 200)
    }

    @Test(arguments: ["a\r\nSet-Cookie: x", "a b", String(repeating: "a", count: 513), "ä"])
    func `a handshake that would break the answer is refused`(token: String) {
        let reception = receiver.receive(fields: ["Validation-Token": token], body: Data())
        #expect(reception.outcome == .refused(.badHandshake))
        #expect(reception.response.fields["Validation-Token"] == nil)
    }

    @Test func `an empty request is refused`() {
        #expect(receiver.receive(fields: [:], body: Data()).outcome == .refused(.empty))
    }

    @Test func `every answer is far below 1,024 bytes`() {
        let challenge = String(repeating: "a", count: 512)
        let response = receiver.receive(fields: ["Validation-Token": challenge], body: Data()).response
        let size = response.fields.reduce(response.body.count + 20) { $0 + $1.name.count + $1.value.count + 4 }
        #expect(size < 1024)
    }

    @Test func `a receiver prints no token`() { #expect(!printed(receiver).contains("verify-me")) }
}
