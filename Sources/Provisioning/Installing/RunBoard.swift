import GraphClient
import PatchbayCore

/// Hands out a run's work and keeps count. An actor around plain queues: lookups come before writes for the users of whom something is
/// known, read-backs follow writes, in batches.
actor RunBoard {
    /// A piece of work.
    enum Work: Sendable {
        /// Look up whether these users have the app, before anything is sent.
        case lookUp([InstallPlan.Step])
        /// Send the write.
        case write(InstallPlan.Step, Installation?)
        /// Read back what was written.
        case verify([Pending])
    }

    /// A write that has not been seen yet.
    struct Pending: Sendable {
        let step: InstallPlan.Step
        let kind: InstallOutcome.Kind
        let writtenAt: Duration
        var looks = 0
        /// How long after the write the first look was.
        var firstLookAfter = Duration.zero
        var due: Duration
    }

    /// How many batches are read back at a time: enough to use the limit for reads, few enough to be full, and the other workers
    /// keep on writing.
    static let readers = 6

    private let batchSize: Int
    private let time: TimeSource
    private let stop: StopSignal?
    private var lookups: [InstallPlan.Step]
    private var writes: [(InstallPlan.Step, Installation?)]
    private var nextLookup = 0
    private var nextWrite = 0
    private var pending: [Pending]
    private var underWay = 0
    private var verifying = 0
    private var delay = ReadBackDelay()
    private var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    private var nextID: UInt64 = 0
    private(set) var fault: RunStop?
    private(set) var wasStopped = false
    private(set) var finished = 0
    private var uncertain = 0

    init(
        lookups: [InstallPlan.Step], writes: [InstallPlan.Step], pending: [Pending],
        batchSize: Int, time: TimeSource, stop: StopSignal?
    ) {
        self.lookups = lookups
        self.writes = writes.map { ($0, nil) }
        self.pending = pending
        self.batchSize = batchSize
        self.time = time
        self.stop = stop
    }

    /// Writes that are still to be sent, as far as is known.
    var remainingWrites: Int { writes.count - nextWrite }

    /// Writes that were sent and not seen yet.
    var unseen: Int { pending.count }

    /// The next piece of work, when there is one; `nil` when there will be none.
    ///
    /// - Throws: `CancellationError`.
    func next() async throws -> Work? {
        while true {
            try Task.checkCancellation()
            if fault != nil || isStopping {
                wakeAll()
                return nil
            }
            if let work = take() {
                underWay += 1
                return work
            }
            if underWay == 0 {
                guard let due = pending.map(\.due).min() else {
                    wakeAll()
                    return nil
                }
                try await time.sleep(until: due)
                continue
            }
            await change()
        }
    }

    /// A lookup is done: who needs a write goes on, the others are finished.
    func lookedUp(toWrite: [(InstallPlan.Step, Installation?)], finished count: Int) {
        writes += toWrite
        finish(count)
    }

    /// A write is done and waits to be seen.
    func wrote(_ step: InstallPlan.Step, _ kind: InstallOutcome.Kind) {
        uncertain = 0
        let now = time.now
        pending.append(Pending(step: step, kind: kind, writtenAt: now, due: now + delay.current))
        finish(0)
    }

    /// Steps are finished, one way or the other.
    func finish(_ count: Int) {
        finished += count
        underWay -= 1
        wakeAll()
    }

    /// A step failed for a reason that may be everybody's; twenty in a row are one fault, not twenty.
    func finishUncertain(_ stop: RunStop) {
        uncertain += 1
        if uncertain >= 20 { fault = fault ?? stop }
        finish(1)
    }

    /// A batch was looked at: some are finished, the others are looked at again later.
    func lookedBack(_ batch: [Pending], again: [Pending], finished count: Int) {
        if let age = again.filter({ $0.looks == 1 }).map(\.firstLookAfter).max() {
            delay.missed(after: age)
        } else if batch.contains(where: { $0.looks == 0 }) {
            delay.seen()
        }
        pending += again
        verifying -= 1
        finish(count)
    }

    /// Nothing more is begun.
    func halt(_ stop: RunStop) {
        fault = fault ?? stop
        finish(0)
    }

    private var isStopping: Bool {
        if stop?.isRequested == true { wasStopped = true }
        return wasStopped
    }

    private func take() -> Work? {
        let now = time.now
        if pending.count >= batchSize, verifying < Self.readers,
            let batch = takePending(now, atLeast: batchSize)
        {
            return .verify(batch)
        }
        if nextWrite < writes.count {
            defer { nextWrite += 1 }
            return .write(writes[nextWrite].0, writes[nextWrite].1)
        }
        if nextLookup < lookups.count {
            let end = min(nextLookup + batchSize, lookups.count)
            defer { nextLookup = end }
            return .lookUp(Array(lookups[nextLookup..<end]))
        }
        guard verifying < Self.readers else { return nil }
        return takePending(now, atLeast: 1).map { .verify($0) }
    }

    private func takePending(_ now: Duration, atLeast least: Int) -> [Pending]? {
        var ready: [Pending] = []
        var rest: [Pending] = []
        for entry in pending {
            if entry.due <= now, ready.count < batchSize { ready.append(entry) } else { rest.append(entry) }
        }
        guard ready.count >= least else { return nil }
        pending = rest
        verifying += 1
        return ready
    }

    private func change() async {
        nextID += 1
        let id = nextID
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { continuation.resume() } else { waiters[id] = continuation }
            }
        } onCancel: {
            _ = Spawn.task { await self.wake(id) }
        }
    }

    private func wake(_ id: UInt64) { waiters.removeValue(forKey: id)?.resume() }

    private func wakeAll() {
        for waiter in waiters.values { waiter.resume() }
        waiters = [:]
    }
}
