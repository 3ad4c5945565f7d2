import PatchbayCore

/// One operation of a SCIM PATCH, applied.
///
/// Source: Genesys Cloud SCIM API, `ScimV2PatchOperation`; RFC 7644, 3.5.2. A path that is not understood is passed over with a 200, as the
/// reference does not promise otherwise, so a client has to read back.
enum GenesysPatch {
    static func apply(_ operation: JSONValue, to user: inout SimulatedGenesysUser) throws(Problem) {
        // Entra sends its verbs with a capital; the reference has them in lower case.
        guard let verb = operation["op"]?.string?.lowercased(), ["add", "replace", "remove"].contains(verb) else {
            throw Problem(400, "invalidSyntax", "The operation is unknown.", inner: "invalidSyntax")
        }
        guard let path = operation["path"]?.string else {
            throw Problem(400, "noTarget", "A path is mandatory here.", inner: "noTarget")
        }
        let value = operation["value"]
        if verb == "remove" { return try remove(path, from: &user) }
        guard let value else { throw Problem(400, "invalidValue", "A value is missing.", inner: "invalidValue") }
        let externalIDs = "\(GenesysSCIMRoutes.genesysURN):externalIds"
        if path == "active" {
            guard case .bool(let flag) = value else {
                throw Problem(400, "invalidValue", "active is a boolean.", inner: "invalidValue")
            }
            user.isActive = flag
        } else if path == "displayName" {
            user.displayName = value.string ?? user.displayName
        } else if path == "phoneNumbers" {
            let numbers = value.array ?? []
            if verb == "replace" { user.phones = [] }
            for item in numbers {
                guard let type = item["type"]?.string, let number = item["value"]?.string else {
                    throw Problem(400, "invalidValue", "A number needs type and value.", inner: "invalidValue")
                }
                try set(number, type, isPrimary: item["primary"] == .bool(true), in: &user)
            }
        } else if let type = selector("phoneNumbers", "type", path, suffix: ".value"), let number = value.string {
            try set(number, type, isPrimary: false, in: &user)
        } else if path == externalIDs {
            if verb == "replace" { user.externalIDs.removeAll { !isReserved($0.authority) } }
            for item in value.array ?? [] {
                guard let authority = item["authority"]?.string, let key = item["value"]?.string else {
                    throw Problem(400, "invalidValue", "An id needs authority and value.", inner: "invalidValue")
                }
                try add(.init(authority: authority, value: key), to: &user)
            }
        } else if let authority = selector(externalIDs, "authority", path, suffix: ".value"), let key = value.string {
            user.externalIDs.removeAll { $0.authority == authority && !isReserved(authority) }
            try add(.init(authority: authority, value: key), to: &user)
        }
    }

    private static func remove(_ path: String, from user: inout SimulatedGenesysUser) throws(Problem) {
        if path == "phoneNumbers" {
            user.phones = []
        } else if let type = selector("phoneNumbers", "type", path) {
            user.phones.removeAll { $0.type == type }
        } else if let authority = selector("\(GenesysSCIMRoutes.genesysURN):externalIds", "authority", path) {
            guard !isReserved(authority) else {
                throw Problem(400, "mutability", "This external id cannot be removed.", inner: "mutability")
            }
            user.externalIDs.removeAll { $0.authority == authority }
        }
    }

    private static func isReserved(_ authority: String) -> Bool { authority.hasPrefix("x-pc:scimv2:v1") }

    private static func add(_ id: SimulatedGenesysUser.ExternalID, to user: inout SimulatedGenesysUser)
        throws(Problem)
    {
        guard !user.externalIDs.contains(id) else { return }
        guard user.externalIDs.count < 100 else {
            throw Problem(400, "tooMany", "A user has at most 100 external ids.", inner: "tooMany")
        }
        user.externalIDs.append(id)
    }

    /// Sets the number of a kind. `other` and `microsoftteams` are one place in the profile: the later one wins.
    ///
    /// Source: Genesys Cloud help, SCIM field mappings (“Other phone”).
    private static func set(
        _ number: String, _ type: String, isPrimary: Bool, in user: inout SimulatedGenesysUser
    ) throws(Problem) {
        let digits = number.dropFirst(number.hasPrefix("tel:") ? 4 : 0)
        guard digits.hasPrefix("+"), digits.dropFirst().prefix(while: { $0 != ";" }).allSatisfy(\.isNumber) else {
            throw Problem(400, "invalidValue", "The number is not E.164.", inner: "invalidValue")
        }
        let place: Set<String> = ["other", "microsoftteams"].contains(type) ? ["other", "microsoftteams"] : [type]
        user.phones.removeAll { place.contains($0.type) }
        user.phones.append(.init(type: type, value: number, isPrimary: isPrimary))
    }

    /// The value in `attribute[key eq "value"]`, with straight quotes.
    private static func selector(_ attribute: String, _ key: String, _ path: String, suffix: String = "") -> String? {
        let (head, tail) = ("\(attribute)[\(key) eq \"", "\"]\(suffix)")
        guard path.hasPrefix(head), path.hasSuffix(tail), path.count > head.count + tail.count else { return nil }
        return String(path.dropFirst(head.count).dropLast(tail.count))
    }
}
