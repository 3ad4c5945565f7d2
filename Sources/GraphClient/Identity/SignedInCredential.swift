public import Foundation
public import PatchbayCore

/// Keeps the sign-in of a person: from one refresh token to the next, through the store.
///
/// Fill it with ``BrowserSignIn`` or ``DeviceSignIn``; later, in another process, make one with the same store and key. When the
/// sign-in has ended there is nothing to fall back to, and the error says to sign in again. A new refresh token is saved before the
/// access token that came with it is handed out, and Microsoft does not revoke the old one, so a crash in between loses nothing.
///
/// Sources: Microsoft identity platform, `refresh-tokens`, `v2-oauth2-auth-code-flow`.
public struct SignedInCredential: CredentialProvider {
    let session: EntraSession

    /// Continues the sign-in that the store holds, or waits to be filled.
    ///
    /// - Parameters:
    ///   - tenant: the directory id or a verified domain; `organizations` where an app is made for many tenants.
    ///   - clientID: the app's id.
    ///   - authentication: how the app proves itself beside the person; a program on a person's machine does not.
    ///   - authority: the identity service of the tenant's cloud (``Cloud/authority``).
    ///   - store: keeps the refresh token.
    ///   - key: the name in the store, such as the connection's id.
    ///   - announcesClaimsSupport: see ``ClientSecretCredential``.
    public init(
        tenant: String, clientID: String, authentication: ClientAuthentication = .publicClient,
        authority: ServiceRoot = Cloud.global.authority, transport: any HTTPTransport, store: any TokenStore,
        key: String, time: TimeSource = .system, announcesClaimsSupport: Bool = false,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        makeID: @escaping @Sendable () -> UUID = { UUID() }
    ) {
        session = EntraSession(
            endpoint: EntraEndpoint(
                tenant: tenant, clientID: clientID, authority: authority, transport: transport, time: time,
                jitter: jitter, makeID: makeID),
            authentication: authentication, store: store, key: key, announcesClaimsSupport: announcesClaimsSupport)
    }

    /// A new token by the stored refresh token.
    ///
    /// - Throws: ``AuthenticationError``, of reason `signInRequired` when the sign-in has ended; ``TransportError``;
    ///   ``ConfigurationError`` when the store fails; `CancellationError`.
    public func accessToken(for request: TokenRequest) async throws -> AccessToken {
        try await session.token(for: request)
    }

    /// Who signed in; `nil` before the first token.
    public var account: SignedInAccount? { get async { await session.account } }

    /// Whether the store holds a sign-in. It may have ended at the service meanwhile.
    public var isSignedIn: Bool { get async throws { try await session.load() != nil } }

    /// Forgets the sign-in here. It does not end at the service: Microsoft offers that to administrators only (revoking sign-in
    /// sessions).
    public func signOut() async throws { try await session.forget() }
}
