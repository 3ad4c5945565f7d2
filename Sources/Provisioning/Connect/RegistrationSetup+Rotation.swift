public import Foundation
import GraphClient
public import PatchbayCore

/// What replacing a secret came to.
public struct SecretRotation: Hashable, Sendable {
    /// The id of the secret that is in use now.
    public let keyID: String
    /// Until when it is good.
    public let endsAt: Date?
    /// The ids of older secrets of ours that are still good, so that other programs can go over to the new one.
    public let stillValid: [String]
    /// How long the identity service took to accept it.
    public let acceptedAfter: Duration
}

extension RegistrationSetup {
    /// Replaces the secret without a gap: makes a second one, waits until the identity service accepts it, and only then puts it in the old
    /// one's place in the store. The old one stays good until it is removed.
    ///
    /// Interrupted anywhere, call it again: a secret that was made and not yet in use is gone on with.
    ///
    /// - Parameters:
    ///   - removesOld: removes our older secrets after the switch. Only when nobody else uses them.
    ///   - limit: how long to wait for the new one to be accepted; a few minutes are usual.
    ///   - probe: whether the identity service gives a token for a secret; `false` for “not known yet”.
    /// - Throws: ``AuthenticationError`` if it is not accepted in time, the old one then stays in use; ``PatchbayCore/ConfigurationError``
    ///   if nothing is set up; ``ServiceError`` and what the client throws.
    public func rotateSecret(
        removesOld: Bool = false, within limit: Duration = .seconds(600),
        probe: @Sendable (_ appID: String, _ secret: Secret) async throws -> Bool
    ) async throws -> SecretRotation {
        try await ledger.withLease(on: run) {
            let book = try await SetupBook.read(run, from: ledger)
            guard let known = book.registration,
                let application = try await graph.applications.get(appID: known.appID)
            else {
                throw ConfigurationError(
                    "No app is set up under the name “\(name)”.", remedy: "Set it up first (connect setup).")
            }
            let end = time.date.addingTimeInterval(secretLifetime / .seconds(1))
            let (keyID, secret) = try await nextSecret(application, endsAt: end, book)
            let waited = try await wait(limit) { try await probe(application.appID, secret) }
            guard let waited else {
                throw AuthenticationError(
                    service: .entra, code: "NewSecretNotAccepted", reason: .unavailable,
                    message: "the new secret was not accepted within \(Int(limit / .seconds(1))) seconds",
                    remedy: Remedy(
                        "The old secret is still in use. Run again later; the new one is kept and tried again.",
                        action: .runAgain))
            }
            try await store(secret, secretKey(application.appID))
            try await note(.switched(keyID: keyID))
            try await secrets.delete(nextKey(application.appID))
            var older = book.secrets.filter { $0 != keyID }
            if removesOld {
                let there = Set((application.passwordCredentials ?? []).compactMap(\.keyID))
                for old in older {
                    if there.contains(old) { try await graph.applications.removePassword(old, from: application.id) }
                    try await note(.removedSecret(keyID: old))
                }
                older = []
            }
            let fresh = try await graph.applications.get(appID: application.appID)?.passwordCredentials ?? []
            return SecretRotation(
                keyID: keyID, endsAt: fresh.first { $0.keyID == keyID }?.endsAt,
                stillValid: older.filter { old in fresh.contains { $0.keyID == old } }, acceptedAfter: waited)
        }
    }

    /// The secret that was made and is not in use yet, because a run was interrupted, or a new one.
    func nextSecret(
        _ application: Application, endsAt: Date, _ book: SetupBook
    ) async throws -> (keyID: String, secret: Secret) {
        if let last = book.secrets.last, last != book.current,
            application.passwordCredentials?.contains(where: { $0.keyID == last }) == true,
            let secret = try await secrets.load(nextKey(application.appID))
        {
            return (last, secret)
        }
        let made = try await makeSecret(application, endsAt: endsAt, book)
        return (made.keyID, made.secret)
    }

    /// Tries until it works; `nil` if the time is over.
    private func wait(_ limit: Duration, _ attempt: () async throws -> Bool) async throws -> Duration? {
        let start = time.now
        var pause = Duration.seconds(5)
        while true {
            if try await attempt() { return time.now - start }
            guard time.now - start + pause <= limit else { return nil }
            try await time.sleep(for: pause)
            pause = min(pause * 2, .seconds(60))
        }
    }

    /// A probe that asks the identity service of the tenant's cloud for a token.
    public func probe(
        transport: any HTTPTransport
    ) -> @Sendable (_ appID: String, _ secret: Secret) async throws -> Bool {
        let (tenant, cloud, time) = (graph.tenantID, graph.cloud, time)
        return { appID, secret in
            let credential = ClientSecretCredential(
                tenant: tenant, clientID: appID, secret: secret, authority: cloud.authority, transport: transport,
                time: time)
            do {
                _ = try await credential.accessToken(for: TokenRequest(scopes: [cloud.defaultScope]))
                return true
            } catch let error as AuthenticationError where error.reason == .wrongSecret || error.isTransient {
                return false
            }
        }
    }
}
