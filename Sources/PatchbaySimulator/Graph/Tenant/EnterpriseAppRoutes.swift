import PatchbayCore

/// The enterprise applications of the Genesys integration: the one that reads presence, and the one that provisions users.
///
/// Sources: Microsoft Graph `serviceprincipal-list`, `serviceprincipal-post-serviceprincipals`,
/// `serviceprincipal-list-oauth2permissiongrants`, `synchronization-serviceprincipal-list-synchronizationjobs`,
/// `synchronization-synchronizationschema-get`.
enum EnterpriseAppRoutes {
    private static let synchronization = ["Synchronization.Read.All", "Synchronization.ReadWrite.All"]

    static let all: [Route] = [
        Route(
            .get, "/servicePrincipals", "graph.servicePrincipals.list", charges: .directory(2),
            permissions: ["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"],
            source: "Microsoft Graph serviceprincipal-list",
            handle: { (call, _, world) throws(Problem) in .graph(["value": .array(try named(call, world))]) }),
        Route(
            .get, "/servicePrincipals({key})/oauth2PermissionGrants", "graph.permissionGrants.list",
            charges: .directory(2), permissions: ["Directory.Read.All", "Directory.ReadWrite.All"],
            source: "Microsoft Graph serviceprincipal-list-oauth2permissiongrants",
            handle: { (call, _, world) throws(Problem) in
                call["key"].lowercased().contains(SimulatedEnterpriseApp.appID)
                    ? .graph(["value": .array(grants(world))])
                    : try ServicePrincipalRoutes.delegated(call, "key", world)
            }),
        Route(
            .get, "/servicePrincipals/{id}/synchronization/jobs", "graph.synchronization.jobs", charges: .directory(2),
            permissions: synchronization,
            source: "Microsoft Graph synchronization-serviceprincipal-list-synchronizationjobs",
            handle: { (call, _, world) throws(Problem) in
                let provisioning = try provisioning(call, world)
                return .graph([
                    "value": [["id": "simulated-job", "status": ["code": .string(provisioning.status)]]]
                ])
            }),
        Route(
            .get, "/servicePrincipals/{id}/synchronization/jobs/{job}/schema", "graph.synchronization.schema",
            charges: .directory(2), permissions: synchronization,
            source: "Microsoft Graph synchronization-synchronizationschema-get",
            handle: { (call, _, world) throws(Problem) in .graph(schema(try provisioning(call, world))) }),
    ]

    /// The application that reads presence; `nil` while the tenant does not have it.
    static func presenceApp(_ world: World) -> JSONValue? {
        let app = world.settings.genesys.enterpriseApp
        guard app.isInstalled || world.genesys.isEnterpriseAppAdded else { return nil }
        return [
            "id": .string(GUID(seed: world.settings.seed, kind: .servicePrincipal, index: 1001).description),
            "appId": .string(SimulatedEnterpriseApp.appID), "displayName": "Genesys Cloud for Teams",
            "accountEnabled": .bool(app.isEnabled), "appRoleAssignmentRequired": .bool(app.isAssignmentRequired),
            "disabledByMicrosoftStatus": .null,
        ]
    }

    /// Adds the application that reads presence to the tenant.
    static func add(_ world: World) throws(Problem) -> HTTPResponse {
        guard presenceApp(world) == nil else {
            throw Problem(
                409, "Request_MultipleObjectsWithSameKeyValue", "The service principal is in use already.")
        }
        world.genesys.isEnterpriseAppAdded = true
        return .graph(presenceApp(world) ?? .null, status: 201)
    }

    private static func provisioningID(_ world: World) -> String {
        GUID(seed: world.settings.seed, kind: .servicePrincipal, index: 1002).description
    }

    /// `startswith(displayName,'…')` is what is understood here, and no filter.
    private static func named(_ call: Call, _ world: World) throws(Problem) -> [JSONValue] {
        var apps = presenceApp(world).map { [$0] } ?? []
        if let provisioning = world.settings.genesys.provisioning {
            apps.append([
                "id": .string(provisioningID(world)), "displayName": .string(provisioning.name), "accountEnabled": true,
                "appId": .string(GUID(seed: world.settings.seed, kind: .app, index: 1002).description),
                "appRoleAssignmentRequired": true,
            ])
        }
        guard let filter = call.option("$filter") else { return apps }
        let head = "startswith(displayName,'"
        guard filter.hasPrefix(head), filter.hasSuffix("')") else {
            throw Problem(400, "Request_UnsupportedQuery", "Unsupported Query.")
        }
        let prefix = filter.dropFirst(head.count).dropLast(2).lowercased()
        return apps.filter { $0["displayName"]?.string?.lowercased().hasPrefix(prefix) ?? false }
    }

    private static func grants(_ world: World) -> [JSONValue] {
        let app = world.settings.genesys.enterpriseApp
        func grant(_ index: Int, _ type: String, _ principal: JSONValue) -> JSONValue {
            [
                "id": .string("simulated-grant-\(index)"), "consentType": .string(type), "principalId": principal,
                "scope": " Presence.Read.All User.Read",
            ]
        }
        var grants = (0..<app.userConsents).map { grant($0 + 1, "Principal", .string("user-\($0)")) }
        if app.hasTenantConsent, app.isInstalled { grants.append(grant(0, "AllPrincipals", .null)) }
        return grants
    }

    private static func provisioning(_ call: Call, _ world: World) throws(Problem) -> SimulatedProvisioning {
        guard let provisioning = world.settings.genesys.provisioning, call["id"] == provisioningID(world) else {
            throw UserRoutes.notFound(call["id"])
        }
        return provisioning
    }

    private static func schema(_ provisioning: SimulatedProvisioning) -> JSONValue {
        let mappings = provisioning.mappings.map { mapping -> JSONValue in
            [
                "targetAttributeName": .string(mapping.target), "flowType": "Always", "flowBehavior": "FlowWhenChanged",
                "matchingPriority": .integer(Int64(mapping.matchingPriority)),
                "source": [
                    "expression": .string("[\(mapping.source)]"), "name": .string(mapping.source), "type": "Attribute",
                ],
            ]
        }
        return [
            "id": "simulated-schema",
            "synchronizationRules": [
                [
                    "name": "USER_INBOUND",
                    "objectMappings": [
                        [
                            "enabled": true, "sourceObjectName": "User", "targetObjectName": "User",
                            "attributeMappings": .array(mappings),
                        ]
                    ],
                ]
            ],
        ]
    }
}
