/// Everything that makes one simulated cloud differ from another. A value: the same settings give the same cloud.
public struct CloudSettings: Sendable {
    /// The seed of everything that looks random.
    public var seed: UInt64
    /// The people and their telephones.
    public var population: Population
    /// The limits that are enforced.
    public var limits: Limits
    /// Every limit is multiplied and every window divided by this, those of fault scripts included: for test servers.
    public var limitScale: Double
    /// How long calls take.
    public var latency: Latency
    /// How late reads learn of writes.
    public var consistency: Consistency
    /// What goes wrong.
    public var faults: FaultScript
    /// The tenant's object id.
    public var tenantID: String
    /// The tenant's verified domains; the first is its name.
    public var domains: [String]
    /// Whether Teams is on for the tenant.
    public var isTeamsEnabled: Bool
    /// Whether the tenant's licences with Teams are paid for; else they are suspended.
    public var hasTeamsLicences: Bool
    /// Whether the tenant offers the Teams administration calls.
    public var hasTeamsAdministration: Bool
    /// The registered apps.
    public var apps: [AppRegistration]
    /// The administrators, and how signing in goes.
    public var entra: EntraSettings
    /// The Teams app catalogue.
    public var catalog: [CatalogApp]
    /// How long Entra's access tokens live. Source: Entra `access-tokens`: 60 to 90 minutes, at random.
    public var tokenLifetime: ClosedRange<Duration>
    /// The RingCentral account.
    public var ringCentral: RingCentralSettings
    /// The Genesys Cloud organization.
    public var genesys: GenesysSettings
    /// How those who subscribed are notified.
    public var notifications: NotificationSettings
    /// The address that links in answers begin with; `nil` takes the one that the request was sent to.
    public var publicRoot: String?
    /// Where faults that lead to another origin lead to.
    public var foreignOrigin: String

    /// Makes settings; a few hundred users of every kind, the published limits, and no faults if nothing is said.
    public init(
        seed: UInt64 = 1, population: Population? = nil, limits: Limits? = nil, latency: Latency = .quick,
        consistency: Consistency = .immediate, faults: FaultScript = .none
    ) {
        self.seed = seed
        let population = population ?? Population(seed: seed)
        self.population = population
        self.limits =
            limits
            ?? .published.overriding(.directoryUnits, with: Limits.directoryBudget(users: population.count))
        limitScale = 1
        self.latency = latency
        self.consistency = consistency
        self.faults = faults
        tenantID = GUID(seed: seed, kind: .tenant, index: 0).description
        domains = [Population.domain, Population.accountDomain]
        isTeamsEnabled = true
        hasTeamsLicences = true
        hasTeamsAdministration = true
        apps = [.standard(seed: seed)]
        entra = EntraSettings(seed: seed)
        catalog = CatalogApp.standard(seed: seed)
        tokenLifetime = .seconds(3600)...Duration.seconds(5399)
        ringCentral = RingCentralSettings(seed: seed)
        genesys = GenesysSettings(seed: seed)
        notifications = .quick
        publicRoot = nil
        foreignOrigin = "https://collector.attacker.example"
    }
}
