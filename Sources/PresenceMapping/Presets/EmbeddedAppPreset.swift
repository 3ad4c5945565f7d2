extension MappingTable {
    /// The column “Embedded app presence” of the official table, taken literally.
    ///
    /// Source: RingCentral `msteams/presence-sync-user.md`.
    public static let embeddedApp = MappingTable(
        name: "embedded",
        toRingCentral: [
            // Available | Available
            ToRingCentral(.available, .available),
            // On a call, regular Teams call | Busy
            ToRingCentral(.inACall, .busy),
            // On a call, Direct Routing (PSTN) | Busy
            ToRingCentral(.directRoutingCall, .busy),
            // In a meeting | Busy
            ToRingCentral(.inAMeeting, .busy),
            // The table has no row for a conference call; it is a call.
            ToRingCentral(.inAConferenceCall, .busy),
            // Busy (manual) | Busy
            ToRingCentral(.busy, .busy),
            // Presenting (Teams meeting) | Do not disturb
            ToRingCentral(.presenting, .doNotDisturb),
            // Focusing (Viva Insights) | Do not disturb
            ToRingCentral(.focusing, .doNotDisturb),
            // Do not disturb | Do not disturb
            ToRingCentral(.doNotDisturb, .doNotDisturb),
            // Away | Offline
            ToRingCentral(.away, .offline),
            // Be right back | Offline
            ToRingCentral(.beRightBack, .offline),
            // Invisible, appear offline | Offline
            ToRingCentral(.appearOffline, .offline),
            // Offline | Offline
            ToRingCentral(.offline, .offline),
            // Not in the table: what is not known changes nothing.
            ToRingCentral(.unknown, .noChange),
        ],
        toTeams: derivedToTeams)
}
