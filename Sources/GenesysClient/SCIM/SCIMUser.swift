/// A user as SCIM shows it, as far as linking needs to know.
///
/// Source: Genesys Cloud SCIM API, `ScimV2User`, `ScimUserExtensions`, `ScimMetadata`.
public struct SCIMUser: Hashable, Sendable, Codable, Identifiable {
    /// A user's id; it never changes.
    public struct ID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Reads a string.
        public init(from decoder: any Decoder) throws {
            rawValue = try decoder.singleValueContainer().decode(String.self)
        }
        /// Writes a string.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(rawValue)
        }
        /// The text.
        public var description: String { rawValue }
    }

    /// The id.
    public var id: ID
    /// The Genesys e-mail; unique.
    public var userName: String
    /// The name that is shown.
    public var displayName: String?
    /// Whether the account is active; `nil` if not told.
    public var active: Bool?
    /// Telephone numbers, each with its kind.
    public var phoneNumbers: [PhoneNumber]
    /// Addresses, each with its kind.
    public var emails: [Email]
    /// Ids that other systems know the user by; only there when they were asked for by attribute.
    public var externalIDs: [ExternalID]
    /// The version of this state, as `If-Match` wants it.
    public var version: EntityTag?

    /// A telephone number.
    public struct PhoneNumber: Hashable, Sendable, Codable {
        /// E.164, or `tel:+…;ext=…`.
        public var value: String?
        /// The kind, such as `work` or `microsoftteams`.
        public var type: PhoneType?
        /// Whether it is the primary one.
        public var primary: Bool?

        /// Makes a number.
        public init(value: String, type: PhoneType, primary: Bool? = nil) {
            self.value = value
            self.type = type
            self.primary = primary
        }
    }

    /// A kind of telephone number. Open. Source: Genesys Cloud SCIM API, `ScimPhoneNumber`.
    public struct PhoneType: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Makes a kind.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The number of the user's Teams client. It shares a place with `other`: the profile's “Other phone”.
        public static let microsoftTeams = PhoneType(rawValue: "microsoftteams")
        /// The work number.
        public static let work = PhoneType(rawValue: "work")
        /// Another number; the same place as `microsoftteams`.
        public static let other = PhoneType(rawValue: "other")
        /// Whether it belongs to a telephone integration other than Teams; a user has the number of one at most.
        /// Source: Genesys Cloud help, unified communications integrations; SCIM API, `ScimPhoneNumber`.
        public var isOtherIntegration: Bool { ["zoomphone", "eightbyeight", "ringcentral"].contains(rawValue) }
    }

    /// An address.
    public struct Email: Hashable, Sendable, Codable {
        /// The address.
        public var value: String?
        /// The kind.
        public var type: String?
        /// Whether it is the primary one.
        public var primary: Bool?
    }

    /// Makes a user; stubs in tests do.
    public init(
        id: ID, userName: String, displayName: String? = nil, active: Bool? = true, phoneNumbers: [PhoneNumber] = [],
        emails: [Email] = [], externalIDs: [ExternalID] = [], version: EntityTag? = nil
    ) {
        self.id = id
        self.userName = userName
        self.displayName = displayName
        self.active = active
        self.phoneNumbers = phoneNumbers
        self.emails = emails
        self.externalIDs = externalIDs
        self.version = version
    }

    private enum CodingKeys: String, CodingKey {
        case id, userName, displayName, active, phoneNumbers, emails, meta
        case genesys = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"
    }

    private struct Meta: Codable {
        var version: String?
    }

    private struct GenesysExtension: Codable {
        var externalIds: [ExternalID]?
    }

    /// Reads a user; lists may be absent.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(ID.self, forKey: .id)
        userName = try fields.decode(String.self, forKey: .userName)
        displayName = try fields.decodeIfPresent(String.self, forKey: .displayName)
        active = try fields.decodeIfPresent(Bool.self, forKey: .active)
        phoneNumbers = try fields.decodeIfPresent([PhoneNumber].self, forKey: .phoneNumbers) ?? []
        emails = try fields.decodeIfPresent([Email].self, forKey: .emails) ?? []
        externalIDs = try fields.decodeIfPresent(GenesysExtension.self, forKey: .genesys)?.externalIds ?? []
        version = try fields.decodeIfPresent(Meta.self, forKey: .meta)?.version.flatMap(EntityTag.init)
    }

    /// Writes what was read.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(id, forKey: .id)
        try fields.encode(userName, forKey: .userName)
        try fields.encodeIfPresent(displayName, forKey: .displayName)
        try fields.encodeIfPresent(active, forKey: .active)
        try fields.encode(phoneNumbers, forKey: .phoneNumbers)
        try fields.encode(emails, forKey: .emails)
        try fields.encode(GenesysExtension(externalIds: externalIDs), forKey: .genesys)
        try fields.encodeIfPresent(version.map { Meta(version: $0.description) }, forKey: .meta)
    }

    /// The number of the Teams client, if there is one.
    public var teamsNumber: String? { phoneNumbers.first { $0.type == .microsoftTeams }?.value }
    /// The ids of Entra users that this one is linked to; more than one is a fault.
    public var teamsLinks: [String] { externalIDs.filter { $0.authority == .microsoftTeams }.map(\.value) }
}

/// An id that another system knows a user by.
public struct ExternalID: Hashable, Sendable, Codable {
    /// Whose id it is; upper and lower case matter.
    public var authority: Authority
    /// The id; upper and lower case matter.
    public var value: String

    /// Makes an id.
    public init(authority: Authority, value: String) {
        self.authority = authority
        self.value = value
    }

    /// Who gives ids out. Open.
    public struct Authority: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Makes an authority.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Microsoft Teams: the key is the Entra user's object id.
        public static let microsoftTeams = Authority(rawValue: "microsoftteams")

        /// Whether Genesys keeps it for itself: SCIM's own `externalId` is stored so, and cannot be taken away.
        public var isReserved: Bool { rawValue.hasPrefix("x-pc:scimv2:v1") }
    }
}

/// A version of a user, in the quoted form that `If-Match` and `ETag` have.
public struct EntityTag: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The quoted text.
    public let description: String

    /// Takes a tag with or without its quotes, also a weak one; `nil` for an empty one.
    public init?(_ text: String) {
        let bare = text.replacing("W/", with: "").filter { $0 != "\"" && !$0.isWhitespace }
        guard !bare.isEmpty else { return nil }
        description = "\"\(bare)\""
    }

    /// Reads a tag.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let tag = EntityTag(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "an empty tag"))
        }
        self = tag
    }

    /// Writes the quoted form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
