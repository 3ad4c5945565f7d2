/// An app in the tenant's Teams catalogue.
///
/// Its id is the catalogue's. For apps of the public store that is also the id in the app's manifest; for the organization's own
/// apps it is another, and changes when an app is deleted and uploaded again.
/// Source: Microsoft Graph `resources/teamsapp`, `appcatalogs-list-teamsapps`.
public struct TeamsApp: Identifiable, Hashable, Sendable, Codable {
    /// An app's id in the catalogue.
    public struct ID: GraphID {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// Where an app comes from. Open.
    public struct DistributionMethod: RawRepresentable, Hashable, Sendable, Codable {
        /// Graph's word.
        public let rawValue: String
        /// Makes a method.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The public store.
        public static let store = DistributionMethod(rawValue: "store")
        /// The organization's own catalogue.
        public static let organization = DistributionMethod(rawValue: "organization")
        /// Uploaded by a user; cannot be installed for others.
        public static let sideloaded = DistributionMethod(rawValue: "sideloaded")
    }

    /// The id in the catalogue.
    public var id: ID
    /// The name.
    public var displayName: String?
    /// Where it comes from.
    public var distributionMethod: DistributionMethod?
    /// The id in the manifest; missing for apps of the store.
    public var externalID: String?

    /// Makes an app.
    public init(
        id: ID, displayName: String? = nil, distributionMethod: DistributionMethod? = nil, externalID: String? = nil
    ) {
        self.id = id
        self.displayName = displayName
        self.distributionMethod = distributionMethod
        self.externalID = externalID
    }

    enum CodingKeys: String, CodingKey {
        case id, displayName, distributionMethod
        case externalID = "externalId"
    }
}

/// One version of an app.
///
/// Source: Microsoft Graph `resources/teamsappdefinition`.
public struct TeamsAppDefinition: Identifiable, Hashable, Sendable, Codable {
    /// What the app needs to be allowed to.
    public struct Authorization: Hashable, Sendable, Codable {
        /// The Entra app that the manifest names.
        public var clientAppID: String?
        /// The permissions that whoever installs the app has to consent to.
        public var requiredPermissionSet: PermissionSet?

        /// Makes an authorization.
        public init(clientAppID: String? = nil, requiredPermissionSet: PermissionSet? = nil) {
            self.clientAppID = clientAppID
            self.requiredPermissionSet = requiredPermissionSet
        }

        enum CodingKeys: String, CodingKey {
            case clientAppID = "clientAppId"
            case requiredPermissionSet
        }
    }

    /// Permissions on the very thing that an app is installed in.
    public struct PermissionSet: Hashable, Sendable, Codable {
        /// The permissions.
        public var resourceSpecificPermissions: [ResourceSpecificPermission]

        /// Makes a set.
        public init(resourceSpecificPermissions: [ResourceSpecificPermission]) {
            self.resourceSpecificPermissions = resourceSpecificPermissions
        }
    }

    /// The version's id.
    public var id: String
    /// The app's id in the catalogue.
    public var teamsAppID: TeamsApp.ID?
    /// The name.
    public var displayName: String?
    /// The version, as the developer numbers it.
    public var version: String?
    /// `submitted`, `published`, `rejected`. Open.
    public var publishingState: String?
    /// What the app needs.
    public var authorization: Authorization?

    /// Makes a definition.
    public init(
        id: String, teamsAppID: TeamsApp.ID? = nil, displayName: String? = nil, version: String? = nil,
        publishingState: String? = nil, authorization: Authorization? = nil
    ) {
        self.id = id
        self.teamsAppID = teamsAppID
        self.displayName = displayName
        self.version = version
        self.publishingState = publishingState
        self.authorization = authorization
    }

    enum CodingKeys: String, CodingKey {
        case id
        case teamsAppID = "teamsAppId"
        case displayName, version, publishingState, authorization
    }

    /// The permissions that an installation has to consent to; usually none.
    public var requiredPermissions: [ResourceSpecificPermission] {
        authorization?.requiredPermissionSet?.resourceSpecificPermissions ?? []
    }
}

/// A permission on the very thing that an app is installed in.
///
/// Source: Microsoft Graph `resources/teamsappresourcespecificpermission`.
public struct ResourceSpecificPermission: Hashable, Sendable, Codable {
    /// The permission.
    public var permissionValue: String
    /// `delegated` or `application`; Graph is not consistent in the case.
    public var permissionType: String

    /// Makes a permission.
    public init(_ permissionValue: String, type permissionType: String) {
        self.permissionValue = permissionValue
        self.permissionType = permissionType
    }
}
