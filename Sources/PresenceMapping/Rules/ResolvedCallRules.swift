/// The rules that hold for one user once the layers are put on top of each other.
public struct ResolvedCallRules: Hashable, Sendable {
    /// The layer that a rule came from.
    public enum Scope: UInt8, Hashable, Sendable {
        /// The rules for everyone.
        case account = 1
        /// The rules of a group that the user is in.
        case group
        /// The rules for this user.
        case user
    }

    /// A rule in force.
    public struct Rule: Hashable, Sendable {
        /// What it does with calls.
        public let action: CallAction
        /// Where it came from.
        public let scope: Scope
    }

    private var rules: [CallRuleRow: Rule] = [:]

    /// Whether Teams changes that come from inactivity are ignored.
    public let keepsStatusThroughInactivity: Bool

    /// Puts layers on top of each other: for each row the first layer that names it decides.
    ///
    /// - Parameter layers: from the strongest to the weakest.
    public init(strongestFirst layers: [(rules: CallRules, scope: Scope)]) {
        for row in CallRuleRow.allCases {
            guard let layer = layers.first(where: { $0.rules[row] != nil }) else { continue }
            if case .action(let action) = layer.rules[row] { rules[row] = Rule(action: action, scope: layer.scope) }
        }
        keepsStatusThroughInactivity =
            layers.lazy.compactMap(\.rules.keepsStatusThroughInactivity).first ?? false
    }

    /// The rules for everyone and nothing else.
    public init(_ rules: CallRules) { self.init(strongestFirst: [(rules, .account)]) }

    /// The rule in force for a row; nil when the preset decides.
    public subscript(row: CallRuleRow) -> Rule? { rules[row] }
}
