import GraphClient
import PatchbayCore

/// Who is in the group.
extension DirectRoutingEngine {
    /// Whether the group is still there and can still be changed; if not, the run is stopped with the reason.
    func isGroupWritable(_ board: DirectRoutingBoard) async throws -> Bool {
        do {
            guard let group = try await graph.groups.get(plan.group, lane: .apply) else {
                await board.halt(
                    RunStop(
                        reason: "groupGone", description: "The group “\(plan.groupName)” does not exist any more.",
                        remedy: "Make a new plan with another group."))
                return false
            }
            guard let refusal = planner.refusal(of: group) else { return true }
            await board.halt(
                RunStop(
                    reason: DirectRoutingReason.groupNotWritable.rawValue, description: refusal,
                    remedy: group.membershipVerdict.refusal?.remedy.sentence ?? "Use another group."))
            return false
        } catch {
            guard !(error is CancellationError), let stop = Self.stop(for: error) else { throw error }
            await board.halt(stop)
            return false
        }
    }

    /// Adds, then waits until the group shows everybody.
    func addToGroup(_ steps: [Step], _ board: DirectRoutingBoard) async throws {
        let sent = Sent()
        try await work(Self.portions(steps, of: Groups.additionsPerRequest), workers: 4, board) { portion in
            try await announce(portion, .addToGroup)
            let results = try await graph.groups.add(portion.compactMap(\.user), to: plan.group)
            var failed: Results = []
            for step in portion {
                switch step.user.flatMap({ results[$0] }) {
                case .success(let result)?:
                    // Announced by an earlier attempt and there: that attempt has arrived.
                    let isOurs = await board.isDoubtful(step, .addToGroup)
                    await sent.add(step, result == .added || isOurs ? .done : .already)
                case .failure(let error)?: failed.append((step, Self.failure(error)))
                case nil: break
                }
            }
            try await record(failed, .addToGroup, board)
        }
        try await confirm(await sent.all, .addToGroup, board) { $0.contains($1) }
    }

    /// Takes out, then waits until the group shows nobody of them.
    func removeFromGroup(_ steps: [Step], _ board: DirectRoutingBoard) async throws {
        let sent = Sent()
        try await work(steps.map { [$0] }, workers: options.workers, board) { portion in
            try await announce(portion, .removeFromGroup)
            for step in portion {
                guard let user = step.user else { continue }
                do {
                    let result = try await graph.groups.remove(user, from: plan.group)
                    let isOurs = await board.isDoubtful(step, .removeFromGroup)
                    await sent.add(step, result == .removed || isOurs ? .done : .already)
                } catch let error as ServiceError where error.category == .invalid || error.category == .conflict {
                    try await record([(step, Self.failure(error))], .removeFromGroup, board)
                }
            }
        }
        try await confirm(await sent.all, .removeFromGroup, board) { !$0.contains($1) }
    }

    /// Reads the group again until it shows what was written, and records who is shown as soon as they are.
    ///
    /// Reads lag behind writes by seconds to minutes. Source: terraform-provider-azuread issues 793, 1918.
    private func confirm(
        _ written: Results, _ change: Change, _ board: DirectRoutingBoard,
        _ shows: (Set<User.ID>, User.ID) -> Bool
    ) async throws {
        guard options.verifies else { return try await record(written, change, board) }
        var open = written
        let end = time.now + options.patience
        var wait = Duration.seconds(1)
        while !open.isEmpty {
            let members: Set<User.ID>
            do { members = try await graph.groups.userIDs(of: plan.group, transitive: false) } catch {
                guard !(error is CancellationError), let stop = Self.stop(for: error) else { throw error }
                return await board.halt(stop)
            }
            try await record(open.filter { $0.0.user.map { shows(members, $0) } ?? true }, change, board)
            open.removeAll { $0.0.user.map { shows(members, $0) } ?? true }
            guard !open.isEmpty else { return }
            guard time.now + wait <= end else {
                let outcome = ChangeOutcome(
                    kind: .failed, reason: "notConfirmed",
                    detail: "Entra accepted the change but does not show it after \(options.patience).",
                    remedy: "Run again in a few minutes; whoever is as planned by then is only checked.")
                return try await record(open.map { ($0.0, outcome) }, change, board)
            }
            await progress(board, .verifying)
            try await time.sleep(for: wait)
            wait = min(.seconds(15), wait * 2)
        }
    }

    /// What was sent and not yet seen.
    private actor Sent {
        private(set) var all: Results = []
        func add(_ step: Step, _ outcome: ChangeOutcome) { all.append((step, outcome)) }
    }
}
