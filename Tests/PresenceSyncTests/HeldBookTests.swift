import Foundation
import GraphClient
import PatchbayCore
import PresenceMapping
import PresenceSync
import Testing

@Suite struct HeldBookTests {
    private struct Death: Error {}

    private let date = Date(timeIntervalSince1970: 1_795_000_000)

    private func held(_ number: Int) -> HeldPresence {
        HeldPresence(
            ownUserStatus: .available, ownDNDStatus: .takeAllCalls, writtenUserStatus: .busy,
            writtenDNDStatus: number.isMultiple(of: 2) ? .doNotAcceptAnyCalls : .takeAllCalls)
    }

    /// Five people, something laid over each of them again and again, and given back to two.
    private func fill(_ book: HeldBook) async throws -> [User.ID: HeldPresence] {
        for round in 0..<20 {
            for person in 0..<5 { try await book.record(User.ID("u\(person)"), held(round + person), at: date) }
        }
        for person in 0..<2 { try await book.record(User.ID("u\(person)"), nil, at: date) }
        return try await book.load()
    }

    private func withFolder(_ work: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "patchbay-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await work(folder)
    }

    private func size(_ folder: URL) throws -> Int {
        let file = folder.appending(path: "\(HeldBook.name(tenant: "contoso.com")).jsonl")
        return try Data(contentsOf: file).count
    }

    @Test func `a compacted book says the same in one entry for everybody who has something laid over`() async throws {
        try await withFolder { folder in
            let book = HeldBook(ledger: try FileLedger(at: folder), run: HeldBook.name(tenant: "contoso.com"))
            let before = try await fill(book)
            let length = try size(folder)
            #expect(before.count == 3)
            #expect(try await book.compact() == 3)
            #expect(try await book.load() == before)
            #expect(try size(folder) < length / 20)
            // It goes on in the same file, also by those who had it open before.
            try await book.record("u4", nil, at: date)
            let next = HeldBook(ledger: try FileLedger(at: folder), run: book.run)
            #expect(try await next.load().keys.sorted() == ["u2", "u3"])
            #expect(try await next.compact() == 2)
            try await book.record("u2", nil, at: date)
            #expect(try await next.load().keys.sorted() == ["u3"])
        }
    }

    @Test(arguments: FileLedger.CompactionStep.allCases)
    func `a compaction that is cut off leaves a book that says the same`(step: FileLedger.CompactionStep) async throws {
        try await withFolder { folder in
            let run = HeldBook.name(tenant: "contoso.com")
            let before = try await fill(HeldBook(ledger: try FileLedger(at: folder), run: run))
            let dying = HeldBook(
                ledger: try FileLedger(at: folder) { if $0 == step { throw Death() } }, run: run)
            await #expect(throws: (any Error).self) { try await dying.compact() }
            let next = HeldBook(ledger: try FileLedger(at: folder), run: run)
            #expect(try await next.load() == before)
            // And the next compaction is not held up by what the last one left.
            try await next.record("u9", held(1), at: date)
            #expect(try await next.compact() == 4)
            #expect(try await next.load().count == 4)
            #expect(try await next.ledger.runs() == [run])
        }
    }

    @Test func `a new file that was torn anywhere is no part of the book`() async throws {
        try await withFolder { folder in
            let run = HeldBook.name(tenant: "contoso.com")
            let book = HeldBook(ledger: try FileLedger(at: folder), run: run)
            let before = try await fill(book)
            let whole = try Data(contentsOf: folder.appending(path: "\(run).jsonl"))
            for length in stride(from: 0, through: 600, by: 37) {
                try whole.prefix(length).write(to: folder.appending(path: "\(run).jsonl.new"))
                #expect(try await HeldBook(ledger: try FileLedger(at: folder), run: run).load() == before)
            }
            #expect(try await book.compact() == 3)
            #expect(try await book.load() == before)
        }
    }

    @Test func `what does not belong to the book stays, and a ledger that keeps everything is left alone`() async throws
    {
        let ledger = MemoryLedger()
        let book = HeldBook(ledger: ledger, run: HeldBook.name(tenant: "contoso.com"))
        let other = LedgerRecord(kind: .init(rawValue: "other"), subject: "u0", at: date)
        await ledger.append([other, other], to: book.run)
        _ = try await fill(book)
        #expect(try await book.compact() == 5)
        #expect(try await ledger.records(of: book.run).filter { $0.kind == other.kind }.count == 2)
    }
}
