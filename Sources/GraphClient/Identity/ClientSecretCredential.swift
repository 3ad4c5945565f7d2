public import Foundation
public import PatchbayCore

/// An app that proves itself with a client secret, without a person (the client credentials grant).
///
/// A certificate is better where there is a choice (``ClientAssertionCredential``). Transient failures of the identity service are tried
/// three times; a wrong secret never twice, as that leads to a lock-out. The secret is in the body of one kind of request, to one
/// address. Source: Microsoft identity platform, client credentials flow.
public struct ClientSecretCredential: CredentialProvider {
    private let grant: ClientCredentialsGrant

    /// Makes a credential.
    ///
    /// - Parameters:
    ///   - tenant: the directory id or a verified domain. `common` and `organizations` are not for apps without a person.
    ///   - clientID: the app's id.
    ///   - secret: the secret's value, not its id.
    ///   - authority: the identity service of the tenant's cloud (``Cloud/authority``).
    ///   - transport: what sends.
    ///   - time: time, for the waits between attempts.
    ///   - announcesClaimsSupport: tells the service that claims challenges are understood (continuous access evaluation). It then
    ///     hands out tokens for a day and revokes them within minutes. Only for apps that are registered in the tenant itself.
    ///   - jitter: numbers from 0 to 1.
    ///   - makeID: makes the ids of requests.
    public init(
        tenant: String, clientID: String, secret: Secret, authority: ServiceRoot = Cloud.global.authority,
        transport: any HTTPTransport, time: TimeSource = .system, announcesClaimsSupport: Bool = false,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        makeID: @escaping @Sendable () -> UUID = { UUID() }
    ) {
        grant = ClientCredentialsGrant(
            endpoint: EntraEndpoint(
                tenant: tenant, clientID: clientID, authority: authority, transport: transport, time: time,
                jitter: jitter, makeID: makeID),
            authentication: .secret(secret), announcesClaimsSupport: announcesClaimsSupport)
    }

    /// Fetches a token.
    ///
    /// - Throws: ``AuthenticationError`` with the remedy for its AADSTS code, ``TransportError``, ``ConfigurationError`` for a tenant
    ///   or secret that cannot be right, `CancellationError`.
    public func accessToken(for request: TokenRequest) async throws -> AccessToken { try await grant.token(request) }
}

extension CredentialProvider where Self == ClientSecretCredential {
    /// An app that proves itself with a client secret.
    public static func clientSecret(
        tenant: String, clientID: String, secret: Secret, authority: ServiceRoot = Cloud.global.authority,
        transport: any HTTPTransport, time: TimeSource = .system
    ) -> ClientSecretCredential {
        ClientSecretCredential(
            tenant: tenant, clientID: clientID, secret: secret, authority: authority, transport: transport, time: time)
    }
}
