/// A step of the match: rules that are tried together, and whose claims are weighed as equals.
///
/// Automatic rules come before suggestions, and in each of the two whole addresses before normalised ones before names. A stage
/// sees the people left without an outcome and the entries that no earlier stage has claimed.
struct MatchStage: Sendable {
    /// The number that stands for "decided by a pin".
    static let pins: UInt8 = 0
    /// The number that stands for "not claimed by any stage".
    static let none: UInt8 = .max

    /// The place in the order, from 1.
    let number: UInt8
    /// Whether what it finds is a match or a suggestion.
    let isAutomatic: Bool
    /// What its rules compare.
    let kind: MatchRule.Kind
    /// Its rules, in the caller's order.
    let rules: [MatchRule]
    /// How each of its rules looks addresses up: told once, so that the names of rules are not compared for each person.
    let lookUps: [LookUp]

    /// How a rule finds the addresses of a person.
    enum LookUp {
        case userPrincipalName, mail, otherAddresses
        /// By a list of probes made from the whole person.
        case probes

        init(_ rule: MatchRule) {
            self =
                switch rule {
                case .upn: .userPrincipalName
                case .mail: .mail
                case .proxyAddress: .otherAddresses
                default: .probes
                }
        }
    }

    /// The stages of a matcher, in order.
    static func stages(of matcher: IdentityMatcher) -> [MatchStage] {
        var stages: [MatchStage] = []
        for isAutomatic in [true, false] {
            for kind in MatchRule.Kind.allCases {
                var rules: [MatchRule] = []
                for rule in matcher.rules
                where rule.kind == kind && matcher.isAutomatic(rule) == isAutomatic && !rules.contains(rule) {
                    rules.append(rule)
                }
                guard !rules.isEmpty else { continue }
                stages.append(
                    MatchStage(
                        number: UInt8(stages.count + 1), isAutomatic: isAutomatic, kind: kind, rules: rules,
                        lookUps: rules.map(LookUp.init)))
            }
        }
        return stages
    }
}

/// The decision about one person, in a few bytes. Everything else is worked out again when somebody looks.
struct MatchDecision: Sendable {
    /// How it ended.
    var outcome: MatchOutcome = .unmatched
    /// The stage that decided; ``MatchStage/none`` if none did.
    var stage: UInt8 = MatchStage.none
    /// The number of the deciding rule within its stage.
    var rule: UInt8 = 0
    /// The row of the entry: the only one wanted, or the first of several; -1 for none.
    var row: Int32 = -1

    var isOpen: Bool { stage == MatchStage.none }
}
