/// How the match of one person ended. The raw values are what scripts read as `match`.
public enum MatchOutcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// A rule decided: one usable entry, wanted by nobody else.
    case exact
    /// Several entries fit, or several people want the entry. Somebody has to choose; a pin records the choice.
    case ambiguous
    /// Nothing fits, or a pin says that the person has no entry.
    case unmatched
    /// A pin decided.
    case pinned
    /// One entry fits by a rule that only suggests. Nothing should act on it before somebody agrees.
    case suggested
}

/// How many people had each outcome.
public struct MatchCounts: Hashable, Sendable, Codable {
    /// People matched by a rule.
    public internal(set) var exact = 0
    /// People for whom somebody has to choose.
    public internal(set) var ambiguous = 0
    /// People without an entry.
    public internal(set) var unmatched = 0
    /// People matched by a pin.
    public internal(set) var pinned = 0
    /// People with a suggestion.
    public internal(set) var suggested = 0

    /// All people.
    public var total: Int { exact + ambiguous + unmatched + pinned + suggested }

    /// The people who have an entry: matched by a rule or by a pin.
    public var matched: Int { exact + pinned }

    /// How many people had an outcome.
    public subscript(outcome: MatchOutcome) -> Int {
        switch outcome {
        case .exact: exact
        case .ambiguous: ambiguous
        case .unmatched: unmatched
        case .pinned: pinned
        case .suggested: suggested
        }
    }

    mutating func add(_ outcome: MatchOutcome) {
        switch outcome {
        case .exact: exact += 1
        case .ambiguous: ambiguous += 1
        case .unmatched: unmatched += 1
        case .pinned: pinned += 1
        case .suggested: suggested += 1
        }
    }
}
