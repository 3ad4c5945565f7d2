public import PatchbayCore

/// Roles, products and grants. Everything here adds; nothing replaces the roles that a user has.
///
/// Source: Genesys Cloud Authorization API.
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

    /// The users who hold a role, by group as well as by grant.
    public func users(holding role: Role.ID) throws(ConfigurationError) -> PagedSequence<RoleHolder> {
        try genesys.pages(
            RoleHolder.self, "/api/v2/authorization/roles/\(PathSegment(role))/users",
            operation: "authorization.roleUsers")
    }

    /// Gives a role to users, in addition to what they have. Permission: `authorization:grant:add`.
    ///
    /// - Parameter divisions: where it applies; usually the ``homeDivision()``.
    public func grant(_ role: Role.ID, to users: [SCIMUser.ID], in divisions: [String]) async throws {
        struct Body: Encodable {
            let subjectIds: [String]
            let divisionIds: [String]
        }
        var request = try genesys.request(
            .post, "/api/v2/authorization/roles/\(PathSegment(role))", query: ["subjectType": "PC_USER"])
        request.fields["Content-Type"] = "application/json"
        request.body = try WireCoding.encode(Body(subjectIds: users.map(\.rawValue), divisionIds: divisions))
        // A repeat grants what is granted.
        _ = try await genesys.pipeline.send(request, for: genesys.operation("authorization.grant"))
    }

    /// The id of the home division. No permission needed.
    public func homeDivision() async throws -> String {
        struct Division: Decodable, Sendable { var id: String }
        return try await genesys.pipeline.fetch(
            Division.self, genesys.request(.get, "/api/v2/authorization/divisions/home"),
            for: genesys.operation("authorization.homeDivision")
        ).id
    }

    /// What the caller itself may do: the permissions of all its grants; `nil` where the service does not tell a client.
    public func ownPermissions() async throws -> [Role.Policy]? {
        struct Subject: Decodable, Sendable {
            struct Grant: Decodable, Sendable {
                struct Held: Decodable, Sendable { var policies: [Role.Policy]? }
                var role: Held?
            }
            var grants: [Grant]?
        }
        let response = try await genesys.pipeline.send(
            genesys.request(.get, "/api/v2/authorization/subjects/me"),
            for: genesys.operation("authorization.me"), accepting: [400, 403, 404])
        guard response.isSuccess else { return nil }
        let subject = try WireCoding.decode(
            Subject.self, from: response, service: .genesys, operation: "authorization.me")
        return subject.grants?.flatMap { $0.role?.policies ?? [] }
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

/// A user who holds a role.
public struct RoleHolder: Hashable, Sendable, Decodable, Identifiable {
    /// The user.
    public var id: SCIMUser.ID
    /// The name.
    public var name: String?
}

/// A role.
public struct Role: Hashable, Sendable, Decodable, Identifiable {
    /// The id.
    public var id: String
    /// The name.
    public var name: String?
    /// Which of Genesys's own roles it is, whatever it is called now; `nil` for others.
    public var defaultRoleID: String?
    /// What it allows.
    public var permissionPolicies: [Policy]?

    enum CodingKeys: String, CodingKey {
        case id, name, permissionPolicies
        case defaultRoleID = "defaultRoleId"
    }

    /// Permissions of one entity.
    public struct Policy: Hashable, Sendable, Decodable {
        /// The domain, such as `integration`. `integrations` is another one.
        public var domain: String?
        /// The entity, such as `microsoftTeams`, or `*`.
        public var entityName: String?
        /// The actions, such as `view`, or `*`.
        public var actionSet: [String]?

        /// Whether it allows a thing such as `integration:microsoftTeams:view`, by wildcards too.
        public func allows(_ permission: String) -> Bool {
            let parts = permission.split(separator: ":").map(String.init)
            guard parts.count == 3 else { return false }
            return domain == parts[0] && [parts[1], "*"].contains(entityName)
                && (actionSet ?? []).contains { $0 == parts[2] || $0 == "*" }
        }
    }

    /// Whether it allows a thing such as `integration:microsoftTeams:view`, by wildcards too.
    public func allows(_ permission: String) -> Bool {
        (permissionPolicies ?? []).contains { $0.allows(permission) }
    }
}
