public import PatchbayCore

/// The limits that Graph publishes, as data with their sources.
///
/// Every number is per app and tenant. The limits per app over all tenants are higher and are left to the service.
public enum GraphLimits {
    /// How large the tenant is; the budget for reading the directory depends on it.
    ///
    /// Source: Microsoft Graph `throttling-limits`, identity and access.
    public enum TenantSize: String, Sendable, Codable, CaseIterable {
        /// Fewer than 50 users: 3,500 units per ten seconds.
        case small
        /// 50 to 500 users: 5,000 units.
        case medium
        /// More than 500 users: 8,000 units.
        case large

        /// The size of a tenant with so many users.
        public init(users: Int) { self = users < 50 ? .small : users <= 500 ? .medium : .large }

        var units: Int {
            switch self {
            case .small: 3500
            case .medium: 5000
            case .large: 8000
            }
        }
    }

    /// The published limits for a tenant of more than 500 users.
    public static let published = published(for: .large)

    /// The published limits.
    public static func published(for size: TenantSize) -> [RateGroup: RateLimit] {
        let page = "Microsoft Graph throttling-limits (2025-01-14)"
        func perSecond(_ units: Int, _ what: String) -> RateLimit {
            RateLimit([.init(units, per: .seconds(1))], source: "\(page), Teams, \(what)")
        }
        func per(_ seconds: Int, _ units: Int, spaced: Bool = true, _ what: String) -> RateLimit {
            RateLimit([.init(units, per: .seconds(seconds))], isSpaced: spaced, source: "\(page), \(what)")
        }
        return [
            .teamsAppsRead: perSecond(30, "GET users/{id}/teamwork/installedApps"),
            .teamsAppsWrite: perSecond(30, "POST users/{id}/teamwork/installedApps and upgrade"),
            .teamsAppsDelete: perSecond(15, "DELETE users/{id}/teamwork/installedApps/{id}"),
            .teamsCatalogRead: perSecond(30, "GET appCatalogs/teamsApps"),
            .teamsOtherRead: perSecond(30, "other GET"),
            .directoryReads: per(10, size.units, "identity and access, resource units of a \(size.rawValue) tenant"),
            .directoryWrites: per(150, 3000, spaced: false, "identity and access, writes"),
            .presence: RateLimit(
                [.init(1500, per: .seconds(30))],
                source: "Microsoft Graph getPresencesByUserId (2025-07-23); throttling-limits says 10,000"),
            .subscriptionsWrite: per(20, 500, "subscriptions, POST PATCH PUT DELETE"),
            .subscriptionsReauthorize: per(20, 1000, "subscriptions, reauthorize"),
            .subscriptionsRead: per(20, 500, "subscriptions, GET by id"),
            .subscriptionsList: per(20, 25, "subscriptions, list"),
            .outlook: per(600, 10_000, spaced: false, "Outlook, per app and mailbox"),
        ]
    }

    /// The published limits with every count multiplied and every window divided: for test servers that do the same.
    public static func scaled(by factor: Double, for size: TenantSize = .large) -> [RateGroup: RateLimit] {
        published(for: size).mapValues { $0.scaled(by: factor) }
    }
}

extension RateGroup {
    /// Reading the apps installed for users.
    public static let teamsAppsRead = RateGroup(rawValue: "teams.apps.read")
    /// Installing and upgrading apps for users.
    public static let teamsAppsWrite = RateGroup(rawValue: "teams.apps.write")
    /// Removing apps from users.
    public static let teamsAppsDelete = RateGroup(rawValue: "teams.apps.delete")
    /// Reading the app catalogue.
    public static let teamsCatalogRead = RateGroup(rawValue: "teams.catalog.read")
    /// Reading anything else of Teams.
    public static let teamsOtherRead = RateGroup(rawValue: "teams.other.read")
    /// Reading the directory, counted in resource units.
    public static let directoryReads = RateGroup(rawValue: "directory.reads")
    /// Changing the directory.
    public static let directoryWrites = RateGroup(rawValue: "directory.writes")
    /// Reading and setting presence.
    public static let presence = RateGroup(rawValue: "presence")
    /// Creating, renewing and deleting subscriptions.
    public static let subscriptionsWrite = RateGroup(rawValue: "subscriptions.write")
    /// Reauthorizing subscriptions.
    public static let subscriptionsReauthorize = RateGroup(rawValue: "subscriptions.reauthorize")
    /// Reading one subscription.
    public static let subscriptionsRead = RateGroup(rawValue: "subscriptions.read")
    /// Listing subscriptions.
    public static let subscriptionsList = RateGroup(rawValue: "subscriptions.list")
    /// Mail and contacts of a mailbox.
    public static let outlook = RateGroup(rawValue: "outlook")
}
