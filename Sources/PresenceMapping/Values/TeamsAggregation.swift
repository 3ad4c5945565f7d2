extension TeamsStatus {
    /// What Teams shows when a user's own state, an application's session and a preferred presence meet.
    ///
    /// A preferred presence wins over every session; otherwise the session that ranks highest wins
    /// (Do not disturb > Busy > Available > Away > Offline). Calendar and client count as the user's own sessions. Between
    /// equals the application's session is taken, which is the case that hides most.
    ///
    /// Source: Microsoft Graph, managing presence state (aggregation).
    public static func shown(
        own: TeamsStatus, session: TeamsSessionPresence? = nil, preferred: TeamsPreferredPresence? = nil
    ) -> TeamsStatus {
        if let preferred { return preferred.status }
        guard let session = session?.status else { return own }
        return session.rank >= own.rank ? session : own
    }

    /// The place in Graph's order of sessions; higher wins.
    private var rank: Int {
        switch self {
        case .doNotDisturb, .presenting, .focusing: 4
        case .busy, .inACall, .directRoutingCall, .inAConferenceCall, .inAMeeting: 3
        case .available: 2
        case .away, .beRightBack: 1
        case .appearOffline, .offline, .unknown: 0
        }
    }
}
