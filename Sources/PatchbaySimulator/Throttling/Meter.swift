import PatchbayCore

/// Counts the calls of one key against one limit. Pure: times come in as seconds since the start.
struct Meter {
    /// What became of a call.
    enum Verdict: Hashable {
        /// It passed; the share of the fullest model that is now used, and the units left in it.
        case admitted(used: Double, left: Double)
        /// It was refused and may pass after so many seconds if nothing else is sent.
        case refused(wait: Double, inPenalty: Bool)
    }

    /// Rounding in a long sum must not refuse what is due exactly now.
    private static let tolerance = 1e-6

    let limit: Limit
    private var counters: [Counter]
    private var penaltyEnd = -Double.infinity

    init(_ limit: Limit) {
        self.limit = limit
        counters = limit.models.map(Counter.init)
    }

    /// Counts a call that costs so many units.
    mutating func admit(_ units: Double, at now: Double) -> Verdict {
        if now < penaltyEnd, let penalty = limit.penalty {
            // RingCentral: every call inside the penalty starts it anew.
            penaltyEnd = now + penalty.seconds
            return .refused(wait: announced(penalty.seconds), inPenalty: true)
        }
        var wait = 0.0
        for position in counters.indices {
            wait = max(wait, counters[position].wait(for: units, at: now, tolerance: Meter.tolerance))
        }
        if wait > 0 {
            if limit.chargesRefusals {
                for position in counters.indices { counters[position].take(units, at: now) }
                for position in counters.indices {
                    wait = max(wait, counters[position].wait(for: units, at: now, tolerance: Meter.tolerance))
                }
            }
            if let penalty = limit.penalty {
                penaltyEnd = now + penalty.seconds
                wait = penalty.seconds
            }
            return .refused(wait: announced(wait), inPenalty: false)
        }
        var fullest = (used: 0.0, left: Double.infinity)
        for position in counters.indices {
            counters[position].take(units, at: now)
            let state = counters[position].state
            if state.used >= fullest.used { fullest = state }
        }
        return .admitted(used: fullest.used, left: fullest.left)
    }

    /// Waits are announced in whole steps, rounded up.
    private func announced(_ wait: Double) -> Double {
        let step = limit.retryAfterStep.seconds
        return step > 0 ? max(1, (wait / step - Meter.tolerance).rounded(.up)) * step : wait
    }
}

/// One model's memory.
private struct Counter {
    let model: ThrottleModel
    private var tokens: Double
    private var updated = 0.0
    private var events: [(time: Double, units: Double)] = []
    private var first = 0
    private var sum = 0.0

    init(_ model: ThrottleModel) {
        self.model = model
        if case .tokenBucket(_, _, let burst) = model { tokens = burst } else { tokens = 0 }
    }

    /// How full it is, and what is left.
    var state: (used: Double, left: Double) {
        switch model {
        case .tokenBucket(_, _, let burst): (1 - tokens / burst, max(0, tokens))
        case .slidingWindow(let limit, _): (sum / limit, max(0, limit - sum))
        }
    }

    /// Seconds until so many units fit; 0 if they fit now. Units above the whole limit fit once it is empty.
    mutating func wait(for units: Double, at now: Double, tolerance: Double) -> Double {
        advance(to: now)
        switch model {
        case .tokenBucket(let limit, let length, let burst):
            let missing = min(units, burst) - tokens
            return missing <= tolerance ? 0 : missing * length.seconds / limit
        case .slidingWindow(let limit, let length):
            var excess = sum + min(units, limit) - limit
            if excess <= tolerance { return 0 }
            for event in events[first...] {
                excess -= event.units
                if excess <= tolerance { return max(event.time + length.seconds - now, tolerance) }
            }
            return length.seconds
        }
    }

    mutating func take(_ units: Double, at now: Double) {
        advance(to: now)
        switch model {
        case .tokenBucket: tokens -= units
        case .slidingWindow:
            sum += units
            events.append((now, units))
        }
    }

    private mutating func advance(to now: Double) {
        switch model {
        case .tokenBucket(let limit, let length, let burst):
            tokens = min(burst, tokens + (now - updated) * limit / length.seconds)
            updated = now
        case .slidingWindow(_, let length):
            // The window is open at its old end: an event of exactly one window ago no longer counts.
            while first < events.count, events[first].time + length.seconds <= now + 1e-9 {
                sum -= events[first].units
                first += 1
            }
            if first == events.count { sum = 0 }
            if first > 1024, first * 2 > events.count {
                events.removeFirst(first)
                first = 0
            }
        }
    }
}
