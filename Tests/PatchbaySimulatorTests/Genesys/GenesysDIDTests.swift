import Foundation
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Testing

@Suite struct GenesysDIDTests {
    private static let path = "https://api.mypurecloud.com/api/v2/telephony/providers/edges/dids"

    private func call(_ session: Session, _ method: HTTPMethod, _ url: String, _ body: String? = nil) async throws
        -> HTTPResponse
    {
        let settings = session.settings.genesys
        let basic = Data("\(settings.clientID):\(settings.clientSecret)".utf8).base64EncodedString()
        let token = try await session.send(
            .post, "https://login.mypurecloud.com/oauth/token", fields: ["Authorization": "Basic \(basic)"],
            body: "grant_type=client_credentials")
        return try await session.send(
            method, url, fields: ["Authorization": "Bearer \(token.json["access_token"].string ?? "")"], body: body)
    }

    @Test func `DIDs are listed in pages and found by number and by owner, with what has them`() async throws {
        let session = Session(count: 80)
        let all = try await call(session, .get, "\(Self.path)?pageSize=10&pageNumber=2")
        let total = all.json["total"].int ?? 0
        #expect(total > 20)
        #expect(all.json["entities"].array.count == 10)
        #expect(all.json["pageCount"].int == (total + 9) / 10)
        let route = try await call(session, .get, "\(Self.path)?phoneNumber=%2B15551000012")
        #expect(route.json["total"].int == 1)
        #expect(route.json["entities"][0]["ownerType"].string == "IVR_CONFIG")
        #expect(route.json["entities"][0]["owner"]["name"].string == "Service line 12")
        let free = try await call(session, .get, "\(Self.path)?phoneNumber=%2B15551000030")
        #expect(free.json["total"].int == 1)
        #expect(!free.json["entities"][0]["owner"].exists)
        let user = try #require(session.cloud.genesysUsers.first { $0.phones.contains { $0.type == "work" } })
        let own = try await call(session, .get, "\(Self.path)?ownerId=\(user.id)")
        #expect(own.json["entities"].array.map { $0["phoneNumber"].string } == [user.phones[0].value])
        #expect(own.json["entities"][0]["ownerType"].string == "USER")
    }

    @Test func `DIDs need the permission for telephony`() async throws {
        let session = Session(count: 20) { $0.genesys.permissions = ["directory:user:edit"] }
        let refusal = try await call(session, .get, Self.path)
        #expect(refusal.status == 403)
        #expect(refusal.json["message"].string?.contains("telephony:plugin:all") == true)
    }

    @Test func `a number that is a DID in use is a conflict, a free one and one's own are not`() async throws {
        let session = Session(count: 20) {
            $0.genesys.dids = [
                SimulatedDID("+15550001111", owner: .init(kind: "GROUP", id: "g", name: "Sales")),
                SimulatedDID("+15550002222"),
            ]
        }
        let user = try #require(session.cloud.genesysUsers.first { $0.teamsNumber == nil })
        func give(_ number: String) async throws -> HTTPResponse {
            try await call(
                session, .patch, "https://api.mypurecloud.com/api/v2/scim/v2/users/\(user.id)",
                #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"phoneNumbers","value":[{"type":"microsoftteams","value":"\#(number)"}]}]}"#
            )
        }
        let refusal = try await give("+15550001111")
        #expect(refusal.status == 409)
        #expect(refusal.json["scimType"].string == "uniqueness")
        #expect(try await give("+15550002222").status == 200)
    }
}
