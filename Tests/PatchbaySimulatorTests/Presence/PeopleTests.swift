import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Testing

/// Facts: graph.md 6.5.
@Suite struct `People in Teams` {
    private func session() throws -> (Session, String) {
        let session = Session()
        let user = try session.user(.ordinary).id
        session.cloud.perform(.signsInToTeams, by: user)
        return (session, user)
    }

    @Test(arguments: [
        (TeamsEngagement.call, "Busy/InACall"), (.conferenceCall, "Busy/InAConferenceCall"),
        (.meeting, "Busy/InAMeeting"), (.presenting, "DoNotDisturb/Presenting"), (.busy, "Busy/Busy"),
    ])
    func `are shown doing what they do, and available when it is over`(_ doing: TeamsEngagement, _ status: String)
        async throws
    {
        let (session, user) = try session()
        session.cloud.perform(.beginsInTeams(doing, 1), by: user)
        #expect(try await session.shown(user) == status)
        session.cloud.perform(.endsInTeams(1), by: user)
        #expect(try await session.shown(user) == "Available/Available")
    }

    @Test func `are shown with the session that ranks highest`() async throws {
        let (session, user) = try session()
        _ = try await session.setPresence(user, "Away", "Away")
        #expect(try await session.shown(user) == "Available/Available")
        _ = try await session.setPresence(user, "Busy", "InACall")
        #expect(try await session.shown(user) == "Busy/InACall")
        session.cloud.perform(.beginsInTeams(.presenting, 1), by: user)
        #expect(try await session.shown(user) == "DoNotDisturb/Presenting")
    }

    @Test func `fall back to what the client says when an app's session ends`() async throws {
        let (session, user) = try session()
        _ = try await session.setPresence(user, "Busy", "InACall", for: "PT5M")
        session.advance(300)
        #expect(try await session.shown(user) == "Available/Available")
    }

    @Test func `can choose a status that no app's session beats`() async throws {
        let (session, user) = try session()
        session.cloud.perform(.choosesInTeams(.available), by: user)
        _ = try await session.setPresence(user, "DoNotDisturb", "Presenting")
        #expect(try await session.shown(user) == "Available/Available")
        session.cloud.perform(.resetsStatusInTeams, by: user)
        #expect(try await session.shown(user) == "DoNotDisturb/Presenting")
    }

    @Test func `are in a meeting while the calendar says so, and offline all the same without a client`() async throws {
        let (session, user) = try session()
        session.cloud.perform(.isBooked(1, lasting: .seconds(1800)), by: user)
        #expect(try await session.shown(user) == "Busy/InAMeeting")
        session.cloud.perform(.signsOutOfTeams, by: user)
        #expect(try await session.shown(user) == "Offline/Offline")
        session.cloud.perform(.signsInToTeams, by: user)
        session.advance(1800)
        #expect(try await session.shown(user) == "Available/Available")
    }

    @Test func `who choose by hand are known to have chosen, also after an app said the same`() async throws {
        let (session, user) = try session()
        session.cloud.perform(.choosesInTeams(.doNotDisturb), by: user)
        _ = try await session.prefer(user, "DoNotDisturb", "DoNotDisturb")
        #expect(session.cloud.presence(ofUser: user)?.preferredBy == .person)
        #expect(session.cloud.presenceJournal.liftedManualChoices.isEmpty)
        _ = try await session.graph(.post, "/users/\(user)/presence/clearUserPreferredPresence", body: "{}")
        let lifted = session.cloud.presenceJournal.liftedManualChoices
        #expect(lifted.map(\.subject) == [user])
        #expect(lifted.map(\.before) == ["DoNotDisturb/DoNotDisturb"])
    }
}

/// Facts: ringcentral.md 3.2, 3.3, 3.6.
@Suite struct `People on the telephone` {
    private func session() throws -> (Session, SimulatedPerson, Int64) {
        let session = Session()
        let person = try #require(session.settings.population.people.first)
        return (session, person, try #require(person.extensionID))
    }

    @Test func `ring, talk, hold, and are free again`() async throws {
        let (session, person, id) = try session()
        let token = try await session.ringCentralToken()
        func read() async throws -> [String?] {
            let presence = try await session.ringCentral(.get, "/extension/\(id)/presence", token: token).json
            return [presence["telephonyStatus"].string, presence["presenceStatus"].string]
        }
        session.cloud.perform(.isCalled(1), by: person)
        #expect(try await read() == ["Ringing", "Available"])
        session.cloud.perform(.answers(1), by: person)
        #expect(try await read() == ["CallConnected", "Busy"])
        session.cloud.perform(.holds(1), by: person)
        #expect(try await read() == ["OnHold", "Busy"])
        session.cloud.perform(.calls(2), by: person)
        #expect(try await read() == ["CallConnected", "Busy"])
        session.cloud.perform(.hangsUp(2), by: person)
        session.cloud.perform(.hangsUp(1), by: person)
        #expect(try await read() == ["NoCall", "Available"])
    }

    @Test(arguments: [
        (CallsTaken.all, true, true), (.directOnly, true, false), (.none, false, false),
    ])
    func `hear only the calls that they take`(_ taken: CallsTaken, _ direct: Bool, _ queue: Bool) throws {
        let (session, person, _) = try session()
        session.cloud.perform(.takes(taken), by: person)
        #expect(session.cloud.perform(.isCalled(1), by: person) == direct)
        #expect(session.cloud.perform(.isCalled(2, byQueue: true), by: person) == queue)
        #expect(session.cloud.presenceJournal.calls.map(\.rang) == [direct, queue])
    }

    @Test func `are busy in a RingCentral meeting`() throws {
        let (session, person, id) = try session()
        session.cloud.perform(.joinsRingCentralMeeting(1), by: person)
        #expect(session.cloud.ringCentralPresence(ofExtension: id)?.meetingStatus == "Connected")
        #expect(session.cloud.ringCentralPresence(ofExtension: id)?.presenceStatus == "Busy")
        session.cloud.perform(.leavesRingCentralMeeting(1), by: person)
        #expect(session.cloud.ringCentralPresence(ofExtension: id)?.presenceStatus == "Available")
    }

    @Test func `who go offline by themselves look as if they had chosen it, and come back by themselves`() async throws
    {
        let (session, person, id) = try session()
        session.cloud.perform(.goesIdleAtRingCentral, by: person)
        let presence = try await session.ringCentral(.get, "/extension/\(id)/presence").json
        #expect(presence["userStatus"].string == "Offline")
        #expect(session.cloud.ringCentralPresence(ofExtension: id)?.userStatusSetBy == .nobody)
        session.cloud.perform(.comesBackAtRingCentral, by: person)
        #expect(session.cloud.ringCentralPresence(ofExtension: id)?.userStatus == "Available")
    }

    @Test func `whose do-not-disturb an app lifts are put on record`() async throws {
        let (session, person, id) = try session()
        session.cloud.perform(.takes(.none), by: person)
        session.advance(5)
        _ = try await session.ringCentral(.put, "/extension/\(id)/presence", body: #"{"dndStatus":"TakeAllCalls"}"#)
        let lifted = session.cloud.presenceJournal.liftedManualChoices
        #expect(lifted.map(\.subject) == [String(id)])
        #expect(lifted.map(\.at) == [5])
        #expect(lifted.map(\.isAtRingCentral) == [true])
    }

    @Test func `who hide their presence keep their status and are offline to others`() async throws {
        let (session, person, id) = try session()
        session.cloud.perform(.hidesAtRingCentral(true), by: person)
        let path = "/extension/\(id)/presence"
        let echo = try await session.ringCentral(.put, path, body: #"{"userStatus":"Busy"}"#).json
        #expect(echo["userStatus"].string == "Available")
        #expect(try await session.ringCentral(.get, path).json["presenceStatus"].string == "Offline")
    }

    @Test func `who are in no queue cannot refuse the calls of queues`() async throws {
        let (session, _, id) = try session()
        let path = "/extension/\(id)/presence"
        let body = #"{"dndStatus":"DoNotAcceptDepartmentCalls"}"#
        session.cloud.setInQueue(false, extension: id)
        let refused = try await session.ringCentral(.put, path, body: body)
        #expect(refused.status == 400)
        #expect(refused.json["errors"][0]["parameterName"].string == "dndStatus")
        session.cloud.setInQueue(true, extension: id)
        #expect(try await session.ringCentral(.put, path, body: body).status == 200)
    }

    @Test func `show their calls to those who ask for details`() async throws {
        let (session, person, id) = try session()
        session.cloud.perform(.isCalled(7, byQueue: true), by: person)
        let path = "/extension/\(id)/presence"
        #expect(try await session.ringCentral(.get, path).json["activeCalls"].exists == false)
        let call = try await session.ringCentral(.get, path + "?detailedTelephonyState=true").json["activeCalls"][0]
        #expect(call["queueCall"].bool == true)
        #expect(call["telephonyStatus"].string == "Ringing")
    }
}

/// Facts: the project's own.
@Suite struct `A working day` {
    private let people = Population(seed: 1, count: 60).people

    @Test func `is the same for the same seed and another for another`() {
        let day = WorkingDay(seed: 3, people: people)
        #expect(day == WorkingDay(seed: 3, people: people))
        #expect(day != WorkingDay(seed: 4, people: people))
        #expect(day.events.map(\.at) == day.events.map(\.at).sorted())
        #expect(day.events.allSatisfy { $0.at >= .zero && $0.at <= day.length })
    }

    @Test func `has calls, meetings, breaks, manual choices and calls that overlap`() {
        let day = WorkingDay(seed: 3, people: people)
        var kinds: Set<String> = []
        var open: [SimulatedPerson: Set<Int>] = [:]
        var overlaps = 0
        for event in day.events {
            kinds.insert(String("\(event.act)".prefix { $0 != "(" }))
            switch event.act {
            case .isCalled(let id, _), .calls(let id), .beginsInTeams(_, let id):
                overlaps += open[event.person, default: []].isEmpty ? 0 : 1
                open[event.person, default: []].insert(id)
            case .hangsUp(let id), .endsInTeams(let id): open[event.person, default: []].remove(id)
            default: break
            }
        }
        #expect(
            kinds.isSuperset(of: [
                "isCalled", "answers", "holds", "hangsUp", "calls", "beginsInTeams", "isBooked", "goesIdleInTeams",
                "choosesInTeams", "resetsStatusInTeams", "takes", "joinsRingCentralMeeting", "signsOutOfTeams",
            ]))
        #expect(overlaps > 10)
        let unfinished = open.values.filter { !$0.isEmpty }
        #expect(unfinished.isEmpty)
    }

    @Test func `happens by itself as time passes, and everybody has gone home at the end`() async throws {
        let session = Session()
        let person = try #require(people.first)
        let user = try #require(person.userID)
        session.cloud.play(
            WorkingDay(
                events: [
                    PersonEvent(at: .seconds(60), person: person, act: .signsInToTeams),
                    PersonEvent(at: .seconds(120), person: person, act: .beginsInTeams(.call, 1)),
                    PersonEvent(at: .seconds(180), person: person, act: .signsOutOfTeams),
                ], length: .seconds(200)))
        #expect(session.cloud.catchUp().next == .seconds(60))
        session.advance(60)
        #expect(try await session.shown(user) == "Available/Available")
        session.advance(60)
        #expect(try await session.shown(user) == "Busy/InACall")
        session.advance(500)
        #expect(session.cloud.presence(ofUser: user)?.status == "Offline/Offline")
        let due = session.cloud.catchUp()
        #expect(due.happened.map(\.at) == [.seconds(60), .seconds(120), .seconds(180)])
        #expect(due.next == nil)
    }

    @Test func `runs through in virtual time with every event at its own moment`() async throws {
        let people = people
        let day = WorkingDay(seed: 9, people: people, hours: 4)
        let journal = try await VirtualTime.run { time in
            let settings = CloudSettings(
                seed: 1, population: Population(seed: 1, count: 60), latency: .none)
            let cloud = SimulatedCloud(settings, time: time)
            try await cloud.run(day)
            for person in people {
                #expect(cloud.presence(ofUser: person.userID ?? "")?.status == "Offline/Offline")
            }
            return cloud.presenceJournal
        }
        #expect(journal.acts.map(\.act) == day.events.map(\.act))
        #expect(journal.calls.contains { !$0.rang })
        #expect(journal.writes.isEmpty)
    }
}
