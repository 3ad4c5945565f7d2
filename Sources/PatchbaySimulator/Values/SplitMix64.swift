/// The generator behind everything that looks random here. The same seed gives the same cloud on every platform and in every
/// version of the toolchain, which the standard library's shuffles and hashes do not promise.
///
/// Source: Steele, Lea and Flood, “Fast Splittable Pseudorandom Number Generators” (2014).
public struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    /// Starts a sequence.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return SplitMix64.mix(state)
    }

    /// The finalizer: spreads every bit of a number over the whole word.
    static func mix(_ number: UInt64) -> UInt64 {
        var z = number
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A fraction from 0 up to, not including, 1.
    mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number below a bound. The tiny bias of the multiplication is of no matter here and keeps the sequence in step.
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A length between two lengths.
    mutating func duration(in range: ClosedRange<Duration>) -> Duration {
        guard range.upperBound > range.lowerBound else { return range.lowerBound }
        return range.lowerBound + (range.upperBound - range.lowerBound) * fraction()
    }
}
