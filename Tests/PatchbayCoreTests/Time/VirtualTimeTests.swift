import Foundation
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct VirtualTimeTests {
    @Test func `a day passes at once`() async throws {
        let passed = try await VirtualTime.run { time in
            try await time.sleep(for: .seconds(86_400))
            return time.now
        }
        #expect(passed == .seconds(86_400))
    }

    @Test func `the wall clock moves with the other`() async throws {
        let start = Date(timeIntervalSince1970: 1_000_000)
        let date = try await VirtualTime.run(from: start) { time in
            try await time.sleep(for: .milliseconds(1500))
            return time.date
        }
        #expect(date == start + 1.5)
    }

    @Test func `a thousand tasks wake in the order of their waits, and the clock never runs ahead of work`()
        async throws
    {
        let moments = try await VirtualTime.run { time in
            let log = Log<Duration>()
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<1000 {
                    group.addTask {
                        try? await time.sleep(for: .milliseconds((index * 7919) % 1000))
                        await log.add(time.now)
                    }
                }
            }
            return await log.entries
        }
        #expect(moments.count == 1000)
        #expect(moments == moments.sorted())
        #expect(moments.last == .milliseconds(999))
    }

    @Test func `twenty thousand sleepers are no trouble`() async throws {
        let end = try await VirtualTime.run { time in
            // Not in a task group: one of that size takes quadratic time to empty.
            let tasks = (0..<20_000).map { index in
                Spawn.task { try await time.sleep(for: .milliseconds(index * 7919 % 977)) }
            }
            for task in tasks { try await task.value }
            return time.now
        }
        #expect(end == .milliseconds(976))
    }

    @Test func `whoever waits for the same moment wakes in the order of lying down`() async throws {
        let order = try await VirtualTime.run { time in
            let log = Log<Int>()
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        try? await time.sleep(until: .seconds(5))
                        await log.add(index)
                    }
                }
            }
            return await log.entries
        }
        #expect(order == Array(0..<100))
    }

    @Test func `a wait for a moment that has passed ends after what is ready now`() async throws {
        let (order, now) = try await VirtualTime.run { time in
            let log = Log<String>()
            try await time.sleep(for: .seconds(10))
            async let late: Void = log.add("ready")
            try await time.sleep(until: .seconds(3))
            await log.add("slept")
            await late
            return (await log.entries, time.now)
        }
        #expect(order == ["ready", "slept"])
        #expect(now == .seconds(10))
    }

    @Test func `the same seed gives the same trace twice`() async throws {
        func trace(seed: UInt64) async throws -> [String] {
            try await VirtualTime.run { time in
                let log = Log<String>()
                let scheduler = RequestScheduler(
                    ledger: RateLedger(limits: [
                        .graph: [RateGroup(rawValue: "g"): RateLimit([.init(7, per: .seconds(1))], source: "test")]
                    ]),
                    time: time)
                let key = RateKey(service: .graph, account: "a", app: "b", group: RateGroup(rawValue: "g"))
                await withTaskGroup(of: Void.self) { group in
                    for worker in 0..<20 {
                        group.addTask {
                            var generator = SeededGenerator(seed: seed + UInt64(worker))
                            for step in 0..<20 {
                                try? await time.sleep(for: .milliseconds(Int.random(in: 0...300, using: &generator)))
                                let lane = RequestScheduler.Lane.allCases.randomElement(using: &generator) ?? .apply
                                guard let permit = try? await scheduler.admit([KeyedCharge(key)], lane: lane) else {
                                    return
                                }
                                try? await time.sleep(for: .milliseconds(Int.random(in: 0...300, using: &generator)))
                                await scheduler.finish(permit)
                                await log.add("\(time.now) \(worker) \(step)")
                            }
                        }
                    }
                }
                return await log.entries
            }
        }
        let first = try await trace(seed: 5)
        #expect(first.count == 400)
        #expect(try await trace(seed: 5) == first)
        #expect(try await trace(seed: 6) != first)
    }

    @Test func `a cancelled wait ends at once`() async throws {
        let passed = try await VirtualTime.run { time in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await time.sleep(for: .seconds(3600)) }
                group.addTask { try await time.sleep(for: .seconds(1)) }
                try await group.next()
                group.cancelAll()
            }
            return time.now
        }
        #expect(passed == .seconds(1))
    }

    @Test func `a wait in a task that is cancelled already does not begin`() async throws {
        let (passed, isCancelled) = try await VirtualTime.run { time in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                group.cancelAll()
                group.addTask {
                    do {
                        try await time.sleep(for: .seconds(3600))
                        return false
                    } catch {
                        return error is CancellationError
                    }
                }
                let isCancelled = try await group.next()
                return (time.now, isCancelled)
            }
        }
        #expect(passed == .zero)
        #expect(isCancelled == true)
    }

    @Test func `cancelling from outside ends the run, however often and whenever it comes`() async throws {
        for round in 0..<200 {
            let task = Task {
                try await VirtualTime.run { time in
                    while true { try await time.sleep(for: .seconds(1)) }
                }
            }
            for _ in 0..<round % 20 { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func `what the body throws comes out`() async throws {
        await #expect(throws: TransportError(.dns, detail: "x")) {
            try await VirtualTime.run { _ in throw TransportError(.dns, detail: "x") }
        }
    }

    @Test func `a timer that nobody needs any more is cancelled at the end`() async throws {
        let ended = Log<String>()
        try await VirtualTime.run { time in
            _ = Spawn.task {
                do { try await time.sleep(for: .seconds(3600)) } catch { await ended.add("\(type(of: error))") }
            }
            try await time.sleep(for: .seconds(1))
        }
        try await ended.wait(for: 1)
        #expect(await ended.entries == ["CancellationError"])
    }

    @Test func `two tasks that take turns all the time both get to their end`() async throws {
        let turns = try await VirtualTime.run { _ in
            await withTaskGroup(of: Int.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        for _ in 0..<100_000 { await Task.yield() }
                        return 100_000
                    }
                }
                return await group.reduce(0, +)
            }
        }
        #expect(turns == 200_000)
    }
}
