public import GraphClient
public import RingCentralClient

/// One person on both sides: the same person's Microsoft 365 user and RingCentral extension.
///
/// Who belongs to whom is the caller's decision, for example the exact matches of an install run's table.
public struct PresencePair: Hashable, Sendable, Identifiable {
    /// The Entra object id.
    public let user: User.ID
    /// The RingCentral extension.
    public let `extension`: Extension.ID
    /// What to call the person in events and reports.
    public let name: String
    /// Everything that the rules may call the person, beside the object id: principal name, mail address.
    public let aliases: [String]
    /// Names or ids of the groups whose rules hold for the person.
    public let groups: [String]
    /// Whether the person is in a call queue. It is found out at the first refusal, so the default is true.
    public let isQueueMember: Bool

    /// Makes a pair.
    public init(
        user: User.ID, extension: Extension.ID, name: String? = nil, aliases: [String] = [], groups: [String] = [],
        isQueueMember: Bool = true
    ) {
        self.user = user
        self.extension = `extension`
        self.name = name ?? aliases.first ?? user.rawValue
        self.aliases = aliases
        self.groups = groups
        self.isQueueMember = isQueueMember
    }

    /// The Entra object id.
    public var id: User.ID { user }
}
