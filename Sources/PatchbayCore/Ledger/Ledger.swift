public import Foundation

/// The durable account of what a run did: written before the next act, read back to resume.
///
/// After a crash at any instruction, what the ledger says and what the service holds can be brought together: an act that was
/// announced and has no outcome is read back before anything is sent again.
public protocol Ledger: Sendable {
    /// Appends records; returns when they are durable, all or none of them.
    ///
    /// - Throws: ``LedgerError``.
    func append(_ records: [LedgerRecord], to run: RunID) async throws

    /// Hands every record of a run to a closure, in the order they were appended, one at a time.
    ///
    /// - Throws: ``LedgerError``, and what the closure throws.
    func read(_ run: RunID, _ each: (LedgerRecord) throws -> Void) async throws

    /// The runs that have records, newest first.
    func runs() async throws -> [RunID]

    /// Runs work while nobody else may change this run, in this process or another.
    ///
    /// - Throws: ``LedgerError`` of kind `busy` if somebody else has it; what the work throws.
    func withLease<Value: Sendable>(
        on run: RunID, _ work: @Sendable () async throws -> Value
    ) async throws -> Value

    /// Replaces the records of a run by fewer that say the same. Whenever the process dies, either the old ones are there or the new ones.
    ///
    /// Only for whoever has the run to itself; see ``withLease(on:_:)``. A ledger need not offer it.
    ///
    /// - Parameter keep: what is to remain of the records that there are.
    /// - Returns: how many records there are now; `nil` if this ledger does not do such a thing.
    /// - Throws: ``LedgerError``, and what the closure throws; then the old ones are there.
    func compact(
        _ run: RunID, _ keep: @Sendable ([LedgerRecord]) throws -> [LedgerRecord]
    ) async throws -> Int?
}

extension Ledger {
    /// Keeps everything.
    public func compact(
        _ run: RunID, _ keep: @Sendable ([LedgerRecord]) throws -> [LedgerRecord]
    ) async throws -> Int? { nil }

    /// Every record of a run, for runs that are known to be short.
    public func records(of run: RunID) async throws -> [LedgerRecord] {
        var all: [LedgerRecord] = []
        try await read(run) { all.append($0) }
        return all
    }
}

/// The name of a run, which is also the name of its file: letters, digits, `-` and `_`.
public struct RunID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// Makes a name; `nil` if it has other characters, is empty or is longer than 100.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 100,
            text.utf8.allSatisfy({ byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 95
            })
        else { return nil }
        description = text
    }

    /// A name that sorts by time: `install-20261124-183000-4f2a`.
    public init(kind: String, at date: Date, suffix: UInt16) {
        let stamp = WireDate.string(date).filter { !"-:".contains($0) }.prefix(15).replacing("T", with: "-")
        let tail = String(suffix, radix: 16)
        description =
            kind.filter { $0.isASCII && ($0.isLetter || $0.isNumber) } + "-" + stamp + "-"
            + String(repeating: "0", count: 4 - tail.count) + tail
    }

    /// A text as a part of a name: in lower case, `_` for every character that a name cannot have, cut to a length.
    package static func part(_ text: String, limit: Int) -> String {
        let safe = text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" }
        return String(safe.prefix(limit))
    }

    /// Reads and checks a name.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let run = RunID(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not the name of a run"))
        }
        self = run
    }

    /// Writes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// One line of a ledger.
public struct LedgerRecord: Hashable, Sendable {
    /// What kind of line: open, each flow has its own.
    public struct Kind: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Makes a kind.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// What kind of line.
    public let kind: Kind
    /// Whom or what it is about, such as a user's object id; empty for the run as a whole.
    public let subject: String
    /// When it was written.
    public let at: Date
    /// The rest, as JSON; empty if there is nothing more.
    public let payload: Data

    /// Makes a line from bytes that are JSON already.
    public init(kind: Kind, subject: String = "", at: Date, payload: Data = Data()) {
        self.kind = kind
        self.subject = subject
        self.at = at
        self.payload = payload
    }

    /// Makes a line with a value.
    public init(kind: Kind, subject: String = "", at: Date, encoding value: some Encodable) throws {
        self.init(kind: kind, subject: subject, at: at, payload: try WireCoding.encode(value))
    }

    /// The payload as a value.
    ///
    /// - Throws: ``LedgerError`` if it is something else.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws(LedgerError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: payload)
        } catch {
            throw LedgerError(
                .corrupt, "A “\(kind.rawValue)” line holds something else than expected.",
                remedy: "The ledger was written by another version or changed by hand: start a new run.")
        }
    }
}

/// A ledger that cannot be written or read. A run stops at once: it never goes on without its account.
public struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
    /// What went wrong. Open.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The word.
        public let rawValue: String
        /// Makes a kind.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Somebody else runs it.
        public static let busy = Kind(rawValue: "busy")
        /// It could not be written.
        public static let notWritten = Kind(rawValue: "notWritten")
        /// It could not be read.
        public static let notReadable = Kind(rawValue: "notReadable")
        /// A line that is not the last is damaged.
        public static let corrupt = Kind(rawValue: "corrupt")
    }

    /// What went wrong.
    public let kind: Kind
    /// The same in a sentence.
    public let description: String
    /// What to do.
    public let remedy: Remedy

    /// Makes an error.
    public init(_ kind: Kind, _ description: String, remedy: String) {
        self.kind = kind
        self.description = description
        self.remedy = Remedy(remedy)
    }

    /// The same as ``description``.
    public var errorDescription: String? { description }
    /// The remedy's sentence.
    public var recoverySuggestion: String? { remedy.sentence }
}
