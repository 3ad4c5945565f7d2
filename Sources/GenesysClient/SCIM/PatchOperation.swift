/// One change of a SCIM PATCH. Operations are written in lower case, as Genesys's reference has them.
///
/// Source: Genesys Cloud SCIM API, `ScimV2PatchOperation`; RFC 7644, 3.5.2.
public struct PatchOperation: Hashable, Sendable, Encodable {
    /// What is done.
    public enum Verb: String, Hashable, Sendable, Encodable {
        /// Adds a value or an element.
        case add
        /// Sets a value.
        case replace
        /// Takes a value or an element away.
        case remove
    }

    /// A value.
    public enum Value: Hashable, Sendable, Encodable {
        /// Text.
        case text(String)
        /// A switch, as a JSON boolean.
        case flag(Bool)
        /// Telephone numbers.
        case phoneNumbers([SCIMUser.PhoneNumber])
        /// External ids.
        case externalIDs([ExternalID])

        /// Writes the bare value.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .flag(let flag): try container.encode(flag)
            case .phoneNumbers(let numbers): try container.encode(numbers)
            case .externalIDs(let ids): try container.encode(ids)
            }
        }
    }

    /// What is done.
    public let op: Verb
    /// To what.
    public let path: String
    /// With what; `nil` for a removal.
    public let value: Value?

    /// Makes an operation.
    public init(_ op: Verb, _ path: String, value: Value? = nil) {
        self.op = op
        self.path = path
        self.value = value
    }

    static let externalIDs = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds"

    /// Sets the number of the Teams client of a user who has one.
    public static func replaceTeamsNumber(_ number: String) -> PatchOperation {
        PatchOperation(.replace, "phoneNumbers[type eq \"microsoftteams\"].value", value: .text(number))
    }

    /// Gives the number of the Teams client to a user who has none.
    public static func addTeamsNumber(_ number: String) -> PatchOperation {
        PatchOperation(.add, "phoneNumbers", value: .phoneNumbers([.init(value: number, type: .microsoftTeams)]))
    }

    /// Takes the number of the Teams client away, whole and nothing else.
    public static let removeTeamsNumber = PatchOperation(.remove, "phoneNumbers[type eq \"microsoftteams\"]")

    /// Links a user who has no link to an Entra user.
    public static func addTeamsLink(_ objectID: String) -> PatchOperation {
        PatchOperation(
            .add, externalIDs, value: .externalIDs([ExternalID(authority: .microsoftTeams, value: objectID)]))
    }

    /// Takes the link to the Entra user away.
    public static let removeTeamsLink = PatchOperation(.remove, "\(externalIDs)[authority eq \"microsoftteams\"]")
}
