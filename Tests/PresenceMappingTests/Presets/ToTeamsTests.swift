import PresenceMapping
import Testing

@Suite struct `RingCentral to Teams` {
    /// What the user's own RingCentral presence means for Teams: the two published rows and the derived ones.
    ///
    /// Source: RingCentral `msteams/questions.md`; derived rows as documented in ``MappingTable``.
    private static let rows: [(ringCentral: RingCentralState, teams: TeamsTarget)] = [
        (state(.available, .takeAllCalls, .callConnected), .session(.inACall)),
        (state(.available, .takeAllCalls, .onHold), .session(.inACall)),
        (state(.available, .takeAllCalls, .noCall), .nothing),
        (state(.available, .takeAllCalls, .ringing), .keep),
        (state(.available, .takeAllCalls, .parkedCall), .keep),
        (state(.available, .doNotAcceptAnyCalls, .noCall), .session(.presenting)),
        (state(.busy, .doNotAcceptAnyCalls, .callConnected), .session(.presenting)),
        (state(.busy, .takeAllCalls, .noCall), .session(.inACall)),
        (state(.offline, .takeAllCalls, .noCall), .nothing),
        (state(.available, .doNotAcceptDepartmentCalls, .noCall), .nothing),
        (state(.available, .takeAllCalls, .noCall, meeting: .connected), .session(.inAConferenceCall)),
        (state(.available, .takeAllCalls, .callConnected, isVisible: false), .nothing),
    ]

    private static func state(
        _ user: RingCentralState.UserStatus, _ dnd: RingCentralState.DNDStatus,
        _ telephony: RingCentralState.Telephony, meeting: RingCentralState.Meeting = .disconnected,
        isVisible: Bool = true
    ) -> RingCentralState {
        RingCentralState(
            userStatus: user, dndStatus: dnd, telephony: telephony, meeting: meeting, isVisible: isVisible)
    }

    @Test(arguments: Preset.allCases) func `follows the published and derived rows`(preset: Preset) {
        let policy = MappingPolicy(preset: preset)
        for row in Self.rows { #expect(policy.decideTeams(own: row.ringCentral) == row.teams) }
    }

    @Test func `Call rules are one-way and change nothing in this direction`() throws {
        let rules = try CallRules(arguments: OfficialTables.rules.filter { $0.action == "noCalls" }.map { "\($0.row)=noCalls" })
        let policy = MappingPolicy(preset: .app, rules: rules)
        for row in Self.rows { #expect(policy.decideTeams(own: row.ringCentral) == row.teams) }
    }

    @Test func `A table for Direct Routing users leaves calls to Teams itself`() {
        let policy = MappingPolicy(table: Preset.app.table.withoutCallsToTeams)
        #expect(policy.decideTeams(own: Self.state(.available, .takeAllCalls, .callConnected)) == .nothing)
        #expect(policy.decideTeams(own: Self.state(.available, .doNotAcceptAnyCalls, .noCall)) == .session(.presenting))
    }
}
