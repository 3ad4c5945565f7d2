/// Gets a token. One method, so that a credential of your own (a managed identity, a vault, a test's fixed token) takes five lines.
///
/// It need not cache, and need not guard against being called twice at once: ``TokenCache`` does both.
public protocol CredentialProvider: Sendable {
    /// Fetches a new token.
    ///
    /// - Throws: ``AuthenticationError``, ``TransportError`` or `CancellationError`.
    func accessToken(for request: TokenRequest) async throws -> AccessToken
}

/// What a token is wanted for.
public struct TokenRequest: Hashable, Sendable {
    /// OAuth scopes, such as `https://graph.microsoft.com/.default`.
    public var scopes: [String]
    /// The claims of a challenge (a JSON object), which the next token must satisfy.
    public var claims: String?

    /// Makes a request.
    public init(scopes: [String], claims: String? = nil) {
        self.scopes = scopes
        self.claims = claims
    }
}

extension TokenRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The scopes, and whether there are claims; what they say can be about a person.
    public var description: String { scopes.joined(separator: " ") + (claims == nil ? "" : " with claims") }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// The same as ``description``, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}

/// A token with its lifetime.
public struct AccessToken: Sendable, Hashable {
    /// The token itself.
    public let value: Secret
    /// How long it is good for, from when it was given.
    public let lifetime: Duration
    /// After how long the service would like to be asked for the next one; `nil` if it did not say.
    public let refreshAfter: Duration?

    /// Makes a token.
    public init(_ value: Secret, lifetime: Duration, refreshAfter: Duration? = nil) {
        self.value = value
        self.lifetime = lifetime
        self.refreshAfter = refreshAfter
    }
}

/// A token that was got elsewhere and is not renewed: for tests, and for a tool that was handed one.
public struct FixedCredential: CredentialProvider {
    private let token: AccessToken

    /// Wraps a token.
    public init(_ value: Secret, lifetime: Duration = .seconds(3600)) {
        token = AccessToken(value, lifetime: lifetime)
    }

    /// The token.
    public func accessToken(for request: TokenRequest) async throws -> AccessToken { token }
}

extension CredentialProvider where Self == FixedCredential {
    /// A token that was got elsewhere.
    public static func fixed(_ value: Secret) -> FixedCredential { FixedCredential(value) }
}
