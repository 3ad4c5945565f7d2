public import Foundation
import PatchbayCore

/// Signs a person in on another device: this program shows a short code, the person types it into a browser anywhere.
///
/// A fallback for machines without a browser. Microsoft recommends that tenants block it by Conditional Access, because people can be
/// talked into typing somebody else's code; the error then says to use the browser. The app's registration must allow public client
/// flows. Sources: Microsoft identity platform, `v2-oauth2-device-code`; RFC 8628.
public struct DeviceSignIn: Sendable {
    /// What to show to the person.
    public struct Code: Sendable {
        /// What the person types.
        public let userCode: String
        /// Where.
        public let verificationURL: URL
        /// Both in a sentence, in the service's words.
        public let message: String
        /// How long the code is good for.
        public let lifetime: Duration
        let deviceCode: Secret
        let interval: Duration
        let begunAt: Duration
    }

    /// The credential that this fills.
    public let credential: SignedInCredential
    private let scopes: [String]

    /// Makes a sign-in.
    ///
    /// - Parameter scopes: what the token is for, such as ``Cloud/defaultScope``; a refresh token is asked for in any case.
    public init(_ credential: SignedInCredential, scopes: [String]) {
        self.credential = credential
        self.scopes = scopes
    }

    /// Asks for a code.
    ///
    /// - Throws: ``AuthenticationError``, ``TransportError``, ``ConfigurationError``, `CancellationError`.
    public func begin() async throws -> Code {
        let endpoint = credential.session.endpoint
        var form = EntraEndpoint.Form()
        form.append("client_id", endpoint.clientID)
        form.append("scope", EntraSession.scopeText(scopes))
        let begunAt = endpoint.time.now
        let response = try await endpoint.post("devicecode", form)
        guard response.isSuccess else { throw endpoint.refusal(response, hiding: []).error }
        let answer = try WireCoding.decode(Answer.self, from: response, service: .entra, operation: "devicecode")
        guard let url = URL(string: answer.verification_uri) else {
            throw ServiceError(
                service: .entra, operation: "devicecode", status: response.status, code: "UnreadableAnswer",
                message: "the page to open is no address", category: .decoding)
        }
        func seconds(_ node: JSONNode?, otherwise: Int) -> Duration {
            .seconds(node?.text.flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil } ?? otherwise)
        }
        return Code(
            userCode: answer.user_code, verificationURL: url,
            message: answer.message ?? "Open \(answer.verification_uri) and type \(answer.user_code).",
            lifetime: seconds(answer.expires_in, otherwise: 900), deviceCode: Secret(answer.device_code),
            interval: seconds(answer.interval, otherwise: 5), begunAt: begunAt)
    }

    /// Waits until the person has signed in, as often as the service allows to ask.
    ///
    /// `authorization_pending` waits on, `slow_down` adds five seconds for good, a lost connection waits longer each time. One last
    /// question is asked when the code's time is over. Source: RFC 8628, section 3.5.
    ///
    /// - Returns: who signed in, as far as the token tells.
    /// - Throws: ``AuthenticationError`` when the person declined, the time is over or a policy forbids it; ``ConfigurationError``
    ///   when the store fails; `CancellationError`.
    public func finish(_ code: Code) async throws -> SignedInAccount? {
        let endpoint = credential.session.endpoint
        let time = endpoint.time
        let deadline = code.begunAt + code.lifetime
        var (interval, extra) = (code.interval, Duration.zero)
        while true {
            let isLast = time.now + interval + extra >= deadline
            try await time.sleep(until: isLast ? max(deadline, time.now) : time.now + interval + extra)
            let askedAt = time.now
            do {
                let response = try await endpoint.post("token", form(code))
                if response.isSuccess {
                    try await credential.session.adopt(EntraToken(response), for: scopes, askedAt: askedAt)
                    return await credential.account
                }
                extra = .zero
                let refusal = endpoint.refusal(response, hiding: [code.deviceCode])
                switch refusal.word {
                case "authorization_pending": break
                case "slow_down": interval += .seconds(5)
                default:
                    guard EntraErrors.isWorthRetrying(refusal.error) else { throw Self.explained(refusal.error) }
                    extra = max(refusal.error.retryAfter ?? .zero, interval)
                }
            } catch let error as TransportError {
                guard error.kind != .refusedLocally else { throw error }
                extra = min(extra + interval, .seconds(60))
            }
            if isLast { throw Self.tooLate(endpoint.tenant) }
        }
    }

    private func form(_ code: Code) -> EntraEndpoint.Form {
        var form = EntraEndpoint.Form()
        form.append("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
        form.append("client_id", credential.session.endpoint.clientID)
        form.append("device_code", code.deviceCode)
        return form
    }

    private struct Answer: Decodable {
        var device_code: String
        var user_code: String
        var verification_uri: String
        var expires_in: JSONNode?
        var interval: JSONNode?
        var message: String?
    }

    private static func tooLate(_ tenant: String) -> AuthenticationError {
        AuthenticationError(
            service: .entra, code: "expired_token", reason: .signInRequired,
            message: "the code was not used in time (tenant \(tenant))",
            remedy: Remedy("Begin again, and type the new code within its time.", action: .signIn))
    }

    private static func explained(_ error: AuthenticationError) -> AuthenticationError {
        guard error.reason == .conditionalAccess else { return error }
        var copy = error
        copy.remedy = Remedy(
            "A Conditional Access policy stands in the way; many tenants block the device code. Sign in with the browser on this machine instead, or ask the tenant's administrator."
        )
        return copy
    }
}
