/// A ledger that lasts as long as the process: for tests, and for runs that need not be resumed.
public actor MemoryLedger: Ledger {
    private var lines: [RunID: [LedgerRecord]] = [:]
    private var order: [RunID] = []
    private var leased: Set<RunID> = []

    /// An empty ledger.
    public init() {}

    /// Appends records.
    public func append(_ records: [LedgerRecord], to run: RunID) {
        guard !records.isEmpty else { return }
        if lines[run] == nil { order.append(run) }
        lines[run, default: []] += records
    }

    /// Hands every record of a run to a closure.
    public nonisolated func read(_ run: RunID, _ each: (LedgerRecord) throws -> Void) async throws {
        for record in await snapshot(run) { try each(record) }
    }

    private func snapshot(_ run: RunID) -> [LedgerRecord] { lines[run] ?? [] }

    /// Replaces the records of a run by fewer.
    public func compact(
        _ run: RunID, _ keep: @Sendable ([LedgerRecord]) throws -> [LedgerRecord]
    ) throws -> Int? {
        guard let all = lines[run] else { return 0 }
        let rest = try keep(all)
        lines[run] = rest
        return rest.count
    }

    /// The runs, newest first.
    public func runs() -> [RunID] { order.reversed() }

    /// Runs work while nobody else has this run.
    public nonisolated func withLease<Value: Sendable>(
        on run: RunID, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        guard await lease(run) else { throw LedgerError.busy(run) }
        do {
            let value = try await work()
            await release(run)
            return value
        } catch {
            await release(run)
            throw error
        }
    }

    private func lease(_ run: RunID) -> Bool { leased.insert(run).inserted }

    private func release(_ run: RunID) { leased.remove(run) }
}

extension LedgerError {
    /// Somebody else has the run.
    public static func busy(_ run: RunID) -> LedgerError {
        LedgerError(
            .busy, "Run \(run) is being worked on by another process.",
            remedy: "Wait for it to end, or stop it; then resume.")
    }
}
