public import PatchbayCore
public import RingCentralClient

/// What is known of one user as far as calling in Teams through Direct Routing goes. Plain values, so that the verdict is a function.
public struct DirectRoutingFacts: Hashable, Sendable, Identifiable {
    /// Whether the user is in the group that enables calling.
    public enum Membership: String, Hashable, Sendable, Codable {
        /// Directly.
        case direct
        /// In a group within the group.
        case nested
        /// Not at all.
        case none
        /// The group could not be read to its end.
        case unknown
    }

    /// The Teams integration of the user's extension.
    public enum Integration: Hashable, Sendable {
        /// RingCentral did not say.
        case unknown
        /// Off.
        case off
        /// On, in some state, with a number.
        case on(DirectRoutingUser.Status, number: String?)

        /// The state; `nil` if it is off or not known.
        public var status: DirectRoutingUser.Status? {
            guard case .on(let status, _) = self else { return nil }
            return status
        }
    }

    /// Who has a number in Teams, as far as Graph tells.
    public enum TeamsAssignment: Hashable, Sendable {
        /// Not asked, or not told.
        case unknown
        /// Teams does not know the number.
        case numberNotInTeams
        /// Teams knows the number, and nobody has it.
        case free
        /// The user has it.
        case own
        /// Somebody else has it: an object id.
        case other(String)
    }

    /// The Microsoft 365 user.
    public var user: UserRecord
    /// The RingCentral user; `nil` until both directories were read.
    public var match: MatchRecord?
    /// The direct numbers of the extension that ring, E.164; `nil` if they could not be read.
    public var numbers: [String]?
    /// The Teams integration.
    public var integration: Integration
    /// The group.
    public var membership: Membership
    /// The call queues that the extension is a member of, by name.
    public var queues: [String]
    /// Whether the embedded app is installed; `nil` if nobody knows.
    public var hasEmbeddedApp: Bool?
    /// Who has the user's number in Teams.
    public var teamsAssignment: TeamsAssignment

    /// The user's id.
    public var id: UserRecord.ID { user.id }

    /// The extension, if a rule or a pin decided which one.
    public var extensionID: LenientID? {
        guard let match, match.match == "exact" || match.match == "pinned" else { return nil }
        return match.extensionID.map { LenientID($0) }
    }

    /// The number to connect with: the one that is connected, if it still is the extension's, else the first.
    public var number: String? {
        if case .on(_, let connected?) = integration, numbers?.contains(connected) == true { return connected }
        return numbers?.first
    }

    /// Makes facts.
    public init(
        user: UserRecord, match: MatchRecord? = nil, numbers: [String]? = nil, integration: Integration = .unknown,
        membership: Membership = .unknown, queues: [String] = [], hasEmbeddedApp: Bool? = nil,
        teamsAssignment: TeamsAssignment = .unknown
    ) {
        self.user = user
        self.match = match
        self.numbers = numbers
        self.integration = integration
        self.membership = membership
        self.queues = queues
        self.hasEmbeddedApp = hasEmbeddedApp
        self.teamsAssignment = teamsAssignment
    }
}
