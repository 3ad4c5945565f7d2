/// A field of a person or an entry that was compared.
public struct MatchField: Hashable, Sendable, RawRepresentable, Codable, CustomStringConvertible {
    /// The name of the field, as in ``Person`` or ``DirectoryEntry``.
    public let rawValue: String

    /// Names a field.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The name of the field.
    public var description: String { rawValue }

    /// ``Person/id``.
    public static let id = MatchField(rawValue: "id")
    /// ``Person/userPrincipalName``.
    public static let userPrincipalName = MatchField(rawValue: "userPrincipalName")
    /// ``Person/mail``.
    public static let mail = MatchField(rawValue: "mail")
    /// ``Person/otherAddresses``.
    public static let otherAddresses = MatchField(rawValue: "otherAddresses")
    /// ``Person/displayName``.
    public static let displayName = MatchField(rawValue: "displayName")
    /// ``Person/department`` or ``DirectoryEntry/department``.
    public static let department = MatchField(rawValue: "department")
    /// ``DirectoryEntry/email``.
    public static let email = MatchField(rawValue: "email")
    /// ``DirectoryEntry/name``.
    public static let name = MatchField(rawValue: "name")
    /// ``DirectoryEntry/externalID``.
    public static let externalID = MatchField(rawValue: "externalID")
}

/// One comparison that came out positive: which fields, with which values, by which rule.
public struct MatchEvidence: Hashable, Sendable, Codable {
    /// The rule that compared.
    public let rule: MatchRule
    /// The entry that the comparison points to. It is not always the one that was chosen: evidence for another entry is a
    /// disagreement, see ``MatchResult/disagreements``.
    public let entryID: DirectoryEntry.ID
    /// The person's field.
    public let userField: MatchField
    /// The person's value, as it is in the directory.
    public let userValue: String
    /// The entry's field.
    public let entryField: MatchField
    /// The entry's value, as it is in the directory.
    public let entryValue: String
    /// The form in which both were compared, where that is more than a change of case: the unwrapped address of a guest, a
    /// normalised address.
    public let comparedAs: String?
    /// How alike the values are, 0 to 1, where the rule measures that.
    public let score: Double?

    private enum CodingKeys: String, CodingKey {
        case rule, userField, userValue, entryField, entryValue, comparedAs, score
        case entryID = "extension"
    }
}

/// An entry that a person may be matched to, once somebody agrees or chooses.
public struct MatchCandidate: Hashable, Sendable, Codable {
    /// The entry.
    public let entryID: DirectoryEntry.ID
    /// The rule that found it.
    public let rule: MatchRule
    /// How well it fits, 0 to 1, where the rule measures that.
    public let score: Double?
    /// The other people who want the same entry, in the order of their ids.
    public let rivals: [Person.ID]

    private enum CodingKeys: String, CodingKey {
        case rule, score, rivals
        case entryID = "extension"
    }
}
