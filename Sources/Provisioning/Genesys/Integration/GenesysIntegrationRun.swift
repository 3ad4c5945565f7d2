public import GenesysClient
import GraphClient
import PatchbayCore

extension GenesysLink {
    /// Looks at the integration and makes a plan for it. Changes nothing.
    ///
    /// - Parameters:
    ///   - wish: what is wanted.
    ///   - users: whom roles are for: usually those of the link plan's steps.
    /// - Throws: `CancellationError`. What cannot be read is an obstacle in the plan.
    public func planIntegration(
        _ wish: GenesysIntegrationWish = GenesysIntegrationWish(), for users: [SCIMUser.ID] = []
    ) async throws -> GenesysIntegrationPlan {
        var state = GenesysIntegrationState()
        try await read(.integration, "genesys.integration", "The integration can be looked at", into: &state) { state in
            state.types = try await genesys.integrations.microsoftTeamsTypes()
            guard let type = state.types.first, state.types.count == 1 else { return }
            state.integrations = try await genesys.integrations.list(type: type.id).collect()
            guard let existing = state.integrations.first(where: \.isActive) ?? state.integrations.first else { return }
            let configuration = try await genesys.integrations.configuration(of: existing.id)
            state.notes = configuration.notes
            state.missingProperties = Set(try await genesys.integrations.requiredProperties(of: type.id))
                .subtracting(configuration.propertyNames)
        }
        if wish.grantsRoles, !users.isEmpty {
            try await read(.roles, "genesys.roles", "Roles and their holders can be looked at", into: &state) { state in
                state.roles = try await genesys.authorization.roles().collect()
                let names = Set(GenesysIntegrationPlanner.roleNames.map { $0.lowercased() })
                for role in state.roles
                where names.contains(role.name?.lowercased() ?? "")
                    || GenesysIntegrationPlanner.permissions.contains(where: role.allows)
                {
                    state.holders[role.id] = Set(
                        try await genesys.authorization.users(holding: role.id).collect().map(\.id))
                }
            }
        }
        if wish.addsEnterpriseApp {
            try await read(
                .enterpriseApp, "microsoft.app.\(Self.teamsApplicationID)", "Enterprise applications can be looked at",
                into: &state
            ) { state in state.enterpriseApp = try await graph.servicePrincipals.get(appID: Self.teamsApplicationID) }
        }
        return GenesysIntegrationPlanner.plan(state, wish, for: users)
    }

    private func read(
        _ part: GenesysIntegrationState.Part, _ id: String, _ title: String, into state: inout GenesysIntegrationState,
        _ work: (inout GenesysIntegrationState) async throws -> Void
    ) async throws {
        do {
            try await work(&state)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            state.unread[part] = Finding(
                id, title, .unknown, detail: FindingWords.words(error),
                remedy: FindingWords.remedy(error) ?? Remedy("Look at it by hand."))
        }
    }

    /// Carries out a plan for the integration: each step looks, acts if need be, and looks again.
    ///
    /// - Parameter digest: the digest of the plan that was looked at; another plan is refused.
    /// - Returns: what became of each step. A step that needs a failed one is skipped; the others go on.
    /// - Throws: ``PatchbayCore/ConfigurationError`` if the digest differs; ``PatchbayCore/LedgerError``; `CancellationError`. Make a new
    ///   plan after that: what is done is not in it any more.
    public func apply(
        _ plan: GenesysIntegrationPlan, approved digest: String,
        onStep: @escaping @Sendable (GenesysIntegrationOutcome) -> Void = { _ in }
    ) async throws -> [GenesysIntegrationOutcome] {
        guard plan.digest == digest else { throw ConfigurationError.planNotApproved }
        let steps = GenesysIntegrationSteps(
            genesys: genesys.inLane(.apply), graph: graph, ledger: ledger, book: integrationBook,
            patience: configuration.options.patience, time: configuration.time)
        return try await ledger.withLease(on: integrationBook) { try await carryOut(plan, by: steps, onStep) }
    }

    private func carryOut(
        _ plan: GenesysIntegrationPlan, by steps: GenesysIntegrationSteps,
        _ onStep: @escaping @Sendable (GenesysIntegrationOutcome) -> Void
    ) async throws -> [GenesysIntegrationOutcome] {
        var outcomes: [GenesysIntegrationOutcome] = []
        var isInstalled = true
        for step in plan.steps {
            var outcome: GenesysIntegrationOutcome
            switch step {
            case .configure where !isInstalled, .enable where !isInstalled:
                outcome = GenesysIntegrationOutcome(step: step, kind: .skipped, detail: "the step before it failed")
            default:
                outcome = try await steps(step)
                if case .install = step, outcome.kind == .failed { isInstalled = false }
                if case .configure = step, outcome.kind == .failed { isInstalled = false }
            }
            outcomes.append(outcome)
            onStep(outcome)
        }
        return outcomes
    }
}
