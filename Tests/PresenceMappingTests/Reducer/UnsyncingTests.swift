import PresenceMapping
import Testing

@Suite struct `Unsyncing` {
    @Test func `restores what was changed and clears what was set, at once`() {
        var user = SyncedUser.available(rules: [.inAMeeting: .noCalls])
        user.teams(.inAMeeting)
        user.sends()
        user.hears(.available, .doNotAcceptAnyCalls, .callConnected)
        user.take(.unsync)
        #expect(user.effects.ringCentral == RingCentralWrite(dndStatus: .takeAllCalls, urgency: .startRinging))
        #expect(user.effects.session == .clear)
        #expect(!user.state.isAtRest)
        user.sends()
        user.waits(.seconds(60))
        #expect(user.state.isReleased && user.state.isAtRest)
    }

    @Test func `leaves a do-not-disturb that the user set`() {
        var user = SyncedUser.available()
        user.hears(.available, .doNotAcceptAnyCalls)
        user.take(.unsync)
        #expect(user.effects.ringCentral == nil)
        #expect(user.effects.session == .clear)
    }

    @Test func `stops everything, and syncing again takes up where things stand`() {
        var user = SyncedUser.available()
        user.take(.unsync)
        #expect(user.rule == .notSynced)
        user.teams(.doNotDisturb)
        user.hears(.available, .takeAllCalls, .callConnected)
        #expect(!user.effects.writes)
        user.take(.sync)
        #expect(user.effects.ringCentral?.dndStatus == .doNotAcceptAnyCalls)
        #expect(user.effects.session == .set(.inACall, SessionDuration(minutes: 60)))
    }

    @Test func `waits for a write under way and then restores`() {
        var user = SyncedUser.available()
        user.teams(.doNotDisturb)
        user.take(.ringCentralWriteStarted)
        user.take(.unsync)
        #expect(user.effects.ringCentral == nil)
        user.take(.ringCentralWriteFinished(.accepted))
        #expect(user.effects.ringCentral?.dndStatus == .takeAllCalls)
    }
}
