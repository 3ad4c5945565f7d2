/// A human's decision about one person, which no rule overrides.
///
/// A pin is made of immutable ids, so it survives a change of name or address on either side.
public struct MatchPin: Hashable, Sendable, Codable {
    /// The person.
    public let userID: Person.ID
    /// The entry the person is matched to, or nil if the person has none.
    public let entryID: DirectoryEntry.ID?

    /// Pins a person to an entry.
    public init(_ userID: Person.ID, to entryID: DirectoryEntry.ID) {
        self.userID = userID
        self.entryID = entryID
    }

    /// States that a person has no entry in the right directory, whatever the rules find.
    public static func never(_ userID: Person.ID) -> MatchPin {
        MatchPin(userID: userID, entryID: nil)
    }

    private init(userID: Person.ID, entryID: DirectoryEntry.ID?) {
        self.userID = userID
        self.entryID = entryID
    }

    private enum CodingKeys: String, CodingKey {
        case userID = "user"
        case entryID = "extension"
    }
}

/// A pin that names an id which was not among the values given.
///
/// A stale pin is reported rather than dropped. If the entry is gone, the rules decide about the person again. If the person is
/// gone (or was just not part of this selection), the entry stays reserved for them, so that no rule gives it to somebody else.
public struct StalePin: Hashable, Sendable, Codable {
    /// A side of the match.
    public enum Side: String, Hashable, Sendable, Codable {
        /// The person.
        case user
        /// The entry.
        case entry = "extension"
    }

    /// The pin.
    public let pin: MatchPin
    /// The side or sides whose id does not exist.
    public let missing: [Side]
}
