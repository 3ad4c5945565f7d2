/// A presence that an application may set for its own session: exactly the five pairs that Graph accepts.
///
/// Any other pair is answered with 400, so no other can be written down here.
///
/// Source: Microsoft Graph `presence-setpresence`.
public enum TeamsSessionPresence: UInt8, Hashable, Sendable, CaseIterable {
    /// `Available`/`Available`. Fades after five minutes unless it is set again.
    case available
    /// `Busy`/`InACall`.
    case inACall
    /// `Busy`/`InAConferenceCall`.
    case inAConferenceCall
    /// `Away`/`Away`.
    case away
    /// `DoNotDisturb`/`Presenting`: the only do-not-disturb that a session can set.
    case presenting

    /// The two words to send.
    public var presence: TeamsPresence {
        switch self {
        case .available: TeamsPresence(availability: .available, activity: .available)
        case .inACall: TeamsPresence(availability: .busy, activity: .inACall)
        case .inAConferenceCall: TeamsPresence(availability: .busy, activity: .inAConferenceCall)
        case .away: TeamsPresence(availability: .away, activity: .away)
        case .presenting: TeamsPresence(availability: .doNotDisturb, activity: .presenting)
        }
    }

    /// The status that others see while this session decides.
    public var status: TeamsStatus { TeamsState(presence).status }
}
