/// A published limit as data: what may be sent to one group, with the source it was read from.
///
/// Limits are facts about a service, not opinions of ours: a caller may adjust them, and the ledger corrects them at run
/// time by what the service answers.
public struct RateLimit: Hashable, Sendable {
    /// So many units in any stretch of this length.
    public struct Window: Hashable, Sendable {
        /// Units.
        public var units: Int
        /// Length.
        public var length: Duration

        /// Makes a window.
        public init(_ units: Int, per length: Duration) {
            self.units = units
            self.length = length
        }

        /// Units per second.
        public var rate: Double { Double(units) / length.seconds }
    }

    /// What a refused call costs beyond its wait.
    public enum Penalty: Hashable, Sendable {
        /// Nothing; the service names the wait.
        case none
        /// Everything of the group is refused for this long, and every call within it starts the time anew (RingCentral).
        case box(Duration)
    }

    /// Every window must have room. The first is the one that requests are spread over evenly.
    public var windows: [Window]
    /// How many units may go at once before even spacing begins.
    public var burst: Int
    /// Whether requests are spread evenly over the first window. Where calls are few and a window is long (RingCentral), no.
    public var isSpaced: Bool
    /// Whether a request keeps its place in a window until it is answered plus the window's length. Then the service can
    /// never count one more than the window allows, however long a request is on its way. For limits with a penalty box.
    public var isStrict: Bool
    /// What a refusal costs.
    public var penalty: Penalty
    /// Where the numbers were published.
    public var source: String

    /// Makes a limit.
    public init(
        _ windows: [Window], burst: Int = 5, isSpaced: Bool = true, isStrict: Bool = false, penalty: Penalty = .none,
        source: String
    ) {
        precondition(windows.allSatisfy { $0.units > 0 && $0.length > .zero }, "a window has units and a length")
        self.windows = windows
        self.burst = max(1, burst)
        self.isSpaced = isSpaced
        self.isStrict = isStrict
        self.penalty = penalty
        self.source = source
    }

    /// The same limit with every count multiplied and every length divided: for test servers that do the same.
    public func scaled(by factor: Double) -> RateLimit {
        precondition(factor > 0 && factor.isFinite, "a factor is above 0")
        var copy = self
        copy.windows = windows.map {
            Window(max(1, Int((Double($0.units) * factor).rounded(.down))), per: $0.length / factor)
        }
        copy.burst = max(1, Int((Double(burst) * factor).rounded(.down)))
        if case .box(let length) = penalty { copy.penalty = .box(length / factor) }
        return copy
    }
}

/// How close to the published limits to go.
public struct PacingPolicy: Hashable, Sendable {
    /// The part of each window that is used; the rest is a distance kept from limits that are met only roughly. A strict limit is
    /// counted exactly and needs none.
    public var fraction: Double
    /// The largest burst, whatever a limit allows.
    public var maximumBurst: Int
    /// Our part of every limit, strict ones too. Two processes that use the same identities take 0.5 each, as budgets are not
    /// shared between processes.
    public var share: Double

    /// Makes a policy.
    public init(fraction: Double, maximumBurst: Int, share: Double = 1) {
        precondition(fraction > 0 && fraction <= 1, "a fraction is above 0 and at most 1")
        precondition(share > 0 && share <= 1, "a share is above 0 and at most 1")
        self.fraction = fraction
        self.maximumBurst = max(1, maximumBurst)
        self.share = share
    }

    /// The published rate; learns downwards from refusals.
    public static let fast = PacingPolicy(fraction: 1, maximumBurst: 5)
    /// 99 % of the sustained rate (about 83 % of the published one for Teams) with almost no burst: never a refusal as long as the
    /// service keeps its word.
    public static let safe = PacingPolicy(fraction: 0.825, maximumBurst: 2)
}
