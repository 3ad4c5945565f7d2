import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct ClientSecretCredentialTests {
    static let secret = "s3cr3t~+/& value"
    static let scope = "https://graph.microsoft.com/.default"
    static let good = HTTPResponse.json(
        #"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"eyJtoken"}"#)

    static func refusal(
        _ code: Int, error: String = "invalid_client", status: Int = 401, fields: HTTPFields = [:],
        description: String = "x"
    ) -> HTTPResponse {
        .json(
            #"{"error":"\#(error)","error_description":"AADSTS\#(code): \#(description) Trace ID: t-1 Correlation ID: c-1 Timestamp: 2026-01-01 00:00:00Z","error_codes":[\#(code)],"timestamp":"2026-01-01 00:00:00Z","trace_id":"t-1","correlation_id":"c-1","error_uri":"https://login.microsoftonline.com/error?code=\#(code)"}"#,
            status: status, fields: fields)
    }

    struct Attempt: Sendable {
        let result: Result<AccessToken, any Error>
        let requests: [HTTPRequest]
        let elapsed: Duration
    }

    static func ask(
        tenant: String = "contoso.com", secret: String = secret, claims: String? = nil, announces: Bool = false,
        _ answer: @escaping StubTransport.Answer
    ) async throws -> Attempt {
        try await VirtualTime.run { time in
            let stub = StubTransport(answer)
            let credential = ClientSecretCredential(
                tenant: tenant, clientID: "app-id", secret: Secret(secret), transport: stub, time: time,
                announcesClaimsSupport: announces, jitter: { 1 })
            let result: Result<AccessToken, any Error>
            do {
                result = .success(
                    try await credential.accessToken(for: TokenRequest(scopes: [scope], claims: claims)))
            } catch { result = .failure(error) }
            return Attempt(result: result, requests: stub.requests, elapsed: time.now)
        }
    }

    @Test func `the grant is a form, with the secret escaped in its body and nowhere else`() async throws {
        let attempt = try await Self.ask { _, _ in Self.good }
        let token = try attempt.result.get()
        #expect(token.value.reveal { $0 } == "eyJtoken")
        #expect(token.lifetime == .seconds(3599))
        #expect(token.refreshAfter == nil)
        let request = try #require(attempt.requests.first)
        #expect(
            request.text == """
                POST /contoso.com/oauth2/v2.0/token
                Content-Type: application/x-www-form-urlencoded
                grant_type=client_credentials&client_id=app-id&client_secret=s3cr3t~%2B%2F%26%20value&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default
                """)
        #expect(request.url.host() == "login.microsoftonline.com")
        #expect(request.fields["client-request-id"].flatMap(UUID.init(uuidString:)) != nil)
        #expect(!"\(request)".contains("s3cr3t"))
    }

    @Test func `lifetimes may be text, may be missing, and may come with an earlier wish`() async throws {
        let rows: [(String, Duration, Duration?)] = [
            (#"{"access_token":"t","expires_in":"3600","refresh_in":1800}"#, .seconds(3600), .seconds(1800)),
            (#"{"access_token":"t"}"#, .seconds(600), nil),
            (#"{"access_token":"t","expires_in":0,"new":[]}"#, .seconds(600), nil),
        ]
        for (body, lifetime, refresh) in rows {
            let token = try await Self.ask { _, _ in .json(body) }.result.get()
            #expect(token.lifetime == lifetime)
            #expect(token.refreshAfter == refresh)
        }
    }

    @Test func `a wrong secret is not tried twice, and the error says what to do without showing it`() async throws {
        let attempt = try await Self.ask { _, _ in
            Self.refusal(7_000_215, description: "Invalid client secret provided: \(Self.secret).")
        }
        let error = try #require(
            #expect(throws: AuthenticationError.self) { try attempt.result.get() })
        #expect(attempt.requests.count == 1)
        #expect(error.code == "AADSTS7000215")
        #expect(error.reason == .wrongSecret)
        #expect(error.status == 401)
        #expect(error.correlationID == "c-1")
        #expect(error.message.contains("tenant contoso.com, trace t-1"))
        #expect(error.remedy.action == .fixConfiguration("AZURE_CLIENT_SECRET"))
        #expect(error.remedy.sentence.contains("value, not its id"))
        #expect(!shown(error).contains("s3cr3t"))
    }

    @Test func `what is only busy is tried three times, with growing waits`() async throws {
        let attempt = try await Self.ask { _, _ in Self.refusal(90033, error: "temporarily_unavailable", status: 400) }
        let error = #expect(throws: AuthenticationError.self) { try attempt.result.get() }
        #expect(error?.reason == .unavailable)
        #expect(error?.isTransient == true)
        #expect(attempt.requests.count == 3)
        #expect(attempt.elapsed == .seconds(1 + 2))
    }

    @Test func `a named wait is kept, in either form`() async throws {
        let date = "Fri, 15 Jan 2027 08:00:20 GMT"  // twenty seconds after the virtual clock's start
        for wait in ["20", date] {
            let attempt = try await Self.ask { _, count in
                count == 1 ? HTTPResponse(status: 429, fields: ["Retry-After": wait]) : Self.good
            }
            _ = try attempt.result.get()
            #expect(attempt.requests.count == 2)
            #expect(attempt.elapsed == .seconds(20))
        }
    }

    @Test func `a wait that is too long is reported instead of sat out`() async throws {
        let attempt = try await Self.ask { _, _ in
            Self.refusal(90055, error: "temporarily_unavailable", status: 429, fields: ["Retry-After": "600"])
        }
        let error = #expect(throws: AuthenticationError.self) { try attempt.result.get() }
        #expect(error?.reason == .throttled)
        #expect(error?.retryAfter == .seconds(600))
        #expect(attempt.requests.count == 1)
    }

    @Test func `when the service says that we ask in a loop, we stop`() async throws {
        let attempt = try await Self.ask { _, _ in Self.refusal(50196, error: "invalid_grant", status: 429) }
        let error = #expect(throws: AuthenticationError.self) { try attempt.result.get() }
        #expect(error?.reason == .throttled)
        #expect(attempt.requests.count == 1)
    }

    @Test func `a cut connection and a page of HTML are tried again`() async throws {
        let attempt = try await Self.ask { _, count in
            switch count {
            case 1: throw TransportError(.interrupted, detail: "cut")
            case 2: HTTPResponse(status: 502, fields: ["Content-Type": "text/html"], body: Data("<html>".utf8))
            default: Self.good
            }
        }
        _ = try attempt.result.get()
        #expect(attempt.requests.count == 3)
    }

    @Test func `an endless answer is given up after half a minute`() async throws {
        let attempt = try await VirtualTime.run { time in
            let stub = StubTransport { _, _ in
                try await time.sleep(for: .seconds(1000))
                return Self.good
            }
            let credential = ClientSecretCredential(
                tenant: "t", clientID: "a", secret: Secret("s"), transport: stub, time: time, jitter: { 0 })
            await #expect(throws: TransportError.self) {
                try await credential.accessToken(for: TokenRequest(scopes: [Self.scope]))
            }
            return time.now
        }
        #expect(attempt == .seconds(90))
    }

    @Test func `an answer without a token is unreadable, and is not shown`() async throws {
        let attempt = try await Self.ask { _, _ in .json(#"{"acess_token":"eyJ-oops"}"#) }
        let error = try #require(#expect(throws: ServiceError.self) { try attempt.result.get() })
        #expect(error.category == .decoding)
        #expect(error.service == .entra)
        #expect(!shown(error).contains("oops"))
    }

    @Test func `a challenge's claims are sent, merged with what we announce`() async throws {
        let challenge = #"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#
        func claims(_ attempt: Attempt) -> String? {
            attempt.requests[0].bodyText.components(separatedBy: "&claims=").dropFirst().first?.removingPercentEncoding
        }
        #expect(claims(try await Self.ask { _, _ in Self.good }) == nil)
        #expect(claims(try await Self.ask(claims: challenge) { _, _ in Self.good }) == challenge)
        #expect(
            claims(try await Self.ask(announces: true) { _, _ in Self.good })
                == #"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#)
        #expect(
            claims(try await Self.ask(claims: challenge, announces: true) { _, _ in Self.good })
                == #"{"access_token":{"nbf":{"essential":true,"value":"1604106651"},"xms_cc":{"values":["cp1"]}}}"#)
    }

    @Test(arguments: ["common", "Organizations", "consumers", ""])
    func `an app without a person needs a tenant, and none is asked in vain`(tenant: String) async throws {
        let attempt = try await Self.ask(tenant: tenant) { _, _ in Self.good }
        #expect(throws: ConfigurationError.self) { try attempt.result.get() }
        #expect(attempt.requests.isEmpty)
    }

    @Test func `an empty secret is a mistake of the configuration`() async throws {
        let attempt = try await Self.ask(secret: "") { _, _ in Self.good }
        let error = #expect(throws: ConfigurationError.self) { try attempt.result.get() }
        #expect(error?.remedy.action == .fixConfiguration("AZURE_CLIENT_SECRET"))
        #expect(attempt.requests.isEmpty)
    }

    @Test func `a client uses it with the scope of its cloud, and refreshes once on 401`() async throws {
        let tokens = StubTransport { _, count in .json(#"{"access_token":"token-\#(count)","expires_in":3600}"#) }
        let api = StubTransport { request, _ in
            request.fields["Authorization"] == "Bearer token-1"
                ? HTTPResponse(status: 401) : .json(#"{"isTeamsEnabled":true}"#)
        }
        let graph = Graph(
            .clientSecret(
                tenant: "t", clientID: "a", secret: Secret("s"), authority: Cloud.gccHigh.authority, transport: tokens),
            tenant: "t", clientID: "a", cloud: .gccHigh, transport: api)
        #expect(try await graph.tenant.teamwork().isTeamsEnabled == true)
        #expect(tokens.requests.count == 2)
        #expect(tokens.requests[0].url.absoluteString == "https://login.microsoftonline.us/t/oauth2/v2.0/token")
        #expect(tokens.requests[0].bodyText.hasSuffix("scope=https%3A%2F%2Fgraph.microsoft.us%2F.default"))
    }
}
