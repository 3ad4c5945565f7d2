import Foundation
import GraphClient
import PatchbayCore

/// Something that setting up did or is about to do, as the ledger has it. What is announced and has no outcome is looked up before
/// anything is sent again, and counts as ours.
enum SetupEvent: Codable, Hashable, Sendable {
    case willRegister(marker: String)
    case registered(id: String, appID: String, isOurs: Bool)
    case willAsk(permissions: [String])
    case willAddToTenant
    case willConsent(permission: String)
    case willMakeSecret(name: String)
    case madeSecret(name: String, keyID: String)
    case switched(keyID: String)
    case removedSecret(keyID: String)
    case undone

    static let kind = LedgerRecord.Kind(rawValue: "setup")
}

/// What the ledger knows about a set-up. Pure.
struct SetupBook: Sendable {
    var marker: String?
    var registration: (id: Application.ID, appID: String, isOurs: Bool)?
    /// The permissions that the registration asks for because of us.
    var asked: Set<String> = []
    var principalIsOurs = false
    var consented: Set<String> = []
    /// The secrets that were announced and have no id: nobody knows their text.
    var lostSecrets: Set<String> = []
    /// The ids of our secrets, the oldest first.
    var secrets: [String] = []
    /// The one in use.
    var current: String?

    static func read(_ run: RunID, from ledger: any Ledger) async throws -> SetupBook {
        var book = SetupBook()
        try await ledger.read(run) { record in
            guard record.kind == SetupEvent.kind else { return }
            book.take(try record.decode(SetupEvent.self))
        }
        return book
    }

    mutating func take(_ event: SetupEvent) {
        switch event {
        case .willRegister(let marker): self.marker = marker
        case .registered(let id, let appID, let isOurs): registration = (Application.ID(rawValue: id), appID, isOurs)
        case .willAsk(let permissions): asked.formUnion(permissions)
        case .willAddToTenant: principalIsOurs = true
        case .willConsent(let permission): consented.insert(permission)
        case .willMakeSecret(let name): lostSecrets.insert(name)
        case .madeSecret(let name, let keyID):
            lostSecrets.remove(name)
            secrets.append(keyID)
        case .switched(let keyID): current = keyID
        case .removedSecret(let keyID): secrets.removeAll { $0 == keyID }
        case .undone: self = SetupBook()
        }
    }
}
