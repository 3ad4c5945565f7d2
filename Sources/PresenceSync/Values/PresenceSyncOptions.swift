public import PresenceMapping

/// How closely and how fast presence is kept in step.
public struct PresenceSyncOptions: Sendable {
    /// The waits of the reducer.
    public var timing: ReducerTiming
    /// How often a user whose Teams presence has just changed is read.
    public var fastestPoll: Duration
    /// How often a user whose Teams presence does not change is read.
    public var slowestPoll: Duration
    /// How many requests for Teams presence go out a second at most, each for up to 650 users; a quarter of what is published.
    public var graphRequestsPerSecond: Double
    /// How often everybody's RingCentral presence is read.
    public var ringCentralPoll: Duration
    /// How many pages of a thousand may be read from RingCentral in a minute; the longer of this and ``ringCentralPoll`` decides.
    public var ringCentralPagesPerMinute: Double
    /// How often a user is read whose Teams presence comes by notifications, as long as they come. It bounds what a lost one can cost.
    public var relaxedPoll: Duration
    /// How often everybody's RingCentral presence is read as long as the keeper's subscription tells what happens.
    public var ringCentralRelaxedPoll: Duration
    /// How long a notification may take. A change that a poll shows earlier is not missed yet.
    ///
    /// Source: Microsoft Graph `change-notifications-api-overview` (presence: at most a minute).
    public var notificationLatency: Duration
    /// How many RingCentral writes may be on their way at a time. Few, since whoever waits in the queue can still be overtaken by
    /// something urgent.
    public var writers: Int
    /// Whether what was changed is given back when a run ends.
    public var restoresAtEnd: Bool
    /// How long to wait at most for that.
    public var patience: Duration
    /// How often progress is reported.
    public var progressInterval: Duration
    /// Asked once a second: whether to end in good order.
    public var shouldStop: @Sendable () -> Bool

    /// Options; the defaults suit both services.
    public init(
        timing: ReducerTiming = ReducerTiming(), fastestPoll: Duration = .seconds(5),
        slowestPoll: Duration = .seconds(30), graphRequestsPerSecond: Double = 12.5,
        ringCentralPoll: Duration = .seconds(10), ringCentralPagesPerMinute: Double = 8,
        relaxedPoll: Duration = .seconds(40), ringCentralRelaxedPoll: Duration = .seconds(30),
        notificationLatency: Duration = .seconds(75), writers: Int = 2,
        restoresAtEnd: Bool = true, patience: Duration = .seconds(300), progressInterval: Duration = .seconds(5),
        shouldStop: @escaping @Sendable () -> Bool = { false }
    ) {
        self.timing = timing
        self.fastestPoll = max(fastestPoll, .seconds(1))
        self.slowestPoll = max(slowestPoll, self.fastestPoll)
        self.graphRequestsPerSecond = max(graphRequestsPerSecond, 0.02)
        self.ringCentralPoll = max(ringCentralPoll, .seconds(1))
        self.ringCentralPagesPerMinute = max(ringCentralPagesPerMinute, 0.1)
        self.relaxedPoll = max(relaxedPoll, self.slowestPoll)
        self.ringCentralRelaxedPoll = max(ringCentralRelaxedPoll, self.ringCentralPoll)
        self.notificationLatency = notificationLatency
        self.writers = max(writers, 1)
        self.restoresAtEnd = restoresAtEnd
        self.patience = patience
        self.progressInterval = progressInterval
        self.shouldStop = shouldStop
    }
}
