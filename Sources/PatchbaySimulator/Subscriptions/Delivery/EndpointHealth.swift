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

    /// The answer that came at a moment took so long.
    mutating func note(seconds: Double, at now: Double) {
        samples.removeAll { $0.at <= now - Self.window }
        samples.append(Sample(at: now, isSlow: seconds > Self.slow))
    }

    func verdict(at now: Double) -> Verdict {
        let recent = samples.filter { $0.at > now - Self.window }
        guard recent.count >= Self.leastSamples else { return .fast }
        let share = Double(recent.count(where: \.isSlow)) / Double(recent.count)
        return share > 0.15 ? .tooSlow : share > 0.1 ? .slow : .fast
    }
}
