public import Foundation
public import PatchbayCore

/// An app that proves itself with a signed assertion, without a person: a certificate, or a token of another identity provider.
///
/// ```swift
/// let certificate = try CertificateAssertion(pem: pem)             // PatchbayCrypto, trait Crypto
/// let credential = ClientAssertionCredential(
///     tenant: "contoso.com", clientID: appID, assertion: certificate, transport: transport)
/// ```
///
/// An assertion is only good for minutes. If this machine's clock is wrong, the service says so once, and the assertion is made again with
/// the service's time. Sources: Microsoft identity platform, client credentials flow, `certificate-credentials`.
public struct ClientAssertionCredential: CredentialProvider {
    private let grant: ClientCredentialsGrant

    /// Makes a credential.
    ///
    /// - Parameters:
    ///   - tenant: the directory id or a verified domain.
    ///   - clientID: the app's id.
    ///   - assertion: makes the assertions.
    ///   - authority: the identity service of the tenant's cloud (``Cloud/authority``).
    ///   - transport: what sends.
    ///   - time: time, for the waits between attempts, and the date in assertions.
    ///   - announcesClaimsSupport: see ``ClientSecretCredential``.
    ///   - jitter: numbers from 0 to 1.
    ///   - makeID: makes the ids of requests.
    public init(
        tenant: String, clientID: String, assertion: any ClientAssertionProvider,
        authority: ServiceRoot = Cloud.global.authority, transport: any HTTPTransport, time: TimeSource = .system,
        announcesClaimsSupport: Bool = false,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        makeID: @escaping @Sendable () -> UUID = { UUID() }
    ) {
        grant = ClientCredentialsGrant(
            endpoint: EntraEndpoint(
                tenant: tenant, clientID: clientID, authority: authority, transport: transport, time: time,
                jitter: jitter, makeID: makeID),
            authentication: .assertion(assertion), announcesClaimsSupport: announcesClaimsSupport)
    }

    /// Fetches a token with a fresh assertion.
    ///
    /// - Throws: ``AuthenticationError``, ``TransportError``, ``ConfigurationError``, what the provider of assertions throws,
    ///   `CancellationError`.
    public func accessToken(for request: TokenRequest) async throws -> AccessToken { try await grant.token(request) }
}

extension CredentialProvider where Self == ClientAssertionCredential {
    /// An app that proves itself with a signed assertion: a certificate, or a token of another identity provider.
    public static func clientAssertion(
        tenant: String, clientID: String, assertion: any ClientAssertionProvider,
        authority: ServiceRoot = Cloud.global.authority, transport: any HTTPTransport, time: TimeSource = .system
    ) -> ClientAssertionCredential {
        ClientAssertionCredential(
            tenant: tenant, clientID: clientID, assertion: assertion, authority: authority, transport: transport,
            time: time)
    }
}

/// The client credentials grant, whatever the app proves itself with.
///
/// Source: Microsoft identity platform, client credentials flow.
struct ClientCredentialsGrant: Sendable {
    let endpoint: EntraEndpoint
    let authentication: ClientAuthentication
    let announcesClaimsSupport: Bool

    func token(_ wanted: TokenRequest) async throws -> AccessToken {
        guard EntraEndpoint.namesTenant(endpoint.tenant) else {
            throw ConfigurationError(
                "“\(endpoint.tenant)” is no tenant that an app without a person can get a token from.",
                remedy: "Give the directory id or a verified domain of the tenant.", setting: "AZURE_TENANT_ID")
        }
        let claims = try ClaimsRequest.merge(challenge: wanted.claims, announcing: announcesClaimsSupport)
        do {
            return try await endpoint.token { date in
                var form = EntraEndpoint.Form()
                form.append("grant_type", "client_credentials")
                form.append("client_id", endpoint.clientID)
                try await authentication.prove(&form, at: endpoint, date: date)
                form.append("scope", wanted.scopes.joined(separator: " "))
                if let claims { form.append("claims", claims) }
                return form
            }.access
        } catch let refusal as EntraEndpoint.Refusal {
            throw refusal.error
        }
    }
}
