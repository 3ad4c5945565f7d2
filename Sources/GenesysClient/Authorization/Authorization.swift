public import PatchbayCore

/// Roles, products and grants, read only. Source: Genesys Cloud Authorization API.
public struct Authorization: Sendable {
    let genesys: Genesys

    /// The roles of a name; names can be changed and translated, so judge by permissions. Permission: `authorization:role:view`.
    public func roles(named name: String? = nil) throws(ConfigurationError) -> PagedSequence<Role> {
        // Counting users makes it slow.
        var query: Query = ["userCount": "false"]
        if let name { query.append("name", name) }
        return try genesys.pages(
            Role.self, "/api/v2/authorization/roles", query: query, operation: "authorization.roles")
    }

    /// The ids of the products that are switched on. No permission needed.
    public func products() async throws -> [String] {
        struct Product: Decodable, Sendable {
            var id: String
        }
        return try await genesys.pipeline.fetch(
            EntityPage<Product>.self, genesys.request(.get, "/api/v2/authorization/products"),
            for: genesys.operation("authorization.products")
        ).entities?.map(\.id) ?? []
    }
}

/// A role.
public struct Role: Hashable, Sendable, Decodable, Identifiable {
    /// The id.
    public var id: String
    /// The name.
    public var name: String?
    /// What it allows.
    public var permissionPolicies: [Policy]?

    /// Permissions of one entity.
    public struct Policy: Hashable, Sendable, Decodable {
        /// The domain, such as `integration`. `integrations` is another one.
        public var domain: String?
        /// The entity, such as `microsoftTeams`, or `*`.
        public var entityName: String?
        /// The actions, such as `view`, or `*`.
        public var actionSet: [String]?
    }

    /// Whether it allows a thing such as `integration:microsoftTeams:view`, by wildcards too.
    public func allows(_ permission: String) -> Bool {
        let parts = permission.split(separator: ":").map(String.init)
        guard parts.count == 3 else { return false }
        return (permissionPolicies ?? []).contains { policy in
            policy.domain == parts[0] && [parts[1], "*"].contains(policy.entityName)
                && (policy.actionSet ?? []).contains { $0 == parts[2] || $0 == "*" }
        }
    }
}
