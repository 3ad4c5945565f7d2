public import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A ledger in a folder: one file of JSON lines per run, flushed to the disk before an append returns.
///
/// Appends that arrive while the disk is busy are written together and flushed once. A last append that was torn by a crash is dropped as a
/// whole (each of several lines says which part of how many it is); a damaged line anywhere else is an error. A lock file keeps two processes from working on the same run; the kernel releases it
/// when a process dies, however it dies.
public actor FileLedger: Ledger {
    /// The moments of a compaction at which a process may die.
    package enum CompactionStep: CaseIterable, Sendable {
        /// The new file has half of its content.
        case halfWritten
        /// It has all of it, and the disk may not have it yet.
        case written
        /// The disk has it.
        case flushed
        /// It has the name of the old one.
        case renamed
    }

    private struct Open {
        var handle: FileHandle
        var length: UInt64
        /// Lines that wait for the next flush; every append has a ticket, settled when its lines are flushed or lost.
        var pending = Data()
        var lastTicket = 0
        var settled = 0
        var lost: Set<Int> = []
    }

    /// The folder.
    public nonisolated let folder: URL
    private var open: [RunID: Open] = [:]
    private let atStep: @Sendable (CompactionStep) throws -> Void

    /// Makes the folder if need be.
    ///
    /// - Throws: ``LedgerError`` if it cannot be made or written to.
    public init(at folder: URL) throws { try self.init(at: folder, atStep: { _ in }) }

    /// The same, for a test that interrupts compactions.
    package init(at folder: URL, atStep: @escaping @Sendable (CompactionStep) throws -> Void) throws {
        self.folder = folder
        self.atStep = atStep
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw LedgerError(
                .notWritten, "The ledger folder \(folder.path) cannot be made.",
                remedy: "Name a folder that you may write to.")
        }
    }

    /// Appends records and flushes them to the disk, together with whatever else was appended meanwhile.
    public func append(_ records: [LedgerRecord], to run: RunID) async throws {
        guard !records.isEmpty else { return }
        var bytes = Data()
        for (index, record) in records.enumerated() {
            bytes.append(try Self.line(record, part: records.count > 1 ? [index + 1, records.count] : nil))
        }
        _ = try opened(run)
        open[run]?.pending.append(bytes)
        open[run]?.lastTicket += 1
        let ticket = open[run]?.lastTicket ?? 0
        // Others who are about to append get their lines in first; one flush then serves them all.
        await Task.yield()
        if let file = open[run], file.settled < ticket { flush(run) }
        if open[run]?.lost.remove(ticket) != nil {
            throw LedgerError(
                .notWritten, "The ledger of run \(run) cannot be written (is the disk full?).",
                remedy: "Make room and resume the run; everything recorded so far is kept.")
        }
    }

    private func flush(_ run: RunID) {
        guard var file = open[run] else { return }
        do {
            // Another instance may have put a shorter file in the place of this one.
            if let there = Self.fileNumber(of: self.file(run)), there != Self.fileNumber(of: file.handle),
                let handle = FileHandle(forUpdatingAtPath: self.file(run).path)
            {
                try? file.handle.close()
                file.handle = handle
                file.length = 0
            }
            // Another instance may have had the lease meanwhile: its lines come first, and a line that it tore goes.
            let end = try file.handle.seekToEnd()
            if end != file.length {
                file.length = try Self.wholeLength(of: file.handle, end: end)
                try file.handle.truncate(atOffset: file.length)
                try file.handle.seek(toOffset: file.length)
            }
            try file.handle.write(contentsOf: file.pending)
            try file.handle.synchronize()
            file.length += UInt64(file.pending.count)
        } catch {
            // Whatever part of it arrived is taken back, so that the file still ends with a whole line. If even that fails, the
            // torn line is cut off when the file is opened next.
            try? file.handle.truncate(atOffset: file.length)
            try? file.handle.seek(toOffset: file.length)
            file.lost.formUnion(file.settled + 1...file.lastTicket)
        }
        file.settled = file.lastTicket
        file.pending = Data()
        open[run] = file
    }

    /// Hands every record of a run to a closure, reading the file in pieces.
    public nonisolated func read(_ run: RunID, _ each: (LedgerRecord) throws -> Void) async throws {
        try scan(run, each)
    }

    private nonisolated func scan(_ run: RunID, _ each: (LedgerRecord) throws -> Void) throws {
        let file = file(run)
        guard FileManager.default.fileExists(atPath: file.path) else { return }
        let handle: FileHandle
        do {
            handle = try FileHandle(forReadingFrom: file)
        } catch {
            throw LedgerError(
                .notReadable, "The ledger of run \(run) cannot be read.",
                remedy: "Check the permissions of \(file.path).")
        }
        defer { try? handle.close() }
        var rest = Data()
        var number = 0
        // An append of several lines counts when its last one is there.
        var unfinished: [LedgerRecord] = []
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
            rest.append(piece)
            var start = rest.startIndex
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                number += 1
                guard let (record, part) = Self.record(rest[start..<end]), part.index == unfinished.count + 1 else {
                    throw LedgerError(
                        .corrupt, "Line \(number) of \(file.lastPathComponent) is damaged.",
                        remedy:
                            "Restore the file from a copy, or start a new run; the service is read before anything is sent."
                    )
                }
                unfinished.append(record)
                if part.index == part.count {
                    for record in unfinished { try each(record) }
                    unfinished = []
                }
                start = rest.index(after: end)
            }
            rest = Data(rest[start...])
        }
        // What is left, a line without an end or an append without its last line, was being written when the process died, and nothing
        // was done on the strength of it.
    }

    /// Replaces the records of a run by fewer: writes them to a new file, flushes it, and gives it the name of the old one.
    public func compact(
        _ run: RunID, _ keep: @Sendable ([LedgerRecord]) throws -> [LedgerRecord]
    ) async throws -> Int? {
        // Nothing here waits, so that no append comes in between; those that wait for the disk go first.
        if open[run]?.pending.isEmpty == false { flush(run) }
        var all: [LedgerRecord] = []
        try scan(run) { all.append($0) }
        let rest = try keep(all)
        guard rest.count < all.count else { return all.count }
        var lines: [Data] = []
        for record in rest { lines.append(try Self.line(record, part: nil)) }
        let half = lines.count / 2
        let path = file(run).path
        let new = path + ".new"
        do {
            guard FileManager.default.createFile(atPath: new, contents: nil),
                let handle = FileHandle(forUpdatingAtPath: new)
            else { throw CocoaError(.fileWriteNoPermission) }
            defer { try? handle.close() }
            try handle.write(contentsOf: Data(lines[..<half].joined()))
            try atStep(.halfWritten)
            try handle.write(contentsOf: Data(lines[half...].joined()))
            try atStep(.written)
            try handle.synchronize()
            try atStep(.flushed)
        } catch {
            throw LedgerError(
                .notWritten, "The ledger of run \(run) cannot be compacted (is the disk full?).",
                remedy: "Make room; everything recorded so far is kept.")
        }
        guard unsafe rename(new, path) == 0 else {
            throw LedgerError(
                .notWritten, "The ledger of run \(run) cannot be replaced.",
                remedy: "Check the permissions of \(folder.path).")
        }
        try atStep(.renamed)
        Self.flushFolder(folder)
        return rest.count
    }

    /// The runs, newest first.
    public func runs() throws -> [RunID] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let files = names.compactMap { name -> (RunID, Date)? in
            guard name.hasSuffix(".jsonl"), let run = RunID(String(name.dropLast(6))) else { return nil }
            let path = folder.appending(path: name).path
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return (run, attributes?[.modificationDate] as? Date ?? .distantPast)
        }
        return files.sorted { ($0.1, $0.0.description) > ($1.1, $1.0.description) }.map(\.0)
    }

    /// Runs work while nobody else may change this run.
    public nonisolated func withLease<Value: Sendable>(
        on run: RunID, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        let path = folder.appending(path: "\(run).lock").path
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        guard let lock = FileHandle(forUpdatingAtPath: path) else {
            throw LedgerError(
                .notWritten, "The lock of run \(run) cannot be made.",
                remedy: "Check the permissions of \(folder.path).")
        }
        defer { try? lock.close() }
        guard flock(lock.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else { throw LedgerError.busy(run) }
        return try await work()
    }

    private nonisolated func file(_ run: RunID) -> URL { folder.appending(path: "\(run).jsonl") }

    /// Opens a run's file for appending; a torn last line is cut off first.
    private func opened(_ run: RunID) throws -> Open {
        if let file = open[run] { return file }
        let path = file(run).path
        let isNew = !FileManager.default.fileExists(atPath: path)
        if isNew { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        guard let handle = FileHandle(forUpdatingAtPath: path) else {
            throw LedgerError(
                .notWritten, "The ledger of run \(run) cannot be opened for writing.",
                remedy: "Check the permissions of \(folder.path).")
        }
        let end = try handle.seekToEnd()
        let length = try Self.wholeLength(of: handle, end: end)
        if length < end { try handle.truncate(atOffset: length) }
        try handle.seek(toOffset: length)
        if isNew { Self.flushFolder(folder) }
        let file = Open(handle: handle, length: length)
        open[run] = file
        return file
    }

    /// The length up to and including the last append that is there as a whole.
    private static func wholeLength(of handle: FileHandle, end: UInt64) throws -> UInt64 {
        let length = try lineEnd(before: end, in: handle)
        guard length > 0 else { return 0 }
        var start = try lineEnd(before: length - 1, in: handle)
        try handle.seek(toOffset: start)
        let last = try handle.read(upToCount: Int(length - start - 1)) ?? Data()
        guard let (_, part) = record(last), part.index < part.count else { return length }
        for _ in 1..<part.index where start > 0 { start = try lineEnd(before: start - 1, in: handle) }
        return start
    }

    /// The position behind the last line end before `end`.
    private static func lineEnd(before end: UInt64, in handle: FileHandle) throws -> UInt64 {
        var position = end
        while position > 0 {
            let start = position > 65_536 ? position - 65_536 : 0
            try handle.seek(toOffset: start)
            let piece = try handle.read(upToCount: Int(position - start)) ?? Data()
            if let last = piece.lastIndex(of: UInt8(ascii: "\n")) {
                return start + UInt64(piece.distance(from: piece.startIndex, to: last)) + 1
            }
            position = start
        }
        return 0
    }

    /// A new file's name is durable only when its folder is.
    private static func flushFolder(_ folder: URL) {
        let descriptor = unsafe Foundation.open(folder.path, O_RDONLY)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        _ = close(descriptor)
    }

    /// The number by which the file system knows a file; `nil` if there is none.
    private static func fileNumber(of file: URL) -> UInt64? {
        var info = stat()
        guard unsafe stat(file.path, &info) == 0 else { return nil }
        return UInt64(info.st_ino)
    }

    private static func fileNumber(of handle: FileHandle) -> UInt64? {
        var info = stat()
        guard unsafe fstat(handle.fileDescriptor, &info) == 0 else { return nil }
        return UInt64(info.st_ino)
    }

    private struct Header: Codable {
        let at: String
        let kind: LedgerRecord.Kind
        let subject: String
        /// For an append of several lines: which of them, and how many there are.
        var part: [Int]?
    }

    /// The payload comes last and is copied as it is. Inside a JSON string a quote is escaped, so the marker cannot occur before it.
    private static let marker = Data(#","payload":"#.utf8)

    private static func line(_ record: LedgerRecord, part: [Int]?) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var line = try encoder.encode(
            Header(at: WireDate.string(record.at), kind: record.kind, subject: record.subject, part: part))
        if !record.payload.isEmpty {
            line.removeLast()
            line.append(marker)
            // A line break inside JSON is only space between its parts (within a string it is escaped); here it would end the line.
            line.append(contentsOf: record.payload.lazy.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 })
            line.append(UInt8(ascii: "}"))
        }
        line.removeLast()
        line.append(seal(of: line))
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// The end of a line: a sum over everything before it, so that a changed byte cannot pass for another user or another outcome.
    private static func seal(of bytes: Data) -> Data {
        // FNV-1a: against accidents, not against forgers.
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in Array(bytes) { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(sum, radix: 16)
        return Data((#","sum":""# + String(repeating: "0", count: 16 - digits.utf8.count) + digits + #""}"#).utf8)
    }

    /// The length of a seal.
    private static let sealLength = 26

    private static func record(_ sealed: Data) -> (LedgerRecord, part: (index: Int, count: Int))? {
        let content = Data(sealed.dropLast(sealLength))
        guard !content.isEmpty, sealed.suffix(sealLength) == seal(of: content) else { return nil }
        let line = content + Data("}".utf8)
        var header = line
        var payload = Data()
        if let range = line.range(of: marker) {
            guard line.last == UInt8(ascii: "}") else { return nil }
            header = Data(line[..<range.lowerBound]) + Data("}".utf8)
            payload = Data(line[range.upperBound...].dropLast())
        }
        guard let decoded = try? JSONDecoder().decode(Header.self, from: header), let at = WireDate.iso8601(decoded.at)
        else { return nil }
        let record = LedgerRecord(kind: decoded.kind, subject: decoded.subject, at: at, payload: payload)
        guard let part = decoded.part else { return (record, (1, 1)) }
        guard part.count == 2, part[0] >= 1, part[1] >= part[0] else { return nil }
        return (record, (part[0], part[1]))
    }
}
