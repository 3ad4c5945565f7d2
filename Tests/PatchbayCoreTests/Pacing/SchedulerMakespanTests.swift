import PatchbayCore
import PatchbayTesting
import Testing

/// How long bulk work takes against servers that enforce limits, on the virtual clock, so exact and repeatable.
/// The server here is plain arithmetic of its own; the whole flow runs against the simulated cloud in `ProvisioningTests`.
@Suite struct SchedulerMakespanTests {
    /// A server with a token bucket, optionally charging for refusals, optionally with a sustained window.
    actor Server {
        let rate: Double
        let burst: Double
        let chargesRefusals: Bool
        let sustained: (units: Int, length: Duration)?
        var tokens: Double
        var at: Duration = .zero
        var log: [Duration] = []
        /// Where the entries begin that are still within the window.
        var head = 0
        var refusals = 0
        var accepted = 0
        let time: TimeSource

        init(
            rate: Double, burst: Double, charges: Bool, sustained: (units: Int, length: Duration)? = nil,
            time: TimeSource
        ) {
            self.rate = rate
            self.burst = burst
            chargesRefusals = charges
            self.sustained = sustained
            tokens = burst
            self.time = time
        }

        func arrive() -> Duration? {
            let now = time.now
            tokens = min(burst, tokens + rate * seconds(now - at))
            at = now
            if let sustained {
                while head < log.count, log[head] + sustained.length <= now { head += 1 }
                if log.count - head >= sustained.units {
                    refusals += 1
                    if chargesRefusals { log.append(now) }
                    return .seconds(Int(max(1, seconds(log[head] + sustained.length - now).rounded(.up))))
                }
            }
            if tokens >= 1 {
                tokens -= 1
                accepted += 1
                log.append(now)
                return nil
            }
            refusals += 1
            if chargesRefusals { tokens = max(-burst, tokens - 1) }
            return .seconds(Int(max(1, ((1 - tokens) / rate).rounded(.up))))
        }

        private func seconds(_ duration: Duration) -> Double {
            Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        }
    }

    struct Outcome: Sendable {
        let makespan: Double
        let refusals: Int
    }

    static let group = RateGroup(rawValue: "install")
    static let key = RateKey(service: .graph, account: "t", app: "a", group: group)

    func run(
        _ count: Int, rate: Double = 30, burst: Double = 30, charges: Bool = false,
        sustained: (units: Int, length: Duration)? = nil, policy: PacingPolicy = .fast
    ) async throws -> Outcome {
        try await VirtualTime.run { time in
            let limit = RateLimit([.init(30, per: .seconds(1))], source: "test")
            let scheduler = RequestScheduler(
                ledger: RateLedger(limits: [.graph: [Self.group: limit]], policy: policy), time: time)
            let server = Server(rate: rate, burst: burst, charges: charges, sustained: sustained, time: time)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<64 {
                    group.addTask {
                        var generator = SeededGenerator(seed: UInt64(worker))
                        for _ in stride(from: worker, to: count, by: 64) {
                            while true {
                                let permit = try await scheduler.admit([KeyedCharge(Self.key)], lane: .apply)
                                try await time.sleep(for: .milliseconds(20 + Int(generator.next() % 20)))
                                if let wait = await server.arrive() {
                                    try await time.sleep(for: .milliseconds(30))
                                    await scheduler.finish(permit, signals: [.throttled(retryAfter: wait)])
                                    continue
                                }
                                try await time.sleep(for: .milliseconds(300 + Int(generator.next() % 900)))
                                await scheduler.finish(permit)
                                break
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let end = time.now
            let refusals = await server.refusals
            #expect(await server.accepted == count)
            return Outcome(
                makespan: Double(end.components.seconds) + Double(end.components.attoseconds) * 1e-18,
                refusals: refusals)
        }
    }

    @Test func `15,000 installs against the published limit take 1 % more than the floor at most, without a refusal`()
        async throws
    {
        let outcome = try await run(15_000)
        let floor = (15_000.0 - 30) / 30 + 0.35
        print("as published: \(outcome.makespan / floor) of the floor, \(outcome.refusals) refusals")
        #expect(outcome.refusals == 0)
        #expect(outcome.makespan <= floor * 1.01)
    }

    @Test(arguments: [(30.0, 5.0), (30, 10), (20, 20)], [false, true])
    func `a stricter server is met within 3 % and with 0.2 % refusals`(server: (Double, Double), charges: Bool)
        async throws
    {
        let outcome = try await run(15_000, rate: server.0, burst: server.1, charges: charges)
        let floor = (15_000.0 - server.1) / server.0 + 0.35
        print("\(server) charged \(charges): \(outcome.makespan / floor) of the floor, \(outcome.refusals) refusals")
        #expect(outcome.makespan <= floor * 1.03)
        #expect(Double(outcome.refusals) <= 15_000 * 0.002)
    }

    @Test(arguments: [10, 60, 300], [false, true])
    func `a sustained window below the published rate is met within 3 %`(length: Int, charges: Bool) async throws {
        let window = (units: 25 * length, length: Duration.seconds(length))
        // Not a whole number of windows: a single refusal that is charged would then cost a window's wait at the very end.
        let outcome = try await run(14_900, charges: charges, sustained: window)
        // A full window at 30 a second, then a wait for its end, again and again; nothing can be faster.
        let floor = Double(14_900 / window.units * length) + max(0, Double(14_900 % window.units - 30)) / 30 + 0.35
        print(
            "sustained \(length) s charged \(charges): \(outcome.makespan / floor) of the floor, \(outcome.refusals) refusals"
        )
        #expect(outcome.makespan <= floor * 1.03)
        #expect(Double(outcome.refusals) <= 15_000 * 0.002)
    }

    @Test(arguments: [10, 60, 300])
    func `the safe policy is never refused under a sustained window`(length: Int) async throws {
        let window = (units: 25 * length, length: Duration.seconds(length))
        let outcome = try await run(15_000, sustained: window, policy: .safe)
        print("safe \(length) s: \(outcome.makespan) s, \(outcome.refusals) refusals")
        #expect(outcome.refusals == 0)
    }
}
