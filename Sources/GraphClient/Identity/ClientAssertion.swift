public import Foundation
public import PatchbayCore

/// Makes the signed statement with which an app proves itself instead of a secret: from a certificate (`PatchbayCrypto`), from another
/// identity provider (``FederatedAssertion``), or from a vault of your own.
///
/// It is asked anew for every token, because a stale one is refused. Source: Microsoft identity platform, `certificate-credentials`.
public protocol ClientAssertionProvider: Sendable {
    /// Makes a fresh assertion, which is a JSON Web Token.
    ///
    /// - Throws: ``ConfigurationError`` or an error of its own; `CancellationError`.
    func assertion(for request: AssertionRequest) async throws -> Secret
}

/// What an assertion is wanted for.
public struct AssertionRequest: Hashable, Sendable {
    /// The app, which is issuer and subject.
    public var clientID: String
    /// The token endpoint that it is for; it names the tenant, so an assertion is good for one tenant only.
    public var audience: String
    /// Now, by this machine's clock, or by the service's if the two lie apart.
    public var date: Date

    /// Makes a request.
    public init(clientID: String, audience: String, date: Date) {
        self.clientID = clientID
        self.audience = audience
        self.date = date
    }
}

/// An assertion that another identity provider issued, such as Kubernetes or a build service (workload identity federation).
///
/// It is read anew for every token, as those providers replace it. Sources: Microsoft identity platform, client credentials flow, third
/// case; `workload-identity-federation-considerations`.
public struct FederatedAssertion: ClientAssertionProvider {
    private let fetch: @Sendable () async throws -> Secret

    /// An assertion from a closure.
    public init(_ fetch: @escaping @Sendable () async throws -> Secret) { self.fetch = fetch }

    /// An assertion from a file that its owner replaces from time to time, such as `AZURE_FEDERATED_TOKEN_FILE`.
    public init(file: URL) {
        fetch = {
            let text = (try? String(contentsOf: file, encoding: .utf8))?
                .trimmingCharacters(in: .whitespacesAndNewlines)
            guard let text, !text.isEmpty else {
                throw ConfigurationError(
                    "The federated token file cannot be read, or is empty.",
                    remedy: "Check that the workload has its token mounted, and that this process may read it.",
                    setting: "AZURE_FEDERATED_TOKEN_FILE")
            }
            return Secret(text)
        }
    }

    /// The assertion as it was issued; nothing is changed in it.
    public func assertion(for request: AssertionRequest) async throws -> Secret { try await fetch() }
}

/// How an app proves itself at the token endpoint.
public enum ClientAuthentication: Sendable {
    /// Not at all: a program on a person's machine cannot keep a secret, and must not send one.
    case publicClient
    /// With a client secret.
    case secret(Secret)
    /// With an assertion.
    case assertion(any ClientAssertionProvider)

    /// Adds the proof to a form.
    func prove(_ form: inout EntraEndpoint.Form, at endpoint: EntraEndpoint, date: Date) async throws {
        switch self {
        case .publicClient: return
        case .secret(let secret):
            guard !secret.isEmpty else {
                throw ConfigurationError(
                    "The client secret is empty.", remedy: "Set it to the secret's value.",
                    setting: "AZURE_CLIENT_SECRET")
            }
            form.append("client_secret", secret)
        case .assertion(let provider):
            let request = AssertionRequest(
                clientID: endpoint.clientID, audience: try endpoint.address().absoluteString, date: date)
            form.append("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            form.append("client_assertion", try await provider.assertion(for: request))
        }
    }
}
