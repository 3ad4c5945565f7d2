/// A group of the directory, as far as its membership is concerned.
///
/// Source: Microsoft Graph `resources/group`.
public struct Group: Identifiable, Hashable, Sendable, Codable {
    /// A group's object id.
    public struct ID: GraphID {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The object id.
    public var id: ID
    /// The name; several groups may have the same.
    public var displayName: String?
    /// `Unified`, `DynamicMembership`. Open.
    public var groupTypes: [String]
    /// Whether it can be used for access.
    public var securityEnabled: Bool?
    /// Whether it has mail.
    public var mailEnabled: Bool?
    /// The rule that decides membership of a dynamic group.
    public var membershipRule: String?
    /// Whether it is mastered in an on-premises directory.
    public var onPremisesSyncEnabled: Bool?
    /// Whether directory roles can be assigned to it.
    public var isAssignableToRole: Bool?

    /// Makes a group; what is not given is missing.
    public init(
        id: ID, displayName: String? = nil, groupTypes: [String] = [], securityEnabled: Bool? = nil,
        mailEnabled: Bool? = nil, membershipRule: String? = nil, onPremisesSyncEnabled: Bool? = nil,
        isAssignableToRole: Bool? = nil
    ) {
        self.id = id
        self.displayName = displayName
        self.groupTypes = groupTypes
        self.securityEnabled = securityEnabled
        self.mailEnabled = mailEnabled
        self.membershipRule = membershipRule
        self.onPremisesSyncEnabled = onPremisesSyncEnabled
        self.isAssignableToRole = isAssignableToRole
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, displayName, groupTypes, securityEnabled, mailEnabled, membershipRule, onPremisesSyncEnabled
        case isAssignableToRole
    }

    /// Reads a group; every field but the id may be null or absent.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func flag(_ key: CodingKeys) throws -> Bool? { try fields.decodeIfPresent(Bool.self, forKey: key) }
        self.init(
            id: try fields.decode(ID.self, forKey: .id),
            displayName: try fields.decodeIfPresent(String.self, forKey: .displayName),
            groupTypes: try fields.decodeIfPresent([String].self, forKey: .groupTypes) ?? [],
            securityEnabled: try flag(.securityEnabled), mailEnabled: try flag(.mailEnabled),
            membershipRule: try fields.decodeIfPresent(String.self, forKey: .membershipRule),
            onPremisesSyncEnabled: try flag(.onPremisesSyncEnabled), isAssignableToRole: try flag(.isAssignableToRole))
    }

    /// What to select: all fields of this type.
    static let fields = CodingKeys.allCases.map(\.rawValue)
}

extension Group {
    /// Whether members can be added and removed through Graph, and if not, why. Found out beforehand, as Graph's own refusal
    /// (400 or 403) does not say.
    ///
    /// Source: Microsoft Graph `group-post-members`, `resources/group`.
    public enum MembershipVerdict: String, Hashable, Sendable, Codable {
        /// It can be changed.
        case writable
        /// A rule decides who is in it.
        case dynamic
        /// It is changed in the on-premises directory.
        case onPremises
        /// A distribution list or mail-enabled security group; changed in Exchange.
        case mailEnabled
        /// Directory roles hang on it: only with a permission of its own, and only when asked for explicitly.
        case roleAssignable
    }

    /// Whether a rule decides who is in it.
    public var isDynamic: Bool { groupTypes.contains { $0.lowercased() == "dynamicmembership" } }
    /// Whether it is a Microsoft 365 group.
    public var isUnified: Bool { groupTypes.contains { $0.lowercased() == "unified" } }

    /// Whether members can be added and removed through Graph.
    public var membershipVerdict: MembershipVerdict {
        if isDynamic { return .dynamic }
        if onPremisesSyncEnabled == true { return .onPremises }
        if mailEnabled == true, !isUnified { return .mailEnabled }
        if isAssignableToRole == true { return .roleAssignable }
        return .writable
    }
}

/// Something that is in a group.
///
/// Source: Microsoft Graph `group-list-members`.
public struct GroupMember: Identifiable, Hashable, Sendable, Codable {
    /// What it is. Open.
    public struct Kind: RawRepresentable, Hashable, Sendable, Codable {
        /// The last part of Graph's type name.
        public let rawValue: String
        /// Makes a kind.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A user.
        public static let user = Kind(rawValue: "user")
        /// A group within the group.
        public static let group = Kind(rawValue: "group")
        /// A device.
        public static let device = Kind(rawValue: "device")
        /// A contact of the organization.
        public static let orgContact = Kind(rawValue: "orgContact")
        /// An app.
        public static let servicePrincipal = Kind(rawValue: "servicePrincipal")
        /// Graph did not say.
        public static let unknown = Kind(rawValue: "unknown")
    }

    /// The object id; for users the same as ``User/id``.
    public var id: String
    /// What it is.
    public var type: Kind
    /// The name; missing when the app may not read this kind of object.
    public var displayName: String?
    /// The sign-in name of a user; missing when the app may not read users.
    public var userPrincipalName: String?

    /// The user's id, if it is a user.
    public var userID: User.ID? { type == .user ? User.ID(id) : nil }

    /// Makes a member.
    public init(id: String, type: Kind, displayName: String? = nil, userPrincipalName: String? = nil) {
        self.id = id
        self.type = type
        self.displayName = displayName
        self.userPrincipalName = userPrincipalName
    }

    enum CodingKeys: String, CodingKey {
        case id
        case type = "@odata.type"
        case displayName, userPrincipalName
    }

    /// Reads a member.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(String.self, forKey: .id)
        let word = try fields.decodeIfPresent(String.self, forKey: .type)?.split(separator: ".").last.map(String.init)
        displayName = try fields.decodeIfPresent(String.self, forKey: .displayName)
        userPrincipalName = try fields.decodeIfPresent(String.self, forKey: .userPrincipalName)
        // Graph leaves the type out where every element has it by the request; only users have a sign-in name.
        type = word.map(Kind.init(rawValue:)) ?? (userPrincipalName == nil ? .unknown : .user)
    }

    /// Writes a member as Graph does.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(id, forKey: .id)
        try fields.encode("#microsoft.graph.\(type.rawValue)", forKey: .type)
        try fields.encodeIfPresent(displayName, forKey: .displayName)
        try fields.encodeIfPresent(userPrincipalName, forKey: .userPrincipalName)
    }
}
