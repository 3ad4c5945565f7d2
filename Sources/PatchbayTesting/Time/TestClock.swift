public import Foundation
public import PatchbayCore
import Synchronization

/// A clock that moves only when the test says so. For tests of one wait; for whole flows see ``VirtualTime``.
///
/// ```swift
/// let clock = TestClock()
/// async let result = something(time: clock.timeSource)
/// await clock.sleepers(atLeast: 1)      // the fact that somebody waits, never real time
/// clock.advance(by: .seconds(10))
/// ```
public final class TestClock: Clock, Sendable {
    /// A moment of this clock.
    public struct Instant: InstantProtocol {
        /// Time since the clock was made.
        public let offset: Duration
        /// A later moment.
        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        /// The time between two moments.
        public func duration(to other: Instant) -> Duration { other.offset - offset }
        /// Earlier first.
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now: Duration = .zero
        var nextID: UInt64 = 0
        var sleepers: [UInt64: (due: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let start: Date

    /// Makes a clock; `start` is the date it shows at first.
    public init(start: Date = Date(timeIntervalSince1970: 1_800_000_000)) { self.start = start }

    /// The moment now.
    public var now: Instant { Instant(offset: state.withLock { $0.now }) }
    /// A nanosecond.
    public var minimumResolution: Duration { .nanoseconds(1) }
    /// This clock as a time source.
    public var timeSource: TimeSource { TimeSource(self, wall: { self.start + self.now.offset.inSeconds }) }
    /// How many wait now.
    public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Waits until the test has moved the clock that far.
    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: (isDue: Bool, watchers: [CheckedContinuation<Void, Never>]) = state.withLock { state in
                    if deadline.offset <= state.now { return (true, []) }
                    state.sleepers[id] = (deadline.offset, continuation)
                    let ready = state.watchers.filter { $0.count <= state.sleepers.count }
                    state.watchers.removeAll { $0.count <= state.sleepers.count }
                    return (false, ready.map(\.continuation))
                }
                if result.isDue { continuation.resume() }
                for watcher in result.watchers { watcher.resume() }
                // Asked only now: a cancellation from another thread that came too early to find the sleeper is seen here.
                if Task.isCancelled { giveUp(id) }
            }
        } onCancel: {
            giveUp(id)
        }
    }

    private func giveUp(_ id: UInt64) {
        let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
        sleeper?.continuation.resume(throwing: CancellationError())
    }

    /// Moves the clock and wakes everybody whose time has come, earliest first; at the same moment, first come first.
    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.value.due <= state.now }
                .sorted { ($0.value.due, $0.key) < ($1.value.due, $1.key) }
            for sleeper in due { state.sleepers[sleeper.key] = nil }
            return due.map(\.value.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    /// Returns when at least so many wait.
    public func sleepers(atLeast count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.sleepers.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        let (whole, attoseconds) = components
        return Double(whole) + Double(attoseconds) * 1e-18
    }
}
