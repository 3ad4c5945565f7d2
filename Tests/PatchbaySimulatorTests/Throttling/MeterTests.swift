import PatchbayCore
import Testing

@testable import PatchbaySimulator

/// The models are checked against plain arithmetic, over many seeds.
@Suite struct `A throttle model` {
    private struct Call {
        let at: Double
        let units: Double
        let isAdmitted: Bool
    }

    /// Random calls, in bursts and lulls, at about twice the rate that fits.
    private func run(_ limit: Limit, seed: UInt64, calls: Int = 600) -> [Call] {
        var meter = Meter(limit)
        var random = SplitMix64(seed: seed)
        var now = 0.0
        let pause = 1 / (2 * (limit.models.first?.rate ?? 1))
        return (0..<calls).map { _ in
            if random.below(3) > 0 { now += pause * 3 * random.fraction() }
            let units = Double(1 + random.below(3))
            if case .admitted = meter.admit(units, at: now) { return Call(at: now, units: units, isAdmitted: true) }
            return Call(at: now, units: units, isAdmitted: false)
        }
    }

    @Test(arguments: 1...20)
    func `with a bucket never lets more through a stretch of time than burst plus rate times its length`(_ seed: UInt64)
    {
        let limit = Limit.perSecond(30, burst: 12, source: "test")
        let passed = run(limit, seed: seed).filter(\.isAdmitted)
        for first in passed.indices {
            var sum = 0.0
            for last in first..<passed.count {
                sum += passed[last].units
                #expect(sum <= 12 + 30 * (passed[last].at - passed[first].at) + 1e-3)
            }
        }
        #expect(passed.count > 100)
    }

    @Test(arguments: 1...20)
    func `with a window never lets more through any stretch of the window's length than its limit`(_ seed: UInt64) {
        let limit = Limit([.slidingWindow(limit: 40, length: .seconds(2))], source: "test")
        let passed = run(limit, seed: seed).filter(\.isAdmitted)
        for first in passed.indices {
            let end = passed[first].at + 2 - 1e-6
            let sum = passed[first...].prefix { $0.at < end }.reduce(0) { $0 + $1.units }
            #expect(sum <= 40)
        }
        #expect(passed.count > 100)
    }

    @Test(arguments: 1...20)
    func `lets a refused call through after the wait that it announced, if nothing else is sent`(_ seed: UInt64) {
        for model in [
            ThrottleModel.tokenBucket(limit: 30, per: .seconds(1), burst: 10),
            .slidingWindow(limit: 20, length: .seconds(3)),
        ] {
            for charges in [false, true] {
                var meter = Meter(Limit([model], chargesRefusals: charges, retryAfterStep: .zero, source: "test"))
                var random = SplitMix64(seed: seed)
                var now = 0.0
                for _ in 0..<200 {
                    now += random.fraction() / 40
                    if case .refused(let wait, _) = meter.admit(2, at: now) {
                        #expect(wait > 0)
                        var copy = meter
                        guard case .admitted = copy.admit(2, at: now + wait + 1e-6) else {
                            Issue.record("still refused after \(wait) s")
                            return
                        }
                    }
                }
            }
        }
    }

    @Test func `does not refuse a client that spaces its calls exactly`() {
        var meter = Meter(.perSecond(30, burst: 1, source: "test"))
        for number in 0..<100_000 {
            guard case .admitted = meter.admit(1, at: Double(number) / 30) else {
                Issue.record("refused call \(number)")
                return
            }
        }
    }

    @Test func `that charges refusals starves a client that hammers, and forgives one that waits`() {
        func passed(charging: Bool, every pause: Double) -> Int {
            var limit = Limit.perSecond(10, source: "test")
            limit.chargesRefusals = charging
            var meter = Meter(limit)
            return (0..<Int(60 / pause)).count { number in
                if case .admitted = meter.admit(1, at: Double(number) * pause) { true } else { false }
            }
        }
        #expect(passed(charging: false, every: 0.05) > 590)
        #expect(passed(charging: true, every: 0.05) < 30)
        #expect(passed(charging: true, every: 0.1) == 600)
    }

    @Test func `announces whole seconds, rounded up, and at least one`() {
        var meter = Meter(.perSecond(30, burst: 1, source: "test"))
        _ = meter.admit(1, at: 0)
        #expect(meter.admit(1, at: 0) == .refused(wait: 1, inPenalty: false))
        var slow = Meter(Limit([.tokenBucket(limit: 1, per: .seconds(10), burst: 1)], source: "test"))
        _ = slow.admit(1, at: 0)
        #expect(slow.admit(1, at: 2.5) == .refused(wait: 8, inPenalty: false))
    }

    @Test func `with several parts refuses by the fullest, and charges none of them for a refusal`() {
        var meter = Meter(
            Limit(
                [
                    .tokenBucket(limit: 10, per: .seconds(1), burst: 10),
                    .slidingWindow(limit: 15, length: .seconds(60)),
                ],
                source: "test"))
        func admit(at now: Double) -> Bool { if case .admitted = meter.admit(1, at: now) { true } else { false } }
        #expect((0..<12).count { _ in admit(at: 0) } == 10)
        #expect((0..<12).count { _ in admit(at: 1) } == 5)
        #expect(!admit(at: 59))
        #expect((0..<12).count { _ in admit(at: 60) } == 10)
    }

    @Test func `with a penalty refuses until it is over, and each call in it starts it anew`() {
        var meter = Meter(
            Limit([.slidingWindow(limit: 2, length: .seconds(60))], penalty: .seconds(60), source: "test"))
        _ = meter.admit(1, at: 0)
        _ = meter.admit(1, at: 1)
        #expect(meter.admit(1, at: 2) == .refused(wait: 60, inPenalty: false))
        #expect(meter.admit(1, at: 61.9) == .refused(wait: 60, inPenalty: true))
        #expect(meter.admit(1, at: 121.8) == .refused(wait: 60, inPenalty: true))
        guard case .admitted = meter.admit(1, at: 181.8) else {
            Issue.record("the penalty should be over")
            return
        }
    }

    @Test func `lets a call that costs more than the whole limit through when it is empty`() {
        var bucket = Meter(.perSecond(10, source: "test"))
        guard case .admitted = bucket.admit(25, at: 0) else {
            Issue.record("refused")
            return
        }
        guard case .refused = bucket.admit(1, at: 1) else {
            Issue.record("passed")
            return
        }
    }
}
