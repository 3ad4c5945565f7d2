import Foundation
import PatchbayCore
import PatchbayTesting
import Testing

/// What a disk may have done to a ledger's file between two runs.
@Suite struct FileLedgerFuzzTests {
    private static let run = RunID("install-20261124-183000-4f2a")

    private static let records: [LedgerRecord] = (0..<6).map { number in
        LedgerRecord(
            kind: .init(rawValue: number.isMultiple(of: 2) ? "announced" : "outcome"),
            subject: "06ed230f-fb58-47ac-840b-c1a21a7fdea\(number)",
            at: Date(timeIntervalSince1970: 1_795_000_000 + Double(number)),
            payload: number == 3 ? Data() : Data(#"{"name":"Zoë \"李\"","payload":{"n":\#(number)},"ok":true}"#.utf8))
    }

    /// A folder with the ledger of the records above, and the bytes of its file.
    private func withLedger(_ work: (FileLedger, RunID, URL, Data) async throws -> Void) async throws {
        let run = try #require(Self.run)
        try await withTemporaryFolder { folder in
            let ledger = try FileLedger(at: folder)
            for record in Self.records.prefix(3) { try await ledger.append([record], to: run) }
            try await ledger.append(Array(Self.records.dropFirst(3)), to: run)
            let file = folder.appending(path: "\(run).jsonl")
            try await work(ledger, run, file, try Data(contentsOf: file))
        }
    }

    /// What a reader is handed before it ends or gives up.
    private func read(_ ledger: FileLedger, _ run: RunID) async throws -> (records: [LedgerRecord], isWhole: Bool) {
        var records: [LedgerRecord] = []
        do {
            try await ledger.read(run) { records.append($0) }
            return (records, true)
        } catch let error as LedgerError {
            #expect(error.kind == .corrupt)
            return (records, false)
        }
    }

    @Test func `a file that ends anywhere gives the records that are whole, and goes on from there`() async throws {
        try await withLedger { ledger, run, file, bytes in
            for length in 0...bytes.count {
                try bytes.prefix(length).write(to: file)
                let lines = bytes.prefix(length).filter { $0 == UInt8(ascii: "\n") }.count
                // The last three were one append: all of them or none.
                let whole = lines == 6 ? 6 : min(lines, 3)
                let found = try await read(ledger, run)
                #expect(found.records == Array(Self.records.prefix(whole)), "cut at \(length)")
                #expect(found.isWhole, "cut at \(length)")
            }
            try bytes.dropLast(7).write(to: file)
            let next = try FileLedger(at: file.deletingLastPathComponent())
            try await next.append([Self.records[0]], to: run)
            #expect(try await next.records(of: run) == Self.records.prefix(3) + [Self.records[0]])
        }
    }

    @Test func `a byte that has changed, wherever it is, is noticed and invents no record`() async throws {
        try await withLedger { ledger, run, file, bytes in
            var mutator = ByteMutator(seed: 6)
            for place in bytes.indices {
                var damaged = bytes
                damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &mutator)
                try damaged.write(to: file)
                let found = try await read(ledger, run)
                #expect(
                    found.records == Array(Self.records.prefix(found.records.count)),
                    "a record that nobody wrote, after a change at \(place)")
                // Only the end of the last line may go unnoticed: without it, the line counts as torn.
                #expect(!found.isWhole || place == bytes.count - 1, "nothing is said of a change at \(place)")
            }
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `whatever is done to a file, it is read to an end and invents no record`(seed: UInt64) async throws {
        try await withLedger { ledger, run, file, bytes in
            var mutator = ByteMutator(seed: seed)
            try mutator.damage(bytes, with: [bytes]).write(to: file)
            let found = try await read(ledger, run)
            #expect(found.records.allSatisfy(Self.records.contains))
        }
    }
}
