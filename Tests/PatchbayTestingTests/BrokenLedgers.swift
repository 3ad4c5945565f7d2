import Foundation
import PatchbayCore
import PatchbayTesting
import Synchronization
import Testing

/// A ledger made of a sound one; a broken one replaces what it does wrong.
protocol BrokenLedger: Ledger {
    var sound: FileLedger { get }
}

extension BrokenLedger {
    func append(_ records: [LedgerRecord], to run: RunID) async throws { try await sound.append(records, to: run) }

    func read(_ run: RunID, _ each: (LedgerRecord) throws -> Void) async throws { try await sound.read(run, each) }

    func runs() async throws -> [RunID] { try await sound.runs() }

    func withLease<Value: Sendable>(
        on run: RunID, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        try await sound.withLease(on: run, work)
    }
}

/// A fault, and the requirement that must find it.
struct LedgerFault: Sendable, CustomTestStringConvertible {
    let name: String
    let requirement: LedgerConformance.Requirement
    /// Words of the failure, so that it is found for the right reason.
    let finding: String
    var timeLimit = Duration.seconds(600)
    let makeLedger: @Sendable (URL) throws -> any Ledger

    var testDescription: String { name }
}

extension LedgerFault {
    static let all = [
        LedgerFault(
            name: "loses the last record", requirement: LedgerConformance.order,
            finding: "49 records are there instead of 50",
            makeLedger: { LosesLast(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "turns the records of an append round", requirement: LedgerConformance.batches,
            finding: "record 1 is",
            makeLedger: { Reorders(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "appends record by record", requirement: LedgerConformance.concurrentAppends,
            finding: "which was not appended with it", makeLedger: { Splits(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "writes everything twice now and then", requirement: LedgerConformance.concurrentAppends,
            finding: "are there",
            makeLedger: { Doubles(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "lists empty runs", requirement: LedgerConformance.emptyRuns, finding: "the runs are [empty]",
            makeLedger: { ListsEmpty(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "cleans up texts", requirement: LedgerConformance.payloads, finding: "is kind",
            makeLedger: { CleansUp(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "takes runs for one that begin alike", requirement: LedgerConformance.separateRuns,
            finding: "20 records are there instead of 10", makeLedger: { Mixes(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "lists the oldest run first", requirement: LedgerConformance.runList, finding: "listed as",
            makeLedger: { ListsOldestFirst(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "swallows the reader's error", requirement: LedgerConformance.reading, finding: "came out as nothing",
            makeLedger: { SwallowsReader(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "stops a reading at 10,000", requirement: LedgerConformance.longRuns,
            finding: "10000 records were read",
            makeLedger: { ReadsShort(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "writes half an append when cancelled", requirement: LedgerConformance.cancelledAppends,
            finding: "records are there instead", makeLedger: { HalvesCancelled(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "forgets when it is reopened", requirement: LedgerConformance.reopening,
            finding: "0 records are there instead of 10", makeLedger: { _ in MemoryLedger() }),
        LedgerFault(
            name: "writes later", requirement: LedgerConformance.secondReader, finding: "records are there instead of",
            makeLedger: { WritesLater(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "goes on after a torn line", requirement: LedgerConformance.tornEndings,
            finding: "after appending to a torn ledger", makeLedger: { AppendsToTorn(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "writes where it last was", requirement: LedgerConformance.alternatingWriters,
            finding: "records are there instead of 20", makeLedger: { OverwritesOthers(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "reports as done what cannot be written", requirement: LedgerConformance.unusableFolders,
            finding: "reported as done", makeLedger: { ClaimsDone(next: try? FileLedger(at: $0)) }),
        LedgerFault(
            name: "gives a lease to everybody", requirement: LedgerConformance.leases,
            finding: "a second holder got the lease",
            makeLedger: { LeasesToAll(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "lets the second wait", requirement: LedgerConformance.leases, finding: "did not end within",
            timeLimit: .seconds(3),
            makeLedger: { LeasesLater(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "gives many a lease at once", requirement: LedgerConformance.leaseRaces,
            finding: "held the lease at once",
            makeLedger: { LeasesToAll(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "keeps the lease of failed work", requirement: LedgerConformance.leaseEnds,
            finding: "was not given back", makeLedger: { KeepsLease(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "leases within an instance only", requirement: LedgerConformance.leasesElsewhere,
            finding: "in another instance got the lease", makeLedger: { LeasesAlone(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "says that it has compacted", requirement: LedgerConformance.compaction,
            finding: "after compacting, 100 records are there instead of 50",
            makeLedger: { ClaimsCompacting(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "compacts and says that it does not", requirement: LedgerConformance.compaction,
            finding: "said not to be offered", makeLedger: { DeniesCompacting(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "clears a run before it asks what remains", requirement: LedgerConformance.refusedCompaction,
            finding: "0 records are there instead of 20", makeLedger: { ClearsFirst(sound: try FileLedger(at: $0)) }),
        LedgerFault(
            name: "compacts only what it wrote itself", requirement: LedgerConformance.compactionElsewhere,
            finding: "after a compaction elsewhere", makeLedger: { CompactsItsOwn(sound: try FileLedger(at: $0)) }),
    ]
}

private struct LosesLast: BrokenLedger {
    let sound: FileLedger
    func read(_ run: RunID, _ each: (LedgerRecord) throws -> Void) async throws {
        for record in try await sound.records(of: run).dropLast() { try each(record) }
    }
}

private struct Reorders: BrokenLedger {
    let sound: FileLedger
    func append(_ records: [LedgerRecord], to run: RunID) async throws {
        try await sound.append(records.reversed(), to: run)
    }
}

private struct Splits: BrokenLedger {
    let sound: FileLedger
    func append(_ records: [LedgerRecord], to run: RunID) async throws {
        for record in records {
            try await sound.append([record], to: run)
            // Room for somebody else's.
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

private struct Doubles: BrokenLedger {
    let sound: FileLedger
    func append(_ records: [LedgerRecord], to run: RunID) async throws {
        try await sound.append(records.first?.subject == "user-7" ? records + records : records, to: run)
    }
}

private struct ListsEmpty: BrokenLedger {
    let sound: FileLedger
    func runs() async throws -> [RunID] { [RunID("empty")].compactMap(\.self) }
}

private struct CleansUp: BrokenLedger {
    let sound: FileLedger
    func append(_ records: [LedgerRecord], to run: RunID) async throws {
        let cleaned = records.map { record in
            LedgerRecord(
                kind: record.kind, subject: record.subject.filter { !$0.isNewline }, at: record.at,
                payload: record.payload)
        }
        try await sound.append(cleaned, to: run)
    }
}

private struct Mixes: BrokenLedger {
    let sound: FileLedger
    func read(_ run: RunID, _ each: (LedgerRecord) throws -> Void) async throws {
        for other in try await sound.runs() where other.description.hasPrefix(run.description) {
            try await sound.read(other, each)
        }
    }
}

private struct ListsOldestFirst: BrokenLedger {
    let sound: FileLedger
    func runs() async throws -> [RunID] { try await sound.runs().reversed() }
}

private struct SwallowsReader: BrokenLedger {
    let sound: FileLedger
    func read(_ run: RunID, _ each: (LedgerRecord) throws -> Void) async throws {
        try await sound.read(run) { try? each($0) }
    }
}

private struct ReadsShort: BrokenLedger {
    let sound: FileLedger
    func read(_ run: RunID, _ each: (LedgerRecord) throws -> Void) async throws {
        for record in try await sound.records(of: run).prefix(10_000) { try each(record) }
    }
}

private struct HalvesCancelled: BrokenLedger {
    let sound: FileLedger
    func append(_ records: [LedgerRecord], to run: RunID) async throws {
        for record in records {
            try await sound.append([record], to: run)
            try Task.checkCancellation()
        }
    }
}

private struct WritesLater: BrokenLedger {
    let sound: FileLedger
    func append(_ records: [LedgerRecord], to run: RunID) async throws {
        Task {
            try await Task.sleep(for: .milliseconds(20))
            try await sound.append(records, to: run)
        }
    }
}

/// Appends to a file without looking at how it ends.
private struct AppendsToTorn: BrokenLedger {
    let sound: FileLedger
    func append(_ records: [LedgerRecord], to run: RunID) async throws {
        // What the sound ledger would write, by way of another folder.
        let elsewhere = sound.folder.appending(path: "elsewhere-\(UUID().uuidString)")
        try await FileLedger(at: elsewhere).append(records, to: run)
        let bytes = try Data(contentsOf: elsewhere.appending(path: "\(run).jsonl"))
        let file = sound.folder.appending(path: "\(run).jsonl")
        if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: bytes)
    }

    func read(_ run: RunID, _ each: (LedgerRecord) throws -> Void) async throws {
        var records: [LedgerRecord] = []
        do {
            try await sound.read(run) { records.append($0) }
        } catch is LedgerError {
            // A damaged line ends what can be read.
        }
        for record in records { try each(record) }
    }
}

/// Remembers everything it wrote itself, and writes all of it anew.
private final class OverwritesOthers: BrokenLedger {
    let sound: FileLedger
    private let written = Mutex<[RunID: [LedgerRecord]]>([:])

    init(sound: FileLedger) { self.sound = sound }

    func append(_ records: [LedgerRecord], to run: RunID) async throws {
        let all = written.withLock { written in
            written[run, default: []] += records
            return written[run, default: []]
        }
        try? FileManager.default.removeItem(at: sound.folder.appending(path: "\(run).jsonl"))
        try await FileLedger(at: sound.folder).append(all, to: run)
    }
}

private struct ClaimsDone: Ledger {
    let next: FileLedger?
    func append(_ records: [LedgerRecord], to run: RunID) async throws { try? await next?.append(records, to: run) }
    func read(_ run: RunID, _ each: (LedgerRecord) throws -> Void) async throws { try await next?.read(run, each) }
    func runs() async throws -> [RunID] { try await next?.runs() ?? [] }
    func withLease<Value: Sendable>(
        on run: RunID, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        try await work()
    }
}

private struct LeasesToAll: BrokenLedger {
    let sound: FileLedger
    func withLease<Value: Sendable>(
        on run: RunID, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        try await work()
    }
}

private struct LeasesLater: BrokenLedger {
    let sound: FileLedger
    func withLease<Value: Sendable>(
        on run: RunID, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        while true {
            do {
                return try await sound.withLease(on: run, work)
            } catch let error as LedgerError where error.kind == .busy {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }
}

private final class KeepsLease: BrokenLedger {
    let sound: FileLedger
    private let held = Mutex<Set<RunID>>([])

    init(sound: FileLedger) { self.sound = sound }

    func withLease<Value: Sendable>(
        on run: RunID, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        guard held.withLock({ $0.insert(run).inserted }) else { throw LedgerError.busy(run) }
        let value = try await work()
        held.withLock { _ = $0.remove(run) }
        return value
    }
}

private final class LeasesAlone: BrokenLedger {
    let sound: FileLedger
    private let held = Mutex<Set<RunID>>([])

    init(sound: FileLedger) { self.sound = sound }

    func withLease<Value: Sendable>(
        on run: RunID, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        guard held.withLock({ $0.insert(run).inserted }) else { throw LedgerError.busy(run) }
        defer { held.withLock { _ = $0.remove(run) } }
        return try await work()
    }
}

private struct ClaimsCompacting: BrokenLedger {
    let sound: FileLedger
    func compact(
        _ run: RunID, _ keep: @Sendable ([LedgerRecord]) throws -> [LedgerRecord]
    ) async throws -> Int? {
        try keep(await sound.records(of: run)).count
    }
}

private struct DeniesCompacting: BrokenLedger {
    let sound: FileLedger
    func compact(
        _ run: RunID, _ keep: @Sendable ([LedgerRecord]) throws -> [LedgerRecord]
    ) async throws -> Int? {
        _ = try await sound.compact(run, keep)
        return nil
    }
}

private struct ClearsFirst: BrokenLedger {
    let sound: FileLedger
    func compact(
        _ run: RunID, _ keep: @Sendable ([LedgerRecord]) throws -> [LedgerRecord]
    ) async throws -> Int? {
        let all = try await sound.records(of: run)
        _ = try await sound.compact(run) { _ in [] }
        let rest = try keep(all)
        try await sound.append(rest, to: run)
        return rest.count
    }
}

private final class CompactsItsOwn: BrokenLedger {
    let sound: FileLedger
    private let written = Mutex<[LedgerRecord]>([])

    init(sound: FileLedger) { self.sound = sound }

    func append(_ records: [LedgerRecord], to run: RunID) async throws {
        written.withLock { $0 += records }
        try await sound.append(records, to: run)
    }

    func compact(
        _ run: RunID, _ keep: @Sendable ([LedgerRecord]) throws -> [LedgerRecord]
    ) async throws -> Int? {
        let own = written.withLock { $0 }
        return try await sound.compact(run) { _ in try keep(own) }
    }
}
