/// Whose limit a request counts against: one budget per service, account, app and limit group.
public struct RateKey: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The service that enforces the limit.
    public let service: ServiceName
    /// The tenant or account.
    public let account: String
    /// The calling app (and for RingCentral the calling user: its limits are per user and app).
    public let app: String
    /// The service's name for the group of calls that share the limit. Open: vendors rename them.
    public let group: RateGroup

    /// Makes a key.
    public init(service: ServiceName, account: String, app: String, group: RateGroup) {
        self.service = service
        self.account = account
        self.app = app
        self.group = group
    }

    /// Service and group; account and app are left out, as this is shown to people.
    public var description: String { "\(service) \(group)" }
}

/// The name of a limit group, such as `teams.apps.write` or `Medium`.
public struct RateGroup: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The name.
    public let rawValue: String
    /// Makes a name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The name.
    public var description: String { rawValue }
}

/// What one request takes from a group.
public struct RateCharge: Hashable, Sendable {
    /// The group.
    public let group: RateGroup
    /// Units: requests, batch items or resource units, whatever the group counts in.
    public let units: Int

    /// Makes a charge.
    public init(_ group: RateGroup, units: Int = 1) {
        self.group = group
        self.units = units
    }
}
