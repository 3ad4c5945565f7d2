import Foundation
import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

@Suite struct AuthorizationCodeTests {
    static let request = TokenRequest(scopes: [])

    func credential(
        _ transport: any HTTPTransport, store: any TokenStore, time: TimeSource, secret: String? = nil
    ) -> RefreshTokenCredential {
        RefreshTokenCredential(
            clientID: "app", clientSecret: secret.map { Secret($0) }, transport: transport, store: store,
            key: "connection-1", time: time)
    }

    func flow(_ credential: RefreshTokenCredential) -> AuthorizationCodeFlow {
        AuthorizationCodeFlow(
            credential, redirectURI: "http://127.0.0.1:8421/", brandID: "1210",
            random: { Array(repeating: 251, count: $0) })
    }

    @Test func `the address to open carries state and an S256 challenge, and no scope`() throws {
        let credential = credential(
            StubTransport([HTTPResponse(status: 500)]), store: MemoryTokenStore(), time: .system)
        let attempt = try flow(credential).begin()
        #expect(
            attempt.url.absoluteString == "https://platform.ringcentral.com/restapi/oauth/authorize?response_type=code"
                + "&client_id=app&redirect_uri=http%3A%2F%2F127.0.0.1%3A8421%2F"
                + "&state=-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7&code_challenge=g1pa_RCZRxtoALdvU9_yB4EDdNdUKx9RnN3jxNfKPH8&code_challenge_method=S256&brandId=1210"
        )
        #expect(!printed(attempt).contains(String(repeating: "-_v7", count: 16)))
    }

    /// RFC 7636, appendix B: these octets, this verifier, this challenge.
    @Test func `the verifier and the challenge of RFC 7636 come out as printed there`() async throws {
        let octets: [UInt8] = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
            240,
            91, 88, 5, 88, 83, 132, 141, 121,
        ]
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        try await VirtualTime.run { time in
            let server = TokenServer(time: time)
            let flow = AuthorizationCodeFlow(
                credential(server, store: MemoryTokenStore(), time: time), redirectURI: "http://127.0.0.1:8421/",
                random: { _ in octets })
            let attempt = try flow.begin()
            let query = attempt.url.query() ?? ""
            #expect(
                query.contains("code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"))
            let callback = try #require(URL(string: "http://127.0.0.1:8421/?code=c&state=\(attempt.state)"))
            _ = try await flow.finish(callback, attempt)
            #expect(await server.requests.first?.form["code_verifier"] == verifier)
        }
    }

    @Test func `two attempts never share a state`() throws {
        let credential = credential(
            StubTransport([HTTPResponse(status: 500)]), store: MemoryTokenStore(), time: .system)
        let flow = AuthorizationCodeFlow(credential, redirectURI: "http://127.0.0.1/")
        let (first, second) = (try flow.begin().state, try flow.begin().state)
        #expect(first != second)
        #expect(first.count == 32)
    }

    @Test func `the code is traded with the verifier, and the credential is ready`() async throws {
        try await VirtualTime.run { time in
            let server = TokenServer(time: time)
            let store = FragileStore()
            let credential = credential(server, store: store, time: time)
            let flow = flow(credential)
            let attempt = try flow.begin()
            let callback = try #require(URL(string: "http://127.0.0.1:8421/?code=c%2B1&state=\(attempt.state)"))
            let grant = try await flow.finish(callback, attempt)
            #expect(grant.ownerID == "401")
            #expect(
                await server.requests.first?.form == [
                    "grant_type": "authorization_code", "code": "c+1", "redirect_uri": "http://127.0.0.1:8421/",
                    "client_id": "app", "code_verifier": String(repeating: "-_v7", count: 16),
                ])
            #expect(await store.saved == ["refresh-1"])
            // The first token is handed out without another request, the second comes from the refresh token.
            #expect(try await credential.accessToken(for: Self.request).value == Secret("access-1"))
            #expect(try await credential.accessToken(for: Self.request).value == Secret("access-2"))
            #expect(await server.grantTypes == ["authorization_code", "refresh_token"])
        }
    }

    @Test func `an app with a secret sends it in the header`() async throws {
        let stub = StubTransport([.json(#"{"access_token": "a", "expires_in": 3600}"#)])
        let flow = flow(credential(stub, store: MemoryTokenStore(), time: .system, secret: "s"))
        let attempt = try flow.begin()
        _ = try await flow.finish(try #require(URL(string: "http://127.0.0.1/?code=c&state=\(attempt.state)")), attempt)
        #expect(stub.requests.first?.fields["Authorization"]?.hasPrefix("Basic ") == true)
        #expect(stub.requests.first?.form["client_id"] == nil)
    }

    @Test(arguments: ["code=c", "code=c&state=other", "state=-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v", ""])
    func `an answer to another attempt is refused, and its code is not used`(query: String) async throws {
        let stub = StubTransport([HTTPResponse(status: 500)])
        let flow = flow(credential(stub, store: MemoryTokenStore(), time: .system))
        let attempt = try flow.begin()
        let callback = try #require(URL(string: "http://127.0.0.1/?\(query)"))
        let error = await failure { _ = try await flow.finish(callback, attempt) } as? AuthenticationError
        #expect(error?.code == "WrongState")
        #expect(stub.requests.isEmpty)
    }

    @Test func `a person who does not agree is told apart from a fault`() async throws {
        let stub = StubTransport([HTTPResponse(status: 500)])
        let flow = flow(credential(stub, store: MemoryTokenStore(), time: .system))
        let attempt = try flow.begin()
        let callback = try #require(
            URL(string: "http://127.0.0.1/?error=access_denied&error_description=no&state=\(attempt.state)"))
        let error = await failure { _ = try await flow.finish(callback, attempt) } as? AuthenticationError
        #expect(error?.reason == .consentRequired)
        #expect(error?.remedy.action == .signIn)
    }

    @Test func `a code is never sent twice`() async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport { _, _ in throw TransportError(.timedOut, detail: "silence") }
            let flow = flow(credential(stub, store: MemoryTokenStore(), time: time))
            let attempt = try flow.begin()
            let callback = try #require(URL(string: "http://127.0.0.1/?code=c&state=\(attempt.state)"))
            _ = await failure { _ = try await flow.finish(callback, attempt) }
            #expect(stub.requests.count == 1)
        }
    }

    @Test func `a later process goes on from the store`() async throws {
        try await VirtualTime.run { time in
            let server = TokenServer(time: time)
            let store = FragileStore()
            let flow = flow(credential(server, store: store, time: time))
            let attempt = try flow.begin()
            let callback = try #require(URL(string: "http://127.0.0.1/?code=c&state=\(attempt.state)"))
            _ = try await flow.finish(callback, attempt)
            let later = credential(server, store: store, time: time)
            #expect(try await later.accessToken(for: Self.request).value == Secret("access-2"))
        }
    }

    @Test func `a sign-in that has ended says so, and the dead token is forgotten`() async throws {
        try await VirtualTime.run { time in
            let server = TokenServer(time: time)
            let store = FragileStore()
            try await store.save(Secret("dead"), for: "connection-1")
            let credential = credential(server, store: store, time: time)
            let error =
                await failure { _ = try await credential.accessToken(for: Self.request) } as? AuthenticationError
            #expect(error?.reason == .signInRequired)
            #expect(error?.remedy.action == .signIn)
            #expect(await store.load("connection-1") == nil)
        }
    }

    @Test func `a connection that was never made says so without asking anybody`() async {
        let stub = StubTransport([HTTPResponse(status: 500)])
        let credential = credential(stub, store: MemoryTokenStore(), time: .system)
        let error = await failure { _ = try await credential.accessToken(for: Self.request) } as? AuthenticationError
        #expect(error?.code == "NoRefreshToken")
        #expect(stub.requests.isEmpty)
    }
}
