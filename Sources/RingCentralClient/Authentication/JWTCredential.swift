public import PatchbayCore

/// Signs in with a JWT made in RingCentral's developer console: for services, without a person.
///
/// Where the app is set to get refresh tokens, they are used and rotated through the store, and a dead one falls back to the JWT. Each
/// exchange opens a session, of which a user has about five, so make one credential per user and keep it.
/// Sources: RingCentral `authentication/jwt-flow`, `authentication/refresh-tokens`, `authentication/tokens`.
public struct JWTCredential: GrantReporting {
    let session: TokenSession

    /// Makes a credential.
    ///
    /// - Parameters:
    ///   - assertion: the JWT.
    ///   - clientSecret: the app's secret; `nil` for a public app.
    ///   - server: where the token endpoint is.
    ///   - store: keeps refresh tokens.
    ///   - limit: the limit of token requests; scale it for test servers that do the same.
    ///   - scheduler: paces token requests; `nil` makes one. Share it only with credentials of other `user` words.
    ///   - userAgent: how the caller presents itself.
    public init(
        _ assertion: Secret, clientID: String, clientSecret: Secret?, server: ServiceRoot = RingCentral.production,
        transport: any HTTPTransport, store: any TokenStore = MemoryTokenStore(), time: TimeSource = .system,
        limit: RateLimit = RingCentralLimits.auth, scheduler: RequestScheduler? = nil,
        userAgent: String = Pipeline.Configuration().userAgent
    ) {
        let user = Self.fingerprint(assertion)
        session = TokenSession(
            endpoint: TokenEndpoint(
                server: server, clientID: clientID, clientSecret: clientSecret, transport: transport,
                scheduler: scheduler
                    ?? RequestScheduler(
                        ledger: RateLedger(limits: [.ringCentral: [.auth: limit]]), time: time),
                user: user, userAgent: userAgent, time: time),
            store: store, key: "ringcentral \(server.origin) \(clientID) \(user)", assertion: assertion)
    }

    /// A new token: by the stored refresh token if there is one, else by the JWT.
    ///
    /// - Throws: ``AuthenticationError``, ``TransportError``, ``ConfigurationError`` when the store fails, or `CancellationError`.
    public func accessToken(for request: TokenRequest) async throws -> AccessToken { try await session.token() }

    /// What came with the last token: scopes and the extension that signed in.
    public var grant: TokenGrant? { get async { await session.grant } }

    /// Ends the session at the service, with all its tokens.
    ///
    /// - Returns: whether the service confirmed it. If not, do not try again: the tokens end by themselves.
    public func revoke() async throws -> Bool { try await session.revoke() }

    /// Tells assertions apart in the names of stored tokens without giving anything of them away (FNV-1a, 64 bits).
    static func fingerprint(_ assertion: Secret) -> String {
        assertion.reveal { text in
            let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
            return String(hash, radix: 16)
        }
    }
}

extension CredentialProvider where Self == JWTCredential {
    /// Signs in with a JWT made in RingCentral's developer console. See ``JWTCredential``.
    public static func jwt(
        _ assertion: Secret, clientID: String, clientSecret: Secret?, server: ServiceRoot = RingCentral.production,
        transport: any HTTPTransport, store: any TokenStore = MemoryTokenStore(), time: TimeSource = .system,
        limit: RateLimit = RingCentralLimits.auth
    ) -> JWTCredential {
        JWTCredential(
            assertion, clientID: clientID, clientSecret: clientSecret, server: server, transport: transport,
            store: store, time: time, limit: limit)
    }
}
