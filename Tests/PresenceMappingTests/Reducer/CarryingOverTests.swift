import PresenceMapping
import Testing

@Suite struct `Carrying over` {
    @Test func `A Teams do-not-disturb stops RingCentral from ringing at once`() {
        var user = SyncedUser.available()
        user.teams(.doNotDisturb)
        #expect(user.effects.ringCentral == RingCentralWrite(dndStatus: .doNotAcceptAnyCalls, urgency: .stopRinging))
        #expect(user.rule == .table(.doNotDisturb))
    }

    @Test func `What rings again waits until it has stood for a while`() {
        var user = SyncedUser.available()
        user.teams(.doNotDisturb)
        user.sends()
        user.now += .seconds(60)
        user.teams(.available)
        #expect(user.effects.ringCentral == nil)
        #expect(user.reasons.contains(.settling))
        #expect(user.effects.wakeAt == user.now + .seconds(3))
        user.waits(.seconds(3))
        #expect(user.effects.ringCentral == RingCentralWrite(dndStatus: .takeAllCalls, urgency: .startRinging))
        #expect(user.reasons.contains(.restored))
    }

    @Test func `A flap shorter than that writes nothing`() {
        var user = SyncedUser.available(.embedded)
        user.teams(.busy)
        user.now += .seconds(1)
        user.teams(.available)
        user.waits(.seconds(60))
        #expect(!user.effects.writes)
        #expect(user.state.isAtRest)
    }

    @Test func `A queued write that is no longer needed is withdrawn`() {
        var user = SyncedUser.available()
        user.teams(.doNotDisturb)
        #expect(user.state.pendingWrite != nil)
        user.teams(.available)
        #expect(user.state.pendingWrite == nil)
        #expect(user.reasons.contains(.withdrawn))
        #expect(user.sends() == nil)
    }

    @Test func `A queued write gives way to the newest`() {
        var user = SyncedUser.available(rules: [.inAMeeting: .noQueueCalls])
        user.teams(.inAMeeting)
        #expect(user.state.pendingWrite?.dndStatus == .doNotAcceptDepartmentCalls)
        user.teams(.presenting)
        #expect(user.sends() == RingCentralWrite(dndStatus: .doNotAcceptAnyCalls, urgency: .stopRinging))
    }

    @Test func `Nothing is planned while a write is under way, and the rest follows when it has ended`() {
        var user = SyncedUser.available(rules: [.inAMeeting: .noQueueCalls])
        user.teams(.inAMeeting)
        user.take(.ringCentralWriteStarted)
        user.teams(.presenting)
        #expect(user.effects.ringCentral == nil)
        user.take(.ringCentralWriteFinished(.accepted))
        #expect(user.effects.ringCentral?.dndStatus == .doNotAcceptAnyCalls)
        #expect(user.effects.ringCentral?.userStatus == .available)
    }

    @Test func `Only what differs is written`() {
        var user = SyncedUser.available(rules: [.inACall: .acceptAll])
        user.teams(.inACall)
        user.waits(.seconds(3))
        #expect(user.effects.ringCentral == RingCentralWrite(userStatus: .busy))
    }

    @Test func `The user's earlier call acceptance is saved and restored`() {
        var user = SyncedUser()
        user.reads(.available, .doNotAcceptDepartmentCalls)
        user.teams(.available)
        user.teams(.focusing)
        user.sends()
        #expect(user.state.held?.ownDNDStatus == .doNotAcceptDepartmentCalls)
        user.now += .seconds(60)
        user.teams(.inACall)
        user.waits(.seconds(3))
        #expect(user.sends()?.dndStatus == .doNotAcceptDepartmentCalls)
        #expect(user.state.held == nil)
    }

    @Test func `A connected RingCentral call shows in Teams at once, and its end after a while`() {
        var user = SyncedUser.available()
        user.hears(.available, .takeAllCalls, .ringing)
        #expect(!user.effects.writes)
        user.hears(.available, .takeAllCalls, .callConnected)
        #expect(user.effects.session == .set(.inACall, SessionDuration(minutes: 60)))
        user.now += .seconds(30)
        user.hears(.available, .takeAllCalls, .onHold)
        #expect(!user.effects.writes)
        user.hears(.available, .takeAllCalls, .parkedCall)
        #expect(!user.effects.writes)
        user.hears(.available, .takeAllCalls, .noCall)
        #expect(!user.effects.writes)
        user.waits(.seconds(3))
        #expect(user.effects.session == .clear)
    }

    @Test func `A second call right after the first keeps the session`() {
        var user = SyncedUser.available()
        user.hears(.available, .takeAllCalls, .callConnected)
        user.hears(.available, .takeAllCalls, .noCall)
        user.now += .seconds(1)
        user.hears(.available, .takeAllCalls, .callConnected)
        user.waits(.seconds(60))
        #expect(!user.effects.writes)
        #expect(user.state.teamsHold == .session(.inACall))
    }

    @Test func `Do not disturb and Busy set by hand in RingCentral show in Teams, and end with it`() {
        var user = SyncedUser.available()
        user.hears(.available, .doNotAcceptAnyCalls)
        #expect(user.effects.session == .set(.presenting, SessionDuration(minutes: 60)))
        user.hears(.busy, .takeAllCalls)
        #expect(user.effects.session == .set(.inACall, SessionDuration(minutes: 60)))
        #expect(user.effects.ringCentral == nil)
        user.hears(.available, .takeAllCalls)
        user.waits(.seconds(3))
        #expect(user.effects.session == .clear)
        #expect(user.state.ringCentral?.userStatus == .available)
    }

    @Test func `A Busy of unknown age gives way to a user who is available in Teams`() {
        var user = SyncedUser()
        user.reads(.busy, .takeAllCalls)
        #expect(!user.effects.writes)
        user.teams(.available)
        user.waits(.seconds(3))
        #expect(user.effects.ringCentral == RingCentralWrite(userStatus: .available))
    }

    @Test func `A Busy set by hand in RingCentral gives way when the user then picks Available in Teams`() {
        var user = SyncedUser.available()
        user.hears(.busy, .takeAllCalls)
        user.now += .seconds(10)
        user.teams(.inACall)
        #expect(user.reasons.contains(.ownEcho))
        user.waits(.seconds(60))
        #expect(!user.effects.writes)
        user.teams(.available)
        user.waits(.seconds(3))
        #expect(user.effects.ringCentral == RingCentralWrite(userStatus: .available))
        #expect(user.effects.session == .clear)
    }

    @Test func `A call rule for everyone in no queue becomes acceptance of all calls`() {
        var user = SyncedUser.available(rules: [.inACall: .noQueueCalls])
        user.take(.queueMembership(false))
        user.teams(.inACall)
        user.waits(.seconds(3))
        #expect(user.effects.ringCentral == RingCentralWrite(userStatus: .busy))
        #expect(user.reasons.contains(.notInAQueue))
    }

    @Test func `A refusal because of no queue is learned and the rest is written`() {
        var user = SyncedUser.available(rules: [.inACall: .noQueueCalls])
        user.teams(.inACall)
        user.sends(.notInAQueue)
        user.waits(.seconds(3))
        #expect(user.effects.ringCentral == RingCentralWrite(userStatus: .busy))
    }

    @Test func `A hidden presence is left alone, and what was set before is given back`() {
        var user = SyncedUser.available(rules: [.inAMeeting: .noCalls])
        user.teams(.inAMeeting)
        user.sends()
        user.now += .seconds(60)
        user.reads(.available, .doNotAcceptAnyCalls, isVisible: false)
        user.waits(.seconds(3))
        #expect(user.effects.ringCentral == RingCentralWrite(dndStatus: .takeAllCalls, urgency: .startRinging))
        #expect(user.rule == .presenceHidden)
    }

    @Test func `Inactivity is ignored when the status is to be kept`() {
        var user = SyncedUser.available(.embedded, rules: [.inAMeeting: .noCalls], keepsStatus: true)
        user.teams(.inAMeeting)
        user.sends()
        user.now += .seconds(60)
        user.teams(.away)
        #expect(user.reasons.contains(.inactivity))
        user.waits(.seconds(60))
        #expect(!user.effects.writes)
        #expect(user.state.teams == TeamsState(.inAMeeting))
    }

    @Test func `An unknown Teams status changes nothing`() {
        var user = SyncedUser.available(.embedded)
        user.teams(.doNotDisturb)
        user.sends()
        user.now += .seconds(60)
        user.teams(.unknown)
        #expect(user.reasons.contains(.unknownTeamsStatus))
        user.waits(.seconds(60))
        #expect(!user.effects.writes)
    }

    @Test func `A new policy takes effect at the next event`() {
        var user = SyncedUser.available()
        user.teams(.inAMeeting)
        user.reducer = PresenceReducer(policy: MappingPolicy(preset: .app, rules: CallRules([.inAMeeting: .noCalls])))
        user.take(.wake)
        #expect(user.effects.ringCentral?.dndStatus == .doNotAcceptAnyCalls)
        user.sends()
        user.reducer = PresenceReducer(policy: MappingPolicy(preset: .app))
        user.take(.wake)
        user.waits(.seconds(3))
        #expect(user.effects.ringCentral?.dndStatus == .takeAllCalls)
    }
}
