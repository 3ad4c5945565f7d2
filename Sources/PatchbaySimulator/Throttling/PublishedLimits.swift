extension LimitGroup {
    /// Every request to Microsoft Graph.
    public static let graphGlobal = LimitGroup(rawValue: "graph.global")
    /// Reading the apps installed for a user.
    public static let teamsInstallsRead = LimitGroup(rawValue: "teams.installs.read")
    /// Installing an app for a user.
    public static let teamsInstallsCreate = LimitGroup(rawValue: "teams.installs.create")
    /// Uninstalling an app.
    public static let teamsInstallsDelete = LimitGroup(rawValue: "teams.installs.delete")
    /// Reading the app catalogue.
    public static let teamsCatalogRead = LimitGroup(rawValue: "teams.catalog.read")
    /// Other reads of Teams.
    public static let teamsOtherRead = LimitGroup(rawValue: "teams.other.read")
    /// Other writes to Teams, upgrades among them.
    public static let teamsOtherWrite = LimitGroup(rawValue: "teams.other.write")
    /// The directory, in resource units.
    public static let directoryUnits = LimitGroup(rawValue: "directory.units")
    /// Changes to the directory.
    public static let directoryWrites = LimitGroup(rawValue: "directory.writes")
    /// One mailbox.
    public static let mailbox = LimitGroup(rawValue: "outlook.mailbox")
    /// Presence, reads and writes together.
    public static let presence = LimitGroup(rawValue: "presence")
    /// Making, changing and ending subscriptions.
    public static let subscriptionWrites = LimitGroup(rawValue: "subscriptions.write")
    /// Authorizing subscriptions anew.
    public static let subscriptionReauthorizations = LimitGroup(rawValue: "subscriptions.reauthorize")
    /// Reading one subscription.
    public static let subscriptionReads = LimitGroup(rawValue: "subscriptions.read")
    /// Listing subscriptions.
    public static let subscriptionLists = LimitGroup(rawValue: "subscriptions.list")
    /// Tokens from Entra. No number is published, so ``Limits/published`` has no row for it.
    public static let entraTokens = LimitGroup(rawValue: "entra.tokens")
    /// RingCentral's cheap calls.
    public static let ringCentralLight = LimitGroup(rawValue: "Light")
    /// RingCentral's ordinary calls.
    public static let ringCentralMedium = LimitGroup(rawValue: "Medium")
    /// RingCentral's costly calls.
    public static let ringCentralHeavy = LimitGroup(rawValue: "Heavy")
    /// RingCentral's token calls.
    public static let ringCentralAuth = LimitGroup(rawValue: "Auth")
}

extension Limits {
    /// The limits as the services publish them, each with its source. The directory's budget is the one of a tenant with more
    /// than 500 users; see ``directoryBudget(users:)``.
    public static let published = Limits([
        .graphGlobal: Limit(
            [.slidingWindow(limit: 130_000, length: .seconds(10))],
            source: "Microsoft Graph throttling-limits, global"),
        .teamsInstallsRead: .perSecond(30, source: "Microsoft Graph throttling-limits, Teams, GET installedApps"),
        .teamsInstallsCreate: .perSecond(30, source: "Microsoft Graph throttling-limits, Teams, POST installedApps"),
        .teamsInstallsDelete: .perSecond(15, source: "Microsoft Graph throttling-limits, Teams, DELETE installedApps"),
        .teamsCatalogRead: .perSecond(30, source: "Microsoft Graph throttling-limits, Teams, GET appCatalogs"),
        .teamsOtherRead: .perSecond(30, source: "Microsoft Graph throttling-limits, Teams, other GET"),
        .teamsOtherWrite: .perSecond(30, source: "Microsoft Graph throttling-limits, Teams, other POST, PUT, PATCH"),
        .directoryUnits: directoryBudget(users: 501),
        .directoryWrites: Limit(
            [.tokenBucket(limit: 3000, per: .seconds(150), burst: 3000)],
            source: "Microsoft Graph throttling-limits, identity and access, writes per app and tenant"),
        .mailbox: Limit(
            [.slidingWindow(limit: 10_000, length: .seconds(600))], scope: .callerAndTarget,
            source: "Microsoft Graph throttling-limits, Outlook, per app and mailbox"),
        // The limits page says 10,000; the page of the call, which is newer, says 1,500.
        .presence: Limit(
            [.slidingWindow(limit: 1500, length: .seconds(30))],
            source: "Microsoft Graph cloudcommunications-getpresencesbyuserid, per app and tenant"),
        .subscriptionWrites: subscriptions(500),
        .subscriptionReauthorizations: subscriptions(1000),
        .subscriptionReads: subscriptions(500),
        .subscriptionLists: subscriptions(25),
        .ringCentralLight: ringCentral(50),
        .ringCentralMedium: ringCentral(40),
        .ringCentralHeavy: ringCentral(10),
        .ringCentralAuth: ringCentral(5),
        .genesysClient: Limit(
            [.slidingWindow(limit: 300, length: .seconds(60))], source: "Genesys Cloud community, API limits"),
    ])

    /// The directory's resource units per ten seconds, which depend on the size of the tenant.
    ///
    /// Source: Microsoft Graph `throttling-limits`, identity and access: 3,500 below 50 users, 5,000 up to 500, else 8,000.
    public static func directoryBudget(users: Int) -> Limit {
        let units: Double = users < 50 ? 3500 : users <= 500 ? 5000 : 8000
        return Limit(
            [.tokenBucket(limit: units, per: .seconds(10), burst: units)],
            source: "Microsoft Graph throttling-limits, identity and access, resource units")
    }

    private static func subscriptions(_ limit: Double) -> Limit {
        Limit(
            [.slidingWindow(limit: limit, length: .seconds(20))],
            source: "Microsoft Graph throttling-limits, subscriptions, per app and tenant")
    }

    /// RingCentral's groups: a sliding minute, and a minute of penalty that every call within it starts anew.
    private static func ringCentral(_ limit: Double) -> Limit {
        Limit(
            [.slidingWindow(limit: limit, length: .seconds(60))], penalty: .seconds(60),
            source: "RingCentral basics/rate-limits")
    }
}
