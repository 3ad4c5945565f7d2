/// Checks a table, with the rules over it, against everything that can happen.
///
/// Two things are proved by going through the whole finite state space:
///
/// - **Total**: every Teams status and every RingCentral situation has exactly one row.
/// - **Cannot oscillate**: from every combination of what Teams says by itself, what RingCentral shows, what the sync holds in Teams and
///   what the telephone does, carrying the mapping back and forth comes to rest.
///
/// The second is checked for the worst case: a sync that has forgotten what it wrote itself and takes each of its own
/// writes for the user's. The reducer remembers, and so never answers its own echo; a table that is safe without that
/// memory stays safe across a crash, and beside another product that syncs the same users.
public enum MappingValidator {
    /// Checks a table of your own, with the rules that hold for a user.
    public static func validate(
        _ table: MappingTable, rules: ResolvedCallRules = ResolvedCallRules(.default)
    ) -> ValidationReport {
        var search = LoopSearch(table: table, policy: MappingPolicy(table: table, rules: rules))
        search.run()
        return ValidationReport(
            statesChecked: search.statesChecked, gaps: gaps(in: table), loops: search.loops,
            warnings: warnings(rules))
    }

    /// Checks every policy that a rule book can give: for everyone, for each group, for each user, and for each pair of
    /// the two.
    public static func validate(_ book: CallRuleBook) -> ValidationReport {
        var report = ValidationReport(statesChecked: 0, gaps: [], loops: [], warnings: [])
        var seen: Set<ResolvedCallRules> = []
        for user in [nil] + book.users.map(\.name) {
            for group in [nil] + book.groups.map(\.name) {
                let rules = book.rules(
                    forUser: user.map { [$0] } ?? [], inGroups: group.map { [$0] } ?? [])
                guard seen.insert(rules).inserted else { continue }
                report.add(validate(book.preset.table, rules: rules))
            }
        }
        return report
    }

    private static func gaps(in table: MappingTable) -> [ValidationReport.Gap] {
        var gaps: [ValidationReport.Gap] = []
        for status in TeamsStatus.allCases {
            let count = table.toRingCentral.count { $0.teams == status }
            if count != 1 { gaps.append(.toRingCentral(status, rows: count)) }
        }
        for situation in RingCentralSituation.allCases {
            let count = table.toTeams.count { $0.ringCentral == situation }
            if count != 1 { gaps.append(.toTeams(situation, rows: count)) }
        }
        return gaps
    }

    private static func warnings(_ rules: ResolvedCallRules) -> [ValidationReport.Warning] {
        var warnings: [ValidationReport.Warning] = []
        if rules[.inACall]?.action != rules[.inAMeeting]?.action { warnings.append(.callAndMeetingDiffer) }
        if rules[.busy]?.action == .noCalls { warnings.append(.busyIsDoNotDisturb) }
        return warnings
    }
}
