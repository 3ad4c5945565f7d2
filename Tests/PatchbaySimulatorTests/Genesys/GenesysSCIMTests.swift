import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Testing

/// The SCIM core: create, replace, patch, delete, filters, selection, discovery; as Genesys does it and as the standard says.
@Suite struct GenesysSCIMTests {
    private static let api = "https://api.mypurecloud.com/api/v2/scim/v2"
    private static let genesys = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"
    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    /// An organization and a token.
    private struct Bench {
        let session: Session
        let token: String

        init(_ manners: SCIMManners = .genesys) async throws {
            session = Session(count: 20) { $0.genesys.scim = manners }
            let settings = session.settings.genesys
            let basic = Data("\(settings.clientID):\(settings.clientSecret)".utf8).base64EncodedString()
            let answer = try await session.send(
                .post, "https://login.mypurecloud.com/oauth/token", fields: ["Authorization": "Basic \(basic)"],
                body: "grant_type=client_credentials")
            token = answer.json["access_token"].string ?? ""
        }

        func call(
            _ method: HTTPMethod, _ path: String, query: Query = Query(), fields: HTTPFields = [:], body: String? = nil
        ) async throws -> HTTPResponse {
            var fields = fields
            fields["Authorization"] = "Bearer \(token)"
            return try await session.send(
                method, "\(GenesysSCIMTests.api)\(path)\(query.suffix)", fields: fields, body: body)
        }

        func create(_ body: String) async throws -> HTTPResponse { try await call(.post, "/Users", body: body) }

        func patch(_ id: String, _ operations: String) async throws -> HTTPResponse {
            try await call(
                .patch, "/Users/\(id)",
                body: #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[\#(operations)]}"#)
        }
    }

    @Test func `a user is created with a place and a version, and a name that is taken is a conflict`() async throws {
        let bench = try await Bench()
        let made = try await bench.create(#"{"userName":"new@fabrikam.example","title":"Agent","password":"x"}"#)
        #expect(made.status == 201)
        let id = try #require(made.json["id"].string)
        #expect(made.fields["Location"] == "\(Self.api)/users/\(id)")
        #expect(made.fields["ETag"] == "\"1\"")
        #expect(made.json["title"].string == "Agent")
        #expect(!made.json["password"].exists)
        let again = try await bench.create(#"{"userName":"NEW@fabrikam.example"}"#)
        #expect(again.status == 409)
        #expect(again.json["scimType"].string == "uniqueness")
        #expect(try await bench.create(#"{"displayName":"No name"}"#).status == 400)
    }

    @Test func `replacing takes away what is left out, but for what Genesys keeps`() async throws {
        let bench = try await Bench()
        let user = try #require(bench.session.cloud.genesysUsers.first { !$0.teamsLinks.isEmpty })
        let answer = try await bench.call(.put, "/Users/\(user.id)", body: #"{"userName":"\#(user.userName)"}"#)
        #expect(answer.status == 200)
        let after = try #require(bench.session.cloud.genesysUsers.first { $0.id == user.id })
        #expect(after.phones.isEmpty && after.teamsLinks.isEmpty && after.displayName.isEmpty)
    }

    @Test func `a deleted user is gone, gives its name back and returns without roles`() async throws {
        let bench = try await Bench()
        let user = try #require(bench.session.cloud.genesysUsers.first)
        #expect(try await bench.call(.delete, "/Users/\(user.id)").status == 204)
        #expect(try await bench.call(.get, "/Users/\(user.id)").status == 404)
        let rest = "https://api.mypurecloud.com/api/v2/users/\(user.id)"
        let fields: HTTPFields = ["Authorization": "Bearer \(bench.token)"]
        let deleted = try await bench.session.send(.get, "\(rest)?state=deleted", fields: fields)
        #expect(deleted.json["state"].string == "deleted")
        let version = try #require(deleted.json["version"].int)
        let wrong = try await bench.session.send(
            .patch, rest, fields: fields, body: #"{"state":"active","version":\#(version),"name":"x"}"#)
        #expect(wrong.status == 400, "the state must be the only thing that is changed")
        let back = try await bench.session.send(
            .patch, rest, fields: fields, body: #"{"state":"active","version":\#(version)}"#)
        #expect(back.json["state"].string == "active")
        let holders = try await bench.session.send(
            .get, "https://api.mypurecloud.com/api/v2/authorization/roles/simulated-employee/users?pageSize=100",
            fields: fields)
        #expect(!holders.json["entities"].array.contains { $0["id"].string == user.id })
    }

    @Test func `Entra's capital verbs and textual switches are taken`() async throws {
        let bench = try await Bench()
        let user = try #require(bench.session.cloud.genesysUsers.first { $0.isActive })
        #expect(
            try await bench.patch(user.id, #"{"op":"Replace","path":"active","value":"False"}"#).json["active"].bool
                == false)
        let added = try await bench.patch(
            user.id, #"{"op":"Add","path":"phoneNumbers[type eq \"microsoftteams\"].value","value":"+15559990001"}"#)
        #expect(added.status == 200)
        #expect(
            bench.session.cloud.genesysUsers.first { $0.id == user.id }?.teamsNumber == "+15559990001")
    }

    @Test func `an operation without a path carries its paths as names`() async throws {
        let bench = try await Bench()
        let user = try #require(bench.session.cloud.genesysUsers.first)
        let answer = try await bench.patch(
            user.id,
            #"{"op":"add","value":{"title":"Lead","\#(Self.enterprise):department":"Sales","\#(Self.genesys)":{"routingSkills":[{"name":"a","proficiency":3}]}}}"#
        )
        #expect(answer.json["title"].string == "Lead")
        #expect(answer.json[Self.enterprise]["department"].string == "Sales")
        #expect(answer.json[Self.genesys]["routingSkills"][0]["name"].string == "a")
        let gone = try await bench.patch(user.id, #"{"op":"remove","path":"\#(Self.enterprise):department"}"#)
        #expect(!gone.json[Self.enterprise].exists)
    }

    @Test(arguments: [
        (#"{"op":"remove","path":"userName"}"#, 400), (#"{"op":"replace","path":"id","value":"x"}"#, 400),
        (#"{"op":"remove"}"#, 400), (#"{"op":"move","path":"title"}"#, 400),
        (#"{"op":"replace","path":"phoneNumbers[type eq \"home\"].value","value":"1"}"#, 400),
        (#"{"op":"add","path":"nonsense[","value":"1"}"#, 400),
    ]) func `the standard refuses what Genesys may pass over`(operation: String, status: Int) async throws {
        let bench = try await Bench(.standard)
        let user = try #require(bench.session.cloud.genesysUsers.first)
        let answer = try await bench.patch(user.id, operation)
        #expect(answer.status == status)
        #expect(answer.json["schemas"][0].string == "urn:ietf:params:scim:api:messages:2.0:Error")
        #expect(bench.session.cloud.genesysUsers.first == user, "nothing was changed")
    }

    @Test func `externalId is stored for each client, and shows nobody else's`() async throws {
        let bench = try await Bench()
        let made = try await bench.create(#"{"userName":"new@fabrikam.example","externalId":"mine"}"#)
        let id = try #require(made.json["id"].string)
        bench.session.cloud.changeGenesysUser(id) {
            $0.externalIDs.append(.init(authority: "x-pc:scimv2:v1:other-client", value: "theirs"))
        }
        let removed = try await bench.patch(id, #"{"op":"remove","path":"externalId"}"#)
        #expect(!removed.json["externalId"].exists)
        let left = bench.session.cloud.genesysUsers.first { $0.id == id }?.externalIDs.map(\.value)
        #expect(left == ["theirs"])
        let found = try await bench.call(.get, "/Users", query: ["filter": "externalId eq \"theirs\""])
        #expect(found.json["totalResults"].int == 0)
    }

    @Test(arguments: [
        ("userName eq \"%@\"", 1), ("userName eq %@", 1), ("email eq \"%@\"", 1),
        ("userName eq \"%@\" and active eq false", 0), ("userName eq \"nobody\"", 0),
    ]) func `filters find by the documented attributes, quoted or not`(filter: String, count: Int) async throws {
        let bench = try await Bench()
        let user = try #require(bench.session.cloud.genesysUsers.first { $0.isActive })
        let text = filter.replacing("%@", with: user.userName)
        #expect(try await bench.call(.get, "/Users", query: ["filter": text]).json["totalResults"].int == count)
    }

    @Test func `a filter that cannot be read, or is not supported, is refused`() async throws {
        let bench = try await Bench()
        for filter in ["userName eq", "userName like \"x\"", "title eq \"x\"", "(userName eq \"x\""] {
            let answer = try await bench.call(.get, "/Users", query: ["filter": filter])
            #expect(answer.status == 400)
            #expect(answer.json["scimType"].string == "invalidFilter")
        }
    }

    @Test(arguments: [
        ("title pr", 1), ("not (title pr)", 2), ("title sw \"te\" or title ew \"zz\"", 1), ("title co \"ea\"", 1),
        ("title ne \"Team lead\"", 2), ("emails[type eq \"home\" and value co \"@x\"]", 1),
        ("emails.type eq \"home\" and not (title pr)", 0), ("meta.resourceType eq \"User\" and title gt \"A\"", 1),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"sales\"", 1),
    ]) func `the whole language of filters is understood by the standard`(filter: String, count: Int) async throws {
        let bench = try await Bench(.standard)
        for user in bench.session.cloud.genesysUsers { _ = try await bench.call(.delete, "/Users/\(user.id)") }
        _ = try await bench.create(
            #"{"userName":"a","title":"Team lead","emails":[{"type":"home","value":"a@x.example"}]}"#)
        _ = try await bench.create(#"{"userName":"b","\#(Self.enterprise)":{"department":"Sales"}}"#)
        _ = try await bench.create(#"{"userName":"c"}"#)
        #expect(try await bench.call(.get, "/Users", query: ["filter": filter]).json["totalResults"].int == count)
    }

    @Test func `attributes choose down to parts, excluded ones stay away`() async throws {
        let bench = try await Bench()
        let user = try #require(bench.session.cloud.genesysUsers.first)
        let some = try await bench.call(.get, "/Users/\(user.id)", query: ["attributes": "emails.value"])
        #expect(some.json["emails"][0]["value"].exists && !some.json["emails"][0]["type"].exists)
        #expect(some.json["userName"].exists && !some.json["phoneNumbers"].exists)
        let others = try await bench.call(.get, "/Users/\(user.id)", query: ["excludedAttributes": "emails"])
        #expect(!others.json["emails"].exists && others.json["phoneNumbers"].exists)
    }

    @Test func `a new primary number takes the place of the old one`() async throws {
        let bench = try await Bench()
        let user = try #require(bench.session.cloud.genesysUsers.first { $0.phones.contains(where: \.isPrimary) })
        _ = try await bench.patch(
            user.id,
            #"{"op":"add","path":"phoneNumbers","value":[{"type":"home","value":"+15551239999","primary":true}]}"#)
        let phones = bench.session.cloud.genesysUsers.first { $0.id == user.id }?.phones ?? []
        #expect(phones.filter(\.isPrimary).map(\.type) == ["home"])
    }

    @Test func `Genesys neither makes nor deletes groups by SCIM, the standard does`() async throws {
        let body = #"{"displayName":"Agents"}"#
        #expect(try await Bench().call(.post, "/Groups", body: body).status == 405)
        let bench = try await Bench(.standard)
        let made = try await bench.call(.post, "/Groups", body: body)
        #expect(made.status == 201)
        let id = try #require(made.json["id"].string)
        let user = try #require(bench.session.cloud.genesysUsers.first)
        let changed = try await bench.call(
            .patch, "/Groups/\(id)",
            body: #"{"Operations":[{"op":"add","path":"members","value":[{"value":"\#(user.id)"}]}]}"#)
        #expect(changed.json["members"][0]["value"].string == user.id)
        let seen = try await bench.call(.get, "/Users/\(user.id)")
        #expect(seen.json["groups"][0]["value"].string == id)
        #expect(try await bench.call(.delete, "/Groups/\(id)").status == 204)
    }

    @Test func `the service describes itself`() async throws {
        let bench = try await Bench()
        #expect(try await bench.call(.get, "/ServiceProviderConfig").json["etag"]["supported"].bool == true)
        #expect(try await bench.call(.get, "/ResourceTypes").json["totalResults"].int == 2)
        #expect(try await bench.call(.get, "/Schemas/\(Self.genesys)").json["name"].string == "Genesys Cloud user")
        #expect(try await bench.call(.get, "/Schemas", query: ["filter": "x eq 1"]).status == 403)
        #expect(try await bench.call(.post, "/Schemas").status == 405)
        #expect(try await bench.call(.post, "/.search", body: "{}").status == 404)
        #expect(try await Bench(.standard).call(.post, "/.search", body: "{}").status == 200)
    }
}
