#if SQLite
    import Foundation
    import GRDB
    import PatchbayCore
    import PatchbayTesting
    import Testing

    @testable import PatchbaySQLite

    @Suite struct `The SQLite ledger` {
        @Test(arguments: LedgerConformance.requirements)
        func `keeps the contract`(_ requirement: LedgerConformance.Requirement) async {
            let failures = await LedgerConformance.check([requirement]) { try SQLiteLedger(at: $0) }
            #expect(failures == [])
        }

        @Test func `an append is on the disk when it returns: write-ahead log, full synchronization`() async throws {
            try await inFolder { folder in
                let ledger = try SQLiteLedger(at: folder)
                let (mode, level) = try await ledger.pool.writeWithoutTransaction { database in
                    (
                        try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                        try Int.fetchOne(database, sql: "PRAGMA synchronous")
                    )
                }
                #expect(mode == "wal")
                #expect(level == 2)
            }
        }

        @Test func `records can be asked for in SQL`() async throws {
            try await inFolder { folder in
                let ledger = try SQLiteLedger(at: folder)
                let run = try #require(RunID("install-1"))
                let records = try (1...3).map { number in
                    try LedgerRecord(
                        kind: .init(rawValue: "outcome"), subject: "user-\(number)", at: Date(timeIntervalSince1970: 0),
                        encoding: ["reason": number == 2 ? "noLicence" : "done"])
                }
                try await ledger.append(records, to: run)
                let subjects = try await ledger.pool.read { database in
                    try String.fetchAll(
                        database,
                        sql: "SELECT subject FROM record WHERE json_extract(payload, '$.reason') = 'noLicence'")
                }
                #expect(subjects == ["user-2"])
            }
        }

        @Test func `several read while one writes`() async throws {
            try await inFolder { folder in
                let ledger = try SQLiteLedger(at: folder)
                let reader = try SQLiteLedger(at: folder)
                let run = try #require(RunID("install-1"))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for number in 0..<300 { try await ledger.append([record(number)], to: run) }
                    }
                    for _ in 0..<4 {
                        group.addTask {
                            var last = 0
                            while last < 300 {
                                var subjects: [String] = []
                                try await reader.read(run) { subjects.append($0.subject) }
                                #expect(subjects == (0..<subjects.count).map { "user-\($0)" })
                                #expect(subjects.count >= last)
                                last = subjects.count
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }

        @Test func `whoever reads while a run is compacted misses nothing that remains`() async throws {
            try await inFolder { folder in
                let ledger = try SQLiteLedger(at: folder)
                let other = try SQLiteLedger(at: folder)
                let run = try #require(RunID("presence-1"))
                try await ledger.append((0..<3000).map { record($0) }, to: run)
                var subjects: [String] = []
                let compacting = Task {
                    try await other.compact(run) { records in records.filter { $0.subject.hasSuffix("0") } }
                }
                try await ledger.read(run) { subjects.append($0.subject) }
                #expect(try await compacting.value == 300)
                let rest = (0..<300).map { "user-\($0 * 10)" }
                #expect(subjects.filter { $0.hasSuffix("0") } == rest)
                #expect(try await ledger.records(of: run).map(\.subject) == rest)
            }
        }

        @Test func `what is appended while a run is compacted stays behind what remains`() async throws {
            try await inFolder { folder in
                let ledger = try SQLiteLedger(at: folder)
                let run = try #require(RunID("presence-1"))
                try await ledger.append((0..<200).map { record($0) }, to: run)
                let appending = Task {
                    for number in 200..<300 { try await ledger.append([record(number)], to: run) }
                }
                let count = try await ledger.compact(run) { $0.filter { $0.subject.hasSuffix("9") } }
                try await appending.value
                let subjects = try await ledger.records(of: run).map(\.subject)
                #expect((count ?? 0) <= subjects.count)
                #expect(subjects.prefix(20) == (0..<20).map { "user-\($0 * 10 + 9)" }[...])
                #expect(subjects.last == "user-299" && subjects == subjects.sorted { number($0) < number($1) })
            }
        }

        @Test func `a damaged database is reported as such`() async throws {
            try await inFolder { folder in
                try Data(repeating: 0x55, count: 8192).write(to: folder.appending(path: "ledger.sqlite"))
                let error = #expect(throws: LedgerError.self) { try SQLiteLedger(at: folder) }
                #expect(error?.kind == .corrupt)
            }
        }

        @Test func `a run is leased against the file ledger in the same folder`() async throws {
            try await inFolder { folder in
                let (database, file) = (try SQLiteLedger(at: folder), try FileLedger(at: folder))
                let run = try #require(RunID("install-1"))
                try await database.withLease(on: run) {
                    _ = await #expect(throws: LedgerError.busy(run)) { try await file.withLease(on: run) {} }
                }
            }
        }

        @Test func `an append is recorded though the task is cancelled`() async throws {
            try await inFolder { folder in
                let ledger = try SQLiteLedger(at: folder)
                let run = try #require(RunID("install-1"))
                let task = Task {
                    while !Task.isCancelled { await Task.yield() }
                    try await ledger.append([record(1)], to: run)
                }
                task.cancel()
                try await task.value
                #expect(try await ledger.records(of: run) == [record(1)])
            }
        }

        private func inFolder(_ body: (URL) async throws -> Void) async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "sqlite-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try await body(folder)
        }
    }

    private func number(_ subject: String) -> Int { Int(subject.dropFirst(5)) ?? -1 }

    private func record(_ number: Int) -> LedgerRecord {
        LedgerRecord(
            kind: .init(rawValue: "outcome"), subject: "user-\(number)",
            at: Date(timeIntervalSince1970: 1_800_000_000 + Double(number)), payload: Data("{}".utf8))
    }
#endif
