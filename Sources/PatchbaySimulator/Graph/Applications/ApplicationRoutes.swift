import Foundation
import PatchbayCore

/// `/applications`: the registrations of the tenant, with their secrets.
///
/// Source: Microsoft Graph `application-list`, `application-get`, `application-post-applications`, `application-update`,
/// `application-delete`, `application-addpassword`, `application-removepassword`.
enum ApplicationRoutes {
    static let readers = [
        "Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
        "Application.ReadWrite.OwnedBy",
    ]
    static let writers = ["Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "Directory.ReadWrite.All"]

    static let all: [Route] = [
        Route(
            .get, "/applications", "graph.applications.list", charges: .directory(2), permissions: readers,
            source: "Microsoft Graph application-list",
            handle: { (call, _, world) throws(Problem) in try list(call, world) }),
        Route(
            .get, "/applications({key})", "graph.applications.get", charges: .directory(1), permissions: readers,
            source: "Microsoft Graph application-get",
            handle: { (call, _, world) throws(Problem) in try get(try place(call, "key", world), call, world) }),
        Route(
            .get, "/applications/{id}", "graph.applications.get", charges: .directory(1), permissions: readers,
            source: "Microsoft Graph application-get",
            handle: { (call, _, world) throws(Problem) in try get(try place(call, "id", world), call, world) }),
        Route(
            .post, "/applications", "graph.applications.create", .write(of: ""), charges: .directoryWrite,
            permissions: writers, source: "Microsoft Graph application-post-applications",
            handle: { (call, caller, world) throws(Problem) in try create(call, caller, world) }),
        Route(
            .patch, "/applications/{id}", "graph.applications.update", .write(of: "id"), charges: .directoryWrite,
            permissions: writers, source: "Microsoft Graph application-update",
            handle: { (call, caller, world) throws(Problem) in try update(call, caller, world) }),
        Route(
            .delete, "/applications/{id}", "graph.applications.delete", .write(of: "id"), charges: .directoryWrite,
            permissions: writers, source: "Microsoft Graph application-delete",
            handle: { (call, caller, world) throws(Problem) in
                try requireRegistrar(caller)
                world.entra.remove(try place(call, "id", world))
                return HTTPResponse(status: 204)
            }),
        Route(
            .post, "/applications/{id}/addPassword", "graph.applications.addPassword", .write(of: "id"),
            charges: .directoryWrite, permissions: writers, source: "Microsoft Graph application-addpassword",
            handle: { (call, caller, world) throws(Problem) in try addPassword(call, caller, world) }),
        Route(
            .post, "/applications/{id}/removePassword", "graph.applications.removePassword", .write(of: "id"),
            charges: .directoryWrite, permissions: writers, source: "Microsoft Graph application-removepassword",
            handle: { (call, caller, world) throws(Problem) in try removePassword(call, caller, world) }),
    ]

    // MARK: Finding

    /// The place of the app that a path names, by the id of its registration or by `appId='…'`.
    static func place(_ call: Call, _ parameter: String, _ world: World) throws(Problem) -> Int {
        let text = call[parameter]
        let id = parameter == "key" ? try appID(text) : text
        guard let place = world.entra.place(id) else { throw UserRoutes.notFound(id) }
        return place
    }

    /// The app id in `appId='…'`.
    static func appID(_ text: String) throws(Problem) -> String {
        guard text.lowercased().hasPrefix("appid='"), text.hasSuffix("'") else {
            throw Problem(400, "Request_BadRequest", "Resource not found for the segment.")
        }
        return text.dropFirst(7).dropLast().lowercased()
    }

    /// A person needs a directory role beside the app's permission.
    ///
    /// Source: Entra `permissions-reference`.
    static func requireRegistrar(_ caller: Caller) throws(Problem) {
        guard let person = caller.administrator else { return }
        guard person.activeRoles.contains(where: DirectoryRoleID.canRegister.contains) else {
            throw Problem(
                403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
        }
    }

    private static func list(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let query = try ListQuery(call, world)
        let found = world.entra.registrations.indices.filter {
            query.filter?.matches(json($0, call, world)) ?? true
        }
        return query.page(of: found.count, context: "applications", total: { found.count }, world) {
            TenantRoutes.selected(json(found[$0], call, world), call)
        }
    }

    private static func get(_ place: Int, _ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        .graph(
            JSONValue.members([("@odata.context", .string("\(call.root)/v1.0/$metadata#applications/$entity"))])
                .merging(TenantRoutes.selected(json(place, call, world), call)))
    }

    /// The registration with its secrets' ends. A secret's text is never shown again; its first three characters are the hint.
    private static func json(_ place: Int, _ call: Call, _ world: World) -> JSONValue {
        let registration = world.entra.registrations[place]
        let app = registration.app
        let access = (app.requestedPermissions ?? app.permissions).compactMap { GraphPermissions.id(of: $0) }
        return [
            "id": .string(world.entra.objectID(registration)), "appId": .string(app.clientID),
            "displayName": .string(app.displayName), "notes": .text(app.notes), "signInAudience": "AzureADMyOrg",
            "isFallbackPublicClient": .bool(app.allowsPublicClientFlows),
            "publicClient": ["redirectUris": .array(app.redirectURIs.map(JSONValue.string))],
            "passwordCredentials": .array(
                app.secrets.enumerated().map { password($1, number: $0 + 1, call, shows: false) }),
            "keyCredentials": .array(
                app.certificateThumbprints.enumerated().map { number, print in
                    certificate(
                        print, id: world.entra.keyID(registration.number, 50 + number), of: app, call)
                }),
            "requiredResourceAccess": access.isEmpty
                ? []
                : [
                    [
                        "resourceAppId": .string(GraphPermissions.graphAppID),
                        "resourceAccess": .array(access.map { ["id": .string($0), "type": "Role"] }),
                    ]
                ],
        ]
    }

    private static func password(
        _ secret: AppRegistration.ClientSecret, number: Int, _ call: Call, shows: Bool
    ) -> JSONValue {
        let start = call.date.addingTimeInterval(-call.now)
        let end = start.addingTimeInterval(secret.endsAfter?.seconds ?? 2 * 365 * 86_400)
        return [
            "customKeyIdentifier": .null, "displayName": .string(secret.displayName ?? "Secret \(number)"),
            "endDateTime": .string(WireDate.string(end)), "hint": .string(String(secret.value.prefix(3))),
            "keyId": .text(secret.keyID), "secretText": shows ? .string(secret.value) : .null,
            "startDateTime": .string(WireDate.string(start.addingTimeInterval(-30 * 86_400))),
        ]
    }

    /// Source: Microsoft Graph `resources/keycredential`; the key itself is left out unless it is asked for.
    private static func certificate(
        _ thumbprint: String, id: String, of app: AppRegistration, _ call: Call
    ) -> JSONValue {
        let start = call.date.addingTimeInterval(-call.now)
        return [
            "customKeyIdentifier": .string(thumbprint), "displayName": .string("CN=\(app.displayName)"),
            "endDateTime": .string(WireDate.string(start.addingTimeInterval(app.certificatesEndAfter.seconds))),
            "key": .null, "keyId": .string(id), "startDateTime": .string(WireDate.string(start)),
            "type": "AsymmetricX509Cert", "usage": "Verify",
        ]
    }

    // MARK: Changing

    private static func body(_ call: Call) throws(Problem) -> JSONValue {
        guard let body = JSONValue.parse(call.body) else {
            throw Problem(400, "Request_BadRequest", "The body is not valid JSON.")
        }
        return body
    }

    private static func create(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        try requireRegistrar(caller)
        let body = try body(call)
        guard let name = body["displayName"]?.string, !name.isEmpty else {
            throw Problem(
                400, "Request_BadRequest", "A value is required for property 'displayName' of resource 'Application'.")
        }
        let made = GUID(seed: world.settings.seed, kind: .app, index: 10_000 + call.number).description
        var app = AppRegistration(clientID: made, displayName: name, secrets: [], permissions: [])
        app.requestedPermissions = []
        app.hasServicePrincipal = false
        app.allowsPublicClientFlows = false
        app.redirectURIs = []
        apply(body, to: &app)
        world.entra.add(app)
        var response = try get(world.entra.registrations.count - 1, call, world)
        response.status = 201
        return response
    }

    private static func update(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        try requireRegistrar(caller)
        let body = try body(call)
        world.entra.change(try place(call, "id", world)) { apply(body, to: &$0.app) }
        return HTTPResponse(status: 204)
    }

    private static func apply(_ body: JSONValue, to app: inout AppRegistration) {
        if let name = body["displayName"]?.string { app.displayName = name }
        if let notes = body["notes"]?.string { app.notes = notes }
        if case .bool(let flag)? = body["isFallbackPublicClient"] { app.allowsPublicClientFlows = flag }
        if let addresses = body["publicClient"]?["redirectUris"]?.array {
            app.redirectURIs = addresses.compactMap(\.string)
        }
        guard let access = body["requiredResourceAccess"]?.array else { return }
        let ids = access.filter { $0["resourceAppId"]?.string == GraphPermissions.graphAppID }
            .flatMap { $0["resourceAccess"]?.array ?? [] }.filter { $0["type"]?.string == "Role" }
            .compactMap { $0["id"]?.string }
        app.requestedPermissions = ids.compactMap { id in GraphPermissions.ids.first { $0.id == id }?.name }
    }

    /// Every repeat makes another secret, which is why a client must not repeat it blindly.
    private static func addPassword(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        try requireRegistrar(caller)
        let wanted = try body(call)["passwordCredential"]
        let end = wanted?["endDateTime"]?.string.flatMap { WireDate.iso8601($0) }
        let value = world.entra.opaque("Gen8Q~simulated")
        let place = try place(call, "id", world)
        var made: AppRegistration.ClientSecret?
        world.entra.change(place) { registration in
            let secret = AppRegistration.ClientSecret(
                value,
                endsAfter: end.map { .seconds(call.now + $0.timeIntervalSince(call.date)) }
                    ?? .seconds(call.now + 2 * 365 * 86_400),
                worksAfter: .seconds(call.now) + world.settings.entra.propagation,
                displayName: wanted?["displayName"]?.string,
                keyID: GUID(
                    seed: world.settings.seed, kind: .key, index: registration.number * 100 + registration.keysMade
                ).description)
            registration.keysMade += 1
            registration.app.secrets.append(secret)
            made = secret
        }
        guard let made else { throw UserRoutes.notFound(call["id"]) }
        return .graph(password(made, number: 0, call, shows: true))
    }

    private static func removePassword(
        _ call: Call, _ caller: Caller, _ world: World
    ) throws(Problem) -> HTTPResponse {
        try requireRegistrar(caller)
        let id = try body(call)["keyId"]?.string ?? ""
        let place = try place(call, "id", world)
        guard world.entra.registrations[place].app.secrets.contains(where: { $0.keyID == id }) else {
            throw Problem(400, "Request_BadRequest", "No password credential found with keyId '\(id)'.")
        }
        world.entra.change(place) { $0.app.secrets.removeAll { $0.keyID == id } }
        return HTTPResponse(status: 204)
    }
}
