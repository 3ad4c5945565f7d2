import PresenceMapping
import Testing

@Suite struct `What the user set by hand` {
    @Test(arguments: Preset.allCases, CallAction.allCases) func `A do-not-disturb is never lifted by any Teams status`(
        preset: Preset, action: CallAction
    ) {
        var user = SyncedUser.available(
            preset,
            rules: [.busy: action, .inACall: action, .inAConferenceCall: action, .inAMeeting: action, .offline: action])
        user.hears(.available, .doNotAcceptAnyCalls)
        for status in TeamsStatus.allCases where status != .directRoutingCall {
            user.now += .seconds(60)
            user.teams(status)
            user.waits(.seconds(60))
            #expect(user.effects.ringCentral == nil)
            #expect(user.state.pendingWrite == nil)
        }
    }

    @Test(arguments: Preset.allCases, CallAction.allCases) func `An Offline is never lifted by any Teams status`(
        preset: Preset, action: CallAction
    ) {
        var user = SyncedUser.available(preset, rules: [.busy: action, .inACall: action, .inAMeeting: action])
        user.hears(.offline, .takeAllCalls)
        for status in TeamsStatus.allCases where status != .directRoutingCall {
            user.now += .seconds(60)
            user.teams(status)
            user.waits(.seconds(60))
            #expect(user.state.pendingWrite == nil)
        }
        user.teams(.available)
        #expect(user.rule == .manualOffline)
    }

    @Test func `Do not disturb set before the sync's own write arrived stays the user's`() {
        var user = SyncedUser.available()
        user.teams(.doNotDisturb)
        // The read right before sending shows that the user was faster.
        user.now += .seconds(1)
        user.reads(.available, .doNotAcceptAnyCalls)
        #expect(user.state.pendingWrite == nil)
        #expect(user.sends() == nil)
        user.now += .seconds(60)
        user.teams(.available)
        user.waits(.seconds(60))
        #expect(user.state.pendingWrite == nil)
        #expect(user.rule == .manualDoNotDisturb)
    }

    @Test func `Do not disturb whose event arrives after the sync's own write, but is older, stays the user's`() {
        var user = SyncedUser.available(rules: [.inAMeeting: .noQueueCalls])
        user.teams(.inAMeeting)
        let before = user.now
        user.now += .seconds(1)
        user.sends()
        user.take(
            .ringCentral(
                RingCentralReading(
                    userStatus: .available, dndStatus: .doNotAcceptAnyCalls, sequence: 900, asOf: before)))
        #expect(user.effects.ringCentral?.dndStatus == .doNotAcceptAnyCalls)
        #expect(user.state.ownRingCentral?.dndStatus == .doNotAcceptAnyCalls)
    }

    @Test func `A do-not-disturb of the sync that the user lifts by hand stays lifted while Teams asks for the same`() {
        var user = SyncedUser.available(rules: [.inAMeeting: .noCalls, .inACall: .noCalls])
        user.teams(.inAMeeting)
        user.sends()
        user.hears(.available, .doNotAcceptAnyCalls)
        user.now += .seconds(30)
        user.hears(.available, .takeAllCalls)
        #expect(user.reasons.contains(.changedByUser))
        user.teams(.inACall)
        user.waits(.seconds(60))
        #expect(user.state.pendingWrite == nil)
        #expect(user.rule == .changedByUser)
        user.teams(.available)
        user.waits(.seconds(60))
        user.teams(.inAMeeting)
        #expect(user.effects.ringCentral?.dndStatus == .doNotAcceptAnyCalls)
    }

    @Test func `When the user returns from an Offline set by hand, the sync resumes`() {
        var user = SyncedUser.available(rules: [.busy: .acceptAll])
        user.teams(.busy)
        user.waits(.seconds(3))
        user.sends()
        user.now += .seconds(60)
        user.hears(.offline, .takeAllCalls)
        user.waits(.seconds(60))
        #expect(user.state.pendingWrite == nil)
        user.hears(.available, .takeAllCalls)
        user.waits(.seconds(3))
        #expect(user.effects.ringCentral == RingCentralWrite(userStatus: .busy))
    }

    @Test func `A change made while a write is under way wins over it`() {
        var user = SyncedUser.available(rules: [.inAMeeting: .noQueueCalls])
        user.teams(.inAMeeting)
        user.take(.ringCentralWriteStarted)
        user.now += .milliseconds(50)
        user.hears(.busy, .doNotAcceptAnyCalls)
        user.now += .milliseconds(50)
        user.take(.ringCentralWriteFinished(.accepted))
        #expect(user.effects.ringCentral?.dndStatus == .doNotAcceptAnyCalls)
        #expect(user.effects.readsRingCentral)
    }

    @Test func `A legacy value is left in place, because it could not be put back`() {
        var user = SyncedUser()
        user.reads(.available, .takeDepartmentCallsOnly)
        user.teams(.doNotDisturb)
        #expect(user.state.pendingWrite == nil)
        #expect(user.rule == .notRestorable)
    }

    @Test func `A status picked in Teams that hides the session is not fought`() {
        var user = SyncedUser.available()
        user.hears(.available, .takeAllCalls, .callConnected)
        user.now += .seconds(5)
        user.teams(.inACall)
        user.now += .seconds(30)
        user.teams(.beRightBack)
        #expect(user.reasons.contains(.hiddenByUsersChoice))
        user.waits(.seconds(300))
        #expect(!user.effects.writes)
    }

    @Test func `A preferred presence of the sync that the user has replaced is not cleared`() {
        var table = Preset.app.table
        table.toTeams = table.toTeams.map {
            $0.ringCentral == .doNotDisturb ? .init(.doNotDisturb, .preferred(.doNotDisturb)) : $0
        }
        var user = SyncedUser.available()
        user.reducer = PresenceReducer(policy: MappingPolicy(table: table))
        user.hears(.available, .doNotAcceptAnyCalls)
        #expect(user.effects.preferred == .set(.doNotDisturb, SessionDuration(minutes: 60)))
        user.now += .seconds(5)
        user.teams(.doNotDisturb)
        #expect(user.reasons.contains(.ownEcho))
        user.now += .seconds(5)
        user.teams(.beRightBack)
        user.hears(.available, .takeAllCalls)
        user.waits(.seconds(10))
        #expect(user.effects.preferred == nil)
        #expect(user.state.teamsHold == .nothing)
    }

    @Test
    func `A do-not-disturb set again right after it was given back is told from an old copy before the next write`() {
        var user = SyncedUser.available(rules: [.inACall: .noQueueCalls])
        user.teams(.doNotDisturb)
        user.sends()
        user.now += .seconds(60)
        user.teams(.available)
        user.waits(.seconds(3))
        #expect(user.sends()?.dndStatus == .takeAllCalls)
        let written = user.now
        func dated() -> SyncEvent {
            .ringCentral(
                RingCentralReading(
                    RingCentralState(userStatus: .available, dndStatus: .doNotAcceptAnyCalls), asOf: user.now))
        }
        user.now += .seconds(2)
        user.take(dated())
        user.teams(.inACall)
        user.waits(.seconds(5))
        #expect(!user.effects.writes)
        user.waits(.seconds(5))
        #expect(user.effects.ringCentral != nil)
        #expect(user.now - written >= .seconds(9))
        // The reading before the write shows that the user meant it.
        user.take(dated())
        #expect(user.state.pendingWrite == nil)
        #expect(user.rule == .manualDoNotDisturb)
    }
}
