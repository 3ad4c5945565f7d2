import Foundation
import GraphClient
import PatchbayCore

extension RegistrationSetup {
    /// Takes back what was made here, and nothing else: of an app that was there before, only what was added to it. Interrupted anywhere,
    /// call it again.
    ///
    /// - Returns: what was taken back, as lines.
    /// - Throws: ``ServiceError`` and what the client throws; ``PatchbayCore/LedgerError``.
    public func undo() async throws -> [String] {
        try await ledger.withLease(on: run) {
            let book = try await SetupBook.read(run, from: ledger)
            let state: State
            do { state = try await self.state(book) } catch let error as ConfigurationError {
                // The name is somebody else's, so there is nothing of ours.
                guard book.registration == nil, book.marker == nil else { throw error }
                return []
            }
            guard let application = state.application, book.registration != nil || book.marker != nil else {
                if book.registration != nil || book.marker != nil { try await note(.undone) }
                return []
            }
            let lines =
                book.registration?.isOurs ?? (application.notes == marker)
                ? try await remove(application, state) : try await trim(application, state, book)
            for key in [secretKey(application.appID), nextKey(application.appID)] { try await secrets.delete(key) }
            try await note(.undone)
            return lines
        }
    }

    /// A registration of our own goes as a whole; consents and secrets go with it.
    private func remove(_ application: Application, _ state: State) async throws -> [String] {
        var lines: [String] = []
        if let principal = state.principal, try await graph.servicePrincipals.delete(principal.id) {
            lines.append("Took the app out of the tenant.")
        }
        if try await graph.applications.delete(application.id) {
            lines.append("Deleted the registration “\(name)”; it can be restored for thirty days.")
        }
        return lines
    }

    /// Somebody else's registration keeps what it had.
    private func trim(_ application: Application, _ state: State, _ book: SetupBook) async throws -> [String] {
        var lines: [String] = []
        for secret in application.passwordCredentials ?? [] {
            guard let keyID = secret.keyID,
                book.secrets.contains(keyID) || book.lostSecrets.contains(secret.displayName ?? "")
            else { continue }
            try await graph.applications.removePassword(keyID, from: application.id)
            lines.append("Removed the secret “\(secret.displayName ?? keyID)”.")
        }
        if let principal = state.principal {
            if book.principalIsOurs {
                try await graph.servicePrincipals.delete(principal.id)
                lines.append("Took the app out of the tenant.")
            } else {
                for permission in book.consented.sorted() {
                    let role = state.roleID(permission)?.lowercased()
                    guard let held = state.assignments.first(where: { $0.appRoleID.lowercased() == role }) else {
                        continue
                    }
                    if try await graph.servicePrincipals.revoke(held.id, from: principal.id) {
                        lines.append("Took back the consent to \(permission).")
                    }
                }
            }
        }
        let ours = Set(book.asked.compactMap { state.roleID($0)?.lowercased() })
        if !ours.isEmpty {
            var access = application.requiredResourceAccess ?? []
            for place in access.indices where access[place].resourceAppID == ServicePrincipal.graphAppID {
                access[place].resourceAccess.removeAll { $0.type == "Role" && ours.contains($0.id.lowercased()) }
            }
            access.removeAll { $0.resourceAccess.isEmpty }
            if access != application.requiredResourceAccess {
                try await graph.applications.setRequiredAccess(access, of: application.id)
                lines.append("The registration no longer asks for \(book.asked.sorted().joined(separator: ", ")).")
            }
        }
        return lines
    }
}
