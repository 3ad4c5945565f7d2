/// The name of something a service does, such as `graph.installedApps.add`: what faults are aimed at and what is counted. Open.
public struct SimulatedOperation: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    /// The name.
    public let rawValue: String
    /// Makes a name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Makes a name.
    public init(stringLiteral value: String) { rawValue = value }
    /// The name.
    public var description: String { rawValue }

    /// Entra's token endpoint.
    public static let entraToken: SimulatedOperation = "entra.token"
    /// Lists users.
    public static let usersList: SimulatedOperation = "graph.users.list"
    /// Lists what changed among the users.
    public static let usersDelta: SimulatedOperation = "graph.users.delta"
    /// Lists the apps installed for a user.
    public static let installedAppsList: SimulatedOperation = "graph.installedApps.list"
    /// Installs an app for a user.
    public static let installedAppsAdd: SimulatedOperation = "graph.installedApps.add"
    /// Uninstalls an app.
    public static let installedAppsRemove: SimulatedOperation = "graph.installedApps.remove"
    /// A JSON batch.
    public static let batch: SimulatedOperation = "graph.batch"
    /// RingCentral's token endpoint.
    public static let ringCentralToken: SimulatedOperation = "ringcentral.token"
    /// RingCentral's company directory.
    public static let ringCentralDirectory: SimulatedOperation = "ringcentral.directory.list"
    /// RingCentral's extensions.
    public static let ringCentralExtensions: SimulatedOperation = "ringcentral.extensions.list"
}
