import Foundation
import PatchbayCore

/// `/users/{id}/teamwork/installedApps`: list, get, install, upgrade, uninstall.
///
/// Source: Microsoft Graph `userteamwork-list-installedapps`, `userteamwork-post-installedapps`, `userteamwork-get-installedapps`,
/// `userteamwork-delete-installedapps`, `userteamwork-teamsappinstallation-upgrade`; permissions from
/// microsoft-graph-devx-content `permissions.json`.
enum InstalledAppRoutes {
    private static let writers = [
        "TeamsAppInstallation.ReadWriteForUser.All", "TeamsAppInstallation.ReadWriteSelfForUser.All",
        "TeamsAppInstallation.ReadWriteAndConsentForUser.All",
        "TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All",
        "TeamsAppInstallation.ReadWriteSelectedForUser.All", "TeamsAppInstallation.ManageSelectedForUser.All",
    ]
    private static let readers = writers + ["TeamsAppInstallation.ReadForUser.All", "TeamsAppInstallation.Read.All"]
    private static let path = "/users/{user}/teamwork/installedApps"

    static let all: [Route] = [
        Route(
            .get, path, .installedAppsList, charges: .teams(.teamsInstallsRead), permissions: readers,
            source: "Microsoft Graph userteamwork-list-installedapps",
            handle: { (call, caller, world) throws(Problem) in try list(call, caller, world) }),
        Route(
            .post, path, .installedAppsAdd, .write(of: "user"), charges: .teams(.teamsInstallsCreate),
            permissions: writers, source: "Microsoft Graph userteamwork-post-installedapps",
            handle: { (call, caller, world) throws(Problem) in try install(call, caller, world) }),
        Route(
            .get, path + "/{installation}", "graph.installedApps.get", charges: .teams(.teamsInstallsRead),
            permissions: readers, source: "Microsoft Graph userteamwork-get-installedapps",
            handle: { (call, _, world) throws(Problem) in try one(call, world) }),
        Route(
            .delete, path + "/{installation}", .installedAppsRemove, .write(of: "user"),
            charges: .teams(.teamsInstallsDelete), permissions: writers,
            source: "Microsoft Graph userteamwork-delete-installedapps",
            handle: { (call, caller, world) throws(Problem) in try uninstall(call, caller, world) }),
        Route(
            .post, path + "/{installation}/upgrade", "graph.installedApps.upgrade", .write(of: "user"),
            charges: .teams(.teamsOtherWrite), permissions: writers,
            source: "Microsoft Graph userteamwork-teamsappinstallation-upgrade",
            handle: { (call, caller, world) throws(Problem) in try upgrade(call, caller, world) }),
    ]

    /// A user as Teams knows it.
    private struct Member {
        let index: Int
        let kind: UserKind
        let id: String
    }

    private static func member(_ call: Call, _ world: World) throws(Problem) -> Member {
        guard let index = world.directory.index(of: call["user"]), let kind = world.directory.kind(at: index),
            kind != .unknownToTeams
        else { throw Problem(404, "NotFound", "No user found with the specified id.", inner: "UserNotFound") }
        return Member(index: index, kind: kind, id: world.directory.id(at: index).description)
    }

    /// Whether the caller only has the permission for its own app, and this one is not it.
    ///
    /// Source: Microsoft Graph `userteamwork-post-installedapps`; microsoft-graph-docs-contrib #478 for the text.
    private static func isStranger(_ caller: Caller, to app: CatalogApp) -> Bool {
        let own = [
            "TeamsAppInstallation.ReadWriteSelfForUser.All", "TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All",
        ]
        return app.clientAppID != caller.app
            && !readers.contains { caller.permissions.contains($0) && !own.contains($0) }
    }

    private static func json(
        _ installation: TeamsState.Installation, of member: Member, expand: String?, _ world: World
    )
        -> JSONValue
    {
        let id = TeamsState.installationID(user: member.id, app: installation.app)
        var value: JSONValue = [
            "id": .string(id), "consentedPermissionSet": ["resourceSpecificPermissions": []],
        ]
        let app = world.settings.catalog.first { $0.id == installation.app }
        let wanted = (expand ?? "").lowercased()
        if wanted.contains("teamsappdefinition"), let app {
            value = value.adding("teamsAppDefinition", CatalogRoutes.definition(of: app, version: installation.version))
        }
        if wanted.split(separator: ",").contains(where: { $0.split(separator: "(").first == "teamsapp" }), let app {
            value = value.adding("teamsApp", CatalogRoutes.json(app))
        }
        return value
    }

    private static func list(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        let query = try ListQuery(call, world, .init(isDirectory: false))
        let member = try member(call, world)
        let all = world.teams.visible(of: member.index, kind: member.kind, now: call.now).filter { installation in
            guard let app = world.settings.catalog.first(where: { $0.id == installation.app }) else { return false }
            // With the permission for its own app only, an app sees no other: the list is empty, not refused.
            if isStranger(caller, to: app) { return false }
            guard let filter = query.filter else { return true }
            return filter.matches(
                JSONValue.members([
                    ("id", .string(TeamsState.installationID(user: member.id, app: app.id))),
                    ("teamsApp", CatalogRoutes.json(app)),
                    ("teamsAppDefinition", CatalogRoutes.definition(of: app, version: installation.version)),
                ]))
        }
        return query.page(
            of: all.count, context: "users('\(member.id)')/teamwork/installedApps", total: { all.count }, world
        ) { json(all[$0], of: member, expand: query.expand, world) }
    }

    private static func one(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let member = try member(call, world)
        guard let app = TeamsState.app(ofInstallation: call["installation"], user: member.id),
            let found = world.teams.visible(of: member.index, kind: member.kind, now: call.now).first(where: {
                $0.app == app
            })
        else { throw noInstallation }
        return .graph(json(found, of: member, expand: call.option("$expand"), world))
    }

    private static let noInstallation = Problem(404, "NotFound", "No app installation found with the specified id.")

    private struct InstallBody: Decodable {
        struct Consent: Decodable {
            struct Permission: Decodable {
                let permissionValue: String
            }
            let resourceSpecificPermissions: [Permission]
        }
        let app: String
        let consentedPermissionSet: Consent?

        enum CodingKeys: String, CodingKey {
            case app = "teamsApp@odata.bind"
            case consentedPermissionSet
        }
    }

    private static func install(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        guard let body = call.body.flatMap({ try? JSONDecoder().decode(InstallBody.self, from: $0) }) else {
            throw Problem(400, "BadRequest", "The request body must contain 'teamsApp@odata.bind'.")
        }
        let appID = try boundApp(body.app, call)
        let member = try member(call, world)
        guard let app = world.teams.app(appID) else {
            throw Problem(
                404, "NotFound", "The app '\(appID)' was not found in the tenant's app catalog.", inner: "AppNotFound")
        }
        if isStranger(caller, to: app) {
            throw Problem(
                403, "Forbidden", "AAD App Id '\(caller.app)' is not allowed to manage the Teams App '\(app.id)'.",
                inner: "AccessDenied")
        }
        try checkConsent(body, app, caller)
        switch member.kind {
        case .blockedByPolicy:
            throw Problem(
                403, "Forbidden",
                "App is blocked by app permission policy. TenantId: \(world.settings.tenantID), UserObjectId: \(member.id), AppId: \(app.id), AppType: Store",
                inner: "AccessDenied")
        case .neverProvisioned: throw Problem(403, "UnknownError", "")
        case .guest, .unlicensed, .planDeleted, .planSuspended, .planSwitchedOff: throw Problem(400, "BadRequest", "")
        default: break
        }
        if world.teams.hasApp(app.id, index: member.index, kind: member.kind) {
            throw Problem(
                409, "Conflict", "The app is already installed in the specified scope.", inner: "AppAlreadyInstalled")
        }
        world.teams.install(
            app, index: member.index, kind: member.kind,
            visibleAt: call.now + world.delay(world.settings.consistency.installs))
        return HTTPResponse(status: 201)
    }

    /// The app that a bind address names. It must lead to the cloud that is being called.
    private static func boundApp(_ address: String, _ call: Call) throws(Problem) -> String {
        let roots = [call.root, call.origin].flatMap { ["\($0)/v1.0/", "\($0)/beta/"] }
        guard let root = roots.first(where: address.hasPrefix) else { throw badBind }
        let path = address.dropFirst(root.count)
        if path.lowercased().hasPrefix("appcatalogs/teamsapps/") {
            return path.split(separator: "/").last.map { $0.lowercased() } ?? ""
        }
        if path.lowercased().hasPrefix("appcatalogs/teamsapps('"), path.hasSuffix("')") {
            return path.dropFirst("appcatalogs/teamsapps('".count).dropLast(2).lowercased()
        }
        throw badBind
    }

    private static let badBind = Problem(
        400, "BadRequest", "Invalid bind property value for entity 'teamsApp' in the request.")

    /// An app that wants resource-specific permissions is installed with exactly those, by a caller that may consent.
    private static func checkConsent(_ body: InstallBody, _ app: CatalogApp, _ caller: Caller) throws(Problem) {
        guard !app.requiredConsent.isEmpty else { return }
        let given = Set(body.consentedPermissionSet?.resourceSpecificPermissions.map(\.permissionValue) ?? [])
        guard given == Set(app.requiredConsent) else { throw Problem(400, "BadRequest", "") }
        guard caller.permissions.contains(where: { $0.contains("AndConsent") }) else {
            throw Problem(403, "Forbidden", "Consenting to the app's permissions needs ReadWriteAndConsentForUser.")
        }
    }

    private static func uninstall(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        let (member, app) = try installation(call, caller, world)
        let goneAt = call.now + world.delay(world.settings.consistency.uninstalls)
        guard world.teams.remove(app, index: member.index, kind: member.kind, goneAt: goneAt) else {
            throw noInstallation
        }
        return HTTPResponse(status: 204)
    }

    private static func upgrade(_ call: Call, _ caller: Caller, _ world: World) throws(Problem) -> HTTPResponse {
        let (member, id) = try installation(call, caller, world)
        guard let app = world.teams.app(id),
            world.teams.upgrade(id, index: member.index, kind: member.kind, to: app.version)
        else { throw noInstallation }
        return HTTPResponse(status: 204)
    }

    private static func installation(
        _ call: Call, _ caller: Caller, _ world: World
    ) throws(Problem) -> (Member, String) {
        let member = try member(call, world)
        guard let id = TeamsState.app(ofInstallation: call["installation"], user: member.id) else {
            throw noInstallation
        }
        if let app = world.settings.catalog.first(where: { $0.id == id }), isStranger(caller, to: app) {
            throw Problem(
                403, "Forbidden", "AAD App Id '\(caller.app)' is not allowed to manage the Teams App '\(id)'.",
                inner: "AccessDenied")
        }
        return (member, id)
    }
}
