import GraphClient
import PatchbayCore

/// Numbers in Teams, through Graph.
extension DirectRoutingEngine {
    /// Orders a number to be assigned or taken away, and waits for the order. A repeat of an order asks for what is already so, so who is
    /// in doubt is simply ordered again.
    func orderNumbers(_ steps: [Step], _ change: Change, _ board: DirectRoutingBoard) async throws {
        try await work(steps.map { [$0] }, workers: options.workers, board) { portion in
            try await announce(portion, change)
            for step in portion {
                guard let user = step.user, let number = step.number else { continue }
                try await record([(step, try await outcome(step, number, user, change))], change, board)
            }
        }
    }

    private func outcome(
        _ step: Step, _ number: String, _ user: User.ID, _ change: Change
    ) async throws -> ChangeOutcome {
        do {
            let numbers = graph.numberAssignments
            let order =
                change == .assignNumber
                ? try await numbers.assign(number, to: user) : try await numbers.unassign(number)
            // Without an order's name there is nothing to ask about; the next plan sees what became of it.
            guard let order else { return .done }
            let settled = try await numbers.settle(order, every: .seconds(3), within: options.patience * 2)
            switch settled.status {
            case .succeeded: return .done
            case let status where status.isUnderWay:
                return ChangeOutcome(
                    kind: .failed, reason: "numberOrderUnderWay", detail: "Teams still works on \(number).",
                    remedy: "Run again in a few minutes.")
            default:
                return ChangeOutcome(
                    kind: .failed, reason: "numberOrderFailed", detail: settled.failure ?? settled.status.rawValue,
                    remedy: "Look at the number in the Teams admin center, then run again.")
            }
        } catch let error as ServiceError where [.invalid, .notFound, .conflict].contains(error.category) {
            return Self.failure(error)
        }
    }
}
