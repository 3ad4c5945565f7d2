import PatchbayCore

/// Turns the board's counts into progress with a time left, a few times a second at most. The time left comes from the ledger that
/// paces the requests, run ahead in simulated time with everything it has learned.
actor ProgressMeter {
    private let total: Int
    private let writing: [KeyedCharge]
    private let reading: [KeyedCharge]
    private let verifies: Bool
    private let scheduler: RequestScheduler
    private let time: TimeSource
    private let emit: RunSink<InstallOutcome>
    private let already: Int
    private var lastAt: Duration?
    private var last: RunProgress?

    init(
        total: Int, already: Int, writing: [KeyedCharge], reading: [KeyedCharge], verifies: Bool,
        scheduler: RequestScheduler, time: TimeSource, emit: @escaping RunSink<InstallOutcome>
    ) {
        self.total = total
        self.already = already
        self.writing = writing
        self.reading = reading
        self.verifies = verifies
        self.scheduler = scheduler
        self.time = time
        self.emit = emit
    }

    func report(_ board: RunBoard) async {
        let now = time.now
        let finished = await board.finished + already
        if let lastAt, now - lastAt < .milliseconds(200), finished < total { return }
        lastAt = now
        let writes = await board.remainingWrites
        let unseen = await board.unseen
        // Writes and read-backs have limits of their own and go on side by side.
        let ledger = await scheduler.snapshot
        let left = max(
            seconds(for: writing, writes, ledger), seconds(for: reading, verifies ? writes + unseen : 0, ledger), 1)
        // While there is something to send, what was sent counts as done; afterwards what was seen.
        let sent = writes > 0 ? finished + unseen : finished
        let progress = RunProgress(
            phase: writes > 0 ? .applying : .verifying, done: min(sent, total), total: total,
            secondsLeft: finished >= total ? 0 : left)
        // While read-backs wait for the service there is nothing new to say.
        guard progress != last else { return }
        last = progress
        emit(.progress(progress))
    }

    /// A few hundred requests are simulated and the rest extrapolated: pacing is even after its first second.
    private func seconds(for charges: [KeyedCharge], _ count: Int, _ ledger: RateLedger) -> Double {
        guard count > 0 else { return 0 }
        let sample = min(count, 300)
        return ledger.estimate(charges, count: sample, from: time.now).seconds * Double(count) / Double(sample)
    }
}
