/// What a request is for, beyond its bytes: its name, what it costs, whether it may be repeated, how urgent it is.
public struct APIOperation: Hashable, Sendable {
    /// What a repeat of the request would do.
    public enum Replay: Hashable, Sendable {
        /// Nothing more than the first did: reads, deletes, full replacements.
        case harmless
        /// The service answers recognisably that it is done already (an install answers 409), so a repeat does no harm.
        case detectable
        /// It would be done twice. Never repeated once the service may have seen it.
        case harmful
    }

    /// A dotted name, such as `teams.app.install`; it appears in errors and events.
    public var name: String
    /// The limit groups that it counts against.
    public var charges: [RateCharge]
    /// What a repeat would do.
    public var replay: Replay
    /// How urgent it is.
    public var lane: RequestScheduler.Lane
    /// How long one attempt may take, from sending to the last byte.
    public var attemptLimit: Duration
    /// Whether, how often and when to send again, in place of the client's own policy; nil for that.
    public var retry: RetryPolicy?

    /// Makes an operation.
    public init(
        _ name: String, charges: [RateCharge] = [], replay: Replay = .harmless,
        lane: RequestScheduler.Lane = .interactive, attemptLimit: Duration = .seconds(100),
        retry: RetryPolicy? = nil
    ) {
        self.name = name
        self.charges = charges
        self.replay = replay
        self.lane = lane
        self.attemptLimit = attemptLimit
        self.retry = retry
    }

    /// The same operation in another lane.
    public func inLane(_ lane: RequestScheduler.Lane) -> APIOperation {
        var copy = self
        copy.lane = lane
        return copy
    }
}
