import PatchbayCore
import Testing

/// The ledger is pure, so these tests are arithmetic: no clock, no task.
@Suite struct RateLedgerTests {
    static let group = RateGroup(rawValue: "g")
    static let key = RateKey(service: .graph, account: "tenant", app: "app", group: group)

    static func ledger(_ limit: RateLimit, policy: PacingPolicy = .fast) -> RateLedger {
        RateLedger(limits: [.graph: [group: limit]], policy: policy)
    }

    /// Sends one after the other, each as soon as the ledger allows, and says when each went.
    static func stream(
        _ ledger: inout RateLedger, count: Int, units: Int = 1, from start: Duration = .zero,
        key: RateKey = RateLedgerTests.key
    ) -> [Duration] {
        var now = start
        return (0..<count).map { _ in
            while case .wait(let until) = ledger.ask([KeyedCharge(key, units: units)], now: now) { now = until }
            ledger.finish([KeyedCharge(key, units: units)], sent: now, now: now)
            return now
        }
    }

    /// The most units that any stretch of this length holds.
    static func most(_ sent: [(at: Duration, units: Int)], in length: Duration) -> Int {
        var (first, sum, most) = (0, 0, 0)
        for (at, units) in sent {
            sum += units
            while sent[first].at + length <= at {
                sum -= sent[first].units
                first += 1
            }
            most = max(most, sum)
        }
        return most
    }

    // MARK: Never more than the limit

    @Test(arguments: 0..<60)
    func `no stretch of a window's length ever holds more than its units, whatever arrives when`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let windows = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            RateLimit.Window(
                Int.random(in: 1...300, using: &generator),
                per: .milliseconds(Int.random(in: 50...5000, using: &generator)))
        }
        let limit = RateLimit(
            windows, burst: Int.random(in: 1...40, using: &generator), isSpaced: Bool.random(using: &generator),
            source: "test")
        let fraction = [1.0, 0.825, 0.5][seed % 3]
        var ledger = Self.ledger(limit, policy: PacingPolicy(fraction: fraction, maximumBurst: 100))
        var now = Duration.zero
        var sent: [(at: Duration, units: Int)] = []
        let largest = min(20, windows.map(\.units).min() ?? 1)
        for _ in 0..<1500 {
            if Bool.random(using: &generator) {
                now += .microseconds(
                    Int.random(in: 0...Int.random(in: 1...400_000, using: &generator), using: &generator))
            }
            let units = Int.random(in: 1...largest, using: &generator)
            let charge = [KeyedCharge(Self.key, units: units)]
            // Some wait for their turn, some give up and come back another time.
            while case .wait(let until) = ledger.ask(charge, now: now) {
                #expect(until > now)
                if Bool.random(using: &generator) { break }
                now = until
                if case .admit = ledger.ask(charge, now: now) {
                    sent.append((now, units))
                    break
                }
            }
        }
        for window in windows { #expect(Self.most(sent, in: window.length) <= window.units) }
    }

    @Test func `a wait is as short as the limit allows`() {
        var ledger = Self.ledger(RateLimit([.init(3, per: .seconds(10))], burst: 3, isSpaced: false, source: "test"))
        #expect(Self.stream(&ledger, count: 3) == [.zero, .zero, .zero])
        #expect(ledger.ask([KeyedCharge(Self.key)], now: .seconds(4)) == .wait(until: .seconds(10)))
        #expect(ledger.ask([KeyedCharge(Self.key)], now: .seconds(10)) == .admit)
    }

    @Test func `two charges of one key count together`() {
        var ledger = Self.ledger(RateLimit([.init(3, per: .seconds(10))], isSpaced: false, source: "test"))
        let twice = [KeyedCharge(Self.key, units: 2), KeyedCharge(Self.key, units: 2)]
        #expect(ledger.ask([KeyedCharge(Self.key)], now: .zero) == .admit)
        // Four units never fit into three; they go when the window is empty, like any charge that is larger than it.
        #expect(ledger.ask(twice, now: .zero) == .wait(until: .seconds(10)))
    }

    @Test func `a charge larger than the window goes alone, when the window is empty`() {
        var ledger = Self.ledger(RateLimit([.init(4, per: .seconds(10))], isSpaced: false, source: "test"))
        #expect(Self.stream(&ledger, count: 3, units: 9) == [.zero, .seconds(10), .seconds(20)])
    }

    @Test func `what one key waits for holds up no other key`() {
        var ledger = RateLedger(limits: [
            .graph: [Self.group: RateLimit([.init(1, per: .seconds(10))], source: "test")],
            .ringCentral: [Self.group: RateLimit([.init(1, per: .seconds(10))], source: "test")],
        ])
        let others = [
            RateKey(service: .ringCentral, account: "tenant", app: "app", group: Self.group),
            RateKey(service: .graph, account: "another", app: "app", group: Self.group),
            RateKey(service: .graph, account: "tenant", app: "another", group: Self.group),
            RateKey(service: .graph, account: "tenant", app: "app", group: RateGroup(rawValue: "unknown")),
        ]
        #expect(ledger.ask([KeyedCharge(Self.key)], now: .zero) == .admit)
        #expect(ledger.ask([KeyedCharge(Self.key)], now: .zero) != .admit)
        for other in others { #expect(ledger.ask([KeyedCharge(other)], now: .zero) == .admit) }
    }

    @Test func `charges are booked all or none`() {
        let slow = RateKey(service: .graph, account: "t", app: "a", group: RateGroup(rawValue: "slow"))
        var ledger = RateLedger(limits: [
            .graph: [
                Self.group: RateLimit([.init(2, per: .seconds(10))], isSpaced: false, source: "test"),
                slow.group: RateLimit([.init(1, per: .seconds(10))], isSpaced: false, source: "test"),
            ]
        ])
        let both = [KeyedCharge(Self.key), KeyedCharge(slow)]
        #expect(ledger.ask(both, now: .zero) == .admit)
        #expect(ledger.ask(both, now: .zero) == .wait(until: .seconds(10)))
        // The one that was refused took nothing from the first key.
        #expect(ledger.ask([KeyedCharge(Self.key)], now: .zero) == .admit)
    }

    @Test func `a group without a published limit is admitted at once`() {
        var ledger = RateLedger(limits: [:])
        let sent = Self.stream(&ledger, count: 10_000)
        #expect(sent.allSatisfy { $0 == .zero })
    }

    // MARK: Pace

    @Test func `requests are spread over the window, with a small burst at most`() {
        var ledger = Self.ledger(RateLimit([.init(30, per: .seconds(1))], source: "test"))
        let sent = Self.stream(&ledger, count: 3000)
        #expect(sent.prefix(6).filter { $0 == .zero }.count == 5)
        #expect(Self.most(sent.map { ($0, 1) }, in: .milliseconds(100)) <= 5 + 3)
        #expect((sent.last ?? .zero).seconds <= 2995.0 / 30)
    }

    @Test(arguments: [(8000, 10), (1500, 30), (201, 1)])
    func `a large window is used to its full rate`(units: Int, seconds: Int) {
        var ledger = Self.ledger(RateLimit([.init(units, per: .seconds(seconds))], source: "test"))
        let count = units * 4
        let end = Self.stream(&ledger, count: count).last ?? .zero
        #expect(end.seconds <= 4.01 * Double(seconds))
    }

    @Test func `idle time is not saved up beyond the burst`() {
        var ledger = Self.ledger(RateLimit([.init(30, per: .seconds(1))], source: "test"))
        _ = Self.stream(&ledger, count: 10)
        let sent = Self.stream(&ledger, count: 10, from: .seconds(3600))
        #expect(sent.filter { $0 == .seconds(3600) }.count == 5)
    }

    @Test func `the safe policy keeps to 99 % of the sustained rate, and uses it`() {
        var ledger = Self.ledger(RateLimit([.init(30, per: .seconds(1))], source: "test"), policy: .safe)
        let sent = Self.stream(&ledger, count: 10_000)
        #expect(Self.most(sent.map { ($0, 1) }, in: .seconds(10)) <= 250)
        #expect(abs((sent.last ?? .zero).seconds - 10_000 / 24.75) < 1)
    }

    @Test func `two processes that share take half each, also of a strict limit`() {
        let policy = PacingPolicy(fraction: 1, maximumBurst: 5, share: 0.5)
        let strict = RateLimit([.init(40, per: .seconds(60))], isSpaced: false, isStrict: true, source: "test")
        for limit in [strict, RateLimit([.init(40, per: .seconds(60))], source: "test")] {
            var ledger = Self.ledger(limit, policy: policy)
            let sent = Self.stream(&ledger, count: 200)
            #expect(Self.most(sent.map { ($0, 1) }, in: .seconds(60)) <= 20)
        }
        // A share of less than one unit is a unit in a longer time.
        var ledger = Self.ledger(
            RateLimit([.init(1, per: .seconds(4))], isSpaced: false, source: "test"), policy: policy)
        #expect(Self.stream(&ledger, count: 3) == [.zero, .seconds(8), .seconds(16)])
    }

    @Test func `a limit scaled for a test server has its counts multiplied and its lengths divided`() {
        let limit = RateLimit(
            [.init(40, per: .seconds(60))], burst: 3, isStrict: true, penalty: .box(.seconds(60)), source: "x")
        let scaled = limit.scaled(by: 10)
        #expect(scaled.windows == [.init(400, per: .seconds(6))])
        #expect(scaled.burst == 30)
        #expect(scaled.penalty == .box(.seconds(6)))
        #expect(scaled.isStrict)
        #expect(limit.scaled(by: 0.001).windows[0].units == 1)
    }
}
