import PatchbayCore

/// Integrations: kinds, installing, configuration, state. Source: Genesys Cloud Integrations API.
enum GenesysIntegrationRoutes {
    static let teamsType = "simulated-teams"

    static let all: [Route] = [
        route(.get, "/api/v2/integrations/types", "genesys.integrations.types", "view") {
            (call, world) throws(Problem) in
            var types: [JSONValue] = [
                ["id": "simulated-zoom", "name": "Zoom Phone", "userPermissions": ["integration:zoomPhone:view"]],
                ["id": "simulated-meetings", "name": "Microsoft Teams Meetings", "userPermissions": []],
            ]
            if world.settings.genesys.hasTeamsLicence {
                types.append([
                    "id": .string(teamsType), "name": "Microsoft Teams", "maxInstances": 1,
                    "userPermissions": ["integration:microsoftTeams:view"],
                ])
            }
            return .json(GenesysPage.of(types, call))
        },
        route(
            .get, "/api/v2/integrations/types/{type}/configschemas/properties", "genesys.integrations.schema", "view"
        ) { (call, world) throws(Problem) in
            let required = world.settings.genesys.requiredIntegrationProperties.map(JSONValue.string)
            return .json(["type": "object", "properties": .object([]), "required": .array(required)])
        },
        route(.get, "/api/v2/integrations", "genesys.integrations.list", "view") { (call, world) throws(Problem) in
            let type = call.option("integrationType")
            let all = world.genesys.integrations.filter {
                $0.visibleAt <= call.now && (type == nil || type == $0.type)
            }
            return .json(GenesysPage.of(all.map { json($0, call, world) }, call))
        },
        route(.post, "/api/v2/integrations", "genesys.integrations.install", "add") { (call, world) throws(Problem) in
            let body = JSONValue.parse(call.body)
            guard let type = body?["integrationType"]?["id"]?.string, type == teamsType else {
                throw Problem(400, "bad.request", "The integration type is unknown.")
            }
            guard !world.genesys.integrations.contains(where: { $0.type == type }) else {
                throw Problem(409, "general.conflict", "There may be one integration of this type.")
            }
            let made = SimulatedIntegration(
                id: GUID(seed: world.settings.seed, kind: .genesysClient, index: 10 + world.genesys.integrations.count)
                    .description, type: type, name: body?["name"]?.string ?? "Microsoft Teams", changedAt: call.now,
                visibleAt: call.now + world.settings.genesys.integrationDelay.seconds)
            world.genesys.integrations.append(made)
            return .json(json(made, call, world))
        },
        route(.get, "/api/v2/integrations/{integration}", "genesys.integrations.get", "view") {
            (call, world) throws(Problem) in
            .json(json(world.genesys.integrations[try index(call, world)], call, world))
        },
        route(.patch, "/api/v2/integrations/{integration}", "genesys.integrations.setState", "edit") {
            (call, world) throws(Problem) in
            let place = try index(call, world)
            guard let wanted = JSONValue.parse(call.body)?["intendedState"]?.string,
                ["ENABLED", "DISABLED"].contains(wanted)
            else { throw Problem(400, "bad.request", "intendedState is not one of ENABLED, DISABLED.") }
            if world.genesys.integrations[place].intended != wanted {
                world.genesys.integrations[place].intended = wanted
                world.genesys.integrations[place].changedAt = call.now
            }
            return .json(json(world.genesys.integrations[place], call, world))
        },
        route(.get, "/api/v2/integrations/{integration}/config/current", "genesys.integrations.configuration", "view") {
            (call, world) throws(Problem) in .json(world.genesys.integrations[try index(call, world)].configuration)
        },
        route(.put, "/api/v2/integrations/{integration}/config/current", "genesys.integrations.configure", "edit") {
            (call, world) throws(Problem) in
            let place = try index(call, world)
            guard let body = JSONValue.parse(call.body), case .integer(let version)? = body["version"] else {
                throw Problem(400, "bad.request", "The version is missing.")
            }
            guard Int(version) == world.genesys.integrations[place].version else {
                throw Problem(409, "general.conflict", "The version is not the current one.")
            }
            // A replacement: what is left out is gone.
            world.genesys.integrations[place].version += 1
            world.genesys.integrations[place].notes = body["notes"] ?? .null
            world.genesys.integrations[place].properties = body["properties"] ?? .object([])
            world.genesys.integrations[place].advanced = body["advanced"] ?? .object([])
            world.genesys.integrations[place].credentials = body["credentials"] ?? .object([])
            if let name = body["name"]?.string { world.genesys.integrations[place].name = name }
            return .json(world.genesys.integrations[place].configuration)
        },
        Route(
            .get, "/api/v2/integrations/unifiedcommunications/clientapps", "genesys.integrations.unifiedCommunications",
            charges: .one(.genesysClient), permissions: ["integration:unifiedCommunications:view"],
            source: "Genesys Cloud Integrations API",
            handle: { (call, _, world) throws(Problem) in
                let active = world.genesys.integrations.filter {
                    $0.intended == "ENABLED" && $0.visibleAt <= call.now
                }
                return .json(
                    GenesysPage.of(
                        active.map {
                            [
                                "id": .string($0.id), "name": .string($0.name),
                                "integrationPresenceSource": "MicrosoftTeams",
                            ]
                        }, call))
            }),
    ]

    private static func route(
        _ method: HTTPMethod, _ path: String, _ operation: SimulatedOperation, _ action: String,
        _ handle: @escaping @Sendable (Call, World) throws(Problem) -> HTTPResponse
    ) -> Route {
        Route(
            method, path, operation,
            method == .get ? .read : .write(of: "integration"), charges: .one(.genesysClient),
            permissions: ["integrations:integration:\(action)"], source: "Genesys Cloud Integrations API",
            handle: { (call, _, world) throws(Problem) in try handle(call, world) })
    }

    private static func index(_ call: Call, _ world: World) throws(Problem) -> Int {
        guard
            let place = world.genesys.integrations.firstIndex(where: {
                $0.id == call["integration"] && $0.visibleAt <= call.now
            })
        else { throw Problem(404, "not.found", "The integration was not found.") }
        return place
    }

    private static func json(_ integration: SimulatedIntegration, _ call: Call, _ world: World) -> JSONValue {
        integration.json(
            at: call.now, delay: world.settings.genesys.integrationDelay.seconds,
            fails: world.settings.genesys.integrationFails)
    }
}

/// Genesys's pages of `entities`, numbered from 1.
enum GenesysPage {
    static func of(_ entities: [JSONValue], _ call: Call) -> JSONValue {
        let size = max(1, call.option("pageSize").flatMap { Int($0) } ?? 25)
        let number = max(1, call.option("pageNumber").flatMap { Int($0) } ?? 1)
        return [
            "entities": .array(Array(entities.dropFirst((number - 1) * size).prefix(size))),
            "pageNumber": .integer(Int64(number)), "pageSize": .integer(Int64(size)),
            "pageCount": .integer(Int64((entities.count + size - 1) / size)), "total": .integer(Int64(entities.count)),
        ]
    }
}
