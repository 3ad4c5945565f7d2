import PatchbayCore

/// A user as a SCIM resource, and back.
struct GenesysResource {
    let world: World
    let root: String
    var manners: SCIMManners { world.settings.genesys.scim }
    var kind: SCIMKind { GenesysSCIMSchemas.users(manners) }

    private static let reserved = "x-pc:scimv2:v1"

    /// SCIM's `externalId` is stored for each OAuth client on its own. Source: Genesys Cloud community, SCIM and several clients (staff).
    private var ownAuthority: String { "\(Self.reserved):\(world.settings.genesys.clientID)" }

    init(_ call: Call, _ world: World) {
        self.world = world
        root = call.root
    }

    static func tag(_ version: Int) -> String { "\"\(version)\"" }

    static func isReserved(_ authority: String) -> Bool { authority.hasPrefix(reserved) }

    // MARK: Out

    /// Everything about a user; what of it is shown is chosen afterwards.
    func json(_ user: SimulatedGenesysUser) -> JSONValue {
        var resource: JSONValue = [
            "schemas": .array(kind.schemas.map { .string($0.id) }), "id": .string(user.id),
            "userName": .string(user.userName), "active": .bool(user.isActive),
        ]
        if !user.displayName.isEmpty { resource = resource.adding("displayName", .string(user.displayName)) }
        let own = user.externalIDs.first { $0.authority == ownAuthority }
        resource = resource.setting("externalId", own.map { .string($0.value) })
        // Where nothing else was said, the name is the work address.
        let usual: JSONValue? =
            manners == .genesys ? [["value": .string(user.userName), "type": "work", "primary": true]] : nil
        resource = resource.setting("emails", user.attributes.member("emails") ?? usual)
        resource = resource.setting(
            "phoneNumbers",
            .array(
                user.phones.map {
                    var phone: JSONValue = ["value": .string($0.value)]
                    if !$0.type.isEmpty { phone = phone.adding("type", .string($0.type)) }
                    return phone.adding("primary", .bool($0.isPrimary))
                }))
        for name in ["title", "roles", GenesysSCIMSchemas.enterprise] {
            resource = resource.setting(name, user.attributes.member(name))
        }
        resource = resource.setting(
            "groups",
            .array(
                world.genesys.groups.filter { $0.has(user.id) }.map {
                    ["value": .string($0.id), "$ref": .string(location("groups", $0.id))]
                }))
        let skills = user.attributes.member(GenesysSCIMSchemas.genesys) ?? .object([])
        resource = resource.setting(
            GenesysSCIMSchemas.genesys,
            skills.setting(
                "externalIds",
                .array(user.externalIDs.map { ["authority": .string($0.authority), "value": .string($0.value)] })))
        return resource.adding(
            "meta",
            [
                "resourceType": "User", "version": .string(Self.tag(user.version)),
                "location": .string(location("users", user.id)),
            ])
    }

    func location(_ endpoint: String, _ id: String) -> String { "\(root)/api/v2/scim/v2/\(endpoint)/\(id)" }

    // MARK: In

    /// The user that a resource describes; what is left out of it is gone, but for what Genesys keeps for itself.
    func user(_ resource: JSONValue, id: String, before: SimulatedGenesysUser?) throws(Problem) -> SimulatedGenesysUser
    {
        guard let name = resource.member("userName")?.string, !name.isEmpty else {
            throw invalid("userName is required.")
        }
        var user = SimulatedGenesysUser(
            id: id, userName: name, displayName: resource.member("displayName")?.string ?? "",
            entraID: before?.entraID)
        user.version = before?.version ?? 0
        user.isActive = try flag(resource.member("active")) ?? true
        user.phones = try phones(resource.member("phoneNumbers")?.array ?? [], before: before?.phones ?? [])
        user.externalIDs = try externalIDs(resource, before)
        var attributes = JSONValue.object([])
        for attribute in ["title", "roles", GenesysSCIMSchemas.enterprise] {
            attributes = attributes.setting(attribute, resource.member(attribute))
        }
        let usual: JSONValue = [["value": .string(name), "type": "work", "primary": true]]
        if let emails = resource.member("emails"), manners == .standard || emails != usual {
            attributes = attributes.setting("emails", emails)
        }
        let skills = resource.member(GenesysSCIMSchemas.genesys)?.setting("externalIds", nil)
        for list in ["routingSkills", "routingLanguages"] where (skills?.member(list)?.array?.count ?? 0) > 50 {
            throw Problem(400, "tooMany", "A user has at most 50 \(list).", inner: "tooMany")
        }
        user.attributes = attributes.setting(GenesysSCIMSchemas.genesys, skills)
        return user
    }

    private func invalid(_ message: String) -> Problem { Problem(400, "invalidValue", message, inner: "invalidValue") }

    /// Entra sends switches as `"True"` and `"False"` unless told otherwise. Source: Microsoft Entra documentation, SCIM compatibility.
    private func flag(_ value: JSONValue?) throws(Problem) -> Bool? {
        switch value {
        case nil, .null?: return nil
        case .bool(let flag)?: return flag
        case .string(let text)? where ["true", "false"].contains(text.lowercased()): return text.lowercased() == "true"
        default: throw invalid("active is a boolean.")
        }
    }

    /// `other` and `microsoftteams` are one place in the profile: the one that is new wins.
    /// Source: Genesys Cloud help, SCIM field mappings (“Other phone”).
    private func phones(
        _ elements: [JSONValue], before: [SimulatedGenesysUser.Phone]
    ) throws(Problem) -> [SimulatedGenesysUser.Phone] {
        var phones: [SimulatedGenesysUser.Phone] = []
        for element in elements {
            let (type, number) = (element.member("type")?.string, element.member("value")?.string)
            if manners == .genesys {
                guard type != nil, let number else { throw invalid("A number needs type and value.") }
                let digits = number.dropFirst(number.hasPrefix("tel:") ? 4 : 0)
                guard digits.hasPrefix("+"), digits.dropFirst().prefix(while: { $0 != ";" }).allSatisfy(\.isNumber)
                else { throw invalid("The number is not E.164.") }
            }
            let phone = SimulatedGenesysUser.Phone(
                type: type ?? "", value: number ?? "", isPrimary: element.member("primary") == .bool(true))
            if manners == .genesys,
                let place = phones.firstIndex(where: { Self.place($0.type) == Self.place(phone.type) })
            {
                let isOld = before.contains(phone)
                if !isOld { phones[place] = phone }
            } else {
                phones.append(phone)
            }
        }
        return phones
    }

    private static func place(_ type: String) -> String { type == "microsoftteams" ? "other" : type }

    private func externalIDs(
        _ resource: JSONValue, _ before: SimulatedGenesysUser?
    ) throws(Problem) -> [SimulatedGenesysUser.ExternalID] {
        // What is stored for other clients stays, whatever this one says.
        var ids = (before?.externalIDs ?? []).filter { Self.isReserved($0.authority) && $0.authority != ownAuthority }
        if let own = resource.member("externalId")?.string {
            ids.insert(.init(authority: ownAuthority, value: own), at: 0)
        }
        for element in resource.member(GenesysSCIMSchemas.genesys)?.member("externalIds")?.array ?? [] {
            guard let authority = element.member("authority")?.string, let key = element.member("value")?.string else {
                throw invalid("An id needs authority and value.")
            }
            let id = SimulatedGenesysUser.ExternalID(authority: authority, value: key)
            if !Self.isReserved(authority), !ids.contains(id) { ids.append(id) }
        }
        guard ids.count <= 100 else {
            throw Problem(400, "tooMany", "A user has at most 100 external ids.", inner: "tooMany")
        }
        return ids
    }
}
