/// Who is meant: everyone, or a selection that may combine people, departments, a group and a search.
public struct InstallTarget: Hashable, Sendable, Codable, CustomStringConvertible {
    /// One part of a selection.
    public enum Selector: Hashable, Sendable, Codable {
        /// One person, by user principal name, mail address or object id.
        case user(String)
        /// Everybody in a department.
        case department(String)
        /// Everybody in an Entra group, nested groups included, by the group's name.
        case group(String)
        /// Everybody whom a search finds (see ``UserQuery``).
        case search(String)
    }

    /// The parts; a user is meant who is in one of them. Empty means everyone.
    public var selectors: [Selector]
    /// Whether to keep to those who have a RingCentral user.
    public var matchedOnly: Bool

    /// Makes a target.
    public init(_ selectors: [Selector], matchedOnly: Bool = false) {
        self.selectors = selectors
        self.matchedOnly = matchedOnly
    }

    /// Every eligible user, as in the portal.
    public static let everyone = InstallTarget([])

    /// Named people.
    public static func users(_ names: [String]) -> InstallTarget { InstallTarget(names.map { .user($0) }) }

    /// A department.
    public static func department(_ name: String) -> InstallTarget { InstallTarget([.department(name)]) }

    /// A group.
    public static func group(_ name: String) -> InstallTarget { InstallTarget([.group(name)]) }

    /// What a search finds.
    public static func search(_ text: String) -> InstallTarget { InstallTarget([.search(text)]) }

    /// The target in words.
    public var description: String {
        let who =
            selectors.isEmpty
            ? "everyone"
            : selectors.map { selector in
                switch selector {
                case .user(let name): name
                case .department(let name): "department “\(name)”"
                case .group(let name): "group “\(name)”"
                case .search(let text): "search “\(text)”"
                }
            }.joined(separator: ", ")
        return matchedOnly ? "\(who), matched users only" : who
    }
}
