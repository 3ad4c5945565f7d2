import Foundation
import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

/// The token endpoint with RingCentral's rules of rotation. Source: RingCentral `authentication/refresh-tokens`.
actor TokenServer: HTTPTransport {
    private let time: TimeSource
    private(set) var requests: [HTTPRequest] = []
    private var number = 0
    private var current = ""
    private var previous: (refresh: String, until: Duration)?
    private var answer = ""
    private var isUsed = false
    /// Answers that are lost on their way.
    var losing = 0
    var issuesRefreshTokens = true

    init(time: TimeSource) { self.time = time }

    func lose(_ count: Int) { losing = count }
    func stopRefreshTokens() { issuesRefreshTokens = false }
    /// The access token is used: the old refresh token has ten seconds left.
    func use() {
        isUsed = true
        if let old = previous { previous = (old.refresh, min(old.until, time.now + .seconds(10))) }
    }
    func killSession() { (current, previous) = ("", nil) }
    var grantTypes: [String] { requests.map { $0.form["grant_type"] ?? "" } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        requests.append(request)
        let form = request.form
        if request.url.path == "/restapi/oauth/revoke" {
            killSession()
            return HTTPResponse(status: 200)
        }
        switch form["grant_type"] {
        case "refresh_token" where form["refresh_token"] == current && !current.isEmpty:
            rotate()
        case "refresh_token" where form["refresh_token"] == previous?.refresh && time.now < previous?.until ?? .zero:
            break  // The same tokens as before, again.
        case "refresh_token":
            return .json(
                #"{"error": "invalid_grant", "error_description": "Token not found", "errors": [{"errorCode": "OAU-213"}]}"#,
                status: 400)
        case "urn:ietf:params:oauth:grant-type:jwt-bearer" where form["assertion"] == "the-jwt", "authorization_code":
            previous = nil
            rotate()
            previous = nil
        default:
            return .json(#"{"error": "invalid_grant", "error_description": "no"}"#, status: 400)
        }
        if losing > 0 {
            losing -= 1
            throw TransportError(.interrupted, detail: "cut")
        }
        return .json(answer)
    }

    private func rotate() {
        number += 1
        previous = (current, time.now + .seconds(3600))
        current = "refresh-\(number)"
        isUsed = false
        let refresh = issuesRefreshTokens ? #""refresh_token": "\#(current)", "refresh_token_expires_in": 604800,"# : ""
        answer = #"""
            {"access_token": "access-\#(number)", "token_type": "bearer", "expires_in": 3600, \#(refresh)
             "scope": "ReadAccounts EditPresence", "owner_id": "401", "endpoint_id": "e-1"}
            """#
    }
}

/// A store that fails when told to.
actor FragileStore: TokenStore {
    struct Broken: Error { let leaked = "refresh-secret" }
    private var tokens: [String: Secret] = [:]
    var isBroken = false
    private(set) var saved: [String] = []

    var isEmpty: Bool { tokens.isEmpty }
    func setBroken(_ value: Bool) { isBroken = value }
    func load(_ key: String) -> Secret? { tokens[key] }
    func save(_ token: Secret, for key: String) throws {
        if isBroken { throw Broken() }
        tokens[key] = token
        token.reveal { saved.append($0) }
    }
    func delete(_ key: String) { tokens[key] = nil }
}

@Suite struct JWTCredentialTests {
    static let request = TokenRequest(scopes: [])

    func credential(
        _ transport: any HTTPTransport, store: any TokenStore = MemoryTokenStore(), time: TimeSource,
        jwt: String = "the-jwt", secret: String? = "the-secret"
    ) -> JWTCredential {
        .jwt(
            Secret(jwt), clientID: "app", clientSecret: secret.map { Secret($0) }, transport: transport, store: store,
            time: time)
    }

    @Test func `the first token comes from the JWT, with the app's name and secret in the header`() async throws {
        let stub = StubTransport([.json(#"{"access_token": "a", "expires_in": 7199}"#)])
        let token = try await credential(stub, time: .system).accessToken(for: Self.request)
        #expect(token == AccessToken(Secret("a"), lifetime: .seconds(7199)))
        let request = try #require(stub.requests.first)
        #expect(
            request.text == """
                POST /restapi/oauth/token
                Content-Type: application/x-www-form-urlencoded
                grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=the-jwt
                """)
        #expect(request.fields["Authorization"] == "Basic " + Data("app:the-secret".utf8).base64EncodedString())
        #expect(request.fields["User-Agent"]?.isEmpty == false)
    }

    @Test func `a public app sends its id in the body and no header`() async throws {
        let stub = StubTransport([.json(#"{"access_token": "a", "expires_in": "3600"}"#)])
        _ = try await credential(stub, time: .system, secret: nil).accessToken(for: Self.request)
        #expect(stub.requests.first?.fields["Authorization"] == nil)
        #expect(stub.requests.first?.form["client_id"] == "app")
    }

    @Test func `later tokens come from the refresh token, which is saved before the access token is handed out`()
        async throws
    {
        try await VirtualTime.run { time in
            let server = TokenServer(time: time)
            let store = FragileStore()
            let credential = credential(server, store: store, time: time)
            for _ in 1...3 { _ = try await credential.accessToken(for: Self.request) }
            #expect(
                await server.grantTypes == [
                    "urn:ietf:params:oauth:grant-type:jwt-bearer", "refresh_token", "refresh_token",
                ])
            #expect(await store.saved == ["refresh-1", "refresh-2", "refresh-3"])
            #expect(await server.requests.map { $0.form["refresh_token"] } == [nil, "refresh-1", "refresh-2"])
        }
    }

    @Test func `what came with the token is known: scopes, owner, instance`() async throws {
        try await VirtualTime.run { time in
            let credential = credential(TokenServer(time: time), time: time)
            #expect(await credential.grant == nil)
            _ = try await credential.accessToken(for: Self.request)
            #expect(
                await credential.grant
                    == TokenGrant(
                        scopes: [.readAccounts, .editPresence], ownerID: "401", endpointID: "e-1",
                        lifetime: .seconds(3600), isRenewable: true))
        }
    }

    @Test func `an app that gets no refresh tokens signs in by JWT each time`() async throws {
        try await VirtualTime.run { time in
            let server = TokenServer(time: time)
            await server.stopRefreshTokens()
            let credential = credential(server, time: time)
            for _ in 1...2 { _ = try await credential.accessToken(for: Self.request) }
            #expect(await Set(server.grantTypes) == ["urn:ietf:params:oauth:grant-type:jwt-bearer"])
            #expect(await credential.grant?.isRenewable == false)
        }
    }

    @Test func `a lost answer to a refresh is asked for again with the old token, ten seconds later`() async throws {
        try await VirtualTime.run { time in
            let server = TokenServer(time: time)
            let credential = credential(server, time: time)
            _ = try await credential.accessToken(for: Self.request)
            await server.lose(1)
            let start = time.now
            let token = try await credential.accessToken(for: Self.request)
            #expect(token.value == Secret("access-2"))
            #expect(time.now - start == .seconds(10))
            #expect(
                await server.requests.map { $0.form["refresh_token"] } == [nil, "refresh-1", "refresh-1"])
        }
    }

    @Test func `a crash between rotated and saved costs nothing, as the new access token was never used`() async throws
    {
        try await VirtualTime.run { time in
            let server = TokenServer(time: time)
            let store = FragileStore()
            let first = credential(server, store: store, time: time)
            _ = try await first.accessToken(for: Self.request)
            await store.setBroken(true)
            let error = await failure { _ = try await first.accessToken(for: Self.request) }
            #expect(error is ConfigurationError)
            #expect(!printed(error ?? CancellationError()).contains("refresh-"))
            // The next process finds the old refresh token and gets the very access token that was lost.
            await store.setBroken(false)
            try await time.sleep(for: .seconds(1800))
            let second = credential(server, store: store, time: time)
            #expect(try await second.accessToken(for: Self.request).value == Secret("access-2"))
            #expect(await store.saved == ["refresh-1", "refresh-2"])
            #expect(await server.grantTypes.filter { $0 != "refresh_token" }.count == 1)
        }
    }

    @Test func `a refresh token that is dead falls back to the JWT and is forgotten`() async throws {
        try await VirtualTime.run { time in
            let server = TokenServer(time: time)
            let store = FragileStore()
            let credential = credential(server, store: store, time: time)
            _ = try await credential.accessToken(for: Self.request)
            await server.killSession()
            #expect(try await credential.accessToken(for: Self.request).value == Secret("access-2"))
            #expect(
                await server.grantTypes.suffix(2) == ["refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer"])
            #expect(await store.saved == ["refresh-1", "refresh-2"])
        }
    }

    @Test func `an old refresh token that was saved too late ends in the JWT, never in a dead connection`() async throws
    {
        try await VirtualTime.run { time in
            let server = TokenServer(time: time)
            let store = FragileStore()
            let first = credential(server, store: store, time: time)
            _ = try await first.accessToken(for: Self.request)
            await store.setBroken(true)
            _ = await failure { _ = try await first.accessToken(for: Self.request) }
            await store.setBroken(false)
            try await time.sleep(for: .seconds(3700))
            let second = credential(server, store: store, time: time)
            #expect(try await second.accessToken(for: Self.request).value == Secret("access-3"))
        }
    }

    @Test(arguments: ["OAU-147", "OAU-236", "OAU-142"])
    func `a user who is blocked is not tried again by JWT, and the refresh token is kept`(code: String) async throws {
        let store = FragileStore()
        let stub = StubTransport { request, count in
            count == 1
                ? .json(#"{"access_token": "a", "expires_in": 3600, "refresh_token": "r"}"#)
                : .json(#"{"error": "invalid_grant", "errors": [{"errorCode": "\#(code)"}]}"#, status: 400)
        }
        let credential = credential(stub, store: store, time: .system)
        _ = try await credential.accessToken(for: Self.request)
        let error = await failure { _ = try await credential.accessToken(for: Self.request) } as? AuthenticationError
        #expect(error?.code == code)
        #expect(stub.requests.count == 2)
        #expect(await store.isEmpty == false)
    }

    @Test func `two users of one app never share a stored refresh token`() async throws {
        try await VirtualTime.run { time in
            let store = FragileStore()
            let server = TokenServer(time: time)
            _ = try await credential(server, store: store, time: time).accessToken(for: Self.request)
            _ = await failure {
                _ = try await self.credential(server, store: store, time: time, jwt: "another-jwt")
                    .accessToken(for: Self.request)
            }
            #expect(
                await server.grantTypes == Array(repeating: "urn:ietf:params:oauth:grant-type:jwt-bearer", count: 2))
        }
    }

    @Test(arguments: [408, 500, 503])
    func `an outage is met with three repeats, ten seconds apart`(status: Int) async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport { _, count in
                count <= 3 ? HTTPResponse(status: status) : .json(#"{"access_token": "a", "expires_in": 3600}"#)
            }
            _ = try await credential(stub, time: time).accessToken(for: Self.request)
            #expect(time.now == .seconds(30))
        }
    }

    @Test func `a wait that the service names is kept`() async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport { _, count in
                count == 1
                    ? HTTPResponse(status: 503, fields: ["Retry-After": "42"])
                    : .json(#"{"access_token": "a", "expires_in": 3600}"#)
            }
            _ = try await credential(stub, time: time).accessToken(for: Self.request)
            #expect(time.now == .seconds(42))
        }
    }

    @Test func `an outage that lasts is said to be one, after four attempts`() async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport([HTTPResponse(status: 500, fields: ["RCRequestId": "r-9"])])
            let credential = credential(stub, time: time)
            let error =
                await failure { _ = try await credential.accessToken(for: Self.request) } as? AuthenticationError
            #expect(error?.reason == .unavailable)
            #expect(error?.correlationID == "r-9")
            #expect(error?.remedy.action == .runAgain)
            #expect(stub.requests.count == 4)
        }
    }

    @Test func `a refresh that stays unanswered is followed by a single try with the JWT`() async throws {
        try await VirtualTime.run { time in
            let store = MemoryTokenStore()
            let first = credential(TokenServer(time: time), store: store, time: time)
            _ = try await first.accessToken(for: Self.request)
            let stub = StubTransport { _, _ in throw TransportError(.timedOut, detail: "silence") }
            let second = credential(stub, store: store, time: time)
            let error = await failure { _ = try await second.accessToken(for: Self.request) } as? AuthenticationError
            #expect(error?.code == "NoAnswer")
            #expect(
                stub.requests.map { $0.form["grant_type"] ?? "" }
                    == Array(repeating: "refresh_token", count: 4) + ["urn:ietf:params:oauth:grant-type:jwt-bearer"])
        }
    }

    @Test func `what certainly never arrived is reported as such, for the caller to repeat`() async throws {
        let stub = StubTransport { _, _ in throw TransportError(.dns, detail: "no such host") }
        let error = await failure { _ = try await self.credential(stub, time: .system).accessToken(for: Self.request) }
        #expect((error as? TransportError)?.kind == .dns)
        #expect(stub.requests.count == 1)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let status: Int
        let code: String
        let reason: AuthenticationError.Reason
        let action: Remedy.Action?
        var testDescription: String { "\(status) \(code)" }
    }

    static let refusals: [Refusal] = [
        .init(status: 401, code: "OAU-146", reason: .wrongSecret, action: .fixConfiguration("RC_APP_CLIENT_SECRET")),
        .init(status: 401, code: "OAU-120", reason: .unknownApp, action: .fixConfiguration("RC_APP_CLIENT_ID")),
        .init(status: 401, code: "OAU-165", reason: .unknownApp, action: .fixConfiguration("RC_SERVER_URL")),
        .init(status: 403, code: "OAU-105", reason: .signInRequired, action: .signIn),
        .init(status: 403, code: "OAU-109", reason: .invalidRequest, action: .read),
        .init(status: 403, code: "OAU-112", reason: .invalidRequest, action: .read),
        .init(status: 400, code: "OAU-111", reason: .invalidRequest, action: .read),
        .init(status: 401, code: "OAU-140", reason: .signInRequired, action: .signIn),
        .init(status: 400, code: "OAU-147", reason: .signInRequired, action: .signIn),
        .init(status: 400, code: "OAU-236", reason: .signInRequired, action: .signIn),
        .init(status: 401, code: "OAU-168", reason: .signInRequired, action: .read),
        .init(status: 403, code: "CMN-408", reason: .consentRequired, action: .assignRole("ThirdPartyAppAccess")),
        .init(status: 401, code: "OAU-999", reason: .unknown, action: .read),
    ]

    @Test(arguments: refusals)
    func `each refusal has its reason and its remedy, is not repeated, and shows no secret`(this: Refusal) async throws
    {
        let stub = StubTransport([
            .json(
                #"""
                {"error": "x_error", "error_description": "client_secret=the-secret the-jwt eyJhbGciOiJSUzI1NiJ9.e30.x",
                 "errors": [{"errorCode": "\#(this.code)", "message": "m"}]}
                """#, status: this.status, fields: ["RCRequestId": "r-1"])
        ])
        let error =
            await failure {
                _ = try await self.credential(stub, time: .system, jwt: "eyJhbGciOiJSUzI1NiJ9.e30.x")
                    .accessToken(for: Self.request)
            } as? AuthenticationError
        #expect(error?.code == this.code)
        #expect(error?.reason == this.reason)
        #expect(error?.remedy.action == this.action)
        #expect(error?.correlationID == "r-1")
        #expect(stub.requests.count == 1)
        let text = printed(try #require(error))
        #expect(!text.contains("the-secret"))
        #expect(!text.contains("eyJ"))
    }

    @Test func `an OAuth word decides where there is no code`() async throws {
        let stub = StubTransport([.json(#"{"error": "invalid_client"}"#, status: 401)])
        let error = await failure { _ = try await self.credential(stub, time: .system).accessToken(for: Self.request) }
        #expect((error as? AuthenticationError)?.reason == .wrongSecret)
    }

    @Test func `an answer that is no token is not repeated in the error`() async throws {
        let stub = StubTransport([.json(#"{"access_token": "top-secret-token"}"#)])
        let error = await failure { _ = try await self.credential(stub, time: .system).accessToken(for: Self.request) }
        #expect((error as? AuthenticationError)?.code == "UnreadableAnswer")
        #expect(!printed(try #require(error)).contains("top-secret"))
    }

    @Test func `a refusal that only a person can end is not asked for again at once`() async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport([.json(#"{"errors": [{"errorCode": "OAU-147"}]}"#, status: 400)])
            let credential = credential(stub, time: time)
            for _ in 1...20 { _ = await failure { _ = try await credential.accessToken(for: Self.request) } }
            #expect(stub.requests.count == 1)
            try await time.sleep(for: .seconds(15))
            _ = await failure { _ = try await credential.accessToken(for: Self.request) }
            #expect(stub.requests.count == 2)
        }
    }

    @Test func `token requests keep to five a minute and stay out of the penalty`() async throws {
        try await VirtualTime.run { time in
            let server = PenaltyServer(limit: 5, time: time) { _ in
                .json(#"{"access_token": "a", "expires_in": 3600}"#)
            }
            let credential = credential(server, time: time)
            for _ in 1...12 { _ = try await credential.accessToken(for: Self.request) }
            #expect(await server.refused == 0)
            #expect(time.now >= .seconds(120))
            #expect(time.now < .seconds(122))
        }
    }

    @Test func `a penalty that somebody else caused is waited out before the next token request`() async throws {
        try await VirtualTime.run { time in
            let stub = StubTransport { _, count in
                count == 1
                    ? .json(#"{"errors": [{"errorCode": "CMN-301"}]}"#, status: 429)
                    : .json(#"{"access_token": "a", "expires_in": 3600}"#)
            }
            _ = try await credential(stub, time: time).accessToken(for: Self.request)
            #expect(time.now == .seconds(60))
            #expect(stub.requests.count == 2)
        }
    }

    @Test func `a session can be ended, and then nothing is stored`() async throws {
        try await VirtualTime.run { time in
            let server = TokenServer(time: time)
            let store = FragileStore()
            let credential = credential(server, store: store, time: time)
            _ = try await credential.accessToken(for: Self.request)
            #expect(try await credential.revoke())
            let last = try #require(await server.requests.last)
            #expect(last.url.path == "/restapi/oauth/revoke")
            #expect(last.form["token"] == "refresh-1")
            #expect(await credential.grant == nil)
            #expect(try await credential.revoke() == false)
        }
    }

    @Test func `nothing that a credential prints is secret`() {
        let credential = credential(StubTransport([HTTPResponse(status: 500)]), time: .system)
        #expect(!printed(credential).contains("the-jwt"))
        #expect(!printed(credential).contains("the-secret"))
    }
}
