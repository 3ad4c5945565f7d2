import Foundation
import GraphClient
import PatchbayCore
import Testing

@Suite struct `Change notifications: what is answered and what is taken` {
    private typealias Fixtures = NotificationFixtures

    private func receiver(
        state: String = "the secret", subscriptions: Set<String>? = nil, tokens: Bool = true
    ) -> ChangeNotificationReceiver {
        ChangeNotificationReceiver(
            clientState: Secret(state), subscriptionIDs: subscriptions,
            tokens: tokens ? NotificationFixtures.validator() : nil, maximumBody: 10_000)
    }

    private func receive(_ body: Data, _ receiver: ChangeNotificationReceiver) -> ChangeNotificationReceiver.Outcome {
        let reception = receiver.receive(query: nil, body: body, at: NotificationFixtures.date)
        #expect(reception.response.status == 202)
        #expect(reception.response.body.isEmpty)
        return reception.outcome
    }

    private func delivery(_ body: Data, _ receiver: ChangeNotificationReceiver) throws
        -> ChangeNotificationReceiver.Delivery
    {
        guard case .notifications(let delivery) = receive(body, receiver) else {
            throw ServiceError(service: .graph, operation: "test", code: "NotDelivered", category: .decoding)
        }
        return delivery
    }

    @Test(arguments: [
        ("validationToken=Validation%3A%20a%2Bb", "Validation: a+b"),
        ("x=1&validationToken=Validation%3a+Testing+%3Cb%3E", "Validation: Testing <b>"),
    ])
    func `the handshake's token is echoed decoded, as text that no browser takes for a page`(
        query: String, echo: String
    ) {
        let reception = receiver().receive(query: query, body: Data(), at: Fixtures.date)
        #expect(reception.outcome == .handshake)
        #expect(reception.response.status == 200)
        #expect(reception.response.body == Data(echo.utf8))
        #expect(reception.response.fields["Content-Type"] == "text/plain; charset=utf-8")
        #expect(reception.response.fields["X-Content-Type-Options"] == "nosniff")
    }

    @Test(arguments: [
        "validationToken", "validationToken=", "validationToken=a&validationToken=b",
        "validationToken=" + String(repeating: "x", count: 5_000),
    ])
    func `a handshake without one plain token is refused`(query: String) {
        let reception = receiver().receive(query: query, body: Data(), at: Fixtures.date)
        #expect(reception.outcome == .refused(.badHandshake))
        #expect(reception.response.status == 400)
        #expect(reception.response.body.isEmpty)
    }

    @Test func `a change without data is taken by its secret alone`() throws {
        let delivery = try delivery(Fixtures.body([Fixtures.item(more: Fixtures.updated)]), receiver(tokens: false))
        let change = try #require(delivery.changes.first)
        #expect(change.subscriptionID == "s1")
        #expect(change.subscriptionExpiresAt == WireDate.iso8601("2027-01-15T09:00:00Z"))
        #expect(change.tenantID == Fixtures.tenantID)
        #expect(change.changeType == .updated)
        #expect(change.resource == "communications/presences/u1")
        #expect(change.resourceID == "u1")
        #expect(change.encryptedContent == nil)
        #expect(delivery.strangers == 0 && delivery.unreadable == 0)
    }

    @Test func `a change with data is taken with a token of its tenant`() throws {
        let body = Fixtures.body([Fixtures.item(more: Fixtures.encrypted)], tokens: [Fixtures.token()])
        let content = try #require(try delivery(body, receiver()).changes.first?.encryptedContent)
        #expect(content.data == Data([0, 1, 2]))
        #expect(content.dataSignature == Data([3]))
        #expect(content.dataKey == Data([4]))
        #expect(content.certificateID == "c")
    }

    @Test(arguments: [
        ("", ""), ("another", "the secret"), ("the secre", "the secret"), ("the secrett", "the secret"),
        ("", "the secret"),
        ("the secret", ""),
    ])
    func `without the subscription's secret nothing is taken, and the answer is the same`(sent: String, ours: String) {
        let body = Fixtures.body([Fixtures.item(state: sent, more: Fixtures.updated)])
        #expect(receive(body, receiver(state: ours)) == .refused(.notOurs))
    }

    @Test func `of a mixed request only our own part is taken, and the rest is counted`() throws {
        let body = Fixtures.body([
            Fixtures.item(more: Fixtures.updated), Fixtures.item(subscription: "S2", more: Fixtures.updated),
            Fixtures.item(subscription: "s3", more: Fixtures.updated),
            Fixtures.item(state: "wrong", more: Fixtures.updated),
            #"{"subscriptionId":7}"#, "null", Fixtures.item(),
        ])
        let delivery = try delivery(body, receiver(subscriptions: ["s1", "s2"]))
        #expect(delivery.changes.map(\.subscriptionID) == ["s1", "S2"])
        #expect(delivery.strangers == 2)
        #expect(delivery.unreadable == 3)
    }

    @Test(arguments: ["", "[]", "{}", #"{"value":7}"#, #"{"value":[]}"#, #"{"value":[{}]}"#, "\u{0}"])
    func `what is no collection of notifications is refused`(text: String) {
        #expect(receive(Data(text.utf8), receiver()) == .refused(.unreadable))
    }

    @Test func `a body that is too large is not looked at`() {
        let reception = receiver().receive(query: nil, body: Data(count: 10_001), at: Fixtures.date)
        #expect(reception.outcome == .refused(.tooLarge))
        #expect(reception.response.status == 413)
    }

    @Test func `data without a token, or without a validator for it, is refused`() {
        let items = [Fixtures.item(more: Fixtures.encrypted)]
        #expect(receive(Fixtures.body(items), receiver()) == .refused(.token(.missing)))
        #expect(receive(Fixtures.body(items, tokens: []), receiver()) == .refused(.token(.missing)))
        let body = Fixtures.body(items, tokens: [Fixtures.token()])
        #expect(receive(body, receiver(tokens: false)) == .refused(.token(.noValidator)))
    }

    @Test func `one wrong token among right ones spoils the request, even for changes without data`() {
        let wrong = Fixtures.token { $0["aud"] = "another app" }
        let body = Fixtures.body([Fixtures.item(more: Fixtures.updated)], tokens: [Fixtures.token(), wrong])
        #expect(receive(body, receiver()) == .refused(.token(.wrongAudience)))
    }

    @Test func `data of one tenant is not taken with the token of another`() {
        let body = Fixtures.body([Fixtures.item(tenant: "t2", more: Fixtures.encrypted)], tokens: [Fixtures.token()])
        #expect(receive(body, receiver()) == .refused(.token(.wrongTenant)))
    }

    @Test func `data that is not Base64 is unreadable, not trusted`() throws {
        let broken = Fixtures.encrypted.replacing("AAEC", with: "?AEC")
        let body = Fixtures.body([Fixtures.item(more: Fixtures.updated), Fixtures.item(more: broken)])
        #expect(try delivery(body, receiver()).unreadable == 1)
    }

    @Test(arguments: [
        ("reauthorizationRequired", LifecycleNotification.Step.renew), ("subscriptionRemoved", .subscribeAgain),
        ("missed", .readEverything), ("somethingNew", .report),
    ])
    func `an event of a subscription says what to do, also a new one`(word: String, step: LifecycleNotification.Step)
        throws
    {
        let item = Fixtures.item(more: #","lifecycleEvent":"\#(word)""#)
        let delivery = try delivery(Fixtures.body([item]), receiver())
        #expect(delivery.changes.isEmpty)
        let event = try #require(delivery.lifecycle.first)
        #expect(event.event.rawValue == word)
        #expect(event.event.step == step)
        #expect(event.subscriptionID == "s1")
    }

    @Test func `nothing encrypted shows when a notification is printed`() throws {
        let body = Fixtures.body([Fixtures.item(more: Fixtures.encrypted)], tokens: [Fixtures.token()])
        let reception = receiver().receive(query: nil, body: body, at: Fixtures.date)
        var text = "\(reception) \(receiver())"
        dump(reception, to: &text)
        dump(receiver(), to: &text)
        #expect(text.contains("3 encrypted bytes for the certificate c"))
        #expect(!text.contains("the secret"))
    }
}
