/// A rule by which a person and an entry can be recognised as the same.
///
/// A rule is *automatic* (what it finds is a match) or makes *suggestions* (what it finds is shown to a human). The caller can
/// promote a suggesting rule, see ``IdentityMatcher/promoting``.
public struct MatchRule: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    /// The name of the rule in reports and JSON.
    public let rawValue: String

    /// Names a rule. A name that this module does not know is kept, and reported as
    /// ``MatchReport/unknownRules`` when a matcher is asked to run it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The name of the rule.
    public var description: String { rawValue }

    /// A human's decision, see ``MatchPin``. It always comes first and is not part of a rule list.
    public static let pin = MatchRule(rawValue: "pin")
    /// The entry carries the user's object id (SCIM `externalId`), because the left directory provisioned it. Automatic, but not
    /// part of the standard list, since most listings do not carry that field.
    public static let externalID = MatchRule(rawValue: "externalID")
    /// The entry's e-mail is the user principal name. Automatic.
    ///
    /// Source: RingCentral for Microsoft Teams admin guide, user matching: the e-mail assigned to the user, against UPN or e-mail.
    public static let upn = MatchRule(rawValue: "upn")
    /// The entry's e-mail is the user's primary mail address. Automatic. Same source as ``upn``.
    public static let mail = MatchRule(rawValue: "mail")
    /// The entry's e-mail is one of the user's other addresses. A suggestion.
    public static let proxyAddress = MatchRule(rawValue: "proxyAddress")
    /// The entry's e-mail is the address that a guest's `#EXT#` name stands for. A suggestion.
    public static let guest = MatchRule(rawValue: "guest")
    /// The addresses are equal once they are written in their normal form, see ``AddressNormalization``. A suggestion.
    public static let normalized = MatchRule(rawValue: "normalized")
    /// The names are alike, and the departments do not speak against it, see ``NameComparison``. A suggestion.
    public static let name = MatchRule(rawValue: "name")

    /// What a rule compares. Rules of the same kind are weighed as equals, see ``IdentityMatcher``.
    enum Kind: Int, Sendable, CaseIterable {
        /// Whole values that must be equal.
        case address
        /// Addresses in a normal form.
        case normalized
        /// Names.
        case name
    }

    /// What the rule compares; nothing for a rule that this module does not know.
    var kind: Kind? {
        switch self {
        case .externalID, .upn, .mail, .proxyAddress, .guest: .address
        case .normalized: .normalized
        case .name: .name
        default: nil
        }
    }

    /// Whether the rule decides without having been promoted.
    var isAutomaticByNature: Bool { self == .externalID || self == .upn || self == .mail }
}

extension MatchRule: Codable {
    /// Reads the rule from a plain string.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the rule as a plain string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension [MatchRule] {
    /// The order in which the RingCentral portal looks (user principal name, then mail), followed by everything that can be
    /// suggested, strongest first.
    public static var standard: [MatchRule] { [.upn, .mail, .proxyAddress, .guest, .normalized, .name] }
}
