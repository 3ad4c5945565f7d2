import Foundation
import GenesysClient
import PatchbayCore

/// A run of linking as the ledger has it.
struct GenesysLinkRun: Sendable {
    struct Header: Codable, Hashable, Sendable {
        let run: String
        let digest: String
        let plan: GenesysLinkPlan
    }

    struct End: Codable, Hashable, Sendable {
        let run: String
        let stopped: RunStop?
        let isFinal: Bool
    }

    let header: Header
    var outcomes: [SCIMUser.ID: GenesysLinkOutcome] = [:]
    /// Announced, and not known how it ended.
    var doubtful: Set<SCIMUser.ID> = []

    /// The run that has not ended for good; `nil` if there is none.
    static func open(_ book: RunID, in ledger: any Ledger) async throws -> GenesysLinkRun? {
        var open: GenesysLinkRun?
        try await ledger.read(book) { record in
            let id = SCIMUser.ID(rawValue: record.subject)
            switch record.kind {
            case .runStarted: open = GenesysLinkRun(header: try record.decode(Header.self))
            case .intent: open?.doubtful.insert(id)
            case .outcome:
                open?.outcomes[id] = try record.decode(GenesysLinkOutcome.self)
                open?.doubtful.remove(id)
            case .runEnded: if try record.decode(End.self).isFinal { open = nil }
            default: break
            }
        }
        return open
    }
}

/// Hands out steps in order, until they are done, a fault stops the run, or somebody asks for its end.
actor GenesysLinkQueue {
    private let steps: [GenesysLinkPlan.Step]
    private let stop: StopSignal?
    private var next = 0
    private var reportedAt: Duration?
    private(set) var fault: RunStop?
    private(set) var wasStopped = false
    private(set) var finished = 0
    private(set) var counts: [GenesysLinkOutcome.Kind: Int]

    init(_ steps: [GenesysLinkPlan.Step], counts: [GenesysLinkOutcome.Kind: Int], stop: StopSignal?) {
        self.steps = steps
        self.counts = counts
        self.stop = stop
    }

    func take() -> GenesysLinkPlan.Step? {
        if stop?.isRequested == true { wasStopped = true }
        guard fault == nil, !wasStopped, next < steps.count else { return nil }
        defer { next += 1 }
        return steps[next]
    }

    /// Whether the last reading is old enough for another one: the time left is not worth working out for every user.
    func isProgressDue(at now: Duration) -> Bool {
        if let reportedAt, now - reportedAt < .milliseconds(200) { return false }
        reportedAt = now
        return true
    }

    func halt(_ stop: RunStop) { fault = fault ?? stop }

    /// Counts a finished step and says how many there are.
    func finish(_ kind: GenesysLinkOutcome.Kind) -> Int {
        counts[kind, default: 0] += 1
        finished += 1
        return finished
    }
}
