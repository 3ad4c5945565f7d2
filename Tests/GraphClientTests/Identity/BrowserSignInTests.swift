import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct BrowserSignInTests {
    static let scope = Cloud.global.defaultScope

    static func credential(
        _ transport: any HTTPTransport, store: any TokenStore = MemoryTokenStore(), time: TimeSource = .system,
        authentication: ClientAuthentication = .publicClient, announces: Bool = false
    ) -> SignedInCredential {
        SignedInCredential(
            tenant: "contoso.com", clientID: "app-id", authentication: authentication, transport: transport,
            store: store, key: "connection-1", time: time, announcesClaimsSupport: announces, jitter: { 1 })
    }

    static func signIn(_ credential: SignedInCredential) -> BrowserSignIn {
        BrowserSignIn(
            credential, scopes: [scope], redirectURI: "http://localhost:8421/",
            random: { Array(repeating: 251, count: $0) })
    }

    static func answer(_ query: String) throws -> RedirectAnswer {
        RedirectAnswer(url: try #require(URL(string: "http://localhost:8421/?\(query)")))
    }

    static func token(_ number: Int, refresh: Bool = true) -> HTTPResponse {
        .json(
            #"{"access_token":"access-\#(number)","expires_in":3600\#(refresh ? #","refresh_token":"refresh-\#(number)""# : "")}"#
        )
    }

    @Test func `the address to open asks for a code, a refresh token, and an S256 proof`() async throws {
        let attempt = try await Self.signIn(Self.credential(StubTransport([Self.token(1)]))).begin()
        #expect(
            attempt.url.absoluteString
                == "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/authorize?client_id=app-id&response_type=code&redirect_uri=http%3A%2F%2Flocalhost%3A8421%2F&response_mode=query&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default%20offline_access%20openid%20profile&state=-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7&code_challenge=g1pa_RCZRxtoALdvU9_yB4EDdNdUKx9RnN3jxNfKPH8&code_challenge_method=S256"
        )
        #expect(!"\(attempt)".contains(String(repeating: "-_v7", count: 16)))
    }

    @Test func `the code is traded once, with the proof, and the token is handed out without another request`()
        async throws
    {
        let (stub, store) = (StubTransport([Self.token(1)]), MemoryTokenStore())
        let credential = Self.credential(stub, store: store)
        let signIn = Self.signIn(credential)
        let attempt = try await signIn.begin()
        _ = try await signIn.finish(Self.answer("code=c%2B1&state=\(attempt.state)"), attempt)
        let body = stub.requests[0].bodyText
        #expect(body.contains("grant_type=authorization_code&code=c%2B1&redirect_uri=http%3A%2F%2Flocalhost%3A8421%2F"))
        #expect(body.contains("code_verifier=" + String(repeating: "-_v7", count: 16)))
        #expect(!body.contains("client_secret"))
        #expect(await store.load("connection-1") == Secret("refresh-1"))
        let token = try await credential.accessToken(for: TokenRequest(scopes: [Self.scope]))
        #expect(token.value == Secret("access-1"))
        #expect(stub.requests.count == 1)
    }

    @Test(arguments: [
        ("state=other&code=c", "WrongState", AuthenticationError.Reason.signInRequired),
        ("code=c", "WrongState", .signInRequired), ("state=STATE", "NoCode", .signInRequired),
        ("state=STATE&code=", "NoCode", .signInRequired),
        ("state=STATE&code=c&error=access_denied&error_description=no", "access_denied", .consentRequired),
        ("state=STATE&error=x&error_description=AADSTS65004%3A+declined", "AADSTS65004", .consentRequired),
        ("state=STATE&error=x&error_description=AADSTS50105%3A+not+assigned", "AADSTS50105", .signInRequired),
    ])
    func `an answer of somebody else, or with an error, is not redeemed`(
        query: String, code: String, reason: AuthenticationError.Reason
    ) async throws {
        let stub = StubTransport([Self.token(1)])
        let signIn = Self.signIn(Self.credential(stub))
        let attempt = try await signIn.begin()
        let answer = try Self.answer(query.replacing("STATE", with: attempt.state))
        let error = await #expect(throws: AuthenticationError.self) { try await signIn.finish(answer, attempt) }
        #expect(error?.code == code)
        #expect(error?.reason == reason)
        #expect(error?.message.contains("contoso.com") == true)
        #expect(stub.requests.isEmpty)
    }

    @Test func `a posted answer is read like one in the address, and shows nothing of itself`() async throws {
        let stub = StubTransport([Self.token(1)])
        let signIn = Self.signIn(Self.credential(stub))
        let attempt = try await signIn.begin()
        let answer = RedirectAnswer(form: Data("code=the+code&state=\(attempt.state)".utf8))
        #expect(!shown(answer).contains("the code"))
        _ = try await signIn.finish(answer, attempt)
        #expect(stub.requests[0].bodyText.contains("code=the%20code&"))
        #expect(!RedirectAnswer(form: Data("favicon=1".utf8)).isAnswer)
    }

    private func shown(_ value: some Any) -> String {
        var text = "\(value) \(String(reflecting: value))"
        dump(value, to: &text)
        return text
    }

    @Test func `a code is never sent twice, whatever became of the answer`() async throws {
        let stub = StubTransport { _, _ in throw TransportError(.interrupted, detail: "cut") }
        let signIn = Self.signIn(Self.credential(stub))
        let attempt = try await signIn.begin()
        await #expect(throws: TransportError.self) {
            try await signIn.finish(Self.answer("code=c&state=\(attempt.state)"), attempt)
        }
        #expect(stub.requests.count == 1)
    }

    @Test func `an app that keeps a secret proves itself with it in every grant`() async throws {
        let stub = StubTransport([Self.token(1), Self.token(2)])
        let credential = Self.credential(stub, authentication: .secret(Secret("s3cr3t")))
        let signIn = Self.signIn(credential)
        let attempt = try await signIn.begin()
        _ = try await signIn.finish(Self.answer("code=c&state=\(attempt.state)"), attempt)
        _ = try await credential.accessToken(for: TokenRequest(scopes: ["other"]))
        #expect(stub.requests.count == 2)
        for request in stub.requests { #expect(request.bodyText.contains("client_secret=s3cr3t")) }
    }

    // MARK: Refreshing

    @Test func `a refresh token is replaced by each answer, and kept where an answer has none`() async throws {
        let store = MemoryTokenStore()
        await store.save(Secret("refresh-0"), for: "connection-1")
        let stub = StubTransport([Self.token(1), Self.token(2, refresh: false), Self.token(3)])
        let credential = Self.credential(stub, store: store)
        for _ in 1...3 { _ = try await credential.accessToken(for: TokenRequest(scopes: [Self.scope])) }
        let sent = stub.requests.map { $0.bodyText.components(separatedBy: "refresh_token=")[1].prefix(9) }
        #expect(sent == ["refresh-0", "refresh-1", "refresh-1"])
        #expect(await store.load("connection-1") == Secret("refresh-3"))
    }

    @Test func `without a stored sign-in nothing is sent, and the remedy is to sign in`() async throws {
        let stub = StubTransport([Self.token(1)])
        let error = await #expect(throws: AuthenticationError.self) {
            try await Self.credential(stub).accessToken(for: TokenRequest(scopes: [Self.scope]))
        }
        #expect(error?.remedy.action == .signIn)
        #expect(stub.requests.isEmpty)
    }

    @Test(arguments: [(700_082, true), (50173, true), (50076, false), (65001, false), (53003, false)])
    func `only a dead refresh token is forgotten`(code: Int, isForgotten: Bool) async throws {
        let store = MemoryTokenStore()
        await store.save(Secret("refresh-0"), for: "connection-1")
        let stub = StubTransport([ClientSecretCredentialTests.refusal(code, error: "invalid_grant", status: 400)])
        let credential = Self.credential(stub, store: store)
        let error = try await #require(throws: AuthenticationError.self) {
            try await credential.accessToken(for: TokenRequest(scopes: [Self.scope]))
        }
        #expect(error.code == "AADSTS\(code)")
        #expect(await (store.load("connection-1") == nil) == isForgotten)
    }

    @Test func `what the service demands is on the next page that the person sees`() async throws {
        let store = MemoryTokenStore()
        await store.save(Secret("refresh-0"), for: "connection-1")
        let demand = #"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#
        let escaped = demand.replacing("\"", with: "\\\"")
        let stub = StubTransport([
            .json(
                #"{"error":"interaction_required","error_description":"AADSTS50076: factor","error_codes":[50076],"claims":"\#(escaped)"}"#,
                status: 400)
        ])
        let credential = Self.credential(stub, store: store)
        await #expect(throws: AuthenticationError.self) {
            try await credential.accessToken(for: TokenRequest(scopes: [Self.scope]))
        }
        let url = try await Self.signIn(credential).begin().url.absoluteString
        #expect(url.components(separatedBy: "&claims=")[1].removingPercentEncoding == demand)
    }

    @Test func `a store that fails stops before the token is handed out`() async throws {
        struct Broken: TokenStore {
            struct Detail: Error { let secret = "refresh-0" }
            func load(_ key: String) async throws -> Secret? { Secret("refresh-0") }
            func save(_ token: Secret, for key: String) async throws { throw Detail() }
            func delete(_ key: String) async throws { throw Detail() }
        }
        let stub = StubTransport([Self.token(1)])
        let error = try await #require(throws: ConfigurationError.self) {
            try await Self.credential(stub, store: Broken()).accessToken(for: TokenRequest(scopes: [Self.scope]))
        }
        #expect(!"\(error)".contains("refresh-0"))
    }
}
