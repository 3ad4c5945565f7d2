/// A presence that an app may set for its own session: the five pairs that Graph accepts, so that no other can be sent.
///
/// Source: Microsoft Graph `presence-setpresence`.
public enum SessionPresence: Hashable, Sendable, CaseIterable {
    /// Free. Fades to inactive after five minutes and to away after five more, whatever its duration, unless set again.
    case available
    /// Engaged in a call of two.
    case inACall
    /// Engaged in a call of several.
    case inAConferenceCall
    /// Gone.
    case away
    /// Not to be disturbed, shown as presenting: the only do-not-disturb that a session may set.
    case presenting

    /// The first word to send.
    public var availability: PresenceAvailability {
        switch self {
        case .available: .available
        case .inACall, .inAConferenceCall: .busy
        case .away: .away
        case .presenting: .doNotDisturb
        }
    }

    /// The second word to send.
    public var activity: PresenceActivity {
        switch self {
        case .available: "Available"
        case .inACall: .inACall
        case .inAConferenceCall: .inAConferenceCall
        case .away: "Away"
        case .presenting: .presenting
        }
    }
}

/// A presence that wins over every session, as if the user had picked it by hand: the six pairs that Graph accepts.
///
/// It has effect only while the user has at least one session. Source: Microsoft Graph `presence-setuserpreferredpresence`.
public enum PreferredPresence: Hashable, Sendable, CaseIterable {
    /// Free.
    case available
    /// Engaged.
    case busy
    /// Not to be disturbed.
    case doNotDisturb
    /// Back in a moment.
    case beRightBack
    /// Gone.
    case away
    /// Looking offline.
    case appearOffline

    /// The first word to send.
    public var availability: PresenceAvailability {
        switch self {
        case .available: .available
        case .busy: .busy
        case .doNotDisturb: .doNotDisturb
        case .beRightBack: .beRightBack
        case .away: .away
        case .appearOffline: .offline
        }
    }

    /// The second word to send: the same, but for looking offline.
    public var activity: PresenceActivity {
        self == .appearOffline ? .offWork : PresenceActivity(rawValue: availability.rawValue)
    }
}
