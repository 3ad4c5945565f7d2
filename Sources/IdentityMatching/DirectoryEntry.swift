/// An entry of the right directory: a RingCentral extension (or a user of another phone system), reduced to what identity can be
/// told by.
public struct DirectoryEntry: Hashable, Sendable, Codable, Identifiable {
    /// The immutable id of an entry, in RingCentral the extension id.
    ///
    /// RingCentral gives it as a number in some answers and as a string in others; here it is always a string.
    /// Source: RingCentral `listExtensions`, `listDirectoryEntries`.
    public struct ID: Hashable, Sendable, RawRepresentable, ExpressibleByStringLiteral, CustomStringConvertible {
        /// The id as text.
        public let rawValue: String

        /// Wraps an id.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Wraps an id.
        public init(_ rawValue: String) { self.rawValue = rawValue }

        /// Wraps a literal id, which is handy in tests and in pins written by hand.
        public init(stringLiteral value: String) { self.rawValue = value }

        /// The id as text.
        public var description: String { rawValue }
    }

    /// What the entry is, in the vendor's own words; unknown kinds are kept as they are.
    ///
    /// Source: RingCentral `listExtensions`, field `type`.
    public struct Kind: Hashable, Sendable, RawRepresentable, Codable {
        /// The vendor's word.
        public let rawValue: String

        /// Wraps a kind as the service writes it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A person with a telephone.
        public static let user = Kind(rawValue: "User")
        /// A call queue, which RingCentral calls a department for historical reasons.
        public static let department = Kind(rawValue: "Department")
    }

    /// The immutable id.
    public var id: ID
    /// The e-mail address assigned to the entry. Several entries may share one.
    public var email: String?
    /// The name people see.
    public var name: String?
    /// The department.
    public var department: String?
    /// The id that the entry has in the left directory, where that directory provisioned it: the SCIM `externalId`.
    ///
    /// Only the rule ``MatchRule/externalID`` looks at it.
    public var externalID: String?
    /// What the entry is.
    public var kind: Kind
    /// Whether a person may be matched to it. A disabled, unassigned or not yet activated entry is not usable: it is never
    /// matched by a rule, but explanations name it.
    public var isUsable: Bool
    /// The vendor's word for the state (`Disabled`, `NotActivated` …). It is only shown in explanations.
    public var status: String?

    /// Describes an entry.
    ///
    /// - Parameters:
    ///   - id: the immutable id.
    ///   - email: the e-mail address assigned to it.
    ///   - name: the name people see.
    ///   - department: the department.
    ///   - externalID: the id in the left directory, if that directory provisioned the entry.
    ///   - kind: what the entry is.
    ///   - isUsable: whether a rule may match a person to it.
    ///   - status: the vendor's word for its state.
    public init(
        id: ID, email: String? = nil, name: String? = nil, department: String? = nil, externalID: String? = nil,
        kind: Kind = .user, isUsable: Bool = true, status: String? = nil
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.department = department
        self.externalID = externalID
        self.kind = kind
        self.isUsable = isUsable
        self.status = status
    }
}

extension DirectoryEntry.ID: Codable, Comparable {
    /// Reads the id from a plain string.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the id as a plain string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// Orders ids as text, so that candidates have one order.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
