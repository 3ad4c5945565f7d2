import Foundation
import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

/// What a broken gateway may answer and a stranger may post: a value, or an error of our own kind.
@Suite struct FuzzTests {
    private static let answers = [
        #"{"uri":"u","records":[{"id":101,"extensionNumber":"101","name":"Zoë","type":"User","status":"Enabled","contact":{"email":"a@x","firstName":"Zoë"}}],"paging":{"page":1,"perPage":100,"totalPages":2},"navigation":{"nextPage":{"uri":"https://platform.ringcentral.com/restapi/v1.0/account/~/extension?page=2"}}}"#,
        #"{"records":[{"id":"5","type":"User","status":"Enabled","firstName":"A","email":"a@x","phoneNumbers":[{"phoneNumber":"+1","usageType":"DirectNumber","type":"VoiceFax"}]}],"paging":{"page":1,"perPage":1,"totalPages":3}}"#,
        #"{"uri":"u","extension":{"id":5,"extensionNumber":"101"},"presenceStatus":"Busy","telephonyStatus":"CallConnected","userStatus":"Available","dndStatus":"TakeAllCalls","message":"m","allowSeeMyPresence":true,"activeCalls":[{"id":"1","direction":"Inbound","telephonyStatus":"CallConnected","startTime":"2020-01-02T03:04:05.597Z"}]}"#,
        #"{"errorCode":"CMN-102","message":"Resource for parameter [extensionId] is not found","errors":[{"errorCode":"CMN-102","message":"m","parameterName":"extensionId"}]}"#,
        "--Boundary_1\r\nContent-Type: application/json\r\n\r\n{\"response\":[{\"href\":\"x\",\"status\":200}]}\r\n--Boundary_1\r\nContent-Type: application/json\r\n\r\n{\"extension\":{\"id\":5},\"dndStatus\":\"TakeAllCalls\"}\r\n--Boundary_1--",
    ]
    private static let events = [
        #"{"uuid":"u1","event":"/restapi/v1.0/account/1/extension/5/presence","timestamp":"2020-01-02T03:04:05.408+0000","subscriptionId":"s","ownerId":"5","body":{"extensionId":"5","sequence":1498,"presenceStatus":"Available","dndStatus":"TakeAllCalls","activeCalls":[{"telephonyStatus":"NoCall","startTime":"2020-01-02T03:04:05.597Z"}]}}"#,
        #"{"uuid":"u2","event":"/restapi/v1.0/account/~/directory/contacts","timestamp":"2020-01-02T03:04:05.408+0000","body":{"contacts":[{"eventType":"Update","id":"5","type":"User"}]}}"#,
        #"{"uuid":"u3","event":"/restapi/v1.0/subscription/s?threshold=60","body":{"expiresIn":3600}}"#, "{}", "",
    ]

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `a damaged answer becomes a value or a typed error, in few requests, and shows no token`(block: UInt64)
        async throws
    {
        for seed in block * 40..<block * 40 + 40 {
            var mutator = ByteMutator(seed: seed)
            let text = try #require(Self.answers.randomElement(using: &mutator))
            let body = mutator.damage(Data(text.utf8), with: Self.answers.map { Data($0.utf8) })
            let status = [200, 200, 200, 207, 400, 404].randomElement(using: &mutator) ?? 200
            let kind =
                status == 207 || text.hasPrefix("--") ? "multipart/mixed; boundary=Boundary_1" : "application/json"
            let calls: [@Sendable (RingCentral) async throws -> Void] = [
                { _ = try await $0.extensions.list().collect() }, { _ = try await $0.directory.entries().collect() },
                { _ = try await $0.presence.get("5") }, { _ = try await $0.presence.get(["5", "6"]) },
                { _ = try await $0.presence.all().collect() }, { _ = try await $0.account.current() },
            ]
            for (number, call) in calls.enumerated() {
                let stub = StubTransport { _, count in
                    guard count <= 60 else { throw TransportError(.interrupted, detail: "there is no end to it") }
                    return HTTPResponse(status: status, fields: ["Content-Type": kind], body: body)
                }
                if let error = await failure({
                    try await VirtualTime.run { time in try await call(client(stub, time: time)) }
                }) {
                    #expect(
                        error is ServiceError || error is TransportError || error is ConfigurationError,
                        "\(type(of: error)) in call \(number), seed \(seed)")
                    #expect(!printed(error).contains("token-of-the-test"), "call \(number), seed \(seed)")
                }
                #expect(stub.requests.count <= 60, "call \(number), seed \(seed)")
                #expect(stub.requests.allSatisfy { $0.url.host() == "platform.ringcentral.com" })
            }
        }
    }

    @Test func `a damaged delivery is an event, unreadable or refused, and never shows the token`() throws {
        let receiver = WebhookReceiver(verificationToken: Secret("verification-of-the-test"), maximumBody: 4096)
        for seed in 0..<600 as Range<UInt64> {
            var mutator = ByteMutator(seed: seed)
            let text = try #require(Self.events.randomElement(using: &mutator))
            let body = mutator.damage(Data(text.utf8), with: Self.events.map { Data($0.utf8) })
            let token =
                Bool.random(using: &mutator) ? "verification-of-the-test" : mutator.damage("verification-of-the-test")
            let name =
                ["Verification-Token", "Validation-Token", "verification-token"].randomElement(using: &mutator) ?? ""
            let reception = receiver.receive(fields: HTTPFields([(name, token)]), body: body)
            switch reception.outcome {
            case .handshake: #expect(reception.response.fields["Validation-Token"] == token)
            case .event, .unreadable:
                #expect(token == "verification-of-the-test", "let in with another token, seed \(seed)")
                #expect(reception.response.status == 200)
            case .refused: #expect((400..<500).contains(reception.response.status))
            }
            #expect(reception.response.body.isEmpty, "what was sent is not repeated")
            #expect(!printed(reception.outcome).contains("verification-of-the-test"), "seed \(seed)")
        }
    }

    @Test func `a delivery that is nested without measure is unreadable`() throws {
        let deep = String(repeating: "[", count: 60_000) + String(repeating: "]", count: 60_000)
        let receiver = WebhookReceiver(verificationToken: Secret("t"))
        for body in [
            deep, #"{"uuid":"u","event":"e","body":\#(deep)}"#,
            #"{"uuid":"u","body":"# + String(repeating: #"{"a":"#, count: 40_000),
        ] {
            let reception = receiver.receive(fields: ["Verification-Token": "t"], body: Data(body.utf8))
            guard case .unreadable = reception.outcome else {
                Issue.record("\(reception.outcome)")
                continue
            }
            #expect(reception.response.status == 200)
        }
    }
}
