import Foundation
import PresenceMapping
import Testing

@Suite struct `Teams words` {
    @Test func `Both published spellings are the same word`() {
        #expect(TeamsAvailability(rawValue: "doNotDisturb") == .doNotDisturb)
        #expect(TeamsActivity(rawValue: "INACALL") == .inACall)
        #expect(Set([TeamsActivity(rawValue: "inAMeeting"), .inAMeeting]).count == 1)
        #expect(TeamsActivity(rawValue: "InAMeeting") != TeamsActivity(rawValue: "InAMeetings"))
    }

    @Test func `An unknown word survives a round trip as it was`() throws {
        let json = Data(#"{"availability":"Dozing","activity":"onTheSofa"}"#.utf8)
        let presence = try JSONDecoder().decode(TeamsPresence.self, from: json)
        #expect(presence.unknownWords == ["Dozing", "onTheSofa"])
        let again = try JSONDecoder().decode(TeamsPresence.self, from: JSONEncoder().encode(presence))
        #expect(again.availability.rawValue == "Dozing")
        #expect(again.activity.rawValue == "onTheSofa")
    }

    @Test(arguments: [
        ("Busy", "InACall", TeamsStatus.inACall), ("Busy", "InAConferenceCall", .inAConferenceCall),
        ("Busy", "InAMeeting", .inAMeeting), ("Busy", "Busy", .busy), ("Busy", "SomethingNew", .busy),
        ("DoNotDisturb", "InACall", .doNotDisturb), ("DoNotDisturb", "Focusing", .focusing),
        ("Available", "InAMeeting", .available), ("Offline", "OffWork", .appearOffline),
        ("Offline", "OutOfOffice", .offline), ("Away", "OutOfOffice", .away), ("Dozing", "InAMeeting", .inAMeeting),
        ("Dozing", "OutOfOffice", .unknown), ("PresenceUnknown", "Available", .unknown),
        ("inACall", "inAConferenceCall", .inAConferenceCall),
    ]) func `The availability decides the family and the activity the row`(
        availability: String, activity: String, status: TeamsStatus
    ) {
        let presence = TeamsPresence(
            availability: TeamsAvailability(rawValue: availability), activity: TeamsActivity(rawValue: activity))
        #expect(TeamsState(presence).status == status)
    }

    @Test(arguments: [
        ("AvailableIdle", "Inactive", true), ("Available", "AvailableInactive", true), ("BusyIdle", "InACall", true),
        ("Away", "Away", true), ("Offline", "OffWork", true), ("Available", "Available", false),
        ("Busy", "InACall", false), ("BeRightBack", "BeRightBack", false), ("Offline", "Offline", false),
    ]) func `Inactivity is recognised by its words`(availability: String, activity: String, isInactive: Bool) {
        let presence = TeamsPresence(
            availability: TeamsAvailability(rawValue: availability), activity: TeamsActivity(rawValue: activity))
        #expect(TeamsState(presence).isInactive == isInactive)
    }

    @Test func `A session holds exactly the five pairs that Graph accepts`() {
        #expect(
            TeamsSessionPresence.allCases.map(\.presence.description) == [
                "Available/Available", "Busy/InACall", "Busy/InAConferenceCall", "Away/Away", "DoNotDisturb/Presenting",
            ])
    }

    @Test func `A preference holds exactly the six pairs that Graph accepts`() {
        #expect(
            TeamsPreferredPresence.allCases.map(\.presence.description) == [
                "Available/Available", "Busy/Busy", "DoNotDisturb/DoNotDisturb", "BeRightBack/BeRightBack", "Away/Away",
                "Offline/OffWork",
            ])
    }

    @Test func `A duration is kept between five minutes and four hours`() {
        #expect(SessionDuration(minutes: 1).iso8601 == "PT5M")
        #expect(SessionDuration(minutes: 9_999).iso8601 == "PT240M")
        #expect(SessionDuration(.seconds(61 * 60 + 1)).minutes == 62)
        #expect(SessionDuration(.seconds(-5)) == .shortest)
        #expect(SessionDuration(.seconds(Int64.max / 1000)) == .longest)
    }

    /// Source: Microsoft Graph, managing presence state.
    @Test func `A preference beats every session, and of sessions the highest wins`() {
        #expect(TeamsStatus.shown(own: .doNotDisturb, session: .inACall, preferred: .available) == .available)
        #expect(TeamsStatus.shown(own: .presenting, session: .inACall) == .presenting)
        #expect(TeamsStatus.shown(own: .available, session: .inACall) == .inACall)
        #expect(TeamsStatus.shown(own: .inAMeeting, session: .presenting) == .presenting)
        #expect(TeamsStatus.shown(own: .inAMeeting, session: .available) == .inAMeeting)
        #expect(TeamsStatus.shown(own: .away, session: .available) == .available)
        #expect(TeamsStatus.shown(own: .offline, session: .away) == .away)
        #expect(TeamsStatus.shown(own: .beRightBack) == .beRightBack)
    }
}
