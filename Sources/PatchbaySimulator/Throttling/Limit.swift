/// The name of calls that share a limit, such as `teams.installs.create` or RingCentral's `Medium`. Open.
public struct LimitGroup: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The name.
    public let rawValue: String
    /// Makes a name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The name.
    public var description: String { rawValue }
}

/// One limit of a service: who shares it, how it counts, and what a refusal costs.
public struct Limit: Hashable, Sendable {
    /// Whose calls are counted together.
    public enum Scope: Hashable, Sendable {
        /// One app in one tenant (Microsoft), or one user with one app (RingCentral).
        case caller
        /// One app and one mailbox or user that the call is about.
        case callerAndTarget
    }

    /// The ways of counting that all apply together; the first that is full refuses.
    public var models: [ThrottleModel]
    /// Whose calls are counted together.
    public var scope: Scope
    /// Whether a refused call is counted too. Microsoft says that refused requests still accrue usage, but not how much.
    public var chargesRefusals: Bool
    /// Everything is refused for this long after a breach, and every call within that time starts it anew; `nil` for none.
    public var penalty: Duration?
    /// Waits are announced in whole multiples of this. A second, as `Retry-After` counts in seconds; less when scaled.
    public var retryAfterStep: Duration
    /// Where the numbers were published.
    public var source: String

    /// Makes a limit.
    public init(
        _ models: [ThrottleModel], scope: Scope = .caller, chargesRefusals: Bool = false, penalty: Duration? = nil,
        retryAfterStep: Duration = .seconds(1), source: String
    ) {
        self.models = models
        self.scope = scope
        self.chargesRefusals = chargesRefusals
        self.penalty = penalty
        self.retryAfterStep = retryAfterStep
        self.source = source
    }

    /// A token bucket of so many units a second that also allows that many at once.
    public static func perSecond(_ rate: Double, burst: Double? = nil, source: String) -> Limit {
        Limit([.tokenBucket(limit: rate, per: .seconds(1), burst: burst ?? rate)], source: source)
    }

    /// The same limit with every count multiplied and every length divided, penalty and announced waits included.
    public func scaled(by factor: Double) -> Limit {
        var copy = self
        copy.models = models.map { $0.scaled(by: factor) }
        copy.penalty = penalty.map { $0 / factor }
        copy.retryAfterStep = retryAfterStep / factor
        return copy
    }
}
