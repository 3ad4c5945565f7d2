import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Synchronization
import Testing

/// Facts: ringcentral.md 4.5.
@Suite struct `The event socket of RingCentral` {
    /// The other side of a connection: keeps what came.
    private final class Client: Sendable {
        let socket: EventSocket
        private let texts = Mutex<[String]>([])
        private let isClosed = Mutex(false)

        private let time: TimeSource

        init(_ socket: EventSocket, _ time: TimeSource) {
            self.socket = socket
            self.time = time
        }

        /// Sends a message, and gives what comes back the time to arrive.
        func send(_ text: String) async throws {
            try await socket.receive(text)
            try await time.sleep(for: .milliseconds(100))
        }

        func listen() async {
            for await text in socket.messages { texts.withLock { $0.append(text) } }
            isClosed.withLock { $0 = true }
        }

        var hasEnded: Bool { isClosed.withLock { $0 } }
        var messages: [JSON] {
            texts.withLock { $0 }.map { HTTPResponse(status: 200, body: Data($0.utf8)).json }
        }
        func last(_ type: String) -> JSON? { messages.last { $0[0]["type"].string == type } }
        func all(_ type: String) -> [JSON] { messages.filter { $0[0]["type"].string == type } }
        /// The newest recovery token.
        var recovery: String {
            messages.max { ($0[0]["wsc"]["sequence"].int ?? -1) < ($1[0]["wsc"]["sequence"].int ?? -1) }?[0]["wsc"][
                "token"
            ].string ?? ""
        }
    }

    private static let filters = ["/restapi/v1.0/account/~/presence"]

    private static func pass(_ subscribed: Subscribed) async throws -> JSON {
        let settings = subscribed.cloud.settings.ringCentral
        let answer = try await subscribed.calls.ringCentral(.post, "/oauth/wstoken")
        #expect(answer.status == 200, "\(settings.scopes)")
        return answer.json
    }

    private static func connect(
        _ subscribed: Subscribed, recovering recovery: String? = nil, in group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws -> Client {
        let pass = try await pass(subscribed)
        let recovery = recovery.map { "&wsc=\($0)" } ?? ""
        let token = try #require(pass["ws_access_token"].string)
        let client = Client(
            try #require(subscribed.cloud.openEventSocket(target: "/ws?access_token=\(token)\(recovery)")),
            subscribed.time)
        group.addTask { await client.listen() }
        try await subscribed.wait(0.1)
        return client
    }

    private static func subscribe(_ client: Client, _ id: String = "1", to filters: [String] = filters) async throws {
        let list = filters.map { "\"\($0)\"" }.joined(separator: ",")
        try await client.send(
            """
            [{"type":"ClientRequest","messageId":"\(id)","method":"POST","path":"/restapi/v1.0/subscription/"},
            {"eventFilters":[\(list)],"deliveryMode":{"transportType":"WebSocket"}}]
            """)
    }

    private static func run(
        scopes: [String] = ["ReadAccounts", "ReadPresence", "EditPresence", "WebSocketsSubscription"],
        _ body: @escaping @Sendable (Subscribed, inout ThrowingTaskGroup<Void, any Error>) async throws -> Void
    ) async throws {
        try await VirtualTime.run { time in
            let subscribed = Subscribed(time) { $0.ringCentral.scopes = scopes }
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await body(subscribed, &group)
                subscribed.cloud.breakEventSockets()
            }
        }
    }

    @Test func `begins with the connection's details, answers requests and sends events`() async throws {
        try await Self.run { subscribed, group in
            let client = try await Self.connect(subscribed, in: &group)
            let details = try #require(client.messages.first)
            #expect(details[0]["type"].string == "ConnectionDetails")
            #expect(details[0]["wsc"]["token"].string?.isEmpty == false)
            #expect(details[1]["recoveryTimeout"].int == 180 && details[1]["idleTimeout"].int == 1800)
            #expect(!details[1]["recoveryState"].exists)
            try await Self.subscribe(client)
            let answer = try #require(client.last("ClientRequest"))
            #expect(answer[0]["messageId"].string == "1" && answer[0]["status"].int == 200)
            #expect(answer[1]["deliveryMode"]["transportType"].string == "WebSocket")
            let person = try subscribed.person()
            subscribed.cloud.perform(.takes(.none), by: person)
            try await subscribed.wait(1)
            let event = try #require(client.last("ServerNotification"))
            #expect(event[1]["body"]["dndStatus"].string == "DoNotAcceptAnyCalls")
            #expect(event[1]["subscriptionId"].string == answer[1]["id"].string)
            #expect(event[0]["wsc"]["sequence"].int == 1)
            #expect(subscribed.cloud.subscriptions.first?.delivered == 1)
        }
    }

    @Test func `lets in only who has a pass, once and for thirty seconds`() async throws {
        try await Self.run { subscribed, _ in
            #expect(subscribed.cloud.openEventSocket(target: "/ws?access_token=guessed") == nil)
            let first = try #require(try await Self.pass(subscribed)["ws_access_token"].string)
            #expect(subscribed.cloud.openEventSocket(target: "/ws?access_token=\(first)") != nil)
            #expect(subscribed.cloud.openEventSocket(target: "/ws?access_token=\(first)") == nil)
            let second = try #require(try await Self.pass(subscribed)["ws_access_token"].string)
            try await subscribed.wait(31)
            #expect(subscribed.cloud.openEventSocket(target: "/ws?access_token=\(second)") == nil)
        }
    }

    @Test func `gives no pass without the app's scope`() async throws {
        try await Self.run(scopes: ["ReadAccounts", "ReadPresence"]) { subscribed, _ in
            let answer = try await subscribed.calls.ringCentral(.post, "/oauth/wstoken")
            #expect(answer.status == 403)
            #expect(answer.json["errorCode"].string == "SUB-528")
        }
    }

    @Test func `holds one subscription, and other requests go through it too`() async throws {
        try await Self.run { subscribed, group in
            let client = try await Self.connect(subscribed, in: &group)
            try await Self.subscribe(client)
            try await Self.subscribe(client, "2", to: ["/restapi/v1.0/account/~/extension/~/presence"])
            #expect(subscribed.cloud.subscriptions.count == 1)
            let id = try #require(client.last("ClientRequest")?[1]["id"].string)
            #expect(subscribed.cloud.subscriptions.first?.id == id)
            try await client.send(
                #"[{"type":"ClientRequest","messageId":"3","method":"GET","path":"/restapi/v1.0/subscription"}]"#)
            #expect(client.last("ClientRequest")?[1]["records"][0]["id"].string == id)
            let put = try await subscribed.calls.ringCentral(.put, "/subscription/\(id)", body: #"{"expiresIn":600}"#)
            #expect(put.status == 405)
        }
    }

    @Test func `can be taken up again within three minutes, and what was missed comes then`() async throws {
        try await Self.run { subscribed, group in
            let first = try await Self.connect(subscribed, in: &group)
            try await Self.subscribe(first)
            let person = try subscribed.person()
            subscribed.cloud.perform(.takes(.none), by: person)
            try await subscribed.wait(1)
            #expect(subscribed.cloud.breakEventSockets() == 1)
            try await subscribed.wait(1)
            #expect(first.hasEnded)
            for round in 0..<120 {
                subscribed.cloud.perform(.takes(round % 2 == 0 ? .all : .none), by: person)
                try await subscribed.wait(1)
            }
            let second = try await Self.connect(subscribed, recovering: first.recovery, in: &group)
            #expect(second.messages.first?[1]["recoveryState"].string == "Successful")
            // The newest hundred are kept.
            let missed = second.all("ServerNotification")
            #expect(missed.count == 100)
            #expect(missed.last?[1]["body"]["sequence"].int == 121)
            subscribed.cloud.perform(.takes(.directOnly), by: person)
            try await subscribed.wait(1)
            #expect(second.all("ServerNotification").count == 101)
        }
    }

    @Test func `is over after three minutes: the subscription is gone and has to be made anew`() async throws {
        try await Self.run { subscribed, group in
            let first = try await Self.connect(subscribed, in: &group)
            try await Self.subscribe(first)
            first.socket.close()
            try await subscribed.wait(181)
            #expect(subscribed.cloud.subscriptions.isEmpty)
            let second = try await Self.connect(subscribed, recovering: first.recovery, in: &group)
            #expect(second.messages.first?[1]["recoveryState"].string == "Failed")
            try await Self.subscribe(second)
            #expect(subscribed.cloud.subscriptions.count == 1)
        }
    }

    @Test func `is closed after half an hour without a sign of life, and after a day with`() async throws {
        try await Self.run { subscribed, group in
            let silent = try await Self.connect(subscribed, in: &group)
            let lively = try await Self.connect(subscribed, in: &group)
            for round in 0..<48 {
                #expect(!lively.hasEnded, "\(round)")
                try await lively.send(#"[{"type":"Heartbeat","messageId":"beat-\#(round)"}]"#)
                try await subscribed.wait(round == 0 ? 1799 : 1798)
                if round == 0 { #expect(!silent.hasEnded) }
            }
            #expect(lively.last("Heartbeat")?[0]["messageId"].string == "beat-47")
            #expect(silent.hasEnded)
            #expect(silent.last("Error")?[1]["errorCode"].string == "WSG-902")
            try await lively.send(#"[{"type":"Heartbeat","messageId":"last"}]"#)
            try await subscribed.wait(120)
            #expect(lively.hasEnded)
            #expect(lively.last("Error")?[1]["errorCode"].string == "WSG-903")
        }
    }

    @Test(arguments: ["", "hello", "{}", "[]", #"[{"type":"Song"}]"#, #"[{"type":"ClientRequest"}]"#])
    func `answers what it does not understand with an error and stays`(_ text: String) async throws {
        try await Self.run { subscribed, group in
            let client = try await Self.connect(subscribed, in: &group)
            try await client.send(text)
            try await subscribed.wait(1)
            #expect(client.last("Error")?[0]["status"].int == 400)
            #expect(!client.hasEnded)
        }
    }
}
