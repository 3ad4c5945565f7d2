import GraphClient

/// How a sync stands at a moment: who is synced, who is not and why, what waits, and how old the readings are.
public struct PresenceSyncSnapshot: Sendable, Hashable {
    /// Somebody who is not synced.
    public struct Unsynced: Sendable, Hashable {
        /// Who.
        public let pair: PresencePair
        /// Why.
        public let reason: Reason
        /// The service's own words, where there are any.
        public let detail: String?
    }

    /// Why somebody is not synced.
    public enum Reason: String, Sendable, Hashable, Codable {
        /// Teams has not been read yet.
        case waitsForTeams
        /// RingCentral has not been read yet.
        case waitsForRingCentral
        /// Graph does not know the user.
        case unknownToTeams
        /// RingCentral does not list the extension.
        case unknownToRingCentral
        /// The person lets nobody see the RingCentral presence.
        case presenceHidden
        /// RingCentral refuses writes for this person.
        case refusedByRingCentral
        /// Teams refuses writes for this person.
        case refusedByTeams
        /// Was asked not to be.
        case unsynced

        /// The reason, as a sentence.
        public var sentence: String {
            switch self {
            case .waitsForTeams: "The Teams presence has not been read yet."
            case .waitsForRingCentral: "The RingCentral presence has not been read yet."
            case .unknownToTeams: "Microsoft Graph has no presence for this user."
            case .unknownToRingCentral: "RingCentral does not list this extension."
            case .presenceHidden: "The person lets nobody see the RingCentral presence, so that it is left alone."
            case .refusedByRingCentral: "RingCentral refuses to change this person's presence."
            case .refusedByTeams: "Teams refuses to change this person's presence."
            case .unsynced: "The person is not to be synced."
            }
        }
    }

    /// How many pairs there are.
    public let users: Int
    /// Those who are not synced.
    public let unsynced: [Unsynced]
    /// How many RingCentral writes wait for their turn.
    public let queueDepth: Int
    /// How long the oldest of them has waited.
    public let oldestInQueue: Duration
    /// The age of the oldest Teams reading among those that have one.
    public let teamsStaleness: Duration
    /// The age of the last reading of RingCentral.
    public let ringCentralStaleness: Duration
    /// Requests to Graph under way.
    public let teamsWritesUnderWay: Int
    /// The subscriptions to notifications, if a keeper was given.
    public let subscriptions: [SubscriptionStatus]
    /// How many people's Teams presence comes by notifications at the moment, so that it is polled less often.
    public let usersByNotification: Int
    /// What has been done so far.
    public internal(set) var counts: PresenceSyncCounts

    /// How many are synced.
    public var synced: Int { users - unsynced.count }
}

/// What a sync has done.
public struct PresenceSyncCounts: Sendable, Hashable, Codable {
    /// Readings of Teams, a user each.
    public var teamsReadings = 0
    /// Requests that read Teams.
    public var teamsReads = 0
    /// Events of either side that concerned somebody.
    public var eventsReceived = 0
    /// Of those, notifications of Microsoft Graph.
    public var teamsNotifications = 0
    /// Changes that a poll has shown and of which no notification told in time.
    public var untoldChanges = 0
    /// Requests that read RingCentral, pages and single ones.
    public var ringCentralReads = 0
    /// Writes that RingCentral accepted.
    public var ringCentralWrites = 0
    /// Of those, the ones that kept calls from ringing.
    public var stopRingingWrites = 0
    /// Sessions and preferences that Teams accepted, set, renewed or cleared.
    public var teamsWrites = 0
    /// Planned writes that were not needed any more when their turn came.
    public var withdrawn = 0
    /// Writes and readings that failed.
    public var failures = 0

    /// Nothing done.
    public init() {}
}
