import Foundation
import PatchbayCore

/// `POST /restapi/oauth/token` and `/revoke`.
///
/// Source: RingCentral `authentication/jwt-flow`, `authentication/auth-code-flow`, `authentication/refresh-tokens`, `authentication/tokens`; codes from `basics/errors`.
enum RingCentralTokenRoutes {
    static let all: [Route] = [
        Route(
            .post, "/oauth/token", .ringCentralToken, .token, charges: .one(.ringCentralAuth),
            source: "RingCentral authentication/jwt-flow",
            handle: { (call, _, world) throws(Problem) in try token(call, world) }),
        Route(
            .post, "/oauth/revoke", "ringcentral.revoke", .token, charges: .one(.ringCentralAuth),
            source: "RingCentral authentication/tokens",
            handle: { (call, _, world) throws(Problem) in
                try checkClient(call, world)
                if let token = call.form.first(where: { $0.name == "token" })?.value {
                    world.ringCentral.sessions.revoke(token)
                }
                return HTTPResponse(status: 200)
            }),
    ]

    private static func refusal(_ status: Int, _ word: String, _ code: String, _ message: String) -> Problem {
        Problem(status, code, message, inner: word)
    }

    /// A confidential app signs in with Basic, a public one names itself in the body. Source: RingCentral
    /// `authentication/refresh-tokens`.
    private static func checkClient(_ call: Call, _ world: World) throws(Problem) {
        let settings = world.settings.ringCentral
        if settings.isPublicApp, call.fields["Authorization"] == nil {
            guard call.form.contains(where: { $0.name == "client_id" && $0.value == settings.clientID }) else {
                throw refusal(401, "invalid_client", "OAU-120", "Client application is not found")
            }
            return
        }
        guard let value = call.fields["Authorization"], value.lowercased().hasPrefix("basic "),
            let data = Data(base64Encoded: String(value.dropFirst(6))), let text = String(data: data, encoding: .utf8)
        else { throw refusal(401, "invalid_client", "OAU-123", "Authorization header is malformed or missing") }
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.first == settings.clientID else {
            throw refusal(401, "invalid_client", "OAU-120", "Client application is not found")
        }
        guard halves.last == settings.clientSecret else {
            throw refusal(401, "invalid_client", "OAU-146", "Invalid client credentials")
        }
    }

    private static func token(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        try checkClient(call, world)
        let form = call.form
        guard Set(form.map(\.name)).count == form.count else {
            throw refusal(400, "invalid_request", "OAU-111", "A parameter is sent more than once")
        }
        func field(_ name: String) -> String? { form.first { $0.name == name }?.value }
        let settings = world.settings.ringCentral
        var lifetime = settings.accessTokenLifetime.seconds
        // Source: RingCentral auth-token-params: 600 to 3600 seconds, clamped without a word.
        if let wanted = field("access_token_ttl").flatMap({ Double($0) }) { lifetime = min(max(wanted, 600), 3600) }
        let grant: RingCentralSessions.Grant
        switch field("grant_type") {
        case "urn:ietf:params:oauth:grant-type:jwt-bearer":
            guard field("assertion") == settings.jwt else {
                throw refusal(401, "invalid_grant", "OAU-149", "The assertion cannot be accepted")
            }
            grant = world.ringCentral.sessions.begin(at: call.now, lifetime: lifetime)
        case "authorization_code":
            try RingCentralSignInRoutes.redeem(
                field("code"), redirectURI: field("redirect_uri"), verifier: field("code_verifier"), call, world)
            grant = world.ringCentral.sessions.begin(at: call.now, lifetime: lifetime)
        case "refresh_token":
            guard
                let next = world.ringCentral.sessions.refresh(
                    field("refresh_token") ?? "", at: call.now, lifetime: lifetime)
            else { throw refusal(400, "invalid_grant", "OAU-213", "Token not found") }
            grant = next
        case nil: throw refusal(400, "invalid_request", "CMN-100", "Parameter [grant_type] is mandatory")
        default:
            throw refusal(401, "unauthorized_client", "OAU-125", "The grant type is not allowed for this application")
        }
        world.journal.tokensIssued["ringcentral", default: 0] += 1
        var answer: JSONValue = [
            "access_token": .string(grant.access), "token_type": "bearer",
            "expires_in": .integer(Int64(grant.accessEndsIn)), "scope": .string(settings.scopes.joined(separator: " ")),
            "owner_id": .string(String(world.ringCentral.ownerID)),
            "endpoint_id": .string(field("endpoint_id") ?? "simulated-endpoint"),
        ]
        if let refresh = grant.refresh {
            answer = answer.adding("refresh_token", .string(refresh))
                .adding("refresh_token_expires_in", .integer(Int64(grant.refreshEndsIn)))
        }
        return .ringCentral(answer)
    }
}
