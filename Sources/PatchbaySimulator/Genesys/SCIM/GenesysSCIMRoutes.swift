import Foundation
import PatchbayCore

/// `/api/v2/scim/v2/users` and its alias without the second version.
///
/// Source: Genesys Cloud SCIM API; RFC 7644.
enum GenesysSCIMRoutes {
    static let all: [Route] = ["/api/v2/scim/v2/users", "/api/v2/scim/users"].flatMap { base in
        [
            route(.get, base, .genesysUsersList) { (call, world) throws(Problem) in try list(call, world) },
            route(.post, base, "genesys.scim.users.create", ["directory:user:add"]) { (call, world) throws(Problem) in
                try create(call, world)
            },
            route(.get, "\(base)/{user}", "genesys.scim.users.get") { (call, world) throws(Problem) in
                try one(call, world)
            },
            route(.put, "\(base)/{user}", "genesys.scim.users.replace", ["directory:user:edit"]) {
                (call, world) throws(Problem) in try replace(call, world)
            },
            route(.patch, "\(base)/{user}", .genesysUsersPatch, ["directory:user:edit"]) {
                (call, world) throws(Problem) in try patch(call, world)
            },
            route(.delete, "\(base)/{user}", "genesys.scim.users.delete", ["directory:user:delete"]) {
                (call, world) throws(Problem) in try delete(call, world)
            },
        ]
    }

    private static func route(
        _ method: HTTPMethod, _ path: String, _ operation: SimulatedOperation, _ permissions: [String] = [],
        _ handle: @escaping @Sendable (Call, World) throws(Problem) -> HTTPResponse
    ) -> Route {
        Route(
            method, path, operation, method == .get ? .read : .write(of: "user"), charges: .one(.genesysClient),
            permissions: permissions, source: "Genesys Cloud SCIM API, \(method.rawValue) \(path)",
            handle: { (call, _, world) throws(Problem) in try handle(call, world) })
    }

    // MARK: Reading

    private static func list(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let resource = GenesysResource(call, world)
        let query = try SCIMListQuery(call)
        // Larger pages meet internal limits, unless the costly attributes are left out.
        if resource.manners == .genesys, query.count > 25, query.selection.isEmpty {
            throw Problem(429, "too.many.requests", "The request exceeds an internal resource limit.")
        }
        let matches = try GenesysFilter(query.filter, resource)
        return query.response(to: world.genesys.users.filter { !$0.isDeleted && matches($0) }) {
            query.selection(resource.json($0), resource.kind)
        }
    }

    private static func one(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let user = world.genesys.users[try world.genesysUser(call)]
        let tag = GenesysResource.tag(user.version)
        if call.fields["If-None-Match"] == tag { return HTTPResponse(status: 304, fields: ["ETag": tag]) }
        return answer(user, call, world)
    }

    private static func answer(
        _ user: SimulatedGenesysUser, _ call: Call, _ world: World, status: Int = 200
    ) -> HTTPResponse {
        let resource = GenesysResource(call, world)
        var fields: HTTPFields = ["ETag": GenesysResource.tag(user.version)]
        if status == 201 { fields["Location"] = resource.location("users", user.id) }
        return .json(
            SCIMSelection(call)(resource.json(user), resource.kind), status: status, type: "application/scim+json",
            fields: fields)
    }

    // MARK: Changing

    /// Refuses a write whose `If-Match` is not the current version, in the way that the settings name.
    static func checkVersion(_ call: Call, _ version: Int, _ world: World) throws(Problem) {
        guard let wanted = call.fields["If-Match"], wanted != "*",
            wanted.replacing("W/", with: "").filter({ $0 != "\"" }) != String(version)
        else { return }
        switch world.settings.genesys.staleVersionStatus {
        case 412: throw Problem(412, "precondition.failed", "The precondition failed.")
        case 409: throw Problem(409, "mutability", "Version does not match current version", inner: "mutability")
        default: throw Problem(400, "invalidVers", "The version is not the current one.", inner: "invalidVers")
        }
    }

    static func body(_ call: Call) throws(Problem) -> JSONValue {
        guard let body = JSONValue.parse(call.body), case .object = body else {
            throw Problem(400, "invalidSyntax", "The body is no JSON object.", inner: "invalidSyntax")
        }
        return body
    }

    private static func create(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let id = GUID(seed: world.settings.seed, kind: .genesysUser, index: 10_000_000 + world.genesys.users.count)
            .description
        let user = try GenesysResource(call, world).user(try body(call), id: id, before: nil)
        // Only a user who is not deleted keeps the name. Source: Genesys Cloud SCIM API, POST users, 409.
        try world.checkGenesysUser(user, before: nil, except: nil)
        world.genesys.append(user)
        let index = world.genesys.users.count - 1
        world.genesys.users[index].version = 1
        return answer(world.genesys.users[index], call, world, status: 201)
    }

    private static func replace(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let index = try world.genesysUser(call)
        let before = world.genesys.users[index]
        try checkVersion(call, before.version, world)
        let after = try GenesysResource(call, world).user(try body(call), id: before.id, before: before)
        try world.storeGenesysUser(after, at: index)
        return answer(world.genesys.users[index], call, world)
    }

    private static func patch(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let index = try world.genesysUser(call)
        let before = world.genesys.users[index]
        try checkVersion(call, before.version, world)
        let resource = GenesysResource(call, world)
        let operations = try Self.operations(call)
        for operation in operations where operation.member("op")?.string?.lowercased() == "remove" {
            if operation.member("path")?.string?.contains("x-pc:scimv2:v1") ?? false {
                throw Problem(400, "mutability", "This external id cannot be removed.", inner: "mutability")
            }
        }
        let patch = SCIMPatch(kind: resource.kind, isLenient: resource.manners == .genesys)
        let after = try resource.user(
            try patch.apply(operations, to: resource.json(before)), id: before.id, before: before)
        try world.storeGenesysUser(after, at: index)
        return answer(world.genesys.users[index], call, world)
    }

    static func operations(_ call: Call) throws(Problem) -> [JSONValue] {
        guard let operations = try body(call).member("Operations")?.array, !operations.isEmpty else {
            throw Problem(400, "invalidSyntax", "Operations are missing.", inner: "invalidSyntax")
        }
        return operations
    }

    private static func delete(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let index = try world.genesysUser(call)
        try checkVersion(call, world.genesys.users[index].version, world)
        world.genesys.delete(at: index)
        return HTTPResponse(status: 204)
    }
}

/// Which page of a list, of what, showing what.
struct SCIMListQuery {
    let start: Int
    let count: Int
    let filter: String?
    let selection: SCIMSelection

    init(_ call: Call) throws(Problem) {
        func number(_ name: String, _ usual: Int) throws(Problem) -> Int {
            guard let text = call.option(name) else { return usual }
            guard let value = Int(text), value >= 0 else {
                throw Problem(400, "invalidValue", "\(name) is not a number.", inner: "invalidValue")
            }
            return value
        }
        start = max(1, try number("startIndex", 1))
        count = try number("count", 25)
        filter = call.option("filter")
        selection = SCIMSelection(call)
    }

    /// The same in the body of `POST /.search`.
    init(search body: JSONValue) {
        func number(_ name: String, _ usual: Int) -> Int {
            if case .integer(let value)? = body.member(name) { max(0, Int(value)) } else { usual }
        }
        func names(_ name: String) -> String? {
            body.member(name)?.array.map { $0.compactMap(\.string).joined(separator: ",") }
        }
        start = max(1, number("startIndex", 1))
        count = number("count", 100)
        filter = body.member("filter")?.string
        selection = SCIMSelection(wanted: names("attributes"), unwanted: names("excludedAttributes"))
    }

    func response<Element>(to all: [Element], _ json: (Element) -> JSONValue) -> HTTPResponse {
        let page = all.dropFirst(start - 1).prefix(min(count, 100))
        return .json(
            [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
                "totalResults": .integer(Int64(all.count)), "startIndex": .integer(Int64(start)),
                "itemsPerPage": .integer(Int64(page.count)), "Resources": .array(page.map(json)),
            ], type: "application/scim+json")
    }
}

/// A filter on users. Without one, only active users are listed; the reference names the attributes that may be asked for.
///
/// Source: Genesys Cloud SCIM API, `filter`.
struct GenesysFilter {
    private let node: SCIMFilterNode?
    private let hidesInactive: Bool
    private let resource: GenesysResource

    init(_ text: String?, _ resource: GenesysResource) throws(Problem) {
        self.resource = resource
        guard let text, !text.isEmpty else {
            node = nil
            hidesInactive = resource.manners == .genesys
            return
        }
        guard let node = try? SCIMFilterParser.parse(text) else {
            throw Problem(400, "invalidFilter", "The filter cannot be read.", inner: "invalidFilter")
        }
        if resource.manners == .genesys, !node.paths.allSatisfy(Self.known.contains) {
            throw Problem(400, "invalidFilter", "The filter is not supported.", inner: "invalidFilter")
        }
        self.node = node
        hidesInactive = resource.manners == .genesys && !node.paths.contains("active")
    }

    private static let known: Set<String> = [
        "id", "username", "manager", "email", "division", "externalid", "active", "employeenumber",
        "\(GenesysSCIMSchemas.genesys.lowercased()):externalids",
    ]

    func callAsFunction(_ user: SimulatedGenesysUser) -> Bool {
        if hidesInactive, !user.isActive { return false }
        guard let node else { return true }
        return Self.quick(node, user)
            ?? node.renamed(Self.rename).matches(resource.json(user), resource.kind)
    }

    /// The answer for what is asked for most, without making a resource of every user.
    private static func quick(_ node: SCIMFilterNode, _ user: SimulatedGenesysUser) -> Bool? {
        switch node {
        case .and(let left, let right):
            guard let left = quick(left, user) else { return nil }
            return left ? quick(right, user) : false
        case .compare(let path, .eq, let value):
            switch (path.lowercased(), value) {
            case ("active", .bool(let flag)): return user.isActive == flag
            case ("username", .string(let name)), ("email", .string(let name)):
                return user.userName.lowercased() == name.lowercased()
            case ("id", .string(let id)): return user.id == id.lowercased()
            default: return nil
            }
        default: return nil
        }
    }

    /// Genesys's short names for attributes that the standard keeps deeper.
    private static func rename(_ path: String) -> String {
        switch path.lowercased() {
        case "email": "emails.value"
        case "manager": "\(GenesysSCIMSchemas.enterprise):manager.value"
        case "division": "\(GenesysSCIMSchemas.enterprise):division"
        case "employeenumber": "\(GenesysSCIMSchemas.enterprise):employeeNumber"
        default: path
        }
    }
}

extension SCIMFilterNode {
    /// The attributes that are asked for, in lower case; those inside of elements not.
    var paths: Set<String> {
        switch self {
        case .and(let left, let right), .or(let left, let right): left.paths.union(right.paths)
        case .not(let inner): inner.paths
        case .compare(let path, _, _), .present(let path), .element(let path, _): [path.lowercased()]
        }
    }

    func renamed(_ name: (String) -> String) -> SCIMFilterNode {
        switch self {
        case .and(let left, let right): .and(left.renamed(name), right.renamed(name))
        case .or(let left, let right): .or(left.renamed(name), right.renamed(name))
        case .not(let inner): .not(inner.renamed(name))
        case .compare(let path, let operation, let value): .compare(name(path), operation, value)
        case .present(let path): .present(name(path))
        case .element(let path, let inner): .element(name(path), inner)
        }
    }
}
