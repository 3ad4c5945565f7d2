public import PatchbayCore

/// Who administers the tenant.
///
/// Permissions: `RoleManagement.Read.Directory` for assignments, `User.Read.All` for roles through groups (`User.Read` about oneself),
/// `RoleEligibilitySchedule.Read.Directory` for roles that may be activated (needs a P2 licence).
/// Sources: Microsoft Graph `rbacapplication-list-roleassignments`, `user-list-transitivememberof`,
/// `rbacapplication-list-roleeligibilityscheduleinstances`.
public struct DirectoryRoles: Sendable {
    let graph: Graph

    /// A role that is assigned, and for which part of the directory.
    public struct Assignment: Identifiable, Hashable, Sendable, Codable {
        /// The assignment's id.
        public var id: String
        /// The role; of built-in ones it is the template id.
        public var role: DirectoryRole
        /// `/` for the whole tenant.
        public var scope: String?

        /// Makes an assignment, for tests and stubs.
        public init(id: String, role: DirectoryRole, scope: String? = "/") {
            self.id = id
            self.role = role
            self.scope = scope
        }

        enum CodingKeys: String, CodingKey {
            case id
            case role = "roleDefinitionId"
            case scope = "directoryScopeId"
        }

        /// Whether it is for the whole tenant.
        public var isTenantWide: Bool { scope == "/" }
    }

    /// The roles that are assigned to a person directly; those through groups are not among them.
    public func assignments(
        of person: User.ID, lane: RequestScheduler.Lane = .interactive
    ) async throws -> [Assignment] {
        try await list("/roleManagement/directory/roleAssignments", person, lane)
    }

    /// The roles that a person may activate and has not. They count for nothing until then.
    public func eligibilities(
        of person: User.ID, lane: RequestScheduler.Lane = .interactive
    ) async throws -> [Assignment] {
        try await list("/roleManagement/directory/roleEligibilityScheduleInstances", person, lane)
    }

    /// The roles that a person holds now, directly or through groups.
    public func active(of person: User.ID, lane: RequestScheduler.Lane = .interactive) async throws -> Set<
        DirectoryRole
    > {
        struct Held: Decodable, Sendable, Identifiable {
            var id: String
            var roleTemplateId: DirectoryRole?
        }
        let request = try graph.request(
            .get, "/users/\(PathSegment(person.rawValue))/transitiveMemberOf/microsoft.graph.directoryRole",
            query: ["$select": "id,roleTemplateId", "$count": "true"], fields: ["ConsistencyLevel": "eventual"])
        let held = try await graph.pages(
            Held.self, first: request, operation: GraphOperations.directoryRolesActive.inLane(lane)
        ).collect()
        return Set(held.compactMap(\.roleTemplateId))
    }

    private func list(
        _ path: String, _ person: User.ID, _ lane: RequestScheduler.Lane
    ) async throws -> [Assignment] {
        let filter: ODataFilter = "principalId eq \(person)"
        let request = try graph.request(
            .get, path,
            query: ["$filter": filter.description, "$select": "id,roleDefinitionId,principalId,directoryScopeId"])
        return try await graph.pages(
            Assignment.self, first: request, operation: GraphOperations.directoryRoles.inLane(lane)
        ).collect()
    }
}
