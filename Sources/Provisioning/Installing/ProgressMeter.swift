import PatchbayCore

/// Turns the board's counts into progress with a time left, a few times a second at most. The time left comes from the ledger that
/// paces the requests, run ahead in simulated time with everything it has learned.
actor ProgressMeter {
    private let total: Int
    private let charges: [KeyedCharge]
    private let scheduler: RequestScheduler
    private let time: TimeSource
    private let emit: RunSink
    private let already: Int
    private var lastAt: Duration?
    private var last: RunProgress?

    init(
        total: Int, already: Int, charges: [KeyedCharge], scheduler: RequestScheduler, time: TimeSource,
        emit: @escaping RunSink
    ) {
        self.total = total
        self.already = already
        self.charges = charges
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
        let left = await secondsLeft(writes)
        // While there is something to send, what was sent counts as done; afterwards what was seen.
        let unseen = await board.unseen
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
    private func secondsLeft(_ writes: Int) async -> Double {
        guard writes > 0 else { return 1 }
        let sample = min(writes, 300)
        let seconds = await scheduler.snapshot.estimate(charges, count: sample, from: time.now).seconds
        return seconds * Double(writes) / Double(sample)
    }
}
