public import PatchbayCore

/// What an extension can do as far as plan, settings and roles let it. Read only. Source: RingCentral OpenAPI `readUserFeatures`.
public struct Features: Sendable {
    let caller: Caller

    /// Features of an extension. Limit group Medium, so not for everybody one by one; scope ReadAccounts, permission ReadExtensions.
    ///
    /// About another extension only features that can be delegated are answered: a missing one is unknown, not absent.
    ///
    /// - Parameter ids: only these; empty for all.
    public func of(_ id: Extension.ID, ids: [String] = []) async throws -> [Feature] {
        struct Records: Decodable, Sendable { let records: [Feature] }
        var query = Query()
        for word in ids { query.append("featureId", word) }
        let request = try caller.request(.readFeatures, [Segment(id)], query: query)
        return try await caller.fetch(.readFeatures, request, as: Records.self).records
    }
}

/// A feature of an extension. Source: RingCentral OpenAPI `readUserFeatures`.
public struct Feature: Identifiable, Hashable, Sendable {
    /// Its id, such as `DND` or `EditPresenceStatus`.
    public let id: String
    /// Whether the extension has it.
    public let isAvailable: Bool
    /// Its parameters.
    public let parameters: [String: String]
    /// Why not, such as `ServicePlanLimitation` or `InsufficientPermissions` (of the signed-in user).
    public let reason: String?
    /// The permission that is missing, if that is why.
    public let missingPermission: UserPermission?

    /// Makes a feature, for tests and stubs.
    public init(
        id: String, isAvailable: Bool, parameters: [String: String] = [:], reason: String? = nil,
        missingPermission: UserPermission? = nil
    ) {
        self.id = id
        self.isAvailable = isAvailable
        self.parameters = parameters
        self.reason = reason
        self.missingPermission = missingPermission
    }
}

extension Feature: Decodable {
    private enum CodingKeys: String, CodingKey { case id, available, params, reason }
    private struct Parameter: Decodable {
        let name: String
        let value: String?
    }
    private struct Reason: Decodable {
        let code: String?
        let permission: UserPermission?
    }

    /// Reads a feature.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let reason = try container.decodeIfPresent(Reason.self, forKey: .reason)
        let list = try container.decodeIfPresent([Parameter].self, forKey: .params) ?? []
        self.init(
            id: try container.decode(String.self, forKey: .id),
            isAvailable: try container.decodeIfPresent(Bool.self, forKey: .available) ?? false,
            parameters: [String: String](list.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { _, last in last }),
            reason: reason?.code, missingPermission: reason?.permission)
    }
}
