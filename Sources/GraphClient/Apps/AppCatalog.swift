public import PatchbayCore

/// The tenant's Teams app catalogue: the public store and the organization's own apps.
///
/// An app that is listed here may still be blocked for a user: app policies are not applied to an application's view.
/// Permission: `AppCatalog.Read.All`. Source: Microsoft Graph `appcatalogs-list-teamsapps`.
public struct AppCatalog: Sendable {
    let graph: Graph

    /// One app by its id in the catalogue; `nil` if it is not there (any more).
    public func app(id: TeamsApp.ID, lane: RequestScheduler.Lane = .interactive) async throws -> TeamsApp? {
        try await list("id eq \(id)", operation: GraphOperations.catalogGet.inLane(lane)).first { $0.id == id }
    }

    /// The apps of exactly that name; several may have the same, so have a person confirm.
    public func apps(named name: String, lane: RequestScheduler.Lane = .interactive) async throws -> [TeamsApp] {
        try await list("displayName eq \(name)", operation: GraphOperations.catalogFind.inLane(lane))
    }

    /// The organization's own apps with that id in their manifest. Store apps have none here: their manifest id is their id.
    public func apps(manifestID: String, lane: RequestScheduler.Lane = .interactive) async throws -> [TeamsApp] {
        try await list("externalId eq \(manifestID)", operation: GraphOperations.catalogFind.inLane(lane))
    }

    /// The published versions of an app, with the permissions that an installation has to consent to.
    public func definitions(
        of id: TeamsApp.ID, lane: RequestScheduler.Lane = .interactive
    ) async throws -> [TeamsAppDefinition] {
        let filter: ODataFilter = "id eq \(id)"
        let select = "id,teamsAppId,displayName,version,publishingState,authorization"
        let request = try graph.request(
            .get, "/appCatalogs/teamsApps",
            query: ["$filter": filter.description, "$expand": "appDefinitions($select=\(select))"])
        let entries = graph.pages(
            Entry.self, first: request, operation: GraphOperations.catalogDefinitions.inLane(lane))
        return try await entries.collect().flatMap { $0.appDefinitions ?? [] }
    }

    private struct Entry: Decodable, Sendable, Identifiable {
        var id: String
        var appDefinitions: [TeamsAppDefinition]?
    }

    private func list(_ filter: ODataFilter, operation: APIOperation) async throws -> [TeamsApp] {
        let request = try graph.request(
            .get, "/appCatalogs/teamsApps", query: ["$filter": filter.description])
        return try await graph.pages(TeamsApp.self, first: request, operation: operation).collect()
    }
}
