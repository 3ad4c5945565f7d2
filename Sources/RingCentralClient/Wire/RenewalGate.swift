import PatchbayCore

/// Keeps renewals and requests apart. A renewal ends the old access token at once, so requests that are under way are given a moment to
/// finish first, and new ones wait for the new token instead of leaving with one that dies on the way.
///
/// Sources: RingCentral `authentication/refresh-tokens`, `basics/errors` (hold other calls while a token request runs).
actor RenewalGate {
    private let time: TimeSource
    private let patience: Duration
    private var active = 0
    private var renewals = 0
    private var waiting: [UInt64: CheckedContinuation<Void, any Error>] = [:]
    private var drains: [UInt64: CheckedContinuation<Void, Never>] = [:]
    private var nextID: UInt64 = 0

    /// - Parameter patience: how long a renewal waits for requests under way; slower ones are repeated with the new token.
    init(time: TimeSource, patience: Duration = .seconds(5)) {
        self.time = time
        self.patience = patience
    }

    /// Lets a request go, after a renewal that is running.
    ///
    /// - Returns: whether it went at once. If not, it must leave, fetch the token of now and enter again.
    /// - Throws: `CancellationError`.
    func enter() async throws -> Bool {
        guard renewals > 0 else {
            active += 1
            return true
        }
        nextID += 1
        let id = nextID
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    waiting[id] = continuation
                }
            }
        } onCancel: {
            _ = Spawn.task { await self.abandon(id) }
        }
        return false
    }

    /// Says that a request which went has its answer.
    func leave() {
        active -= 1
        if active == 0 { drained() }
    }

    /// Holds requests back and waits for those under way, for a moment.
    func beginRenewal() async {
        renewals += 1
        guard active > 0 else { return }
        nextID += 1
        let id = nextID
        let timer = Spawn.task { [time, patience] in
            try await time.sleep(for: patience)
            await self.giveUp(id)
        }
        await withCheckedContinuation { drains[id] = $0 }
        timer.cancel()
    }

    /// Lets everybody go who waited.
    func endRenewal() {
        renewals -= 1
        guard renewals == 0 else { return }
        let all = waiting.values
        waiting = [:]
        for continuation in all { continuation.resume() }
    }

    private func abandon(_ id: UInt64) { waiting.removeValue(forKey: id)?.resume(throwing: CancellationError()) }

    private func giveUp(_ id: UInt64) { drains.removeValue(forKey: id)?.resume() }

    private func drained() {
        let all = drains.values
        drains = [:]
        for continuation in all { continuation.resume() }
    }
}

/// A credential whose renewals go through the gate.
struct GatedCredential: CredentialProvider {
    let credential: any CredentialProvider
    let gate: RenewalGate

    func accessToken(for request: TokenRequest) async throws -> AccessToken {
        await gate.beginRenewal()
        do {
            let token = try await credential.accessToken(for: request)
            await gate.endRenewal()
            return token
        } catch {
            await gate.endRenewal()
            throw error
        }
    }
}
