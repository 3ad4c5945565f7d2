import Foundation
import PatchbayCore

/// `GET /users`, `GET /users/{id}`, `POST /directoryObjects/getByIds`.
enum UserRoutes {
    static let permissions = ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"]

    static let all: [Route] = [
        Route(
            .get, "/users", .usersList, charges: .directory(2), permissions: permissions + ["User.ReadBasic.All"],
            source: "Microsoft Graph user-list",
            handle: { (call, caller, world) throws(Problem) in try list(call, caller, world) }),
        Route(
            .get, "/users/$count", "graph.users.count", charges: .directory(2), permissions: permissions,
            source: "Microsoft Graph user-list",
            handle: { (call, _, world) throws(Problem) in try count(call, world) }),
        Route(
            .get, "/users/{user}", "graph.users.get", charges: .directory(1), permissions: permissions,
            source: "Microsoft Graph user-get",
            handle: { (call, _, world) throws(Problem) in try one(call, world) }),
        Route(
            .post, "/directoryObjects/getByIds", "graph.users.getByIds", charges: .directory(5),
            permissions: ["Directory.Read.All", "Directory.ReadWrite.All"],
            source: "Microsoft Graph directoryobject-getbyids",
            handle: { (call, _, world) throws(Problem) in try byIDs(call, world) }),
    ]

    /// Properties that need more than `User.ReadBasic.All`. Source: Microsoft Graph `user-list`.
    private static let beyondBasic: Set<String> = [
        "department", "accountenabled", "assignedlicenses", "assignedplans", "usertype",
    ]

    /// The properties that a caller asked for.
    static func properties(_ select: [String]?, isList: Bool = true) throws(Problem) -> [UserProperties.Property] {
        guard let select, !select.isEmpty else { return UserProperties.defaults }
        var properties: [UserProperties.Property] = []
        for name in select {
            if let property = UserProperties.byName[name.lowercased()] {
                properties.append(property)
            } else if isList, UserProperties.singleOnly.contains(name.lowercased()) {
                throw Problem(501, "NotImplemented", "'\(name)' can be read from a single user only.")
            } else {
                throw Problem(
                    400, "Request_BadRequest",
                    "Could not find a property named '\(name)' on type 'microsoft.graph.user'.")
            }
        }
        return properties
    }

    private static func list(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        let query = try ListQuery(call, world)
        let properties = try properties(query.select)
        try checkNames(query)
        if !permissions.contains(where: caller.permissions.contains),
            properties.contains(where: { beyondBasic.contains($0.name.lowercased()) })
        {
            throw Problem(
                403, "Authorization_RequestDenied",
                "Insufficient privileges to complete the operation. Requires one of 'User.Read.All, Directory.Read.All'. Roles on the request '\(caller.permissions.sorted().joined(separator: ", "))'."
            )
        }
        let directory = world.directory
        func matching(_ index: Int) -> SimulatedUser? {
            guard let user = directory.user(at: index, now: call.now), query.filter?.matches(user) ?? true,
                query.search?.matches(user) ?? true
            else { return nil }
            return user
        }
        let context = "users" + (query.select.map { "(\($0.joined(separator: ",")))" } ?? "")
        let total = { () -> Int in
            query.filter == nil && query.search == nil
                ? directory.visibleCount(at: call.now)
                : (0..<directory.count).count { matching($0) != nil }
        }
        if let order = query.order {
            let sorted = (0..<directory.count).compactMap { index in
                matching(index).map { ($0.property(order.name)?.string?.lowercased() ?? "", index) }
            }.sorted { order.isDescending ? $0 > $1 : $0 < $1 }
            return query.page(of: sorted.count, context: context, total: total, world) { place in
                directory.user(at: sorted[place].1, now: call.now)?.json(properties)
            }
        }
        return query.page(of: directory.count, context: context, total: total, world) { matching($0)?.json(properties) }
    }

    /// A filter on a property that does not exist is refused, not ignored.
    private static func checkNames(_ query: ListQuery) throws(Problem) {
        for name in (query.filter?.properties ?? []).union(query.order.map { [$0.name] } ?? [])
        where UserProperties.byName[name.lowercased()] == nil {
            throw Problem(
                400, "Request_BadRequest", "Could not find a property named '\(name)' on type 'microsoft.graph.user'.")
        }
    }

    private static func count(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        guard call.fields["ConsistencyLevel"]?.lowercased() == "eventual" else {
            throw Problem(
                400, "Request_UnsupportedQuery", "$count is not currently supported without ConsistencyLevel.")
        }
        let query = try ListQuery(call, world)
        let count = (0..<world.directory.count).count { index in
            guard let user = world.directory.user(at: index, now: call.now) else { return false }
            return query.filter?.matches(user) ?? true
        }
        return HTTPResponse(status: 200, fields: ["Content-Type": "text/plain"], body: .init(String(count).utf8))
    }

    /// The position of the user that a path names, as reads know it.
    static func find(_ key: String, _ call: Call, _ world: World) throws(Problem) -> Int {
        guard let index = world.directory.index(of: key), world.directory.user(at: index, now: call.now) != nil else {
            throw notFound(key)
        }
        return index
    }

    static func notFound(_ key: String) -> Problem {
        Problem(
            404, "Request_ResourceNotFound",
            "Resource '\(key)' does not exist or one of its queried reference-property objects are not present.")
    }

    private static func person(_ key: String, _ call: Call, _ world: World) throws(Problem) -> SimulatedUser {
        if let administrator = administrator(key, world) { return administrator }
        guard let user = world.directory.user(at: try find(key, call, world), now: call.now) else {
            throw notFound(key)
        }
        return user
    }

    /// Administrators are in no list, and can be looked up by who knows them.
    private static func administrator(_ key: String, _ world: World) -> SimulatedUser? {
        DirectoryRoleRoutes.person(key, world).map { person in
            SimulatedUser(
                id: person.id, displayName: "Administrator", userPrincipalName: person.userPrincipalName,
                mail: person.userPrincipalName, kind: .unlicensed)
        }
    }

    private static func one(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let query = try ListQuery(call, world)
        let user = try person(call["user"], call, world)
        return .graph(
            JSONValue.object([
                .init(name: "@odata.context", value: .string("\(call.root)/v1.0/$metadata#users/$entity"))
            ]).merging(user.json(try properties(query.select, isList: false))))
    }

    /// Only what is found comes back; what is not found is no error. At most a thousand ids.
    private static func byIDs(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        guard let body = JSONValue.parse(call.body), let ids = body["ids"]?.array?.compactMap(\.string),
            ids.count <= 1000
        else { throw Problem(400, "Request_BadRequest", "Give 1 to 1000 ids.") }
        let types = Set((body["types"]?.array ?? []).compactMap { $0.string?.lowercased() })
        let properties = try properties(call.option("$select")?.split(separator: ",").map(String.init))
        let found = ids.compactMap { id -> JSONValue? in
            if types.isEmpty || types.contains("user"), let index = world.directory.index(of: id),
                let user = world.directory.user(at: index, now: call.now)
            {
                return JSONValue.members([("@odata.type", "#microsoft.graph.user")]).merging(user.json(properties))
            }
            return nil
        }
        return .graph([
            "@odata.context": .string("\(call.root)/v1.0/$metadata#directoryObjects"), "value": .array(found),
        ])
    }
}

extension JSONValue {
    /// The members of this object, then those of another.
    func merging(_ other: JSONValue) -> JSONValue {
        guard case .object(let mine) = self, case .object(let theirs) = other else { return self }
        return .object(mine + theirs)
    }
}
