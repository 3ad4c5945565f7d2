import PatchbayCore

/// Roles, their holders and grants. Source: Genesys Cloud Authorization API.
enum GenesysAuthorizationRoutes {
    private static let homeDivision = "simulated-home-division"

    static let all: [Route] = [
        route(.get, "/api/v2/authorization/products", "genesys.products") { (call, world) throws(Problem) in
            .json(GenesysPage.of(world.settings.genesys.products.map { ["id": .string($0)] }, call))
        },
        route(.get, "/api/v2/authorization/divisions/home", "genesys.divisions.home") { (_, _) throws(Problem) in
            .json(["id": .string(homeDivision), "name": "Home", "homeDivision": true])
        },
        route(.get, "/api/v2/authorization/subjects/me", "genesys.subjects.me") { (_, world) throws(Problem) in
            let own = SimulatedRole(
                id: "simulated-client-role", name: "Client", permissions: world.settings.genesys.permissions.sorted())
            let policies = own.json["permissionPolicies"] ?? []
            return .json([
                "id": .string(world.settings.genesys.clientID),
                "grants": [["role": ["id": .string(own.id), "name": "Client", "policies": policies]]],
            ])
        },
        route(.get, "/api/v2/authorization/roles", "genesys.roles", ["authorization:role:view"]) {
            (call, world) throws(Problem) in
            let name = call.option("name")?.lowercased()
            let found = world.genesys.roles.filter { name == nil || $0.name.lowercased() == name }
            return .json(GenesysPage.of(found.map(\.json), call))
        },
        route(.get, "/api/v2/authorization/roles/{role}/users", "genesys.roles.users") {
            (call, world) throws(Problem) in
            let holders = world.genesys.roles[try index(call, world)].holders.sorted()
            return .json(GenesysPage.of(holders.map { ["id": .string($0)] }, call))
        },
        Route(
            .post, "/api/v2/authorization/roles/{role}", "genesys.roles.grant", .write(of: "role"),
            charges: .one(.genesysClient), permissions: ["authorization:grant:add"],
            source: "Genesys Cloud Authorization API, bulk grant of a role",
            handle: { (call, _, world) throws(Problem) in
                let place = try index(call, world)
                guard call.option("subjectType") == "PC_USER", let body = JSONValue.parse(call.body),
                    let subjects = body["subjectIds"]?.array?.compactMap(\.string),
                    let divisions = body["divisionIds"]?.array, !divisions.isEmpty
                else { throw Problem(400, "bad.request", "subjectType, subjectIds and divisionIds are needed.") }
                for subject in subjects {
                    guard let user = world.genesys.index(of: subject) else {
                        throw Problem(404, "not.found", "The user \(subject) was not found.")
                    }
                    world.genesys.roles[place].holders.insert(world.genesys.users[user].id)
                }
                return HTTPResponse(status: 204)
            }),
        route(
            .get, "/api/v2/telephony/providers/edges/trunks", "genesys.trunks", ["telephony:plugin:all"]
        ) { (call, world) throws(Problem) in
            let trunks = world.settings.genesys.trunks.enumerated().map { number, trunk -> JSONValue in
                [
                    "id": .string("simulated-trunk-\(number)"), "name": .string(trunk.name), "trunkType": "EXTERNAL",
                    "state": "active", "enabled": true, "inService": .bool(trunk.isInService),
                    "connectedStatus": ["connected": .bool(trunk.isConnected)],
                    "optionsEnabledStatus": .string(trunk.asksPeers ? "ENABLED" : "DISABLED"),
                    "optionsStatus": [["proxyAddress": .string(trunk.peer), "optionState": .bool(trunk.isConnected)]],
                    "proxyAddressList": [.string(trunk.peer)],
                ]
            }
            return .json(GenesysPage.of(trunks, call))
        },
    ]

    private static func route(
        _ method: HTTPMethod, _ path: String, _ operation: SimulatedOperation, _ permissions: [String] = [],
        _ handle: @escaping @Sendable (Call, World) throws(Problem) -> HTTPResponse
    ) -> Route {
        Route(
            method, path, operation, charges: .one(.genesysClient), permissions: permissions,
            source: "Genesys Cloud Authorization and Telephony APIs",
            handle: { (call, _, world) throws(Problem) in try handle(call, world) })
    }

    private static func index(_ call: Call, _ world: World) throws(Problem) -> Int {
        guard let place = world.genesys.roles.firstIndex(where: { $0.id == call["role"] }) else {
            throw Problem(404, "not.found", "The role was not found.")
        }
        return place
    }
}
