import PatchbayCore
import PatchbayTesting
import Testing

/// The number that is shown before and while a run goes on.
@Suite struct EstimateTests {
    private static let charge = [KeyedCharge(RateLedgerTests.key)]
    private static let install = RateLimit([.init(30, per: .seconds(1))], source: "test")

    @Test(arguments: [(15_000, 500.0), (100_000, 3333.2)])
    func `installs take as long as 30 a second allow`(count: Int, seconds: Double) {
        let ledger = RateLedgerTests.ledger(Self.install)
        let estimate = ledger.estimate(Self.charge, count: count).seconds
        #expect(abs(estimate - seconds) < 1)
    }

    @Test func `nothing takes no time`() {
        #expect(RateLedgerTests.ledger(Self.install).estimate(Self.charge, count: 0) == .zero)
    }

    @Test func `one takes as long as its answer`() {
        let ledger = RateLedgerTests.ledger(Self.install)
        #expect(ledger.estimate(Self.charge, count: 1, latency: .milliseconds(250)) == .milliseconds(250))
    }

    @Test func `an estimate changes nothing`() {
        var ledger = RateLedgerTests.ledger(Self.install)
        _ = ledger.estimate(Self.charge, count: 1000)
        for _ in 0..<5 { #expect(ledger.ask(Self.charge, now: .zero) == .admit) }
    }

    @Test func `a ledger in use estimates from now, and counts a pause in`() {
        var ledger = RateLedgerTests.ledger(Self.install)
        let end = RateLedgerTests.stream(&ledger, count: 100, from: .seconds(5000)).last ?? .zero
        let fresh = RateLedgerTests.ledger(Self.install).estimate(Self.charge, count: 3000).seconds
        #expect(abs(ledger.estimate(Self.charge, count: 3000).seconds - fresh) < 1)
        ledger.finish(Self.charge, sent: end, now: end, signals: [.throttled(retryAfter: .seconds(40))])
        #expect(ledger.estimate(Self.charge, count: 3000).seconds > fresh + 39)
        #expect(ledger.estimate(Self.charge, count: 3000, from: end + .seconds(50)).seconds < fresh + 2)
    }

    @Test func `what was learned counts`() {
        var ledger = RateLedgerTests.ledger(Self.install)
        let before = ledger.estimate(Self.charge, count: 3000).seconds
        var now = Duration.zero
        for _ in 0..<200 {
            while case .wait(let until) = ledger.ask(Self.charge, now: now) { now = until }
            ledger.finish(Self.charge, sent: now, now: now + .milliseconds(1), signals: [.load(1.5)])
            now += .milliseconds(2)
        }
        #expect(ledger.estimate(Self.charge, count: 3000).seconds > before * 1.2)
    }

    @Test(arguments: [
        (RateLimit([.init(30, per: .seconds(1))], source: "test"), PacingPolicy.fast, 2000),
        (RateLimit([.init(30, per: .seconds(1))], source: "test"), .safe, 2000),
        (RateLimit([.init(1500, per: .seconds(30))], source: "test"), .fast, 4000),
        (RateSignalTests.medium, .fast, 300),
        (RateLimit([.init(50, per: .seconds(1)), .init(300, per: .seconds(60))], source: "test"), .fast, 900),
    ])
    func `the estimate is what the scheduler then takes`(limit: RateLimit, policy: PacingPolicy, count: Int)
        async throws
    {
        let latency = Duration.milliseconds(400)
        let ledger = RateLedgerTests.ledger(limit, policy: policy)
        let taken = try await VirtualTime.run { time in
            let scheduler = RequestScheduler(ledger: ledger, time: time)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<count {
                    group.addTask {
                        let permit = try await scheduler.admit(Self.charge, lane: .apply)
                        try await time.sleep(for: latency)
                        await scheduler.finish(permit)
                    }
                }
                try await group.waitForAll()
            }
            return time.now
        }
        let estimate = ledger.estimate(Self.charge, count: count, latency: latency)
        #expect(abs(taken.seconds - estimate.seconds) < 0.001 * estimate.seconds + 0.001)
    }
}
