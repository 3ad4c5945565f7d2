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
            guard let user = world.genesys.users.first(where: { !$0.isDeleted && $0.externalIDs.contains(id) }) else {
                throw Problem(404, "not.found", "No user has this external id.")
            }
            return json(user)
        },
        read("/api/v2/users/{user}", "genesys.users.get") { (call, world) throws(Problem) in
            // A deleted user shows to those who ask for that state.
            if call.option("state") == "deleted", let place = world.genesys.deletedIndex(of: call["user"]) {
                return json(world.genesys.users[place])
            }
            return json(world.genesys.users[try world.genesysUser(call)])
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
                // All of the user's. Source: Genesys Cloud platform SDK, UsersApi.
                return .json(
                    .array(
                        user.externalIDs.map {
                            ["authorityName": .string($0.authority), "externalKey": .string($0.value)]
                        }))
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
        Route(
            .patch, "/api/v2/users/{user}", "genesys.users.patch", .write(of: "user"), charges: .one(.genesysClient),
            permissions: ["directory:user:edit"], source: "Genesys Cloud Users API, PATCH users/{id}, restoring",
            handle: { (call, _, world) throws(Problem) in
                guard case .object(let members)? = JSONValue.parse(call.body),
                    Set(members.map(\.name)) == ["state", "version"],
                    members.first(where: { $0.name == "state" })?.value == "active"
                else { throw Problem(400, "bad.request", "The state must be the only thing that is changed.") }
                guard let place = world.genesys.deletedIndex(of: call["user"]) else {
                    throw Problem(404, "not.found", "The user is not deleted.")
                }
                guard case .integer(let version)? = members.first(where: { $0.name == "version" })?.value,
                    Int(version) == world.genesys.users[place].version
                else { throw Problem(409, "general.conflict", "The version is not the current one.") }
                var user = world.genesys.users[place]
                user.isDeleted = false
                user.isActive = true
                try world.checkGenesysUser(user, before: nil, except: place)
                user.version += 1
                world.genesys.users[place] = user
                return .json(json(user))
            }),
        read("/api/v2/users", "genesys.users.list") { (call, world) throws(Problem) in
            let ids = call.options("id").flatMap { $0.split(separator: ",").map(String.init) }
            guard ids.count <= 100 else { throw Problem(400, "bad.request", "At most 100 ids.") }
            let wanted = ids.isEmpty ? Array(world.genesys.users.indices) : ids.compactMap(world.genesys.index)
            let withPresence = call.option("expand")?.contains("integrationPresence") ?? false
            let users = wanted.map { world.genesys.users[$0] }.filter(\.isActive)
            return GenesysPage.of(
                users.map { withPresence ? json($0).merging(presence(of: $0, world, call)) : json($0) }, call)
        },
    ]

    /// The presence of a linked user as the active integration brings it. Best effort: without a link there is none.
    private static func presence(of user: SimulatedGenesysUser, _ world: World, _ call: Call) -> JSONValue {
        let isActive = world.genesys.integrations.contains {
            $0.state(at: call.now, delay: world.settings.genesys.integrationDelay.seconds, fails: false) == "ACTIVE"
        }
        guard isActive, user.teamsLinks == [user.entraID] else { return .object([]) }
        return [
            "integrationPresence": [
                "source": "MicrosoftTeams", "presenceDefinition": ["systemPresence": "Available"],
            ]
        ]
    }

    private static func json(_ user: SimulatedGenesysUser) -> JSONValue {
        [
            "id": .string(user.id), "name": .string(user.displayName), "email": .string(user.userName),
            "state": user.isDeleted ? "deleted" : user.isActive ? "active" : "inactive",
            "version": .integer(Int64(user.version)),
            "addresses": .array(
                user.phones.map {
                    ["address": .string($0.value), "mediaType": "PHONE", "type": .string($0.type.uppercased())]
                }),
        ]
    }
}
