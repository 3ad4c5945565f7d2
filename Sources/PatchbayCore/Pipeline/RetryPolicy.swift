/// Whether and when to send again: a value with a pure decision, so every rule can be read and tested without a clock.
public struct RetryPolicy: Hashable, Sendable {
    /// How often a call is sent at most when the service fails or the connection breaks.
    public var attempts: Int
    /// How often a call is sent at most when it is refused for its pace. Generous, as the pace is learned meanwhile.
    public var throttledAttempts: Int
    /// The first wait; it doubles from one to the next and is drawn evenly between zero and that (full jitter).
    public var base: Duration
    /// The longest wait of our own.
    public var cap: Duration
    /// The longest wait that a service may ask for before we give up and say so instead of sitting still.
    public var longestObeyedWait: Duration
    /// How long a call may take in all, waits included; `nil` for no limit.
    public var total: Duration?

    /// Makes a policy.
    public init(
        attempts: Int = 5, throttledAttempts: Int = 50, base: Duration = .seconds(1), cap: Duration = .seconds(30),
        longestObeyedWait: Duration = .seconds(900), total: Duration? = nil
    ) {
        self.attempts = attempts
        self.throttledAttempts = throttledAttempts
        self.base = base
        self.cap = cap
        self.longestObeyedWait = longestObeyedWait
        self.total = total
    }

    /// Five attempts, waits from one second doubling up to thirty.
    public static let standard = RetryPolicy()
    /// One attempt.
    public static let never = RetryPolicy(attempts: 1, throttledAttempts: 1)

    /// What an attempt came to.
    public enum Failure: Hashable, Sendable {
        /// An answer that is not a success.
        case status(Int, retryAfter: Duration?)
        /// No whole answer.
        case transport(TransportError)
    }

    /// What to do.
    public enum Decision: Hashable, Sendable {
        /// Send again after this.
        case retry(after: Duration)
        /// Return what there is.
        case stop
    }

    /// Decides.
    ///
    /// - Parameters:
    ///   - failure: what the attempt came to.
    ///   - attempt: how many attempts were made, counting from 1.
    ///   - replay: what a repeat would do.
    ///   - isPaced: whether the call counts against a limit that is kept track of, so that the rate gate holds the next attempt until the
    ///     pause is over. Without one we wait here, and give up as early as for other failures.
    ///   - jitter: a number from 0 to 1, drawn by the caller.
    ///
    /// Sources: the retry tables of Microsoft Graph (`best-practices-concept`, `throttling`) and RingCentral (`basics/errors`).
    public func decide(
        _ failure: Failure, attempt: Int, replay: APIOperation.Replay, isPaced: Bool = true,
        jitter: Double
    ) -> Decision {
        switch failure {
        case .status(429, let wait):
            // Refused means not done, so even a harmful repeat is safe.
            guard attempt < (isPaced ? throttledAttempts : attempts), (wait ?? .zero) <= longestObeyedWait
            else { return .stop }
            return .retry(after: isPaced ? .zero : max(wait ?? .zero, backoff(attempt, jitter)))
        case .status(let status, let wait) where [408, 500, 502, 503, 504, 509].contains(status):
            // 503 says that nothing was done; the others leave it open.
            guard attempt < attempts, replay != .harmful || status == 503, (wait ?? .zero) <= longestObeyedWait
            else { return .stop }
            return .retry(after: max(wait ?? .zero, backoff(attempt, jitter)))
        case .status(423, _):
            guard attempt < min(3, attempts) else { return .stop }
            return .retry(after: backoff(attempt, jitter))
        case .status:
            return .stop
        case .transport(let error):
            guard attempt < attempts, error.kind != .refusedLocally,
                replay != .harmful || error.isRequestKnownUnsent
            else { return .stop }
            return .retry(after: backoff(attempt, jitter))
        }
    }

    private func backoff(_ attempt: Int, _ jitter: Double) -> Duration {
        min(cap, base * Double(1 << min(16, max(0, attempt - 1)))) * jitter
    }
}
