#if SQLite
    public import Foundation
    import GRDB
    public import PatchbayCore

    /// A ledger in a SQLite database: for large tenants, for several readers, and for questions that are asked in SQL.
    ///
    /// Every append is one transaction that is on the disk when it returns (write-ahead log, `synchronous = FULL`). Readers never wait for
    /// the writer. The lease is that of ``FileLedger``, a lock file for each run that the kernel releases when a process dies; so the two
    /// kinds of ledger exclude each other too if they share a folder.
    ///
    /// ```sql
    /// SELECT subject, at, json_extract(payload, '$.reason') FROM record WHERE run = 'install-20261124-183000-4f2a' AND kind = 'outcome';
    /// ```
    ///
    /// Needs the package trait `SQLite`, and on Linux SQLite's own library (`libsqlite3-dev` on Debian and Ubuntu).
    public struct SQLiteLedger: Ledger {
        /// How many records are read at a time, so that memory does not grow with a run.
        private static let pageSize = 1_000

        /// The folder.
        public let folder: URL
        let pool: DatabasePool
        private let locks: FileLedger

        /// Opens the database `ledger.sqlite` in a folder, and makes both if need be.
        ///
        /// - Throws: ``LedgerError`` if that cannot be done.
        public init(at folder: URL) throws {
            self.folder = folder
            locks = try FileLedger(at: folder)
            do {
                var configuration = Configuration()
                // Another process may be writing; it does so for milliseconds.
                configuration.busyMode = .timeout(10)
                configuration.label = "patchbay.ledger"
                pool = try DatabasePool(
                    path: folder.appending(path: "ledger.sqlite").path, configuration: configuration)
                try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
                try Self.migrator.migrate(pool)
            } catch {
                throw Self.error(for: error, writing: true)
            }
        }

        private static var migrator: DatabaseMigrator {
            var migrator = DatabaseMigrator()
            migrator.registerMigration("records") { database in
                try database.execute(
                    sql: """
                        CREATE TABLE record (
                            id INTEGER PRIMARY KEY AUTOINCREMENT,
                            run TEXT NOT NULL,
                            at TEXT NOT NULL,
                            kind TEXT NOT NULL,
                            subject TEXT NOT NULL,
                            payload TEXT NOT NULL
                        );
                        CREATE INDEX record_run ON record (run, id);
                        """)
            }
            return migrator
        }

        /// Appends records in one transaction. It is not interrupted by a cancellation: what the service has done must be on record.
        public func append(_ records: [LedgerRecord], to run: RunID) async throws {
            guard !records.isEmpty else { return }
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                pool.asyncWrite { database in
                    let statement = try database.cachedStatement(
                        sql: "INSERT INTO record (run, at, kind, subject, payload) VALUES (?, ?, ?, ?, ?)")
                    for record in records {
                        try statement.execute(
                            arguments: StatementArguments([run.description.databaseValue] + Self.values(record)))
                    }
                } completion: { _, result in
                    continuation.resume(with: result.mapError { Self.error(for: $0, writing: true) })
                }
            }
        }

        /// Hands every record of a run to a closure, a thousand at a time from the database. Records that are appended meanwhile are not
        /// among them.
        public func read(_ run: RunID, _ each: (LedgerRecord) throws -> Void) async throws {
            try await read(run) { _, record in try each(record) }
        }

        private func read(_ run: RunID, _ each: (Int64, LedgerRecord) throws -> Void) async throws {
            let last = try await reading { database in
                try Int64.fetchOne(
                    database, sql: "SELECT MAX(id) FROM record WHERE run = ?", arguments: [run.description])
            }
            guard let last else { return }
            var position: Int64 = 0
            while position < last {
                let after = position
                let page = try await reading { try Self.page(of: run, after: after, through: last, in: $0) }
                guard let end = page.last?.id else { return }
                for (id, record) in page { try each(id, record) }
                position = end
            }
        }

        /// The runs, the one that was written to last first.
        public func runs() async throws -> [RunID] {
            try await reading { database in
                try String.fetchAll(database, sql: "SELECT run FROM record GROUP BY run ORDER BY MAX(id) DESC")
            }.compactMap(RunID.init)
        }

        /// Runs work while nobody else may change this run.
        public func withLease<Value: Sendable>(
            on run: RunID, _ work: @Sendable () async throws -> Value
        ) async throws -> Value {
            try await locks.withLease(on: run, work)
        }

        /// Replaces the records of a run by fewer, in one transaction. What is appended meanwhile stays behind them. The database's file
        /// does not get smaller; its room is used again.
        public func compact(
            _ run: RunID, _ keep: @Sendable ([LedgerRecord]) throws -> [LedgerRecord]
        ) async throws -> Int? {
            var ids: [Int64] = []
            var all: [LedgerRecord] = []
            try await read(run) { id, record in
                ids.append(id)
                all.append(record)
            }
            let rest = try keep(all)
            guard rest.count < all.count else { return all.count }
            let (dropped, replaced) = Self.difference(from: all, to: rest, ids: ids)
            do {
                return try await pool.write { database in
                    let deletion = try database.cachedStatement(sql: "DELETE FROM record WHERE id = ?")
                    for id in dropped { try deletion.execute(arguments: [id]) }
                    let replacement = try database.cachedStatement(
                        sql: "UPDATE record SET at = ?, kind = ?, subject = ?, payload = ? WHERE id = ?")
                    for (id, record) in replaced {
                        try replacement.execute(arguments: StatementArguments(Self.values(record) + [id.databaseValue]))
                    }
                    return try Int.fetchOne(
                        database, sql: "SELECT COUNT(*) FROM record WHERE run = ?", arguments: [run.description])
                }
            } catch {
                throw Self.error(for: error, writing: true)
            }
        }

        /// Which rows go and which get another content. Those that stay keep their place, so that whoever is reading meanwhile misses none.
        private static func difference(
            from all: [LedgerRecord], to rest: [LedgerRecord], ids: [Int64]
        ) -> (dropped: [Int64], replaced: [(Int64, LedgerRecord)]) {
            var dropped: [Int64] = []
            var next = 0
            for (id, record) in zip(ids, all) {
                if next < rest.count, record == rest[next] { next += 1 } else { dropped.append(id) }
            }
            if next == rest.count { return (dropped, []) }
            let kept = ids.suffix(rest.count)
            return (Array(ids.dropLast(rest.count)), Array(zip(kept, rest)))
        }

        private func reading<Value: Sendable>(
            _ query: @escaping @Sendable (Database) throws -> Value
        ) async throws -> Value {
            do {
                return try await pool.read(query)
            } catch {
                throw Self.error(for: error, writing: false)
            }
        }

        private static func page(
            of run: RunID, after: Int64, through last: Int64, in database: Database
        ) throws -> [(id: Int64, record: LedgerRecord)] {
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT id, at, kind, subject, payload FROM record
                    WHERE run = ? AND id > ? AND id <= ? ORDER BY id LIMIT \(pageSize)
                    """, arguments: [run.description, after, last])
            var page: [(id: Int64, record: LedgerRecord)] = []
            while let row = try rows.next() {
                guard let at = WireDate.iso8601(row["at"] as String) else {
                    throw LedgerError(
                        .corrupt, "Record \(row["id"] as Int64) of run \(run) has no date.",
                        remedy: "Restore the database from a copy, or start a new run.")
                }
                let record = LedgerRecord(
                    kind: LedgerRecord.Kind(rawValue: text(row["kind"])), subject: text(row["subject"]), at: at,
                    payload: row["payload"])
                page.append((row["id"], record))
            }
            return page
        }

        private static func values(_ record: LedgerRecord) -> [DatabaseValue] {
            [
                WireDate.string(record.at).databaseValue, stored(Data(record.kind.rawValue.utf8)),
                stored(Data(record.subject.utf8)), stored(record.payload),
            ]
        }

        /// Text, so that it can be read and searched; bytes where SQLite's text would lose something.
        private static func stored(_ bytes: Data) -> DatabaseValue {
            guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
                return bytes.databaseValue
            }
            return text.databaseValue
        }

        /// By way of bytes, because SQLite's text ends at a NUL.
        private static func text(_ bytes: Data) -> String { String(decoding: bytes, as: UTF8.self) }

        private static func error(for error: any Error, writing: Bool) -> any Error {
            guard let error = error as? DatabaseError else { return error }
            switch error.resultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB:
                return LedgerError(
                    .corrupt, "The ledger's database is damaged (\(error.resultCode)).",
                    remedy:
                        "Restore it from a copy, or name another folder; the service is read before anything is sent.")
            case .SQLITE_FULL, .SQLITE_IOERR:
                return LedgerError(
                    writing ? .notWritten : .notReadable, "The ledger's database cannot be used (\(error.resultCode)).",
                    remedy: "Make room on the disk and resume the run; everything recorded so far is kept.")
            default:
                return LedgerError(
                    writing ? .notWritten : .notReadable, "The ledger's database cannot be used (\(error.resultCode)).",
                    remedy: "Check the permissions of the folder, and that no other program holds the database.")
            }
        }
    }

#else
    public import Foundation

    /// The ledger in a SQLite database, which this build of the package does not include.
    @available(*, unavailable, message: "Enable the package trait SQLite: .package(url: …, traits: [\"SQLite\"]).")
    public struct SQLiteLedger: Sendable {
        /// Not in this build.
        public init(at folder: URL) throws {}
    }
#endif
