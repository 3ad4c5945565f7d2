/// What decided about a RingCentral presence. In order of precedence, strongest first; a stronger one is named only
/// where it stopped a weaker one.
public enum DecidingRule: Hashable, Sendable {
    /// The user is not synced.
    case notSynced
    /// The user lets nobody see the presence, so that it is left alone.
    case presenceHidden
    /// The user set do not disturb in RingCentral by hand. Sync never lifts it.
    case manualDoNotDisturb
    /// The user set Offline in RingCentral by hand. Sync never lifts it, and waits for the user to return.
    case manualOffline
    /// The user changed what the sync had set; that stands until Teams asks for something else.
    case changedByUser
    /// A RingCentral call is connected; do not disturb is not lifted in the middle of it.
    case callInProgress
    /// Teams may only have gone idle, and the status is to be kept through inactivity.
    case inactivity
    /// Teams reports nothing that is understood.
    case unknownTeamsStatus
    /// The value in place may be read but never written, so that it could not be put back.
    case notRestorable
    /// A call rule.
    case callRule(CallRuleRow, CallAction, ResolvedCallRules.Scope)
    /// A row of the preset, or of a table of your own.
    case table(TeamsStatus)

    /// The rule's name as it appears in JSON: `inAMeeting=noCalls`, `app/inAMeeting`, `manual-do-not-disturb`.
    ///
    /// - Parameter table: the name of the table in use.
    public func identifier(inTable table: String) -> String {
        switch self {
        case .notSynced: "not-synced"
        case .presenceHidden: "presence-hidden"
        case .manualDoNotDisturb: "manual-do-not-disturb"
        case .manualOffline: "manual-offline"
        case .changedByUser: "changed-by-user"
        case .callInProgress: "call-in-progress"
        case .inactivity: "inactivity"
        case .unknownTeamsStatus: "unknown-teams-status"
        case .notRestorable: "not-restorable"
        case .callRule(let row, let action, _): "\(row.rawValue)=\(action.rawValue)"
        case .table(let status): "\(table)/\(status.identifier)"
        }
    }
}
