import GenesysClient
import GraphClient
import PatchbayCore

/// Carries out single steps of an integration plan.
///
/// Source: Genesys Cloud Integrations API: an integration that was just installed can be missing from reads for a moment, installing is
/// not idempotent, and the state follows the intention some seconds later.
struct GenesysIntegrationSteps: Sendable {
    let genesys: Genesys
    let graph: Graph
    /// Where it is written down that an integration is about to be installed: for a moment nothing else tells.
    let ledger: any Ledger
    let book: RunID
    /// How long to wait for a change to show.
    let patience: Duration
    let time: TimeSource

    /// How many users are given a role by one call. No number is published; this one is cautious.
    static let grantSize = 50

    private typealias Outcome = GenesysIntegrationOutcome

    /// - Throws: ``PatchbayCore/LedgerError``, `CancellationError`.
    func callAsFunction(_ step: GenesysIntegrationPlan.Step) async throws -> GenesysIntegrationOutcome {
        do {
            return switch step {
            case .install(let type, let name): try await install(step, type, name)
            case .configure(let type, let notes): try await configure(step, type, notes)
            case .enable(let type): try await enable(step, type)
            case .grant(let grant): try await self.grant(step, grant)
            case .addEnterpriseApp(let id): try await addApp(step, id)
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as LedgerError {
            throw error
        } catch let error as ServiceError {
            return Outcome(
                step: step, kind: .failed, detail: error.message, remedy: error.remedy?.sentence,
                requestID: error.requestID)
        } catch {
            return Outcome(
                step: step, kind: .failed, detail: FindingWords.words(error),
                remedy: FindingWords.remedy(error)?.sentence ?? "Run again; what is done is kept.")
        }
    }

    private func existing(_ type: IntegrationType.ID) async throws -> Integration? {
        let all = try await genesys.integrations.list(type: type).collect()
        return all.first(where: \.isActive) ?? all.first
    }

    /// Looks until something is there or patience ends.
    private func look<Value: Sendable>(_ work: () async throws -> Value?) async throws -> Value? {
        let end = time.now + patience
        var pause = Duration.seconds(1)
        while true {
            if let value = try await work() { return value }
            guard time.now + pause <= end else { return nil }
            try await time.sleep(for: pause)
            pause = min(pause * 2, .seconds(8))
        }
    }

    private func install(
        _ step: GenesysIntegrationPlan.Step, _ type: IntegrationType.ID, _ name: String
    ) async throws -> GenesysIntegrationOutcome {
        // One that was announced and never heard of may have been installed and not show yet; another would be a second one.
        let wasAnnounced = try await isAnnounced(type)
        if let there = try await wasAnnounced ? look({ try await existing(type) }) : existing(type) {
            if wasAnnounced { try await record(.outcome, type) }
            return Outcome(step: step, kind: wasAnnounced ? .done : .already, detail: there.id)
        }
        if !wasAnnounced { try await record(.intent, type) }
        do {
            _ = try await genesys.integrations.install(type, name: name)
        } catch let error as TransportError where !error.isRequestKnownUnsent {
            // Perhaps it was done. Sending again might install a second one, so only looking helps.
        } catch let error as ServiceError where [.unavailable, .conflict].contains(error.category) {
            guard try await look({ try await existing(type) }) != nil else { throw error }
        } catch let error as ServiceError {
            try await record(.outcome, type)
            throw error
        }
        guard let there = try await look({ try await existing(type) }) else {
            return Outcome(
                step: step, kind: .failed, detail: "It does not show after installing.",
                remedy: "Look at Admin → Integrations. If it is not there, run again.")
        }
        try await record(.outcome, type)
        return Outcome(step: step, kind: .done, detail: there.id)
    }

    /// Whether installing was begun, by this process or one before, and its end is not known.
    private func isAnnounced(_ type: IntegrationType.ID) async throws -> Bool {
        var isAnnounced = false
        try await ledger.read(book) { record in
            guard record.subject == type else { return }
            switch record.kind {
            case .intent: isAnnounced = true
            case .outcome: isAnnounced = false
            default: break
            }
        }
        return isAnnounced
    }

    private func record(_ kind: LedgerRecord.Kind, _ type: IntegrationType.ID) async throws {
        try await ledger.append([LedgerRecord(kind: kind, subject: type, at: time.date)], to: book)
    }

    private func configure(
        _ step: GenesysIntegrationPlan.Step, _ type: IntegrationType.ID, _ notes: String?
    ) async throws -> GenesysIntegrationOutcome {
        guard let integration = try await look({ try await existing(type) }) else { return absent(step) }
        let required = Set(try await genesys.integrations.requiredProperties(of: type))
        for _ in 0..<GenesysLinkEngine.attempts {
            var configuration = try await genesys.integrations.configuration(of: integration.id)
            let missing = required.subtracting(configuration.propertyNames)
            guard missing.isEmpty else {
                // What belongs there is the organization's to know, not ours to guess.
                return Outcome(
                    step: step, kind: .failed,
                    detail: "The configuration lacks \(missing.sorted().joined(separator: ", ")).",
                    remedy:
                        "Fill it in: Admin → Integrations → \(integration.name ?? "Microsoft Teams") → Configuration.")
            }
            guard let notes, configuration.notes != notes else { return Outcome(step: step, kind: .already) }
            configuration.notes = notes
            do {
                try await genesys.integrations.setConfiguration(configuration, of: integration.id)
                return Outcome(step: step, kind: .done)
            } catch let error as ServiceError where error.category == .conflict {
                continue
            }
        }
        return Outcome(
            step: step, kind: .failed, detail: "Somebody else changed the configuration each time.",
            remedy: "Run again.")
    }

    private func enable(
        _ step: GenesysIntegrationPlan.Step, _ type: IntegrationType.ID
    ) async throws -> GenesysIntegrationOutcome {
        guard let integration = try await look({ try await existing(type) }) else { return absent(step) }
        if integration.isActive, integration.intendedState == .enabled { return Outcome(step: step, kind: .already) }
        if integration.intendedState != .enabled {
            try await genesys.integrations.setIntendedState(.enabled, of: integration.id)
        }
        var last = integration.reportedState
        let isActive = try await look {
            let now = try await genesys.integrations.get(integration.id)
            last = now?.reportedState ?? last
            // An error may pass while it is activating; it is one only when it stays.
            return now?.isActive == true ? true : nil
        }
        if isActive == true { return Outcome(step: step, kind: .done) }
        let words = [last?.effective ?? last?.code?.rawValue, last?.detail?.message].compactMap { $0 }
        return Outcome(
            step: step, kind: .failed, detail: "It is not active: \(words.joined(separator: ": ")).",
            remedy: "Look at Admin → Integrations → \(integration.name ?? "Microsoft Teams").")
    }

    private func grant(
        _ step: GenesysIntegrationPlan.Step, _ grant: GenesysIntegrationPlan.Grant
    ) async throws -> GenesysIntegrationOutcome {
        func lacking() async throws -> [SCIMUser.ID] {
            let holders = Set(try await genesys.authorization.users(holding: grant.role).collect().map(\.id))
            return grant.users.filter { !holders.contains($0) }
        }
        let todo = try await lacking()
        guard !todo.isEmpty else { return Outcome(step: step, kind: .already) }
        let division = try await genesys.authorization.homeDivision()
        for start in stride(from: 0, to: todo.count, by: Self.grantSize) {
            try await genesys.authorization.grant(
                grant.role, to: Array(todo.dropFirst(start).prefix(Self.grantSize)), in: [division])
        }
        let isDone = try await look { try await lacking().isEmpty ? true : nil }
        return isDone == true
            ? Outcome(step: step, kind: .done, detail: "\(todo.count) users")
            : Outcome(
                step: step, kind: .failed, detail: "Reading back does not show all of them.",
                remedy: "Run again; nobody is given a role twice.")
    }

    private func addApp(
        _ step: GenesysIntegrationPlan.Step, _ appID: String
    ) async throws -> GenesysIntegrationOutcome {
        if try await graph.servicePrincipals.get(appID: appID) != nil { return Outcome(step: step, kind: .already) }
        do {
            _ = try await graph.servicePrincipals.create(appID: appID)
        } catch let error as ServiceError where error.category == .conflict {
            // In the tenant and not shown yet: somebody else was quicker.
            return Outcome(step: step, kind: .already)
        }
        let there = try await look { try await graph.servicePrincipals.get(appID: appID) }
        let consent = try AdminConsent.page(for: appID, in: graph.tenantID, cloud: graph.cloud)
        return there != nil
            ? Outcome(step: step, kind: .done, remedy: "An administrator has to consent: \(consent)")
            : Outcome(step: step, kind: .failed, detail: "It does not show yet.", remedy: "Look again in some minutes.")
    }

    private func absent(_ step: GenesysIntegrationPlan.Step) -> GenesysIntegrationOutcome {
        Outcome(step: step, kind: .failed, detail: "The integration is not there.", remedy: "Make a new plan.")
    }
}
