import PatchbayCore
import Testing

/// What the ledger learns from answers.
@Suite struct RateSignalTests {
    private typealias Ledger = RateLedgerTests
    private static let charge = [KeyedCharge(RateLedgerTests.key)]
    private static let spaced = RateLimit([.init(30, per: .seconds(1))], source: "test")
    /// Source: RingCentral `basics/rate-limits`, group Medium.
    static let medium = RateLimit(
        [.init(40, per: .seconds(60))], isSpaced: false, isStrict: true, penalty: .box(.seconds(60)), source: "test")

    private func refuse(_ ledger: inout RateLedger, at now: Duration, sent: Duration? = nil, wait: Duration?) {
        ledger.finish(Self.charge, sent: sent ?? now, now: now, signals: [.throttled(retryAfter: wait)])
    }

    // MARK: Pauses

    @Test func `nothing goes before the wait that the service named is over`() {
        var ledger = Ledger.ledger(Self.spaced)
        #expect(ledger.ask(Self.charge, now: .zero) == .admit)
        refuse(&ledger, at: .milliseconds(100), sent: .zero, wait: .seconds(17))
        #expect(ledger.pausedUntil(Ledger.key) >= .milliseconds(17_100))
        #expect(ledger.pausedUntil(Ledger.key) <= .milliseconds(17_600))
        for moment in stride(from: 0, to: 17_100, by: 50) {
            guard case .wait = ledger.ask(Self.charge, now: .milliseconds(moment)) else {
                Issue.record("sent inside the pause at \(moment) ms")
                return
            }
        }
        #expect(ledger.ask(Self.charge, now: ledger.pausedUntil(Ledger.key)) == .admit)
    }

    @Test func `a longer wait holds, whichever comes last`() {
        var ledger = Ledger.ledger(Self.spaced)
        refuse(&ledger, at: .zero, wait: .seconds(100))
        refuse(&ledger, at: .seconds(1), sent: .zero, wait: .seconds(5))
        #expect(ledger.pausedUntil(Ledger.key) >= .seconds(100))
    }

    @Test func `a penalty box lasts its full time, even when a shorter wait is named`() {
        var ledger = Ledger.ledger(Self.medium)
        #expect(ledger.ask(Self.charge, now: .zero) == .admit)
        refuse(&ledger, at: .seconds(1), sent: .zero, wait: .seconds(5))
        #expect(ledger.pausedUntil(Ledger.key) == .seconds(61))
        #expect(ledger.ask(Self.charge, now: .milliseconds(60_999)) == .wait(until: .seconds(61)))
        #expect(ledger.ask(Self.charge, now: .seconds(61)) == .admit)
    }

    @Test(arguments: [nil, Duration.zero])
    func `without a wait that can be believed, the wait grows from one refusal to the next, up to a minute`(
        wait: Duration?
    ) {
        var ledger = Ledger.ledger(Self.spaced)
        var now = Duration.zero
        var waits: [Double] = []
        for _ in 0..<9 {
            while case .wait(let until) = ledger.ask(Self.charge, now: now) { now = until }
            let sent = now
            now += .milliseconds(100)
            refuse(&ledger, at: now, sent: sent, wait: wait)
            waits.append((ledger.pausedUntil(Ledger.key) - now).seconds.rounded(.down))
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 60, 60, 60])
    }

    @Test func `many refused at once are one lesson`() {
        var ledger = Ledger.ledger(Self.spaced)
        for _ in 0..<64 { refuse(&ledger, at: .milliseconds(500), sent: .milliseconds(100), wait: nil) }
        #expect(ledger.pausedUntil(Ledger.key) < .seconds(2))
    }

    @Test func `a success makes the next unnamed wait short again`() {
        var ledger = Ledger.ledger(Self.spaced)
        var now = Duration.seconds(1)
        for _ in 0..<4 {
            refuse(&ledger, at: now, wait: nil)
            now = ledger.pausedUntil(Ledger.key) + .seconds(1)
        }
        ledger.finish(Self.charge, sent: now, now: now)
        refuse(&ledger, at: now + .seconds(1), wait: nil)
        #expect(ledger.pausedUntil(Ledger.key) - now < .seconds(3))
    }

    @Test func `a group without a published limit pauses too`() {
        var ledger = RateLedger(limits: [:])
        refuse(&ledger, at: .zero, wait: .seconds(9))
        #expect(ledger.ask(Self.charge, now: .seconds(8)) == .wait(until: .seconds(9)))
        #expect(ledger.ask(Self.charge, now: .seconds(9)) == .admit)
    }

    @Test func `the refusal of a batch's item pauses its key`() {
        var ledger = Ledger.ledger(Self.spaced)
        ledger.observe(.throttled(retryAfter: .seconds(10)), of: Ledger.key, sent: .zero, now: .seconds(1))
        #expect(ledger.pausedUntil(Ledger.key) >= .seconds(11))
    }

    // MARK: Strict limits

    /// A server that counts every request at an unknown moment between sending and answer.
    @Test(arguments: 0..<40)
    func `a strict limit is never exceeded on the service's side, however long requests are under way`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let window = RateLimit.Window(Int.random(in: 1...40, using: &generator), per: .seconds(60))
        var ledger = Ledger.ledger(RateLimit([window], isSpaced: false, isStrict: true, source: "test"))
        var flights: [(sent: Duration, answered: Duration)] = []
        var counted: [(at: Duration, units: Int)] = []
        var now = Duration.zero
        let slowest = Int.random(in: 1...90_000, using: &generator)
        while counted.count < 300 {
            if case .admit = ledger.ask(Self.charge, now: now) {
                let latency = Int.random(in: 0...slowest, using: &generator)
                counted.append((now + .milliseconds(Int.random(in: 0...latency, using: &generator)), 1))
                flights.append((now, now + .milliseconds(latency)))
            }
            now += .milliseconds(Int.random(in: 0...2000, using: &generator))
            for flight in flights.filter({ $0.answered <= now }).sorted(by: { $0.answered < $1.answered }) {
                ledger.finish(Self.charge, sent: flight.sent, now: flight.answered)
            }
            flights.removeAll { $0.answered <= now }
        }
        counted.sort { $0.at < $1.at }
        #expect(Ledger.most(counted, in: window.length) <= window.units)
    }

    // MARK: What the service says of its windows

    @Test func `a limit that the service states replaces the published one`() {
        for (told, most) in [(20, 20), (60, 60)] {
            var ledger = Ledger.ledger(Self.medium)
            #expect(ledger.ask(Self.charge, now: .zero) == .admit)
            ledger.finish(
                Self.charge, sent: .zero, now: .zero, signals: [.quota(limit: told, remaining: told - 1, window: nil)])
            let sent = Ledger.stream(&ledger, count: 300)
            #expect(Ledger.most([(.zero, 1)] + sent.map { ($0, 1) }, in: .seconds(60)) == most)
        }
    }

    @Test func `a stated window is taken over with its length`() {
        var ledger = Ledger.ledger(Self.medium)
        _ = ledger.ask(Self.charge, now: .zero)
        ledger.finish(
            Self.charge, sent: .zero, now: .zero, signals: [.quota(limit: 40, remaining: 39, window: .seconds(30))])
        #expect((Ledger.stream(&ledger, count: 79).last ?? .zero) == .seconds(30))
    }

    @Test func `what others used of the same window is left to them`() {
        var ledger = Ledger.ledger(Self.medium)
        _ = ledger.ask(Self.charge, now: .zero)
        ledger.finish(
            Self.charge, sent: .zero, now: .zero, signals: [.quota(limit: 40, remaining: 10, window: .seconds(60))])
        let sent = Ledger.stream(&ledger, count: 40)
        #expect(sent.filter { $0 == .zero }.count == 10)
    }

    @Test func `an older answer that knew of fewer requests takes nothing back`() {
        var ledger = Ledger.ledger(Self.medium)
        for _ in 0..<40 { #expect(ledger.ask(Self.charge, now: .zero) == .admit) }
        ledger.finish(
            Self.charge, sent: .zero, now: .seconds(1), signals: [.quota(limit: 40, remaining: 39, window: nil)])
        #expect(ledger.ask(Self.charge, now: .seconds(1)) != .admit)
    }

    @Test func `a stated limit is shared like the published one`() {
        let policy = PacingPolicy(fraction: 1, maximumBurst: 5, share: 0.5)
        var ledger = Ledger.ledger(Self.medium, policy: policy)
        _ = ledger.ask(Self.charge, now: .zero)
        ledger.finish(Self.charge, sent: .zero, now: .zero, signals: [.quota(limit: 60, remaining: nil, window: nil)])
        let sent = Ledger.stream(&ledger, count: 200)
        #expect(Ledger.most([(.zero, 1)] + sent.map { ($0, 1) }, in: .seconds(60)) == 30)
    }

    @Test func `a group without a published limit takes the one that the service states`() {
        var ledger = RateLedger(limits: [:])
        _ = ledger.ask(Self.charge, now: .zero)
        ledger.finish(
            Self.charge, sent: .zero, now: .zero, signals: [.quota(limit: 10, remaining: 9, window: .seconds(60))])
        let sent = Ledger.stream(&ledger, count: 30)
        #expect(Ledger.most(sent.map { ($0, 1) }, in: .seconds(60)) <= 10)
    }

    @Test(arguments: [
        RateSignal.quota(limit: 0, remaining: 0, window: .zero), .quota(limit: -5, remaining: -5, window: .seconds(-1)),
        .quota(limit: nil, remaining: nil, window: nil),
        .quota(limit: 40, remaining: 40, window: .seconds(1_000_000_000)),
    ])
    func `an absurd statement changes nothing`(signal: RateSignal) {
        var ledger = Ledger.ledger(Self.medium)
        _ = ledger.ask(Self.charge, now: .zero)
        ledger.finish(Self.charge, sent: .zero, now: .zero, signals: [signal])
        #expect(Ledger.stream(&ledger, count: 40).last == .seconds(60))
    }

    // MARK: Load

    /// Source: Microsoft Graph `throttling`: `x-ms-throttle-limit-percentage`, sent from 0.8 on.
    @Test func `below the limit a reported load changes nothing, above it the pace falls`() {
        func time(_ load: Double) -> Double {
            var ledger = Ledger.ledger(Self.spaced)
            var now = Duration.zero
            var sent = 0
            while sent < 600 {
                switch ledger.ask(Self.charge, now: now) {
                case .admit:
                    sent += 1
                    ledger.finish(Self.charge, sent: now, now: now + .milliseconds(1), signals: [.load(load)])
                case .wait(let until): now = until
                }
            }
            return now.seconds
        }
        let quiet = time(0.8)
        #expect(abs(quiet - 20) < 0.5)
        #expect(time(0.99) == quiet)
        #expect(time(1.2) > quiet * 1.5)
    }

    @Test func `when the load is gone the pace comes back`() {
        var ledger = Ledger.ledger(Self.spaced)
        var now = Duration.zero
        for _ in 0..<30 {
            while case .wait(let until) = ledger.ask(Self.charge, now: now) { now = until }
            ledger.finish(Self.charge, sent: now, now: now + .milliseconds(1), signals: [.load(1.5)])
            now += .milliseconds(2)
        }
        let slow = ledger.estimate(Self.charge, count: 300, from: now).seconds
        #expect(slow > 15)
        let later = now + .seconds(3600)
        _ = ledger.ask(Self.charge, now: later)
        #expect(ledger.estimate(Self.charge, count: 300, from: later + .seconds(1)).seconds < 10.5)
    }
}
