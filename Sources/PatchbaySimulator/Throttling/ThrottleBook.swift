/// The meters of every key that was seen.
struct ThrottleBook {
    private struct Key: Hashable {
        let group: LimitGroup
        let caller: String
        let target: String
    }

    /// What a passed call learned about the group that is named in its headers.
    struct Reading {
        let group: LimitGroup
        let limit: Limit
        let units: Double
        let used: Double
        let left: Double
    }

    /// A refusal.
    struct Refusal {
        let group: LimitGroup
        let limit: Limit
        let wait: Double
        let inPenalty: Bool
    }

    var limits: Limits
    private var meters: [Key: Meter] = [:]

    init(_ limits: Limits) { self.limits = limits }

    /// Puts other limits in force. Groups whose limit did not change keep their memory.
    mutating func replace(_ limits: Limits) {
        for (key, meter) in meters where limits.byGroup[key.group] != meter.limit { meters[key] = nil }
        self.limits = limits
    }

    /// Counts a call against its groups in turn; the first that is full refuses it.
    mutating func admit(
        _ charges: [Charge], caller: String, target: String, at now: Double, readings: inout [Reading]
    ) -> Refusal? {
        for charge in charges {
            guard let limit = limits.byGroup[charge.group] else { continue }
            let key = Key(group: charge.group, caller: caller, target: limit.scope == .callerAndTarget ? target : "")
            switch meters[key, default: Meter(limit)].admit(charge.units, at: now) {
            case .admitted(let used, let left):
                readings.append(
                    Reading(group: charge.group, limit: limit, units: charge.units, used: used, left: left))
            case .refused(let wait, let inPenalty):
                return Refusal(group: charge.group, limit: limit, wait: wait, inPenalty: inPenalty)
            }
        }
        return nil
    }
}

/// What a call costs in a group.
struct Charge: Hashable, Sendable {
    let group: LimitGroup
    let units: Double

    init(_ group: LimitGroup, _ units: Double = 1) {
        self.group = group
        self.units = units
    }
}
