import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct TokenClaimsTests {
    static func token(_ payload: String) -> String {
        let middle = Data(payload.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
        return "eyJhbGciOiJub25lIn0.\(middle).sig"
    }

    static func graph(_ token: String) -> Graph {
        Graph(
            .fixed(Secret(token)), tenant: "t", clientID: "a",
            transport: StubTransport { _, _ in HTTPResponse(status: 500) })
    }

    @Test func `application permissions are read from the token`() async throws {
        let graph = Self.graph(
            Self.token(
                #"{"roles":["User.Read.All","Group.Read.All"],"tid":"T","appid":"A","oid":"O","aud":"x","exp":1,"ü":"?>~"}"#
            ))
        #expect(try await graph.tokenRoles() == ["User.Read.All", "Group.Read.All"])
        let claims = try #require(try await graph.tokenClaims())
        #expect(claims.tenantID == "T")
        #expect(claims.appID == "A")
        #expect(claims.objectID == "O")
    }

    @Test func `delegated permissions and directory roles are read too`() async throws {
        let graph = Self.graph(Self.token(#"{"scp":"User.Read Presence.Read","azp":"B","wids":["w"]}"#))
        let claims = try #require(try await graph.tokenClaims())
        #expect(claims.scopes == ["User.Read", "Presence.Read"])
        #expect(claims.permissions == claims.scopes)
        #expect(claims.appID == "B")
        #expect(claims.directoryRoles == ["w"])
    }

    @Test func `no permission at all is an answer`() async throws {
        #expect(try await Self.graph(Self.token(#"{"aud":"x"}"#)).tokenRoles().isEmpty)
    }

    @Test(arguments: ["opaque", "a.b", "a.b.c", "a.!!.c", "..", "eyJ.e30x.s"])
    func `a token that cannot be read means unknown, not none`(token: String) async throws {
        let graph = Self.graph(token)
        #expect(try await graph.tokenClaims() == nil)
        let error = try #require(await #expect(throws: ServiceError.self) { try await graph.tokenRoles() })
        #expect(error.category == .decoding)
        #expect(!shown(error).contains(token) || token == "..")
    }

    @Test func `new permissions need a new token`() async throws {
        let issued = Log<Int>()
        struct Issuer: CredentialProvider {
            let issued: Log<Int>
            func accessToken(for request: TokenRequest) async throws -> AccessToken {
                issued.add(1)
                let roles = issued.all.count == 1 ? "[]" : #"["User.Read.All"]"#
                return AccessToken(Secret(TokenClaimsTests.token(#"{"roles":\#(roles)}"#)), lifetime: .seconds(3600))
            }
        }
        let graph = Graph(
            Issuer(issued: issued), tenant: "t", clientID: "a",
            transport: StubTransport { _, _ in HTTPResponse(status: 500) })
        #expect(try await graph.tokenRoles().isEmpty)
        #expect(try await graph.tokenRoles().isEmpty)
        await graph.tokens.invalidate()
        #expect(try await graph.tokenRoles() == ["User.Read.All"])
    }
}
