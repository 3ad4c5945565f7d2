/// What RingCentral should show for a Teams state, which rule says so, and whether anything needs to be written.
public struct MappingDecision: Hashable, Sendable {
    /// The user status after the decision.
    public let userStatus: RingCentralState.UserStatus
    /// The call acceptance after the decision.
    public let dndStatus: RingCentralState.DNDStatus
    /// What has to be written; nil when RingCentral is already as it should be.
    public let write: RingCentralWrite?
    /// What decided.
    public let rule: DecidingRule
    /// The Teams state that was decided on; a Direct Routing call is recognised in it.
    public let teams: TeamsState
    /// What the call rule or row for the Teams status asks for, whether or not something stronger stopped it.
    public let target: RingCentralTarget

    private let tableName: String

    init(_ verdict: Verdict, teams: TeamsState, before: RingCentralState, policy: MappingPolicy) {
        userStatus = verdict.userStatus
        dndStatus = verdict.dndStatus
        write = RingCentralWrite(from: before, to: verdict)
        rule = verdict.rule
        self.teams = teams
        target = policy.target(for: teams.status)
        tableName = policy.tableName
    }

    /// Whether anything needs to be written.
    public var changes: Bool { write != nil }

    /// The deciding rule's name: `inAMeeting=noCalls`, `app/inAMeeting`, `manual-do-not-disturb`.
    public var ruleIdentifier: String { rule.identifier(inTable: tableName) }

    /// Why, in one or two sentences.
    public var because: String {
        switch rule {
        case .notSynced: "This user is not synced."
        case .presenceHidden:
            "The user lets nobody see the RingCentral presence, so that it is left alone."
        case .manualDoNotDisturb:
            "Do not disturb was set in RingCentral by hand; the sync never lifts it, only the user does."
        case .manualOffline:
            "Offline was set in RingCentral by hand; the sync writes nothing until the user returns to Available."
        case .changedByUser:
            "The user changed in RingCentral what the sync had set; that stands until Teams asks for something else."
        case .callInProgress:
            "A RingCentral call is connected; do not disturb is lifted when it ends, not in the middle of it."
        case .inactivity:
            "\(teams.status.title) in Teams may only be inactivity, and the RingCentral status is kept through inactivity."
        case .unknownTeamsStatus: "Teams reports nothing that is understood, so that nothing is written."
        case .notRestorable:
            "RingCentral has a value that may be read but not written; it could not be put back and is left in place."
        case .callRule(let row, let action, let scope):
            "The call rule “\(row.title): \(action.title)” (\(scope.title)) decides: \(effect)"
        case .table(let status):
            target == .noChange
                ? "The \(tableName) table has no change for \(status.title): what the user chose in RingCentral stands."
                : "The \(tableName) table has this for \(status.title): \(effect)"
        }
    }

    private var effect: String {
        let calls: String? =
            switch dndStatus {
            case .takeAllCalls: target.dndStatus == nil ? nil : "all calls ring"
            case .doNotAcceptDepartmentCalls: target.dndStatus == nil ? nil : "direct calls ring, queue calls do not"
            case .doNotAcceptAnyCalls: "no call rings and RingCentral shows Do not disturb"
            case .takeDepartmentCallsOnly, .unrecognized: nil
            }
        let status = target.userStatus.map { "RingCentral shows \($0.word)" }
        let parts = [status, calls].compactMap { $0 }.joined(separator: ", ")
        return changes ? "\(parts)." : "\(parts). It already is so."
    }
}

extension ResolvedCallRules.Scope {
    /// The layer in words.
    var title: String {
        switch self {
        case .account: "for everyone"
        case .group: "for a group"
        case .user: "for this user"
        }
    }
}

extension RingCentralWrite {
    /// The fields in which a verdict differs from what is there; nil when there are none.
    init?(from before: RingCentralState, to verdict: Verdict) {
        let user =
            verdict.userStatus == before.userStatus ? nil : SettableUserStatus(verdict.userStatus)
        let dnd = verdict.dndStatus == before.dndStatus ? nil : SettableDNDStatus(verdict.dndStatus)
        guard user != nil || dnd != nil else { return nil }
        let urgency: Urgency =
            if dnd == nil {
                .display
            } else if verdict.dndStatus.strictness > before.dndStatus.strictness {
                .stopRinging
            } else {
                .startRinging
            }
        self.init(userStatus: user, dndStatus: dnd, urgency: urgency)
    }
}
