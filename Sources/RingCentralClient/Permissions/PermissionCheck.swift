import PatchbayCore

/// The answer to ``Permissions/check(_:target:)-(UserPermission,_)``.
public struct PermissionCheck: Hashable, Sendable {
    /// The permission that was asked for.
    public let permission: UserPermission
    /// Whether the signed-in user has it, for the target if one was given.
    public let isGranted: Bool
    /// How far it reaches.
    public let reach: Set<PermissionReach>
    /// The id of the role that it comes from.
    public let roleID: String?

    /// Makes an answer; clients do, and so do tests.
    public init(
        permission: UserPermission, isGranted: Bool, reach: Set<PermissionReach> = [], roleID: String? = nil
    ) {
        self.permission = permission
        self.isGranted = isGranted
        self.reach = reach
        self.roleID = roleID
    }

    struct Answer: Decodable, Sendable {
        let successful: Bool
        let details: PermissionGrant?
    }

    init(permission: UserPermission, answer: Answer) {
        self.init(
            permission: permission, isGranted: answer.successful, reach: answer.details?.reach ?? [],
            roleID: answer.details?.roleID)
    }
}

/// A permission that the signed-in user has.
public struct PermissionGrant: Hashable, Sendable, Decodable {
    /// The permission.
    public let permission: UserPermission?
    /// How far it reaches.
    public let reach: Set<PermissionReach>
    /// The id of the role that it comes from.
    public let roleID: String?

    /// Reads one entry of an authorization profile.
    public init(from decoder: any Decoder) throws {
        struct Reference: Decodable { let id: LenientID? }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        permission = try container.decodeIfPresent(Reference.self, forKey: .permission)?.id
            .map { UserPermission(rawValue: $0.description) }
        roleID = try container.decodeIfPresent(Reference.self, forKey: .effectiveRole)?.id?.description
        reach = Set(try container.decodeIfPresent([PermissionReach].self, forKey: .scopes) ?? [])
    }

    private enum CodingKeys: String, CodingKey {
        case permission, effectiveRole, scopes
    }
}

struct PermissionProfile: Decodable, Sendable {
    let permissions: [PermissionGrant]
}

/// How far a permission reaches. Open. Source: RingCentral OpenAPI `checkUserPermission`.
public struct PermissionReach: OpenWord {
    /// The word.
    public let rawValue: String
    /// Takes any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The account as such.
    public static let account: PermissionReach = "Account"
    /// Every extension.
    public static let allExtensions: PermissionReach = "AllExtensions"
    /// Every user's extension.
    public static let userExtensions: PermissionReach = "UserExtensions"
    /// Extensions that are not users.
    public static let nonUserExtensions: PermissionReach = "NonUserExtensions"
    /// The accounts of a federation.
    public static let federation: PermissionReach = "Federation"
    /// What the role says.
    public static let roleBased: PermissionReach = "RoleBased"
    /// Only the user's own extension: not enough to act for others.
    public static let own: PermissionReach = "Self"

    /// Whether it is enough to act for other users.
    public var coversOtherUsers: Bool {
        self == .allExtensions || self == .userExtensions || self == .account
    }
}
