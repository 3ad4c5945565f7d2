public import PatchbayCore

/// Keeps a sign-in that a person made in a browser: from one refresh token to the next, through the store.
///
/// When the refresh token is dead there is nothing to fall back to, and the error says to sign in again. Make one with
/// ``AuthorizationCodeFlow``, and later, in another process, from the same store and key.
/// Source: RingCentral `authentication/refresh-tokens`.
public struct RefreshTokenCredential: GrantReporting {
    let session: TokenSession

    /// Continues the sign-in that the store holds.
    ///
    /// - Parameters:
    ///   - clientSecret: the app's secret; `nil` for a public app, which then sends its id in the body.
    ///   - key: the name in the store, such as the connection's id.
    public init(
        clientID: String, clientSecret: Secret? = nil, server: ServiceRoot = RingCentral.production,
        transport: any HTTPTransport, store: any TokenStore, key: String, time: TimeSource = .system,
        limit: RateLimit = RingCentralLimits.auth, scheduler: RequestScheduler? = nil,
        userAgent: String = Pipeline.Configuration().userAgent
    ) {
        session = TokenSession(
            endpoint: TokenEndpoint(
                server: server, clientID: clientID, clientSecret: clientSecret, transport: transport,
                scheduler: scheduler
                    ?? RequestScheduler(ledger: RateLedger(limits: [.ringCentral: [.auth: limit]]), time: time),
                user: key, userAgent: userAgent, time: time),
            store: store, key: key, assertion: nil)
    }

    /// A new token.
    ///
    /// - Throws: ``AuthenticationError``, of reason `signInRequired` when the sign-in has ended; ``TransportError``;
    ///   ``ConfigurationError`` when the store fails; `CancellationError`.
    public func accessToken(for request: TokenRequest) async throws -> AccessToken { try await session.token() }

    /// What came with the last token.
    public var grant: TokenGrant? { get async { await session.grant } }

    /// Ends the session at the service, with all its tokens.
    ///
    /// - Returns: whether the service confirmed it. If not, do not try again: the tokens end by themselves.
    public func revoke() async throws -> Bool { try await session.revoke() }
}
