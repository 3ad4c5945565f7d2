import PatchbayCore

/// What of the platform API is there beside SCIM. Source: Genesys Cloud Users, Organization, Integrations and Authorization APIs.
enum GenesysPlatformRoutes {
    private static func read(
        _ path: String, _ operation: SimulatedOperation, permissions: [String] = [],
        _ handle: @escaping @Sendable (Call, World) throws(Problem) -> JSONValue
    ) -> Route {
        Route(
            .get, path, operation, charges: .one(.genesysClient), permissions: permissions,
            source: "Genesys Cloud platform API",
            handle: { (call, _, world) throws(Problem) in .json(try handle(call, world)) })
    }

    static let all: [Route] = [
        read("/api/v2/organizations/me", "genesys.organization") { (_, world) throws(Problem) in
            [
                "id": .string(GUID(seed: world.settings.seed, kind: .genesysClient, index: 1).description),
                "name": .string(world.settings.genesys.organizationName), "domain": "fabrikam",
            ]
        },
        read("/api/v2/users/externalid/{authority}/{key}", "genesys.users.byExternalID") {
            (call, world) throws(Problem) in
            // Authority and key are compared with regard to case.
            let id = SimulatedGenesysUser.ExternalID(authority: call["authority"], value: call["key"])
            guard let user = world.genesys.users.first(where: { $0.externalIDs.contains(id) }) else {
                throw Problem(404, "not.found", "No user has this external id.")
            }
            return json(user)
        },
        read("/api/v2/users/{user}", "genesys.users.get") { (call, world) throws(Problem) in
            json(world.genesys.users[try world.genesysUser(call)])
        },
        read("/api/v2/users/{user}/externalid", "genesys.externalid.list") { (call, world) throws(Problem) in
            .array(
                world.genesys.users[try world.genesysUser(call)].externalIDs.map {
                    ["authorityName": .string($0.authority), "externalKey": .string($0.value)]
                })
        },
        Route(
            .post, "/api/v2/users/{user}/externalid", "genesys.externalid.add", .write(of: "user"),
            charges: .one(.genesysClient), permissions: ["directory:user:edit"],
            source: "Genesys Cloud Users API, POST externalid",
            handle: { (call, _, world) throws(Problem) in
                let index = try world.genesysUser(call)
                let body = JSONValue.parse(call.body)
                guard let authority = body?["authorityName"]?.string, let key = body?["externalKey"]?.string else {
                    throw Problem(400, "bad.request", "authorityName and externalKey are needed.")
                }
                var user = world.genesys.users[index]
                let id = SimulatedGenesysUser.ExternalID(authority: authority, value: key)
                if !user.externalIDs.contains(id) { user.externalIDs.append(id) }
                try world.storeGenesysUser(user, at: index)
                return .json(["authorityName": .string(authority), "externalKey": .string(key)])
            }),
        Route(
            .delete, "/api/v2/users/{user}/externalid/{authority}/{key}", "genesys.externalid.remove",
            .write(of: "user"), charges: .one(.genesysClient), permissions: ["directory:user:edit"],
            source: "Genesys Cloud Users API, DELETE externalid",
            handle: { (call, _, world) throws(Problem) in
                let index = try world.genesysUser(call)
                var user = world.genesys.users[index]
                let id = SimulatedGenesysUser.ExternalID(authority: call["authority"], value: call["key"])
                guard user.externalIDs.contains(id) else { throw Problem(404, "not.found", "There is no such id.") }
                user.externalIDs.removeAll { $0 == id }
                try world.storeGenesysUser(user, at: index)
                return HTTPResponse(status: 204)
            }),
        read(
            "/api/v2/integrations/types", "genesys.integrations.types", permissions: ["integrations:integration:view"]
        ) { (_, _) throws(Problem) in
            page([
                ["id": "simulated-zoom", "name": "Zoom Phone", "userPermissions": ["integration:zoomPhone:view"]],
                [
                    "id": "simulated-teams", "name": "Microsoft Teams", "maxInstances": 1,
                    "userPermissions": ["integration:microsoftTeams:view"],
                ],
            ])
        },
        read("/api/v2/integrations", "genesys.integrations.list", permissions: ["integrations:integration:view"]) {
            (_, world) throws(Problem) in
            page(
                world.settings.genesys.isTeamsIntegrationActive
                    ? [
                        [
                            "id": "simulated-integration", "name": "Microsoft Teams", "intendedState": "ENABLED",
                            "reportedState": ["code": "ACTIVE"],
                        ]
                    ] : [])
        },
        read("/api/v2/authorization/products", "genesys.products") { (_, _) throws(Problem) in
            page([["id": "byoc"], ["id": "microsoftTeams"]])
        },
        read("/api/v2/authorization/roles", "genesys.roles", permissions: ["authorization:role:view"]) {
            (_, _) throws(Problem) in
            page([
                [
                    "id": "simulated-teams-user", "name": "Microsoft Teams User",
                    "permissionPolicies": [
                        ["domain": "integration", "entityName": "microsoftTeams", "actionSet": ["view"]],
                        ["domain": "integration", "entityName": "unifiedCommunications", "actionSet": ["view"]],
                    ],
                ]
            ])
        },
    ]

    private static func page(_ entities: [JSONValue]) -> JSONValue {
        [
            "entities": .array(entities), "pageNumber": 1, "pageCount": 1, "pageSize": 100,
            "total": .integer(Int64(entities.count)),
        ]
    }

    private static func json(_ user: SimulatedGenesysUser) -> JSONValue {
        [
            "id": .string(user.id), "name": .string(user.displayName), "email": .string(user.userName),
            "state": user.isActive ? "active" : "inactive", "version": .integer(Int64(user.version)),
            "addresses": .array(
                user.phones.map {
                    ["address": .string($0.value), "mediaType": "PHONE", "type": .string($0.type.uppercased())]
                }),
        ]
    }
}
