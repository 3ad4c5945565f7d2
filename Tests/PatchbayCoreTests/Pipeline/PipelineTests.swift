import Foundation
import PatchbayCore
import PatchbayTesting
import Testing

@Suite(.timeLimit(.minutes(15))) struct PipelineTests {
    private static let ok = HTTPResponse.json("{}")

    // MARK: Sending again

    @Test func `a failing service gets five attempts with growing waits, and its last answer is the error`()
        async throws
    {
        try await VirtualTime.run { time in
            let bench = try PipelineBench(time: time) { _, _ in HTTPResponse(status: 500) }
            let error = await #expect(throws: ServiceError.self) { try await bench.call() }
            #expect(error?.status == 500)
            #expect(error?.operation == "plain.read")
            #expect(bench.stub.requests.count == 5)
            #expect(time.now == .seconds(1 + 2 + 4 + 8))
        }
    }

    @Test func `a write that may have been done is not sent twice`() async throws {
        try await VirtualTime.run { time in
            for answer in [HTTPResponse(status: 500), HTTPResponse(status: 504)] {
                let bench = try PipelineBench(time: time) { _, _ in answer }
                await #expect(throws: ServiceError.self) { try await bench.call(replay: .harmful) }
                #expect(bench.stub.requests.count == 1)
            }
            let cut = try PipelineBench(time: time) { _, _ in throw TransportError(.interrupted, detail: "cut") }
            await #expect(throws: TransportError.self) { try await cut.call(replay: .harmful) }
            #expect(cut.stub.requests.count == 1)
        }
    }

    @Test func `a service that comes back is answered as if nothing had been`() async throws {
        try await VirtualTime.run { time in
            let bench = try PipelineBench(time: time) { _, count in
                switch count {
                case 1: throw TransportError(.cannotConnect, detail: "down")
                case 2: HTTPResponse(status: 502)
                default: Self.ok
                }
            }
            #expect(try await bench.call().status == 200)
            #expect(bench.stub.requests.count == 3)
        }
    }

    @Test func `refusals for pace and failures are counted apart`() async throws {
        try await VirtualTime.run { time in
            // Twelve refusals and four failures: more than five attempts, yet within the patience for each.
            let bench = try PipelineBench(time: time) { _, count in
                count > 16
                    ? Self.ok
                    : HTTPResponse(
                        status: count % 4 == 0 ? 500 : 429, fields: count % 4 == 0 ? [:] : ["Retry-After": "1"])
            }
            #expect(try await bench.call().status == 200)
            #expect(bench.stub.requests.count == 17)
        }
    }

    @Test func `a refusal of a call without a limit is waited for all the same`() async throws {
        try await VirtualTime.run { time in
            let bench = try PipelineBench(time: time) { _, count in
                count < 3 ? HTTPResponse(status: 429, fields: ["Retry-After": "20"]) : Self.ok
            }
            #expect(try await bench.call(charges: []).status == 200)
            #expect(time.now == .seconds(40))

            let stubborn = try PipelineBench(time: time) { _, _ in HTTPResponse(status: 429) }
            let error = await #expect(throws: ServiceError.self) { try await stubborn.call(charges: []) }
            #expect(error?.category == .throttled)
            #expect(stubborn.stub.requests.count == 5)
        }
    }

    @Test func `a refusal that waiting does not cure is reported at once`() async throws {
        try await VirtualTime.run { time in
            let bench = try PipelineBench(time: time) { _, _ in
                HTTPResponse(status: 429, body: Data("for ever".utf8))
            }
            await #expect(throws: ServiceError.self) { try await bench.call() }
            #expect(bench.stub.requests.count == 1)
            #expect(time.now == .zero)
        }
    }

    @Test func `a refusal pauses everybody who counts against the same limit`() async throws {
        try await VirtualTime.run { time in
            let log = Log<Duration>()
            let bench = try PipelineBench(time: time) { _, count in
                await log.add(time.now)
                return count == 3 ? HTTPResponse(status: 429, fields: ["Retry-After": "30"]) : Self.ok
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { _ = try await bench.call() } }
                while try await group.next() != nil {}
            }
            let sent = await log.entries
            #expect(sent.count == 21)
            #expect(!sent.contains { $0 > sent[2] && $0 < sent[2] + .seconds(30) })
        }
    }

    // MARK: Time

    @Test func `an attempt has a limit of its own, and waiting for the turn does not count`() async throws {
        try await VirtualTime.run { time in
            let slow = RateLimit([.init(1, per: .seconds(60))], burst: 1, source: "test")
            let bench = try PipelineBench(time: time, limit: slow) { _, _ in
                try await time.sleep(for: .seconds(9))
                return Self.ok
            }
            for _ in 0..<3 { #expect(try await bench.call(attemptLimit: .seconds(10)).status == 200) }
            #expect(time.now >= .seconds(129))
            let error = await #expect(throws: TransportError.self) {
                try await bench.call(replay: .harmful, attemptLimit: .seconds(8))
            }
            #expect(error?.kind == .timedOut)
            #expect(error?.isRequestKnownUnsent == false)
        }
    }

    @Test func `the limit of a call counts attempts, waits and the time in the queue`() async throws {
        try await VirtualTime.run { time in
            let bench = try PipelineBench(time: time, retry: RetryPolicy(total: .seconds(10))) { _, _ in
                HTTPResponse(status: 500)
            }
            // The next wait would go beyond it: the answer that there is says more than “time is up”.
            await #expect(throws: ServiceError.self) { try await bench.call() }
            #expect(time.now == .seconds(7))

            let slow = RateLimit([.init(1, per: .seconds(60))], burst: 1, source: "test")
            let queue = try PipelineBench(time: time, retry: RetryPolicy(total: .seconds(10)), limit: slow) { _, _ in
                Self.ok
            }
            #expect(try await queue.call().status == 200)
            let start = time.now
            let error = await #expect(throws: TransportError.self) { try await queue.call() }
            #expect(error?.kind == .timedOut)
            #expect(time.now - start == .seconds(10))
            #expect(await queue.pipeline.scheduler.queueDepth == 0)
        }
    }

    @Test func `a pause longer than anybody should sit through is an error of the call`() async throws {
        try await VirtualTime.run { time in
            let bench = try PipelineBench(time: time) { _, _ in
                HTTPResponse(status: 429, fields: ["Retry-After": "7200"])
            }
            for _ in 0..<2 {
                let error = await #expect(throws: ServiceError.self) { try await bench.call() }
                #expect(error?.category == .throttled)
                #expect(error?.operation == "plain.read")
            }
            // The second was not even sent.
            #expect(bench.stub.requests.count == 1)
            #expect(time.now == .zero)
        }
    }

    // MARK: Giving up

    @Test func `a cancelled call ends at once wherever it is, and leaves nothing behind`() async throws {
        for place in ["in the queue", "under way", "between attempts", "at the token"] {
            try await VirtualTime.run { time in
                let slow = RateLimit([.init(1, per: .seconds(60))], burst: 1, source: "test")
                let tokens = TokenCache(
                    SlowCredential(time: time, wait: place == "at the token" ? .seconds(50) : .zero), time: time)
                let bench = try PipelineBench(time: time, tokens: tokens, limit: slow) { _, _ in
                    if place == "under way" { try await time.sleep(for: .seconds(50)) }
                    return place == "between attempts"
                        ? HTTPResponse(status: 503, fields: ["Retry-After": "50"]) : Self.ok
                }
                if place == "in the queue" { _ = try await bench.call() }
                let task = Spawn.task { try await bench.call() }
                try await time.sleep(for: .seconds(5))
                task.cancel()
                let error = await #expect(throws: (any Error).self) { try await task.value }
                #expect(error is CancellationError, "\(place): \(String(describing: error))")
                #expect(time.now == .seconds(5), "\(place)")
                #expect(await bench.pipeline.scheduler.queueDepth == 0, "\(place)")
            }
        }
    }

    // MARK: Around it

    @Test func `every attempt carries the same call id, and says who calls`() async throws {
        try await VirtualTime.run { time in
            let bench = try PipelineBench(time: time) { _, count in count < 3 ? HTTPResponse(status: 502) : Self.ok }
            _ = try await bench.call()
            let ids = Set(bench.stub.requests.map { $0.fields["X-Call"] ?? "" })
            #expect(ids.count == 1)
            #expect(UUID(uuidString: ids.first ?? "") != nil)
            #expect(bench.stub.requests.allSatisfy { $0.fields["User-Agent"]?.hasPrefix("Patchbay/") == true })
        }
    }

    @Test func `a layer of the caller's own sees a call once, whatever its attempts`() async throws {
        struct Counter: HTTPMiddleware {
            let log: Log<String>
            func intercept(_ exchange: Exchange, next: @escaping Next) async throws -> HTTPResponse {
                await log.add(exchange.operation.name)
                var exchange = exchange
                exchange.request.fields["X-Own"] = "yes"
                return try await next(exchange)
            }
        }
        try await VirtualTime.run { time in
            let log = Log<String>()
            let bench = try PipelineBench(time: time, middlewares: [Counter(log: log)]) { _, count in
                count < 3 ? HTTPResponse(status: 502) : Self.ok
            }
            _ = try await bench.call()
            #expect(await log.entries == ["plain.read"])
            #expect(bench.stub.requests.allSatisfy { $0.fields["X-Own"] == "yes" })
        }
    }

    @Test func `events tell a call's whole story in order`() async throws {
        try await VirtualTime.run { time in
            let (stream, continuation) = AsyncStream.makeStream(of: ClientEvent.self)
            let bench = try PipelineBench(time: time, events: { continuation.yield($0) }) { _, count in
                count == 1 ? HTTPResponse(status: 429, fields: ["Retry-After": "3", "X-Request": "r1"]) : Self.ok
            }
            _ = try await bench.call()
            continuation.finish()
            var kinds: [String] = []
            for await event in stream {
                #expect(event.operation == "plain.read")
                kinds.append("\(event.kind)".prefix { $0.isLetter }.description)
            }
            #expect(
                kinds == ["sending", "answered", "throttled", "retrying", "sending", "answered", "succeeded"])
        }
    }

    @Test func `an address elsewhere is refused before anything happens`() async throws {
        try await VirtualTime.run { time in
            let tokens = TokenCache(FixedCredential(Secret("the-token")), time: time)
            let bench = try PipelineBench(time: time, tokens: tokens) { _, _ in Self.ok }
            for address in ["https://evil.example/things", "http://plain.example/", "https://plain.example:8443/"] {
                let url = try #require(URL(string: address))
                let error = await #expect(throws: TransportError.self) {
                    try await bench.pipeline.exchange(
                        HTTPRequest(method: .get, url: url), for: APIOperation("plain.read"))
                }
                #expect(error?.kind == .refusedLocally)
            }
            #expect(bench.stub.requests.isEmpty)
        }
    }
}

/// Takes its time to sign in.
struct SlowCredential: CredentialProvider {
    let time: TimeSource
    let wait: Duration

    func accessToken(for request: TokenRequest) async throws -> AccessToken {
        try await time.sleep(for: wait)
        return AccessToken(Secret("slow-token"), lifetime: .seconds(3600))
    }
}
