/// Something to know about a result, in words, with what can be done about it.
public struct MatchNote: Hashable, Sendable, Codable {
    /// What a note is about. Open, so that notes can be added without breaking anyone.
    public struct Code: Hashable, Sendable, RawRepresentable, Codable {
        /// The name of the code.
        public let rawValue: String

        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The entry's e-mail is not both the user principal name and the mail address.
        ///
        /// RingCentral's chat notifications for missed communications and its personal contacts need all three to agree.
        /// Source: RingCentral for Microsoft Teams admin guide, presence sync and embedded app.
        public static let addressesDiffer = Code(rawValue: "addressesDiffer")
        /// A rule points to another entry than the one that was chosen.
        public static let rulesDisagree = Code(rawValue: "rulesDisagree")
        /// An entry fits but is not usable.
        public static let unusableEntry = Code(rawValue: "unusableEntry")
        /// An entry fits but belongs to somebody else, or somebody else fits it better.
        public static let entryTaken = Code(rawValue: "entryTaken")
        /// The person is a guest of the tenant.
        public static let guestAccount = Code(rawValue: "guestAccount")
        /// A pin of this person names an entry that does not exist.
        public static let stalePin = Code(rawValue: "stalePin")
        /// The pins of this person contradict each other or those of somebody else.
        public static let conflictingPins = Code(rawValue: "conflictingPins")
        /// A pin says that the person has no entry.
        public static let neverPin = Code(rawValue: "neverPin")
    }

    /// What the note is about.
    public let code: Code
    /// The note in words.
    public let text: String
    /// The entry it speaks of, if any.
    public let entryID: DirectoryEntry.ID?

    init(_ code: Code, _ text: String, entry: DirectoryEntry.ID? = nil) {
        self.code = code
        self.text = text
        entryID = entry
    }

    private enum CodingKeys: String, CodingKey {
        case code, text
        case entryID = "extension"
    }
}
