import Foundation
import PatchbayCore

/// `/servicePrincipals`: the apps that are in the tenant, and what was consented to for them.
///
/// Source: Microsoft Graph `serviceprincipal-get`, `serviceprincipal-post-serviceprincipals`, `serviceprincipal-delete`,
/// `serviceprincipal-list-approleassignments`, `serviceprincipal-post-approleassignments`,
/// `serviceprincipal-list-oauth2permissiongrants`.
enum ServicePrincipalRoutes {
    private static let readers = ApplicationRoutes.readers
    private static let writers = ApplicationRoutes.writers
    private static let granters = ["AppRoleAssignment.ReadWrite.All"]

    static let all: [Route] = [
        Route(
            .get, "/servicePrincipals({key})", "graph.servicePrincipals.get", charges: .directory(1),
            permissions: readers, source: "Microsoft Graph serviceprincipal-get",
            handle: { (call, _, world) throws(Problem) in try get(call, world) }),
        Route(
            .post, "/servicePrincipals", "graph.servicePrincipals.create", .write(of: ""), charges: .directoryWrite,
            permissions: writers, source: "Microsoft Graph serviceprincipal-post-serviceprincipals",
            handle: { (call, caller, world) throws(Problem) in try create(call, caller, world) }),
        Route(
            .delete, "/servicePrincipals/{id}", "graph.servicePrincipals.delete", .write(of: "id"),
            charges: .directoryWrite, permissions: writers, source: "Microsoft Graph serviceprincipal-delete",
            handle: { (call, caller, world) throws(Problem) in
                try ApplicationRoutes.requireRegistrar(caller)
                world.entra.change(try place(call, "id", world)) {
                    $0.app.hasServicePrincipal = false
                    $0.app.permissions = []
                }
                return HTTPResponse(status: 204)
            }),
        Route(
            .get, "/servicePrincipals/{id}/appRoleAssignments", "graph.appRoleAssignments.list", charges: .directory(2),
            permissions: readers, source: "Microsoft Graph serviceprincipal-list-approleassignments",
            handle: { (call, _, world) throws(Problem) in try list(call, world, place(call, "id", world)) }),
        Route(
            .get, "/servicePrincipals({key})/appRoleAssignments", "graph.appRoleAssignments.list",
            charges: .directory(2), permissions: readers,
            source: "Microsoft Graph serviceprincipal-list-approleassignments",
            handle: { (call, _, world) throws(Problem) in try list(call, world, place(call, "key", world)) }),
        Route(
            .post, "/servicePrincipals/{id}/appRoleAssignments", "graph.appRoleAssignments.create", .write(of: "id"),
            charges: .directoryWrite, permissions: granters,
            source: "Microsoft Graph serviceprincipal-post-approleassignments",
            handle: { (call, caller, world) throws(Problem) in try grant(call, caller, world) }),
        Route(
            .delete, "/servicePrincipals/{id}/appRoleAssignments/{assignment}", "graph.appRoleAssignments.delete",
            .write(of: "id"), charges: .directoryWrite, permissions: granters,
            source: "Microsoft Graph serviceprincipal-delete-approleassignments",
            handle: { (call, caller, world) throws(Problem) in try revoke(call, caller, world) }),
        Route(
            .get, "/servicePrincipals/{id}/oauth2PermissionGrants", "graph.permissionGrants.list",
            charges: .directory(2), permissions: ["Directory.Read.All", "Directory.ReadWrite.All"],
            source: "Microsoft Graph serviceprincipal-list-oauth2permissiongrants",
            handle: { (call, _, world) throws(Problem) in try delegated(call, "id", world) }),
    ]

    /// Graph's own service principal.
    static func graphID(_ world: World) -> String {
        GUID(seed: world.settings.seed, kind: .servicePrincipal, index: 999).description
    }

    /// An app that is in the tenant; one that is only registered is not found.
    private static func place(_ call: Call, _ parameter: String, _ world: World) throws(Problem) -> Int {
        let place = try ApplicationRoutes.place(call, parameter, world)
        guard world.entra.registrations[place].app.hasServicePrincipal else {
            throw UserRoutes.notFound(call[parameter])
        }
        return place
    }

    private static func json(_ place: Int, _ world: World) -> JSONValue {
        let registration = world.entra.registrations[place]
        return [
            "id": .string(world.entra.principalID(registration)), "appId": .string(registration.app.clientID),
            "displayName": .string(registration.app.displayName), "accountEnabled": .bool(registration.app.isEnabled),
            "disabledByMicrosoftStatus": .null, "appOwnerOrganizationId": .string(world.settings.tenantID),
            "appRoleAssignmentRequired": false, "passwordCredentials": [], "keyCredentials": [],
            "verifiedPublisher": .null, "tags": [], "servicePrincipalType": "Application",
        ]
    }

    private static func entity(_ value: JSONValue, _ call: Call, status: Int = 200) -> HTTPResponse {
        .graph(
            JSONValue.members([("@odata.context", .string("\(call.root)/v1.0/$metadata#servicePrincipals/$entity"))])
                .merging(TenantRoutes.selected(value, call)), status: status)
    }

    private static func get(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let appID = try ApplicationRoutes.appID(call["key"])
        if appID == SimulatedEnterpriseApp.appID, let app = EnterpriseAppRoutes.presenceApp(world) {
            return entity(app, call)
        }
        guard appID == GraphPermissions.graphAppID else {
            return entity(json(try place(call, "key", world), world), call)
        }
        let roles = GraphPermissions.ids.map { name, id -> JSONValue in
            [
                "allowedMemberTypes": ["Application"], "displayName": .string(name), "id": .string(id),
                "isEnabled": true, "value": .string(name),
            ]
        }
        return entity(
            [
                "id": .string(graphID(world)), "appId": .string(GraphPermissions.graphAppID),
                "displayName": "Microsoft Graph", "accountEnabled": true, "appRoles": .array(roles),
                "oauth2PermissionScopes": [],
            ], call)
    }

    private static func create(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        try ApplicationRoutes.requireRegistrar(caller)
        let id = JSONValue.parse(call.body)?["appId"]?.string ?? ""
        if id == SimulatedEnterpriseApp.appID { return try EnterpriseAppRoutes.add(world) }
        guard let place = world.entra.place(id) else {
            throw Problem(
                400, "Request_BadRequest",
                "The appId '\(id)' of the service principal does not reference a valid application object.")
        }
        guard !world.entra.registrations[place].app.hasServicePrincipal else {
            throw Problem(
                409, "Request_MultipleObjectsWithSameKeyValue",
                "The service principal cannot be created because one for '\(id)' exists already.")
        }
        world.entra.change(place) { $0.app.hasServicePrincipal = true }
        return entity(json(place, world), call, status: 201)
    }

    // MARK: Consent

    private static func assignment(_ number: Int, _ permission: Int, _ world: World) -> String {
        GUID(seed: world.settings.seed, kind: .assignment, index: 1000 + number * 1000 + permission).description
    }

    private static func assignment(
        _ name: String, of registration: EntraState.Registration, _ world: World
    ) -> JSONValue? {
        guard let place = GraphPermissions.ids.firstIndex(where: { $0.name == name }) else { return nil }
        return [
            "id": .string(assignment(registration.number, place, world)),
            "appRoleId": .string(GraphPermissions.ids[place].id), "createdDateTime": "2026-01-10T08:00:00Z",
            "principalId": .string(world.entra.principalID(registration)),
            "principalDisplayName": .string(registration.app.displayName), "principalType": "ServicePrincipal",
            "resourceId": .string(graphID(world)), "resourceDisplayName": "Microsoft Graph",
        ]
    }

    private static func list(_ call: Call, _ world: World, _ place: Int) throws(Problem) -> HTTPResponse {
        let query = try ListQuery(call, world)
        let registration = world.entra.registrations[place]
        let held = registration.app.permissions.compactMap { assignment($0, of: registration, world) }
        return query.page(of: held.count, context: "appRoleAssignments", total: { held.count }, world) {
            TenantRoutes.selected(held[$0], call)
        }
    }

    /// Consent to an application permission of Graph. A person needs one of two roles for it.
    private static func grant(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        try requireConsenter(caller)
        let place = try place(call, "id", world)
        let body = JSONValue.parse(call.body)
        let role = body?["appRoleId"]?.string ?? ""
        guard let name = GraphPermissions.ids.first(where: { $0.id == role })?.name,
            body?["resourceId"]?.string == graphID(world),
            body?["principalId"]?.string == world.entra.principalID(world.entra.registrations[place])
        else {
            throw Problem(400, "Request_BadRequest", "Permission being assigned was not found on application.")
        }
        guard !world.entra.registrations[place].app.permissions.contains(name) else {
            throw Problem(400, "Request_BadRequest", "Permission being assigned already exists on the object.")
        }
        let propagation = world.settings.entra.propagation.seconds
        world.entra.change(place) { registration in
            registration.app.permissions.append(name)
            registration.consentedAt[name] = call.now + propagation
        }
        guard let made = assignment(name, of: world.entra.registrations[place], world) else {
            throw UserRoutes.notFound(role)
        }
        return .graph(made, status: 201)
    }

    private static func revoke(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        try requireConsenter(caller)
        let place = try place(call, "id", world)
        let registration = world.entra.registrations[place]
        guard
            let permission = GraphPermissions.ids.indices.first(where: {
                assignment(registration.number, $0, world) == call["assignment"].lowercased()
            }), registration.app.permissions.contains(GraphPermissions.ids[permission].name)
        else { throw UserRoutes.notFound(call["assignment"]) }
        world.entra.change(place) { $0.app.permissions.removeAll { $0 == GraphPermissions.ids[permission].name } }
        return HTTPResponse(status: 204)
    }

    private static func requireConsenter(_ caller: Caller) throws(Problem) {
        guard let person = caller.administrator else { return }
        guard person.activeRoles.contains(where: DirectoryRoleID.canConsent.contains) else {
            throw Problem(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
        }
    }

    static func delegated(_ call: Call, _ parameter: String, _ world: World) throws(Problem) -> HTTPResponse {
        let registration = world.entra.registrations[try place(call, parameter, world)]
        let scopes = registration.app.delegatedPermissions
        let grants: [JSONValue] =
            scopes.isEmpty
            ? []
            : [
                [
                    "id": .string(assignment(registration.number, 900, world)),
                    "clientId": .string(world.entra.principalID(registration)), "consentType": "AllPrincipals",
                    "principalId": .null, "resourceId": .string(graphID(world)),
                    "scope": .string(" " + scopes.joined(separator: " ")),
                ]
            ]
        return .graph([
            "@odata.context": .string("\(call.root)/v1.0/$metadata#oauth2PermissionGrants"), "value": .array(grants),
        ])
    }
}
