import Foundation
import GraphClient
import PatchbayCore
import RingCentralClient

/// Carries out a plan, one kind of change after the other: announces a portion in the ledger, sends it, reads back what came of it,
/// records it. A thin shell around ``DirectRoutingBoard``.
struct DirectRoutingEngine: Sendable {
    typealias Step = DirectRoutingPlan.Step
    typealias Change = DirectRoutingPlan.Change
    typealias ChangeID = DirectRoutingRun.ChangeID
    typealias ChangeOutcome = DirectRoutingRun.ChangeOutcome
    typealias Results = [(Step, ChangeOutcome)]

    let graph: Graph
    let ringCentral: RingCentral
    let ledger: any Ledger
    let book: RunID
    let plan: DirectRoutingPlan
    let planner: DirectRoutingPlanner
    let options: RunOptions
    let polling: DirectRoutingRollout.Polling
    let listStyle: DirectRouting.ListStyle
    let time: TimeSource
    let total: Int
    let emit: RunSink<DirectRoutingOutcome>

    /// Works until everything is done, or a fault or a stop ends it; ``DirectRoutingBoard/fault`` says which.
    ///
    /// - Throws: ``PatchbayCore/LedgerError``, `CancellationError`.
    func callAsFunction(_ board: DirectRoutingBoard) async throws {
        for change in Change.allCases {
            let steps = await board.due(change)
            guard !steps.isEmpty else { continue }
            if await board.isHalted { return }
            switch change {
            case .addToGroup:
                guard try await isGroupWritable(board) else { return }
                try await addToGroup(steps, board)
            case .removeFromGroup:
                guard try await isGroupWritable(board) else { return }
                try await removeFromGroup(steps, board)
            case .assignNumber: try await orderNumbers(steps, .assignNumber, board)
            case .disconnect: try await changeIntegration(steps, .disconnect, board)
            case .connect: try await changeIntegration(steps, .connect, board)
            case .unassignNumber: try await orderNumbers(steps, .unassignNumber, board)
            }
        }
    }

    // MARK: The ledger

    /// Announces changes, before anything is sent.
    func announce(_ steps: [Step], _ change: Change) async throws {
        let date = time.date
        try await ledger.append(
            steps.map { LedgerRecord(kind: .intent, subject: ChangeID($0.id, change).subject, at: date) }, to: book)
    }

    /// Records what changes came to, then tells of the users who are finished by it.
    func record(_ results: Results, _ change: Change, _ board: DirectRoutingBoard) async throws {
        guard !results.isEmpty else { return }
        let date = time.date
        try await ledger.append(
            try results.map { step, outcome in
                try LedgerRecord(
                    kind: .outcome, subject: ChangeID(step.id, change).subject, at: date, encoding: outcome)
            }, to: book)
        for outcome in await board.record(results.map { (ChangeID($0.id, change), $1) }) { emit(.outcome(outcome)) }
        await progress(board, .applying)
    }

    func progress(_ board: DirectRoutingBoard, _ phase: RunProgress.Phase) async {
        emit(.progress(RunProgress(phase: phase, done: await board.finished, total: total)))
    }

    // MARK: Work

    /// Works on portions, some at the same time, until they are done or nothing more may be begun.
    ///
    /// An error that everybody would meet ends it; the portion stays announced, so a resumed run looks before it sends.
    func work(
        _ portions: [[Step]], workers: Int, _ board: DirectRoutingBoard,
        _ each: @escaping @Sendable ([Step]) async throws -> Void
    ) async throws {
        let queue = PortionQueue(portions)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<max(1, min(workers, portions.count)) {
                group.addTask {
                    while await !board.isHalted, let portion = await queue.next() {
                        try Task.checkCancellation()
                        do { try await each(portion) } catch let error as LedgerError { throw error } catch {
                            guard !(error is CancellationError), let stop = Self.stop(for: error) else { throw error }
                            await board.halt(stop)
                        }
                    }
                }
            }
            // Not `waitForAll()`: that waits for the others before it throws.
            while try await group.next() != nil {}
        }
    }

    static func portions(_ steps: [Step], of size: Int) -> [[Step]] {
        stride(from: 0, to: steps.count, by: size).map { Array(steps[$0..<min($0 + size, steps.count)]) }
    }

    // MARK: Errors

    /// The stop that an error means. Whatever gets here was not about a single user, or could not be told to be.
    static func stop(for error: any Error) -> RunStop? {
        if let stop = RunStop(identityOrConfiguration: error) { return stop }
        switch error {
        case let error as TransportError:
            return RunStop(
                reason: "serviceUnreachable", description: "A service does not answer: \(error).",
                remedy: error.recoverySuggestion ?? "Check the network and resume the run.")
        case let error as ServiceError:
            let reason =
                switch error.category {
                case .permission: "missingPermission"
                case .throttled: "throttledOut"
                case .unavailable, .decoding: "serviceUnreachable"
                default: error.code.isEmpty ? error.category.rawValue : error.code
                }
            return RunStop(
                reason: reason, description: error.description,
                remedy: error.remedy?.sentence ?? "Look at the error, then resume the run.", requestID: error.requestID)
        default: return nil
        }
    }

    /// A refusal that is about one user.
    static func failure(_ error: ServiceError) -> ChangeOutcome {
        ChangeOutcome(
            kind: .failed, reason: error.code.isEmpty ? error.category.rawValue : error.code, detail: error.message,
            remedy: error.remedy?.sentence, requestID: error.requestID)
    }
}

/// Hands out portions in order.
private actor PortionQueue {
    private var rest: ArraySlice<[DirectRoutingPlan.Step]>

    init(_ portions: [[DirectRoutingPlan.Step]]) { rest = portions[...] }

    func next() -> [DirectRoutingPlan.Step]? { rest.popFirst() }
}
