import PatchbayCore

/// `/api/v2/scim/v2/groups`. Groups exist in Genesys Cloud and get their members here; they are neither made nor deleted by SCIM.
///
/// Source: Genesys Cloud SCIM API (no POST and DELETE for groups); RFC 7644.
enum GenesysGroupRoutes {
    private static let base = "/api/v2/scim/v2/groups"

    static let all: [Route] = [
        route(.get, base, "genesys.scim.groups.list") { (call, world) throws(Problem) in
            let query = try SCIMListQuery(call)
            let resource = GenesysResource(call, world)
            let kind = GenesysSCIMSchemas.groups
            var groups = world.genesys.groups.map { $0.json(resource) }
            if let text = query.filter {
                guard let node = try? SCIMFilterParser.parse(text) else {
                    throw Problem(400, "invalidFilter", "The filter cannot be read.", inner: "invalidFilter")
                }
                groups = groups.filter { node.matches($0, kind) }
            }
            return query.response(to: groups) { query.selection($0, kind) }
        },
        route(.post, base, "genesys.scim.groups.create") { (call, world) throws(Problem) in
            try needStandard(world)
            let id = GUID(seed: world.settings.seed, kind: .group, index: 10_000_000 + world.genesys.groupsMade)
            world.genesys.groupsMade += 1
            world.genesys.groups.append(
                try .made(of: try GenesysSCIMRoutes.body(call), id: id.description, version: 1))
            return answer(world.genesys.groups[world.genesys.groups.count - 1], call, world, status: 201)
        },
        route(.get, "\(base)/{group}", "genesys.scim.groups.get") { (call, world) throws(Problem) in
            answer(world.genesys.groups[try index(call, world)], call, world)
        },
        route(.put, "\(base)/{group}", "genesys.scim.groups.replace", ["directory:group:edit"]) {
            (call, world) throws(Problem) in
            try change(call, world) { _ throws(Problem) in try GenesysSCIMRoutes.body(call) }
        },
        route(.patch, "\(base)/{group}", "genesys.scim.groups.patch", ["directory:group:edit"]) {
            (call, world) throws(Problem) in
            let patch = SCIMPatch(
                kind: GenesysSCIMSchemas.groups, isLenient: world.settings.genesys.scim == .genesys)
            let operations = try GenesysSCIMRoutes.operations(call)
            return try change(call, world) { group throws(Problem) in try patch.apply(operations, to: group) }
        },
        route(.delete, "\(base)/{group}", "genesys.scim.groups.delete") { (call, world) throws(Problem) in
            try needStandard(world)
            world.genesys.groups.remove(at: try index(call, world))
            return HTTPResponse(status: 204)
        },
    ]

    private static func route(
        _ method: HTTPMethod, _ path: String, _ operation: SimulatedOperation, _ permissions: [String] = [],
        _ handle: @escaping @Sendable (Call, World) throws(Problem) -> HTTPResponse
    ) -> Route {
        Route(
            method, path, operation, method == .get ? .read : .write(of: "group"), charges: .one(.genesysClient),
            permissions: permissions, source: "Genesys Cloud SCIM API, groups",
            handle: { (call, _, world) throws(Problem) in try handle(call, world) })
    }

    private static func needStandard(_ world: World) throws(Problem) {
        guard world.settings.genesys.scim == .standard else {
            throw Problem(405, "method.not.allowed", "Groups are neither made nor deleted by SCIM.")
        }
    }

    private static func index(_ call: Call, _ world: World) throws(Problem) -> Int {
        guard let index = world.genesys.groups.firstIndex(where: { $0.id == call["group"].lowercased() }) else {
            throw Problem(404, "not.found", "The group was not found.")
        }
        return index
    }

    private static func change(
        _ call: Call, _ world: World, _ work: (JSONValue) throws(Problem) -> JSONValue
    ) throws(Problem) -> HTTPResponse {
        let place = try index(call, world)
        let before = world.genesys.groups[place]
        try GenesysSCIMRoutes.checkVersion(call, before.version, world)
        let after = try work(before.json(GenesysResource(call, world)))
        world.genesys.groups[place] = try .made(of: after, id: before.id, version: before.version + 1)
        return answer(world.genesys.groups[place], call, world)
    }

    private static func answer(
        _ group: SimulatedGenesysGroup, _ call: Call, _ world: World, status: Int = 200
    ) -> HTTPResponse {
        let resource = GenesysResource(call, world)
        var fields: HTTPFields = ["ETag": GenesysResource.tag(group.version)]
        if status == 201 { fields["Location"] = resource.location("groups", group.id) }
        return .json(
            SCIMSelection(call)(group.json(resource), GenesysSCIMSchemas.groups), status: status,
            type: "application/scim+json", fields: fields)
    }
}
