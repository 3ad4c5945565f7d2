public import Foundation
public import GraphClient
public import PatchbayCore
public import PresenceMapping

/// Remembers what the sync has laid over people's own RingCentral presence, so that a later process can give it back.
///
/// Without it a do-not-disturb that was written before a crash looks as if the person had chosen it, and is never lifted.
public struct HeldBook: Sendable {
    /// Where it is written down.
    public let ledger: any Ledger
    /// Under which name.
    public let run: RunID

    private static let kind = LedgerRecord.Kind(rawValue: "presence.held")

    private struct Entry: Codable {
        let held: HeldPresence?
    }

    /// A book in a ledger.
    public init(ledger: any Ledger, run: RunID) {
        self.ledger = ledger
        self.run = run
    }

    /// The name of a tenant's book.
    public static func name(tenant: String) -> RunID {
        RunID("presence-" + RunID.part(tenant, limit: 60))
            ?? RunID(kind: "presence", at: Date(timeIntervalSince1970: 0), suffix: 0)
    }

    /// What is laid over whom, as it was last written down.
    ///
    /// - Throws: ``PatchbayCore/LedgerError``.
    public func load() async throws -> [User.ID: HeldPresence] {
        var held: [User.ID: HeldPresence] = [:]
        try await ledger.read(run) { record in
            guard record.kind == Self.kind else { return }
            held[User.ID(record.subject)] = try record.decode(Entry.self).held
        }
        return held
    }

    /// Leaves out what is outdated, so that the book does not grow without end: one entry remains for everybody over whom something is
    /// laid. Only for whoever has the book to itself. Whenever the process dies, the book says the same.
    ///
    /// - Returns: how many entries there are now; `nil` if the ledger keeps everything.
    /// - Throws: ``PatchbayCore/LedgerError``.
    @discardableResult public func compact() async throws -> Int? {
        try await ledger.compact(run) { records in
            var last: [String: Int] = [:]
            for (index, record) in records.enumerated() where record.kind == Self.kind { last[record.subject] = index }
            return try records.enumerated().filter { index, record in
                try record.kind != Self.kind
                    || last[record.subject] == index && record.decode(Entry.self).held != nil
            }.map(\.element)
        }
    }

    /// Writes down what is laid over a person; nil for nothing any more. Returns when it is durable.
    ///
    /// - Throws: ``PatchbayCore/LedgerError``.
    public func record(_ user: User.ID, _ held: HeldPresence?, at date: Date) async throws {
        try await ledger.append(
            [LedgerRecord(kind: Self.kind, subject: user.rawValue, at: date, encoding: Entry(held: held))], to: run)
    }
}
