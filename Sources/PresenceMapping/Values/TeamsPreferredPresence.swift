/// A presence that wins over every session of the user: exactly the six pairs that Graph accepts.
///
/// It replaces what the user picked by hand and takes effect only while the user has at least one session. The official
/// presets therefore use sessions; this exists for tables of your own.
///
/// Source: Microsoft Graph `presence-setuserpreferredpresence`.
public enum TeamsPreferredPresence: UInt8, Hashable, Sendable, CaseIterable {
    /// `Available`/`Available`.
    case available
    /// `Busy`/`Busy`.
    case busy
    /// `DoNotDisturb`/`DoNotDisturb`.
    case doNotDisturb
    /// `BeRightBack`/`BeRightBack`.
    case beRightBack
    /// `Away`/`Away`.
    case away
    /// `Offline`/`OffWork`: appear offline.
    case appearOffline

    /// The two words to send.
    public var presence: TeamsPresence {
        switch self {
        case .available: TeamsPresence(availability: .available, activity: .available)
        case .busy: TeamsPresence(availability: .busy, activity: .busy)
        case .doNotDisturb: TeamsPresence(availability: .doNotDisturb, activity: .doNotDisturb)
        case .beRightBack: TeamsPresence(availability: .beRightBack, activity: .beRightBack)
        case .away: TeamsPresence(availability: .away, activity: .away)
        case .appearOffline: TeamsPresence(availability: .offline, activity: .offWork)
        }
    }

    /// The status that others see while this preference holds.
    public var status: TeamsStatus { TeamsState(presence).status }
}
