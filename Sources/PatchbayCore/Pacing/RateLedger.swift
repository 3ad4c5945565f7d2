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
    private var places: [RateKey: Int] = [:]
    private var meters: [RateMeter] = []
    /// The latest moment that the ledger was told of.
    private var latest: Duration = .zero

    /// Makes a ledger. Groups without a limit are admitted at once, and still wait when the service says so.
    public init(limits: [ServiceName: [RateGroup: RateLimit]], policy: PacingPolicy = .fast) {
        self.limits = limits
        self.policy = policy
    }

    /// Whether all charges may go now. Admitting books them.
    public mutating func ask(_ charges: [KeyedCharge], now: Duration) -> Admission {
        latest = max(latest, now)
        let charges = combined(charges)
        var moment = now
        for charge in charges {
            moment = max(moment, meters[place(charge.key)].earliest(charge.units, now: now))
        }
        guard moment <= now else { return .wait(until: moment) }
        for charge in charges { meters[place(charge.key)].admit(charge.units, now: now) }
        return .admit
    }

    /// Books the answer to charges that were admitted at `sent`.
    ///
    /// - Parameter signals: what the answer said about each key's limit.
    public mutating func finish(
        _ charges: [KeyedCharge], sent: Duration, now: Duration, signals: [RateSignal] = []
    ) {
        latest = max(latest, now)
        for charge in combined(charges) {
            meters[place(charge.key)].finish(charge.units, sent: sent, now: now, signals: signals)
        }
    }

    /// Takes a signal that came without a request of its own, such as one of a batch's items.
    public mutating func observe(_ signal: RateSignal, of key: RateKey, sent: Duration, now: Duration) {
        latest = max(latest, now)
        meters[place(key)].finish(0, sent: sent, now: now, signals: [signal])
    }

    /// Until when nothing of this key is sent because the service said so.
    public func pausedUntil(_ key: RateKey) -> Duration { places[key].map { meters[$0].pausedUntil } ?? .zero }

    /// How long `count` requests with these charges take from a moment on, if each is answered after `latency`.
    ///
    /// - Parameter start: the moment, by the clock that this ledger was fed with; the latest that it was told of, if `nil`.
    /// - Returns: the time from then until the last answer.
    public func estimate(
        _ charges: [KeyedCharge], count: Int, from start: Duration? = nil, latency: Duration = .milliseconds(400)
    ) -> Duration {
        guard count > 0 else { return .zero }
        let start = start ?? latest
        var copy = self
        var now = start
        var unanswered = Fifo<Duration>()
        for _ in 0..<count {
            while true {
                // Answers free places where limits are strict, so they are booked when they come.
                while let sent = unanswered.first, sent + latency <= now {
                    _ = unanswered.popFirst()
                    copy.finish(charges, sent: sent, now: sent + latency)
                }
                guard case .wait(let until) = copy.ask(charges, now: now) else { break }
                now = unanswered.first.map { min(until, $0 + latency) } ?? until
            }
            unanswered.append(now)
        }
        return now - start + latency
    }

    /// Which of the charges are the reason that all must wait until this moment.
    mutating func waiting(_ charges: [KeyedCharge], until moment: Duration, now: Duration) -> [RateKey] {
        combined(charges).filter { meters[place($0.key)].earliest($0.units, now: now) >= moment }.map(\.key)
    }

    /// Whether letting these charges go now would make somebody else later, who waits for other limits until `moment` and needs some
    /// of the same then.
    mutating func isDelayed(_ other: [KeyedCharge], at moment: Duration, by charges: [KeyedCharge], now: Duration)
        -> Bool
    {
        let theirs = combined(other)
        return combined(charges).contains { mine in
            guard let their = theirs.first(where: { $0.key == mine.key }) else { return false }
            var meter = meters[place(mine.key)]
            meter.admit(mine.units, now: now)
            return meter.earliest(their.units, now: moment) > moment
        }
    }

    /// One charge per key; two of the same key must be weighed together.
    private func combined(_ charges: [KeyedCharge]) -> [KeyedCharge] {
        guard charges.count > 1, Set(charges.map(\.key)).count < charges.count else { return charges }
        var units: [RateKey: Int] = [:]
        for charge in charges { units[charge.key, default: 0] += charge.units }
        return charges.compactMap { charge in
            units.removeValue(forKey: charge.key).map { KeyedCharge(charge.key, units: $0) }
        }
    }

    private mutating func place(_ key: RateKey) -> Int {
        if let place = places[key] { return place }
        places[key] = meters.count
        meters.append(RateMeter(limits[key.service]?[key.group] ?? .unlimited, policy: policy))
        return meters.count - 1
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
