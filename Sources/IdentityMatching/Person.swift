/// A person in the left directory: a Microsoft 365 user, reduced to what identity can be told by.
///
/// The module reads no service. Whoever lists the users hands them over as values, so that a match can be computed, tested and
/// repeated without a network.
public struct Person: Hashable, Sendable, Codable, Identifiable {
    /// The immutable id of a user, in Microsoft Graph the object id.
    ///
    /// Names and addresses change, the id does not; this is why pins are made of ids.
    public struct ID: Hashable, Sendable, RawRepresentable, ExpressibleByStringLiteral, CustomStringConvertible {
        /// The id as the service writes it.
        public let rawValue: String

        /// Wraps an id as the service writes it.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Wraps an id as the service writes it.
        public init(_ rawValue: String) { self.rawValue = rawValue }

        /// Wraps a literal id, which is handy in tests and in pins written by hand.
        public init(stringLiteral value: String) { self.rawValue = value }

        /// The id as the service writes it.
        public var description: String { rawValue }
    }

    /// The immutable id.
    public var id: ID
    /// The sign-in name. For a guest it contains `#EXT#`.
    public var userPrincipalName: String
    /// The primary mail address, where the user has one.
    public var mail: String?
    /// Further addresses: `proxyAddresses` as Microsoft Graph returns them (`smtp:ann@contoso.com`) or bare, and `otherMails`.
    ///
    /// Entries with another scheme than `smtp` (`X500:`, `SIP:` …) are not mail addresses and are passed over.
    /// Source: Microsoft Graph `user`, property `proxyAddresses`.
    public var otherAddresses: [String]
    /// The name people see.
    public var displayName: String?
    /// The department, which tells namesakes apart.
    public var department: String?
    /// Whether the user is a guest of the tenant (`userType` is `Guest`).
    public var isGuest: Bool

    /// Describes a person.
    ///
    /// - Parameters:
    ///   - id: the immutable id.
    ///   - userPrincipalName: the sign-in name.
    ///   - mail: the primary mail address.
    ///   - otherAddresses: aliases, with or without the `smtp:` prefix.
    ///   - displayName: the name people see.
    ///   - department: the department.
    ///   - isGuest: whether the user is a guest of the tenant.
    public init(
        id: ID, userPrincipalName: String, mail: String? = nil, otherAddresses: [String] = [],
        displayName: String? = nil, department: String? = nil, isGuest: Bool = false
    ) {
        self.id = id
        self.userPrincipalName = userPrincipalName
        self.mail = mail
        self.otherAddresses = otherAddresses
        self.displayName = displayName
        self.department = department
        self.isGuest = isGuest
    }
}

extension Person.ID: Codable, Comparable {
    /// Reads the id from a plain string.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the id as a plain string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// Orders ids as text, so that results have one order.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
