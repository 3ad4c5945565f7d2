public import Foundation
public import PatchbayCore
import Synchronization

/// Runs asynchronous work on a clock that jumps: when everything is waiting, the clock moves to the earliest moment that somebody
/// waits for. A day of presence changes or an hour of installs takes a second, and repeats exactly.
///
/// ```swift
/// let waited = try await VirtualTime.run { time in
///     try await time.sleep(for: .seconds(86_400))
///     return time.now                              // one day, at once
/// }
/// ```
///
/// All of the work, child tasks and actors included, runs on one thread that this makes, one piece after the other. Code that starts
/// unstructured tasks (`Task { }`) leaves that thread, so the clock does not wait for it.
public final class VirtualTime: TaskExecutor, Sendable {
    private struct State {
        var jobs: [UnownedJob] = []
        var nextJob = 0
        var now: Duration = .zero
        var sleepers: [UInt64: (due: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var agenda = Agenda()
        var nextID: UInt64 = 0
        /// The body has returned: nobody lies down any more, and the clock stands still.
        var isClosing = false
        /// The thread is no longer needed.
        var isFinished = false
        /// Whether the thread rests and must be woken.
        var isResting = false
        /// How many pieces of work may still run after the end, so that whoever never ends cannot keep the thread.
        var grace = 100_000
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)
    private let start: Date

    private init(start: Date) { self.start = start }

    /// Runs `body` to its end in virtual time.
    ///
    /// - Parameters:
    ///   - start: the date at the beginning, for servers that speak in dates.
    ///   - body: the work; it gets the time source to hand to everything that waits.
    /// - Throws: what `body` throws.
    public static func run<Value: Sendable>(
        from start: Date = Date(timeIntervalSince1970: 1_800_000_000),
        _ body: @escaping @Sendable (TimeSource) async throws -> Value
    ) async throws -> Value {
        let virtual = VirtualTime(start: start)
        let time = virtual.timeSource
        let thread = Thread { virtual.drive() }
        thread.stackSize = 8 << 20
        thread.start()
        defer { virtual.finish() }
        return try await Spawn.$executor.withValue(virtual) {
            let task = Task(executorPreference: virtual) {
                defer { virtual.close() }
                return try await body(time)
            }
            return try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        }
    }

    /// Takes a piece of work. Called by the runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        wakeUp()
    }

    private func wakeUp() {
        let isResting = state.withLock { state in
            defer { state.isResting = false }
            return state.isResting
        }
        if isResting { signal.signal() }
    }

    private var timeSource: TimeSource {
        TimeSource(Clockwork(owner: self), wall: { self.start + self.now.seconds })
    }

    private var now: Duration { state.withLock { $0.now } }

    /// The body has returned. Whoever still waits (a timer that nobody needs any more) is cancelled and may tidy up.
    private func close() {
        let left = state.withLock { state in
            state.isClosing = true
            let left = state.sleepers.sorted { $0.key < $1.key }.map(\.value.continuation)
            state.sleepers = [:]
            return left
        }
        for continuation in left { continuation.resume(throwing: CancellationError()) }
    }

    /// Ends the thread as soon as nothing is left to run.
    private func finish() {
        state.withLock { $0.isFinished = true }
        wakeUp()
    }

    private enum Step {
        case run(UnownedJob)
        case wake([CheckedContinuation<Void, any Error>])
        case wait
        case end
    }

    /// The thread's life: run what is ready; when nothing is, move the clock to the next moment that somebody waits for.
    private func drive() {
        while true {
            let step: Step = state.withLock { state in
                if state.nextJob < state.jobs.count, state.grace > 0 {
                    let job = state.jobs[state.nextJob]
                    state.nextJob += 1
                    if state.isClosing { state.grace -= 1 }
                    if state.nextJob == state.jobs.count || state.nextJob > 4096 {
                        // Also where there is always one more piece of work, as between two tasks that take turns.
                        state.jobs.removeFirst(state.nextJob)
                        state.nextJob = 0
                    }
                    return .run(job)
                }
                if state.isFinished { return .end }
                guard let due = state.agenda.first(where: { state.sleepers[$0] != nil }) else {
                    state.isResting = true
                    return .wait
                }
                state.now = max(state.now, due)
                var woken: [CheckedContinuation<Void, any Error>] = []
                for id in state.agenda.popAll(through: state.now) {
                    if let sleeper = state.sleepers.removeValue(forKey: id) { woken.append(sleeper.continuation) }
                }
                return .wake(woken)
            }
            switch step {
            case .run(let job): unsafe job.runSynchronously(on: asUnownedTaskExecutor())
            case .wake(let continuations): for continuation in continuations { continuation.resume() }
            case .wait: signal.wait()
            case .end: return
            }
        }
    }

    fileprivate func sleep(until due: Duration) async throws {
        try Task.checkCancellation()
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isClosing { return true }
                    state.sleepers[id] = (due, continuation)
                    state.agenda.add(id, due: due)
                    return false
                }
                if isOver { continuation.resume(throwing: CancellationError()) }
                wakeUp()
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

    /// The clock that the work sees.
    private struct Clockwork: Clock {
        struct Instant: InstantProtocol {
            let offset: Duration
            func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
            func duration(to other: Instant) -> Duration { other.offset - offset }
            static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
        }

        let owner: VirtualTime
        var now: Instant { Instant(offset: owner.now) }
        var minimumResolution: Duration { .nanoseconds(1) }
        func sleep(until deadline: Instant, tolerance: Duration?) async throws {
            try await owner.sleep(until: deadline.offset)
        }
    }
}

/// Who waits until when; first come first served at the same moment.
private struct Agenda {
    private struct Entry: Comparable {
        let due: Duration
        let id: UInt64

        static func < (a: Entry, b: Entry) -> Bool { (a.due, a.id) < (b.due, b.id) }
    }

    private var heap = Heap<Entry>()

    mutating func add(_ id: UInt64, due: Duration) { heap.push(Entry(due: due, id: id)) }

    /// The earliest moment of somebody who still waits; those who gave up are dropped on the way.
    mutating func first(where isWaiting: (UInt64) -> Bool) -> Duration? {
        while let top = heap.first {
            if isWaiting(top.id) { return top.due }
            _ = heap.pop()
        }
        return nil
    }

    mutating func popAll(through moment: Duration) -> [UInt64] {
        var ids: [UInt64] = []
        while let top = heap.first, top.due <= moment {
            ids.append(top.id)
            _ = heap.pop()
        }
        return ids
    }
}
