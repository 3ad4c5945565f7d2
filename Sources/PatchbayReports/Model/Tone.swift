extension Report {
    /// How a reader should feel about something. Renderers turn it into a colour *and* a sign, never a colour alone.
    public enum Tone: String, Codable, Sendable, Hashable, CaseIterable {
        /// As wanted: installed, in sync, met.
        case good
        /// Neither good nor bad: skipped on purpose, not selected.
        case neutral
        /// Worth a look: pending, unknown, a suggestion to confirm.
        case warning
        /// Needs action: failed, blocked, not met.
        case bad

        /// How much attention is due; a higher number comes first where the worst is shown first.
        var severity: Int {
            switch self {
            case .good: 0
            case .neutral: 1
            case .warning: 2
            case .bad: 3
            }
        }
    }
}
