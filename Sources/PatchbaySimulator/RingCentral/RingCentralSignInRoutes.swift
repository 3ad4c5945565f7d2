import Foundation
import PatchbayCore

/// `GET /restapi/oauth/authorize`: the sign-in page, with a person who signs in at once, and the codes that come of it.
///
/// Source: RingCentral `authentication/auth-code-flow`, `authentication/auth-code-pkce-flow`, `authentication/oauth-request`; codes from
/// `basics/errors`.
enum RingCentralSignInRoutes {
    static let all: [Route] = [
        Route(
            .get, "/oauth/authorize", "ringcentral.authorize", .token, charges: .free,
            source: "RingCentral authentication/auth-code-flow",
            handle: { (call, _, world) throws(Problem) in try authorize(call, world) })
    ]

    /// How long a code is good for. Source: RingCentral `authentication/auth-code-pkce-flow`, the sample of an answer.
    private static let lifetime = 60.0

    private static func refusal(_ status: Int, _ word: String, _ code: String, _ message: String) -> Problem {
        Problem(status, code, message, inner: word)
    }

    /// Scopes are not looked at: they come from the app's settings. A redirect address that is not registered gets no answer, as it may
    /// be anybody's.
    private static func authorize(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let settings = world.settings.ringCentral
        guard call.option("client_id") == settings.clientID else {
            throw refusal(400, "invalid_client", "OAU-120", "Client application is not found")
        }
        guard let redirect = call.option("redirect_uri"), settings.redirectURIs.contains(redirect) else {
            throw refusal(400, "invalid_request", "OAU-109", "The redirect URI is not registered for the application")
        }
        var query = Query()
        func back() -> HTTPResponse {
            if let state = call.option("state") { query.append("state", state) }
            return HTTPResponse(
                status: 302,
                fields: ["Location": redirect + (redirect.contains("?") ? "&" : "?") + query.suffix.dropFirst()])
        }
        guard call.option("response_type") == "code" else {
            query.append("error", "unsupported_response_type")
            return back()
        }
        let challenge = call.option("code_challenge")
        // An app without a secret has nothing else to prove itself by.
        guard challenge != nil || !settings.isPublicApp else {
            query.append("error", "invalid_request")
            query.append("error_description", "A code challenge is needed")
            return back()
        }
        let code = world.ringCentral.issueCode(
            .init(
                redirectURI: redirect, challenge: challenge,
                // Left out, the method is plain.
                isPlain: call.option("code_challenge_method") != "S256", endsAt: call.now + lifetime))
        query.append("code", code)
        query.append("expires_in", String(Int(lifetime)))
        return back()
    }

    /// Checks a code; it is good once, also for whoever cannot prove that it is theirs.
    static func redeem(
        _ code: String?, redirectURI: String?, verifier: String?, _ call: Call, _ world: World
    ) throws(Problem) {
        guard let code, let known = world.ringCentral.spendCode(code), known.endsAt > call.now else {
            throw refusal(400, "invalid_grant", "OAU-213", "Token not found")
        }
        guard redirectURI == known.redirectURI else {
            throw refusal(400, "invalid_request", "OAU-109", "The redirect URI is not the one of the code")
        }
        guard let challenge = known.challenge else { return }
        let proof = verifier.map { known.isPlain ? $0 : Base64URL.encode(SHA256Digest.of($0.utf8)) }
        guard let proof, ConstantTime.equal(proof, challenge) else {
            throw refusal(400, "invalid_grant", "OAU-213", "Token not found")
        }
    }
}

/// What a code of the sign-in page stands for.
struct RingCentralCode: Hashable, Sendable {
    let redirectURI: String
    let challenge: String?
    let isPlain: Bool
    let endsAt: Double
}
