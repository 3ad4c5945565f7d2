/// How long after a write it is worth looking for it: learned from the looks that came too early. Pure.
///
/// Reads are limited like writes, so every look that comes too early costs a write's worth of time at the end of a large run. A look
/// that comes later costs nothing while others are written.
struct ReadBackDelay: Sendable {
    private(set) var current = Duration.seconds(1)

    static let shortest = Duration.milliseconds(500)
    static let longest = Duration.seconds(60)

    /// A first look came too early. Looks that were under way already teach nothing new, so the delay grows from what they waited,
    /// not once for each.
    mutating func missed(after age: Duration) { current = min(Self.longest, max(current, age * 1.5)) }

    /// A batch of first looks saw everybody: slowly back, so that about one batch in forty misses somebody.
    mutating func seen() { current = max(Self.shortest, current * 0.99) }
}
