import Foundation
import PresenceMapping
import Testing

@Suite struct `The state of one user` {
    @Test func `fits into 128 bytes`() {
        #expect(MemoryLayout<SyncState>.stride <= 128)
    }

    @Test func `goes through what is held without loss`() throws {
        let held = HeldPresence(
            ownUserStatus: .busy, ownDNDStatus: .doNotAcceptDepartmentCalls, writtenUserStatus: .busy,
            writtenDNDStatus: .doNotAcceptAnyCalls)
        #expect(SyncState(held: held).held == held)
        let json = try JSONEncoder().encode(held)
        #expect(try JSONDecoder().decode(HeldPresence.self, from: json) == held)
    }

    @Test func `holds a do-not-disturb over a user status that is not published`() throws {
        var user = SyncedUser()
        user.reads(.unrecognized, .takeAllCalls)
        user.teams(.doNotDisturb)
        user.sends()
        let held = try #require(user.state.held)
        var restarted = SyncedUser(held: held)
        restarted.reads(.unrecognized, .doNotAcceptAnyCalls)
        restarted.teams(.available)
        restarted.waits(.seconds(3))
        #expect(restarted.effects.ringCentral == RingCentralWrite(dndStatus: .takeAllCalls, urgency: .startRinging))
    }

    @Test func `lists its effects in the order in which to run them`() {
        var effects = SyncEffects()
        #expect(effects.isEmpty && Array(effects).isEmpty)
        effects.wakeAt = .seconds(1)
        effects.readsTeams = true
        effects.readsRingCentral = true
        effects.preferred = .clear
        effects.session = .clear
        effects.ringCentral = RingCentralWrite(userStatus: .busy)
        #expect(
            Array(effects) == [
                .writeRingCentral(RingCentralWrite(userStatus: .busy)), .changeSession(.clear),
                .changePreferred(.clear),
                .readRingCentral, .readTeams, .wake(at: .seconds(1)),
            ])
    }
}
