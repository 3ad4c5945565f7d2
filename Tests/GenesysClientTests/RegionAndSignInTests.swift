import Foundation
import GenesysClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct RegionAndSignInTests {
    @Test(arguments: [
        ("eu-central-1", "mypurecloud.de"), ("us_east_1", "mypurecloud.com"), ("US-WEST-2", "usw2.pure.cloud"),
        ("mypurecloud.jp", "mypurecloud.jp"), ("https://api.mypurecloud.ie", "mypurecloud.ie"),
        ("apps.next.pure.cloud", "next.pure.cloud"),
    ]) func `a region is known by its name or its domain, and sign-in has a host of its own`(
        text: String, domain: String
    ) throws {
        let region = try GenesysRegion(text)
        #expect(region.api.base == "https://api.\(domain)")
        #expect(region.login.base == "https://login.\(domain)")
    }

    @Test(arguments: ["atlantis", "", "evil.example/path", "a b"]) func `a region that is none says so`(text: String) {
        #expect(throws: ConfigurationError.self) { try GenesysRegion(text) }
    }

    private func credential(_ stub: StubTransport, time: TimeSource = .system) throws -> GenesysClientCredentials {
        .clientCredentials(
            clientID: "client", secret: Secret("s3cret-of-the-client"), region: try GenesysRegion("mypurecloud.com"),
            transport: stub, time: time)
    }

    @Test func `the token request carries Basic credentials and no scope`() async throws {
        let stub = StubTransport([.json(#"{"access_token":"t","token_type":"bearer","expires_in":86399}"#)])
        let token = try await credential(stub).accessToken(for: TokenRequest(scopes: ["anything"]))
        #expect(token.lifetime == .seconds(86_399))
        let request = try #require(stub.requests.first)
        #expect(request.url.absoluteString == "https://login.mypurecloud.com/oauth/token")
        #expect(request.text == "grant_type=client_credentials")
        #expect(
            request.fields["Authorization"] == "Basic " + Data("client:s3cret-of-the-client".utf8).base64EncodedString()
        )
    }

    @Test func `a token's life is what the answer says and never assumed to be a day`() async throws {
        let stub = StubTransport([.json(#"{"access_token":"t"}"#)])
        #expect(try await credential(stub).accessToken(for: TokenRequest(scopes: [])).lifetime == .seconds(300))
    }

    @Test func `a client of another region is invalid and the remedy names the region`() async throws {
        let stub = StubTransport([
            .json(#"{"error":"invalid_client","error_description":"client not found"}"#, status: 400)
        ])
        let error = await failure { _ = try await credential(stub).accessToken(for: TokenRequest(scopes: [])) }
        let refusal = try #require(error as? AuthenticationError)
        #expect(refusal.reason == .wrongSecret)
        #expect(refusal.remedy.sentence.contains("region"))
        #expect(stub.requests.count == 1, "a wrong secret is never tried twice")
        #expect(!printed(refusal).contains("s3cret-of-the-client"))
    }

    @Test func `sign-in that is down is tried three times`() async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport([HTTPResponse(status: 503)])
            let error = await failure {
                _ = try await credential(stub, time: time).accessToken(for: TokenRequest(scopes: []))
            }
            #expect((error as? AuthenticationError)?.reason == .unavailable)
            #expect(stub.requests.count == 3)
        }
    }

    @Test func `a token that died early, by the idle limit of HIPAA, is renewed once`() async throws {
        let stub = StubTransport { _, count in
            .json(#"{"access_token":"token-\#(count)","expires_in":86400}"#)
        }
        let dead = StubTransport { request, _ in
            if request.url.path() == "/oauth/token" { return try await stub.send(request) }
            return request.fields["Authorization"] == "Bearer token-1"
                ? .json(#"{"code":"bad.credentials","message":"Invalid login credentials."}"#, status: 401)
                : .json(#"{"id":"o","name":"Org"}"#)
        }
        let region = try GenesysRegion("mypurecloud.com")
        let genesys = Genesys(
            .clientCredentials(clientID: "c", secret: Secret("s"), region: region, transport: dead), clientID: "c",
            region: region, transport: dead)
        #expect(try await genesys.organization().name == "Org")
        #expect(stub.requests.count == 2)
    }
}
