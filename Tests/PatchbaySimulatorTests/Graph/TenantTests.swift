import Foundation
import PatchbayCore
import PatchbaySimulator
import Testing

/// Facts: graph.md 2.2, 3.5, 3.6, 9.1.
@Suite struct `What a tenant tells about itself` {
    @Test func `Teams is on, or it is not`() async throws {
        #expect(try await Session().graph(.get, "/teamwork").json["isTeamsEnabled"].bool == true)
        let off = Session { $0.isTeamsEnabled = false }
        #expect(try await off.graph(.get, "/teamwork").json["isTeamsEnabled"].bool == false)
    }

    @Test func `its domains`() async throws {
        let answer = try await Session().graph(.get, "/organization", query: ["$select": "id,verifiedDomains"])
        let tenant = answer.json["value"][0]
        #expect(tenant.keys == ["id", "verifiedDomains"])
        #expect(tenant["verifiedDomains"][0]["name"].string == Population.domain)
    }

    @Test func `which permissions an app was given, to be looked up in Graph's own roles`() async throws {
        let session = Session()
        let token = try await session.token()
        let app = session.settings.apps[0]
        let own = try await session.graph(
            .get, "/servicePrincipals(appId='\(app.clientID)')", query: ["$select": "id,appId"], token: token)
        let id = try #require(own.json["id"].string)
        let graph = try await session.graph(
            .get, "/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')", token: token)
        let roles = Dictionary(
            graph.json["appRoles"].array.map { ($0["id"].string ?? "", $0["value"].string ?? "") }
        ) { first, _ in first }
        let given = try await session.graph(
            .get, "/servicePrincipals/\(id)/appRoleAssignments", query: ["$top": "999"], token: token)
        let assignments = given.json["value"].array
        #expect(Set(assignments.compactMap { roles[$0["appRoleId"].string ?? ""] }) == Set(app.permissions))
        #expect(assignments.allSatisfy { $0["resourceId"].string == graph.json["id"].string })
        let unknown = try await session.graph(
            .get, "/servicePrincipals(appId='11111111-2222-4333-8444-555555555555')", token: token)
        #expect(unknown.status == 404)
    }

    @Test func `when a secret ends, with a hint and never the secret`() async throws {
        let session = Session { $0.apps[0].secrets[0].endsAfter = .seconds(86_400) }
        let app = session.settings.apps[0]
        let answer = try await session.graph(.get, "/applications(appId='\(app.clientID)')")
        let secret = answer.json["passwordCredentials"][0]
        #expect(secret["hint"].string == String(app.secrets[0].value.prefix(3)))
        #expect(secret["endDateTime"].string == WireDate.string(Date(timeIntervalSince1970: 1_800_086_400)))
        #expect(!String(decoding: answer.body, as: UTF8.self).contains(app.secrets[0].value))
    }

    @Test func `its licences, those for rooms under their real ids`() async throws {
        let answer = try await Session().graph(.get, "/subscribedSkus")
        let skus = answer.json["value"].array.compactMap { $0["skuId"].string }
        #expect(skus.contains("4cde982a-ede4-4409-9ae6-b003453c8ea6"))
        #expect(skus.contains("440eaaa8-b3e0-484b-a8be-62870b9ba70a"))
        #expect(skus.contains("295a8eb0-f78d-45c7-8b5b-1eed5ed02dff"))
    }

    @Test(arguments: [
        (UserKind.ordinary, ["Enabled"]), (.planWarning, ["Warning"]), (.planSuspended, ["Suspended"]),
        (.planDeleted, ["Deleted"]), (.planSwitchedOff, ["Deleted"]), (.unlicensed, []),
    ])
    func `the state of a user's Teams plan, with lingering entries beside`(_ kind: UserKind, _ states: [String])
        async throws
    {
        let session = Session(count: 300)
        let user = try session.user(kind)
        let answer = try await session.graph(
            .get, "/users/\(user.id)", query: ["$select": "assignedPlans,assignedLicenses"])
        let teams = answer.json["assignedPlans"].array.filter {
            $0["servicePlanId"].string == "57ff2da0-773e-42df-b2af-ffb7a2317929"
        }
        let lingering: [String] = kind == .ordinary && user.id.hasSuffix("7") ? ["Deleted"] : []
        #expect(teams.compactMap { $0["capabilityStatus"].string } == lingering + states)
        if kind == .planSwitchedOff {
            #expect(
                answer.json["assignedLicenses"][0]["disabledPlans"][0].string == "57ff2da0-773e-42df-b2af-ffb7a2317929")
        }
    }

    @Test func `some usable users carry a deleted entry of the Teams plan as well`() async throws {
        let session = Session(count: 300)
        let user = try #require(
            session.settings.population.users.first { $0.kind == .ordinary && $0.id.hasSuffix("7") })
        let answer = try await session.graph(.get, "/users/\(user.id)", query: ["$select": "assignedPlans"])
        let states = answer.json["assignedPlans"].array.compactMap { $0["capabilityStatus"].string }
        #expect(states.contains("Deleted") && states.contains("Enabled"))
    }

    @Test func `a user's licence in detail, a switched-off plan included`() async throws {
        let session = Session(count: 300)
        let user = try session.user(.planSwitchedOff)
        let answer = try await session.graph(.get, "/users/\(user.id)/licenseDetails")
        let plans = answer.json["value"][0]["servicePlans"].array
        #expect(plans.first { $0["servicePlanName"].string == "TEAMS1" }?["provisioningStatus"].string == "Disabled")
    }
}

/// Facts: graph.md 8.
@Suite struct `A group` {
    private func group(_ name: String, _ session: Session) async throws -> [JSON] {
        let quoted = name.replacing("'", with: "''")
        return try await session.graph(.get, "/groups", query: ["$filter": "displayName eq '\(quoted)'"]).json["value"]
            .array
    }

    @Test func `is found by name, none, one or several`() async throws {
        let session = Session(count: 300)
        #expect(try await group("Nobody's", session).isEmpty)
        #expect(try await group("Children's Services", session).count == 1)
        #expect(try await group("All Hands", session).count == 2)
    }

    @Test func `says what sort it is`() async throws {
        let session = Session(count: 300)
        let dynamic = try #require(try await group("Engineering (dynamic)", session).first)
        #expect(dynamic["groupTypes"].array.compactMap(\.string) == ["DynamicMembership"])
        #expect(dynamic["membershipRule"].string != nil)
        #expect(try await group("Synced Staff", session).first?["onPremisesSyncEnabled"].bool == true)
        #expect(try await group("Newsletter", session).first?["mailEnabled"].bool == true)
    }

    @Test func `has members of several types, and those of groups in it only transitively`() async throws {
        let session = Session(count: 300)
        let id = try #require(try await group("Teams Calling", session).first?["id"].string)
        func members(_ path: String) async throws -> [JSON] {
            try await session.graph(.get, "/groups/\(id)/\(path)", query: ["$select": "id", "$top": "999"]).json[
                "value"
            ]
            .array
        }
        let direct = try await members("members")
        let all = try await members("transitiveMembers")
        let types = Set(direct.compactMap { $0["@odata.type"].string })
        #expect(types == ["#microsoft.graph.user", "#microsoft.graph.group", "#microsoft.graph.device"])
        let ids = all.compactMap { $0["id"].string }
        #expect(Set(ids).count == ids.count)
        #expect(Set(ids).isStrictSuperset(of: direct.compactMap { $0["id"].string }))
    }

    @Test func `can be cast to users with the advanced header only`() async throws {
        let session = Session(count: 300)
        let id = try #require(try await group("Teams Calling", session).first?["id"].string)
        let path = "/groups/\(id)/transitiveMembers/microsoft.graph.user"
        #expect(try await session.graph(.get, path, query: ["$count": "true"]).status == 400)
        let answer = try await session.graph(
            .get, path, query: ["$count": "true", "$top": "999"], fields: ["ConsistencyLevel": "eventual"])
        #expect(answer.json["value"].array.allSatisfy { $0["@odata.type"].string == "#microsoft.graph.user" })
        #expect(answer.json["@odata.count"].int == answer.json["value"].array.count)
    }

    @Test func `hides what the caller may not read, and does not say so`() async throws {
        let session = Session(count: 300) { $0.apps[0].permissions = ["GroupMember.Read.All"] }
        let id = try #require(try await group("All Hands", session).first?["id"].string)
        let member = try await session.graph(.get, "/groups/\(id)/members").json["value"][0]
        #expect(member["id"].string != nil)
        #expect(member.keys.contains("mail"))
        #expect(member["mail"].string == nil)
    }

    @Test func `takes a member once, refuses it twice, and lets it go`() async throws {
        let session = Session(count: 300) { $0.apps[0].permissions.append("GroupMember.ReadWrite.All") }
        let id = try #require(try await group("Field Sales", session).first?["id"].string)
        let user = try session.user(.guest)
        let body = #"{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/\#(user.id)"}"#
        #expect(try await session.graph(.post, "/groups/\(id)/members/$ref", body: body).status == 204)
        let again = try await session.graph(.post, "/groups/\(id)/members/$ref", body: body)
        #expect(again.status == 400)
        #expect(again.json["error"]["message"].string?.contains("already exist") == true)
        let path = "/groups/\(id)/members/\(user.id)/$ref"
        #expect(try await session.graph(.delete, path).status == 204)
        #expect(try await session.graph(.delete, path).status == 404)
    }

    @Test func `takes up to twenty at once, all or none`() async throws {
        let session = Session(count: 300) { $0.apps[0].permissions.append("GroupMember.ReadWrite.All") }
        let id = try #require(try await group("Field Sales", session).first?["id"].string)
        let guests = Array(session.settings.population.users.filter { $0.kind == .guest }.prefix(3).map(\.id))
        func add(_ ids: [String]) async throws -> Int {
            let list = ids.map { "\"https://graph.microsoft.com/v1.0/directoryObjects/\($0)\"" }.joined(separator: ",")
            return try await session.graph(.patch, "/groups/\(id)", body: "{\"members@odata.bind\":[\(list)]}").status
        }
        #expect(try await add([guests[0]]) == 204)
        #expect(try await add(Array(guests)) == 400)
        #expect(try await add([guests[1], guests[2]]) == 204)
        #expect(try await add(Array(repeating: guests[0], count: 21)) == 400)
    }

    @Test(arguments: ["Engineering (dynamic)", "Synced Staff", "Newsletter"])
    func `of the kind that is managed elsewhere refuses changes`(_ name: String) async throws {
        let session = Session(count: 300) { $0.apps[0].permissions.append("GroupMember.ReadWrite.All") }
        let id = try #require(try await group(name, session).first?["id"].string)
        let body =
            #"{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/\#(try session.user(.disabled).id)"}"#
        #expect(try await session.graph(.post, "/groups/\(id)/members/$ref", body: body).status == 400)
    }
}

@Suite struct `Sending a mail` {
    @Test func `is accepted with 202 and kept for the test to read`() async throws {
        let session = Session()
        let user = try session.user(.ordinary)
        let body = """
            {"message":{"subject":"Summary","body":{"contentType":"HTML","content":"<p>42</p>"},
            "toRecipients":[{"emailAddress":{"address":"boss@fabrikam.example"}}]},"saveToSentItems":false}
            """
        #expect(try await session.graph(.post, "/users/\(user.id)/sendMail", body: body).status == 202)
        let mail = try #require(session.cloud.journal.mails.first)
        #expect(mail.from == user.mail)
        #expect(mail.to == ["boss@fabrikam.example"])
        #expect([mail.subject, mail.contentType, mail.content] == ["Summary", "HTML", "<p>42</p>"])
    }

    @Test func `needs a mailbox, a recipient and the permission`() async throws {
        let session = Session(count: 300)
        let body = #"{"message":{"subject":"a","toRecipients":[]}}"#
        let user = try session.user(.ordinary)
        #expect(try await session.graph(.post, "/users/\(user.id)/sendMail", body: body).status == 400)
        let none = try await session.graph(.post, "/users/\(try session.user(.sharedDevice).id)/sendMail", body: body)
        #expect(none.status == 404)
        #expect(none.json["error"]["code"].string == "MailboxNotEnabledForRESTAPI")
        let poor = Session { $0.apps[0].permissions = ["User.Read.All"] }
        #expect(try await poor.graph(.post, "/users/\(user.id)/sendMail", body: body).status == 403)
        #expect(session.cloud.journal.mails.isEmpty)
    }
}
