import Foundation
import PatchbayCore
import PatchbayTesting
import Testing

@Suite(.timeLimit(.minutes(15))) struct TestClockTests {
    @Test func `a wait ends when the test has moved the clock that far`() async throws {
        let clock = TestClock()
        let time = clock.timeSource
        async let woken: Duration = {
            try await time.sleep(for: .seconds(10))
            return time.now
        }()
        await clock.sleepers(atLeast: 1)
        clock.advance(by: .seconds(9))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(1))
        #expect(try await woken == .seconds(10))
        #expect(clock.sleeperCount == 0)
    }

    @Test func `the wall clock moves with it`() {
        let clock = TestClock(start: Date(timeIntervalSince1970: 100))
        let time = clock.timeSource
        clock.advance(by: .milliseconds(2500))
        #expect(time.date == Date(timeIntervalSince1970: 102.5))
        #expect(time.now == .milliseconds(2500))
        #expect(clock.now.offset == .milliseconds(2500))
    }

    @Test func `a moment that has passed is not waited for`() async throws {
        let clock = TestClock()
        clock.advance(by: .seconds(5))
        try await clock.timeSource.sleep(until: .seconds(-1))
        try await clock.sleep(until: clock.now.advanced(by: .seconds(-1)), tolerance: nil)
    }

    @Test func `a cancelled wait ends at once, and the others go on`() async throws {
        let clock = TestClock()
        let time = clock.timeSource
        let first = Task { try await time.sleep(for: .seconds(1)) }
        let second = Task { try await time.sleep(for: .seconds(1)) }
        await clock.sleepers(atLeast: 2)
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(1))
        try await second.value
    }

    @Test func `a cancellation is never missed, whenever it comes`() async throws {
        let clock = TestClock()
        let time = clock.timeSource
        for round in 0..<500 {
            let task = Task.detached { try await time.sleep(for: .seconds(1)) }
            for _ in 0..<round % 5 { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        #expect(clock.sleeperCount == 0)
    }
}
