import PatchbayCore

/// The simulated Genesys Cloud organization and the OAuth client that may use it.
public struct GenesysSettings: Hashable, Sendable {
    /// The region's name, for the environment.
    public var region: String
    /// The organization's name.
    public var organizationName: String
    /// The OAuth client's id.
    public var clientID: String
    /// The OAuth client's secret; it opens nothing but the simulation.
    public var clientSecret: String
    /// The permissions of the client's roles.
    public var permissions: Set<String>
    /// How long a token lives. Source: Genesys Cloud OAuth API, `accessTokenValiditySeconds`: a day unless set.
    public var tokenLifetime: Duration
    /// How a write with an old version is refused. The reference says 400 in one place and 409 in another; gateways say 412.
    public var staleVersionStatus: Int
    /// Whether the Microsoft Teams integration is installed and active.
    public var isTeamsIntegrationActive: Bool

    /// Makes the organization of a seed.
    public init(seed: UInt64) {
        region = "us-east-1"
        organizationName = "Fabrikam"
        clientID = GUID(seed: seed, kind: .genesysClient, index: 0).description
        clientSecret = "simulated-genesys-secret-\(seed)"
        permissions = [
            "directory:user:edit", "integrations:integration:view", "authorization:role:view",
        ]
        tokenLifetime = .seconds(86_400)
        staleVersionStatus = 400
        isTeamsIntegrationActive = true
    }
}
