public import GraphClient

/// What the user table keeps of a directory entry.
public struct UserRecord: Hashable, Sendable, Codable, Identifiable {
    /// The Entra object id.
    public let id: User.ID
    /// The user principal name.
    public var userPrincipalName: String
    /// The primary mail address.
    public var mail: String?
    /// The display name.
    public var displayName: String?
    /// The department.
    public var department: String?
    /// Further mail addresses, without their scheme.
    public var otherAddresses: [String]?
    /// Why the user cannot have the app; `nil` if they can.
    public var ineligible: SkipReason?

    /// Makes a record.
    public init(
        id: User.ID, userPrincipalName: String, mail: String? = nil, displayName: String? = nil,
        department: String? = nil, otherAddresses: [String]? = nil, ineligible: SkipReason? = nil
    ) {
        self.id = id
        self.userPrincipalName = userPrincipalName
        self.mail = mail
        self.displayName = displayName
        self.department = department
        self.otherAddresses = otherAddresses
        self.ineligible = ineligible
    }

    /// Takes from a directory entry what the table needs.
    public init(_ user: User, eligibility: Eligibility) {
        let own = [user.mail, user.userPrincipalName].compactMap { $0?.lowercased() }
        let others = user.proxyAddresses.compactMap { address -> String? in
            guard address.lowercased().hasPrefix("smtp:") else { return nil }
            let bare = String(address.dropFirst(5))
            return own.contains(bare.lowercased()) ? nil : bare
        }
        self.init(
            id: user.id, userPrincipalName: user.userPrincipalName ?? user.id.rawValue, mail: user.mail,
            displayName: user.displayName, department: user.department,
            otherAddresses: others.isEmpty ? nil : others, ineligible: eligibility.skipReason(for: user))
    }
}

/// What the table keeps of a user's match with a RingCentral user.
public struct MatchRecord: Hashable, Sendable, Codable {
    /// `exact`, `ambiguous`, `unmatched`, `pinned` or `suggested`.
    public var match: String
    /// The rule that decided, such as `upn` or `mail`.
    public var rule: String?
    /// The RingCentral extension id, for `exact` and `pinned` only.
    public var extensionID: String?
    /// What a person should know, such as differing addresses.
    public var note: String?

    /// Makes a record.
    public init(match: String, rule: String? = nil, extensionID: String? = nil, note: String? = nil) {
        self.match = match
        self.rule = rule
        self.extensionID = extensionID
        self.note = note
    }

    /// No RingCentral user.
    public static let unmatched = MatchRecord(match: "unmatched")
}
