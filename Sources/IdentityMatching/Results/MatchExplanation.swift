/// The account of how one person's result came about: every rule, in the order tried, with what it compared and why it did or
/// did not decide. Its `description` is the account as text.
public struct MatchExplanation: Hashable, Sendable, Codable, CustomStringConvertible {
    /// What came of one rule.
    public enum Verdict: String, Hashable, Sendable, Codable {
        /// The rule led to the outcome: a match, a suggestion, or the pin that says there is none.
        case decided
        /// The rule found several entries, or one that others want too.
        case ambiguous
        /// The rule found the entry that another rule had chosen before.
        case agrees
        /// The rule found another entry than the one chosen before.
        case disagrees
        /// What the rule found cannot be had: it is not usable, or belongs to somebody else.
        case unavailable
        /// The rule compared and found nothing.
        case noCandidate
        /// The person has no value that the rule could compare.
        case nothingToCompare
        /// The rule was not needed any more.
        case notTried
        /// This module does not know the rule.
        case unknownRule
    }

    /// The account of one rule.
    public struct Step: Hashable, Sendable, Codable {
        /// The rule.
        public let rule: MatchRule
        /// Whether it decides, as opposed to suggesting.
        public let isAutomatic: Bool
        /// What came of it.
        public let verdict: Verdict
        /// What it compared and why that did or did not decide, in sentences.
        public let text: String
    }

    /// The person.
    public let userID: Person.ID
    /// The result in one line.
    public let headline: String
    /// The rules in the order tried.
    public let steps: [Step]
    /// What else there is to know.
    public let notes: [MatchNote]

    /// The account as text, a line for each step and note.
    public var description: String {
        var lines = [headline]
        for (index, step) in steps.enumerated() {
            let kind = step.rule == .pin ? "" : step.isAutomatic ? " (automatic)" : " (suggestion)"
            lines.append("  \(index + 1). \(step.rule)\(kind): \(step.text)")
        }
        for note in notes { lines.append("  Note: \(note.text)") }
        return lines.joined(separator: "\n")
    }
}
