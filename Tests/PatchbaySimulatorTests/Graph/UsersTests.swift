import Foundation
import PatchbayCore
import PatchbaySimulator
import Testing

/// Facts: graph.md 3.1 to 3.3.
@Suite struct `Listing users` {
    @Test func `shows the eleven default properties without a select`() async throws {
        let user = try await Session().graph(.get, "/users").json["value"][0]
        #expect(
            user.keys == [
                "businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation",
                "preferredLanguage", "surname", "userPrincipalName",
            ])
    }

    @Test func `shows exactly what was selected`() async throws {
        let answer = try await Session().graph(.get, "/users", query: ["$select": "id,department,assignedPlans"])
        #expect(answer.json["value"][0].keys == ["id", "department", "assignedPlans"])
    }

    @Test func `has a hundred on a page by default and 999 at most`() async throws {
        let session = Session(count: 1200)
        #expect(try await session.graph(.get, "/users").json["value"].array.count == 100)
        #expect(try await session.graph(.get, "/users", query: ["$top": "999"]).json["value"].array.count == 999)
        let refused = try await session.graph(.get, "/users", query: ["$top": "1000"])
        #expect(refused.status == 400)
        #expect(refused.json["error"]["message"].string?.contains("between 1 and 999") == true)
    }

    @Test func `leads through everybody exactly once by links of its own origin`() async throws {
        let session = Session(count: 250)
        let token = try await session.token()
        var ids: [String] = []
        var links: Set<String> = []
        var answer = try await session.graph(.get, "/users", query: ["$select": "id", "$top": "40"], token: token)
        while true {
            ids += answer.json["value"].array.compactMap { $0["id"].string }
            guard let link = answer.json["@odata.nextLink"].string else { break }
            #expect(link.hasPrefix("https://graph.microsoft.com/v1.0/users?"))
            #expect(links.insert(link).inserted)
            answer = try await session.send(.get, link, fields: ["Authorization": "Bearer \(token)"])
        }
        #expect(ids.count == 250)
        #expect(Set(ids) == Set(session.settings.population.users.map(\.id)))
    }

    @Test func `refuses a link that was rebuilt`() async throws {
        let session = Session(count: 250)
        let token = try await session.token()
        let link = try #require(
            try await session.graph(.get, "/users", query: ["$top": "40"], token: token).json["@odata.nextLink"].string)
        let rebuilt = try await session.send(.get, link + "&$select=id", fields: ["Authorization": "Bearer \(token)"])
        #expect(rebuilt.status == 400)
        #expect(rebuilt.json["error"]["code"].string == "Directory_ExpiredPageToken")
    }

    @Test func `counts on the first page only, and only with the header`() async throws {
        let session = Session(count: 150)
        let token = try await session.token()
        let first = try await session.graph(
            .get, "/users", query: ["$count": "true"], token: token, fields: ["ConsistencyLevel": "eventual"])
        #expect(first.json["@odata.count"].int == 150)
        let link = try #require(first.json["@odata.nextLink"].string)
        let second = try await session.send(
            .get, link, fields: ["Authorization": "Bearer \(token)", "ConsistencyLevel": "eventual"])
        #expect(!second.json["@odata.count"].exists)
        #expect(second.json["value"].array.count == 50)
    }

    @Test(arguments: [
        "department ne 'Sales'", "not(department eq 'Sales')", "endsWith(mail,'@fabrikam.example')",
    ])
    func `takes advanced filters only with the header and the count, on every page`(_ filter: String) async throws {
        let session = Session(count: 300)
        let token = try await session.token()
        let query: Query = ["$filter": filter, "$count": "true", "$top": "50"]
        let refused = try await session.graph(.get, "/users", query: query, token: token)
        #expect(refused.status == 400)
        #expect(refused.json["error"]["code"].string == "Request_UnsupportedQuery")
        let accepted = try await session.graph(
            .get, "/users", query: query, token: token, fields: ["ConsistencyLevel": "eventual"])
        #expect(accepted.status == 200)
        let link = try #require(accepted.json["@odata.nextLink"].string)
        let second = try await session.send(.get, link, fields: ["Authorization": "Bearer \(token)"])
        #expect(second.status == 400)
    }

    @Test func `filters by what the default index knows without the header`() async throws {
        let session = Session(count: 300)
        let token = try await session.token()
        func found(_ filter: String) async throws -> Set<String> {
            let answer = try await session.graph(
                .get, "/users", query: ["$filter": filter, "$top": "999", "$select": "id"], token: token)
            #expect(answer.status == 200, "\(filter)")
            return Set(answer.json["value"].array.compactMap { $0["id"].string })
        }
        let users = session.settings.population.users
        func expected(_ isWanted: (SimulatedUser) -> Bool) -> Set<String> { Set(users.filter(isWanted).map(\.id)) }
        #expect(
            try await found("department eq 'Children''s Services'")
                == expected { $0.department == "Children's Services" })
        #expect(
            try await found("department in ('Sales','R&D')") == expected { ["Sales", "R&D"].contains($0.department) })
        #expect(try await found("accountEnabled eq false") == expected { !$0.accountEnabled })
        #expect(try await found("userType eq 'Guest'") == expected(\.isGuest))
        #expect(
            try await found("startswith(displayName,'Meeting')")
                == expected { $0.displayName.hasPrefix("Meeting") })
        #expect(
            try await found("assignedLicenses/any(x:x/skuId eq 4cde982a-ede4-4409-9ae6-b003453c8ea6)")
                == expected { $0.kind == .room })
        let one = users[17]
        #expect(try await found("userPrincipalName eq '\(one.userPrincipalName.uppercased())'") == [one.id])
    }

    @Test func `takes fifteen alternatives and not sixteen`() async throws {
        let session = Session()
        let ids = session.settings.population.users.prefix(16).map { "'\($0.id)'" }
        func status(_ count: Int) async throws -> HTTPResponse {
            try await session.graph(
                .get, "/users", query: ["$filter": "id in (\(ids.prefix(count).joined(separator: ",")))"])
        }
        #expect(try await status(15).json["value"].array.count == 15)
        let refused = try await status(16)
        #expect(refused.status == 400)
        #expect(refused.json["error"]["message"].string?.contains("Max allowed: 15") == true)
    }

    @Test func `searches words by their beginning`() async throws {
        let session = Session(count: 300)
        let answer = try await session.graph(
            .get, "/users", query: ["$search": "\"displayName:room\"", "$count": "true", "$top": "999"],
            fields: ["ConsistencyLevel": "eventual"])
        let found = Set(answer.json["value"].array.compactMap { $0["id"].string })
        #expect(found == Set(session.settings.population.users.filter { $0.kind == .room }.map(\.id)))
        #expect(!found.isEmpty)
    }

    @Test func `sorts when asked`() async throws {
        let session = Session(count: 50)
        let answer = try await session.graph(.get, "/users", query: ["$orderby": "displayName desc", "$top": "999"])
        let names = answer.json["value"].array.compactMap { $0["displayName"].string?.lowercased() }
        #expect(names == names.sorted(by: >))
        #expect(names.count == 50)
    }

    @Test func `refuses what it does not have`() async throws {
        let session = Session()
        #expect(try await session.graph(.get, "/users", query: ["$skip": "10"]).status == 400)
        #expect(try await session.graph(.get, "/users", query: ["$select": "nonsense"]).status == 400)
        #expect(try await session.graph(.get, "/users", query: ["$filter": "nonsense eq 'a'"]).status == 400)
        #expect(try await session.graph(.get, "/users", query: ["$filter": "department eq"]).status == 400)
        #expect(try await session.graph(.get, "/users", query: ["$select": "mailboxSettings"]).status == 501)
    }

    @Test func `reads an unescaped plus sign as a space, so a number is found only when it is escaped`() async throws {
        let session = Session()
        let token = try await session.token()
        let user = try #require(session.settings.population.users.first { $0.businessPhone != nil })
        let phone = try #require(user.businessPhone).replacing(" ", with: "%20")
        func found(_ phone: String) async throws -> [String] {
            try await session.send(
                .get, "https://graph.microsoft.com/v1.0/users?$filter=businessPhones/any(p:p%20eq%20'\(phone)')",
                fields: ["Authorization": "Bearer \(token)"]
            ).json["value"].array.compactMap { $0["id"].string }
        }
        #expect(try await found(phone) == [])
        #expect(try await found(phone.replacing("+", with: "%2B")) == [user.id])
    }

    @Test func `needs more than basic reading for the licence properties`() async throws {
        let session = Session { $0.apps[0].permissions = ["User.ReadBasic.All"] }
        #expect(try await session.graph(.get, "/users", query: ["$select": "id,mail"]).status == 200)
        let refused = try await session.graph(.get, "/users", query: ["$select": "id,assignedPlans"])
        #expect(refused.status == 403)
        #expect(refused.json["error"]["message"].string?.contains("User.Read.All") == true)
    }

    @Test func `tells the request's id, the caller's id and the date`() async throws {
        let answer = try await Session().graph(.get, "/users", fields: ["client-request-id": "mine"])
        #expect(answer.fields["request-id"]?.count == 36)
        #expect(answer.fields["client-request-id"] == "mine")
        #expect(answer.fields["Date"] == "Fri, 15 Jan 2027 08:00:00 GMT")
    }
}

@Suite struct `Reading one user` {
    @Test func `finds by id and by name, whatever the case`() async throws {
        let session = Session()
        let user = session.settings.population.user(at: 5)
        for key in [user.id, user.id.uppercased(), user.userPrincipalName, user.userPrincipalName.uppercased()] {
            let answer = try await session.graph(
                .get, "/users/\(PathSegment(key))", query: ["$select": "id,department"])
            #expect(answer.json["id"].string == user.id)
            #expect(answer.json["department"].string == user.department)
        }
    }

    @Test func `finds a guest, whose name has a number sign in it`() async throws {
        let session = Session()
        let guest = try session.user(.guest)
        #expect(guest.userPrincipalName.contains("#EXT#"))
        let answer = try await session.graph(.get, "/users/\(PathSegment(guest.userPrincipalName))")
        #expect(answer.json["id"].string == guest.id)
    }

    @Test func `says Request_ResourceNotFound for nobody`() async throws {
        let answer = try await Session().graph(.get, "/users/nobody@fabrikam.example")
        #expect(answer.status == 404)
        #expect(answer.json["error"]["code"].string == "Request_ResourceNotFound")
        #expect(answer.json["error"]["innerError"]["request-id"].string == answer.fields["request-id"])
    }

    @Test func `returns by id only those it finds`() async throws {
        let session = Session()
        let user = session.settings.population.user(at: 3)
        let answer = try await session.graph(
            .post, "/directoryObjects/getByIds",
            body: #"{"ids":["\#(user.id)","11111111-2222-4333-8444-555555555555"],"types":["user"]}"#)
        #expect(answer.json["value"].array.compactMap { $0["id"].string } == [user.id])
        #expect(answer.json["value"][0]["@odata.type"].string == "#microsoft.graph.user")
    }
}

/// Facts: graph.md 9.4, 11.5, identity.md 6.3.
@Suite struct `A token at Graph` {
    @Test func `is needed`() async throws {
        let answer = try await Session().send(.get, "https://graph.microsoft.com/v1.0/users")
        #expect(answer.status == 401)
        #expect(answer.json["error"]["code"].string == "InvalidAuthenticationToken")
        #expect(answer.fields["WWW-Authenticate"]?.hasPrefix("Bearer ") == true)
    }

    @Test func `ends by the clock`() async throws {
        let session = Session { $0.tokenLifetime = .seconds(3600)...Duration.seconds(3600) }
        let token = try await session.token()
        session.advance(3599)
        #expect(try await session.graph(.get, "/users", token: token).status == 200)
        session.advance(1)
        #expect(try await session.graph(.get, "/users", token: token).status == 401)
    }

    @Test func `of another cloud means nothing here`() async throws {
        let stranger = try await Session(seed: 2).token()
        #expect(try await Session(seed: 1).graph(.get, "/users", token: stranger).status == 401)
    }

    @Test func `lists what was needed and what is held when something is missing`() async throws {
        let session = Session { $0.apps[0].permissions = ["User.Read.All"] }
        let user = try session.user(.ordinary)
        let answer = try await session.install(user.id)
        #expect(answer.status == 403)
        #expect(answer.json["error"]["code"].string == "Forbidden")
        let message = try #require(answer.json["error"]["message"].string)
        #expect(message.contains("TeamsAppInstallation.ReadWriteForUser.All"))
        #expect(message.contains("'User.Read.All'"))
        #expect(session.cloud.journal.writes.map(\.applied) == [false])
    }
}
