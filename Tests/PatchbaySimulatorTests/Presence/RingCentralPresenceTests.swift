import Foundation
import PatchbayCore
import PatchbaySimulator
import Testing

/// Facts: ringcentral.md 3.1 to 3.3, 6.
@Suite struct `Presence at RingCentral` {
    @Test func `begins available, taking all calls, without a call`() async throws {
        let session = Session()
        let telephone = try session.telephone()
        let presence = try await session.ringCentral(.get, "/extension/\(telephone.id)/presence").json
        #expect(presence["presenceStatus"].string == "Available")
        #expect(presence["userStatus"].string == "Available")
        #expect(presence["dndStatus"].string == "TakeAllCalls")
        #expect(presence["telephonyStatus"].string == "NoCall")
        #expect(presence["meetingStatus"].string == "Disconnected")
        #expect(presence["allowSeeMyPresence"].bool == true)
        #expect(presence["extension"]["id"].int.map(Int64.init) == telephone.id)
    }

    @Test func `is read for up to thirty at once, each with a status of its own`() async throws {
        let session = Session(count: 120)
        let ids = try (0..<29).map { String(try session.telephone($0).id) } + ["1"]
        let path = "/extension/\(ids.joined(separator: ","))/presence"
        let answer = try await session.ringCentral(
            .get, path, accept: "application/vnd.ringcentral.multipart+json")
        #expect(answer.status == 207)
        #expect(answer.json.array.map { $0["resourceId"].string } == ids.map { $0 })
        #expect(answer.json.array.map { $0["status"].int } == Array(repeating: 200, count: 29) + [404])
        let mixed = try await session.ringCentral(.get, path)
        #expect(mixed.fields["Content-Type"]?.hasPrefix("multipart/mixed") == true)
        let tooMany = ids + ["2"]
        let refused = try await session.ringCentral(.get, "/extension/\(tooMany.joined(separator: ","))/presence")
        #expect(refused.status == 400)
        #expect(refused.json["errorCode"].string == "InvalidMultipartRequest")
    }

    @Test func `is read for the whole account in pages`() async throws {
        let session = Session(count: 400)
        let first = try await session.ringCentral(.get, "/presence")
        #expect(first.json["records"].array.count == 100)
        #expect(first.fields["X-Rate-Limit-Group"] == "heavy")
        let all = try await session.ringCentral(.get, "/presence?perPage=1000")
        #expect(all.json["records"].array.count == all.json["paging"]["totalElements"].int)
    }

    @Test func `of what has no presence is offline and says no more`() async throws {
        let session = Session(count: 400)
        let queue = try #require(session.settings.population.extensions.first { $0.type == "Department" })
        let presence = try await session.ringCentral(.get, "/extension/\(queue.id)/presence").json
        #expect(presence["presenceStatus"].string == "Offline")
        #expect(!presence["userStatus"].exists && !presence["dndStatus"].exists && !presence["telephonyStatus"].exists)
    }

    @Test func `changes only what is named, and answers with all of it`() async throws {
        let session = Session()
        let telephone = try session.telephone()
        let path = "/extension/\(telephone.id)/presence"
        let answer = try await session.ringCentral(.put, path, body: #"{"dndStatus":"DoNotAcceptAnyCalls"}"#)
        #expect(answer.status == 200)
        #expect(answer.json["dndStatus"].string == "DoNotAcceptAnyCalls")
        #expect(answer.json["userStatus"].string == "Available")
        #expect(answer.json["allowSeeMyPresence"].bool == true)
        #expect(answer.fields["X-Rate-Limit-Group"] == "medium")
        let record = try #require(session.cloud.presenceJournal.writes(about: String(telephone.id)).first)
        #expect(record.writer == session.settings.ringCentral.clientID)
        #expect(record.before == "Available/TakeAllCalls/NoCall")
        #expect(record.after == "Available/DoNotAcceptAnyCalls/NoCall")
    }

    @Test(arguments: [
        (#"{"userStatus":"Away"}"#, "userStatus"), (#"{"dndStatus":"Unknown"}"#, "dndStatus"),
        (#"{"allowSeeMyPresence":"yes"}"#, "allowSeeMyPresence"),
    ])
    func `refuses a value that it does not know by naming it`(_ body: String, _ parameter: String) async throws {
        let session = Session()
        let telephone = try session.telephone()
        let answer = try await session.ringCentral(.put, "/extension/\(telephone.id)/presence", body: body)
        #expect(answer.status == 400)
        #expect(answer.json["errorCode"].string == "CMN-101")
        #expect(answer.json["errors"][0]["parameterName"].string == parameter)
    }

    @Test func `takes a message of 75 characters and no more`() async throws {
        let session = Session()
        let path = "/extension/\(try session.telephone().id)/presence"
        func put(_ length: Int) async throws -> Int {
            try await session.ringCentral(
                .put, path, body: "{\"message\":\"\(String(repeating: "a", count: length))\"}"
            ).status
        }
        #expect(try await put(75) == 200)
        #expect(try await put(76) == 400)
    }

    @Test func `needs the app's scope and the user's permission`() async throws {
        let withoutScope = Session { $0.ringCentral.scopes.removeAll { $0 == "EditPresence" } }
        let first = try await withoutScope.ringCentral(
            .put, "/extension/\(try withoutScope.telephone().id)/presence", body: #"{"userStatus":"Busy"}"#)
        #expect(first.status == 403)
        #expect(first.json["errorCode"].string == "CMN-401")
        let withoutPermission = Session { $0.ringCentral.userPermissions.remove("ReadPresenceStatus") }
        let second = try await withoutPermission.ringCentral(
            .get, "/extension/\(try withoutPermission.telephone().id)/presence")
        #expect(second.json["errorCode"].string == "CMN-408")
    }

    @Test func `may be written forty times a minute, and one more costs a minute that every call renews`() async throws
    {
        let session = Session()
        let token = try await session.ringCentralToken()
        let path = "/extension/\(try session.telephone().id)/presence"
        func put() async throws -> Int {
            try await session.ringCentral(.put, path, token: token, body: #"{"userStatus":"Busy"}"#).status
        }
        for _ in 0..<40 { #expect(try await put() == 200) }
        #expect(try await put() == 429)
        session.advance(59)
        #expect(try await put() == 429)
        session.advance(59)
        #expect(try await put() == 429)
        session.advance(60)
        #expect(try await put() == 200)
        #expect(session.cloud.journal.callsDuringPenalty == 2)
    }
}
