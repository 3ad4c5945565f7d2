public import Foundation
public import PatchbayCore

/// The app registrations of the tenant.
///
/// Permissions: `Application.Read.All` to read; `Application.ReadWrite.All` to change, or `Application.ReadWrite.OwnedBy` for an app that
/// owns them. A signed-in person also needs a role such as Application Administrator.
/// Sources: Microsoft Graph `application-get`, `application-list`, `application-post-applications`, `application-update`,
/// `application-delete`, `application-addpassword`, `application-removepassword`.
public struct Applications: Sendable {
    let graph: Graph

    /// The registration of an app; `nil` if it is registered in another tenant, or not at all.
    public func get(appID: String, lane: RequestScheduler.Lane = .interactive) async throws -> Application? {
        let request = try graph.request(
            .get, "/applications(appId='\(PathSegment(appID))')", query: ["$select": Application.fields])
        return try await graph.find(Application.self, request, for: GraphOperations.applicationsGet.inLane(lane))
    }

    /// The registrations of exactly that name; several may have the same.
    public func named(_ name: String, lane: RequestScheduler.Lane = .interactive) async throws -> [Application] {
        let filter: ODataFilter = "displayName eq \(name)"
        let request = try graph.request(
            .get, "/applications", query: ["$filter": filter.description, "$select": Application.fields])
        return try await graph.pages(
            Application.self, first: request, operation: GraphOperations.applicationsFind.inLane(lane)
        ).collect()
    }

    /// Registers an app for this tenant only. A repeat makes a second one: after a lost answer look for it by name first.
    ///
    /// - Parameters:
    ///   - notes: a note for administrators; a program can know its own registrations again by it.
    ///   - access: what it asks for.
    ///   - redirectURIs: where its consent page comes back to, such as `http://localhost`.
    public func create(
        displayName: String, notes: String? = nil, access: [RequiredResource] = [], redirectURIs: [String] = [],
        lane: RequestScheduler.Lane = .apply
    ) async throws -> Application {
        let body = Draft(
            displayName: displayName, notes: notes, requiredResourceAccess: access, signInAudience: "AzureADMyOrg",
            publicClient: redirectURIs.isEmpty ? nil : .init(redirectURIs: redirectURIs))
        return try await graph.pipeline.fetch(
            Application.self, try graph.request(.post, "/applications", json: body),
            for: GraphOperations.applicationsCreate.inLane(lane))
    }

    /// Changes what an app asks for. The list replaces the one before, so give it whole.
    public func setRequiredAccess(
        _ access: [RequiredResource], of id: Application.ID, lane: RequestScheduler.Lane = .apply
    ) async throws {
        let request = try graph.request(.patch, path(id), json: Draft(requiredResourceAccess: access))
        _ = try await graph.pipeline.send(request, for: GraphOperations.applicationsUpdate.inLane(lane))
    }

    /// Deletes a registration, which can be restored for thirty days. Its service principal goes with it.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func delete(_ id: Application.ID, lane: RequestScheduler.Lane = .apply) async throws -> Bool {
        let response = try await graph.pipeline.send(
            try graph.request(.delete, path(id)), for: GraphOperations.applicationsDelete.inLane(lane),
            accepting: [404])
        return response.status != 404
    }

    /// A new secret: its text is in this answer and never shown again.
    public struct NewPassword: Sendable {
        /// The secret's id.
        public let keyID: String
        /// The secret.
        public let secret: Secret
        /// Until when it is good.
        public let endsAt: Date?
    }

    /// Makes a secret. Every repeat makes another, so a lost answer leaves one that nobody knows: find it by its name and remove it.
    ///
    /// It takes some time until the identity service accepts it. A policy of the tenant may forbid or shorten secrets (400 or 403).
    public func addPassword(
        to id: Application.ID, displayName: String, endsAt: Date?, lane: RequestScheduler.Lane = .apply
    ) async throws -> NewPassword {
        struct Body: Encodable {
            struct Credential: Encodable {
                var displayName: String
                var endDateTime: String?
            }
            var passwordCredential: Credential
        }
        struct Answer: Decodable, Sendable {
            var keyId: String
            var secretText: String
            var endDateTime: String?
        }
        let body = Body(
            passwordCredential: .init(displayName: displayName, endDateTime: endsAt.map { WireDate.string($0) }))
        let answer = try await graph.pipeline.fetch(
            Answer.self, try graph.request(.post, "\(path(id))/addPassword", json: body),
            for: GraphOperations.applicationsAddPassword.inLane(lane))
        return NewPassword(
            keyID: answer.keyId, secret: Secret(answer.secretText),
            endsAt: answer.endDateTime.flatMap { WireDate.iso8601($0) })
    }

    /// Removes a secret.
    public func removePassword(
        _ keyID: String, from id: Application.ID, lane: RequestScheduler.Lane = .apply
    ) async throws {
        let request = try graph.request(.post, "\(path(id))/removePassword", json: ["keyId": keyID])
        _ = try await graph.pipeline.send(request, for: GraphOperations.applicationsRemovePassword.inLane(lane))
    }

    private func path(_ id: Application.ID) -> String { "/applications/\(PathSegment(id.rawValue))" }

    private struct Draft: Encodable {
        var displayName: String?
        var notes: String?
        var requiredResourceAccess: [RequiredResource]?
        var signInAudience: String?
        var publicClient: Application.PublicClient?
    }
}
