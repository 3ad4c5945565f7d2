/// What a Teams presence means for a telephone: one case per row of the published mapping tables.
///
/// Closed, because tables, rules and the validator must cover every case. Words that Microsoft adds later fall on the
/// case of their availability, or on ``unknown``; nothing is written for ``unknown``.
///
/// Source: RingCentral `msteams/presence-sync-user.md`; Microsoft Graph `presence` resource.
public enum TeamsStatus: UInt8, Hashable, Sendable, CaseIterable {
    /// Available.
    case available
    /// Busy, set by hand.
    case busy
    /// In a call between two people; also what a Teams meeting often reports.
    case inACall
    /// In a call that runs through RingCentral (Direct Routing).
    ///
    /// Graph reports it as `InACall` like any other; it is told apart by RingCentral reporting a connected call at the
    /// same time, see ``TeamsState/during(_:)``.
    case directRoutingCall
    /// In a call of several people.
    case inAConferenceCall
    /// In a meeting.
    case inAMeeting
    /// Do not disturb, set by hand.
    case doNotDisturb
    /// Sharing the screen in a meeting.
    case presenting
    /// Focusing (Viva Insights).
    case focusing
    /// Away, by hand or through inactivity: Graph does not say which.
    case away
    /// Be right back.
    case beRightBack
    /// Shown as offline by choice.
    case appearOffline
    /// No session.
    case offline
    /// Microsoft does not know, or uses a word that is not published.
    case unknown

    /// The name in English, as the Teams client shows it.
    public var title: String {
        switch self {
        case .available: "Available"
        case .busy: "Busy"
        case .inACall: "In a call"
        case .directRoutingCall: "In a call (Direct Routing)"
        case .inAConferenceCall: "In a conference call"
        case .inAMeeting: "In a meeting"
        case .doNotDisturb: "Do not disturb"
        case .presenting: "Presenting"
        case .focusing: "Focusing"
        case .away: "Away"
        case .beRightBack: "Be right back"
        case .appearOffline: "Appear offline"
        case .offline: "Offline"
        case .unknown: "Unknown"
        }
    }

    /// The name as used in identifiers and JSON: `inAMeeting`.
    public var identifier: String {
        switch self {
        case .available: "available"
        case .busy: "busy"
        case .inACall: "inACall"
        case .directRoutingCall: "directRoutingCall"
        case .inAConferenceCall: "inAConferenceCall"
        case .inAMeeting: "inAMeeting"
        case .doNotDisturb: "doNotDisturb"
        case .presenting: "presenting"
        case .focusing: "focusing"
        case .away: "away"
        case .beRightBack: "beRightBack"
        case .appearOffline: "appearOffline"
        case .offline: "offline"
        case .unknown: "unknown"
        }
    }

    /// Whether this is a call or meeting, which ends by itself.
    var isConversation: Bool {
        switch self {
        case .inACall, .directRoutingCall, .inAConferenceCall, .inAMeeting, .presenting: true
        default: false
        }
    }
}
