import PresenceMapping
import Testing

@Suite struct `Keeping alive` {
    @Test func `A call's session is renewed before it runs out, for as long as the call lasts`() {
        var user = SyncedUser.available()
        user.hears(.available, .takeAllCalls, .callConnected)
        var set = user.now
        for _ in 0..<5 {
            user.waits(.seconds(3_600))
            #expect(user.effects.session == .set(.inACall, SessionDuration(minutes: 60)))
            #expect(user.reasons.contains(.renewed))
            #expect(user.now - set == .seconds(50 * 60))
            set = user.now
        }
    }

    @Test(arguments: [5, 8, 60, 240]) func `Every duration leaves time to renew`(minutes: Int) {
        let duration = SessionDuration(minutes: minutes)
        var user = SyncedUser.available(timing: ReducerTiming(session: duration))
        user.hears(.available, .doNotAcceptAnyCalls)
        let set = user.now
        user.waits(duration.duration)
        #expect(user.effects.session == .set(.presenting, duration))
        #expect(user.now - set <= duration.duration - .seconds(60))
    }

    @Test func `Available is asserted again within five minutes, whatever its duration`() {
        var table = Preset.app.table
        table.toTeams = table.toTeams.map {
            $0.ringCentral == .available ? .init(.available, .session(.available)) : $0
        }
        var user = SyncedUser()
        user.reducer = PresenceReducer(policy: MappingPolicy(table: table))
        user.reads(.available, .takeAllCalls)
        #expect(user.effects.session == .set(.available, SessionDuration(minutes: 60)))
        let set = user.now
        user.waits(.seconds(300))
        #expect(user.effects.session == .set(.available, SessionDuration(minutes: 60)))
        #expect(user.now - set < .seconds(300))
    }

    @Test func `A session that ran out while the process was suspended is set again if it is still wanted`() {
        var user = SyncedUser.available()
        user.hears(.available, .takeAllCalls, .callConnected)
        user.now += .seconds(3 * 3_600)
        user.take(.wake)
        #expect(user.reasons.contains(.expired))
        #expect(user.effects.session == .set(.inACall, SessionDuration(minutes: 60)))
    }

    @Test func `Nothing is renewed after the call has ended`() {
        var user = SyncedUser.available()
        user.hears(.available, .takeAllCalls, .callConnected)
        user.hears(.available, .takeAllCalls, .noCall)
        user.waits(.seconds(3))
        #expect(user.effects.session == .clear)
        user.waits(.seconds(4 * 3_600))
        #expect(!user.effects.writes)
    }
}
