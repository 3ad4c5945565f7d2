import Foundation
import PatchbayCore
import PatchbayTesting
import Testing

@Suite(.timeLimit(.minutes(15))) struct AuthorizationTests {
    /// Gives `t1`, `t2`, …; or always the same.
    private actor Provider: CredentialProvider {
        private(set) var asked: [TokenRequest] = []
        private let lifetime: Duration
        private let isStubborn: Bool

        init(lifetime: Duration = .seconds(3600), isStubborn: Bool = false) {
            self.lifetime = lifetime
            self.isStubborn = isStubborn
        }

        func accessToken(for request: TokenRequest) -> AccessToken {
            asked.append(request)
            return AccessToken(Secret("t\(isStubborn ? 1 : asked.count)"), lifetime: lifetime)
        }
    }

    private static func carried(_ bench: PipelineBench) -> [String] {
        bench.stub.requests.map { $0.fields["Authorization"] ?? "none" }
    }

    @Test func `a refused token is replaced once, with the claims that the service asks for`() async throws {
        try await VirtualTime.run { time in
            let provider = Provider()
            let bench = try PipelineBench(time: time, tokens: TokenCache(provider, time: time)) { request, _ in
                request.fields["Authorization"] == "Bearer t1"
                    ? HTTPResponse(
                        status: 401,
                        fields: ["WWW-Authenticate": #"Bearer error="insufficient_claims", claims="eyJhIjoxfQ==""#])
                    : .json("{}")
            }
            #expect(try await bench.call().status == 200)
            #expect(Self.carried(bench) == ["Bearer t1", "Bearer t2"])
            #expect(await provider.asked.map(\.claims) == [nil, #"{"a":1}"#])
        }
    }

    @Test func `whoever is refused with four new tokens has the answer`() async throws {
        try await VirtualTime.run { time in
            let provider = Provider()
            let bench = try PipelineBench(time: time, tokens: TokenCache(provider, time: time)) { _, _ in
                HTTPResponse(status: 401)
            }
            let error = await #expect(throws: ServiceError.self) { try await bench.call() }
            #expect(error?.category == .authentication)
            #expect(bench.stub.requests.count == 5)
        }
    }

    @Test func `the same token again is not sent again`() async throws {
        try await VirtualTime.run { time in
            let provider = Provider(isStubborn: true)
            let bench = try PipelineBench(time: time, tokens: TokenCache(provider, time: time)) { _, _ in
                HTTPResponse(status: 401)
            }
            await #expect(throws: ServiceError.self) { try await bench.call() }
            #expect(bench.stub.requests.count == 1)
        }
    }

    @Test func `whoever waited longer than the token lasts goes with the one of now`() async throws {
        try await VirtualTime.run { time in
            let slow = RateLimit([.init(1, per: .seconds(100))], burst: 1, source: "test")
            let provider = Provider(lifetime: .seconds(60))
            let bench = try PipelineBench(time: time, tokens: TokenCache(provider, time: time), limit: slow) { _, _ in
                .json("{}")
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { _ = try await bench.call() } }
                while try await group.next() != nil {}
            }
            #expect(Self.carried(bench) == ["Bearer t1", "Bearer t2", "Bearer t3", "Bearer t4"])
        }
    }

    @Test func `a request with a new token takes its turn like any other`() async throws {
        try await VirtualTime.run { time in
            let log = Log<Duration>()
            let slow = RateLimit([.init(1, per: .seconds(10))], burst: 1, source: "test")
            let bench = try PipelineBench(time: time, tokens: TokenCache(Provider(), time: time), limit: slow) {
                _, count in
                await log.add(time.now)
                return count == 1 ? HTTPResponse(status: 401) : .json("{}")
            }
            _ = try await bench.call()
            #expect(await log.entries == [.zero, .seconds(10)])
        }
    }

    @Test func `a broken way to the identity service leaves a write certainly unsent`() async throws {
        struct Broken: CredentialProvider {
            func accessToken(for request: TokenRequest) async throws -> AccessToken {
                throw TransportError(.interrupted, detail: "cut")
            }
        }
        try await VirtualTime.run { time in
            let bench = try PipelineBench(time: time, tokens: TokenCache(Broken(), time: time)) { _, _ in .json("{}") }
            let error = await #expect(throws: TransportError.self) { try await bench.call(replay: .harmful) }
            #expect(error?.isRequestKnownUnsent == true)
            #expect(bench.stub.requests.isEmpty)
        }
    }

    @Test func `no error shows the token`() async throws {
        try await VirtualTime.run { time in
            let tokens = TokenCache(FixedCredential(Secret("secret-8f2a1c09d7e64b55")), time: time)
            let bench = try PipelineBench(time: time, tokens: tokens) { request, count in
                if count == 1 {
                    return HTTPResponse(
                        status: 401, body: request.fields["Authorization"].map { Data($0.utf8) } ?? Data())
                }
                throw TransportError(.badResponse, detail: "got \(request.fields["Authorization"] ?? "")")
            }
            for _ in 0..<2 {
                let error = await #expect(throws: (any Error).self) { try await bench.call(replay: .harmful) }
                if let error { expectHidden("secret-8f2a1c09d7e64b55", in: error) }
            }
        }
    }
}
