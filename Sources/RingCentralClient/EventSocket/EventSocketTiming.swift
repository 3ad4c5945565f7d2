/// The waits of an event socket.
///
/// Sources: RingCentral `notifications/websockets` (heart-beats, session-recovery); the pauses are those of RingCentral's own client
/// (`@rc-ex/ws`).
public struct EventSocketTiming: Hashable, Sendable {
    /// After how long a silence a sign of life is asked for.
    public var silence: Duration
    /// How long that may take; then the connection counts as dead.
    public var answer: Duration
    /// How long opening may take, the service's first message, and the answer to a subscription, each.
    public var opening: Duration
    /// The pause before a broken connection is made again.
    public var pause: Duration
    /// How much longer each further pause is.
    public var pauseStep: Duration
    /// The longest pause. Between half of a pause and the whole of it is waited.
    public var longestPause: Duration
    /// Passes are asked for no closer than this: they count against the limit that signing in needs too, five a minute.
    public var passGap: Duration
    /// How long before the service would end the connection it is made anew.
    public var renewalMargin: Duration
    /// A connection that stood for so long was a good one: after it, the pauses begin anew.
    public var proof: Duration

    /// Waits; the defaults suit RingCentral.
    public init(
        silence: Duration = .seconds(30), answer: Duration = .seconds(10), opening: Duration = .seconds(20),
        pause: Duration = .seconds(2), pauseStep: Duration = .seconds(2), longestPause: Duration = .seconds(8),
        passGap: Duration = .seconds(15), renewalMargin: Duration = .seconds(60), proof: Duration = .seconds(30)
    ) {
        self.silence = silence
        self.answer = answer
        self.opening = opening
        self.pause = pause
        self.pauseStep = pauseStep
        self.longestPause = longestPause
        self.passGap = passGap
        self.renewalMargin = renewalMargin
        self.proof = proof
    }

    /// The pause after so many failures in a row, with a number from 0 to 1 that was drawn.
    func pause(after failures: Int, jitter: Double) -> Duration {
        let whole = min(longestPause, pause + pauseStep * min(failures, 1000))
        return whole * (0.5 + 0.5 * jitter)
    }
}
