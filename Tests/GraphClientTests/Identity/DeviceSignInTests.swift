import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct DeviceSignInTests {
    static let code = HTTPResponse.json(
        #"{"user_code":"ABCD1234","device_code":"the-device","verification_uri":"https://microsoft.com/devicelogin","expires_in":900,"interval":5,"message":"Open it and type ABCD1234."}"#
    )

    static func refusal(_ word: String, _ number: Int = 70016) -> HTTPResponse {
        .json(
            #"{"error":"\#(word)","error_description":"AADSTS\#(number): x","error_codes":[\#(number)]}"#, status: 400)
    }

    struct Outcome: Sendable {
        let result: Result<SignedInAccount?, any Error>
        /// When each question was asked, in seconds.
        let askedAt: [Double]
        let requests: [HTTPRequest]
        let stored: Secret?
    }

    static func run(_ answers: @escaping @Sendable (Int) throws -> HTTPResponse) async throws -> Outcome {
        try await VirtualTime.run { time in
            let (log, store) = (Log<Double>(), MemoryTokenStore())
            let stub = StubTransport { request, count in
                if count == 1 { return code }
                log.add((time.now / .seconds(1)).rounded())
                return try answers(count - 1)
            }
            let credential = BrowserSignInTests.credential(stub, store: store, time: time)
            let signIn = DeviceSignIn(credential, scopes: [BrowserSignInTests.scope])
            let shown = try await signIn.begin()
            #expect(shown.userCode == "ABCD1234")
            #expect(!"\(shown)".contains("the-device"))
            let result: Result<SignedInAccount?, any Error>
            do { result = .success(try await signIn.finish(shown)) } catch { result = .failure(error) }
            return Outcome(
                result: result, askedAt: log.all, requests: stub.requests,
                stored: await store.load("connection-1"))
        }
    }

    @Test func `it asks in the service's rhythm until the person is done, and keeps the sign-in`() async throws {
        let outcome = try await Self.run {
            $0 < 4 ? Self.refusal("authorization_pending") : BrowserSignInTests.token(1)
        }
        _ = try outcome.result.get()
        #expect(outcome.askedAt == [5, 10, 15, 20])
        #expect(outcome.stored == Secret("refresh-1"))
        #expect(outcome.requests[0].target == "/contoso.com/oauth2/v2.0/devicecode")
        #expect(
            outcome.requests[0].bodyText
                == "client_id=app-id&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default%20offline_access%20openid%20profile"
        )
        #expect(
            outcome.requests[1].bodyText
                == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=app-id&device_code=the-device"
        )
    }

    @Test func `slow_down adds five seconds for good`() async throws {
        let outcome = try await Self.run { count in
            switch count {
            case 2, 3: Self.refusal("slow_down")
            case 6: BrowserSignInTests.token(1)
            default: Self.refusal("authorization_pending")
            }
        }
        _ = try outcome.result.get()
        #expect(outcome.askedAt == [5, 10, 20, 35, 50, 65])
    }

    @Test func `a lost connection waits longer each time, and does not end the wait`() async throws {
        let outcome = try await Self.run { count in
            guard count > 3 else { throw TransportError(.cannotConnect, detail: "down") }
            return BrowserSignInTests.token(1)
        }
        _ = try outcome.result.get()
        #expect(outcome.askedAt == [5, 15, 30, 50])
    }

    @Test func `when the time is over it asks once more, then says to begin again`() async throws {
        let outcome = try await Self.run { _ in Self.refusal("authorization_pending") }
        let error = #expect(throws: AuthenticationError.self) { try outcome.result.get() }
        #expect(error?.code == "expired_token")
        #expect(error?.remedy.action == .signIn)
        #expect(outcome.askedAt.last == 900)
        #expect(outcome.askedAt.count == 180)
        let lucky = try await Self.run {
            $0 == 180 ? BrowserSignInTests.token(1) : Self.refusal("authorization_pending")
        }
        _ = try lucky.result.get()
    }

    @Test(arguments: [
        ("authorization_declined", 90120, "Begin again"), ("bad_verification_code", 70018, "Begin again"),
        ("expired_token", 70019, "Begin again"), ("invalid_grant", 53003, "with the browser on this machine"),
        ("invalid_client", 7_000_218, "allow public client flows"),
    ])
    func `every other answer ends it, with what to do`(word: String, number: Int, words: String) async throws {
        let outcome = try await Self.run { _ in Self.refusal(word, number) }
        let error = #expect(throws: AuthenticationError.self) { try outcome.result.get() }
        #expect(error?.code == "AADSTS\(number)")
        #expect(error?.remedy.sentence.contains(words) == true, "\(error?.remedy.sentence ?? "")")
        #expect(outcome.askedAt == [5])
        #expect(outcome.stored == nil)
    }

    @Test func `cancelling ends the wait at once`() async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport { _, count in
                count == 1 ? Self.code : Self.refusal("authorization_pending")
            }
            let signIn = DeviceSignIn(
                BrowserSignInTests.credential(stub, time: time), scopes: [BrowserSignInTests.scope])
            let code = try await signIn.begin()
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await signIn.finish(code) }
                    group.addTask { try await time.sleep(for: .seconds(12)) }
                    try await group.next()
                    group.cancelAll()
                    while try await group.next() != nil {}
                }
            }
            #expect(time.now == .seconds(12))
        }
    }
}
