/// A trunk of the simulated organization.
public struct SimulatedTrunk: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The SBC's address.
    public var peer: String
    /// Whether its settings put it in service.
    public var isInService: Bool
    /// Whether its peers answer.
    public var isConnected: Bool
    /// Whether peers are asked whether they are there.
    public var asksPeers: Bool

    /// Makes a trunk.
    public init(
        name: String, peer: String, isInService: Bool = true, isConnected: Bool = true, asksPeers: Bool = true
    ) {
        self.name = name
        self.peer = peer
        self.isInService = isInService
        self.isConnected = isConnected
        self.asksPeers = asksPeers
    }
}

/// The enterprise application by which Genesys Cloud reads Teams presence, as the simulated tenant has it.
///
/// Source: Genesys Cloud help, “Configure the Microsoft Teams integration” (the application id).
public struct SimulatedEnterpriseApp: Hashable, Sendable {
    /// Its application id.
    public static let appID = "728ece5a-0f26-4c43-9705-cea9debe3fb5"

    /// Whether the tenant has it.
    public var isInstalled = true
    /// Whether users may sign in to it.
    public var isEnabled = true
    /// Whether only assigned users may sign in.
    public var isAssignmentRequired = false
    /// Whether an administrator consented for the tenant.
    public var hasTenantConsent = true
    /// How many users consented for themselves.
    public var userConsents = 0

    /// An application as it should be.
    public init() {}
}

/// Entra's provisioning to Genesys Cloud, as the simulated tenant has it.
public struct SimulatedProvisioning: Hashable, Sendable {
    /// The mapping of one attribute.
    public struct Mapping: Hashable, Sendable {
        /// The attribute in Entra.
        public var source: String
        /// The attribute in Genesys Cloud.
        public var target: String
        /// 1 and up for attributes that users are matched by.
        public var matchingPriority: Int

        /// Makes a mapping.
        public init(_ source: String, _ target: String, matchingPriority: Int = 0) {
            self.source = source
            self.target = target
            self.matchingPriority = matchingPriority
        }
    }

    /// The application's name.
    public var name = "Genesys Cloud for Azure"
    /// The state of its job, such as `Active`, `Paused`, `Quarantine`.
    public var status = "Paused"
    /// The mappings.
    public var mappings = [
        Mapping("userPrincipalName", "userName", matchingPriority: 1), Mapping("displayName", "displayName"),
        Mapping("accountEnabled", "active"),
        Mapping("telephoneNumber", "phoneNumbers[type eq \"microsoftteams\"].value"),
        Mapping(
            "objectId",
            "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds[authority eq \"microsoftteams\"].value"
        ),
    ]

    /// A provisioning that is stopped and maps what Teams needs.
    public init() {}
}
