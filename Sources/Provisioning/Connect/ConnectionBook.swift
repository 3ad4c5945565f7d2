import Foundation
public import PatchbayCore

/// The connections of an installation, kept in a ledger: many tenants for an account, many accounts for a tenant, each pair once.
public struct ConnectionBook: Sendable {
    private let ledger: any Ledger
    private let run: RunID
    private let time: TimeSource

    /// Opens the book of a ledger.
    public init(_ ledger: any Ledger, time: TimeSource = .system) {
        self.ledger = ledger
        self.time = time
        run = RunID("connections") ?? RunID(kind: "connections", at: .distantPast, suffix: 0)
    }

    private static let added = LedgerRecord.Kind(rawValue: "connection")
    private static let removed = LedgerRecord.Kind(rawValue: "connectionRemoved")

    /// The connections, in the order in which they were added.
    ///
    /// - Throws: ``PatchbayCore/LedgerError``.
    public func all() async throws -> [TenantConnection] {
        var list: [TenantConnection] = []
        try await ledger.read(run) { record in
            switch record.kind {
            case Self.added:
                let connection = try record.decode(TenantConnection.self)
                if let place = list.firstIndex(where: { $0.id == connection.id }) {
                    list[place] = connection
                } else {
                    list.append(connection)
                }
            case Self.removed: list.removeAll { $0.id == record.subject }
            default: break
            }
        }
        return list
    }

    /// Adds a connection.
    ///
    /// - Throws: ``PatchbayCore/ConfigurationError`` if the account is connected with the tenant already; ``PatchbayCore/LedgerError``.
    public func add(_ connection: TenantConnection) async throws {
        try await ledger.withLease(on: run) {
            guard try await !all().contains(where: { $0.id == connection.id }) else {
                throw ConfigurationError(
                    "The RingCentral account \(connection.ringCentralAccount) is connected with tenant \(connection.tenantID) already.",
                    remedy: "Change that connection, or remove it first.")
            }
            try await append(connection)
        }
    }

    /// Replaces what is noted about a connection, such as the end of its secret.
    ///
    /// - Throws: ``PatchbayCore/ConfigurationError`` if there is no such connection; ``PatchbayCore/LedgerError``.
    public func update(_ connection: TenantConnection) async throws {
        try await ledger.withLease(on: run) {
            guard try await all().contains(where: { $0.id == connection.id }) else {
                throw ConfigurationError(
                    "There is no connection with tenant \(connection.tenantID).", remedy: "Add it first.")
            }
            try await append(connection)
        }
    }

    /// Forgets a connection. Nothing changes at the services.
    ///
    /// - Throws: ``PatchbayCore/LedgerError``.
    public func remove(_ id: TenantConnection.ID) async throws {
        try await ledger.withLease(on: run) {
            guard try await all().contains(where: { $0.id == id }) else { return }
            try await ledger.append([LedgerRecord(kind: Self.removed, subject: id, at: time.date)], to: run)
        }
    }

    private func append(_ connection: TenantConnection) async throws {
        try await ledger.append(
            [try LedgerRecord(kind: Self.added, subject: connection.id, at: time.date, encoding: connection)], to: run)
    }
}
