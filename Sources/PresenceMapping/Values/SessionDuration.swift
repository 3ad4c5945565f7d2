/// How long a presence set in Teams lives without being renewed: five minutes to four hours, the bounds that Graph
/// accepts. Anything outside is moved to the nearest bound.
///
/// Source: Microsoft Graph `presence-setpresence` (`expirationDuration`).
public struct SessionDuration: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Whole minutes, 5 to 240.
    public let minutes: Int

    /// The nearest acceptable duration.
    public init(minutes: Int) { self.minutes = min(max(minutes, 5), 240) }

    /// The nearest acceptable duration, seconds rounded up to a whole minute.
    public init(_ duration: Duration) {
        let seconds = min(max(duration.components.seconds, 0), 86_400)
        let partial = seconds % 60 != 0 || duration.components.attoseconds > 0
        self.init(minutes: Int(seconds / 60) + (partial ? 1 : 0))
    }

    /// Five minutes.
    public static let shortest = SessionDuration(minutes: 5)
    /// Four hours.
    public static let longest = SessionDuration(minutes: 240)

    /// The value as a duration.
    public var duration: Duration { .seconds(minutes * 60) }

    /// The value as Graph takes it: `PT90M`.
    public var iso8601: String { "PT\(minutes)M" }

    /// The ISO 8601 text.
    public var description: String { iso8601 }

    /// Shorter before longer.
    public static func < (left: Self, right: Self) -> Bool { left.minutes < right.minutes }
}
