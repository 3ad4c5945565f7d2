/// The waits of a ``PresenceReducer``.
public struct ReducerTiming: Hashable, Sendable {
    /// How long a change that can wait must stand before it is carried over. A change that stops calls from ringing,
    /// and a call that begins, never wait.
    public let settle: Duration

    /// How long after a write something of undated origin may still show what was there before.
    public let grace: Duration

    /// How long after a write a reading that says when it was true may still show what was there before: RingCentral does
    /// not publish how soon a read shows a write, and clocks differ. Within this time such a reading may as well be the
    /// user's undoing, and nothing more is written before a later one tells.
    public let consistency: Duration

    /// How long a presence set in Teams lives if it is not renewed, for example because the process died.
    public let session: SessionDuration

    /// The first wait after a write that failed; doubled with each failure up to five minutes.
    public let retry: Duration

    /// Waits; the defaults suit both services.
    ///
    /// - Parameters:
    ///   - settle: three seconds by default, longer than a flap between two calls.
    ///   - grace: twenty seconds by default; both sides are eventually consistent.
    ///   - consistency: ten seconds by default. At most `grace`.
    ///   - session: an hour by default, renewed well before.
    ///   - retry: five seconds by default.
    public init(
        settle: Duration = .seconds(3), grace: Duration = .seconds(20),
        consistency: Duration = .seconds(10), session: SessionDuration = SessionDuration(minutes: 60),
        retry: Duration = .seconds(5)
    ) {
        self.settle = settle
        self.grace = grace
        self.consistency = Swift.min(consistency, grace)
        self.session = session
        self.retry = retry
    }

    /// How long after setting a presence it must be renewed.
    ///
    /// A session set to Available fades after five minutes whatever its duration, so that it is renewed after four.
    /// Anything else is renewed when a quarter of its life, at most ten minutes, is left.
    ///
    /// Source: Microsoft Graph, managing presence state (time-outs).
    func renewal(_ hold: TeamsHold) -> Moment {
        let life = Moment(session.duration)
        return hold.session == .available ? 240_000 : life - Swift.min(600_000, life / 4)
    }
}
