/// Why a ``PresenceReducer`` did what it did, or did nothing.
public struct SyncReasons: OptionSet, Hashable, Sendable, CustomStringConvertible {
    /// The bits.
    public let rawValue: UInt32

    /// From bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The event was seen before.
    public static let duplicate = Self(rawValue: 1 << 0)
    /// The event is older than what is known.
    public static let stale = Self(rawValue: 1 << 1)
    /// The event shows what the sync wrote itself.
    public static let ownEcho = Self(rawValue: 1 << 2)
    /// A write that was queued is no longer needed.
    public static let withdrawn = Self(rawValue: 1 << 3)
    /// A change waits to see whether it stands.
    public static let settling = Self(rawValue: 1 << 4)
    /// A presence in Teams was renewed.
    public static let renewed = Self(rawValue: 1 << 5)
    /// A presence in Teams ran out before it could be renewed.
    public static let expired = Self(rawValue: 1 << 6)
    /// Something left over from before was cleared.
    public static let healed = Self(rawValue: 1 << 7)
    /// What was changed has been given back to the user.
    public static let restored = Self(rawValue: 1 << 8)
    /// The user changed by hand what the sync had set.
    public static let changedByUser = Self(rawValue: 1 << 9)
    /// Teams only went idle, and the status is kept through inactivity.
    public static let inactivity = Self(rawValue: 1 << 10)
    /// Teams reports nothing that is understood.
    public static let unknownTeamsStatus = Self(rawValue: 1 << 11)
    /// The user's own choice in Teams hides what the sync holds there.
    public static let hiddenByUsersChoice = Self(rawValue: 1 << 12)
    /// Teams stayed busy or in do not disturb after overlapping calls, and not because of the sync. The user must set
    /// Available in Teams.
    public static let usersToFix = Self(rawValue: 1 << 13)
    /// A write failed and is tried again later.
    public static let retrying = Self(rawValue: 1 << 14)
    /// Writes to RingCentral are refused for good.
    public static let ringCentralRefused = Self(rawValue: 1 << 15)
    /// Writes to Teams are refused for good.
    public static let teamsRefused = Self(rawValue: 1 << 16)
    /// The user is not synced.
    public static let notSynced = Self(rawValue: 1 << 17)
    /// The user is in no call queue, so that queue calls need not be refused.
    public static let notInAQueue = Self(rawValue: 1 << 18)
    /// Nothing was waiting to be sent.
    public static let nothingToSend = Self(rawValue: 1 << 19)

    /// The reasons, a sentence each.
    public var sentences: [String] {
        let all: [(Self, String)] = [
            (.duplicate, "The event was seen before."),
            (.stale, "The event is older than what is known."),
            (.ownEcho, "The event shows what the sync wrote itself."),
            (.withdrawn, "The queued write is no longer needed."),
            (.settling, "The change waits to see whether it stands."),
            (.renewed, "The presence held in Teams was renewed."),
            (.expired, "The presence held in Teams ran out."),
            (.healed, "What was left over from before is cleared."),
            (.restored, "The user's own presence is restored."),
            (.changedByUser, "The user changed what the sync had set; that stands."),
            (.inactivity, "Teams only went idle; the status is kept."),
            (.unknownTeamsStatus, "Teams reports nothing that is understood."),
            (.hiddenByUsersChoice, "The user's own choice in Teams hides what the sync holds there."),
            (.usersToFix, "Teams stayed busy after overlapping calls. The user must set Available in Teams."),
            (.retrying, "A write failed and is tried again later."),
            (.ringCentralRefused, "RingCentral refuses writes for this user."),
            (.teamsRefused, "Teams refuses writes for this user."),
            (.notSynced, "The user is not synced."),
            (.notInAQueue, "The user is in no call queue; queue calls need not be refused."),
            (.nothingToSend, "Nothing was waiting to be sent."),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }

    /// The sentences, joined.
    public var description: String { sentences.joined(separator: " ") }
}
