import PatchbayCore
import PatchbayTesting
import Testing

@Suite(.timeLimit(.minutes(15))) struct RequestSchedulerTests {
    private static let group = RateGroup(rawValue: "a")
    private static let other = RateGroup(rawValue: "b")
    private static let key = RateKey(service: .graph, account: "t", app: "x", group: group)
    private static let otherKey = RateKey(service: .graph, account: "t", app: "x", group: other)
    private static let charge = [KeyedCharge(key)]

    /// One a second, none at once.
    private static let slow = RateLimit([.init(1, per: .seconds(1))], burst: 1, source: "test")

    private static func scheduler(
        _ time: TimeSource, _ limit: RateLimit = slow, other: RateLimit = slow, capacity: Int = 100_000
    ) -> RequestScheduler {
        RequestScheduler(
            ledger: RateLedger(limits: [.graph: [group: limit, Self.other: other]]), time: time, capacity: capacity)
    }

    // MARK: Order

    @Test func `first come, first served`() async throws {
        let order = try await VirtualTime.run { time in
            let scheduler = Self.scheduler(time)
            let log = Log<Int>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        let permit = try await scheduler.admit(Self.charge, lane: .apply)
                        await log.add(index)
                        await scheduler.finish(permit)
                    }
                }
                try await group.waitForAll()
            }
            return await log.entries
        }
        #expect(order == Array(0..<200))
    }

    @Test func `the more urgent lane goes first, whatever waits`() async throws {
        let order = try await VirtualTime.run { time in
            let scheduler = Self.scheduler(time)
            let log = Log<String>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (delay, lane) in [
                    (0, RequestScheduler.Lane.sweep), (1, .sweep), (2, .apply), (3, .interactive), (2500, .interactive),
                ] {
                    group.addTask {
                        try await time.sleep(for: .milliseconds(delay))
                        let permit = try await scheduler.admit(Self.charge, lane: lane)
                        await log.add("\(lane) \(permit.sentAt.components.seconds)")
                        await scheduler.finish(permit)
                    }
                }
                try await group.waitForAll()
            }
            return await log.entries
        }
        #expect(order == ["sweep 0", "interactive 1", "apply 2", "interactive 3", "sweep 4"])
    }

    @Test func `a permit says when it was given and how long that took`() async throws {
        try await VirtualTime.run { time in
            let scheduler = Self.scheduler(time)
            try await time.sleep(for: .seconds(10))
            let first = try await scheduler.admit(Self.charge, lane: .apply)
            #expect(first.sentAt == .seconds(10))
            #expect(first.waited == .zero)
            try await time.sleep(for: .milliseconds(300))
            let second = try await scheduler.admit(Self.charge, lane: .apply)
            #expect(second.sentAt == .seconds(11))
            #expect(second.waited == .milliseconds(700))
        }
    }

    @Test func `a call without charges never waits`() async throws {
        try await VirtualTime.run { time in
            let scheduler = Self.scheduler(time)
            for _ in 0..<100 { await scheduler.finish(try await scheduler.admit([], lane: .sweep)) }
            #expect(time.now == .zero)
        }
    }

    @Test func `two kinds of call with a limit in common are served in turn, by lane and age`() async throws {
        let order = try await VirtualTime.run { time in
            let scheduler = Self.scheduler(time, other: .unlimited)
            let log = Log<String>()
            let both = [KeyedCharge(Self.key), KeyedCharge(Self.otherKey)]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<20 {
                    group.addTask {
                        try await time.sleep(for: .milliseconds(index))
                        let charges = index % 2 == 0 ? Self.charge : both
                        let permit = try await scheduler.admit(charges, lane: index == 19 ? .interactive : .apply)
                        await log.add("\(index)")
                        await scheduler.finish(permit)
                    }
                }
                try await group.waitForAll()
            }
            return await log.entries
        }
        #expect(order == ["0", "19"] + (1..<19).map { "\($0)" })
    }

    @Test func `a large charge is not starved by small ones`() async throws {
        let moment = try await VirtualTime.run { time in
            let scheduler = Self.scheduler(
                time, RateLimit([.init(20, per: .seconds(10))], isSpaced: false, source: "test"))
            return try await withThrowingTaskGroup(of: Duration?.self) { group in
                // Small ones come for as long as the large one waits, and some take what is free at first.
                for index in 0..<400 {
                    group.addTask {
                        try await time.sleep(for: .milliseconds(index * 100))
                        await scheduler.finish(try await scheduler.admit(Self.charge, lane: .apply))
                        return nil
                    }
                }
                group.addTask {
                    try await time.sleep(for: .milliseconds(1550))
                    let permit = try await scheduler.admit([KeyedCharge(Self.key, units: 20)], lane: .apply)
                    await scheduler.finish(permit)
                    return permit.sentAt
                }
                return try await group.reduce(nil) { $0 ?? $1 }
            }
        }
        // As soon as the window is empty of the sixteen that came before it.
        #expect(moment == .milliseconds(11_500))
    }

    @Test func `whoever waits for one limit lends the other, but is not made later`() async throws {
        let (loan, end) = try await VirtualTime.run { time in
            // One every ten seconds, and thirty a second.
            let scheduler = Self.scheduler(
                time, RateLimit([.init(1, per: .seconds(10))], burst: 1, source: "test"),
                other: RateLimit([.init(30, per: .seconds(1))], burst: 1, source: "test"))
            let both = [KeyedCharge(Self.key), KeyedCharge(Self.otherKey)]
            let log = Log<Duration>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        let permit = try await scheduler.admit(both, lane: .apply)
                        await log.add(permit.sentAt)
                        await scheduler.finish(permit)
                    }
                }
                for _ in 0..<2600 {
                    group.addTask {
                        try await time.sleep(for: .milliseconds(1))
                        await scheduler.finish(try await scheduler.admit([KeyedCharge(Self.otherKey)], lane: .apply))
                    }
                }
                try await group.waitForAll()
            }
            return (await log.entries, time.now)
        }
        #expect(loan == (0..<10).map { .seconds($0 * 10) })
        // Ten and 2600 at thirty a second: the fast limit was used to the full meanwhile.
        #expect(end.seconds < 2610.0 / 30 + 10)
    }

    @Test func `a group that pauses holds up no call that does not need it`() async throws {
        try await VirtualTime.run { time in
            let scheduler = Self.scheduler(time)
            let permit = try await scheduler.admit(Self.charge, lane: .apply)
            await scheduler.finish(permit, signals: [.throttled(retryAfter: .seconds(600))])
            let both = Spawn.task {
                try await scheduler.admit([KeyedCharge(Self.key), KeyedCharge(Self.otherKey)], lane: .apply)
            }
            try await time.sleep(for: .seconds(1))
            for _ in 0..<50 {
                await scheduler.finish(try await scheduler.admit([KeyedCharge(Self.otherKey)], lane: .apply))
            }
            #expect(time.now < .seconds(60))
            let moment = try await both.value.sentAt
            #expect(moment >= .seconds(600))
        }
    }

    // MARK: Pauses

    @Test func `a pause is shared by all, and nothing is sent in it`() async throws {
        let sent = try await VirtualTime.run { time in
            let scheduler = Self.scheduler(time, RateLimit([.init(30, per: .seconds(1))], source: "test"))
            let log = Log<Duration>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<300 {
                    group.addTask {
                        let permit = try await scheduler.admit(Self.charge, lane: .apply)
                        await log.add(permit.sentAt)
                        try await time.sleep(for: .milliseconds(100))
                        await scheduler.finish(
                            permit, signals: index == 60 ? [.throttled(retryAfter: .seconds(20))] : [])
                    }
                }
                try await group.waitForAll()
            }
            return await log.entries
        }
        let refused = sent[60] + .milliseconds(100)
        #expect(!sent.contains { $0 > refused && $0 < refused + .seconds(20) })
        #expect(sent.contains { $0 >= refused + .seconds(20) })
    }

    @Test func `a signal about a batch's item pauses everybody too`() async throws {
        try await VirtualTime.run { time in
            let scheduler = Self.scheduler(time, RateLimit([.init(30, per: .seconds(1))], source: "test"))
            await scheduler.observe(.throttled(retryAfter: .seconds(30)), of: Self.key, sentAt: .zero)
            let moment = try await scheduler.admit(Self.charge, lane: .interactive).sentAt
            #expect(moment >= .seconds(30))
        }
    }

    @Test func `a pause longer than anybody should sit through is reported, to those who wait and those who come`()
        async throws
    {
        try await VirtualTime.run { time in
            let scheduler = Self.scheduler(time)
            let permit = try await scheduler.admit(Self.charge, lane: .apply)
            let waiting = (0..<3).map { _ in Spawn.task { try await scheduler.admit(Self.charge, lane: .apply) } }
            try await time.sleep(for: .milliseconds(100))
            await scheduler.finish(permit, signals: [.throttled(retryAfter: .seconds(7200))])
            for task in waiting {
                let error = await #expect(throws: ServiceError.self) { try await task.value }
                #expect(error?.category == .throttled)
                #expect((error?.retryAfter ?? .zero) > .seconds(7100))
            }
            await #expect(throws: ServiceError.self) { try await scheduler.admit(Self.charge, lane: .apply) }
            #expect(time.now == .milliseconds(100))
            #expect(await scheduler.queueDepth == 0)
            // When most of it is over it is waited for.
            try await time.sleep(until: .seconds(7000))
            let moment = try await scheduler.admit(Self.charge, lane: .apply).sentAt
            #expect(moment >= .seconds(7200))
        }
    }

    // MARK: Giving up

    @Test func `one that gives up leaves at once, and the others keep their places`() async throws {
        let (order, left) = try await VirtualTime.run { time in
            let scheduler = Self.scheduler(time)
            let log = Log<Int>()
            let left = Log<Duration>()
            let tasks = (0..<10).map { index in
                Spawn.task {
                    do {
                        let permit = try await scheduler.admit(Self.charge, lane: .apply)
                        await log.add(index)
                        await scheduler.finish(permit)
                    } catch is CancellationError {
                        await left.add(time.now)
                    }
                }
            }
            try await time.sleep(for: .milliseconds(1500))
            for index in [2, 5, 9] { tasks[index].cancel() }
            for task in tasks { try await task.value }
            #expect(await scheduler.queueDepth == 0)
            return (await log.entries, await left.entries)
        }
        #expect(order == [0, 1, 3, 4, 6, 7, 8])
        #expect(left == [.milliseconds(1500), .milliseconds(1500), .milliseconds(1500)])
    }

    @Test func `whoever stood behind one that gave up goes as soon as it fits`() async throws {
        try await VirtualTime.run { time in
            let scheduler = Self.scheduler(
                time, RateLimit([.init(10, per: .seconds(60))], isSpaced: false, source: "test"))
            _ = try await scheduler.admit([KeyedCharge(Self.key, units: 5)], lane: .apply)
            let large = Spawn.task { try await scheduler.admit([KeyedCharge(Self.key, units: 10)], lane: .apply) }
            let small = Spawn.task { try await scheduler.admit(Self.charge, lane: .apply) }
            try await time.sleep(for: .seconds(5))
            large.cancel()
            let moment = try await small.value.sentAt
            #expect(moment == .seconds(5))
        }
    }

    @Test func `who is cancelled already is not let in`() async throws {
        try await VirtualTime.run { time in
            let scheduler = Self.scheduler(time)
            await withTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        try await scheduler.admit(Self.charge, lane: .apply)
                    }
                }
            }
            // Nothing was booked for it.
            let moment = try await scheduler.admit(Self.charge, lane: .apply).waited
            #expect(moment == .zero)
        }
    }

    @Test func `one more than the capacity is refused at once`() async throws {
        try await VirtualTime.run { time in
            let scheduler = Self.scheduler(time, capacity: 3)
            _ = try await scheduler.admit(Self.charge, lane: .apply)
            let waiting = (0..<3).map { _ in Spawn.task { try await scheduler.admit(Self.charge, lane: .apply) } }
            try await time.sleep(for: .milliseconds(1))
            #expect(await scheduler.queueDepth == 3)
            await #expect(throws: ConfigurationError.self) {
                try await scheduler.admit(Self.charge, lane: .interactive)
            }
            // Room again as soon as one leaves.
            waiting[0].cancel()
            try await time.sleep(for: .milliseconds(1))
            let late = Spawn.task { try await scheduler.admit(Self.charge, lane: .interactive) }
            let moment = try await late.value.sentAt
            #expect(moment == .seconds(1))
            for task in waiting { task.cancel() }
        }
    }

    // MARK: Many

    @Test func `a hundred thousand waiters, half of whom give up, are no trouble`() async throws {
        let (served, end) = try await VirtualTime.run { time in
            let scheduler = Self.scheduler(
                time, RateLimit([.init(1_000_000, per: .seconds(1))], burst: 1_000_000, isSpaced: false, source: "test")
            )
            await scheduler.observe(.throttled(retryAfter: .seconds(60)), of: Self.key, sentAt: .zero)
            let tasks = (0..<100_000).map { _ in
                Spawn.task { await scheduler.finish(try await scheduler.admit(Self.charge, lane: .apply)) }
            }
            try await time.sleep(for: .seconds(1))
            #expect(await scheduler.queueDepth == 100_000)
            // From the end to the front: the worst order for a queue that searches.
            for task in tasks.reversed().enumerated() where task.offset.isMultiple(of: 2) { task.element.cancel() }
            var served = 0
            for task in tasks {
                do {
                    try await task.value
                    served += 1
                } catch is CancellationError {}
            }
            return (served, time.now)
        }
        #expect(served == 50_000)
        #expect(end == .seconds(60))
    }

    @Test func `thousands of keys do not slow each other down`() async throws {
        let end = try await VirtualTime.run { time in
            let scheduler = Self.scheduler(time)
            let tasks = (0..<3000).flatMap { tenant in
                let key = RateKey(service: .graph, account: "\(tenant)", app: "x", group: Self.group)
                return (0..<3).map { _ in
                    Spawn.task { await scheduler.finish(try await scheduler.admit([KeyedCharge(key)], lane: .apply)) }
                }
            }
            for task in tasks { try await task.value }
            return time.now
        }
        #expect(end == .seconds(2))
    }

    @Test func `whoever comes and goes for an hour of pause leaves nothing behind`() async throws {
        try await VirtualTime.run { time in
            let scheduler = RequestScheduler(
                ledger: RateLedger(limits: [.graph: [Self.group: Self.slow]]), time: time,
                longestPause: .seconds(10_000))
            await scheduler.observe(.throttled(retryAfter: .seconds(3600)), of: Self.key, sentAt: .zero)
            let first = Spawn.task { try await scheduler.admit(Self.charge, lane: .apply) }
            for _ in 0..<5000 {
                let task = Spawn.task { try await scheduler.admit(Self.charge, lane: .apply) }
                try await time.sleep(for: .milliseconds(100))
                task.cancel()
            }
            try await time.sleep(for: .milliseconds(1))
            #expect(await scheduler.queueDepth == 1)
            #expect(await scheduler.size < 200)
            let moment = try await first.value.sentAt
            #expect(moment >= .seconds(3600))
        }
    }

    @Test func `on real threads every request gets its permit, and the limit holds`() async throws {
        let limit = RateLimit(
            [.init(50, per: .milliseconds(100))], burst: 50, isSpaced: false, isStrict: true, source: "test")
        let time = TimeSource.system
        let scheduler = Self.scheduler(time, limit)
        let sent = try await withThrowingTaskGroup(of: Duration?.self) { group in
            for index in 0..<300 {
                group.addTask {
                    let task = Task { try await scheduler.admit(Self.charge, lane: .apply) }
                    if index % 7 == 0 { task.cancel() }
                    do {
                        let permit = try await task.value
                        await scheduler.finish(permit)
                        return permit.sentAt
                    } catch is CancellationError {
                        #expect(index % 7 == 0)
                        return nil
                    }
                }
            }
            return try await group.reduce(into: [Duration]()) { if let moment = $1 { $0.append(moment) } }
        }
        #expect(sent.count >= 300 - 43)
        #expect(RateLedgerTests.most(sent.sorted().map { ($0, 1) }, in: .milliseconds(100)) <= 50)
        #expect(await scheduler.queueDepth == 0)
    }
}
