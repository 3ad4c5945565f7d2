/// The least that a set of features needs: features in, permissions out, and what is more than that.
///
/// ```swift
/// let minimum = PermissionMinimum(for: [.installApp, .readPresence, .writePresence])
/// minimum.permissions          // without Presence.Read.All, as Presence.ReadWrite.All contains it
/// minimum.surplus(in: granted) // what nobody needs, the dangerous ones first
/// ```
public struct PermissionMinimum: Hashable, Sendable {
    /// The features.
    public let features: Set<TenantFeature>
    /// What they need, each once, the mandatory ones first.
    public let needs: [PermissionNeed]

    /// Finds the least.
    ///
    /// - Parameter optional: whether what is only recommended is asked for too.
    public init(for features: Set<TenantFeature>, optional: Bool = true) {
        self.features = features
        var byName: [String: PermissionNeed] = [:]
        for need in features.sorted(by: { $0.rawValue < $1.rawValue }).flatMap(\.needs)
        where optional || need.isMandatory {
            if let known = byName[need.permission], known.isMandatory || !need.isMandatory { continue }
            byName[need.permission] = need
        }
        // RingCentral's portal asks for its three by name, so they stay beside stronger ones.
        let fixed = features.contains(.embeddedApp) ? Set(TenantFeature.embeddedApp.needs.map(\.permission)) : []
        let all = Array(byName.values)
        var kept = Set(byName.keys)
        // One after the other, the widest first, goes what the rest makes up for; never two that only make up for each other.
        let reach = Dictionary(
            uniqueKeysWithValues: kept.map { name in (name, all.count { $0.isMetBy.contains(name) }) })
        for name in kept.sorted(by: { (-(reach[$0] ?? 0), $0) < (-(reach[$1] ?? 0), $1) }) where !fixed.contains(name) {
            let rest = kept.subtracting([name])
            if all.allSatisfy({ !$0.isMetBy.isDisjoint(with: rest) }) { kept = rest }
        }
        needs = all.filter { kept.contains($0.permission) }
            .sorted { ($0.isMandatory ? 0 : 1, $0.permission) < ($1.isMandatory ? 0 : 1, $1.permission) }
    }

    /// The permissions to ask for, by name.
    public var permissions: [String] { needs.map(\.permission).sorted() }

    /// What is granted and not needed, the dangerous ones first.
    public func surplus(in granted: Set<String>) -> [Surplus] {
        let wanted = Set(permissions)
        return granted.subtracting(wanted).map { name in
            // What does a needed one's work in its place is no surplus, but more than is needed.
            let inPlaceOf = needs.filter { $0.isMetBy.contains(name) && !granted.contains($0.permission) }
                .map(\.permission)
            return Surplus(permission: name, isDangerous: Self.dangerous.contains(name), inPlaceOf: inPlaceOf.sorted())
        }.sorted { ($0.isDangerous ? 0 : 1, $0.permission) < ($1.isDangerous ? 0 : 1, $1.permission) }
    }

    /// A permission that is granted and not needed.
    public struct Surplus: Hashable, Sendable {
        /// Its name.
        public let permission: String
        /// Whether it opens the tenant to whoever gets hold of the app's secret.
        public let isDangerous: Bool
        /// The weaker permissions that it stands in for; remove it only after those were granted.
        public let inPlaceOf: [String]
    }

    /// With these an app can read or change what it likes, or give itself more.
    static let dangerous: Set<String> = [
        "Directory.ReadWrite.All", "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All",
        "RoleManagement.ReadWrite.Directory", "User.ReadWrite.All", "Group.ReadWrite.All",
        "GroupMember.ReadWrite.All", "Mail.ReadWrite", "Files.ReadWrite.All", "Sites.FullControl.All",
    ]

    /// The permissions that contain one. Source: the permission tables of the Microsoft Graph reference.
    static func stronger(than permission: String) -> [String] {
        switch permission {
        case "User.Read.All": ["Directory.Read.All", "User.ReadWrite.All", "Directory.ReadWrite.All"]
        case "AppCatalog.Read.All": ["AppCatalog.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"]
        case "GroupMember.Read.All":
            [
                "GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All",
                "Directory.ReadWrite.All",
            ]
        case "GroupMember.ReadWrite.All": ["Group.ReadWrite.All", "Directory.ReadWrite.All"]
        case "Presence.Read.All": ["Presence.ReadWrite.All"]
        case "Contacts.Read": ["Contacts.ReadWrite"]
        case "TeamsAppInstallation.ReadWriteForUser.All":
            // Not the “Self” ones, though the tables name them first: they reach the caller's own app only.
            [
                "TeamsAppInstallation.ReadWriteAndConsentForUser.All", "TeamsAppInstallation.ManageSelectedForUser.All",
                "TeamsAppInstallation.ReadWriteSelectedForUser.All",
            ]
        case "Application.Read.All":
            ["Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"]
        case "Organization.Read.All": ["User.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"]
        case "LicenseAssignment.Read.All":
            [
                "LicenseAssignment.ReadWrite.All", "Organization.Read.All", "Directory.Read.All",
                "Directory.ReadWrite.All",
            ]
        case "RoleManagement.Read.Directory":
            [
                "RoleManagement.Read.All", "RoleManagement.ReadWrite.Directory", "Directory.Read.All",
                "Directory.ReadWrite.All",
            ]
        case "RoleEligibilitySchedule.Read.Directory": ["RoleManagement.ReadWrite.Directory"]
        default: []
        }
    }
}
