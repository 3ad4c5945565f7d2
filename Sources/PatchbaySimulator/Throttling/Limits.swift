import PatchbayCore

/// Every limit that the cloud enforces, by group.
public struct Limits: Hashable, Sendable {
    /// The limits.
    public var byGroup: [LimitGroup: Limit]

    /// Makes a set.
    public init(_ byGroup: [LimitGroup: Limit]) { self.byGroup = byGroup }

    /// No limits at all.
    public static let none = Limits([:])

    /// The same limits with every count multiplied and every length divided, penalties and announced waits included.
    public func scaled(by factor: Double) -> Limits {
        precondition(factor > 0, "a scale is above zero")
        return Limits(byGroup.mapValues { $0.scaled(by: factor) })
    }

    /// The same limits but for one group: for a server whose real limit differs from the published one.
    public func overriding(_ group: LimitGroup, with limit: Limit?) -> Limits {
        var copy = self
        copy.byGroup[group] = limit
        return copy
    }

    /// The same limits, with refused calls counted too in every limit of Microsoft's.
    public func chargingRefusals() -> Limits {
        Limits(
            byGroup.mapValues { limit in
                var copy = limit
                copy.chargesRefusals = limit.penalty == nil
                return copy
            })
    }

    /// The same limits, with a second window of the given share of the rate on the Teams groups, as the limits page describes
    /// without giving the window's length.
    ///
    /// Source: Microsoft Graph `throttling-limits` (2025): short-burst and sustained windows both apply, about 83 %.
    public func sustained(share: Double = 0.83, over window: Duration) -> Limits {
        var copy = self
        for (group, limit) in byGroup where group.rawValue.hasPrefix("teams.") {
            guard let rate = limit.models.first?.rate else { continue }
            let units = (rate * share * window.seconds).rounded(.down)
            copy.byGroup[group]?.models.append(.slidingWindow(limit: units, length: window))
        }
        return copy
    }
}
