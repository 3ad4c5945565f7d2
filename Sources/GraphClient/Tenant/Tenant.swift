public import PatchbayCore

/// The tenant itself.
public struct Tenant: Sendable {
    let graph: Graph

    /// Name, id and domains. Permission: `Organization.Read.All`. Source: Microsoft Graph `organization-get`.
    public func organization(lane: RequestScheduler.Lane = .interactive) async throws -> Organization {
        let operation = GraphOperations.organizationGet.inLane(lane)
        let response = try await graph.pipeline.send(
            try graph.request(
                .get, "/organization", query: ["$select": "id,displayName,countryLetterCode,tenantType,verifiedDomains"]
            ), for: operation)
        let page = try graph.readPage(Organization.self, from: response, operation: operation)
        guard let organization = page.value.first else {
            throw ServiceError(
                service: .graph, operation: operation.name, status: response.status, code: "EmptyAnswer",
                message: "the tenant is not in the answer", category: .decoding,
                requestID: response.fields["request-id"],
                remedy: GraphRemedies.permission("Organization.Read.All"))
        }
        return organization
    }

    /// Whether Teams is switched on. Permission: `Teamwork.Read.All`. Source: Microsoft Graph `teamwork-get`.
    public func teamwork(lane: RequestScheduler.Lane = .interactive) async throws -> Teamwork {
        try await graph.pipeline.fetch(
            Teamwork.self, try graph.request(.get, "/teamwork"), for: GraphOperations.teamwork.inLane(lane))
    }

    /// The products that the tenant has bought. Permission: `LicenseAssignment.Read.All` or `Organization.Read.All`.
    ///
    /// Source: Microsoft Graph `subscribedsku-list`.
    public func subscribedSkus(lane: RequestScheduler.Lane = .interactive) async throws -> [SubscribedSku] {
        let request = try graph.request(.get, "/subscribedSkus")
        return try await graph.pages(
            SubscribedSku.self, first: request, operation: GraphOperations.subscribedSkus.inLane(lane)
        ).collect()
    }
}

/// The organization behind a tenant.
public struct Organization: Identifiable, Hashable, Sendable, Codable {
    /// A domain that belongs to the tenant.
    public struct Domain: Hashable, Sendable, Codable {
        /// The domain.
        public var name: String
        /// Whether it is the one that new users get.
        public var isDefault: Bool?
        /// Whether it is the one that the tenant began with.
        public var isInitial: Bool?

        /// Makes a domain.
        public init(name: String, isDefault: Bool? = nil, isInitial: Bool? = nil) {
            self.name = name
            self.isDefault = isDefault
            self.isInitial = isInitial
        }
    }

    /// The tenant's directory id.
    public var id: String
    /// The name.
    public var displayName: String?
    /// Two letters.
    public var countryLetterCode: String?
    /// `AAD`, `AAD B2C` … Open.
    public var tenantType: String?
    /// The domains.
    public var verifiedDomains: [Domain]?

    /// Makes an organization.
    public init(
        id: String, displayName: String? = nil, countryLetterCode: String? = nil, tenantType: String? = nil,
        verifiedDomains: [Domain]? = nil
    ) {
        self.id = id
        self.displayName = displayName
        self.countryLetterCode = countryLetterCode
        self.tenantType = tenantType
        self.verifiedDomains = verifiedDomains
    }
}

/// Teams in a tenant.
public struct Teamwork: Hashable, Sendable, Codable {
    /// Whether the tenant has Teams; `nil` if Graph did not say.
    public var isTeamsEnabled: Bool?
    /// Where its data lives.
    public var region: String?

    /// Makes a value.
    public init(isTeamsEnabled: Bool? = nil, region: String? = nil) {
        self.isTeamsEnabled = isTeamsEnabled
        self.region = region
    }
}

/// A product that the tenant has bought.
///
/// Source: Microsoft Graph `resources/subscribedsku`.
public struct SubscribedSku: Identifiable, Hashable, Sendable, Codable {
    /// How many units were bought.
    public struct Units: Hashable, Sendable, Codable {
        /// Usable.
        public var enabled: Int?
        /// Over, in their days of grace.
        public var warning: Int?
        /// No longer usable.
        public var suspended: Int?

        /// Makes units.
        public init(enabled: Int? = nil, warning: Int? = nil, suspended: Int? = nil) {
            self.enabled = enabled
            self.warning = warning
            self.suspended = suspended
        }
    }

    /// The subscription's id.
    public var id: String
    /// The product.
    public var skuID: String?
    /// Its name, such as `SPE_E5`.
    public var skuPartNumber: String?
    /// Its state.
    public var capabilityStatus: CapabilityStatus?
    /// How many are assigned.
    public var consumedUnits: Int?
    /// How many were bought.
    public var prepaidUnits: Units?
    /// Its plans.
    public var servicePlans: [ServicePlan]?

    /// Makes a product.
    public init(
        id: String, skuID: String? = nil, skuPartNumber: String? = nil, capabilityStatus: CapabilityStatus? = nil,
        consumedUnits: Int? = nil, prepaidUnits: Units? = nil, servicePlans: [ServicePlan]? = nil
    ) {
        self.id = id
        self.skuID = skuID
        self.skuPartNumber = skuPartNumber
        self.capabilityStatus = capabilityStatus
        self.consumedUnits = consumedUnits
        self.prepaidUnits = prepaidUnits
        self.servicePlans = servicePlans
    }

    enum CodingKeys: String, CodingKey {
        case id
        case skuID = "skuId"
        case skuPartNumber, capabilityStatus, consumedUnits, prepaidUnits, servicePlans
    }
}
