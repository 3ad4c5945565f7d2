import Foundation
import PatchbayCore

/// `GET /appCatalogs/teamsApps`.
///
/// Source: Microsoft Graph `appcatalogs-list-teamsapps`; the ids of store apps are their manifest ids and `externalId` is null for them
/// (microsoft-graph-docs #16163).
enum CatalogRoutes {
    private static let permissions = [
        "AppCatalog.Read.All", "AppCatalog.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
    ]

    static let all: [Route] = [
        Route(
            .get, "/appCatalogs/teamsApps", "graph.catalog.list", charges: .teams(.teamsCatalogRead),
            permissions: permissions, source: "Microsoft Graph appcatalogs-list-teamsapps",
            handle: { (call, _, world) throws(Problem) in try list(call, world) })
    ]

    static func json(_ app: CatalogApp) -> JSONValue {
        [
            "id": .string(app.id), "externalId": .text(app.externalID), "displayName": .string(app.displayName),
            "distributionMethod": .string(app.distributionMethod),
        ]
    }

    static func definition(of app: CatalogApp, version: String) -> JSONValue {
        let permissions = app.requiredConsent.map { value -> JSONValue in
            ["permissionValue": .string(value), "permissionType": "Application"]
        }
        return [
            "id": .string(Data("\(app.id)##\(version)".utf8).base64EncodedString()), "teamsAppId": .string(app.id),
            "displayName": .string(app.displayName), "version": .string(version), "publishingState": "published",
            "shortDescription": .string(app.displayName), "description": .string(app.displayName),
            "lastModifiedDateTime": "2026-01-10T08:00:00Z", "createdBy": .null,
            "authorization": [
                "clientAppId": .text(app.clientAppID),
                "requiredPermissionSet": ["resourceSpecificPermissions": .array(permissions)],
            ],
        ]
    }

    private static func list(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let query = try ListQuery(call, world, .init(isDirectory: false))
        let apps = world.teams.catalog.filter { query.filter?.matches(json($0)) ?? true }
        return query.page(of: apps.count, context: "appCatalogs/teamsApps", total: { apps.count }, world) { place in
            let value = json(apps[place])
            guard query.expand?.lowercased().hasPrefix("appdefinitions") ?? false else { return value }
            return value.adding("appDefinitions", [definition(of: apps[place], version: apps[place].version)])
        }
    }
}
