/// How fast an address answered Graph in the last ten minutes, and what Graph does about it.
///
/// Source: Microsoft Graph `change-notifications-delivery-webhooks`: above 10 % of answers slower than ten seconds, new notifications wait
/// for ten seconds; above 15 % they are dropped. Below a hundred answers nothing is concluded, as an older text of that page has it.
struct EndpointHealth: Hashable, Sendable {
    enum Verdict: Hashable { case fast, slow, tooSlow }

    private struct Sample: Hashable {
        let at: Double
        let isSlow: Bool
    }

    private static let window = 600.0
    private static let slow = 10.0
    private static let leastSamples = 100

    private var samples: [Sample] = []
    /// Where those begin that still count.
    private var first = 0
    private var slowOnes = 0

    /// The answer that came at a moment took so long.
    mutating func note(seconds: Double, at now: Double) {
        forget(at: now)
        let sample = Sample(at: now, isSlow: seconds > Self.slow)
        samples.append(sample)
        if sample.isSlow { slowOnes += 1 }
    }

    mutating func verdict(at now: Double) -> Verdict {
        forget(at: now)
        let count = samples.count - first
        guard count >= Self.leastSamples else { return .fast }
        let share = Double(slowOnes) / Double(count)
        return share > 0.15 ? .tooSlow : share > 0.1 ? .slow : .fast
    }

    private mutating func forget(at now: Double) {
        while first < samples.count, samples[first].at <= now - Self.window {
            if samples[first].isSlow { slowOnes -= 1 }
            first += 1
        }
        if first > 1000, first * 2 > samples.count {
            samples.removeFirst(first)
            first = 0
        }
    }
}
