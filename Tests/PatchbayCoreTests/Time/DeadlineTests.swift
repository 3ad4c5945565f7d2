import PatchbayCore
import PatchbayTesting
import Testing

@Suite(.timeLimit(.minutes(15))) struct DeadlineTests {
    @Test func `work within its limit keeps its value, and the clock is not run down`() async throws {
        try await VirtualTime.run { time in
            let value = try await withDeadline(.seconds(10), time: time) {
                try await time.sleep(for: .seconds(9))
                return 42
            }
            #expect(value == 42)
            #expect(time.now == .seconds(9))
        }
    }

    @Test func `work over its limit is cancelled and told of`() async throws {
        try await VirtualTime.run { time in
            let log = Log<String>()
            let error = await #expect(throws: TransportError.self) {
                try await withDeadline(.seconds(10), time: time) {
                    do {
                        try await time.sleep(for: .seconds(3600))
                    } catch {
                        await log.add("\(type(of: error))")
                        throw error
                    }
                }
            }
            #expect(error?.kind == .timedOut)
            #expect(time.now == .seconds(10))
            #expect(await log.entries == ["CancellationError"])
        }
    }

    @Test func `an error of the work is the work's own`() async throws {
        try await VirtualTime.run { time in
            await #expect(throws: ConfigurationError.self) {
                try await withDeadline(.seconds(10), time: time) { () -> Void in
                    throw ConfigurationError("wrong", remedy: "right")
                }
            }
            #expect(time.now == .zero)
        }
    }

    @Test func `the caller's cancellation is a cancellation, not a limit`() async throws {
        try await VirtualTime.run { time in
            let task = Spawn.task {
                try await withDeadline(.seconds(10), time: time) { try await time.sleep(for: .seconds(3600)) }
            }
            try await time.sleep(for: .seconds(1))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(time.now == .seconds(1))
        }
    }

    @Test func `each of many pieces of work has its own limit, whatever order they begin in`() async throws {
        try await VirtualTime.run { time in
            let deadlines = Deadlines(time: time)
            let log = Log<String>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for limit in [30, 10, 20, 10] {
                    group.addTask {
                        let error = await #expect(throws: TransportError.self) {
                            try await deadlines.run(.seconds(limit)) { try await time.sleep(for: .seconds(3600)) }
                        }
                        #expect(error?.kind == .timedOut)
                        #expect(time.now == .seconds(limit))
                        await log.add("\(limit)")
                    }
                }
                while try await group.next() != nil {}
            }
            #expect(await log.entries == ["10", "10", "20", "30"])
        }
    }

    @Test func `what ends in time leaves the limits of others alone`() async throws {
        try await VirtualTime.run { time in
            let deadlines = Deadlines(time: time)
            for _ in 0..<100 {
                try await deadlines.run(.seconds(10)) { try await time.sleep(for: .seconds(1)) }
            }
            #expect(time.now == .seconds(100))
            await #expect(throws: TransportError.self) {
                try await deadlines.run(.seconds(10)) { try await time.sleep(for: .seconds(11)) }
            }
            #expect(time.now == .seconds(110))
        }
    }

    @Test func `a value that comes when the time is up comes too late`() async throws {
        try await VirtualTime.run { time in
            let error = await #expect(throws: TransportError.self) {
                try await withDeadline(.seconds(10), time: time) {
                    try? await time.sleep(for: .seconds(3600))
                    return "done"
                }
            }
            #expect(error?.kind == .timedOut)
            #expect(time.now == .seconds(10))
        }
    }

    @Test func `nothing is begun for a caller who is cancelled already`() async throws {
        try await VirtualTime.run { time in
            let log = Log<String>()
            let task = Spawn.task {
                try? await time.sleep(for: .seconds(3600))
                try await withDeadline(.seconds(10), time: time) { await log.add("begun") }
            }
            try await time.sleep(for: .seconds(1))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(await log.entries == [])
        }
    }
}
