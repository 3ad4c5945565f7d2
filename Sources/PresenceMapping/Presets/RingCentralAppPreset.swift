extension MappingTable {
    /// The column “RingCentral app presence” of the official table.
    ///
    /// “No change” means that the user's own status stands: a do-not-disturb that the sync set for an earlier Teams status
    /// is taken back, and nothing else is touched.
    ///
    /// Source: RingCentral `msteams/presence-sync-user.md` (Teams to RingCentral); `msteams/questions.md` for the call rows
    /// of RingCentral to Teams, the others derived (see ``MappingTable/derivedToTeams``).
    public static let ringCentralApp = MappingTable(
        name: "app",
        toRingCentral: [
            // Available | Available
            ToRingCentral(.available, .available),
            // On a call, regular Teams call | no change
            ToRingCentral(.inACall, .noChange),
            // On a call, Direct Routing (PSTN) | Busy. RingCentral shows Busy by itself while its call is connected, so
            // that nothing needs to be written.
            ToRingCentral(.directRoutingCall, .noChange),
            // In a meeting | no change
            ToRingCentral(.inAMeeting, .noChange),
            // The table has no row for a conference call; it is a call.
            ToRingCentral(.inAConferenceCall, .noChange),
            // Busy (manual) | no change
            ToRingCentral(.busy, .noChange),
            // Presenting (Teams meeting) | Do not disturb
            ToRingCentral(.presenting, .doNotDisturb),
            // Focusing (Viva Insights) | Do not disturb
            ToRingCentral(.focusing, .doNotDisturb),
            // Do not disturb | Do not disturb
            ToRingCentral(.doNotDisturb, .doNotDisturb),
            // Away | no change
            ToRingCentral(.away, .noChange),
            // Be right back | no change
            ToRingCentral(.beRightBack, .noChange),
            // Invisible, appear offline | no change
            ToRingCentral(.appearOffline, .noChange),
            // Offline | no change
            ToRingCentral(.offline, .noChange),
            // Not in the table: what is not known changes nothing.
            ToRingCentral(.unknown, .noChange),
        ],
        toTeams: derivedToTeams)

    /// RingCentral to Teams, for both presets.
    ///
    /// Published are only the two call rows: a connected call makes Teams busy at once, and its end lets Teams return. The
    /// rest is derived, each row with its reason. Sessions are used throughout, because a session never replaces what
    /// the user picked in Teams and ends by itself.
    ///
    /// Source: RingCentral `msteams/questions.md`; Microsoft Graph `presence-setpresence` for the legal pairs.
    public static let derivedToTeams: [ToTeams] = [
        // Published: a call, in or out, shows as busy.
        ToTeams(.inACall, .session(.inACall)),
        // Published: when the call ends Teams follows; derived: by clearing our session, never by forcing Available over a
        // Teams meeting.
        ToTeams(.available, .nothing),
        // Derived: do not disturb is symmetric in the official table, and this is the only such pair a session can set.
        ToTeams(.doNotDisturb, .session(.presenting)),
        // Derived: the closest state that a session can set.
        ToTeams(.busy, .session(.inACall)),
        // Derived: a RingCentral meeting is closest to a conference call.
        ToTeams(.inAMeeting, .session(.inAConferenceCall)),
        // Derived: following every ring would flap.
        ToTeams(.ringing, .keep),
        // Derived: the user is not talking, and may be again in a moment.
        ToTeams(.callParked, .keep),
        // Derived: Offline in RingCentral says little about Teams.
        ToTeams(.offline, .nothing),
        // Derived: a user who hides the presence does not want it carried elsewhere.
        ToTeams(.hidden, .nothing),
    ]
}
