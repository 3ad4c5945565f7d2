import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Testing

@Suite struct GenesysTests {
    private let session: Session
    private static let api = "https://api.mypurecloud.com"
    private static let urn = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"

    private func token(secret: String? = nil) async throws -> HTTPResponse {
        let settings = session.settings.genesys
        let basic = Data("\(settings.clientID):\(secret ?? settings.clientSecret)".utf8).base64EncodedString()
        return try await session.send(
            .post, "https://login.mypurecloud.com/oauth/token", fields: ["Authorization": "Basic \(basic)"],
            body: "grant_type=client_credentials")
    }

    private func call(
        _ method: HTTPMethod, _ path: String, query: Query = Query(), fields: HTTPFields = [:], body: String? = nil
    ) async throws -> HTTPResponse {
        var fields = fields
        fields["Authorization"] = "Bearer \(try await token().json["access_token"].string ?? "")"
        return try await session.send(method, "\(Self.api)\(path)\(query.suffix)", fields: fields, body: body)
    }

    private func patch(_ id: String, _ operations: String, version: String? = nil) async throws -> HTTPResponse {
        try await call(
            .patch, "/api/v2/scim/v2/Users/\(id)", fields: version.map { ["If-Match": $0] } ?? [:],
            body: #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[\#(operations)]}"#)
    }

    @Test func `a wrong secret is refused in OAuth's shape`() async throws {
        let refusal = try await token(secret: "wrong")
        #expect(refusal.status == 400)
        #expect(refusal.json["error"].string == "invalid_client")
        #expect(try await token().json["expires_in"].int == 86_399)
    }

    @Test func `a list leaves inactive users out, and external ids come only when asked for`() async throws {
        let users = try await call(.get, "/api/v2/scim/v2/users", query: ["count": "0"])
        let active = session.cloud.genesysUsers.filter(\.isActive).count
        #expect(users.json["totalResults"].int == active)
        #expect(active < session.cloud.genesysUsers.count)
        let page = try await call(.get, "/api/v2/scim/users", query: ["attributes": "userName,\(Self.urn):externalIds"])
        #expect(page.json["itemsPerPage"].int == 25)
        #expect(page.json["Resources"][0][Self.urn]["externalIds"].array.isEmpty == false)
        let plain = try await call(.get, "/api/v2/scim/v2/users")
        #expect(!plain.json["Resources"][0][Self.urn].exists)
    }

    @Test func `a page above 25 with every attribute meets a 429`() async throws {
        #expect(try await call(.get, "/api/v2/scim/v2/users", query: ["count": "80"]).status == 429)
    }

    @Test(arguments: [(400, "invalidVers"), (409, "mutability")]) func `a stale version is refused as the settings say`(
        status: Int, type: String
    ) async throws {
        let session = Session(count: 20) { $0.genesys.staleVersionStatus = status }
        let test = GenesysTests(session)
        let user = try #require(session.cloud.genesysUsers.first)
        let refusal = try await test.patch(
            user.id, #"{"op":"replace","path":"active","value":false}"#, version: "\"7\"")
        #expect(refusal.status == status)
        #expect(refusal.json["scimType"].string == type)
    }

    @Test func `a write raises the version, and shows in the journal and the state`() async throws {
        let user = try #require(session.cloud.genesysUsers.first { $0.teamsNumber == nil })
        let answer = try await patch(
            user.id, #"{"op":"add","path":"phoneNumbers","value":[{"type":"microsoftteams","value":"+15559990000"}]}"#,
            version: "\"1\"")
        #expect(answer.status == 200)
        #expect(answer.fields["ETag"] == "\"2\"")
        #expect(session.cloud.journal.appliedWrites(of: .genesysUsersPatch) == [user.id: 1])
        let state = try await session.send(.get, "https://simulator.example/simulator/state")
        #expect(state.json["genesysUsers"].array.contains { $0["id"].string == user.id && $0["version"].int == 2 })
    }

    @Test func `the Teams number takes the place of Other phone`() async throws {
        let user = try #require(session.cloud.genesysUsers.first { $0.phones.contains { $0.type == "other" } })
        _ = try await patch(
            user.id, #"{"op":"add","path":"phoneNumbers","value":[{"type":"microsoftteams","value":"+15559990000"}]}"#)
        let after = try #require(session.cloud.genesysUsers.first { $0.id == user.id })
        #expect(!after.phones.contains { $0.type == "other" })
        #expect(after.phones.contains { $0.type == "work" })
    }

    @Test func `curly quotes in a path are passed over with a 200`() async throws {
        let user = try #require(session.cloud.genesysUsers.first { $0.teamsNumber != nil })
        let answer = try await patch(user.id, #"{"op":"remove","path":"phoneNumbers[type eq “microsoftteams”]"}"#)
        #expect(answer.status == 200)
        #expect(session.cloud.genesysUsers.first { $0.id == user.id }?.teamsNumber == user.teamsNumber)
    }

    @Test func `a number or an external id that somebody has is a conflict, in one shape each`() async throws {
        let users = session.cloud.genesysUsers
        let owner = try #require(users.first { $0.teamsNumber != nil && !$0.teamsLinks.isEmpty })
        let other = try #require(users.first { $0.id != owner.id && $0.teamsNumber == nil })
        let number = try await patch(
            other.id,
            #"{"op":"add","path":"phoneNumbers","value":[{"type":"microsoftteams","value":"\#(owner.teamsNumber ?? "")"}]}"#
        )
        #expect(number.status == 409)
        #expect(number.json["scimType"].string == "uniqueness")
        let link = try await call(
            .post, "/api/v2/users/\(other.id)/externalid",
            body: #"{"authorityName":"microsoftteams","externalKey":"\#(owner.teamsLinks[0])"}"#)
        #expect(link.status == 409)
        #expect(link.json["code"].string == "general.conflict")
    }

    @Test func `the 301st call of a minute is refused, with the wait in field and message`() async throws {
        let bearer = try await token().json["access_token"].string ?? ""
        var last = HTTPResponse(status: 0)
        for _ in 0..<301 {
            last = try await session.send(
                .get, "\(Self.api)/api/v2/organizations/me", fields: ["Authorization": "Bearer \(bearer)"])
        }
        #expect(last.status == 429)
        #expect(last.fields["Retry-After"] != nil)
        #expect(last.json["message"].string?.contains("Retry the request in [") == true)
        #expect(last.json["limit"]["namespace"].string == "platform.api")
    }

    init() { session = Session(count: 80) }
    private init(_ session: Session) { self.session = session }
}
