import Foundation
import PatchbayCore
import PatchbayTesting
import Testing

@Suite(.timeLimit(.minutes(15))) struct TokenCacheTests {
    static let scopes = ["https://graph.microsoft.com/.default"]
    static let request = TokenRequest(scopes: scopes)

    /// Answers after a while by a script: the argument counts the calls from 1.
    actor Provider: CredentialProvider {
        private(set) var requests: [TokenRequest] = []
        private(set) var cancelled = 0
        private let time: TimeSource
        private let delay: Duration
        private let answer: @Sendable (Int) throws -> AccessToken

        init(
            time: TimeSource, delay: Duration = .seconds(1),
            answer: @escaping @Sendable (Int) throws -> AccessToken = {
                AccessToken(Secret("token-\($0)"), lifetime: .seconds(3600))
            }
        ) {
            self.time = time
            self.delay = delay
            self.answer = answer
        }

        var calls: Int { requests.count }

        func accessToken(for request: TokenRequest) async throws -> AccessToken {
            requests.append(request)
            let count = requests.count
            do {
                try await time.sleep(for: delay)
            } catch {
                cancelled += 1
                throw error
            }
            return try answer(count)
        }
    }

    private static let busy = AuthenticationError(
        service: .entra, code: "busy", reason: .unavailable, remedy: Remedy("Wait."))

    private func text(_ token: AccessToken) -> String { token.value.reveal { $0 } }

    // MARK: One request for all

    @Test func `a hundred callers share one request`() async throws {
        let (calls, tokens, refreshes) = try await VirtualTime.run { time in
            let provider = Provider(time: time)
            let refreshes = Log<Duration>()
            let cache = TokenCache(provider, time: time) { _ = Spawn.task { await refreshes.add(time.now) } }
            let tokens = try await withThrowingTaskGroup(of: String.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        try await time.sleep(for: .milliseconds(index * 20))
                        return try await cache.token(Self.request).value.reveal { $0 }
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            try await time.sleep(for: .seconds(1))
            return (await provider.calls, tokens, await refreshes.entries)
        }
        #expect(calls == 1)
        #expect(tokens == ["token-1"])
        #expect(refreshes == [.seconds(1)])
    }

    @Test func `other scopes are another token`() async throws {
        let calls = try await VirtualTime.run { time in
            let provider = Provider(time: time)
            let cache = TokenCache(provider, time: time)
            async let one = cache.token(TokenRequest(scopes: ["a"]))
            async let two = cache.token(TokenRequest(scopes: ["b"]))
            let (first, second) = (try await one, try await two)
            #expect(first != second)
            return await provider.requests.map(\.scopes)
        }
        #expect(calls == [["a"], ["b"]])
    }

    @Test func `callers that wait are answered in the order they came`() async throws {
        let order = try await VirtualTime.run { time in
            let cache = TokenCache(Provider(time: time), time: time)
            let log = Log<Int>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<50 {
                    group.addTask {
                        _ = try await cache.token(Self.request)
                        await log.add(index)
                    }
                }
                try await group.waitForAll()
            }
            return await log.entries
        }
        #expect(order == Array(0..<50))
    }

    // MARK: Failures

    @Test func `a failure goes to everybody who waits, and is not remembered`() async throws {
        let (failures, token, calls) = try await VirtualTime.run { time in
            let provider = Provider(time: time) { count in
                if count == 1 { throw Self.busy }
                return AccessToken(Secret("token-\(count)"), lifetime: .seconds(3600))
            }
            let cache = TokenCache(provider, time: time)
            let failures = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        do {
                            _ = try await cache.token(Self.request)
                            return false
                        } catch {
                            return error as? AuthenticationError == Self.busy
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            return (failures, try await cache.token(Self.request), await provider.calls)
        }
        #expect(failures == 10)
        #expect(text(token) == "token-2")
        #expect(calls == 2)
    }

    @Test func `a provider that was cancelled by itself is not mistaken for a cancelled caller`() async throws {
        try await VirtualTime.run { time in
            let cache = TokenCache(Provider(time: time) { _ in throw CancellationError() }, time: time)
            let error = await #expect(throws: TransportError.self) { try await cache.token(Self.request) }
            #expect(error?.isRequestKnownUnsent == true)
        }
    }

    // MARK: Lifetime

    @Test func `a token is used until it nears its end, then renewed while the old one serves on`() async throws {
        let seen = try await VirtualTime.run { time in
            let cache = TokenCache(Provider(time: time), time: time)
            var seen: [String] = []
            for moment in [0, 100, 3299, 3300, 3302] {
                try await time.sleep(until: .seconds(moment))
                seen.append(try await cache.token(Self.request).value.reveal { $0 })
            }
            return seen
        }
        #expect(seen == ["token-1", "token-1", "token-1", "token-1", "token-2"])
    }

    @Test func `a renewal is asked for once, however many come meanwhile`() async throws {
        let calls = try await VirtualTime.run { time in
            let provider = Provider(time: time)
            let cache = TokenCache(provider, time: time)
            _ = try await cache.token(Self.request)
            try await time.sleep(until: .seconds(3400))
            for _ in 0..<64 { #expect(try await cache.token(Self.request).value.reveal { $0 } == "token-1") }
            try await time.sleep(for: .seconds(2))
            #expect(try await cache.token(Self.request).value.reveal { $0 } == "token-2")
            return await provider.calls
        }
        #expect(calls == 2)
    }

    @Test func `a renewal that fails keeps the old token and is tried again half a minute later`() async throws {
        let moments = try await VirtualTime.run { time in
            let moments = Log<Duration>()
            let provider = Provider(time: time, delay: .milliseconds(1)) { count in
                _ = Spawn.task { await moments.add(time.now) }
                if count > 1 { throw Self.busy }
                return AccessToken(Secret("token-1"), lifetime: .seconds(3600))
            }
            let cache = TokenCache(provider, time: time)
            _ = try await cache.token(Self.request)
            for second in 3301..<3371 {
                try await time.sleep(until: .seconds(second))
                #expect(try await cache.token(Self.request).value.reveal { $0 } == "token-1")
            }
            // Past its end there is nothing to keep, so the failure is the answer.
            try await time.sleep(until: .seconds(3600))
            await #expect(throws: Self.busy) { try await cache.token(Self.request) }
            return await moments.entries.map { Int($0.components.seconds) }
        }
        #expect(moments == [0, 3301, 3332, 3363, 3600])
    }

    @Test func `a token that is past its end is never returned`() async throws {
        let token = try await VirtualTime.run { time in
            let cache = TokenCache(Provider(time: time), time: time)
            _ = try await cache.token(Self.request)
            try await time.sleep(until: .seconds(3600))
            return try await cache.token(Self.request)
        }
        #expect(text(token) == "token-2")
    }

    @Test func `lifetime counts from the question, so a slow answer does not lengthen it`() async throws {
        let calls = try await VirtualTime.run { time in
            let provider = Provider(time: time, delay: .seconds(50)) {
                AccessToken(Secret("token-\($0)"), lifetime: .seconds(60))
            }
            let cache = TokenCache(provider, time: time)
            _ = try await cache.token(Self.request)
            try await time.sleep(until: .seconds(60))
            _ = try await cache.token(Self.request)
            return await provider.requests.count
        }
        #expect(calls == 2)
    }

    @Test func `a wrong wall clock changes nothing`() async throws {
        let clock = TestClock()
        let jumping = TimeSource(clock, wall: { Date(timeIntervalSince1970: Double.random(in: 0...4e9)) })
        let cache = TokenCache(.fixed(Secret("a")), time: jumping)
        let first = try await cache.token(Self.request)
        clock.advance(by: .seconds(3000))
        #expect(try await cache.token(Self.request) == first)
    }

    @Test func `the service's wish for an early question is followed, but not more often than is sensible`()
        async throws
    {
        func calls(refreshAfter: Duration, lifetime: Duration = .seconds(3600), until end: Int) async throws -> Int {
            try await VirtualTime.run { time in
                let provider = Provider(time: time, delay: .zero) {
                    AccessToken(Secret("token-\($0)"), lifetime: lifetime, refreshAfter: refreshAfter)
                }
                let cache = TokenCache(provider, time: time)
                for second in 0..<end {
                    try await time.sleep(until: .seconds(second))
                    _ = try await cache.token(Self.request)
                }
                return await provider.calls
            }
        }
        #expect(try await calls(refreshAfter: .seconds(1800), until: 1800) == 1)
        #expect(try await calls(refreshAfter: .seconds(1800), until: 1802) == 2)
        #expect(try await calls(refreshAfter: .zero, until: 60) <= 3)
        #expect(try await calls(refreshAfter: .seconds(9999), until: 3300) == 1)
    }

    @Test func `a short token is renewed in its last tenth`() async throws {
        let calls = try await VirtualTime.run { time in
            let provider = Provider(time: time, delay: .zero) {
                AccessToken(Secret("token-\($0)"), lifetime: .seconds(60))
            }
            let cache = TokenCache(provider, time: time)
            _ = try await cache.token(Self.request)
            try await time.sleep(until: .seconds(53))
            _ = try await cache.token(Self.request)
            try await time.sleep(until: .seconds(55))
            _ = try await cache.token(Self.request)
            return await provider.calls
        }
        #expect(calls == 2)
    }

    // MARK: Refused tokens

    @Test func `sixty-four refusals of one token cause one request, and nobody gets the refused one again`()
        async throws
    {
        let (calls, tokens) = try await VirtualTime.run { time in
            let provider = Provider(time: time)
            let cache = TokenCache(provider, time: time)
            let refused = try await cache.token(Self.request)
            let tokens = try await withThrowingTaskGroup(of: String.self) { group in
                for index in 0..<64 {
                    group.addTask {
                        try await time.sleep(for: .milliseconds(index * 50))
                        return try await cache.token(Self.request, replacing: refused).value.reveal { $0 }
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            return (await provider.calls, tokens)
        }
        #expect(calls == 2)
        #expect(tokens == ["token-2"])
    }

    @Test func `a refused token that the provider insists on is not kept`() async throws {
        let calls = try await VirtualTime.run { time in
            let provider = Provider(time: time) { _ in AccessToken(Secret("same"), lifetime: .seconds(3600)) }
            let cache = TokenCache(provider, time: time)
            let first = try await cache.token(Self.request)
            #expect(try await cache.token(Self.request, replacing: first) == first)
            _ = try await cache.token(Self.request)
            return await provider.calls
        }
        #expect(calls == 3)
    }

    @Test func `claims reach the provider, and only a token that was asked for them answers them`() async throws {
        let (requests, seen) = try await VirtualTime.run { time in
            let provider = Provider(time: time)
            let cache = TokenCache(provider, time: time)
            let challenge = TokenRequest(scopes: Self.scopes, claims: #"{"access_token":{}}"#)
            let first = try await cache.token(Self.request)
            // One is told why, one is not: the second token does not settle the challenge.
            async let plain = cache.token(Self.request, replacing: first)
            async let challenged = cache.token(challenge, replacing: first)
            let seen = [try await plain, try await challenged, try await cache.token(challenge)]
            return (await provider.requests, seen)
        }
        #expect(requests.map { $0.claims != nil } == [false, false, true])
        #expect(seen.map(text) == ["token-2", "token-3", "token-3"])
    }

    @Test func `many challenged with the same claims share one request`() async throws {
        let calls = try await VirtualTime.run { time in
            let provider = Provider(time: time)
            let cache = TokenCache(provider, time: time)
            let challenge = TokenRequest(scopes: Self.scopes, claims: #"{"a":1}"#)
            let first = try await cache.token(Self.request)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<64 {
                    group.addTask {
                        try await time.sleep(for: .milliseconds(index * 50))
                        let token = try await cache.token(challenge, replacing: first)
                        #expect(token.value.reveal { $0 } == "token-2")
                    }
                }
                try await group.waitForAll()
            }
            // Whoever has no challenge uses it too.
            #expect(try await cache.token(Self.request).value.reveal { $0 } == "token-2")
            return await provider.calls
        }
        #expect(calls == 2)
    }

    @Test func `of two answers the one that was asked for later is kept`() async throws {
        let token = try await VirtualTime.run { time in
            // The first question is answered last.
            struct Crossing: CredentialProvider {
                let time: TimeSource
                func accessToken(for request: TokenRequest) async throws -> AccessToken {
                    try await time.sleep(for: .seconds(request.claims == nil ? 10 : 1))
                    return AccessToken(Secret(request.claims == nil ? "old" : "new"), lifetime: .seconds(3600))
                }
            }
            let cache = TokenCache(Crossing(time: time), time: time)
            async let old = cache.token(Self.request)
            try await time.sleep(for: .seconds(1))
            _ = try await cache.token(TokenRequest(scopes: Self.scopes, claims: "{}"))
            _ = try await old
            return try await cache.token(Self.request)
        }
        #expect(text(token) == "new")
    }

    // MARK: Giving up

    @Test func `one that gives up disturbs nobody else`() async throws {
        let (calls, token, gaveUp) = try await VirtualTime.run { time in
            let provider = Provider(time: time, delay: .seconds(10))
            let cache = TokenCache(provider, time: time)
            // The first, who caused the request, is the one to go.
            let first = Spawn.task { try await cache.token(Self.request) }
            let second = Spawn.task { try await cache.token(Self.request) }
            try await time.sleep(for: .seconds(1))
            first.cancel()
            await #expect(throws: CancellationError.self) { try await first.value }
            let gaveUp = time.now
            return (await provider.calls, try await second.value, gaveUp)
        }
        #expect(gaveUp == .seconds(1))
        #expect(text(token) == "token-1")
        #expect(calls == 1)
    }

    @Test func `a provider that never answers holds neither those who give up nor the next one`() async throws {
        try await VirtualTime.run { time in
            let provider = Provider(time: time, delay: .seconds(1_000_000))
            let cache = TokenCache(provider, time: time)
            let callers = (0..<10).map { _ in Spawn.task { try await cache.token(Self.request) } }
            try await time.sleep(for: .seconds(1))
            for caller in callers { caller.cancel() }
            for caller in callers { await #expect(throws: CancellationError.self) { try await caller.value } }
            #expect(time.now == .seconds(1))
            #expect(await provider.calls == 1)
            #expect(await provider.cancelled == 1)
            // The next one asks anew instead of joining the dead question.
            let next = Spawn.task { try await cache.token(Self.request) }
            try await time.sleep(for: .seconds(1))
            #expect(await provider.calls == 2)
            next.cancel()
            await #expect(throws: CancellationError.self) { try await next.value }
        }
    }

    @Test func `a provider that ignores its cancellation does not hold the next caller either`() async throws {
        struct Deaf: CredentialProvider {
            let calls: Log<Int>
            let release: Log<Int>
            func accessToken(for request: TokenRequest) async throws -> AccessToken {
                await calls.add(1)
                let count = await calls.entries.count
                if count == 1 { try await release.wait(for: 1) }
                return AccessToken(Secret("token-\(count)"), lifetime: .seconds(3600))
            }
        }
        let provider = Deaf(calls: Log(), release: Log())
        let cache = TokenCache(provider)
        let first = Task { try await cache.token(Self.request) }
        try await provider.calls.wait(for: 1)
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        #expect(text(try await cache.token(Self.request)) == "token-2")
        // Its late answer is nobody's.
        await provider.release.add(1)
        for _ in 0..<100 { await Task.yield() }
        #expect(text(try await cache.token(Self.request)) == "token-2")
    }

    @Test func `a renewal goes on when whoever caused it is gone`() async throws {
        let (calls, token) = try await VirtualTime.run { time in
            let provider = Provider(time: time)
            let cache = TokenCache(provider, time: time)
            _ = try await cache.token(Self.request)
            try await time.sleep(until: .seconds(3400))
            let renewing = Spawn.task { try await cache.token(Self.request) }
            _ = try await renewing.value
            renewing.cancel()
            try await time.sleep(for: .seconds(5))
            return (await provider.calls, try await cache.token(Self.request))
        }
        #expect(calls == 2)
        #expect(text(token) == "token-2")
    }

    @Test func `who is cancelled already asks for nothing`() async throws {
        try await VirtualTime.run { time in
            let provider = Provider(time: time)
            let cache = TokenCache(provider, time: time)
            await withTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask {
                    await #expect(throws: CancellationError.self) { try await cache.token(Self.request) }
                }
            }
            #expect(await provider.calls == 0)
        }
    }

    // MARK: Invalidation

    @Test func `after invalidation the next caller asks anew, also while a question is under way`() async throws {
        let (calls, early, late, last) = try await VirtualTime.run { time in
            let provider = Provider(time: time, delay: .seconds(10))
            let cache = TokenCache(provider, time: time)
            async let early = cache.token(Self.request)
            try await time.sleep(for: .seconds(1))
            await cache.invalidate()
            async let late = cache.token(Self.request)
            let tokens = (try await early, try await late)
            return (await provider.calls, tokens.0, tokens.1, try await cache.token(Self.request))
        }
        #expect(calls == 2)
        #expect(text(early) == "token-1")
        #expect(text(late) == "token-2")
        #expect(text(last) == "token-2")
    }

    @Test func `a token that was being fetched when the cache was invalidated is not kept`() async throws {
        let token = try await VirtualTime.run { time in
            let cache = TokenCache(Provider(time: time), time: time)
            async let early = cache.token(Self.request)
            try await time.sleep(for: .milliseconds(500))
            await cache.invalidate()
            _ = try await early
            return try await cache.token(Self.request)
        }
        #expect(text(token) == "token-2")
    }

    @Test func `many callers on many threads are served`() async throws {
        let provider = Provider(time: .system, delay: .milliseconds(1)) {
            AccessToken(Secret("token-\($0)"), lifetime: .milliseconds(3))
        }
        let cache = TokenCache(provider)
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<400 {
                group.addTask {
                    let task = Task { try await cache.token(Self.request) }
                    if index % 5 == 0 { task.cancel() }
                    do {
                        _ = try await task.value
                    } catch {
                        #expect(index % 5 == 0 && error is CancellationError)
                    }
                }
            }
        }
        #expect(await provider.calls > 0)
    }
}
