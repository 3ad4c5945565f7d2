import PatchbayCore

/// The directory roles of administrators.
///
/// Source: Microsoft Graph `rbacapplication-list-roleassignments` (direct ones only), `user-list-transitivememberof` (active ones, also
/// through groups), `rbacapplication-list-roleeligibilityscheduleinstances`.
enum DirectoryRoleRoutes {
    static let all: [Route] = [
        Route(
            .get, "/roleManagement/directory/roleAssignments", "graph.roleAssignments.list", charges: .directory(2),
            permissions: [
                "RoleManagement.Read.Directory", "RoleManagement.Read.All", "RoleManagement.ReadWrite.Directory",
                "Directory.Read.All", "Directory.ReadWrite.All",
            ], source: "Microsoft Graph rbacapplication-list-roleassignments",
            handle: { (call, _, world) throws(Problem) in
                try roles(call, world) { holding in
                    switch holding {
                    case .direct: "/"
                    case .scoped(let scope): scope
                    case .throughGroup, .eligible: nil
                    }
                }
            }),
        Route(
            .get, "/roleManagement/directory/roleEligibilityScheduleInstances", "graph.roleEligibility.list",
            charges: .directory(2),
            permissions: ["RoleEligibilitySchedule.Read.Directory", "RoleManagement.ReadWrite.Directory"],
            source: "Microsoft Graph rbacapplication-list-roleeligibilityscheduleinstances",
            handle: { (call, _, world) throws(Problem) in try roles(call, world) { $0 == .eligible ? "/" : nil } }),
        Route(
            .get, "/users/{user}/transitiveMemberOf/microsoft.graph.directoryRole", "graph.users.roles",
            charges: .directory(3),
            permissions: ["User.Read.All", "User.Read", "Directory.Read.All", "GroupMember.Read.All"],
            source: "Microsoft Graph user-list-transitivememberof",
            handle: { (call, _, world) throws(Problem) in
                guard let person = person(call["user"], world) else { throw UserRoutes.notFound(call["user"]) }
                return .graph([
                    "@odata.context": .string("\(call.root)/v1.0/$metadata#directoryRoles"),
                    "value": .array(
                        person.activeRoles.map { role in
                            ["id": .string(role), "roleTemplateId": .string(role), "displayName": .string(role)]
                        }),
                ])
            }),
    ]

    /// The administrator of an object id or a name.
    static func person(_ id: String, _ world: World) -> SimulatedAdministrator? {
        world.settings.entra.administrators.first {
            $0.id == id.lowercased() || $0.userPrincipalName.lowercased() == id.lowercased()
        }
    }

    private static func roles(
        _ call: Call, _ world: World, _ scope: (SimulatedAdministrator.Holding) -> String?
    ) throws(Problem) -> HTTPResponse {
        let query = try ListQuery(call, world)
        let rows = world.settings.entra.administrators.flatMap { person in
            person.roles.sorted { $0.key < $1.key }.compactMap { role, holding -> JSONValue? in
                guard let scope = scope(holding) else { return nil }
                return [
                    "id": .string("\(person.id)-\(role)"), "principalId": .string(person.id),
                    "roleDefinitionId": .string(role), "directoryScopeId": .string(scope),
                ]
            }
        }.filter { query.filter?.matches($0) ?? true }
        return query.page(of: rows.count, context: "roles", total: { rows.count }, world) { rows[$0] }
    }
}
