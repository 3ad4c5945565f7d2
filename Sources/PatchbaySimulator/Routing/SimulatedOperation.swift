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
    /// Makes a subscription at Graph.
    public static let subscriptionCreate: SimulatedOperation = "graph.subscriptions.create"
    /// Renews one, or gives it another certificate.
    public static let subscriptionUpdate: SimulatedOperation = "graph.subscriptions.update"
    /// Ends one.
    public static let subscriptionDelete: SimulatedOperation = "graph.subscriptions.delete"
    /// Authorizes one anew.
    public static let subscriptionReauthorize: SimulatedOperation = "graph.subscriptions.reauthorize"
    /// A notification of Graph's that is about to be sent; not a call, but faults can be aimed at it.
    public static let graphNotification: SimulatedOperation = "notifications.graph"
    /// An event of RingCentral's that is about to be sent; not a call, but faults can be aimed at it.
    public static let ringCentralNotification: SimulatedOperation = "notifications.ringcentral"
    /// Makes a subscription at RingCentral.
    public static let ringCentralSubscriptionCreate: SimulatedOperation = "ringcentral.subscriptions.create"
    /// Changes one.
    public static let ringCentralSubscriptionUpdate: SimulatedOperation = "ringcentral.subscriptions.update"
    /// Renews one.
    public static let ringCentralSubscriptionRenew: SimulatedOperation = "ringcentral.subscriptions.renew"
    /// Ends one.
    public static let ringCentralSubscriptionDelete: SimulatedOperation = "ringcentral.subscriptions.delete"
    /// Reads the presence of many users.
    public static let presencesByID: SimulatedOperation = "graph.presence.list"
    /// Sets the presence of an app's session.
    public static let presenceSet: SimulatedOperation = "graph.presence.set"
    /// Ends an app's session.
    public static let presenceClear: SimulatedOperation = "graph.presence.clear"
    /// Sets the preferred presence.
    public static let preferredPresenceSet: SimulatedOperation = "graph.presence.setPreferred"
    /// Clears the preferred presence.
    public static let preferredPresenceClear: SimulatedOperation = "graph.presence.clearPreferred"
    /// Reads the presence of one or up to thirty extensions.
    public static let ringCentralPresence: SimulatedOperation = "ringcentral.presence.get"
    /// Reads the presence of the account.
    public static let ringCentralAccountPresence: SimulatedOperation = "ringcentral.presence.list"
    /// Changes the presence of an extension.
    public static let ringCentralPresenceUpdate: SimulatedOperation = "ringcentral.presence.update"
    /// A user who was added to a group; written down once for each, whatever the request looked like.
    public static let groupMemberAdded: SimulatedOperation = "graph.groups.member.added"
    /// A user who was taken out of a group.
    public static let groupMemberRemoved: SimulatedOperation = "graph.groups.member.removed"
    /// An extension whose Teams integration was switched on; written down once for each.
    public static let directRoutingConnected: SimulatedOperation = "ringcentral.directRouting.connected"
    /// An extension whose Teams integration was switched off.
    public static let directRoutingDisconnected: SimulatedOperation = "ringcentral.directRouting.disconnected"
    /// A number that was assigned to a Teams user through Graph.
    public static let numberAssigned: SimulatedOperation = "graph.teams.numbers.assigned"
    /// A number that was taken away from a Teams user through Graph.
    public static let numberUnassigned: SimulatedOperation = "graph.teams.numbers.unassigned"
}
