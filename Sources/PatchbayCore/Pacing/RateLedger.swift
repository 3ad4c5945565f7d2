/// Decides when a request may go: several windows per key, resource units, bursts, penalties and what was learned. Pure: no
/// clock, no task, no lock, so a plan's estimate runs the very same ledger in simulated time.
public struct RateLedger: Sendable {
    /// The answer to a question.
    public enum Admission: Hashable, Sendable {
        /// Go now.
        case admit
        /// Not before this moment; ask again then.
        case wait(until: Duration)
    }

    private let limits: [ServiceName: [RateGroup: RateLimit]]
    private let policy: PacingPolicy
    private var meters: [RateKey: RateMeter] = [:]

    /// Makes a ledger. Groups without a limit are admitted at once, and still wait when the service says so.
    public init(limits: [ServiceName: [RateGroup: RateLimit]], policy: PacingPolicy = .fast) {
        self.limits = limits
        self.policy = policy
    }

    /// Whether all charges may go now. Admitting books them.
    public mutating func ask(_ charges: [KeyedCharge], now: Duration) -> Admission {
        var moment = now
        for charge in charges {
            moment = max(moment, self[charge.key].earliest(charge.units, now: now))
        }
        guard moment <= now else { return .wait(until: moment) }
        for charge in charges { self[charge.key].admit(charge.units, now: now) }
        return .admit
    }

    /// Books the answer to charges that were admitted at `sent`.
    ///
    /// - Parameter signals: what the answer said about each key's limit.
    public mutating func finish(
        _ charges: [KeyedCharge], sent: Duration, now: Duration, signals: [RateSignal] = []
    ) {
        for charge in charges { self[charge.key].finish(charge.units, sent: sent, now: now, signals: signals) }
    }

    /// Takes a signal that came without a request of its own, such as one of a batch's items.
    public mutating func observe(_ signal: RateSignal, of key: RateKey, sent: Duration, now: Duration) {
        self[key].finish(0, sent: sent, now: now, signals: [signal])
    }

    /// Until when nothing of this key is sent because the service said so.
    public func pausedUntil(_ key: RateKey) -> Duration { meters[key]?.pausedUntil ?? .zero }

    /// How long `count` requests with these charges take from a moment on, if each is answered after `latency`.
    ///
    /// - Parameter start: the moment, by the clock that this ledger was fed with.
    /// - Returns: the time from then until the last answer.
    public func estimate(
        _ charges: [KeyedCharge], count: Int, from start: Duration = .zero, latency: Duration = .milliseconds(400)
    ) -> Duration {
        guard count > 0 else { return .zero }
        var copy = self
        var now = start
        for _ in 0..<count {
            while case .wait(let until) = copy.ask(charges, now: now) { now = until }
            copy.finish(charges, sent: now, now: now)
        }
        return now - start + latency
    }

    private subscript(key: RateKey) -> RateMeter {
        get {
            meters[key]
                ?? RateMeter(limits[key.service]?[key.group] ?? .unlimited, policy: policy)
        }
        _modify {
            var meter =
                meters.removeValue(forKey: key)
                ?? RateMeter(limits[key.service]?[key.group] ?? .unlimited, policy: policy)
            yield &meter
            meters[key] = meter
        }
    }
}

/// A charge with the key it counts against.
public struct KeyedCharge: Hashable, Sendable {
    /// Whose limit.
    public let key: RateKey
    /// How many units.
    public let units: Int

    /// Makes a charge.
    public init(_ key: RateKey, units: Int = 1) {
        self.key = key
        self.units = units
    }
}

extension RateLimit {
    /// No published limit.
    public static let unlimited = RateLimit([], burst: .max, isSpaced: false, source: "none published")
}
