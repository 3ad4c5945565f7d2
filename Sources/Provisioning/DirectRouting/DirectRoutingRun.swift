import Foundation
import PatchbayCore

/// A run as the ledger has it: its plan, what each change came to, and what was announced without anybody knowing how it ended.
struct DirectRoutingRun: Sendable {
    struct Header: Codable, Hashable, Sendable {
        let run: String
        let digest: String
        /// The plan without its steps and skips, which follow in pieces, so that no line is too long to handle.
        let plan: DirectRoutingPlan
    }

    struct Chunk: Codable, Hashable, Sendable {
        let steps: [DirectRoutingPlan.Step]
        let skips: [DirectRoutingPlan.Skip]
    }

    struct End: Codable, Hashable, Sendable {
        let run: String
        let counts: [DirectRoutingOutcome.Kind: Int]
        let stopped: RunStop?
        let isFinal: Bool
    }

    /// One change of one step.
    struct ChangeID: Hashable, Sendable {
        let step: DirectRoutingPlan.StepID
        let change: DirectRoutingPlan.Change

        init(_ step: DirectRoutingPlan.StepID, _ change: DirectRoutingPlan.Change) {
            self.step = step
            self.change = change
        }

        /// As a subject of the ledger.
        var subject: String { "\(change.rawValue) \(step.rawValue)" }

        init?(subject: String) {
            let parts = subject.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let change = DirectRoutingPlan.Change(rawValue: String(parts[0])) else {
                return nil
            }
            self.init(.init(rawValue: String(parts[1])), change)
        }
    }

    /// What a change came to.
    struct ChangeOutcome: Codable, Hashable, Sendable {
        enum Kind: String, Codable, Sendable {
            /// Made in this run.
            case done
            /// Nothing was to be made.
            case already
            /// Not made.
            case failed
        }

        var kind: Kind
        var reason: String?
        var detail: String?
        var remedy: String?
        var requestID: String?

        static let done = ChangeOutcome(kind: .done)
        static let already = ChangeOutcome(kind: .already)

        private enum CodingKeys: String, CodingKey {
            case kind = "o"
            case reason = "r"
            case detail = "d"
            case remedy = "m"
            case requestID = "q"
        }
    }

    var header: Header
    var outcomes: [ChangeID: ChangeOutcome] = [:]
    /// Announced, and not known how it ended.
    var doubtful: Set<ChangeID> = []

    /// The records that a run begins with: one append, so a run that began has its whole plan.
    static func beginning(
        _ run: RunID, _ plan: DirectRoutingPlan, at date: Date
    ) throws -> [LedgerRecord] {
        var bare = plan
        bare.steps = []
        bare.skips = []
        let header = Header(run: run.description, digest: plan.digest, plan: bare)
        var records = [try LedgerRecord(kind: .runStarted, at: date, encoding: header)]
        let size = 1000
        for start in stride(from: 0, to: max(plan.steps.count, plan.skips.count), by: size) {
            let chunk = Chunk(
                steps: Array(plan.steps.dropFirst(start).prefix(size)),
                skips: Array(plan.skips.dropFirst(start).prefix(size)))
            records.append(try LedgerRecord(kind: .runPlanned, at: date, encoding: chunk))
        }
        return records
    }

    /// The run that has not ended for good; `nil` if there is none.
    static func open(_ book: RunID, in ledger: any Ledger) async throws -> DirectRoutingRun? {
        var open: DirectRoutingRun?
        try await ledger.read(book) { record in
            switch record.kind {
            case .runStarted: open = DirectRoutingRun(header: try record.decode(Header.self))
            case .runPlanned:
                guard let header = open?.header else { break }
                let chunk = try record.decode(Chunk.self)
                var plan = header.plan
                plan.steps += chunk.steps
                plan.skips += chunk.skips
                open?.header = Header(run: header.run, digest: header.digest, plan: plan)
            case .intent:
                if let id = ChangeID(subject: record.subject) { open?.doubtful.insert(id) }
            case .outcome:
                guard let id = ChangeID(subject: record.subject) else { break }
                open?.outcomes[id] = try record.decode(ChangeOutcome.self)
                open?.doubtful.remove(id)
            case .runEnded: if try record.decode(End.self).isFinal { open = nil }
            default: break
            }
        }
        return open
    }
}
