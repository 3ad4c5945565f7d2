import Foundation
import GenesysClient
import PatchbayCore
import PatchbayTesting
import Synchronization
import Testing

@Suite struct LimitTests {
    static let body =
        #"{"code":"too.many.requests","message":"Rate limit exceeded the maximum. Retry the request in [7] seconds"}"#

    private func wait(_ fields: HTTPFields, _ body: String = "{}") -> Duration? {
        for case .throttled(let wait) in GenesysDialect().signals(
            in: .json(body, status: 429, fields: fields), now: .distantPast)
        { return wait }
        return nil
    }

    @Test func `Retry-After is obeyed`() { #expect(wait(["Retry-After": "12"]) == .seconds(12)) }

    @Test func `without Retry-After the seconds in the message count`() { #expect(wait([:], Self.body) == .seconds(7)) }

    @Test func `a Retry-After of zero gives way to the window's rest`() {
        #expect(wait(["Retry-After": "0", "inin-ratelimit-reset": "31"]) == .seconds(31))
    }

    @Test func `a Retry-After that lies is outvoted by the longest wait that is named`() {
        #expect(wait(["Retry-After": "1", "ININ-RateLimit-Reset": "20"], Self.body) == .seconds(20))
    }

    @Test func `where no wait is named, none is invented here`() { #expect(wait(["Retry-After": "soon"]) == nil) }

    @Test func `ordinary answers teach the limit and what is left of it`() {
        let signals = GenesysDialect().signals(
            in: HTTPResponse(
                status: 200,
                fields: ["inin-ratelimit-count": "30", "inin-ratelimit-allowed": "180", "inin-ratelimit-reset": "40"]),
            now: .distantPast)
        #expect(signals == [.quota(limit: 180, remaining: 150, window: nil)])
    }

    /// A service that counts a fixed minute and says nothing useful when it is full.
    private final class Mute: HTTPTransport {
        let time: TimeSource
        let fields: HTTPFields
        let counts = Mutex<(window: Int, used: Int, refused: Int, accepted: Int)>((0, 0, 0, 0))

        init(_ time: TimeSource, fields: HTTPFields) {
            self.time = time
            self.fields = fields
        }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let window = Int(time.now.seconds / 60)
            return counts.withLock { counts in
                if counts.window != window { (counts.window, counts.used) = (window, 0) }
                guard counts.used < 60 else {
                    counts.refused += 1
                    return .json(#"{"code":"too.many.requests","message":"Too many"}"#, status: 429, fields: fields)
                }
                counts.used += 1
                counts.accepted += 1
                return .json(#"{"id":"o"}"#)
            }
        }
    }

    @Test(arguments: [[:], ["Retry-After": "0"], ["Retry-After": "1"]] as [HTTPFields])
    func `429 with a missing, zero or lying Retry-After is survived without a storm`(fields: HTTPFields) async throws {
        try await VirtualTime.run { time in
            let mute = Mute(time, fields: fields)
            let genesys = try client(mute, time: time, retry: .standard)
            // The service grants a fifth of what is published, and does not say so.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<200 { group.addTask { _ = try await genesys.organization() } }
                try await group.waitForAll()
            }
            let counts = mute.counts.withLock { $0 }
            #expect(counts.accepted == 200)
            #expect(counts.refused < 200, "more refusals than answers would be a storm")
        }
    }

    @Test func `connections of one client share its budget, others have their own`() throws {
        let stub = StubTransport([.json("{}")])
        #expect(
            try client(stub).pipeline.rateKey(.genesysClient) == client(stub).pipeline.rateKey(.genesysClient))
        let other = Genesys(
            .fixed(Secret("t")), clientID: "other", region: try GenesysRegion("eu-central-1"), transport: stub)
        #expect(try client(stub).pipeline.rateKey(.genesysClient) != other.pipeline.rateKey(.genesysClient))
    }
}
