import Foundation
import PresenceMapping
import Testing

@Suite struct `Order and repetition` {
    @Test func `A Teams reading with a number that is not greater is dropped`() {
        var user = SyncedUser.available()
        user.take(.teams(TeamsReading(TeamsState(.doNotDisturb), sequence: TeamsSequence("A0500"))))
        user.sends()
        user.now += .seconds(60)
        user.take(.teams(TeamsReading(TeamsState(.available), sequence: TeamsSequence("A0499"))))
        #expect(user.reasons == .stale)
        user.take(.teams(TeamsReading(TeamsState(.available), sequence: TeamsSequence("A0500"))))
        #expect(user.reasons == .duplicate)
        #expect(user.state.teams == TeamsState(.doNotDisturb))
        user.take(.teams(TeamsReading(TeamsState(.available), sequence: TeamsSequence("A0500x"))))
        #expect(user.state.teams == TeamsState(.available))
    }

    @Test func `Teams numbers order as text, not as numbers`() {
        var user = SyncedUser.available()
        user.take(.teams(TeamsReading(TeamsState(.doNotDisturb), sequence: TeamsSequence("B9"))))
        user.take(.teams(TeamsReading(TeamsState(.available), sequence: TeamsSequence("B10"))))
        #expect(user.reasons == .stale)
    }

    @Test func `Numbers that agree in sixteen letters are ordered by the time of reading`() {
        var user = SyncedUser.available()
        let stem = "B000000000000000"
        user.take(.teams(TeamsReading(TeamsState(.doNotDisturb), sequence: TeamsSequence(stem + "1"))))
        let then = user.now
        user.now += .seconds(10)
        user.take(.teams(TeamsReading(TeamsState(.busy), sequence: TeamsSequence(stem + "2"))))
        #expect(user.state.teams == TeamsState(.busy))
        user.take(.teams(TeamsReading(TeamsState(.available), sequence: TeamsSequence(stem + "0"), asOf: then)))
        #expect(user.reasons == .stale)
    }

    @Test func `A notification carries no number, and the next read corrects it`() {
        var user = SyncedUser.available()
        user.take(.teams(TeamsReading(TeamsState(.busy), sequence: TeamsSequence("A0500"))))
        user.now += .seconds(5)
        user.take(.teams(TeamsReading(TeamsState(.available))))
        #expect(user.state.teams == TeamsState(.available))
        user.take(
            .teams(TeamsReading(TeamsState(.busy), sequence: TeamsSequence("A0500"), asOf: user.now - .seconds(3))))
        #expect(user.reasons == .stale)
        user.now += .seconds(5)
        user.take(.teams(TeamsReading(TeamsState(.busy), sequence: TeamsSequence("A0500"))))
        #expect(user.state.teams == TeamsState(.busy))
    }

    @Test func `A RingCentral event with a lower sequence is dropped`() {
        var user = SyncedUser.available()
        user.hears(.offline, .takeAllCalls)
        user.take(
            .ringCentral(RingCentralReading(userStatus: .available, dndStatus: .takeAllCalls, sequence: 90)))
        #expect(user.reasons == .stale)
        #expect(user.state.ringCentral?.userStatus == .offline)
    }

    @Test func `The telephony of an overtaken event still counts, if no later one told it`() {
        var user = SyncedUser.available()
        user.take(.ringCentral(RingCentralReading(userStatus: .available, dndStatus: .takeAllCalls, sequence: 300)))
        user.take(
            .ringCentral(
                RingCentralReading(
                    userStatus: .offline, dndStatus: .takeAllCalls, telephony: .callConnected, sequence: 299)))
        #expect(user.effects.session == .set(.inACall, SessionDuration(minutes: 60)))
        #expect(user.state.ringCentral?.userStatus == .available)
    }

    @Test func `Telephony that is not sent stays as it was`() {
        var user = SyncedUser.available()
        user.hears(.available, .takeAllCalls, .callConnected)
        user.hears(.available, .doNotAcceptDepartmentCalls, nil)
        #expect(user.state.ringCentral?.telephony == .callConnected)
    }

    @Test func `An event without a sequence is recognised by its uuid when it comes again`() {
        var user = SyncedUser.available()
        let first = UUID()
        user.take(.ringCentral(RingCentralReading(dndStatus: .doNotAcceptAnyCalls, uuid: first)))
        user.take(.ringCentral(RingCentralReading(dndStatus: .takeAllCalls, uuid: UUID())))
        user.take(.ringCentral(RingCentralReading(dndStatus: .doNotAcceptAnyCalls, uuid: first)))
        #expect(user.reasons == .duplicate)
        #expect(user.state.ringCentral?.dndStatus == .takeAllCalls)
    }

    @Test
    func `A read that was asked for before the last event is dropped, and so is an event older than the last read`() {
        var user = SyncedUser.available()
        let before = user.now
        user.now += .seconds(2)
        user.hears(.available, .doNotAcceptAnyCalls)
        user.take(
            .ringCentral(
                RingCentralReading(RingCentralState(userStatus: .available, dndStatus: .takeAllCalls), asOf: before)))
        #expect(user.reasons == .stale)
        user.now += .seconds(2)
        user.reads(.available, .takeAllCalls)
        user.take(
            .ringCentral(
                RingCentralReading(
                    userStatus: .available, dndStatus: .doNotAcceptAnyCalls, sequence: 900,
                    asOf: user.now - .seconds(1))))
        #expect(user.reasons == .stale)
        #expect(user.state.ringCentral?.dndStatus == .takeAllCalls)
    }

    @Test func `A new event stream may start its numbering over`() {
        var user = SyncedUser.available()
        user.hears(.available, .takeAllCalls)
        user.take(.streamRestarted)
        #expect(user.effects.readsRingCentral)
        user.now += .seconds(1)
        user.take(.ringCentral(RingCentralReading(userStatus: .offline, dndStatus: .takeAllCalls, sequence: 1)))
        #expect(user.state.ringCentral?.userStatus == .offline)
    }
}
