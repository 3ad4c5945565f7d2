import PresenceMapping
import Testing

@Suite struct `Healing` {
    /// The vendor's “Important”: with Busy mapped to do not disturb, a RingCentral call during a Teams call leaves both sides stuck.
    @Test func `Overlapping calls leave nothing stuck, whichever ends first`() {
        for teamsEndsFirst in [true, false] {
            var user = SyncedUser.available(rules: [.busy: .noCalls, .inACall: .noCalls])
            user.teams(.inACall)
            #expect(user.sends()?.dndStatus == .doNotAcceptAnyCalls)
            user.now += .seconds(30)
            user.hears(.available, .doNotAcceptAnyCalls, .callConnected)
            #expect(user.effects.session == .set(.inACall, SessionDuration(minutes: 60)))
            user.now += .seconds(30)
            if teamsEndsFirst {
                // Teams still shows our session; the user's own call below it has ended unseen.
                user.teams(.inACall)
                #expect(!user.effects.writes)
            }
            user.hears(.available, .doNotAcceptAnyCalls, .noCall)
            user.waits(.seconds(3))
            #expect(user.effects.session == .clear)
            user.now += .seconds(5)
            if !teamsEndsFirst {
                user.waits(.seconds(60))
                user.teams(.inACall)
                #expect(user.effects.ringCentral == nil)
                user.now += .seconds(60)
            }
            user.teams(.available)
            user.waits(.seconds(3))
            #expect(user.effects.ringCentral?.dndStatus == .takeAllCalls)
            user.sends()
            user.waits(.seconds(600))
            #expect(user.state.ringCentral == RingCentralState(userStatus: .available, dndStatus: .takeAllCalls))
            #expect(user.state.teamsHold == .nothing)
        }
    }

    @Test func `Do not disturb of the sync is not lifted in the middle of a RingCentral call`() {
        var user = SyncedUser.available(rules: [.inAMeeting: .noCalls])
        user.teams(.inAMeeting)
        user.sends()
        user.hears(.available, .doNotAcceptAnyCalls, .callConnected)
        user.now += .seconds(30)
        user.teams(.available)
        user.waits(.seconds(60))
        #expect(user.state.pendingWrite == nil)
        #expect(user.rule == .callInProgress)
        user.hears(.available, .doNotAcceptAnyCalls, .noCall)
        user.waits(.seconds(3))
        #expect(user.effects.ringCentral?.dndStatus == .takeAllCalls)
    }

    @Test func `Teams that stays busy by hand after overlapping calls is said to be the user's to fix`() {
        var user = SyncedUser.available(rules: [.busy: .noCalls])
        user.teams(.inAMeeting)
        user.hears(.available, .takeAllCalls, .callConnected)
        user.now += .seconds(60)
        user.hears(.available, .takeAllCalls, .noCall)
        user.waits(.seconds(3))
        user.now += .seconds(30)
        user.teams(.busy)
        #expect(user.reasons.contains(.usersToFix))
        #expect(user.reasons.sentences.contains { $0.contains("must set Available in Teams") })
        user.now += .seconds(60)
        user.teams(.available)
        #expect(!user.reasons.contains(.usersToFix))
        user.now += .seconds(60)
        user.teams(.busy)
        #expect(!user.reasons.contains(.usersToFix))
    }

    @Test func `A session that still shows after it was cleared is cleared once more`() {
        var user = SyncedUser.available()
        user.hears(.available, .takeAllCalls, .callConnected)
        user.hears(.available, .takeAllCalls, .noCall)
        user.waits(.seconds(3))
        user.now += .seconds(5)
        user.teams(.inACall)
        #expect(user.reasons.contains(.ownEcho))
        #expect(!user.effects.writes)
        user.waits(.seconds(15))
        #expect(user.effects.readsTeams)
        user.teams(.inACall)
        #expect(user.effects.session == .clear)
        #expect(user.reasons.contains(.healed))
        #expect(user.state.teams == TeamsState(.inACall))
    }

    @Test func `A session that an earlier process left behind is cleared before it is believed`() {
        var user = SyncedUser(rules: [.inACall: .noCalls])
        user.reads(.available, .takeAllCalls)
        user.teams(.inACall)
        #expect(user.effects.session == .clear)
        #expect(user.effects.ringCentral == nil)
        user.now += .seconds(5)
        user.teams(.inACall)
        #expect(user.effects.ringCentral == nil)
        user.now += .seconds(5)
        user.teams(.available)
        user.waits(.seconds(60))
        #expect(user.state.ringCentral?.dndStatus == .takeAllCalls)
        #expect(user.state.pendingWrite == nil)
    }

    @Test func `A real Teams call at the start is believed once that has been ruled out`() {
        var user = SyncedUser(rules: [.inACall: .noCalls])
        user.reads(.available, .takeAllCalls)
        user.take(.teams(TeamsReading(TeamsState(.inACall), sequence: TeamsSequence("A0500"))))
        user.waits(.seconds(21))
        #expect(user.effects.readsTeams || user.state.teams == nil)
        user.take(.teams(TeamsReading(TeamsState(.inACall), sequence: TeamsSequence("A0500"))))
        #expect(user.effects.ringCentral?.dndStatus == .doNotAcceptAnyCalls)
    }

    @Test func `A RingCentral call at the start makes Teams busy, and its own session is not taken for a Teams call`() {
        for ringCentralFirst in [true, false] {
            var user = SyncedUser(rules: [.inACall: .noCalls])
            if ringCentralFirst { user.reads(.available, .takeAllCalls, .callConnected) }
            user.teams(.inACall)
            if !ringCentralFirst { user.reads(.available, .takeAllCalls, .callConnected) }
            #expect(user.state.teamsHold == .session(.inACall))
            #expect(user.state.pendingWrite == nil)
        }
    }

    @Test func `What was written before a restart is recognised and restored`() throws {
        var user = SyncedUser.available(rules: [.inAMeeting: .noCalls])
        user.teams(.inAMeeting)
        user.take(.ringCentralWriteStarted)
        let held = try #require(user.state.held)
        var restarted = SyncedUser(rules: [.inAMeeting: .noCalls], held: held)
        restarted.reads(.available, .doNotAcceptAnyCalls)
        #expect(!restarted.effects.writes)
        restarted.teams(.available)
        restarted.waits(.seconds(3))
        #expect(restarted.effects.ringCentral?.dndStatus == .takeAllCalls)
    }

    @Test func `A write that a crash prevented leaves nothing to restore`() throws {
        var user = SyncedUser.available(rules: [.inAMeeting: .noCalls])
        user.teams(.inAMeeting)
        user.take(.ringCentralWriteStarted)
        let held = try #require(user.state.held)
        var restarted = SyncedUser(rules: [.inAMeeting: .noCalls], held: held)
        restarted.reads(.available, .takeAllCalls)
        #expect(restarted.state.held == nil)
        restarted.now += .seconds(5)
        restarted.hears(.available, .doNotAcceptAnyCalls)
        restarted.teams(.available)
        restarted.waits(.seconds(60))
        #expect(restarted.rule == .manualDoNotDisturb)
    }

    @Test func `A restoring write that a crash prevented is written again`() throws {
        var user = SyncedUser.available(rules: [.inAMeeting: .noCalls])
        user.teams(.inAMeeting)
        user.sends()
        user.now += .seconds(60)
        user.teams(.available)
        user.waits(.seconds(3))
        user.take(.ringCentralWriteStarted)
        let held = try #require(user.state.held)
        for arrived in [true, false] {
            var restarted = SyncedUser(rules: [.inAMeeting: .noCalls], held: held)
            restarted.reads(.available, arrived ? .takeAllCalls : .doNotAcceptAnyCalls)
            restarted.teams(.available)
            restarted.waits(.seconds(60))
            #expect(restarted.state.pendingWrite?.dndStatus == (arrived ? nil : .takeAllCalls))
        }
        user.now += .seconds(1)
        user.take(.ringCentralWriteFinished(.accepted))
        #expect(user.state.held == nil)
    }

    @Test func `A session that is held is known after a restart, and cleared if it is no longer wanted`() throws {
        var user = SyncedUser.available()
        user.hears(.available, .takeAllCalls, .callConnected)
        let held = try #require(user.state.held)
        #expect(held.session == TeamsPresence(availability: .busy, activity: .inACall))
        var restarted = SyncedUser(held: held)
        restarted.reads(.available, .takeAllCalls)
        #expect(restarted.effects.session == .clear)
        var talking = SyncedUser(held: held)
        talking.reads(.available, .takeAllCalls, .callConnected)
        #expect(talking.effects.session == .set(.inACall, SessionDuration(minutes: 60)))
    }

    @Test func `What must be stored is told exactly when it changes`() {
        var user = SyncedUser.available(rules: [.inAMeeting: .noCalls])
        var stored = user.state.held
        func check(_ event: SyncEvent) {
            let reduction = user.reducer.reduce(user.state, event, at: user.now)
            user.now += .seconds(1)
            #expect(reduction.heldChanged == (reduction.state.held != stored))
            user.state = reduction.state
            stored = user.state.held
        }
        check(.teams(TeamsReading(TeamsState(.inAMeeting), sequence: TeamsSequence("B1"))))
        check(.ringCentralWriteStarted)
        check(.ringCentralWriteFinished(.accepted))
        check(.ringCentral(RingCentralReading(telephony: .callConnected, sequence: 900)))
        check(.wake)
        check(.unsync)
        check(.ringCentralWriteStarted)
        check(.ringCentralWriteFinished(.accepted))
    }

    @Test func `Without what was stored, a do-not-disturb found at the start counts as the user's`() {
        var user = SyncedUser()
        user.reads(.available, .doNotAcceptAnyCalls)
        user.teams(.available)
        user.waits(.seconds(60))
        #expect(user.state.pendingWrite == nil)
        #expect(user.rule == .manualDoNotDisturb)
    }

    @Test func `A write that surely failed is tried again, later each time`() {
        var user = SyncedUser.available()
        user.teams(.doNotDisturb)
        for wait in [5, 10, 20, 40, 80, 160, 300, 300] {
            user.sends(.notDone)
            #expect(user.reasons.contains(.retrying))
            #expect(user.effects.ringCentral == nil)
            let failed = user.now
            user.waits(.seconds(1_000))
            #expect(user.effects.ringCentral?.dndStatus == .doNotAcceptAnyCalls)
            #expect(user.now - failed == .seconds(wait))
        }
        user.sends()
        #expect(user.state.isAtRest)
    }

    @Test func `A write whose outcome is unknown is read back first`() {
        for arrived in [true, false] {
            var user = SyncedUser.available()
            user.teams(.doNotDisturb)
            user.sends(.unknown)
            #expect(user.effects.readsRingCentral)
            #expect(user.effects.ringCentral == nil)
            user.now += .seconds(5)
            user.reads(.available, .takeAllCalls)
            // So soon it may be an old copy.
            #expect(user.effects.ringCentral == nil)
            user.now += .seconds(20)
            user.reads(.available, arrived ? .doNotAcceptAnyCalls : .takeAllCalls)
            #expect((user.effects.ringCentral != nil) == !arrived)
            if !arrived { user.sends() }
            user.now += .seconds(60)
            user.teams(.available)
            user.waits(.seconds(3))
            #expect(user.effects.ringCentral?.dndStatus == .takeAllCalls)
        }
    }

    @Test func `A refusal for good stops the writes until the user is synced again`() {
        var user = SyncedUser.available()
        user.teams(.doNotDisturb)
        user.sends(.refused)
        #expect(user.reasons.contains(.ringCentralRefused))
        #expect(user.state.isRefused)
        user.waits(.seconds(600))
        #expect(user.effects.ringCentral == nil)
        user.take(.sync)
        #expect(user.effects.ringCentral?.dndStatus == .doNotAcceptAnyCalls)
    }

    @Test func `A Teams write that failed is repeated, set or clear`() {
        var user = SyncedUser.available()
        user.hears(.available, .takeAllCalls, .callConnected)
        user.take(.teamsWriteFinished(.notDone))
        #expect(!user.effects.writes)
        user.waits(.seconds(5))
        #expect(user.effects.session == .set(.inACall, SessionDuration(minutes: 60)))
        user.take(.teamsWriteFinished(.accepted))
        user.hears(.available, .takeAllCalls, .noCall)
        user.waits(.seconds(3))
        #expect(user.effects.session == .clear)
        user.take(.teamsWriteFinished(.unknown))
        user.waits(.seconds(5))
        #expect(user.effects.session == .clear)
    }
}
