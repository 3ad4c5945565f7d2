import PatchbayCore

/// Ids that other systems know users by. Authority and key are compared with regard to case; at most a hundred a user.
///
/// Source: Genesys Cloud Users API, `/users/{userId}/externalid`.
public struct ExternalIDs: Sendable {
    let genesys: Genesys

    private struct Wire: Codable, Sendable {
        var authorityName: String
        var externalKey: String
    }

    /// All ids of a user, the reserved one included.
    public func list(of user: SCIMUser.ID) async throws -> [ExternalID] {
        let found = try await genesys.pipeline.fetch(
            [Wire].self, genesys.request(.get, path(user)), for: genesys.operation("users.externalid.list"))
        return found.map { ExternalID(authority: .init(rawValue: $0.authorityName), value: $0.externalKey) }
    }

    /// Gives a user an id. One that another user has must be taken away there first.
    ///
    /// - Throws: ``PatchbayCore/ServiceError``; of category `conflict` if somebody has it.
    public func add(_ id: ExternalID, to user: SCIMUser.ID) async throws {
        let body = Wire(authorityName: id.authority.rawValue, externalKey: id.value)
        _ = try await genesys.pipeline.send(
            try genesys.request(.post, path(user), json: body),
            for: genesys.operation("users.externalid.add", replay: .detectable))
    }

    /// Takes an id away.
    ///
    /// - Returns: whether it was there.
    /// - Throws: ``PatchbayCore/ConfigurationError`` for the id that Genesys keeps for itself; ``PatchbayCore/ServiceError``.
    @discardableResult
    public func remove(_ id: ExternalID, from user: SCIMUser.ID) async throws -> Bool {
        guard !id.authority.isReserved else {
            throw ConfigurationError(
                "\(id.authority.rawValue) is Genesys Cloud's own and cannot be removed.", remedy: "Leave it.")
        }
        let response = try await genesys.pipeline.send(
            try genesys.request(
                .delete, "\(path(user))/\(PathSegment(id.authority.rawValue))/\(PathSegment(id.value))"),
            for: genesys.operation("users.externalid.remove", replay: .detectable), accepting: [404])
        return response.status != 404
    }

    private func path(_ user: SCIMUser.ID) -> String { "/api/v2/users/\(PathSegment(user.rawValue))/externalid" }
}
