import PatchbayCore

/// `/groups`: find, members, transitive members, add and remove.
///
/// Source: Microsoft Graph `group-list`, `group-list-members`, `group-list-transitivemembers`, `group-post-members`,
/// `group-delete-members`.
enum GroupRoutes {
    private static let readers = [
        "GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]

    static let all: [Route] = [
        Route(
            .get, "/groups", "graph.groups.list", charges: .directory(1),
            permissions: readers + ["Group.ReadBasic.All"],
            source: "Microsoft Graph group-list", handle: { (call, _, world) throws(Problem) in try list(call, world) }),
        Route(
            .get, "/groups/{group}", "graph.groups.get", charges: .directory(1),
            permissions: readers + ["Group.ReadBasic.All"], source: "Microsoft Graph group-get",
            handle: { (call, _, world) throws(Problem) in
                .graph(selected(try find(call, world).json, call.option("$select")))
            }),
        members("/groups/{group}/members", 3) { group, call, _ in group.members(at: call.now) },
        members("/groups/{group}/transitiveMembers", 5) { group, call, world in
            world.groups.transitiveMembers(of: group, at: call.now)
        },
        members("/groups/{group}/members/microsoft.graph.user", 3, isCast: true) { group, call, _ in
            group.members(at: call.now)
        },
        members("/groups/{group}/transitiveMembers/microsoft.graph.user", 5, isCast: true) { group, call, world in
            world.groups.transitiveMembers(of: group, at: call.now)
        },
    ]

    private static func members(
        _ path: String, _ units: Double, isCast: Bool = false,
        _ members: @escaping @Sendable (SimulatedGroup, Call, World) -> [SimulatedGroup.Member]
    ) -> Route {
        Route(
            .get, path, units == 3 ? "graph.groups.members" : "graph.groups.transitiveMembers",
            charges: .directory(units),
            permissions: readers + ["GroupMember.ReadBasic.All"],
            source: units == 3 ? "Microsoft Graph group-list-members" : "Microsoft Graph group-list-transitivemembers",
            handle: { (call, caller, world) throws(Problem) in
                let group = try find(call, world)
                return try page(members(group, call, world), isCast, call, caller, world)
            })
    }

    /// The group that a path names.
    static func find(_ call: Call, _ world: World) throws(Problem) -> SimulatedGroup {
        guard let group = world.groups.group(call["group"]) else { throw UserRoutes.notFound(call["group"]) }
        return group
    }

    private static func selected(_ value: JSONValue, _ select: String?) -> JSONValue {
        guard let select, case .object(let members) = value else { return value }
        let names = Set(select.lowercased().split(separator: ",").map(String.init))
        return .object(members.filter { names.contains($0.name.lowercased()) })
    }

    private static func list(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let query = try ListQuery(call, world)
        let groups = world.groups.all.filter { group in
            (query.filter?.matches(group.json) ?? true) && (query.search?.matches(group.json) ?? true)
        }
        return query.page(of: groups.count, context: "groups", total: { groups.count }, world) {
            selected(groups[$0].json, call.option("$select"))
        }
    }

    /// Members of every sort, told apart by type. A caller that may not read users gets their ids and nothing else.
    private static func page(
        _ members: [SimulatedGroup.Member], _ isCast: Bool, _ call: Call, _ caller: Caller, _ world: World
    ) throws(Problem) -> HTTPResponse {
        let query = try ListQuery(call, world)
        if isCast, call.fields["ConsistencyLevel"]?.lowercased() != "eventual" || !query.wantsCount {
            throw Problem(
                400, "Request_UnsupportedQuery",
                "OData cast needs the 'ConsistencyLevel:eventual' header and '$count=true'.")
        }
        let properties = try UserRoutes.properties(query.select)
        let mayReadUsers = UserRoutes.permissions.contains(where: caller.permissions.contains)
        func json(_ member: SimulatedGroup.Member) -> JSONValue? {
            switch member {
            case .user(let index):
                guard let user = world.directory.user(at: index, now: call.now) else { return nil }
                let type = JSONValue.members([("@odata.type", "#microsoft.graph.user")])
                let full = type.merging(user.json(properties))
                guard !mayReadUsers, case .object(let all) = full else { return full }
                return .object(
                    all.map { $0.name == "id" || $0.name.hasPrefix("@") ? $0 : .init(name: $0.name, value: .null) })
            case .group(let id):
                guard !isCast, let group = world.groups.group(id) else { return nil }
                return JSONValue.members([("@odata.type", "#microsoft.graph.group")])
                    .merging(selected(group.json, call.option("$select")))
            case .thing(let thing):
                if isCast { return nil }
                return selected(
                    [
                        "@odata.type": .string(thing.type), "id": .string(thing.id),
                        "displayName": .string(thing.displayName),
                    ], call.option("$select").map { $0 + ",@odata.type" })
            }
        }
        let total = { members.count { json($0) != nil } }
        return query.page(of: members.count, context: "directoryObjects", total: total, world) { json(members[$0]) }
    }
}
