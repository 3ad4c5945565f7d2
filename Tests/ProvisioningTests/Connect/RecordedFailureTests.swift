import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

/// Answers as the services write them, each with what it must become: a category, a remedy, and nothing secret.
///
/// The shapes are those of the vendors' pages on errors and of public reports; ids and names are made up.
@Suite struct RecordedFailureTests {
    enum From: Sendable { case entra, graph(String), ringCentral, ringCentralToken }

    struct Shape: Sendable, CustomTestStringConvertible {
        let name: String
        let from: From
        let status: Int
        let body: String
        var fields: HTTPFields = [:]
        let category: ErrorCategory
        /// Words that the remedy must have.
        let words: String
        var action: Remedy.Action?
        var testDescription: String { name }

        init(
            _ name: String, _ from: From, _ status: Int, _ body: String, fields: HTTPFields = [:],
            _ category: ErrorCategory, _ words: String, _ action: Remedy.Action? = nil
        ) {
            (self.name, self.from, self.status, self.body) = (name, from, status, body)
            (self.fields, self.category, self.words, self.action) = (fields, category, words, action)
        }
    }

    /// What was in the requests, and what some services repeat.
    static let secrets = [
        "Gen8Q~kJ2.mP9vX-4tLw7zRb1cYd6uHn3sQe", "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "0.AXoAb2JzY3VyZS1yZWZyZXNoLXRva2Vu1Q2w3E4r5T6y7U8i9O0p",
    ]

    static func entra(_ word: String, _ number: Int, _ text: String, extra: String = "") -> String {
        #"{"error":"\#(word)","error_description":"AADSTS\#(number): \#(text) Trace ID: 5c1b6c1e-0000-4000-8000-1d2f3a4b5c00 Correlation ID: 7a2d9f10-0000-4000-8000-aabbccddeeff Timestamp: 2026-11-24 20:15:07Z","error_codes":[\#(number)],"timestamp":"2026-11-24 20:15:07Z","trace_id":"5c1b6c1e-0000-4000-8000-1d2f3a4b5c00","correlation_id":"7a2d9f10-0000-4000-8000-aabbccddeeff","error_uri":"https://login.microsoftonline.com/error?code=\#(number)"\#(extra)}"#
    }

    static func graph(_ code: String, _ message: String, inner: String = "") -> String {
        #"{"error":{"code":"\#(code)","message":"\#(message)","innerError":{\#(inner)"date":"2026-11-24T20:15:07","request-id":"b1946ac9-0000-4000-8000-2d49dbd0a000","client-request-id":"b1946ac9-0000-4000-8000-2d49dbd0a001"}}}"#
    }

    static func ringCentral(_ code: String, _ message: String, extra: String = "") -> String {
        #"{"errorCode":"\#(code)","message":"\#(message)","errors":[{"errorCode":"\#(code)","message":"\#(message)"\#(extra)}]\#(extra)}"#
    }

    static func oauth(_ word: String, _ code: String, _ message: String) -> String {
        #"{"error":"\#(word)","error_description":"\#(message)","errors":[{"errorCode":"\#(code)","message":"\#(message)"}]}"#
    }

    private static let setting = Remedy.Action.fixConfiguration

    static let shapes: [Shape] = [
        Shape(
            "wrong secret", .entra, 401,
            entra(
                "invalid_client", 7_000_215,
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '\(secrets[0])'."
            ), .authentication, "value, not its id", setting("AZURE_CLIENT_SECRET")),
        Shape(
            "expired secret", .entra, 401,
            entra("invalid_client", 7_000_222, "The provided client secret keys for app 'a0b1' are expired."),
            .authentication, "Create a new one", setting("AZURE_CLIENT_SECRET")),
        Shape(
            "no credential", .entra, 401,
            entra(
                "invalid_client", 7_000_218,
                "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
            .invalid, "allow public client flows"),
        Shape(
            "unknown certificate", .entra, 401,
            entra(
                "invalid_client", 700_027,
                "The certificate with identifier used to sign the client assertion is not registered on application. client_assertion=\(secrets[1])"
            ), .authentication, "Upload its public part", setting("AZURE_CLIENT_CERTIFICATE_PATH")),
        Shape(
            "clock", .entra, 401,
            entra("invalid_client", 700_024, "Client assertion is not within its valid time range."), .invalid, "clock"),
        Shape(
            "federated credential", .entra, 400,
            entra("invalid_request", 70021, "No matching federated identity record found for presented assertion."),
            .authentication, "letter by letter"),
        Shape(
            "federated subject in other capitals", .entra, 401,
            entra(
                "invalid_client", 7_002_138,
                "No matching federated identity record found for presented assertion subject 'repo:Acme/phones'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. client_assertion=\(secrets[1])"
            ), .authentication, "capitals too"),
        Shape(
            "app not in tenant", .entra, 400,
            entra(
                "unauthorized_client", 700_016,
                "Application with identifier 'a0b1' was not found in the directory 'Contoso'."), .notFound,
            "not in this tenant", setting("AZURE_CLIENT_ID")),
        Shape(
            "wrong tenant", .entra, 400, entra("invalid_request", 90002, "Tenant 'contos.com' not found."), .notFound,
            "no such tenant", setting("AZURE_TENANT_ID")),
        Shape(
            "other cloud", .entra, 400,
            entra("invalid_request", 900_432, "Confidential Client is not supported in Cross Cloud request."),
            .notFound, "another cloud"),
        Shape(
            "app disabled", .entra, 400,
            entra("unauthorized_client", 7_000_112, "Application 'a0b1'(Phones) is disabled."), .permission,
            "enables it"),
        Shape(
            "no consent", .entra, 400,
            entra(
                "invalid_grant", 65001,
                "The user or administrator has not consented to use the application with ID 'a0b1'.",
                extra: #","suberror":"consent_required""#), .permission, "grants consent"),
        Shape(
            "admin approval", .entra, 400, entra("access_denied", 90094, "The grant requires admin permission."),
            .permission, "administrator has to approve"),
        Shape(
            "scope", .entra, 400,
            entra("invalid_scope", 70011, "The provided request must include a 'scope' input parameter."), .invalid,
            "exactly one service"),
        Shape(
            "resource unknown", .entra, 400,
            entra(
                "invalid_resource", 500_011, "The resource principal named https://graph.microsoft.co was not found."),
            .invalid, "typing errors", setting("GRAPH_ENDPOINT")),
        Shape(
            "second factor", .entra, 400,
            entra(
                "interaction_required", 50076,
                "Due to a configuration change made by your administrator, you must use multi-factor authentication.",
                extra: #","claims":"{\"access_token\":{}}""#), .authentication, "second factor", .signIn),
        Shape(
            "conditional access", .entra, 400,
            entra(
                "invalid_grant", 53003, "Access has been blocked by Conditional Access policies.",
                extra: #","suberror":"message_only""#), .permission, "Conditional Access"),
        Shape(
            "refresh token ended", .entra, 400,
            entra("invalid_grant", 700_082, "The refresh token \(secrets[2]) has expired due to inactivity."),
            .authentication, "Sign in again", .signIn),
        Shape(
            "sign-in revoked", .entra, 400,
            entra("invalid_grant", 50173, "The provided grant has expired due to it being revoked."), .authentication,
            "Sign in again", .signIn),
        Shape(
            "not assigned", .entra, 400,
            entra(
                "invalid_grant", 50105,
                "Your administrator has configured the application to block users unless they are specifically granted access."
            ), .authentication, "Assign the user"),
        Shape(
            "redirect", .entra, 400,
            entra(
                "invalid_request", 50011, "The redirect URI 'http://localhost:1/?code=\(secrets[2])' does not match."),
            .invalid, "exactly this address"),
        Shape(
            "proof key", .entra, 400,
            entra("invalid_grant", 501_481, "The Code_Verifier does not match the code_challenge."), .invalid,
            "proof key"),
        Shape(
            "asks in a loop", .entra, 429,
            entra(
                "invalid_grant", 50196,
                "The server terminated an operation because it encountered a client request loop."), .throttled,
            "share one token cache"),
        Shape(
            "tenant throttled", .entra, 429, entra("temporarily_unavailable", 90055, "The tenant is throttled."),
            fields: ["Retry-After": "17"], .throttled, "run again later"),
        Shape(
            "briefly broken", .entra, 503, entra("temporarily_unavailable", 90033, "A transient error has occurred."),
            .unavailable, "run again later", .runAgain),
        Shape(
            "a code of tomorrow", .entra, 401, entra("invalid_client", 7_999_999, "Something new about the client."),
            .authentication, "Check the app's id and secret"),
        Shape(
            "gateway", .entra, 502, "<html><title>502</title>\(secrets[0])</html>",
            fields: ["Content-Type": "text/html"], .unavailable, "run again later"),

        Shape(
            "dead token", .graph("users.list"), 401,
            graph("InvalidAuthenticationToken", "Access token has expired or is not yet valid."), .authentication,
            "has not been disabled", .runAgain),
        Shape(
            "missing role", .graph("users.list"), 403,
            graph("Authorization_RequestDenied", "Insufficient privileges to complete the operation."), .permission,
            "User.Read.All", .grantPermissions(["User.Read.All"])),
        Shape(
            "missing role for Teams", .graph("teams.app.install"), 403,
            graph(
                "Forbidden",
                "Missing role permissions on the request. API requires one of 'TeamsAppInstallation.ReadWriteForUser.All'. Roles on the request ''."
            ), .permission, "TeamsAppInstallation.ReadWriteForUser.All"),
        Shape(
            "blocked by policy", .graph("teams.app.install"), 403,
            graph("Forbidden", "The app is blocked by app permission policy."), .permission, "policy"),
        Shape(
            "throttled", .graph("users.list"), 429, graph("TooManyRequests", "Too many requests."),
            fields: ["Retry-After": "30"], .throttled, "Run again later", .wait(seconds: 30)),
        Shape(
            "new principal", .graph("organization.get"), 401,
            graph(
                "Authorization_IdentityNotFound", "The identity of the calling application could not be established."),
            .authentication, "takes a few minutes"),
        Shape(
            "expired page", .graph("users.delta"), 410, graph("syncStateNotFound", "The sync state is not found."),
            .resyncRequired, "from the beginning", .runAgain),
        Shape(
            "message with a token", .graph("users.list"), 400, graph("Request_BadRequest", "Bad token \(secrets[1])"),
            .invalid, "Microsoft's support"),
        Shape(
            "Graph down", .graph("users.list"), 503, graph("ServiceUnavailable", "Try later."), .unavailable,
            "Microsoft has a problem", .runAgain),

        Shape(
            "RingCentral scope", .ringCentral, 403,
            ringCentral(
                "CMN-401", "In order to call this API endpoint, application needs to have [ReadAccounts] permission",
                extra: #","permissionName":"ReadAccounts""#), .permission, "ReadAccounts"),
        Shape(
            "RingCentral user permission", .ringCentral, 403,
            ringCentral(
                "CMN-408",
                "In order to call this API endpoint, user needs to have [ReadCompanyInfo] permission for requested resource.",
                extra: #","permissionName":"ReadCompanyInfo""#), .permission, "ReadCompanyInfo"),
        Shape(
            "RingCentral pace", .ringCentral, 429, ringCentral("CMN-301", "Request rate exceeded"),
            fields: ["Retry-After": "60"], .throttled, "Wait"),
        Shape(
            "RingCentral token gone", .ringCentral, 401, ringCentral("OAU-213", "Token not found"), .authentication,
            "Sign in"),

        Shape(
            "RingCentral client secret", .ringCentralToken, 401,
            oauth("invalid_client", "OAU-146", "Invalid client credentials \(secrets[0])"), .authentication,
            "belong together", setting("RC_APP_CLIENT_SECRET")),
        Shape(
            "RingCentral unknown app", .ringCentralToken, 401,
            oauth("invalid_client", "OAU-120", "Client application is not found"), .notFound, "client id",
            setting("RC_APP_CLIENT_ID")),
        Shape(
            "RingCentral grant not allowed", .ringCentralToken, 401,
            oauth("unauthorized_client", "OAU-125", "The grant type is not allowed"), .invalid, "developer console"),
        Shape(
            "RingCentral locked", .ringCentralToken, 400, oauth("invalid_grant", "OAU-147", "Account locked"),
            .authentication, "locked", .signIn),
        Shape(
            "RingCentral third-party apps", .ringCentralToken, 403,
            ringCentral(
                "CMN-408", "User needs [ThirdPartyAppAccess]", extra: #","permissionName":"ThirdPartyAppAccess""#),
            .permission, "third-party apps", .assignRole("ThirdPartyAppAccess")),
        Shape("RingCentral sign-in down", .ringCentralToken, 500, "", .unavailable, "Run again later", .runAgain),
    ]

    struct Failure {
        let error: any Error
        let category: ErrorCategory
        let remedy: Remedy?
    }

    private func failure(_ shape: Shape) async throws -> Failure {
        let response = HTTPResponse(status: shape.status, fields: shape.fields, body: Data(shape.body.utf8))
        switch shape.from {
        case .entra:
            let error = EntraErrors.error(
                from: response, tenant: "contoso.com", hiding: Self.secrets.map { Secret($0) }, now: Date())
            return Failure(error: error, category: error.category, remedy: error.remedy)
        case .graph(let operation):
            let error = GraphDialect().error(from: response, operation: operation, now: Date())
            return Failure(error: error, category: error.category, remedy: error.remedy)
        case .ringCentral:
            let stub = StubTransport([response])
            let ringCentral = RingCentral(.fixed(Secret(Self.secrets[1])), clientID: "app", transport: stub) {
                $0.retry = .never
            }
            let error = try await #require(throws: ServiceError.self) { try await ringCentral.account.current() }
            return Failure(error: error, category: error.category, remedy: error.remedy)
        case .ringCentralToken:
            return try await VirtualTime.run { time in
                let credential = JWTCredential(
                    Secret(Self.secrets[1]), clientID: "app", clientSecret: Secret(Self.secrets[0]),
                    transport: StubTransport([response]), time: time)
                let error = try await #require(throws: AuthenticationError.self) {
                    try await credential.accessToken(for: TokenRequest(scopes: []))
                }
                return Failure(error: error, category: error.category, remedy: error.remedy)
            }
        }
    }

    @Test(arguments: shapes) func `a recorded failure has its category, its remedy and no secret`(shape: Shape)
        async throws
    {
        let failure = try await failure(shape)
        #expect(failure.category == shape.category)
        let remedy = try #require(failure.remedy)
        #expect(!remedy.sentence.isEmpty)
        #expect(remedy.sentence.contains(shape.words), "\(remedy.sentence)")
        if let action = shape.action { #expect(remedy.action == action) }
        var shown = "\(failure.error) \(String(reflecting: failure.error)) \(failure.error.localizedDescription)"
        dump(failure.error, to: &shown)
        for secret in Self.secrets {
            // Not the whole, and not a part that would be enough.
            #expect(!shown.contains(secret.prefix(12)), "\(shown)")
        }
    }

    @Test func `there are enough of them, each with a name of its own`() {
        #expect(Self.shapes.count >= 40)
        #expect(Set(Self.shapes.map(\.name)).count == Self.shapes.count)
    }
}
