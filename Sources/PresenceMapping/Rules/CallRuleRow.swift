/// A row of the call rules: a Teams status that an administrator may give its own call handling.
///
/// Source: RingCentral admin guide “Customize call presence settings” (`msteams/presence-sync-admin.md`).
public enum CallRuleRow: String, Hashable, Sendable, CaseIterable {
    /// Busy, set by hand.
    case busy
    /// In a call. A Teams meeting often reports this too.
    case inACall
    /// In a call of several people.
    case inAConferenceCall
    /// In a meeting.
    case inAMeeting
    /// Offline, also by choice.
    case offline

    /// The name of the row in the admin portal.
    public var title: String {
        switch self {
        case .busy: "Busy"
        case .inACall: "In a call"
        case .inAConferenceCall: "In a conference call"
        case .inAMeeting: "In a meeting"
        case .offline: "Offline"
        }
    }

    /// The row that a Teams status falls on; nil for the statuses that rules do not touch.
    public init?(_ status: TeamsStatus) {
        switch status {
        case .busy: self = .busy
        case .inACall, .directRoutingCall: self = .inACall
        case .inAConferenceCall: self = .inAConferenceCall
        case .inAMeeting: self = .inAMeeting
        case .offline, .appearOffline: self = .offline
        case .available, .doNotDisturb, .presenting, .focusing, .away, .beRightBack, .unknown: return nil
        }
    }
}
