import Foundation
import PatchbayCore
import PatchbaySimulator
import Testing

/// Facts: ringcentral.md 1.3 to 1.8.
@Suite struct `RingCentral's token endpoint` {
    @Test func `gives a session for the user's JWT`() async throws {
        let session = Session()
        let answer = try await session.signIn()
        #expect(answer.status == 200)
        #expect(answer.json["token_type"].string == "bearer")
        #expect(answer.json["expires_in"].int == 3600)
        #expect(answer.json["scope"].string?.contains("ReadAccounts") == true)
        #expect(answer.json["owner_id"].string != nil)
        #expect(try await session.ringCentral("", token: answer.accessToken).status == 200)
    }

    @Test func `clamps the lifetime that is asked for, without a word`() async throws {
        let session = Session()
        for (wanted, given) in [("60", 600), ("1200", 1200), ("90000", 3600)] {
            let answer = try await session.ringCentralToken([
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                ("assertion", session.settings.ringCentral.jwt), ("access_token_ttl", wanted),
            ])
            #expect(answer.json["expires_in"].int == given)
        }
    }

    @Test func `leaves refresh tokens out for an app that gets none`() async throws {
        let answer = try await Session { $0.ringCentral.issuesRefreshTokens = false }.signIn()
        #expect(!answer.json["refresh_token"].exists)
        #expect(!answer.json["refresh_token_expires_in"].exists)
    }

    @Test(arguments: [
        ("client", 401, "invalid_client", "OAU-120"), ("secret", 401, "invalid_client", "OAU-146"),
        ("jwt", 401, "invalid_grant", "OAU-149"), ("grant", 401, "unauthorized_client", "OAU-125"),
        ("twice", 400, "invalid_request", "OAU-111"), ("refresh", 400, "invalid_grant", "OAU-213"),
    ])
    func `refuses in OAuth's shape with a code of its own`(
        _ wrong: String, _ status: Int, _ word: String, _ code: String
    ) async throws {
        let session = Session()
        let jwt = ("assertion", session.settings.ringCentral.jwt)
        let grant = ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
        let answer =
            switch wrong {
            case "client": try await session.ringCentralToken([grant, jwt], client: "nobody")
            case "secret": try await session.ringCentralToken([grant, jwt], secret: "no")
            case "jwt": try await session.ringCentralToken([grant, ("assertion", "no")])
            case "grant": try await session.ringCentralToken([("grant_type", "password")])
            case "twice": try await session.ringCentralToken([grant, jwt, jwt])
            default: try await session.refresh("never issued")
            }
        #expect(answer.status == status)
        #expect(answer.json["error"].string == word)
        #expect(answer.json["errors"][0]["errorCode"].string == code)
    }

    @Test func `lets five sign in a minute, and no sixth`() async throws {
        let session = Session()
        for _ in 0..<5 { #expect(try await session.signIn().status == 200) }
        let refused = try await session.signIn()
        #expect(refused.status == 429)
        #expect(refused.fields["X-Rate-Limit-Group"] == "auth")
        #expect(refused.fields["Retry-After"] == "60")
    }

    @Test func `ends the oldest of more than five sessions`() async throws {
        let session = Session { $0.limits = .none }
        let first = try await session.signIn().accessToken
        for _ in 0..<4 { _ = try await session.signIn() }
        #expect(try await session.ringCentral("", token: first).status == 200)
        _ = try await session.signIn()
        let ended = try await session.ringCentral("", token: first)
        #expect(ended.status == 401)
        #expect(ended.json["errorCode"].string == "OAU-213")
    }

    @Test func `revokes a whole session by any of its tokens`() async throws {
        let session = Session()
        let tokens = try await session.signIn()
        let pair = "\(session.settings.ringCentral.clientID):\(session.settings.ringCentral.clientSecret)"
        let answer = try await session.send(
            .post, "\(Session.ringCentral)/oauth/revoke",
            fields: ["Authorization": "Basic \(Data(pair.utf8).base64EncodedString())"],
            body: "token=\(tokens.refreshToken)")
        #expect(answer.status == 200)
        #expect(try await session.ringCentral("", token: tokens.accessToken).json["errorCode"].string == "OAU-213")
        #expect(try await session.refresh(tokens.refreshToken).status == 400)
    }
}

/// Facts: ringcentral.md 1.5.
@Suite struct `RingCentral's refresh tokens` {
    @Test func `end the old access token at once`() async throws {
        let session = Session()
        let first = try await session.signIn()
        let second = try await session.refresh(first.refreshToken)
        #expect(second.status == 200)
        #expect(second.refreshToken != first.refreshToken)
        #expect(try await session.ringCentral("", token: first.accessToken).status == 401)
        #expect(try await session.ringCentral("", token: second.accessToken).status == 200)
    }

    @Test func `give the same answer again for an hour while the new access token is unused`() async throws {
        let session = Session()
        let first = try await session.signIn()
        let lost = try await session.refresh(first.refreshToken)
        session.advance(3599)
        let again = try await session.refresh(first.refreshToken)
        #expect(again.accessToken == lost.accessToken)
        #expect(again.refreshToken == lost.refreshToken)
        session.advance(2)
        #expect(try await session.refresh(first.refreshToken).status == 400)
        #expect(try await session.refresh(lost.refreshToken).status == 200)
    }

    @Test func `give the same answer again for ten seconds once the new access token was used`() async throws {
        let session = Session()
        let first = try await session.signIn()
        let second = try await session.refresh(first.refreshToken)
        session.advance(30)
        _ = try await session.ringCentral("", token: second.accessToken)
        session.advance(10)
        #expect(try await session.refresh(first.refreshToken).accessToken == second.accessToken)
        session.advance(0.5)
        let late = try await session.refresh(first.refreshToken)
        #expect(late.status == 400)
        #expect(late.json["error"].string == "invalid_grant")
        #expect(try await session.ringCentral("", token: second.accessToken).status == 200)
    }

    @Test func `end with their time`() async throws {
        let session = Session()
        let first = try await session.signIn()
        session.advance(604_800)
        #expect(try await session.refresh(first.refreshToken).status == 400)
    }
}

/// Facts: ringcentral.md 1.8, 2.6, 7.
@Suite struct `A token at RingCentral` {
    @Test func `is needed, and must be a bearer token`() async throws {
        let session = Session()
        let address = "\(Session.ringCentral)/v1.0/account/~"
        #expect(try await session.send(.get, address).json["errorCode"].string == "AGW-401")
        let basic = try await session.send(.get, address, fields: ["Authorization": "Basic abc"])
        #expect(basic.status == 401)
        #expect(basic.json["errorCode"].string == "AGW-402")
    }

    @Test func `expires as OAU-128`() async throws {
        let session = Session()
        let token = try await session.signIn().accessToken
        session.advance(3600)
        let answer = try await session.ringCentral("", token: token)
        #expect(answer.status == 401)
        #expect(answer.json["errorCode"].string == "OAU-128")
    }

    @Test func `tells the app's missing scope from the user's missing permission`() async throws {
        let noScope = Session { $0.ringCentral.scopes = ["ReadPresence"] }
        let app = try await noScope.ringCentral("/extension", token: try await noScope.signIn().accessToken)
        #expect(app.status == 403)
        #expect(app.json["errorCode"].string == "CMN-401")
        #expect(app.json["errors"][0]["permissionName"].string == "ReadAccounts")
        let noRole = Session { $0.ringCentral.userPermissions = [] }
        let user = try await noRole.ringCentral("/extension", token: try await noRole.signIn().accessToken)
        #expect(user.status == 403)
        #expect(user.json["errorCode"].string == "CMN-408")
        #expect(user.json["permissionName"].string == "ReadExtensions")
    }

    @Test func `can be asked what its user may do`() async throws {
        let session = Session()
        let token = try await session.signIn().accessToken
        func check(_ permission: String) async throws -> JSON {
            try await session.ringCentral(
                "/extension/~/authz-profile/check", token: token, query: ["permissionId": permission]
            ).json
        }
        let held = try await check("EditPresenceStatus")
        #expect(held["successful"].bool == true)
        #expect(held["details"]["scopes"].array.compactMap(\.string).contains("AllExtensions"))
        #expect(try await check("AddRemoveUsers")["successful"].bool == false)
        let missing = try await session.ringCentral("/extension/~/authz-profile/check", token: token)
        #expect(missing.json["errorCode"].string == "CMN-101")
    }
}
