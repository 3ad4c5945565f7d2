/// Keeps tokens: a hundred callers share one request, a token is renewed before it ends, a failed renewal keeps the old one, a failure
/// is not remembered, and a caller that gives up disturbs nobody else.
///
/// Expiry is counted on the monotonic clock, so a wrong wall clock cannot make a token look fresh.
public actor TokenCache {
    private struct Entry {
        let token: AccessToken
        let renewAt: Duration
        let endsAt: Duration
    }

    private struct Flight {
        var waiters: [UInt64: CheckedContinuation<AccessToken, any Error>] = [:]
        let task: Task<Void, any Error>
    }

    private let provider: any CredentialProvider
    private let time: TimeSource
    private let margin: Duration
    private let onRefresh: @Sendable () -> Void
    private var entries: [[String]: Entry] = [:]
    private var flights: [TokenRequest: Flight] = [:]
    private var nextID: UInt64 = 0

    /// Makes a cache.
    ///
    /// - Parameters:
    ///   - margin: how long before its end a token is renewed; shortened to a tenth of a short token's life.
    ///   - onRefresh: called after each token fetched.
    public init(
        _ provider: any CredentialProvider, time: TimeSource = .system, margin: Duration = .seconds(300),
        onRefresh: @escaping @Sendable () -> Void = {}
    ) {
        self.provider = provider
        self.time = time
        self.margin = margin
        self.onRefresh = onRefresh
    }

    /// A token that is good now.
    ///
    /// - Parameter refused: a token that the service just refused; it is not returned again.
    /// - Throws: what the provider throws; `CancellationError` when the caller is cancelled.
    public func token(_ request: TokenRequest, replacing refused: AccessToken? = nil) async throws -> AccessToken {
        let now = time.now
        if let entry = entries[request.scopes], entry.token != refused, request.claims == nil || refused != nil,
            now < entry.endsAt
        {
            // Renewed ahead of its end, while it is still good; whoever comes meanwhile gets the old one.
            if now >= entry.renewAt { start(request) }
            return entry.token
        }
        if let refused, entries[request.scopes]?.token == refused { entries[request.scopes] = nil }
        return try await join(request)
    }

    /// Forgets every token, for example after new permissions were consented to.
    public func invalidate() { entries = [:] }

    private func join(_ request: TokenRequest) async throws -> AccessToken {
        start(request)
        nextID += 1
        let id = nextID
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    flights[request]?.waiters[id] = continuation
                }
            }
        } onCancel: {
            _ = Spawn.task { await self.abandon(id, request) }
        }
    }

    private func abandon(_ id: UInt64, _ request: TokenRequest) {
        flights[request]?.waiters.removeValue(forKey: id)?.resume(throwing: CancellationError())
    }

    private func start(_ request: TokenRequest) {
        guard flights[request] == nil else { return }
        let provider = provider
        flights[request] = Flight(
            task: Spawn.task {
                do {
                    let token = try await provider.accessToken(for: request)
                    await self.land(request, .success(token))
                } catch {
                    await self.land(request, .failure(error))
                }
            })
    }

    private func land(_ request: TokenRequest, _ result: Result<AccessToken, any Error>) {
        let waiters = flights.removeValue(forKey: request)?.waiters ?? [:]
        switch result {
        case .success(let token):
            let now = time.now
            let early = min(margin, token.lifetime / 10)
            let renew = token.refreshAfter.map { min($0, token.lifetime - early) } ?? token.lifetime - early
            entries[request.scopes] = Entry(token: token, renewAt: now + renew, endsAt: now + token.lifetime)
            onRefresh()
        case .failure:
            // An early renewal that failed: ask again in half a minute, not with every call.
            if let entry = entries[request.scopes] {
                entries[request.scopes] = Entry(
                    token: entry.token, renewAt: time.now + .seconds(30), endsAt: entry.endsAt)
            }
        }
        for waiter in waiters.values { waiter.resume(with: result) }
    }
}
