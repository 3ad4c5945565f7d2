import PresenceMapping
import Testing

@Suite struct `The sync's own echo` {
    /// Every Teams status, every rule, both presets: what the sync wrote to RingCentral comes back by event and by read,
    /// and causes nothing.
    @Test(arguments: Preset.allCases) func `from RingCentral causes no write, whatever was written`(preset: Preset) {
        let rules: [[CallRuleRow: CallAction]] =
            [[:]] + CallRuleRow.allCases.flatMap { row in CallAction.allCases.map { [row: $0] } }
        for rule in rules {
            for status in TeamsStatus.allCases where status != .directRoutingCall {
                var user = SyncedUser.available(preset, rules: rule)
                user.teams(status)
                user.waits(.seconds(3))
                guard user.state.pendingWrite != nil else { continue }
                user.sends()
                user.now += .seconds(2)
                guard let shown = user.state.ringCentral else { continue }
                user.hears(shown.userStatus, shown.dndStatus)
                #expect(!user.effects.writes)
                #expect(user.reasons.contains(.ownEcho))
                user.now += .seconds(30)
                user.reads(shown.userStatus, shown.dndStatus)
                #expect(!user.effects.writes)
                user.waits(.seconds(600))
                #expect(!user.effects.writes)
                #expect(user.state.teamsHold == .nothing)
            }
        }
    }

    /// Every RingCentral situation: what the sync set in Teams comes back, and causes nothing, whatever the rules.
    @Test(arguments: Preset.allCases) func `from Teams causes no write, whatever was set`(preset: Preset) {
        let readings: [(RingCentralState.UserStatus, RingCentralState.DNDStatus, RingCentralState.Telephony)] = [
            (.available, .takeAllCalls, .callConnected), (.available, .doNotAcceptAnyCalls, .noCall),
            (.busy, .takeAllCalls, .noCall),
        ]
        for action in CallAction.allCases {
            for (userStatus, dndStatus, telephony) in readings {
                var user = SyncedUser.available(
                    preset, rules: [.inACall: action, .inAConferenceCall: action, .busy: action])
                user.hears(userStatus, dndStatus, telephony)
                guard case .set(let session, _) = user.effects.session else {
                    Issue.record("nothing was set")
                    continue
                }
                user.now += .seconds(5)
                user.teams(session.status)
                #expect(user.reasons.contains(.ownEcho))
                #expect(!user.effects.writes)
                user.waits(.seconds(900))
                #expect(!user.effects.writes)
                #expect(user.state.teams == TeamsState(.available))
            }
        }
    }

    @Test func `is told from a Teams call that began before the session was set`() {
        var user = SyncedUser.available(rules: [.inACall: .noCalls])
        let before = user.now
        user.now += .seconds(2)
        user.hears(.available, .takeAllCalls, .callConnected)
        user.take(.teams(TeamsReading(TeamsState(.inACall), sequence: TeamsSequence("A0500"), asOf: before)))
        #expect(user.state.teams == TeamsState(.inACall))
        #expect(user.effects.ringCentral?.dndStatus == .doNotAcceptAnyCalls)
    }

    @Test func `that is late, from before the write, is not taken for the user's choice`() {
        var user = SyncedUser.available()
        user.teams(.doNotDisturb)
        let before = user.now
        user.now += .seconds(1)
        user.sends()
        user.now += .seconds(1)
        user.take(
            .ringCentral(
                RingCentralReading(userStatus: .available, dndStatus: .takeAllCalls, sequence: 900, asOf: before)))
        #expect(!user.effects.writes)
        #expect(user.state.ringCentral?.dndStatus == .doNotAcceptAnyCalls)
    }

    @Test func `that does not come within the grace is asked for`() {
        var user = SyncedUser.available()
        user.teams(.doNotDisturb)
        user.sends()
        user.hears(.available, .takeAllCalls)
        #expect(user.reasons.contains(.ownEcho))
        #expect(!user.effects.writes)
        user.waits(.seconds(20))
        user.take(.wake)
        #expect(!user.effects.writes)
        user.reads(.available, .takeAllCalls)
        #expect(user.reasons.contains(.changedByUser))
    }

    @Test func `that some copies have and others have not is not taken for the user's choice`() {
        var user = SyncedUser.available()
        user.teams(.doNotDisturb)
        user.sends()
        for isOld in [false, true, false, true, true, false] {
            user.now += .milliseconds(1_500)
            user.take(
                .ringCentral(
                    RingCentralReading(
                        RingCentralState(
                            userStatus: .available, dndStatus: isOld ? .takeAllCalls : .doNotAcceptAnyCalls),
                        asOf: user.now)))
            #expect(user.reasons.contains(.ownEcho))
            #expect(!user.effects.writes)
        }
        user.now += .seconds(60)
        user.teams(.available)
        user.waits(.seconds(3))
        #expect(user.effects.ringCentral?.dndStatus == .takeAllCalls)
    }
}
