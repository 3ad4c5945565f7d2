/// A directory role by its template id, which is the same in every tenant. Open.
///
/// Source: Microsoft Entra `permissions-reference`.
public struct DirectoryRole: GraphID {
    /// The template id.
    public let rawValue: String
    /// Wraps a template id.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// May do everything.
    public static let globalAdministrator: DirectoryRole = "62e90394-69f5-4237-9190-012177145e10"
    /// Assigns roles, and consents to application permissions of Graph.
    public static let privilegedRoleAdministrator: DirectoryRole = "e8611ab8-c189-46e8-94e1-60213ab1f814"
    /// Administers users.
    public static let userAdministrator: DirectoryRole = "fe930be7-5e62-47db-91af-98c3a49a38b1"
    /// Administers Teams.
    public static let teamsAdministrator: DirectoryRole = "69091246-20e8-4a56-aa4d-066075b2a7a8"
    /// Administers registrations and enterprise apps; cannot consent to application permissions of Graph.
    public static let applicationAdministrator: DirectoryRole = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
    /// The same but for application proxies.
    public static let cloudApplicationAdministrator: DirectoryRole = "158c047a-c907-4556-b7ef-446551a6b5f7"
    /// Reads everything.
    public static let globalReader: DirectoryRole = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"

    /// The name for people; the id itself for one that is not known here.
    public var name: String {
        switch self {
        case .globalAdministrator: "Global Administrator"
        case .privilegedRoleAdministrator: "Privileged Role Administrator"
        case .userAdministrator: "User Administrator"
        case .teamsAdministrator: "Teams Administrator"
        case .applicationAdministrator: "Application Administrator"
        case .cloudApplicationAdministrator: "Cloud Application Administrator"
        case .globalReader: "Global Reader"
        default: rawValue
        }
    }
}

/// How somebody holds a directory role.
public enum RoleHolding: String, Hashable, Sendable, Codable, CaseIterable {
    /// Assigned to the person, for the whole tenant.
    case direct
    /// Through a group.
    case throughGroup
    /// Assigned for a part of the directory, which is not enough here.
    case partOnly
    /// May be activated, and is not.
    case eligible

    /// Whether it counts now, for the whole tenant.
    public var isActive: Bool { self == .direct || self == .throughGroup }
}
