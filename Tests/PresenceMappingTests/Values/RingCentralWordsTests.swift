import Foundation
import PresenceMapping
import Testing

@Suite struct `RingCentral words` {
    @Test func `Unknown words are kept in the open form and never written in the closed one`() throws {
        let json = Data(
            """
            {"userStatus":"Elsewhere","dndStatus":"TakeVipCalls","telephonyStatus":"Whispering",
             "meetingStatus":"Lobby","allowSeeMyPresence":true}
            """.utf8)
        let presence = try JSONDecoder().decode(RingCentralPresence.self, from: json)
        #expect(presence.dndStatus.rawValue == "TakeVipCalls")
        let state = RingCentralState(presence)
        #expect(state.userStatus == .unrecognized)
        #expect(state.dndStatus == .unrecognized)
        #expect(state.telephony == .unrecognized)
        #expect(state.meeting == .unrecognized)
        for status in TeamsState.allCases {
            let decision = MappingPolicy(preset: .embedded).decide(teams: status, ringCentral: state)
            #expect(!decision.changes)
        }
    }

    @Test func `Neither the legacy value nor Unknown can be written`() {
        #expect(
            SettableDNDStatus.allCases.map(\.word.rawValue) == [
                "TakeAllCalls", "DoNotAcceptDepartmentCalls", "DoNotAcceptAnyCalls",
            ])
        #expect(SettableUserStatus.allCases.map(\.word.rawValue) == ["Available", "Busy", "Offline"])
    }

    @Test(arguments: [
        (RingCentralState(userStatus: .available, dndStatus: .takeAllCalls), RingCentralShownStatus.available),
        (RingCentralState(userStatus: .busy, dndStatus: .takeAllCalls), .busy),
        (RingCentralState(userStatus: .available, dndStatus: .takeAllCalls, telephony: .callConnected), .busy),
        (RingCentralState(userStatus: .available, dndStatus: .doNotAcceptAnyCalls), .doNotDisturb),
        (RingCentralState(userStatus: .offline, dndStatus: .doNotAcceptAnyCalls), .offline),
        (RingCentralState(userStatus: .available, dndStatus: .takeAllCalls, isVisible: false), .hidden),
        (RingCentralState(userStatus: .available, dndStatus: .doNotAcceptDepartmentCalls), .available),
        (RingCentralState(userStatus: .unrecognized, dndStatus: .takeAllCalls), .unknown),
    ]) func `What colleagues see: hidden, then Offline, then do not disturb, then Busy, then Available`(
        state: RingCentralState, shown: RingCentralShownStatus
    ) {
        #expect(state.shown == shown)
    }

    /// Source: RingCentral guide on call queue presence.
    @Test func `Each call acceptance rings for the calls it names`() {
        let table: [(RingCentralState.DNDStatus, direct: Bool?, queue: Bool?)] = [
            (.takeAllCalls, true, true), (.doNotAcceptDepartmentCalls, true, false),
            (.takeDepartmentCallsOnly, false, true), (.doNotAcceptAnyCalls, false, false), (.unrecognized, nil, nil),
        ]
        for (status, direct, queue) in table {
            #expect(status.rings(.direct) == direct)
            #expect(status.rings(.queue) == queue)
        }
    }
}
