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
    /// Whether SCIM behaves as Genesys Cloud does or as the standard says.
    public var scim = SCIMManners.genesys
    /// Whether the Microsoft Teams integration is installed and active at first.
    public var isTeamsIntegrationActive: Bool
    /// Whether the Teams licence is there, without which the integration cannot be seen.
    public var hasTeamsLicence = true
    /// How long an integration takes to show after installing, and to become active after enabling.
    public var integrationDelay: Duration = .seconds(3)
    /// Whether the integration ends in `ERROR` instead of `ACTIVE`.
    public var integrationFails = false
    /// Properties that the integration's configuration must have.
    public var requiredIntegrationProperties: [String] = []
    /// The products that are switched on.
    public var products = ["byoc", "microsoftTeams"]
    /// The trunks to the outside.
    public var trunks = [SimulatedTrunk(name: "Teams Direct Routing", peer: "sbc.fabrikam.example")]
    /// Numbers of the organization's own, beside the users' numbers at work; `nil` for those that go with the population.
    public var dids: [SimulatedDID]?
    /// The enterprise application by which Genesys reads Teams presence.
    public var enterpriseApp = SimulatedEnterpriseApp()
    /// Entra's provisioning to Genesys Cloud; `nil` for a tenant without.
    public var provisioning: SimulatedProvisioning? = SimulatedProvisioning()

    /// Makes the organization of a seed.
    public init(seed: UInt64) {
        region = "us-east-1"
        organizationName = "Fabrikam"
        clientID = GUID(seed: seed, kind: .genesysClient, index: 0).description
        clientSecret = "simulated-genesys-secret-\(seed)"
        permissions = [
            "directory:user:edit", "integrations:integration:view", "integrations:integration:add",
            "integrations:integration:edit", "integration:unifiedCommunications:view", "authorization:role:view",
            "authorization:grant:add", "telephony:plugin:all", "directory:user:add", "directory:user:delete",
            "directory:group:edit",
        ]
        tokenLifetime = .seconds(86_400)
        staleVersionStatus = 400
        isTeamsIntegrationActive = true
    }
}
