/// A table with the rules that override it, compiled for decisions that allocate nothing.
///
/// Users who are subject to the same rules can share one policy.
public struct MappingPolicy: Hashable, Sendable {
    /// The name of the table underneath: `app`, `embedded`, or your own.
    public let tableName: String
    /// Whether Teams changes that come from inactivity are ignored.
    public let keepsStatusThroughInactivity: Bool

    /// One byte per Teams status, see ``Cell``.
    private let cells: SIMD16<UInt8>
    /// One byte per RingCentral situation, see ``TeamsHold``.
    private let holds: SIMD16<UInt8>

    /// Compiles a table and the rules that hold for a user.
    ///
    /// A missing row changes nothing. Use ``MappingValidator`` on tables of your own.
    public init(table: MappingTable, rules: ResolvedCallRules = ResolvedCallRules(.default)) {
        tableName = table.name
        keepsStatusThroughInactivity = rules.keepsStatusThroughInactivity
        var cells = SIMD16<UInt8>(repeating: 0)
        for row in table.toRingCentral.reversed() { cells[Int(row.teams.rawValue)] = Cell(row.target).bits }
        for status in TeamsStatus.allCases {
            guard let row = CallRuleRow(status), let rule = rules[row] else { continue }
            cells[Int(status.rawValue)] = Cell(rule, in: row).bits
        }
        self.cells = cells
        var holds = SIMD16<UInt8>(repeating: TeamsHold.nothing.rawValue)
        for row in table.toTeams.reversed() { holds[Int(row.ringCentral.rawValue)] = TeamsHold(row.target).rawValue }
        self.holds = holds
    }

    /// A preset with rules for everyone.
    public init(preset: Preset, rules: CallRules = .default) {
        self.init(table: preset.table, rules: ResolvedCallRules(rules))
    }

    /// What the rule or row for a Teams status wants RingCentral to show.
    public func target(for status: TeamsStatus) -> RingCentralTarget { cell(status).target }

    /// What the row for a RingCentral situation wants from Teams.
    public func teamsTarget(for situation: RingCentralSituation) -> TeamsTarget { hold(situation).target }

    func cell(_ status: TeamsStatus) -> Cell { Cell(bits: cells[Int(status.rawValue)]) }

    func hold(_ situation: RingCentralSituation) -> TeamsHold {
        TeamsHold(rawValue: holds[Int(situation.rawValue)]) ?? .nothing
    }

    /// The rule that speaks for a Teams status when nothing stronger does.
    func rule(for status: TeamsStatus) -> DecidingRule {
        let cell = cell(status)
        guard let scope = cell.scope, let action = cell.action, let row = CallRuleRow(status) else {
            return .table(status)
        }
        return .callRule(row, action, scope)
    }
}

/// A target and the rule behind it in one byte: two bits each for user status, call acceptance, scope and action.
struct Cell: Hashable {
    let bits: UInt8

    init(bits: UInt8) { self.bits = bits }

    init(_ target: RingCentralTarget) {
        bits = (target.userStatus?.rawValue ?? 0) | (target.dndStatus?.rawValue ?? 0) << 2
    }

    init(_ rule: ResolvedCallRules.Rule, in row: CallRuleRow) {
        let action: UInt8 =
            switch rule.action {
            case .acceptAll: 1
            case .noQueueCalls: 2
            case .noCalls: 3
            }
        bits = Cell(rule.action.target(in: row)).bits | rule.scope.rawValue << 4 | action << 6
    }

    /// Zero for “as the user has it”.
    var userCode: UInt8 { bits & 3 }
    /// Zero for “as the user has it”.
    var dndCode: UInt8 { bits >> 2 & 3 }

    var userStatus: SettableUserStatus? { SettableUserStatus(rawValue: userCode) }
    var dndStatus: SettableDNDStatus? { SettableDNDStatus(rawValue: dndCode) }
    var target: RingCentralTarget { RingCentralTarget(userStatus: userStatus, dndStatus: dndStatus) }
    var scope: ResolvedCallRules.Scope? { ResolvedCallRules.Scope(rawValue: bits >> 4 & 3) }

    var action: CallAction? {
        switch bits >> 6 {
        case 1: .acceptAll
        case 2: .noQueueCalls
        case 3: .noCalls
        default: nil
        }
    }
}

/// What is held, or wanted, in Teams, in one byte.
struct TeamsHold: Hashable, RawRepresentable {
    let rawValue: UInt8

    init?(rawValue: UInt8) {
        guard rawValue < 2 + 5 + 6 else { return nil }
        self.rawValue = rawValue
    }

    private init(known: UInt8) { rawValue = known }

    init(_ target: TeamsTarget) {
        switch target {
        case .nothing: self.init(known: 0)
        case .keep: self.init(known: 1)
        case .session(let presence): self.init(known: 2 + presence.rawValue)
        case .preferred(let presence): self.init(known: 7 + presence.rawValue)
        }
    }

    static let nothing = TeamsHold(known: 0)
    static let keep = TeamsHold(known: 1)

    var session: TeamsSessionPresence? {
        rawValue >= 2 && rawValue < 7 ? TeamsSessionPresence(rawValue: rawValue - 2) : nil
    }

    var preferred: TeamsPreferredPresence? {
        rawValue >= 7 ? TeamsPreferredPresence(rawValue: rawValue - 7) : nil
    }

    var target: TeamsTarget {
        if let session { return .session(session) }
        if let preferred { return .preferred(preferred) }
        return self == .keep ? .keep : .nothing
    }

    /// The status that Teams shows while this is what decides.
    var status: TeamsStatus? { session?.status ?? preferred?.status }
}
