/// Matches the people of one directory with the entries of another.
///
/// The matcher is a value and its work a pure function: the same people, entries, rules and pins give the same report, in
/// whatever order the entries arrive.
///
/// How it decides:
/// 1. Pins come first. A pinned entry is not available to anyone else.
/// 2. Automatic rules follow in the order given. For each person, the first rule that finds a usable entry counts.
/// 3. Suggesting rules see only the people who are still unmatched and the entries that nobody holds.
/// 4. Within each of these steps whole addresses come before normalised addresses, and those before names.
/// 5. A conflict is never decided: two entries for one person, or one entry wanted by two people, is `ambiguous`.
///
/// Two people count as wanting the same entry even when their rules differ. Rule order settles which entry *one* person gets,
/// never which of two people gets an entry.
public struct IdentityMatcher: Hashable, Sendable {
    /// The rules to try, in order. Pins are not listed; they always come first.
    public var rules: [MatchRule]
    /// Rules that make only suggestions by nature, but shall decide here.
    public var promoting: Set<MatchRule>
    /// Decisions taken by hand.
    public var pins: [MatchPin]
    /// What ``MatchRule/normalized`` treats as the same address.
    public var normalization: AddressNormalization
    /// How ``MatchRule/name`` scores.
    public var names: NameComparison

    /// Makes a matcher.
    ///
    /// - Parameters:
    ///   - rules: the rules to try, in order.
    ///   - promoting: rules that shall decide instead of suggesting.
    ///   - pins: decisions taken by hand.
    ///   - normalization: what counts as the same address for ``MatchRule/normalized``.
    ///   - names: how ``MatchRule/name`` scores.
    public init(
        rules: [MatchRule] = .standard, promoting: Set<MatchRule> = [], pins: [MatchPin] = [],
        normalization: AddressNormalization = AddressNormalization(), names: NameComparison = NameComparison()
    ) {
        self.rules = rules
        self.promoting = promoting
        self.pins = pins
        self.normalization = normalization
        self.names = names
    }

    /// Matches people with entries.
    ///
    /// An id that occurs twice is one person or entry: of people the last mention wins, as in a Microsoft Graph delta; of
    /// entries the usable one.
    ///
    /// - Parameters:
    ///   - people: the left directory, in the order in which results are wanted. Large ones are best gathered in a ``PersonTable``.
    ///   - entries: the right directory, in any order. Large ones are best gathered in an ``EntryTable``.
    /// - Returns: the result for each person, with the means to explain it.
    /// - Complexity: linear in people and entries. Names are compared within groups of similar names only.
    public func match(
        _ people: some Sequence<Person>, with entries: some Sequence<DirectoryEntry>
    ) -> MatchReport {
        var engine = MatchEngine(
            matcher: self, people: people as? PersonTable ?? PersonTable(people),
            entries: entries as? EntryTable ?? EntryTable(entries))
        engine.run()
        return MatchReport(findings: engine.findings)
    }

    /// Whether a rule decides, as opposed to suggesting.
    func isAutomatic(_ rule: MatchRule) -> Bool {
        rule.isAutomaticByNature || promoting.contains(rule)
    }
}
