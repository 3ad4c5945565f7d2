import Foundation
import PatchbayCore
import PatchbaySimulator
import Testing

/// Facts: identity.md 1.3, 2, 6.3, 8, 10.1, 10.2.
@Suite struct `Entra's token endpoint` {
    private func claims(_ token: String) throws -> JSON {
        let part = try #require(token.split(separator: ".").dropFirst().first)
        var text = String(part).replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - part.utf8.count % 4) % 4)
        return JSON(value: try JSONSerialization.jsonObject(with: try #require(Data(base64Encoded: text))))
    }

    @Test func `gives a token for the right secret, with the consented permissions as roles`() async throws {
        let session = Session()
        let answer = try await session.tokenRequest()
        #expect(answer.status == 200)
        #expect(answer.json["token_type"].string == "Bearer")
        let lifetime = try #require(answer.json["expires_in"].int)
        #expect((3600...5399).contains(lifetime))
        #expect(!answer.json["refresh_token"].exists)
        let token = try #require(answer.json["access_token"].string)
        let claims = try claims(token)
        #expect(claims["tid"].string == session.settings.tenantID)
        #expect(claims["appid"].string == session.settings.apps[0].clientID)
        #expect(claims["ver"].string == "1.0")
        #expect(claims["roles"].array.compactMap(\.string) == AppRegistration.usualPermissions)
        #expect(claims["exp"].int == 1_800_000_000 + lifetime)
    }

    @Test func `takes the tenant's domain as well as its id`() async throws {
        #expect(try await Session().tokenRequest(tenant: Population.domain).status == 200)
    }

    @Test(arguments: [
        ("secret", 401, "invalid_client", 7_000_215), ("client", 400, "unauthorized_client", 700_016),
        ("tenant", 400, "invalid_tenant", 90_002), ("common", 400, "invalid_request", 90_130),
        ("scope", 400, "invalid_scope", 70_011), ("two scopes", 400, "invalid_scope", 70_011),
    ])
    func `says what was wrong, by OAuth's word and its own number`(
        _ wrong: String, _ status: Int, _ word: String, _ number: Int
    ) async throws {
        let session = Session()
        let answer =
            switch wrong {
            case "secret": try await session.tokenRequest(secret: "no")
            case "client": try await session.tokenRequest(client: "11111111-2222-4333-8444-555555555555")
            case "tenant": try await session.tokenRequest(tenant: "nobody.example")
            case "common": try await session.tokenRequest(tenant: "common")
            case "scope": try await session.tokenRequest(scope: "User.Read.All")
            default:
                try await session.tokenRequest(scope: "https://graph.microsoft.com/.default https://a.example/.default")
            }
        #expect(answer.status == status)
        #expect(answer.json["error"].string == word)
        #expect(answer.json["error_codes"][0].int == number)
        #expect(answer.json["error_description"].string?.hasPrefix("AADSTS\(number): ") == true)
        #expect(answer.json.keys.isSuperset(of: ["timestamp", "trace_id", "correlation_id"]))
    }

    @Test func `refuses a secret whose time is over with 7000222`() async throws {
        let session = Session { $0.apps[0].secrets[0].endsAfter = .seconds(3600) }
        #expect(try await session.tokenRequest().status == 200)
        session.advance(3600)
        let answer = try await session.tokenRequest()
        #expect(answer.status == 401)
        #expect(answer.json["error_codes"][0].int == 7_000_222)
    }

    @Test func `misses a secret, a grant and a scope by name`() async throws {
        let session = Session()
        let address = "https://login.microsoftonline.com/\(session.settings.tenantID)/oauth2/v2.0/token"
        let id = session.settings.apps[0].clientID
        let none = try await session.send(.post, address, body: "")
        #expect(none.json["error_codes"][0].int == 900_144)
        let secret = try await session.send(
            .post, address, body: "grant_type=client_credentials&client_id=\(id)&scope=a%2F.default")
        #expect(secret.json["error_codes"][0].int == 7_000_218)
        let grant = try await session.send(.post, address, body: "grant_type=password&client_id=\(id)")
        #expect(grant.json["error"].string == "unsupported_grant_type")
    }

    @Test func `takes the secret in a Basic header too`() async throws {
        let session = Session()
        let app = session.settings.apps[0]
        let basic = Data("\(app.clientID):\(app.secrets[0].value)".utf8).base64EncodedString()
        let answer = try await session.send(
            .post, "https://login.microsoftonline.com/\(session.settings.tenantID)/oauth2/v2.0/token",
            fields: ["Authorization": "Basic \(basic)"],
            body: "grant_type=client_credentials&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default")
        #expect(answer.status == 200)
    }

    @Test func `gives a token without roles to an app that nobody consented to, and Graph then refuses it`()
        async throws
    {
        let session = Session { $0.apps[0].permissions = [] }
        let token = try await session.token()
        #expect(!(try claims(token)["roles"].exists))
        let users = try await session.graph(.get, "/users", token: token)
        #expect(users.status == 403)
        #expect(users.json["error"]["code"].string == "Authorization_RequestDenied")
    }

    @Test func `publishes where its endpoints are`() async throws {
        let session = Session()
        let root = "https://login.microsoftonline.com"
        let answer = try await session.send(
            .get, "\(root)/\(session.settings.tenantID)/v2.0/.well-known/openid-configuration")
        #expect(answer.json["token_endpoint"].string == "\(root)/\(session.settings.tenantID)/oauth2/v2.0/token")
        let common = try await session.send(.get, "\(root)/common/v2.0/.well-known/openid-configuration")
        #expect(common.json["issuer"].string == "\(root)/{tenantid}/v2.0")
        let unknown = try await session.send(.get, "\(root)/nobody.example/v2.0/.well-known/openid-configuration")
        #expect(unknown.status == 400)
        #expect(unknown.json["error"].string == "invalid_tenant")
    }
}

/// Facts: identity.md 2.1, 10.1.
@Suite struct `A certificate's assertion` {
    private func answer(_ change: (inout [String: String], inout [String: Any]) -> Void) async throws -> HTTPResponse {
        let session = Session { $0.apps[0].certificateThumbprints = ["abc"] }
        let id = session.settings.apps[0].clientID
        let address = "https://login.microsoftonline.com/\(session.settings.tenantID)/oauth2/v2.0/token"
        var header = ["alg": "PS256", "typ": "JWT", "x5t#S256": "abc"]
        var claims: [String: Any] = [
            "aud": address, "iss": id, "sub": id, "jti": "1", "nbf": 1_800_000_000, "exp": 1_800_000_300,
        ]
        change(&header, &claims)
        let parts = try [
            JSONSerialization.data(withJSONObject: header), JSONSerialization.data(withJSONObject: claims),
        ]
        let assertion = parts.map { $0.base64EncodedString().replacing("=", with: "") + "." }.joined() + "c2ln"
        var form = FormBody()
        form.append("grant_type", "client_credentials")
        form.append("client_id", id)
        form.append("scope", "https://graph.microsoft.com/.default")
        form.append("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        form.append("client_assertion", assertion)
        return try await session.send(.post, address, body: form.encoded)
    }

    @Test func `is accepted when it is right`() async throws {
        #expect(try await answer { _, _ in }.status == 200)
    }

    @Test(arguments: [
        ("thumbprint", 700_027), ("expired", 700_024), ("early", 700_024), ("subject", 50_048), ("audience", 50_013),
    ])
    func `is refused by its number when it is wrong`(_ wrong: String, _ number: Int) async throws {
        let answer = try await answer { header, claims in
            switch wrong {
            case "thumbprint": header["x5t#S256"] = "other"
            case "expired": claims["exp"] = 1_799_999_999
            case "early": claims["nbf"] = 1_800_001_000
            case "subject": claims["sub"] = "somebody"
            default: claims["aud"] = "https://login.microsoftonline.com/common/oauth2/v2.0/token"
            }
        }
        #expect(answer.status == 401)
        #expect(answer.json["error_codes"][0].int == number)
    }
}
