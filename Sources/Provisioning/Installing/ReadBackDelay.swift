/// How long after a write it is worth looking for it: learned from the looks that came too early. Pure.
///
/// Reads are limited like writes, so every look that comes too early costs a write's worth of time at the end of a large run. A look
/// that comes later costs nothing while others are written.
struct ReadBackDelay: Sendable {
    private(set) var current = Duration.seconds(1)

    static let shortest = Duration.milliseconds(500)
    static let longest = Duration.seconds(60)

    /// Takes what a batch of first looks found.
    mutating func learn(seen: Int, missed: Int) {
        if missed > 0 {
            current = min(Self.longest, current * 1.5)
        } else if seen > 0 {
            // Slowly back: about one batch in forty misses somebody.
            current = max(Self.shortest, current * 0.99)
        }
    }
}
