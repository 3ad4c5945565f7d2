import Foundation
import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

/// A service that knows one good token at a time.
actor OneToken: HTTPTransport, CredentialProvider {
    private(set) var current = 0
    private(set) var seen: [String] = []
    private let lifetime: Duration

    init(lifetime: Duration = .seconds(3600)) { self.lifetime = lifetime }

    func accessToken(for request: TokenRequest) async throws -> AccessToken {
        current += 1
        return AccessToken(Secret("t\(current)"), lifetime: lifetime)
    }

    func revoke() { current += 1 }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let token = request.fields["Authorization"] ?? ""
        seen.append(token)
        guard token == "Bearer t\(current)" else {
            return .json(#"{"errors": [{"errorCode": "OAU-213"}]}"#, status: 401)
        }
        return .json(#"{"id": 1, "extension": {"id": 1}}"#)
    }
}

@Suite struct TokenUseTests {
    @Test func `a token that the service no longer knows is replaced once, and the call is made`() async throws {
        let service = OneToken()
        let ringCentral = RingCentral(service, clientID: "app", transport: service)
        _ = try await ringCentral.extensions.current()
        await service.revoke()
        _ = try await ringCentral.extensions.current()
        #expect(await service.seen == ["Bearer t1", "Bearer t1", "Bearer t3"])
    }

    @Test func `a request that waited for its turn goes with the token of now, not the one it queued up with`()
        async throws
    {
        // A renewal ends the old token at once. Of 400 writes that take ten minutes, none may be refused for that.
        try await VirtualTime.run { time in
            let service = OneToken(lifetime: .seconds(200))
            let ringCentral = RingCentral(service, clientID: "app", transport: service) { $0.time = time }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<400 {
                    group.addTask {
                        _ = try await ringCentral.presence.update(
                            LenientID("\(number)"), to: PresenceUpdate(userStatus: .busy))
                    }
                }
                try await group.waitForAll()
            }
            let seen = await service.seen
            #expect(seen.count == 400)
            #expect(Set(seen).count >= 3)
        }
    }

    @Test func `a token that is refused and cannot be replaced is an error that says to sign in`() async throws {
        let stub = StubTransport([.json(#"{"errors": [{"errorCode": "OAU-129"}]}"#, status: 401)])
        let error = await failure { _ = try await client(stub).extensions.current() } as? ServiceError
        #expect(error?.category == .authentication)
        #expect(error?.remedy?.action == .signIn)
        #expect(!printed(try #require(error)).contains("token-of-the-test"))
        #expect(stub.requests.count == 1)
    }

    @Test func `the whole way from the JWT to an answer, with a renewal in between`() async throws {
        try await VirtualTime.run { time in
            let tokens = TokenServer(time: time)
            let api = StubTransport([.json(#"{"id": 1}"#)])
            let ringCentral = RingCentral(
                .jwt(Secret("the-jwt"), clientID: "app", clientSecret: Secret("s"), transport: tokens, time: time),
                clientID: "app", transport: api
            ) { $0.time = time }
            _ = try await ringCentral.extensions.current()
            try await time.sleep(for: .seconds(3500))
            // Late in its life the token is renewed, and the call waits for the new one: the old one would die on the way.
            _ = try await ringCentral.extensions.current()
            #expect(
                api.requests.map { $0.fields["Authorization"] } == [
                    "Bearer access-1", "Bearer access-2",
                ])
            #expect(
                await tokens.grantTypes == ["urn:ietf:params:oauth:grant-type:jwt-bearer", "refresh_token"])
        }
    }

    @Test func `a refused sign-in ends the call with its reason, without an attempt at the service`() async throws {
        let stub = StubTransport([.json(#"{"errors": [{"errorCode": "OAU-146"}]}"#, status: 401)])
        let api = StubTransport([HTTPResponse(status: 500)])
        let ringCentral = RingCentral(
            .jwt(Secret("j"), clientID: "app", clientSecret: Secret("s"), transport: stub), clientID: "app",
            transport: api)
        let error = await failure { _ = try await ringCentral.extensions.current() } as? AuthenticationError
        #expect(error?.reason == .wrongSecret)
        #expect(api.requests.isEmpty)
    }

    @Test func `a renewed token is an event`() async throws {
        let log = EventLog()
        let stub = StubTransport([.json(#"{"id": 1}"#)])
        _ = try await client(stub) { $0.events = log.add }.extensions.current()
        #expect(log.kinds.contains(.tokenRefreshed))
        #expect(!printed(log.all).contains("token-of-the-test"))
    }

    @Test func `requests under way finish before a renewal ends their token, and new ones wait for it`() async throws {
        try await VirtualTime.run { time in
            let service = SlowToken(time: time)
            let ringCentral = RingCentral(service, clientID: "app", transport: service) { $0.time = time }
            _ = try await ringCentral.extensions.current()
            // Five minutes before its end the token is renewed, which takes two seconds, while requests keep coming.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        try await time.sleep(for: .milliseconds(3_290_000 + 500 * number))
                        _ = try await ringCentral.extensions.current()
                    }
                }
                try await group.waitForAll()
            }
            #expect(await service.refused == 0)
            #expect(await service.issued == 2)
        }
    }

    @Test func `a request that never ends does not hold a renewal up for long`() async throws {
        try await VirtualTime.run { time in
            let service = SlowToken(time: time, latency: .seconds(90))
            let ringCentral = RingCentral(service, clientID: "app", transport: service) { $0.time = time }
            _ = try await ringCentral.extensions.current()
            try await time.sleep(until: .seconds(3290))
            async let slow = ringCentral.extensions.current()
            try await time.sleep(until: .seconds(3305))
            async let other = ringCentral.extensions.current()
            try await time.sleep(until: .seconds(3311))
            #expect(await service.issued == 2)
            // It comes back refused and is made again with the new token.
            _ = try await (slow, other)
            #expect(await service.refused == 1)
        }
    }

    @Test func `a renewal that fails leaves the old token in use`() async throws {
        try await VirtualTime.run { time in
            let service = SlowToken(time: time)
            let ringCentral = RingCentral(service, clientID: "app", transport: service) { $0.time = time }
            _ = try await ringCentral.extensions.current()
            await service.stopIssuing()
            try await time.sleep(for: .seconds(3300))
            for _ in 1...5 {
                _ = try await ringCentral.extensions.current()
                try await time.sleep(for: .seconds(5))
            }
            #expect(await service.refused == 0)
        }
    }

    @Test func `who gives up while a renewal runs is let go at once`() async throws {
        try await VirtualTime.run { time in
            let service = SlowToken(time: time, issuing: .seconds(60))
            let ringCentral = RingCentral(service, clientID: "app", transport: service) { $0.time = time }
            let task = Task { _ = try await ringCentral.extensions.current() }
            try await time.sleep(for: .seconds(1))
            task.cancel()
            let error = await failure { try await task.value }
            #expect(error is CancellationError)
            #expect(time.now < .seconds(2))
        }
    }
}

/// A service that takes its time, both for tokens and for answers, and forgets a token as soon as it issues the next.
actor SlowToken: HTTPTransport, CredentialProvider {
    private(set) var issued = 0
    private(set) var refused = 0
    private let time: TimeSource
    private let latency: Duration
    private let issuing: Duration
    private var isIssuing = true

    init(time: TimeSource, latency: Duration = .milliseconds(700), issuing: Duration = .seconds(2)) {
        self.time = time
        self.latency = latency
        self.issuing = issuing
    }

    func stopIssuing() { isIssuing = false }

    func accessToken(for request: TokenRequest) async throws -> AccessToken {
        guard isIssuing else { throw TransportError(.timedOut, detail: "silence") }
        issued += 1
        let number = issued
        try await time.sleep(for: issuing)
        return AccessToken(Secret("t\(number)"), lifetime: .seconds(3600))
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await time.sleep(for: latency)
        guard request.fields["Authorization"] == "Bearer t\(issued)" else {
            refused += 1
            return .json(#"{"errors": [{"errorCode": "OAU-213"}]}"#, status: 401)
        }
        return .json(#"{"id": 1}"#)
    }
}
