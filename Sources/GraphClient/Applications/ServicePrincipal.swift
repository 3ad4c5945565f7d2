import PatchbayCore

/// An app in a tenant: made by registering it there or by consenting to it.
///
/// Source: Microsoft Graph `resources/serviceprincipal`.
public struct ServicePrincipal: Identifiable, Hashable, Sendable, Codable {
    /// The object id of the service principal. Not the app's id.
    public struct ID: GraphID {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The object id.
    public var id: ID
    /// The app's id.
    public var appID: String?
    /// The name; anybody can choose any.
    public var displayName: String?
    /// Whether it may get tokens, and users sign in to it; `nil` if not told.
    public var accountEnabled: Bool?
    /// Whether only assigned users may sign in to it; `nil` if not told.
    public var appRoleAssignmentRequired: Bool?
    /// Why Microsoft disabled it; `nil` if it did not.
    public var disabledByMicrosoftStatus: String?
    /// The tenant that the app is registered in.
    public var appOwnerOrganizationID: String?
    /// The application permissions that it offers, of a service such as Graph.
    public var appRoles: [AppRole]?

    /// Makes a service principal, for tests and stubs.
    public init(
        id: ID, appID: String? = nil, displayName: String? = nil, accountEnabled: Bool? = nil,
        appRoleAssignmentRequired: Bool? = nil, disabledByMicrosoftStatus: String? = nil,
        appOwnerOrganizationID: String? = nil, appRoles: [AppRole]? = nil
    ) {
        self.id = id
        self.appID = appID
        self.displayName = displayName
        self.accountEnabled = accountEnabled
        self.appRoleAssignmentRequired = appRoleAssignmentRequired
        self.disabledByMicrosoftStatus = disabledByMicrosoftStatus
        self.appOwnerOrganizationID = appOwnerOrganizationID
        self.appRoles = appRoles
    }

    enum CodingKeys: String, CodingKey {
        case id
        case appID = "appId"
        case displayName, accountEnabled, appRoleAssignmentRequired, disabledByMicrosoftStatus
        case appOwnerOrganizationID = "appOwnerOrganizationId"
        case appRoles
    }

    static let fields =
        "id,appId,displayName,accountEnabled,appRoleAssignmentRequired,disabledByMicrosoftStatus,appOwnerOrganizationId"

    /// The app id of Microsoft Graph, the same everywhere.
    public static let graphAppID = "00000003-0000-0000-c000-000000000000"
}

/// An application permission that a service offers. Source: Microsoft Graph `resources/approle`.
public struct AppRole: Identifiable, Hashable, Sendable, Codable {
    /// Its id, which differs from service to service and is not to be typed.
    public var id: String
    /// Its name, such as `User.Read.All`.
    public var value: String?
    /// Whether it can be given.
    public var isEnabled: Bool?

    /// Makes a role, for tests and stubs.
    public init(id: String, value: String?, isEnabled: Bool? = true) {
        self.id = id
        self.value = value
        self.isEnabled = isEnabled
    }
}

/// An application permission that was consented to. Source: Microsoft Graph `resources/approleassignment`.
public struct AppRoleAssignment: Identifiable, Hashable, Sendable, Codable {
    /// The assignment's id.
    public var id: String
    /// The permission.
    public var appRoleID: String
    /// The service whose permission it is.
    public var resourceID: ServicePrincipal.ID?
    /// Who has it.
    public var principalID: ServicePrincipal.ID?

    /// Makes an assignment, for tests and stubs.
    public init(
        id: String, appRoleID: String, resourceID: ServicePrincipal.ID? = nil, principalID: ServicePrincipal.ID? = nil
    ) {
        self.id = id
        self.appRoleID = appRoleID
        self.resourceID = resourceID
        self.principalID = principalID
    }

    enum CodingKeys: String, CodingKey {
        case id
        case appRoleID = "appRoleId"
        case resourceID = "resourceId"
        case principalID = "principalId"
    }
}

/// Delegated permissions that were consented to. Source: Microsoft Graph `resources/oauth2permissiongrant`.
public struct PermissionGrant: Identifiable, Hashable, Sendable, Codable {
    /// The grant's id.
    public var id: String
    /// Everybody or one person.
    public var consentType: ConsentType?
    /// The person, where it is for one.
    public var principalID: User.ID?
    /// The service.
    public var resourceID: ServicePrincipal.ID?
    /// The permissions, separated by spaces, maybe with one in front.
    public var scope: String?

    /// For whom the consent counts. Open.
    public struct ConsentType: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Makes a type.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// An administrator consented, for everybody.
        public static let allPrincipals = ConsentType(rawValue: "AllPrincipals")
        /// One user.
        public static let principal = ConsentType(rawValue: "Principal")
    }

    /// Makes a grant, for tests and stubs.
    public init(
        id: String, consentType: ConsentType? = nil, principalID: User.ID? = nil,
        resourceID: ServicePrincipal.ID? = nil, scope: String? = nil
    ) {
        self.id = id
        self.consentType = consentType
        self.principalID = principalID
        self.resourceID = resourceID
        self.scope = scope
    }

    enum CodingKeys: String, CodingKey {
        case id, consentType, scope
        case principalID = "principalId"
        case resourceID = "resourceId"
    }

    /// The permissions.
    public var scopes: Set<String> { Set((scope ?? "").split(whereSeparator: \.isWhitespace).map(String.init)) }
}
