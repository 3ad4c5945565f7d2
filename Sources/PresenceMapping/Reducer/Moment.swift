/// Milliseconds since the caller's origin. Half the size of a `Duration`, and enough for some 300 million years.
typealias Moment = Int64

extension Moment {
    /// No moment that ever comes.
    static let never = Int64.max

    /// The moment in a duration, rounded down.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// The moment as a duration since the origin.
    var duration: Duration { .milliseconds(self) }
}
