import Synchronization

/// Holds the time limits of any number of pieces of work with one timer.
///
/// URLSession on Linux rounds its limits to whole seconds and forgets about the body, and other transports stop counting once the header
/// fields have arrived; this counts everything, waits included. Nearly all work ends long before its limit, so the common path costs a
/// task and an entry, and no timer of its own.
package final class Deadlines: Sendable {
    private struct Appointment: Comparable {
        let due: Duration
        let id: UInt64

        static func < (left: Self, right: Self) -> Bool { (left.due, left.id) < (right.due, right.id) }
    }

    private struct State {
        /// Entries of work that has ended are dropped when their time comes.
        var agenda = Heap<Appointment>()
        /// How to cancel what is still going on.
        var running: [UInt64: @Sendable () -> Void] = [:]
        var nextID: UInt64 = 0
        var alarm: (due: Duration, task: Task<Void, any Error>)?
    }

    private let time: TimeSource
    private let state = Mutex(State())

    package init(time: TimeSource) { self.time = time }

    deinit { state.withLock { $0.alarm?.task.cancel() } }

    /// Runs work with a time limit.
    ///
    /// - Throws: what `work` throws; ``TransportError`` of kind `timedOut` when the time was up, once `work` was cancelled and has ended,
    ///   whatever it came to; `CancellationError`, and `work` is not begun, if the caller is cancelled already.
    package func run<Value: Sendable>(
        _ limit: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        let task = Spawn.immediate(work)
        let id = begin(until: time.now + limit) { task.cancel() }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        guard end(id) else {
            throw TransportError(.timedOut, detail: "no whole answer within \(limit)")
        }
        return try result.get()
    }

    private func begin(until due: Duration, cancel: @escaping @Sendable () -> Void) -> UInt64 {
        state.withLock { state in
            state.nextID += 1
            state.running[state.nextID] = cancel
            state.agenda.push(Appointment(due: due, id: state.nextID))
            setAlarm(&state)
            return state.nextID
        }
    }

    /// - Returns: whether the work ended before its time was up.
    private func end(_ id: UInt64) -> Bool {
        state.withLock { $0.running.removeValue(forKey: id) != nil }
    }

    /// The timer for what is due first. An earlier one than necessary is kept: it finds nothing to do and sets the next.
    private func setAlarm(_ state: inout State) {
        guard let due = state.agenda.first?.due, state.alarm.map({ due < $0.due }) ?? true else { return }
        state.alarm?.task.cancel()
        state.alarm = (
            due,
            Spawn.task { [weak self, time] in
                try await time.sleep(until: due)
                self?.ring(due)
            }
        )
    }

    private func ring(_ due: Duration) {
        let late = state.withLock { state in
            guard state.alarm?.due == due else { return [@Sendable () -> Void]() }
            state.alarm = nil
            var late: [@Sendable () -> Void] = []
            let now = time.now
            while let next = state.agenda.first {
                let cancel = state.running[next.id]
                guard cancel == nil || next.due <= now else { break }
                _ = state.agenda.pop()
                if let cancel {
                    state.running[next.id] = nil
                    late.append(cancel)
                }
            }
            setAlarm(&state)
            return late
        }
        for cancel in late { cancel() }
    }
}

/// Runs one piece of work with a time limit of our own; see ``Deadlines/run(_:_:)``.
package func withDeadline<Value: Sendable>(
    _ limit: Duration?, time: TimeSource, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    guard let limit else { return try await work() }
    return try await Deadlines(time: time).run(limit, work)
}
