import Foundation
import PatchbayCore
import PatchbaySimulator
import Testing

@Suite struct `The Teams integration of extensions` {
    let session = Session(count: 200)

    private func ids(_ count: Int) -> [String] {
        session.settings.population.extensions.prefix(count).map { String($0.id) }
    }

    private func query(_ ids: [String]) -> Query {
        var query = Query()
        for id in ids { query.append("extensionIds", id) }
        return query
    }

    private func send(_ method: HTTPMethod, _ token: String, query: Query = Query(), body: String? = nil) async throws
        -> HTTPResponse
    {
        try await session.send(
            method, "\(Session.ringCentral)/v1.0/account/~/ms-teams/direct-routing/users\(query.suffix)",
            fields: ["Authorization": "Bearer \(token)", "Content-Type": "application/json"], body: body)
    }

    @Test func `is told for at most 25 at a time, and those that are off are missing`() async throws {
        let token = try await session.signIn().accessToken
        let answer = try await send(.get, token, query: query(ids(25)))
        #expect(answer.status == 200)
        let states = answer.json["mappings"].array
        #expect(!states.isEmpty && states.count < 25)
        #expect(states.allSatisfy { $0["extensionId"].string != nil && $0["status"].string != nil })
        #expect(try await send(.get, token, query: query(ids(26))).json["errorCode"].string == "CMN-101")
        #expect(try await send(.get, token, query: ["extensionIds": ids(3).joined(separator: ",")]).status == 200)
    }

    @Test func `is switched on after a while, and off again`() async throws {
        let token = try await session.signIn().accessToken
        let connected = Set(session.cloud.directRouting.map(\.extensionID))
        let item = try #require(
            session.settings.population.extensions.first { item in
                item.directNumber != nil && item.status == "Enabled" && !connected.contains(item.id)
                    && session.settings.population.users.contains { $0.id == item.userID && $0.kind == .ordinary }
            })
        let number = try #require(item.directNumber)
        func state() async throws -> String? {
            try await send(.get, token, query: query([String(item.id)])).json["mappings"][0]["status"].string
        }
        #expect(try await state() == nil)
        let body = #"{"mappings":[{"extensionId":"\#(item.id)","phoneNumber":"\#(number)"}]}"#
        let answer = try await send(.post, token, body: body)
        #expect(answer.json["mappings"][0]["status"].string == "Connecting")
        session.advance(30)
        #expect(try await state() == "Connected")
        #expect(session.cloud.teamsNumbers[number] == item.userID)
        #expect(try await send(.post, token, body: body).status == 200)
        #expect(
            session.cloud.journal.appliedWrites(of: .directRoutingConnected) == [String(item.id): 1],
            "a repeat changes nothing")
        #expect(try await send(.delete, token, query: query([String(item.id)])).status == 204)
        #expect(try await state() == "Disconnecting")
        session.advance(30)
        if try await state() == "DisconnectFailed" {
            _ = try await send(.delete, token, query: query([String(item.id)]))
            session.advance(30)
        }
        #expect(try await state() == nil)
        #expect(session.cloud.teamsNumbers[number] == nil)
    }

    @Test func `ends out of sync with another number, and not found without a Microsoft user`() async throws {
        let token = try await session.signIn().accessToken
        let item = try #require(
            session.settings.population.extensions.first { $0.directNumber != nil && $0.userID != nil })
        let stray = try #require(session.settings.population.extensions.first { $0.userID == nil && $0.type == "User" })
        let body = """
            {"mappings":[{"extensionId":\(item.id),"phoneNumber":"+15550009999"},{"extensionId":"\(stray.id)","phoneNumber":"+15550009998"}]}
            """
        // Ids are strings here; a number is refused.
        #expect(try await send(.post, token, body: body).status == 400)
        let good = body.replacing("\(item.id),", with: "\"\(item.id)\",")
        #expect(try await send(.post, token, body: good).status == 200)
        session.advance(30)
        let states = Dictionary(
            session.cloud.directRouting.map { ($0.extensionID, $0.status) }, uniquingKeysWith: { first, _ in first })
        #expect(states[item.id] == "OutOfSync" || states[item.id] == "RemoteNotFound")
        #expect(states[stray.id] == "RemoteNotFound")
    }

    @Test func `needs the scope to write, and an account that has it`() async throws {
        let poor = Session { $0.ringCentral.scopes.removeAll { $0 == "EditAccounts" } }
        let token = try await poor.signIn().accessToken
        let path = "\(Session.ringCentral)/v1.0/account/~/ms-teams/direct-routing/users?extensionIds=1"
        let refused = try await poor.send(.delete, path, fields: ["Authorization": "Bearer \(token)"])
        #expect(refused.json["errorCode"].string == "CMN-401")
        let without = Session { $0.ringCentral.hasDirectRouting = false }
        let other = try await without.signIn().accessToken
        #expect(try await without.send(.get, path, fields: ["Authorization": "Bearer \(other)"]).status == 404)
    }
}

@Suite struct `Telephone numbers and queues` {
    @Test func `numbers come with their extension, some without a plus, some for faxes only`() async throws {
        let session = Session(count: 300)
        let token = try await session.signIn().accessToken
        let answer = try await session.ringCentral(
            "/phone-number", token: token, query: ["usageType": "DirectNumber", "perPage": "1000"])
        let records = answer.json["records"].array
        let expected = session.settings.population.extensions.filter { $0.directNumber != nil }.count
        #expect(records.count == expected)
        #expect(
            records.contains { $0["type"].string == "FaxOnly" } && records.contains { $0["status"].string == "Pending" }
        )
        #expect(records.contains { $0["phoneNumber"].string?.hasPrefix("+") == false })
        #expect(records.allSatisfy { $0["extension"]["id"].string != nil })
        let one = try #require(records.first?["extension"]["id"].string)
        let own = try await session.ringCentral("/extension/\(one)/phone-number", token: token)
        #expect(own.json["records"].array.map { $0["usageType"].string } == ["DirectNumber", "MainCompanyNumber"])
    }

    @Test func `queues have members`() async throws {
        let session = Session(count: 300)
        let token = try await session.signIn().accessToken
        let queues = try await session.ringCentral("/call-queues", token: token).json["records"].array
        let queue = try #require(queues.first?["id"].string)
        let members = try await session.ringCentral("/call-queues/\(queue)/members", token: token).json["records"].array
        let member = String(try #require(members.first?["id"].int))
        let own = try await session.ringCentral("/call-queues", token: token, query: ["memberExtensionId": member])
        #expect(own.json["records"].array.contains { $0["id"].string == queue })
    }
}

@Suite struct `Numbers of the Teams tenant` {
    private let path = "/admin/teams/telephoneNumberManagement"

    @Test func `are listed, assigned by an order, and refused to a second person`() async throws {
        let session = Session(count: 200)
        let list = try await session.graph(
            .get, "\(path)/numberAssignments", query: ["$filter": "assignmentStatus eq 'unassigned'"])
        let number = try #require(list.json["value"][0]["telephoneNumber"].string)
        let people = session.settings.population.users.filter { $0.kind == .ordinary }.prefix(2).map(\.id)
        func assign(_ user: String) async throws -> HTTPResponse {
            try await session.graph(
                .post, "\(path)/numberAssignments/assignNumber",
                body:
                    #"{"telephoneNumber":"\#(number)","assignmentTargetId":"\#(user)","numberType":"directRouting","assignmentCategory":"primary"}"#
            )
        }
        let answer = try await assign(people[0])
        #expect(answer.status == 202)
        let order = try #require(answer.fields["Location"]?.split(separator: "/").last)
        #expect(try await session.graph(.get, "\(path)/operations/\(order)").json["status"].string == "running")
        session.advance(5)
        #expect(try await session.graph(.get, "\(path)/operations/\(order)").json["status"].string == "succeeded")
        #expect(session.cloud.teamsNumbers[number] == people[0])
        let second = try #require(try await assign(people[1]).fields["Location"]?.split(separator: "/").last)
        session.advance(5)
        let failed = try await session.graph(.get, "\(path)/operations/\(second)").json
        #expect(failed["status"].string == "failed" && failed["numbers"][0]["statusDetail"].string?.isEmpty == false)
        #expect(session.cloud.teamsNumbers[number] == people[0])
    }

    @Test func `are not there in a tenant that does not offer them, and need the permission`() async throws {
        let without = Session { $0.hasTeamsAdministration = false }
        #expect(try await without.graph(.get, "\(path)/numberAssignments").status == 400)
        let poor = Session { $0.apps[0].permissions = ["User.Read.All"] }
        #expect(try await poor.graph(.get, "\(path)/numberAssignments").status == 403)
    }
}

@Suite struct `Members of a group while it changes` {
    @Test func `show after the delay, and never twice`() async throws {
        let session = Session(count: 200) { $0.consistency = .eventual(within: .seconds(10)) }
        let groups = try await session.graph(.get, "/groups", query: ["$filter": "displayName eq 'Teams Calling'"]).json
        let id = try #require(groups["value"][0]["id"].string)
        let before = session.cloud.members(ofGroup: "Teams Calling")
        let user = try #require(session.settings.population.users.first { !before.contains($0.id) }).id
        func shown() async throws -> [String] {
            try await session.graph(.get, "/groups/\(id)/members", query: ["$select": "id", "$top": "999"]).json[
                "value"
            ].array
                .compactMap { $0["id"].string }
        }
        let body = #"{"members@odata.bind":["https://graph.microsoft.com/v1.0/directoryObjects/\#(user)"]}"#
        #expect(try await session.graph(.patch, "/groups/\(id)", body: body).status == 204)
        #expect(session.cloud.members(ofGroup: "Teams Calling").contains(user))
        session.advance(11)
        #expect(try await shown().filter { $0 == user }.count == 1)
        #expect(try await session.graph(.delete, "/groups/\(id)/members/\(user)/$ref").status == 204)
        session.advance(11)
        #expect(try await !shown().contains(user))
        #expect(session.cloud.journal.appliedWrites(of: .groupMemberAdded) == [user: 1])
        #expect(session.cloud.journal.appliedWrites(of: .groupMemberRemoved) == [user: 1])
    }

    @Test func `are deleted as users by those who forget the reference and may do so`() async throws {
        let session = Session(count: 100) { $0.apps[0].permissions.append("User.ReadWrite.All") }
        let groups = try await session.graph(.get, "/groups", query: ["$filter": "displayName eq 'Teams Calling'"]).json
        let id = try #require(groups["value"][0]["id"].string)
        let user = try #require(session.cloud.members(ofGroup: "Teams Calling").min())
        let count = session.cloud.users.count
        #expect(try await session.graph(.delete, "/groups/\(id)/members/\(user)").status == 204)
        #expect(session.cloud.users.count == count - 1)
        let poor = Session(count: 100)
        #expect(try await poor.graph(.delete, "/groups/\(id)/members/\(user)").status == 403)
    }
}
