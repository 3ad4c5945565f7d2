import Foundation
import GenesysClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct SCIMTests {
    private static let user = #"""
        {"id":"u1","userName":"ann@contoso.com","active":true,
         "phoneNumbers":[{"type":"work","value":"+15551110000","primary":true},{"type":"microsoftteams","value":"+15552220000"}],
         "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User":{"externalIds":[
           {"authority":"x-pc:scimv2:v1:abc","value":"e"},{"authority":"microsoftteams","value":"11111111-2222-3333-4444-555555555555"}]},
         "meta":{"version":"41","resourceType":"User"}}
        """#

    @Test func `a user is read with its numbers, links and version, and the header's version wins`() async throws {
        let stub = StubTransport([.json(Self.user, fields: ["ETag": "\"42\""])])
        let user = try #require(try await client(stub).scim.get(.init(rawValue: "u1")))
        #expect(user.teamsNumber == "+15552220000")
        #expect(user.teamsLinks == ["11111111-2222-3333-4444-555555555555"])
        #expect(user.version?.description == "\"42\"")
        #expect(user.externalIDs.filter(\.authority.isReserved).count == 1)
    }

    @Test func `a new user is sent with what was given and nothing else, and comes back with id and version`()
        async throws
    {
        let stub = StubTransport([.json(Self.user, status: 201, fields: ["ETag": "\"1\""])])
        let wanted = SCIMUser(
            id: .init(rawValue: ""), userName: "ann@contoso.com", displayName: "Ann",
            phoneNumbers: [.init(value: "+15552220000", type: .microsoftTeams)],
            externalIDs: [.init(authority: .microsoftTeams, value: "11111111-2222-3333-4444-555555555555")])
        let made = try await client(stub).scim.create(wanted)
        #expect(made.id.rawValue == "u1")
        #expect(made.version?.description == "\"1\"")
        let request = try #require(stub.requests.first)
        #expect(request.method == .post)
        #expect(request.url.path() == "/api/v2/scim/v2/users")
        #expect(request.fields["Content-Type"] == "application/scim+json")
        #expect(
            request.text
                == #"{"active":true,"displayName":"Ann","phoneNumbers":[{"type":"microsoftteams","value":"+15552220000"}],"#
                + #""schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"],"#
                + #""urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User":{"externalIds":[{"authority":"microsoftteams","value":"11111111-2222-3333-4444-555555555555"}]},"#
                + #""userName":"ann@contoso.com"}"#)
    }

    @Test func `making a user is not repeated when its answer is lost, since the name may be taken by then`()
        async throws
    {
        let stub = StubTransport { _, _ in throw TransportError(.interrupted, detail: "cut") }
        await #expect(throws: TransportError.self) {
            try await client(stub, retry: .standard).scim.create(
                .init(id: .init(rawValue: ""), userName: "ann@contoso.com"))
        }
        #expect(stub.requests.count == 1)
    }

    @Test func `a name that is taken is a conflict`() async throws {
        let stub = StubTransport([
            .json(
                #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"in use"}"#,
                status: 409)
        ])
        let error = await failure {
            _ = try await client(stub).scim.create(.init(id: .init(rawValue: ""), userName: "ann@contoso.com"))
        }
        #expect((error as? ServiceError)?.category == .conflict)
    }

    @Test func `external ids are asked for by attribute, since they do not come by themselves`() async throws {
        let stub = StubTransport([.json(#"{"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}"#)])
        _ = try await client(stub).scim.list().collect()
        let attributes = try #require(stub.requests.first?.options["attributes"])
        #expect(attributes.contains("urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds"))
    }

    @Test func `pages are counted from one, and a short page skips nobody`() async throws {
        // Three users; the service hands out fewer than were asked for.
        let stub = StubTransport { request, _ in
            let start = Int(request.options["startIndex"] ?? "") ?? 0
            let users = (start...min(3, start)).map { #"{"id":"u\#($0)","userName":"u\#($0)@x"}"# }
            return .json(
                #"{"totalResults":3,"startIndex":\#(start),"itemsPerPage":25,"Resources":[\#(users.joined(separator: ","))]}"#
            )
        }
        let users = try await client(stub).scim.list().collect()
        #expect(users.map(\.id.rawValue) == ["u1", "u2", "u3"])
        #expect(stub.requests.map { $0.options["startIndex"] } == ["1", "2", "3"])
    }

    @Test func `a page asks for no more than 25, since larger ones meet a 429`() async throws {
        let stub = StubTransport([.json(#"{"totalResults":0}"#)])
        _ = try await client(stub).scim.list().collect()
        #expect(stub.requests.first?.options["count"] == "25")
        #expect(throws: ConfigurationError.self) { try client(stub).scim.list(pageSize: 500) }
    }

    @Test func `inactive users are asked for separately, since a list leaves them out`() async throws {
        let stub = StubTransport { request, _ in
            let isInactive = request.options["filter"] == "active eq false"
            return .json(
                #"{"totalResults":1,"startIndex":1,"Resources":[{"id":"\#(isInactive ? "i" : "a")","userName":"x@y"}]}"#
            )
        }
        #expect(try await client(stub).scim.listAll().map(\.id.rawValue) == ["a", "i"])
    }

    @Test func `filter values are quoted and escaped`() {
        #expect(SCIMFilter("userName", equals: #"o"b\c"#).description == #"userName eq "o\"b\\c""#)
        #expect(
            SCIMFilter.externalID(.init(authority: .microsoftTeams, value: "oid")).description
                == #"urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds[authority eq "microsoftteams" and value eq "oid"]"#
        )
    }

    @Test func `a patch has lower-case operations, straight quotes, the PatchOp schema and If-Match`() async throws {
        let stub = StubTransport([.json(Self.user, fields: ["ETag": "\"43\""])])
        let user = try await client(stub).scim.patch(
            .init(rawValue: "u1"), [.replaceTeamsNumber("+15553330000"), .removeTeamsLink], ifMatch: EntityTag("42"))
        #expect(user?.version?.description == "\"43\"")
        let request = try #require(stub.requests.first)
        #expect(request.fields["If-Match"] == "\"42\"")
        #expect(request.fields["Content-Type"] == "application/scim+json")
        #expect(
            request.text
                == #"{"Operations":[{"op":"replace","path":"phoneNumbers[type eq \"microsoftteams\"].value","value":"+15553330000"},"#
                + #"{"op":"remove","path":"urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds[authority eq \"microsoftteams\"]"}],"#
                + #""schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}"#)
        #expect(!request.text.contains("\u{201C}"))
    }

    @Test func `a Teams number is added without a word on which number is primary, as that is a person's choice`()
        async throws
    {
        let stub = StubTransport([.json(Self.user)])
        _ = try await client(stub).scim.patch(
            .init(rawValue: "u1"), [.addTeamsNumber("+15553330000")], ifMatch: EntityTag("41"))
        #expect(stub.requests.first?.text.contains(#"{"type":"microsoftteams","value":"+15553330000"}"#) == true)
        #expect(stub.requests.first?.text.contains("primary") == false)
    }

    @Test func `a stale patch says so and is not repeated blindly`() async throws {
        let stub = StubTransport([.json(#"{"scimType":"invalidVers","detail":"old"}"#, status: 400)])
        let error = await failure {
            try await client(stub, retry: .standard).scim.patch(
                .init(rawValue: "u1"), [.removeTeamsNumber], ifMatch: EntityTag("1"))
        }
        #expect((error as? ServiceError)?.isStaleVersion == true)
        #expect(stub.requests.count == 1)
    }

    @Test(arguments: ["42", "\"42\"", "W/\"42\""]) func `a version is sent quoted however it came`(text: String) {
        #expect(EntityTag(text)?.description == "\"42\"")
    }

    @Test func `a kind of number that is new survives`() async throws {
        let stub = StubTransport([
            .json(#"{"id":"u","userName":"x","phoneNumbers":[{"type":"hologram","value":"+1"}]}"#)
        ])
        let user = try #require(try await client(stub).scim.get(.init(rawValue: "u")))
        #expect(user.phoneNumbers.first?.type?.rawValue == "hologram")
    }

    @Test func `a user is found by name when inactive too, before a name is taken for free`() async throws {
        let stub = StubTransport { request, _ in
            request.options["filter"]?.contains("active eq false") == true
                ? .json(#"{"totalResults":1,"Resources":[{"id":"u1","userName":"ann@contoso.com","active":false}]}"#)
                : .json(#"{"totalResults":0,"Resources":[]}"#)
        }
        let user = try #require(try await client(stub).scim.named("ann@contoso.com"))
        #expect(user.active == false)
        #expect(stub.requests.map { $0.options["filter"] ?? "" }.allSatisfy { $0.hasPrefix("userName eq \"ann") })
    }
}
