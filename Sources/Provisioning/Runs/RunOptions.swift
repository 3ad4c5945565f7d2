import PatchbayCore
import Synchronization

/// How a run is carried out.
public struct RunOptions: Sendable {
    /// How many users are worked on at the same time. It needs to be the rate times the time of an answer (30 a second and 0.75 s
    /// make 23) and some more; the pace itself is set by the rate gate.
    public var workers: Int
    /// How long to wait for a write to show, in all.
    public var patience: Duration
    /// Whether to read back what was written.
    public var verifies: Bool
    /// Ends a run in good order: what is under way is finished and recorded, nothing new is begun.
    public var stop: StopSignal?

    /// Makes options.
    public init(
        workers: Int = 32, patience: Duration = .seconds(60), verifies: Bool = true, stop: StopSignal? = nil
    ) {
        self.workers = max(1, workers)
        self.patience = patience
        self.verifies = verifies
        self.stop = stop
    }
}

/// Asks a run to end in good order, for example on the first Ctrl-C.
public final class StopSignal: Sendable {
    private let flag = Atomic(false)

    /// A signal that is not given yet.
    public init() {}

    /// Gives the signal. Safe to call from anywhere, any number of times.
    public func request() { flag.store(true, ordering: .releasing) }

    /// Whether it was given.
    public var isRequested: Bool { flag.load(ordering: .acquiring) }
}
