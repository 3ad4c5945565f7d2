/// The result for one person.
public struct MatchResult: Hashable, Sendable, Identifiable {
    /// The person.
    public let userID: Person.ID
    /// How the match ended.
    public let outcome: MatchOutcome
    /// The entry the person has. Set for `exact` and `pinned` only: a suggestion is among the ``candidates``, so that code which
    /// acts on this property never acts on a guess.
    public let entryID: DirectoryEntry.ID?
    /// The rule that led to the outcome; nil if none did.
    public let rule: MatchRule?
    /// The comparisons that came out positive: those of the rule, and those of the automatic rules, whether they agree with the
    /// outcome or not.
    public let evidence: [MatchEvidence]
    /// The entries to choose from, for `ambiguous` and `suggested`, best first.
    public let candidates: [MatchCandidate]
    /// What else there is to know.
    public let notes: [MatchNote]

    /// The person.
    public var id: Person.ID { userID }

    /// The evidence that speaks for another entry than the one the person has.
    public var disagreements: [MatchEvidence] {
        guard let entryID else { return [] }
        return evidence.filter { $0.entryID != entryID }
    }
}

extension MatchResult: Codable {
    private enum CodingKeys: String, CodingKey {
        case rule, evidence, candidates, notes
        case userID = "user"
        case outcome = "match"
        case entryID = "extension"
    }

    /// Writes the result with the names that scripts rely on: `user`, `match`, `extension`, `rule`. The latter two are written
    /// as null where there is none.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(userID, forKey: .userID)
        try container.encode(outcome, forKey: .outcome)
        try container.encode(entryID, forKey: .entryID)
        try container.encode(rule, forKey: .rule)
        try container.encode(evidence, forKey: .evidence)
        try container.encode(candidates, forKey: .candidates)
        try container.encode(notes, forKey: .notes)
    }
}
