import PatchbayCore

/// How a service counts, as a value. Every model of a limit must have room for a call to pass.
public enum ThrottleModel: Hashable, Sendable {
    /// A bucket that holds `burst` units and is refilled by `limit` units per `length`, evenly.
    case tokenBucket(limit: Double, per: Duration, burst: Double)
    /// At most `limit` units in any stretch of `length`.
    case slidingWindow(limit: Double, length: Duration)

    /// Units per second in the long run.
    public var rate: Double {
        switch self {
        case .tokenBucket(let limit, let length, _), .slidingWindow(let limit, let length): limit / length.seconds
        }
    }

    /// The same model with every count multiplied and every length divided.
    public func scaled(by factor: Double) -> ThrottleModel {
        switch self {
        case .tokenBucket(let limit, let length, let burst):
            .tokenBucket(limit: limit * factor, per: length / factor, burst: max(1, burst * factor))
        case .slidingWindow(let limit, let length):
            .slidingWindow(limit: max(1, (limit * factor).rounded(.down)), length: length / factor)
        }
    }
}
