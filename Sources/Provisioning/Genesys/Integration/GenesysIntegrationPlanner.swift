import GenesysClient
import GraphClient
import PatchbayCore

/// What was read about the Teams integration; a plan is made of it without another look.
struct GenesysIntegrationState: Sendable {
    var types: [IntegrationType] = []
    var integrations: [Integration] = []
    var notes: String?
    var missingProperties: Set<String> = []
    var roles: [Role] = []
    /// Who holds which of the roles that matter.
    var holders: [Role.ID: Set<SCIMUser.ID>] = [:]
    var enterpriseApp: ServicePrincipal?
    /// What could not be read, by the part of the plan that it leaves out.
    var unread: [Part: Finding] = [:]

    enum Part: Hashable, Sendable {
        case integration, roles, enterpriseApp
    }
}

/// Makes the plan for the integration. Pure.
enum GenesysIntegrationPlanner {
    /// What a user of the Teams integration needs. Source: Genesys Cloud help, “Configure the Microsoft Teams integration”.
    static let permissions = ["integration:microsoftTeams:view", "integration:unifiedCommunications:view"]
    static let roleNames = ["Employee", "Microsoft Teams User"]

    static func plan(
        _ state: GenesysIntegrationState, _ wish: GenesysIntegrationWish, for users: [SCIMUser.ID]
    ) -> GenesysIntegrationPlan {
        var plan = GenesysIntegrationPlan(steps: [], obstacles: [], newViewers: 0)
        integration(state, wish, &plan)
        if wish.grantsRoles { grants(state, users, &plan) }
        if wish.addsEnterpriseApp {
            if let unread = state.unread[.enterpriseApp] {
                plan.obstacles.append(unread)
            } else if state.enterpriseApp == nil {
                plan.steps.append(.addEnterpriseApp(appID: GenesysLink.teamsApplicationID))
            }
        }
        return plan
    }

    private static func integration(
        _ state: GenesysIntegrationState, _ wish: GenesysIntegrationWish, _ plan: inout GenesysIntegrationPlan
    ) {
        if let unread = state.unread[.integration] {
            plan.obstacles.append(unread)
            return
        }
        guard let type = state.types.first, state.types.count == 1 else {
            plan.obstacles.append(GenesysFindings.type(state.types))
            return
        }
        let existing = state.integrations.first(where: \.isActive) ?? state.integrations.first
        guard let existing else {
            plan.steps += [
                .install(type: type.id, name: wish.name), .configure(type: type.id, notes: wish.notes),
                .enable(type: type.id),
            ]
            return
        }
        if !state.missingProperties.isEmpty || (wish.notes != nil && wish.notes != state.notes) {
            plan.steps.append(.configure(type: type.id, notes: wish.notes))
        }
        if !existing.isActive || existing.intendedState != .enabled { plan.steps.append(.enable(type: type.id)) }
    }

    private static func grants(
        _ state: GenesysIntegrationState, _ users: [SCIMUser.ID], _ plan: inout GenesysIntegrationPlan
    ) {
        if let unread = state.unread[.roles] {
            plan.obstacles.append(unread)
            return
        }
        let able = permissions.map { permission in
            state.roles.filter { $0.allows(permission) }.reduce(into: Set<SCIMUser.ID>()) {
                $0.formUnion(state.holders[$1.id] ?? [])
            }
        }
        // Permissions are what counts: who has both by other roles needs none of ours.
        let lacking = users.filter { user in !able.allSatisfy { $0.contains(user) } }
        guard !lacking.isEmpty else { return }
        for name in roleNames {
            guard let role = state.roles.first(where: { $0.name?.lowercased() == name.lowercased() }) else {
                plan.obstacles.append(
                    Finding(
                        "genesys.role.\(name)", "The role “\(name)” exists", .notMet,
                        remedy: Remedy(
                            "Restore the default roles (Admin → Roles/Permissions), or give users another role with \(permissions.joined(separator: " and "))."
                        )))
                continue
            }
            let without = lacking.filter { !(state.holders[role.id] ?? []).contains($0) }
            if !without.isEmpty {
                plan.steps.append(.grant(.init(role: role.id, name: role.name ?? name, users: without)))
            }
            if role.allows(permissions[0]) { plan.newViewers = without.count { !able[0].contains($0) } }
        }
    }
}
