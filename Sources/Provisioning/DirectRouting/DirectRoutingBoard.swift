import PatchbayCore

/// Keeps count of a run's changes: what is due, what came of it, and when a user is finished. Plain state; the engine acts on it.
actor DirectRoutingBoard {
    typealias Step = DirectRoutingPlan.Step
    typealias Change = DirectRoutingPlan.Change
    typealias ChangeID = DirectRoutingRun.ChangeID
    typealias ChangeOutcome = DirectRoutingRun.ChangeOutcome

    private let steps: [Step]
    private let action: DirectRoutingPlan.Action
    private let stop: StopSignal?
    private var outcomes: [ChangeID: ChangeOutcome]
    private let doubtful: Set<ChangeID>
    private(set) var counts: [DirectRoutingOutcome.Kind: Int] = [:]
    private(set) var fault: RunStop?
    private(set) var wasStopped = false
    private(set) var finished = 0

    init(_ run: DirectRoutingRun, stop: StopSignal?) {
        steps = run.header.plan.steps
        action = run.header.plan.action
        outcomes = run.outcomes
        doubtful = run.doubtful
        self.stop = stop
        for skip in run.header.plan.skips { counts[skip.outcome.kind, default: 0] += 1 }
        for step in steps {
            guard let outcome = Self.outcome(of: step, outcomes, action) else { continue }
            counts[outcome.kind, default: 0] += 1
            finished += 1
        }
    }

    /// How many users are not finished.
    var remaining: Int { steps.count - finished }

    /// The steps for which a change is due: it has no outcome yet, and nothing before it failed.
    func due(_ change: Change) -> [Step] {
        steps.filter { step in
            guard step.changes.contains(change), outcomes[ChangeID(step.id, change)] == nil else { return false }
            return !step.changes.contains { outcomes[ChangeID(step.id, $0)]?.kind == .failed }
        }
    }

    /// Whether a change was announced by an earlier attempt and nobody knows how it ended.
    func isDoubtful(_ step: Step, _ change: Change) -> Bool { doubtful.contains(ChangeID(step.id, change)) }

    /// Whether nothing more may be begun.
    var isHalted: Bool {
        if stop?.isRequested == true { wasStopped = true }
        return fault != nil || wasStopped
    }

    func halt(_ stop: RunStop) { fault = fault ?? stop }

    /// Takes in what changes came to, after the ledger has it.
    ///
    /// - Returns: the users who are finished by it.
    func record(_ results: [(ChangeID, ChangeOutcome)]) -> [DirectRoutingOutcome] {
        let ids = Set(results.map(\.0.step))
        let open = steps.filter { ids.contains($0.id) && Self.outcome(of: $0, outcomes, action) == nil }
        for (id, outcome) in results { outcomes[id] = outcome }
        let done = open.compactMap { Self.outcome(of: $0, outcomes, action) }
        for outcome in done { counts[outcome.kind, default: 0] += 1 }
        finished += done.count
        return done
    }

    /// The users who have nothing to change. Told once, when a run begins.
    func untouched() -> [DirectRoutingOutcome] {
        steps.filter(\.changes.isEmpty).compactMap { Self.outcome(of: $0, outcomes, action) }
    }

    /// What a user came to; `nil` while something is left to do.
    static func outcome(
        of step: Step, _ outcomes: [ChangeID: ChangeOutcome], _ action: DirectRoutingPlan.Action
    ) -> DirectRoutingOutcome? {
        let known = step.changes.map { ($0, outcomes[ChangeID(step.id, $0)]) }
        let made = known.compactMap { $1?.kind == .done ? $0 : nil }
        func outcome(_ kind: DirectRoutingOutcome.Kind, _ change: ChangeOutcome? = nil) -> DirectRoutingOutcome {
            DirectRoutingOutcome(
                step: step.id, user: step.user, userPrincipalName: step.userPrincipalName,
                extensionID: step.extensionID, kind: kind, changes: made, reason: change?.reason,
                detail: change?.detail, remedy: change?.remedy, requestID: change?.requestID)
        }
        if let failed = known.first(where: { $1?.kind == .failed })?.1 { return outcome(.failed, failed) }
        guard known.allSatisfy({ $1 != nil }) else { return nil }
        if action == .remove || step.isLeaver { return outcome(made.isEmpty ? .alreadyAbsent : .removed) }
        return outcome(made.isEmpty ? .alreadyProvisioned : .provisioned)
    }
}
