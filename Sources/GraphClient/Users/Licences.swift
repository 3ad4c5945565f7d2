import Foundation

/// A licence that a user has.
///
/// Source: Microsoft Graph `resources/assignedlicense`.
public struct AssignedLicense: Hashable, Sendable, Codable {
    /// The product.
    public var skuID: String
    /// The service plans of it that are switched off for the user.
    public var disabledPlans: [String]

    /// Makes a licence.
    public init(skuID: String, disabledPlans: [String] = []) {
        self.skuID = skuID
        self.disabledPlans = disabledPlans
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case skuID = "skuId"
        case disabledPlans
    }

    /// Reads a licence; ids are put in lower case, so that they can be compared.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        skuID = try fields.decode(String.self, forKey: .skuID).lowercased()
        disabledPlans = (try fields.decodeIfPresent([String].self, forKey: .disabledPlans) ?? []).map {
            $0.lowercased()
        }
    }
}

/// A service plan that a user has or had.
///
/// Source: Microsoft Graph `resources/assignedplan`.
public struct AssignedPlan: Hashable, Sendable, Codable {
    /// The plan.
    public var servicePlanID: String
    /// The service's short name, such as `TeamspaceAPI`.
    public var service: String?
    /// Its state.
    public var capabilityStatus: CapabilityStatus?

    /// Makes a plan.
    public init(servicePlanID: String, service: String? = nil, capabilityStatus: CapabilityStatus? = .enabled) {
        self.servicePlanID = servicePlanID
        self.service = service
        self.capabilityStatus = capabilityStatus
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case servicePlanID = "servicePlanId"
        case service, capabilityStatus
    }

    /// Reads a plan; the id is put in lower case, so that it can be compared.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        servicePlanID = try fields.decode(String.self, forKey: .servicePlanID).lowercased()
        service = try fields.decodeIfPresent(String.self, forKey: .service)
        capabilityStatus = try fields.decodeIfPresent(CapabilityStatus.self, forKey: .capabilityStatus)
    }
}

/// The state of a plan or a subscription, in the order in which one lapses. Open.
///
/// Source: Microsoft Graph `resources/assignedplan`, `resources/subscribedsku`.
public struct CapabilityStatus: RawRepresentable, Hashable, Sendable, Codable {
    /// Graph's word.
    public let rawValue: String
    /// Makes a state.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// In use.
    public static let enabled = CapabilityStatus(rawValue: "Enabled")
    /// Over, in its days of grace, still usable.
    public static let warning = CapabilityStatus(rawValue: "Warning")
    /// No longer usable.
    public static let suspended = CapabilityStatus(rawValue: "Suspended")
    /// Locked.
    public static let lockedOut = CapabilityStatus(rawValue: "LockedOut")
    /// Gone.
    public static let deleted = CapabilityStatus(rawValue: "Deleted")

    /// Whether the service can be used in this state.
    public var isUsable: Bool {
        rawValue.caseInsensitiveCompare("Enabled") == .orderedSame
            || rawValue.caseInsensitiveCompare("Warning") == .orderedSame
    }
}

/// What a licence of one user contains.
///
/// Source: Microsoft Graph `resources/licensedetails`.
public struct LicenseDetails: Hashable, Sendable, Codable {
    /// The product.
    public var skuID: String
    /// Its name, such as `SPE_E5`.
    public var skuPartNumber: String?
    /// Its plans.
    public var servicePlans: [ServicePlan]

    /// Makes details.
    public init(skuID: String, skuPartNumber: String? = nil, servicePlans: [ServicePlan] = []) {
        self.skuID = skuID
        self.skuPartNumber = skuPartNumber
        self.servicePlans = servicePlans
    }

    enum CodingKeys: String, CodingKey {
        case skuID = "skuId"
        case skuPartNumber, servicePlans
    }
}

/// A service plan within a product.
///
/// Source: Microsoft Graph `resources/serviceplaninfo`.
public struct ServicePlan: Hashable, Sendable, Codable {
    /// The plan.
    public var servicePlanID: String
    /// Its name, such as `TEAMS1`.
    public var servicePlanName: String?
    /// `Success`, `Disabled`, `PendingInput` … Open.
    public var provisioningStatus: String?
    /// `User` or `Company`.
    public var appliesTo: String?

    /// Makes a plan.
    public init(
        servicePlanID: String, servicePlanName: String? = nil, provisioningStatus: String? = nil,
        appliesTo: String? = nil
    ) {
        self.servicePlanID = servicePlanID
        self.servicePlanName = servicePlanName
        self.provisioningStatus = provisioningStatus
        self.appliesTo = appliesTo
    }

    enum CodingKeys: String, CodingKey {
        case servicePlanID = "servicePlanId"
        case servicePlanName, provisioningStatus, appliesTo
    }
}
