import Foundation
import PatchbayCore

/// The tenant itself and what its administrators consented to.
///
/// Source: Microsoft Graph `organization-list`, `teamwork-get`, `serviceprincipal-get`, `serviceprincipal-list-approleassignments`,
/// `application-get`.
enum TenantRoutes {
    private static let applications = [
        "Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
        "Application.ReadWrite.OwnedBy",
    ]

    static let all: [Route] = [
        Route(
            .get, "/organization", "graph.organization.get", charges: .directory(1),
            permissions: ["Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All", "User.Read.All"],
            source: "Microsoft Graph organization-list",
            handle: { (call, _, world) throws(Problem) in try organization(call, world) }),
        Route(
            .get, "/teamwork", "graph.teamwork.get", charges: .teams(.teamsOtherRead),
            permissions: ["Teamwork.Read.All"],
            source: "Microsoft Graph teamwork-get",
            handle: { (call, _, world) throws(Problem) in
                .graph([
                    "@odata.context": .string("\(call.root)/v1.0/$metadata#teamwork"), "id": "teamwork",
                    "isTeamsEnabled": .bool(world.settings.isTeamsEnabled), "region": "EMEA",
                ])
            }),
        Route(
            .get, "/servicePrincipals({key})", "graph.servicePrincipals.get", charges: .directory(1),
            permissions: applications, source: "Microsoft Graph serviceprincipal-get",
            handle: { (call, _, world) throws(Problem) in try servicePrincipal(call, world) }),
        Route(
            .get, "/servicePrincipals/{id}/appRoleAssignments", "graph.appRoleAssignments.list", charges: .directory(2),
            permissions: applications, source: "Microsoft Graph serviceprincipal-list-approleassignments",
            handle: { (call, _, world) throws(Problem) in try assignments(call, world, principalID(call["id"], world)) }
        ),
        Route(
            .get, "/servicePrincipals({key})/appRoleAssignments", "graph.appRoleAssignments.list",
            charges: .directory(2),
            permissions: applications, source: "Microsoft Graph serviceprincipal-list-approleassignments",
            handle: { (call, _, world) throws(Problem) in try assignments(call, world, position(call, world)) }),
        Route(
            .get, "/servicePrincipals/{id}/oauth2PermissionGrants", "graph.permissionGrants.list",
            charges: .directory(2),
            permissions: ["Directory.Read.All", "Directory.ReadWrite.All"],
            source: "Microsoft Graph serviceprincipal-list-oauth2permissiongrants",
            handle: { (call, _, _) throws(Problem) in
                .graph(["@odata.context": .string("\(call.root)/v1.0/$metadata#oauth2PermissionGrants"), "value": []])
            }),
        Route(
            .get, "/applications({key})", "graph.applications.get", charges: .directory(1), permissions: applications,
            source: "Microsoft Graph application-get",
            handle: { (call, _, world) throws(Problem) in try application(call, world) }),
    ]

    /// Graph's own service principal.
    private static func graphID(_ world: World) -> String {
        GUID(seed: world.settings.seed, kind: .servicePrincipal, index: 999).description
    }

    /// The service principal of a registered app.
    static func principalID(_ position: Int, _ world: World) -> String {
        GUID(seed: world.settings.seed, kind: .servicePrincipal, index: position).description
    }

    /// The app id in `appId='…'`.
    private static func appID(_ call: Call) throws(Problem) -> String {
        let text = call["key"]
        guard text.lowercased().hasPrefix("appid='"), text.hasSuffix("'") else {
            throw Problem(400, "Request_BadRequest", "Resource not found for the segment.")
        }
        return text.dropFirst(7).dropLast().lowercased()
    }

    private static func position(_ call: Call, _ world: World) throws(Problem) -> Int {
        let id = try appID(call)
        guard let position = world.entra.apps.firstIndex(where: { $0.clientID.lowercased() == id }) else {
            throw UserRoutes.notFound(id)
        }
        return position
    }

    private static func principalID(_ id: String, _ world: World) throws(Problem) -> Int {
        guard let position = world.entra.apps.indices.first(where: { principalID($0, world) == id.lowercased() }) else {
            throw UserRoutes.notFound(id)
        }
        return position
    }

    /// The members that were asked for, of an object that has them all.
    private static func selected(_ value: JSONValue, _ call: Call) -> JSONValue {
        guard let select = call.option("$select"), case .object(let members) = value else { return value }
        let names = Set(select.lowercased().split(separator: ",").map(String.init))
        return .object(members.filter { names.contains($0.name.lowercased()) || $0.name.hasPrefix("@") })
    }

    private static func organization(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let domains = world.settings.domains.enumerated().map { position, name -> JSONValue in
            [
                "capabilities": "Email, OfficeCommunicationsOnline", "isDefault": .bool(position == 0),
                "isInitial": .bool(position == 0), "name": .string(name), "type": "Managed",
            ]
        }
        let value: JSONValue = [
            "id": .string(world.settings.tenantID), "displayName": "Fabrikam", "tenantType": "AAD",
            "countryLetterCode": "GB", "verifiedDomains": .array(domains),
            "assignedPlans": [
                [
                    "assignedDateTime": "2024-01-15T09:00:00Z", "capabilityStatus": "Enabled",
                    "service": "TeamspaceAPI",
                    "servicePlanId": .string(Sku.teamsPlan.id.description),
                ]
            ],
        ]
        return .graph([
            "@odata.context": .string("\(call.root)/v1.0/$metadata#organization"), "value": [selected(value, call)],
        ])
    }

    private static func servicePrincipal(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let context: JSONValue = ["@odata.context": .string("\(call.root)/v1.0/$metadata#servicePrincipals/$entity")]
        if try appID(call) == GraphPermissions.graphAppID {
            let roles = GraphPermissions.ids.map { name, id -> JSONValue in
                [
                    "allowedMemberTypes": ["Application"], "displayName": .string(name), "id": .string(id),
                    "isEnabled": true, "value": .string(name),
                ]
            }
            return .graph(
                context.merging(
                    selected(
                        [
                            "id": .string(graphID(world)), "appId": .string(GraphPermissions.graphAppID),
                            "displayName": "Microsoft Graph", "accountEnabled": true, "appRoles": .array(roles),
                            "oauth2PermissionScopes": [],
                        ], call)))
        }
        if try appID(call) == SimulatedEnterpriseApp.appID, let app = EnterpriseAppRoutes.presenceApp(world) {
            return .graph(context.merging(selected(app, call)))
        }
        let position = try position(call, world)
        let app = world.entra.apps[position]
        return .graph(
            context.merging(
                selected(
                    [
                        "id": .string(principalID(position, world)), "appId": .string(app.clientID),
                        "displayName": .string(app.displayName), "accountEnabled": true,
                        "disabledByMicrosoftStatus": .null, "appOwnerOrganizationId": .string(world.settings.tenantID),
                        "appRoleAssignmentRequired": false, "passwordCredentials": [], "keyCredentials": [],
                        "verifiedPublisher": .null, "tags": [], "servicePrincipalType": "Application",
                    ], call)))
    }

    private static func assignments(_ call: Call, _ world: World, _ position: Int) throws(Problem) -> HTTPResponse {
        let query = try ListQuery(call, world)
        let app = world.entra.apps[position]
        let held = app.permissions.compactMap { name in GraphPermissions.id(of: name).map { (name, $0) } }
        return query.page(of: held.count, context: "appRoleAssignments", total: { held.count }, world) { place in
            selected(
                [
                    "id": .string(GUID(seed: world.settings.seed, kind: .assignment, index: 100 + place).description),
                    "appRoleId": .string(held[place].1), "createdDateTime": "2026-01-10T08:00:00Z",
                    "principalId": .string(principalID(position, world)),
                    "principalDisplayName": .string(app.displayName), "principalType": "ServicePrincipal",
                    "resourceId": .string(graphID(world)), "resourceDisplayName": "Microsoft Graph",
                ], call)
        }
    }

    /// The registration with its secrets' ends. A secret's text is never shown again; its first three characters are the hint.
    private static func application(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let position = try position(call, world)
        let app = world.entra.apps[position]
        let start = call.date.addingTimeInterval(-call.now)
        let secrets = app.secrets.enumerated().map { number, secret -> JSONValue in
            let end = start.addingTimeInterval(secret.endsAfter?.seconds ?? 2 * 365 * 86_400)
            return [
                "customKeyIdentifier": .null, "displayName": .string("Secret \(number + 1)"),
                "endDateTime": .string(WireDate.string(end)), "hint": .string(String(secret.value.prefix(3))),
                "keyId": .string(
                    GUID(seed: world.settings.seed, kind: .key, index: position * 100 + number).description),
                "secretText": .null, "startDateTime": .string(WireDate.string(start.addingTimeInterval(-30 * 86_400))),
            ]
        }
        let value: JSONValue = [
            "id": .string(GUID(seed: world.settings.seed, kind: .app, index: 500 + position).description),
            "appId": .string(app.clientID), "displayName": .string(app.displayName),
            "passwordCredentials": .array(secrets), "keyCredentials": [], "requiredResourceAccess": [],
        ]
        return .graph(
            JSONValue.members([("@odata.context", .string("\(call.root)/v1.0/$metadata#applications/$entity"))])
                .merging(selected(value, call)))
    }
}
