import Foundation
import PatchbayCore

/// What the token endpoint's codes mean, as data. Sources: RingCentral `basics/errors`, OpenAPI `createSubscription`; OAU-165 from the
/// change log, CMN-408 with `ThirdPartyAppAccess` from public threads.
enum TokenErrors {
    struct Rule: Sendable {
        let reason: AuthenticationError.Reason
        let remedy: Remedy

        init(_ reason: AuthenticationError.Reason, _ sentence: String, _ action: Remedy.Action = .read) {
            self.reason = reason
            remedy = Remedy(sentence, action: action)
        }
    }

    private static let signIn = Rule(.signInRequired, "Sign in to RingCentral again.", .signIn)
    private static let redirect = Rule(
        .invalidRequest, "Register exactly this redirect address for the app in RingCentral's developer console.")
    private static let app = Rule(
        .unknownApp, "Check the client id, and that the app exists for this server and is released there.",
        .fixConfiguration("RC_APP_CLIENT_ID"))
    private static let grantType = Rule(
        .invalidRequest,
        "Allow this way of signing in (JWT, authorization code, refresh tokens) for the app "
            + "in RingCentral's developer console.")
    private static let secret = Rule(
        .wrongSecret, "Check the client id and the client secret; they belong together.",
        .fixConfiguration("RC_APP_CLIENT_SECRET"))
    private static let user = Rule(
        .signInRequired,
        "This RingCentral user cannot sign in: check that the extension exists, is a user and is "
            + "enabled, or use another user.", .signIn)
    private static let defect = Rule(.invalidRequest, "Report this to Patchbay: the token request was malformed.")

    static let table: [String: Rule] = [
        "OAU-101": Rule(.invalidRequest, "Check the brand id."),
        "OAU-102": signIn, "OAU-106": signIn, "OAU-108": signIn,
        "OAU-105": user,
        "OAU-109": redirect, "OAU-113": redirect,
        "OAU-110": Rule(.invalidRequest, "The code belongs to another app. Check the client id.", .signIn),
        "OAU-111": defect, "OAU-123": defect, "OAU-134": defect, "OAU-150": defect,
        "OAU-112": grantType, "OAU-125": grantType, "OAU-116": grantType,
        "OAU-117": Rule(.consentRequired, "The app's scopes are narrower than the target app's. Add them."),
        "OAU-120": app, "OAU-121": app, "OAU-127": app,
        "OAU-128": signIn, "OAU-129": signIn, "OAU-149": signIn, "OAU-213": signIn,
        "OAU-136": user, "OAU-140": user, "OAU-141": user, "OAU-142": user, "OAU-232": user, "OAU-236": user,
        "OAU-146": secret,
        "OAU-147": Rule(
            .signInRequired,
            "The RingCentral user is locked after failed attempts. Do not try again before an "
                + "administrator has unlocked it.", .signIn),
        "OAU-148": Rule(.signInRequired, "The RingCentral user is locked. Sign in through single sign-on.", .signIn),
        "OAU-151": Rule(.invalidRequest, "This resource does not accept this way of signing in."),
        "OAU-165": Rule(
            .unknownApp, "The app is not allowed on this server. Check the server address and the client id.",
            .fixConfiguration("RC_SERVER_URL")),
        "OAU-168": Rule(.signInRequired, "Multi-factor authentication stands in the way. Use a JWT or a browser."),
        "CMN-408": Rule(
            .consentRequired,
            "Give the RingCentral user a role with the permission to use third-party apps "
                + "(ThirdPartyAppAccess).", .assignRole("ThirdPartyAppAccess")),
        "CMN-401": Rule(
            .consentRequired, "Add the missing scope to the app in RingCentral's developer console."),
        // The words of OAuth itself, where there is no code of RingCentral's.
        "invalid_client": secret,
        "invalid_grant": Rule(
            .signInRequired,
            "The JWT or the sign-in is no longer valid for this app and server. Make a new JWT in the "
                + "developer console, or sign in again.", .signIn),
        "unauthorized_client": grantType, "unsupported_grant_type": grantType,
        "invalid_request": defect, "invalid_scope": Rule(.consentRequired, "Check the app's scopes."),
        "access_denied": Rule(.consentRequired, "The person did not agree. Sign in again and accept.", .signIn),
    ]

    /// Codes that forbid the user to sign in, whatever is tried. They say nothing about a refresh token.
    private static let blocked: Set<String> = [
        "OAU-105", "OAU-136", "OAU-140", "OAU-141", "OAU-142", "OAU-147", "OAU-148", "OAU-168", "OAU-232", "OAU-236",
    ]

    /// Whether an error in answer to a refresh means that the refresh token is dead: expired, revoked, or rotated away.
    static func meansDeadToken(_ error: AuthenticationError) -> Bool {
        error.reason == .signInRequired && !blocked.contains(error.code)
    }

    /// The error in an unsuccessful answer of the token endpoint.
    static func error(from response: HTTPResponse, now: Date) -> AuthenticationError {
        let body = ErrorBody(response)
        let wait = RetryAfter.of(response, now: now)
        let code = body.codes.first ?? "HTTP \(response.status)"
        let rule = body.codes.lazy.compactMap { table[$0] }.first ?? fallback(response.status, wait)
        let isBusy = response.status == 429 || response.status == 408 || response.status >= 500
        let judged = isBusy ? fallback(response.status, wait) : rule
        return AuthenticationError(
            service: .ringCentral, code: code, reason: judged.reason, message: body.message, status: response.status,
            correlationID: response.fields["RCRequestId"], retryAfter: wait, remedy: judged.remedy)
    }

    private static func fallback(_ status: Int, _ wait: Duration?) -> Rule {
        switch status {
        case 429:
            Rule(
                .throttled,
                "Too many token requests: five a minute are allowed. Wait, and keep tokens instead of signing "
                    + "in anew.", .wait(seconds: Int((wait ?? .seconds(60)).components.seconds)))
        case 408, 500...:
            Rule(.unavailable, "RingCentral's sign-in has a problem of its own. Run again later.", .runAgain)
        case 300..<400:
            Rule(
                .invalidRequest, "The server redirects. Give the address that it redirects to.",
                .fixConfiguration("RC_SERVER_URL"))
        case 404:
            Rule(
                .invalidRequest, "There is no token endpoint at this address. Check the server address.",
                .fixConfiguration("RC_SERVER_URL"))
        default: Rule(.unknown, "Check client id, secret, JWT and server address.")
        }
    }
}
