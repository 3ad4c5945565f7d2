import PatchbayCore
import Testing

@Suite struct RetryPolicyTests {
    /// A row of the table: what happened, what a repeat would do, and whether it is sent again.
    struct Row: Sendable, CustomTestStringConvertible {
        let failure: RetryPolicy.Failure
        let harmless: Bool
        let detectable: Bool
        let harmful: Bool
        var testDescription: String { "\(failure)" }
    }

    private static func status(_ status: Int) -> RetryPolicy.Failure { .status(status, retryAfter: nil) }
    private static func broken(_ kind: TransportError.Kind, unsent: Bool? = nil) -> RetryPolicy.Failure {
        .transport(TransportError(kind, detail: "", isRequestKnownUnsent: unsent))
    }

    static let table =
        [
            // Refused for its pace, so certainly not done.
            Row(failure: status(429), harmless: true, detectable: true, harmful: true),
            Row(failure: status(503), harmless: true, detectable: true, harmful: true),
            // Locked by another write: not done.
            Row(failure: status(423), harmless: true, detectable: true, harmful: true),
            // It may have been done all the same.
            Row(failure: status(408), harmless: true, detectable: true, harmful: false),
            Row(failure: status(500), harmless: true, detectable: true, harmful: false),
            Row(failure: status(502), harmless: true, detectable: true, harmful: false),
            Row(failure: status(504), harmless: true, detectable: true, harmful: false),
            Row(failure: status(509), harmless: true, detectable: true, harmful: false),
            Row(failure: broken(.interrupted), harmless: true, detectable: true, harmful: false),
            Row(failure: broken(.timedOut), harmless: true, detectable: true, harmful: false),
            Row(failure: broken(.badResponse), harmless: true, detectable: true, harmful: false),
            // The service never saw it.
            Row(failure: broken(.interrupted, unsent: true), harmless: true, detectable: true, harmful: true),
            Row(failure: broken(.cannotConnect), harmless: true, detectable: true, harmful: true),
            Row(failure: broken(.dns), harmless: true, detectable: true, harmful: true),
            // An answer that the next attempt would get too.
            Row(failure: broken(.refusedLocally), harmless: false, detectable: false, harmful: false),
        ]
        + [400, 401, 403, 404, 405, 409, 410, 412, 413, 422, 501].map {
            Row(failure: status($0), harmless: false, detectable: false, harmful: false)
        }

    @Test(arguments: table) func `what is sent again depends on the failure and on what a repeat would do`(row: Row) {
        func isRepeated(_ replay: APIOperation.Replay) -> Bool {
            RetryPolicy.standard.decide(row.failure, attempt: 1, replay: replay, jitter: 1) != .stop
        }
        #expect(isRepeated(.harmless) == row.harmless)
        #expect(isRepeated(.detectable) == row.detectable)
        #expect(isRepeated(.harmful) == row.harmful)
    }

    @Test func `waits double up to the cap, and jitter draws from all of it`() {
        let policy = RetryPolicy(attempts: 20)
        func wait(_ attempt: Int, _ jitter: Double) -> RetryPolicy.Decision {
            policy.decide(.status(500, retryAfter: nil), attempt: attempt, replay: .harmless, jitter: jitter)
        }
        let waits = [1, 2, 3, 4, 5, 6, 7, 19].map { wait($0, 1) }
        #expect(waits == [1, 2, 4, 8, 16, 30, 30, 30].map { .retry(after: .seconds($0)) })
        #expect(wait(4, 0.5) == .retry(after: .seconds(4)))
        #expect(wait(4, 0) == .retry(after: .zero))
    }

    @Test func `a wait that the service names is kept, and one that is too long is not sat out`() {
        func decide(_ status: Int, _ wait: Int) -> RetryPolicy.Decision {
            RetryPolicy.standard.decide(
                .status(status, retryAfter: .seconds(wait)), attempt: 1, replay: .harmless, jitter: 0)
        }
        #expect(decide(503, 77) == .retry(after: .seconds(77)))
        #expect(decide(503, 900) == .retry(after: .seconds(900)))
        #expect(decide(503, 901) == .stop)
        #expect(decide(429, 901) == .stop)
        // The gate holds everybody, so this one need not wait by itself.
        #expect(decide(429, 77) == .retry(after: .zero))
    }

    @Test func `patience with a slow hour is larger than with a broken one`() {
        func attempts(_ status: Int, isPaced: Bool = true) -> Int {
            var count = 1
            while RetryPolicy.standard.decide(
                .status(status, retryAfter: nil), attempt: count, replay: .harmless, isPaced: isPaced, jitter: 1)
                != .stop
            { count += 1 }
            return count
        }
        #expect(attempts(429) == 50)
        #expect(attempts(429, isPaced: false) == 5)
        #expect(attempts(500) == 5)
        #expect(attempts(423) == 3)
    }

    @Test func `a refusal of a call that no gate holds is waited for here`() {
        let policy = RetryPolicy.standard
        #expect(
            policy.decide(
                .status(429, retryAfter: .seconds(7)), attempt: 1, replay: .harmful, isPaced: false, jitter: 1)
                == .retry(after: .seconds(7)))
        #expect(
            policy.decide(.status(429, retryAfter: nil), attempt: 3, replay: .harmful, isPaced: false, jitter: 1)
                == .retry(after: .seconds(4)))
    }

    @Test func `never means once`() {
        for failure in [Self.status(429), Self.status(503), Self.broken(.dns)] {
            #expect(RetryPolicy.never.decide(failure, attempt: 1, replay: .harmless, jitter: 1) == .stop)
        }
    }
}
