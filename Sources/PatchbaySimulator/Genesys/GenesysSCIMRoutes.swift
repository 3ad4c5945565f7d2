import Foundation
import PatchbayCore

/// `/api/v2/scim/v2/users` and its alias without the second version.
///
/// Source: Genesys Cloud SCIM API; RFC 7644.
enum GenesysSCIMRoutes {
    static let genesysURN = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"

    static let all: [Route] = ["/api/v2/scim/v2/users", "/api/v2/scim/users"].flatMap { base in
        [
            Route(
                .get, base, .genesysUsersList, charges: .one(.genesysClient), source: "Genesys Cloud SCIM, GET users",
                handle: { (call, _, world) throws(Problem) in try list(call, world) }),
            Route(
                .get, "\(base)/{user}", "genesys.scim.users.get", charges: .one(.genesysClient),
                source: "Genesys Cloud SCIM, GET users/{id}",
                handle: { (call, _, world) throws(Problem) in try one(call, world) }),
            Route(
                .patch, "\(base)/{user}", .genesysUsersPatch, .write(of: "user"), charges: .one(.genesysClient),
                permissions: ["directory:user:edit"], source: "Genesys Cloud SCIM, PATCH users/{id}",
                handle: { (call, _, world) throws(Problem) in try patch(call, world) }),
        ]
    }

    // MARK: Shape

    /// The user with the attributes that were asked for; id, name, activity and meta always come, external ids only when asked for.
    static func json(_ user: SimulatedGenesysUser, _ call: Call) -> JSONValue {
        let wanted = call.option("attributes").map {
            Set($0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces).lowercased() })
        }
        func has(_ name: String) -> Bool { wanted?.contains(name.lowercased()) ?? true }
        var members: [(String, JSONValue)] = [
            ("schemas", ["urn:ietf:params:scim:schemas:core:2.0:User", .string(genesysURN)]),
            ("id", .string(user.id)), ("userName", .string(user.userName)), ("active", .bool(user.isActive)),
        ]
        if has("displayName") { members.append(("displayName", .string(user.displayName))) }
        if has("emails") {
            members.append(("emails", [["value": .string(user.userName), "type": "work", "primary": true]]))
        }
        if has("phoneNumbers") {
            members.append(
                (
                    "phoneNumbers",
                    .array(
                        user.phones.map {
                            ["value": .string($0.value), "type": .string($0.type), "primary": .bool($0.isPrimary)]
                        })
                ))
        }
        if wanted?.contains("\(genesysURN):externalIds".lowercased()) ?? false {
            members.append(
                (
                    genesysURN,
                    [
                        "externalIds": .array(
                            user.externalIDs.map { ["authority": .string($0.authority), "value": .string($0.value)] })
                    ]
                ))
        }
        members.append(
            (
                "meta",
                [
                    "resourceType": "User", "version": .string(tag(user)),
                    "location": .string("\(call.root)/api/v2/scim/v2/users/\(user.id)"),
                ]
            ))
        return .members(members)
    }

    static func tag(_ user: SimulatedGenesysUser) -> String { "\"\(user.version)\"" }

    // MARK: Reading

    private static func list(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        func number(_ name: String, _ usual: Int) throws(Problem) -> Int {
            guard let text = call.option(name) else { return usual }
            guard let value = Int(text), value >= 0 else {
                throw Problem(400, "invalidValue", "\(name) is not a number.", inner: "invalidValue")
            }
            return value
        }
        let (start, count) = (max(1, try number("startIndex", 1)), try number("count", 25))
        // Larger pages meet internal limits, unless the costly attributes are left out.
        if count > 25, call.option("attributes") == nil, call.option("excludedAttributes") == nil {
            throw Problem(429, "too.many.requests", "The request exceeds an internal resource limit.")
        }
        let matches = try GenesysFilter(call.option("filter"))
        let users = world.genesys.users.filter(matches.callAsFunction)
        let page = users.dropFirst(start - 1).prefix(min(count, 100))
        return .json(
            [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
                "totalResults": .integer(Int64(users.count)), "startIndex": .integer(Int64(start)),
                "itemsPerPage": .integer(Int64(page.count)), "Resources": .array(page.map { json($0, call) }),
            ], type: "application/scim+json")
    }

    private static func one(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let user = world.genesys.users[try world.genesysUser(call)]
        if call.fields["If-None-Match"] == tag(user) { return HTTPResponse(status: 304, fields: ["ETag": tag(user)]) }
        return .json(json(user, call), type: "application/scim+json", fields: ["ETag": tag(user)])
    }

    // MARK: Changing

    private static func patch(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let index = try world.genesysUser(call)
        let before = world.genesys.users[index]
        if let wanted = call.fields["If-Match"], wanted != "*",
            wanted.filter({ $0 != "\"" }) != String(before.version)
        {
            switch world.settings.genesys.staleVersionStatus {
            case 412: throw Problem(412, "precondition.failed", "The precondition failed.")
            case 409: throw Problem(409, "mutability", "Version does not match current version", inner: "mutability")
            default: throw Problem(400, "invalidVers", "The version is not the current one.", inner: "invalidVers")
            }
        }
        guard let operations = JSONValue.parse(call.body)?["Operations"]?.array, !operations.isEmpty else {
            throw Problem(400, "invalidSyntax", "Operations are missing.", inner: "invalidSyntax")
        }
        var user = before
        for operation in operations { try GenesysPatch.apply(operation, to: &user) }
        try world.storeGenesysUser(user, at: index)
        let after = world.genesys.users[index]
        return .json(json(after, call), type: "application/scim+json", fields: ["ETag": tag(after)])
    }
}

/// The filters that the reference names, joined by `and`.
struct GenesysFilter {
    private let conditions: [(attribute: String, value: String)]
    private let hidesInactive: Bool

    init(_ text: String?) throws(Problem) {
        guard var text else {
            // Without a filter only active users are listed. Source: Genesys Cloud SCIM API.
            conditions = []
            hidesInactive = true
            return
        }
        var conditions: [(attribute: String, value: String)] = []
        let complex = "\(GenesysSCIMRoutes.genesysURN):externalIds["
        if text.hasPrefix(complex), text.hasSuffix("]") {
            text = String(text.dropFirst(complex.count).dropLast())
        }
        for part in text.components(separatedBy: " and ") {
            let words = part.split(separator: " ", maxSplits: 2).map(String.init)
            guard words.count == 3, words[1].lowercased() == "eq",
                ["id", "username", "email", "active", "authority", "value"].contains(words[0].lowercased())
            else { throw Problem(400, "invalidFilter", "The filter cannot be read.", inner: "invalidFilter") }
            conditions.append((words[0].lowercased(), words[2].filter { $0 != "\"" }))
        }
        self.conditions = conditions
        hidesInactive = !conditions.contains { $0.attribute == "active" }
    }

    func callAsFunction(_ user: SimulatedGenesysUser) -> Bool {
        if hidesInactive, !user.isActive { return false }
        return conditions.allSatisfy { attribute, value in
            switch attribute {
            case "id": user.id == value.lowercased()
            case "username", "email": user.userName.lowercased() == value.lowercased()
            case "active": String(user.isActive) == value.lowercased()
            case "authority": user.externalIDs.contains { $0.authority == value }
            default: user.externalIDs.contains { $0.value == value }
            }
        }
    }
}
