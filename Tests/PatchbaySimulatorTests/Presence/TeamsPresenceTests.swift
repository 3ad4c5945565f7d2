import Foundation
import PatchbayCore
import PatchbaySimulator
import Testing

/// Facts: graph.md 6.2, 5.2.
@Suite struct `Reading presence from Graph` {
    @Test func `shows somebody without any session as offline`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        #expect(try await session.shown(user.id) == "Offline/Offline")
        let other = try await session.graph(.get, "/communications/presences/\(user.id)")
        #expect(other.json["id"].string == user.id)
    }

    @Test func `takes 650 ids at once and refuses 651`() async throws {
        let session = Session(count: 700)
        let ids = session.settings.population.users.map(\.id)
        func ask(_ ids: some Sequence<String>) async throws -> HTTPResponse {
            let list = ids.map { "\"\($0)\"" }.joined(separator: ",")
            return try await session.graph(
                .post, "/communications/getPresencesByUserId", body: "{\"ids\":[\(list)]}")
        }
        let answer = try await ask(ids.prefix(650))
        #expect(answer.status == 200)
        #expect(Set(answer.json["value"].array.compactMap { $0["id"].string }) == Set(ids.prefix(650)))
        #expect(try await ask(ids.prefix(651)).status == 400)
    }

    @Test func `leaves an id that nobody has out, or says that it knows nothing`() async throws {
        let session = Session()
        let answer = try await session.graph(
            .post, "/communications/getPresencesByUserId",
            body: """
                {"ids":["00000000-0000-4000-8000-000000000001","00000000-0000-4000-8000-000000000002"]}
                """)
        #expect(answer.json["value"].array.count == 1)
        #expect(answer.json["value"][0]["id"].string == "00000000-0000-4000-8000-000000000002")
        #expect(answer.json["value"][0]["availability"].string == "PresenceUnknown")
    }

    @Test func `needs the permission`() async throws {
        let session = Session { $0.apps[0].permissions.removeAll { $0.hasPrefix("Presence.") } }
        let user = try session.user(.ordinary)
        #expect(try await session.graph(.get, "/users/\(user.id)/presence").status == 403)
        #expect(try await session.setPresence(user.id, "Busy", "InACall").status == 403)
        #expect(session.cloud.presenceJournal.writes.map(\.isRefused) == [true])
    }

    @Test func `is refused after 1500 calls in half a minute`() async throws {
        let session = Session()
        let token = try await session.token()
        let user = try session.user(.ordinary)
        for _ in 0..<1500 {
            let status = try await session.graph(.get, "/users/\(user.id)/presence", token: token).status
            try #require(status == 200)
        }
        let refused = try await session.graph(.get, "/users/\(user.id)/presence", token: token)
        #expect(refused.status == 429)
        #expect(refused.fields["Retry-After"] == "30")
        session.advance(30)
        #expect(try await session.graph(.get, "/users/\(user.id)/presence", token: token).status == 200)
    }
}

/// Facts: graph.md 6.3.
@Suite struct `An app's presence session` {
    @Test(arguments: [
        ("Available", "Available"), ("Busy", "InACall"), ("Busy", "InAConferenceCall"), ("Away", "Away"),
        ("DoNotDisturb", "Presenting"),
    ])
    func `shows each of the five legal pairs`(_ availability: String, _ activity: String) async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        #expect(try await session.setPresence(user.id, availability, activity).status == 200)
        #expect(try await session.shown(user.id) == "\(availability)/\(activity)")
    }

    @Test(arguments: [
        ("Busy", "Busy"), ("DoNotDisturb", "DoNotDisturb"), ("Busy", "InAMeeting"), ("BeRightBack", "BeRightBack"),
        ("Offline", "OffWork"), ("Available", "Away"),
    ])
    func `cannot be any other pair`(_ availability: String, _ activity: String) async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        #expect(try await session.setPresence(user.id, availability, activity).status == 400)
        #expect(try await session.shown(user.id) == "Offline/Offline")
    }

    @Test(arguments: [("PT4M59S", 400), ("PT5M", 200), ("PT4H", 200), ("PT4H1S", 400), ("4H", 400), ("PT", 400)])
    func `lasts from five minutes to four hours`(_ length: String, _ status: Int) async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        #expect(try await session.setPresence(user.id, "Busy", "InACall", for: length).status == status)
    }

    @Test func `must be named by the app's own id`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        let other = "11111111-1111-4111-8111-111111111111"
        #expect(try await session.setPresence(user.id, "Busy", "InACall", session: other).status == 400)
    }

    @Test func `ends after five minutes if nothing is said, and the user is offline`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        _ = try await session.setPresence(user.id, "Busy", "InACall")
        session.advance(299)
        #expect(try await session.shown(user.id) == "Busy/InACall")
        session.advance(1)
        #expect(try await session.shown(user.id) == "Offline/Offline")
    }

    @Test func `is not found when there is none to clear`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        #expect(try await session.clearPresence(user.id).status == 404)
        _ = try await session.setPresence(user.id, "Busy", "InACall")
        #expect(try await session.clearPresence(user.id).status == 200)
        #expect(try await session.clearPresence(user.id).status == 404)
    }

    /// Facts: graph.md 6.5, rule 3.
    @Test func `fades from available after five and after ten minutes however long it was set for`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        _ = try await session.setPresence(user.id, "Available", "Available", for: "PT1H")
        session.advance(299)
        #expect(try await session.shown(user.id) == "Available/Available")
        session.advance(1)
        #expect(try await session.shown(user.id) == "Available/AvailableInactive")
        session.advance(300)
        #expect(try await session.shown(user.id) == "Away/Away")
        session.advance(3000)
        #expect(try await session.shown(user.id) == "Offline/Offline")
    }

    /// Facts: graph.md 6.1, `sequenceNumber`.
    @Test func `raises the sequence number with every change, also with those that time makes`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        let token = try await session.token()
        func number() async throws -> String {
            try #require(
                try await session.graph(.get, "/users/\(user.id)/presence", token: token).json["sequenceNumber"].string)
        }
        var numbers = [try await number()]
        for _ in 0..<3 {
            _ = try await session.setPresence(user.id, "Available", "Available", for: "PT15M")
            numbers.append(try await number())
        }
        for _ in 0..<3 {
            session.advance(300)
            numbers.append(try await number())
        }
        #expect(numbers == numbers.sorted())
        #expect(Set(numbers).count == numbers.count)
        session.advance(1000)
        #expect(try await number() == numbers.last)
    }
}

/// Facts: graph.md 6.4, 6.5 rule 1.
@Suite struct `A preferred presence` {
    @Test func `shows only while there is a session, and then above every session`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        #expect(try await session.prefer(user.id, "Away", "Away").status == 200)
        #expect(try await session.shown(user.id) == "Offline/Offline")
        _ = try await session.setPresence(user.id, "DoNotDisturb", "Presenting")
        #expect(try await session.shown(user.id) == "Away/Away")
    }

    @Test(arguments: [
        ("Busy", "InACall", 400), ("DoNotDisturb", "Presenting", 400), ("DoNotDisturb", "DoNotDisturb", 200),
        ("Offline", "OffWork", 200),
    ])
    func `has pairs of its own`(_ availability: String, _ activity: String, _ status: Int) async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        #expect(try await session.prefer(user.id, availability, activity).status == status)
    }

    @Test func `can be cleared twice`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        let path = "/users/\(user.id)/presence/clearUserPreferredPresence"
        #expect(try await session.graph(.post, path, body: "{}").status == 200)
        #expect(try await session.graph(.post, path, body: "{}").status == 200)
    }

    @Test(arguments: [("DoNotDisturb", "DoNotDisturb", 86_400.0), ("Away", "Away", 604_800)])
    func `ends by itself after a day or a week`(_ availability: String, _ activity: String, _ length: Double)
        async throws
    {
        let session = Session()
        let user = try session.user(.ordinary)
        _ = try await session.prefer(user.id, availability, activity)
        session.advance(length - 1)
        _ = try await session.setPresence(user.id, "Busy", "InACall")
        #expect(try await session.shown(user.id) == "\(availability)/\(activity)")
        session.advance(1)
        #expect(try await session.shown(user.id) == "Busy/InACall")
    }

    @Test func `and a status message keep out of each other's way`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        let answer = try await session.graph(
            .post, "/users/\(user.id)/presence/setStatusMessage",
            body: #"{"statusMessage":{"message":{"content":"On the phone","contentType":"text"}}}"#)
        #expect(answer.status == 200)
        let presence = try await session.graph(.get, "/users/\(user.id)/presence").json
        #expect(presence["statusMessage"]["message"]["content"].string == "On the phone")
        #expect(presence["availability"].string == "Offline")
    }
}
