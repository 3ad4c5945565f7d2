import PatchbayCore

extension LedgerConformance {
    /// What replaces records by fewer. A ledger that keeps everything says so, and is left alone.
    static let compactionRequirements = [compaction, refusedCompaction, compactionElsewhere]

    /// A book that is kept for years would grow without end.
    public static let compaction = Requirement("a compaction leaves what is to remain, and appends follow it") {
        bench in
        let ledger = try await bench.ledger()
        let (run, other) = (try bench.run(), try bench.run("run-10"))
        let unknown = try await ledger.compact(bench.run("unknown")) { $0 }
        bench.findings.expect(
            unknown ?? 0 == 0, "of a run that nobody wrote, \(unknown ?? 0) records were said to remain")
        try await ledger.append(bench.records(1...100), to: run)
        try await ledger.append(bench.records(1...5), to: other)
        let sent = bench.records(1...100)
        let count = try await ledger.compact(run) { records in
            bench.findings.expect(records == sent, "what is to remain was asked of \(records.count) other records")
            return records.filter { $0.kind.rawValue == "intent" }
        }
        guard let count else {
            return try await bench.expect(
                ledger, of: run, holds: sent, after: "a compaction that is said not to be offered")
        }
        let evens = Array(stride(from: 2, through: 100, by: 2))
        bench.findings.expect(count == 50, "of 50 records that remain, \(count) were said to")
        try await bench.expect(ledger, of: run, holds: bench.records(evens), after: "compacting")
        try await bench.expect(ledger, of: other, holds: bench.records(1...5), after: "compacting another run")
        try await ledger.append(bench.records(101...102), to: run)
        try await bench.expect(
            ledger, of: run, holds: bench.records(evens + [101, 102]), after: "appending to what was compacted")
        // Fewer that say the same need not be among those that there were.
        let sums = bench.records([1000, 1001])
        let rest = try await ledger.compact(run) { _ in sums }
        bench.findings.expect(rest == 2, "of two records that remain, \(rest ?? 0) were said to")
        try await ledger.append([bench.record(103)], to: run)
        try await bench.expect(ledger, of: run, holds: sums + [bench.record(103)], after: "replacing all by two")
    }

    /// Nothing is lost by a compaction that does not come off.
    public static let refusedCompaction = Requirement(
        "a compaction changes nothing where its closure throws or nothing is to go"
    ) { bench in
        let ledger = try await bench.ledger()
        let run = try bench.run()
        try await ledger.append(bench.records(1...20), to: run)
        let error = await bench.error { _ = try await ledger.compact(run) { _ in throw Refusal() } }
        bench.findings.expect(
            error is Refusal || error == nil, "the closure's error came out as \(error.map { "\($0)" } ?? "nothing")")
        try await bench.expect(ledger, of: run, holds: bench.records(1...20), after: "a compaction that was refused")
        let count = try await ledger.compact(run) { $0 }
        // One that keeps everything never asks the closure.
        bench.findings.expect((count == nil) == (error == nil), "the closure's error came out as nothing")
        bench.findings.expect(count ?? 20 == 20, "of 20 records that remain, \(count ?? 20) were said to")
        try await bench.expect(ledger, of: run, holds: bench.records(1...20), after: "a compaction without a loss")
    }

    /// Whoever had the run before goes on in what is there now.
    public static let compactionElsewhere = Requirement(
        "an instance that was open while another compacted goes on behind what remains", needsFolder: true
    ) { bench in
        let run = try bench.run()
        let (first, second) = (try await bench.ledger(), try await bench.ledger())
        try await first.append(bench.records(1...9), to: run)
        try await second.append([bench.record(10)], to: run)
        let count = try await second.compact(run) { Array($0.suffix(3)) }
        let rest = count == nil ? 1...10 : 8...10
        try await bench.expect(first, of: run, holds: bench.records(rest), after: "a compaction elsewhere")
        try await first.append(bench.records(11...12), to: run)
        for (ledger, name) in [(first, "it"), (second, "the other"), (try await bench.ledger(), "a new instance")] {
            try await bench.expect(
                ledger, of: run, holds: bench.records(rest) + bench.records(11...12),
                after: "an append behind a compaction elsewhere, read by \(name)")
        }
    }

    private struct Refusal: Error {}
}
