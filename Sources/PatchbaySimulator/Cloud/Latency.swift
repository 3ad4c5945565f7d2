/// How long calls take: a round trip, and the time a service works before it answers.
///
/// Refusals come back after the round trip alone. Service times follow a lognormal curve, drawn from the seed.
public struct Latency: Hashable, Sendable {
    /// The way there and back.
    public var roundTrip: Duration
    /// The median time a service works.
    public var service: Duration
    /// The spread of the logarithm of the service time; 0 makes every call take the median.
    public var spread: Double

    /// Makes a latency.
    public init(roundTrip: Duration, service: Duration, spread: Double = 0.4) {
        self.roundTrip = roundTrip
        self.service = service
        self.spread = spread
    }

    /// Every answer at once.
    public static let none = Latency(roundTrip: .zero, service: .zero, spread: 0)
    /// So short that a demonstration does not wait, and long enough that requests overlap.
    public static let quick = Latency(roundTrip: .milliseconds(2), service: .milliseconds(8))
    /// What a distant tenant feels like. An assumption: service times are not published.
    public static let typical = Latency(roundTrip: .milliseconds(60), service: .milliseconds(600))

    /// Draws the parts of one call.
    func draw(_ random: inout SplitMix64) -> (there: Duration, service: Duration, back: Duration) {
        if self == .none { return (.zero, .zero, .zero) }
        // The sum of twelve fractions less six is close enough to a normal number and needs no mathematics library.
        var normal = -6.0
        for _ in 0..<12 { normal += random.fraction() }
        let half = roundTrip / 2 * (0.9 + 0.2 * random.fraction())
        return (half, service * Latency.exponential(normal * spread), half)
    }

    /// e to a small power, by halving and the series; the same on every platform to the last bit.
    private static func exponential(_ power: Double) -> Double {
        let x = power / 64
        var term = 1.0
        var sum = 1.0
        for step in 1...10 {
            term *= x / Double(step)
            sum += term
        }
        for _ in 0..<6 { sum *= sum }
        return sum
    }
}
