/// Everything an administrator has decided about calls: the preset, the rules for everyone, and who differs.
///
/// Precedence, per row: the user's own rules, then the groups that the user is in, in the order of the book, then the rules for everyone,
/// then the preset.
public struct CallRuleBook: Hashable, Sendable {
    /// The official mapping underneath.
    public var preset: Preset
    /// The rules for everyone.
    public var account: CallRules
    /// Groups that differ. Of two groups that name the same row, the one listed first decides.
    public var groups: [Override]
    /// Users who differ.
    public var users: [Override]

    /// Rules for a group or a user.
    public struct Override: Hashable, Sendable {
        /// The group's name or id, or the user's principal name, mail address or id. Compared without regard to case.
        public let name: String
        /// What differs.
        public var rules: CallRules

        /// Rules for one name.
        public init(_ name: String, _ rules: CallRules) {
            self.name = name
            self.rules = rules
        }
    }

    /// A book; by default the app preset without rules.
    public init(
        preset: Preset = .app, account: CallRules = .default, groups: [Override] = [], users: [Override] = []
    ) {
        self.preset = preset
        self.account = account
        self.groups = groups
        self.users = users
    }

    /// The rules that hold for a user.
    ///
    /// - Parameters:
    ///   - names: everything the user is called: object id, principal name, mail address.
    ///   - groups: names or ids of the groups that the user is in.
    public func rules(forUser names: [String] = [], inGroups groups: [String] = []) -> ResolvedCallRules {
        let names = Set(names.map { $0.lowercased() })
        let groups = Set(groups.map { $0.lowercased() })
        let personal = users.filter { names.contains($0.name.lowercased()) }
        let shared = self.groups.filter { groups.contains($0.name.lowercased()) }
        return ResolvedCallRules(
            strongestFirst: personal.map { ($0.rules, .user) } + shared.map { ($0.rules, .group) }
                + [(account, .account)])
    }

    /// The policy for a user: the preset's table with the rules that hold for that user.
    ///
    /// - Parameters:
    ///   - names: everything the user is called: object id, principal name, mail address.
    ///   - groups: names or ids of the groups that the user is in.
    public func policy(forUser names: [String] = [], inGroups groups: [String] = []) -> MappingPolicy {
        MappingPolicy(table: preset.table, rules: rules(forUser: names, inGroups: groups))
    }
}
