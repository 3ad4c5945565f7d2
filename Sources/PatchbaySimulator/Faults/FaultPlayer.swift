import PatchbayCore

/// Decides which faults hit a call.
struct FaultPlayer {
    private var script: FaultScript
    private let seed: UInt64
    private var begun: Double
    private var seen: [Int]
    private var fired: [Int]

    init(_ script: FaultScript, seed: UInt64, now: Double) {
        self.script = script
        self.seed = seed
        begun = now
        seen = Array(repeating: 0, count: script.rules.count)
        fired = seen
    }

    /// The faults that hit a call of an operation now.
    mutating func faults(for operation: SimulatedOperation, now: Double) -> [Fault] {
        var faults: [Fault] = []
        for (position, rule) in script.rules.enumerated() where rule.matches(operation) {
            seen[position] += 1
            if let times = rule.times, fired[position] >= times { continue }
            let isHit: Bool
            switch rule.trigger {
            case .chance(let share):
                // From the seed and the call's number alone, so that another rule's draws do not move this one's.
                var random = SplitMix64(seed: seed ^ UInt64(position) << 40 ^ UInt64(seen[position]))
                isHit = random.fraction() < share
            case .every(let step): isHit = step > 0 && seen[position] % step == 0
            case .calls(let numbers): isHit = numbers.contains(seen[position])
            case .after(let delay): isHit = fired[position] == 0 && now - begun >= delay.seconds
            }
            guard isHit else { continue }
            fired[position] += 1
            faults.append(rule.fault)
        }
        return faults
    }
}
