public import Foundation
import PatchbayCore

/// Signs a person in with a browser: authorization code with PKCE.
///
/// ```swift
/// let flow = AuthorizationCodeFlow(credential, redirectURI: "http://127.0.0.1:8421/")
/// let attempt = try flow.begin()
/// open(attempt.url)                                            // the person signs in; the browser comes back
/// let grant = try await flow.finish(callback, attempt)         // the credential is ready
/// ```
///
/// Scopes are not asked for: they come from the app's settings. The challenge method is always named, since RingCentral takes `plain` where
/// it is left out. Sources: RingCentral `authentication/auth-code-flow`, `authentication/auth-code-pkce-flow`, RFC 7636.
public struct AuthorizationCodeFlow: Sendable {
    /// One try to sign in; keep it until the browser comes back.
    public struct Attempt: Sendable {
        /// What to open in the browser.
        public let url: URL
        /// Comes back with the code, and proves that the answer belongs to this attempt.
        public let state: String
        let verifier: Secret
    }

    /// The credential that this flow fills.
    public let credential: RefreshTokenCredential
    private let redirectURI: String
    private let brandID: String?
    private let random: @Sendable (Int) -> [UInt8]

    /// Makes a flow.
    ///
    /// - Parameters:
    ///   - credential: gets the tokens; its store and key decide where they are kept.
    ///   - redirectURI: exactly as registered in the developer console.
    ///   - brandID: which brand's sign-in page is shown.
    ///   - random: so many unpredictable bytes.
    public init(
        _ credential: RefreshTokenCredential, redirectURI: String, brandID: String? = nil,
        random: @escaping @Sendable (Int) -> [UInt8] = { (0..<$0).map { _ in UInt8.random(in: 0...255) } }
    ) {
        self.credential = credential
        self.redirectURI = redirectURI
        self.brandID = brandID
        self.random = random
    }

    /// Begins: the address to open, with a fresh state and a fresh verifier.
    ///
    /// - Throws: ``ConfigurationError``.
    public func begin() throws -> Attempt {
        let key = ProofKey(random: random)
        let state = Base64URL.encode(random(24))
        let endpoint = credential.session.endpoint
        var query: Query = [
            "response_type": "code", "client_id": endpoint.clientID, "redirect_uri": redirectURI, "state": state,
            "code_challenge": key.challenge, "code_challenge_method": "S256",
        ]
        if let brandID { query.append("brandId", brandID) }
        return Attempt(
            url: try endpoint.server.url("/restapi/oauth/authorize", query: query), state: state,
            verifier: key.verifier)
    }

    /// Finishes with the address that the browser came back to.
    ///
    /// - Throws: ``AuthenticationError`` if the address belongs to another attempt, carries an error, or its code is refused;
    ///   ``TransportError``; ``ConfigurationError`` when the store fails; `CancellationError`.
    public func finish(_ callback: URL, _ attempt: Attempt) async throws -> TokenGrant {
        let items = URLComponents(url: callback, resolvingAgainstBaseURL: false)?.queryItems ?? []
        func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
        guard ConstantTime.equal(value("state") ?? "", attempt.state) else {
            throw Self.refused("WrongState", "the answer belongs to another attempt to sign in")
        }
        if let error = value("error") {
            throw Self.refused(error, value("error_description") ?? "")
        }
        guard let code = value("code"), !code.isEmpty else {
            throw Self.refused("NoCode", "the answer carries no code")
        }
        var form = FormBody()
        form.append("grant_type", "authorization_code")
        form.append("code", code)
        form.append("redirect_uri", redirectURI)
        attempt.verifier.reveal { form.append("code_verifier", $0) }
        return try await credential.session.redeem(form)
    }

    private static func refused(_ code: String, _ message: String) -> AuthenticationError {
        let rule = TokenErrors.table[code]
        return AuthenticationError(
            service: .ringCentral, code: code, reason: rule?.reason ?? .signInRequired, message: message,
            remedy: rule?.remedy ?? Remedy("Sign in to RingCentral again.", action: .signIn))
    }
}
