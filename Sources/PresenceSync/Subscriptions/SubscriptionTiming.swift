/// The waits in the keeping of a subscription.
public struct SubscriptionTiming: Sendable, Hashable {
    /// How long it lives if the service does not say.
    public var lifetime: Duration
    /// How long after it was made or renewed it is renewed.
    public var renewAfter: Duration
    /// How often it is read to see whether it still delivers; nil for never.
    public var checkEvery: Duration?
    /// No renewal because the service asks for one within so long after the last, since a renewal authorizes too.
    ///
    /// Source: Microsoft Graph `change-notifications-lifecycle-events` (not extend and reauthorize within ten minutes).
    public var authorizationGap: Duration
    /// How long a change that a poll shows may stay untold while nothing else is told, until the subscription counts as silent.
    public var silence: Duration
    /// A silent subscription is made anew no more often than this.
    public var silenceGap: Duration
    /// The wait after a first failure; it doubles with every further one.
    public var shortestPause: Duration
    /// The longest such wait.
    public var longestPause: Duration
    /// The wait after a refusal that somebody has to do something about.
    public var refusedPause: Duration

    /// Waits; the defaults are those of Graph's presence subscriptions, which live for an hour.
    ///
    /// Sources: Microsoft Graph `subscription` (60 minutes), `change-notifications-lifecycle-events`; msteams-docs issue 11452 (silent for days).
    public init(
        lifetime: Duration = .seconds(3480), renewAfter: Duration = .seconds(2700), checkEvery: Duration? = nil,
        authorizationGap: Duration = .seconds(600), silence: Duration = .seconds(180),
        silenceGap: Duration = .seconds(900), shortestPause: Duration = .seconds(5),
        longestPause: Duration = .seconds(300), refusedPause: Duration = .seconds(1800)
    ) {
        self.lifetime = lifetime
        self.renewAfter = renewAfter
        self.checkEvery = checkEvery
        self.authorizationGap = authorizationGap
        self.silence = silence
        self.silenceGap = silenceGap
        self.shortestPause = shortestPause
        self.longestPause = longestPause
        self.refusedPause = refusedPause
    }

    /// The waits for Graph.
    public static let graph = SubscriptionTiming()
    /// The waits for a RingCentral webhook: a week, renewed after five days, looked at every five minutes since one that has failed too often
    /// is ended without a word.
    ///
    /// Source: RingCentral `notifications/webhooks/troubleshooting`.
    public static let ringCentral = SubscriptionTiming(
        lifetime: .seconds(604_800), renewAfter: .seconds(432_000), checkEvery: .seconds(300))
    /// The waits for RingCentral's event socket, whose subscription lasts as long as it is held and is renewed by the service itself.
    ///
    /// Source: RingCentral `notifications/websockets/subscribing`.
    public static let eventSocket = SubscriptionTiming(
        lifetime: .seconds(315_360_000), renewAfter: .seconds(315_360_000))
}
