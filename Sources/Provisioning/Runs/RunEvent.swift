/// What a run reports while it goes on.
public enum RunEvent<Outcome: RunOutcome>: Sendable, Hashable {
    /// How far it is.
    case progress(RunProgress)
    /// A user is finished.
    case outcome(Outcome)
    /// Something worth a line, such as a wait for consistency.
    case note(String)
}

/// Takes what a run reports. Called on the task that does the work, so it should be quick.
public typealias RunSink<Outcome: RunOutcome> = @Sendable (RunEvent<Outcome>) -> Void

/// How far a run is.
public struct RunProgress: Hashable, Sendable {
    /// The parts of a run, in order.
    public enum Phase: String, Hashable, Sendable, Codable {
        /// Reading the Microsoft 365 directory.
        case readingUsers
        /// Reading the RingCentral directory.
        case readingExtensions
        /// Bringing both together.
        case matching
        /// Sending.
        case applying
        /// Reading back.
        case verifying
    }

    /// The part.
    public var phase: Phase
    /// Done.
    public var done: Int
    /// Of how many; `nil` where that is not known.
    public var total: Int?
    /// Seconds left as the pacing of requests has it, with everything learned so far; `nil` where there is no telling.
    public var secondsLeft: Double?

    /// Makes a reading.
    public init(phase: Phase, done: Int, total: Int? = nil, secondsLeft: Double? = nil) {
        self.phase = phase
        self.done = done
        self.total = total
        self.secondsLeft = secondsLeft
    }
}
