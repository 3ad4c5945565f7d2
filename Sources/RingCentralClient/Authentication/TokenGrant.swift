public import PatchbayCore

/// What came with a token besides the token: who it is for and what it allows. Holds nothing secret.
///
/// Source: RingCentral `authentication/auth-code-flow`; `endpoint_id` from RingCentral's generated client models.
public struct TokenGrant: Hashable, Sendable {
    /// The app's scopes in the token.
    public let scopes: Set<AppScope>
    /// The extension that signed in.
    public let ownerID: LenientID?
    /// The id that the service gave this instance of the app.
    public let endpointID: String?
    /// How long the access token is good for. Only this number counts; the guides contradict each other.
    public let lifetime: Duration
    /// Whether a refresh token came with it. Apps have to be set to get one.
    public let isRenewable: Bool

    /// Makes a grant, for tests and stubs.
    public init(
        scopes: Set<AppScope>, ownerID: LenientID? = nil, endpointID: String? = nil,
        lifetime: Duration = .seconds(3600), isRenewable: Bool = false
    ) {
        self.scopes = scopes
        self.ownerID = ownerID
        self.endpointID = endpointID
        self.lifetime = lifetime
        self.isRenewable = isRenewable
    }
}

/// A credential that can say what its last token allows. Write one if your own credential knows.
public protocol GrantReporting: CredentialProvider {
    /// What came with the last token; `nil` before the first.
    var grant: TokenGrant? { get async }
}
