public import Foundation
import PatchbayCore

/// Signs a person in with a browser: authorization code with PKCE.
///
/// ```swift
/// let signIn = BrowserSignIn(credential, scopes: [Cloud.global.defaultScope], redirectURI: "http://localhost:8421/")
/// let attempt = try await signIn.begin()
/// open(attempt.url)                                   // the person signs in; the browser comes back to the redirect address
/// let account = try await signIn.finish(RedirectAnswer(url: callback), attempt)     // the credential is ready
/// ```
///
/// For a program on a person's machine, register `http://localhost` under “Mobile and desktop applications”: the port is then not
/// compared, the path is. Sources: Microsoft identity platform, `v2-oauth2-auth-code-flow`, `reply-url`; RFC 7636; RFC 8252.
public struct BrowserSignIn: Sendable {
    /// One try to sign in; keep it until the browser comes back.
    public struct Attempt: Sendable {
        /// What to open in the browser.
        public let url: URL
        /// Comes back with the code, and proves that the answer belongs to this attempt.
        public let state: String
        let verifier: Secret
    }

    /// How the answer comes back. A posted form keeps the code out of the address bar, the history and the logs of proxies.
    public enum ResponseMode: String, Sendable {
        /// In the query of the redirect address.
        case query
        /// As a form that the browser posts to the redirect address.
        case formPost = "form_post"
    }

    /// The credential that this fills.
    public let credential: SignedInCredential
    private let scopes: [String]
    private let redirectURI: String
    private let responseMode: ResponseMode
    private let random: @Sendable (Int) -> [UInt8]

    /// Makes a sign-in.
    ///
    /// - Parameters:
    ///   - scopes: what the token is for, such as ``Cloud/defaultScope``; a refresh token is asked for in any case.
    ///   - redirectURI: as registered; for a loopback address the port is not compared.
    ///   - random: so many unpredictable bytes.
    public init(
        _ credential: SignedInCredential, scopes: [String], redirectURI: String, responseMode: ResponseMode = .query,
        random: @escaping @Sendable (Int) -> [UInt8] = { (0..<$0).map { _ in UInt8.random(in: 0...255) } }
    ) {
        self.credential = credential
        self.scopes = scopes
        self.redirectURI = redirectURI
        self.responseMode = responseMode
        self.random = random
    }

    /// Begins: the address to open, with a fresh state and a fresh verifier. What the service demanded when it last refused a
    /// token (a claims challenge) is asked for on the page.
    ///
    /// - Parameters:
    ///   - loginHint: the name of the person to sign in, to spare the choice.
    ///   - forcesChoice: shows the accounts to choose from, also where one is signed in already.
    /// - Throws: ``ConfigurationError``.
    public func begin(loginHint: String? = nil, forcesChoice: Bool = false) async throws -> Attempt {
        let session = credential.session
        let (key, state) = (ProofKey(random: random), Base64URL.encode(random(24)))
        var query: Query = [
            "client_id": session.endpoint.clientID, "response_type": "code", "redirect_uri": redirectURI,
            "response_mode": responseMode.rawValue, "scope": EntraSession.scopeText(scopes), "state": state,
            "code_challenge": key.challenge, "code_challenge_method": "S256",
        ]
        if let loginHint { query.append("login_hint", loginHint) }
        if forcesChoice { query.append("prompt", "select_account") }
        if let claims = try ClaimsRequest.merge(
            challenge: await session.wantedClaims, announcing: session.announcesClaimsSupport)
        {
            query.append("claims", claims)
        }
        let endpoint = session.endpoint
        return Attempt(
            url: try endpoint.authority.url(
                "/\(PathSegment(endpoint.tenant))/oauth2/v2.0/authorize", query: query), state: state,
            verifier: key.verifier)
    }

    /// Finishes with what the browser brought back.
    ///
    /// - Returns: who signed in, as far as the token tells.
    /// - Throws: ``AuthenticationError`` if the answer belongs to another attempt, carries an error, or its code is refused;
    ///   ``TransportError``; ``ConfigurationError`` when the store fails; `CancellationError`.
    public func finish(_ answer: RedirectAnswer, _ attempt: Attempt) async throws -> SignedInAccount? {
        let endpoint = credential.session.endpoint
        try answer.check(state: attempt.state, tenant: endpoint.tenant)
        guard let code = answer["code"], !code.isEmpty else {
            throw RedirectAnswer.refusal("NoCode", "the answer carries no code", tenant: endpoint.tenant)
        }
        do {
            // A code is good once: a repeat after a lost answer would be refused, so there is none.
            try await credential.session.redeem(scopes, repeats: false) { [redirectURI] form in
                form.append("grant_type", "authorization_code")
                form.append("code", Secret(code))
                form.append("redirect_uri", redirectURI)
                form.append("code_verifier", attempt.verifier)
            }
        } catch let refusal as EntraEndpoint.Refusal {
            throw refusal.error
        }
        return await credential.account
    }
}
