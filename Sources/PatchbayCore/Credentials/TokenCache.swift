/// Keeps tokens: a hundred callers share one request, a token is renewed before it ends, a failed renewal keeps the old one, a failure
/// is not remembered, and a caller that gives up disturbs nobody else.
///
/// Expiry is counted on the monotonic clock from when the token was asked for, so neither a wrong wall clock nor a slow answer can
/// make a token look fresh.
public actor TokenCache {
    private struct Entry {
        let token: AccessToken
        /// What the token was asked to satisfy.
        let claims: String?
        let flight: UInt64
        var renewAt: Duration
        let endsAt: Duration
    }

    /// One question to the provider.
    private struct Flight {
        let request: TokenRequest
        let start: Duration
        /// Begun ahead of time, for nobody in particular: it goes on when nobody waits for it.
        let isRenewal: Bool
        let task: Task<Void, any Error>
        var waiters: [UInt64: CheckedContinuation<AccessToken, any Error>] = [:]
    }

    private let provider: any CredentialProvider
    private let time: TimeSource
    private let margin: Duration
    private let onRefresh: @Sendable () -> Void
    private var entries: [[String]: Entry] = [:]
    private var refused: [[String]: AccessToken] = [:]
    private var flights: [UInt64: Flight] = [:]
    /// The flights that newcomers join.
    private var current: [TokenRequest: UInt64] = [:]
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
    /// - Parameter refused: a token that the service just refused. The cache forgets it and asks the provider. Should the provider
    ///   give the very same one again, that is returned and not kept: compare before you send it once more.
    /// - Throws: what the provider throws; `CancellationError` when the caller is cancelled.
    public func token(_ request: TokenRequest, replacing refused: AccessToken? = nil) async throws -> AccessToken {
        try Task.checkCancellation()
        if let refused {
            self.refused[request.scopes] = refused
            if entries[request.scopes]?.token == refused { entries[request.scopes] = nil }
        }
        let now = time.now
        if let entry = entries[request.scopes], now < entry.endsAt,
            request.claims == nil || request.claims == entry.claims
        {
            // Renewed ahead of its end, while it is still good; whoever comes meanwhile gets the old one.
            if now >= entry.renewAt { _ = start(TokenRequest(scopes: request.scopes), isRenewal: true) }
            return entry.token
        }
        return try await join(request)
    }

    /// Forgets every token, for example after new permissions were consented to. A token that is being fetched goes to those who
    /// wait for it already and to nobody else.
    public func invalidate() {
        entries = [:]
        current = [:]
    }

    private func join(_ request: TokenRequest) async throws -> AccessToken {
        let flight = start(request, isRenewal: false)
        nextID += 1
        let id = nextID
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard flights[flight] != nil, !Task.isCancelled else {
                    continuation.resume(throwing: CancellationError())
                    giveUpIfUnwanted(flight)
                    return
                }
                flights[flight]?.waiters[id] = continuation
            }
        } onCancel: {
            _ = Spawn.task { await self.abandon(id, flight) }
        }
    }

    private func abandon(_ id: UInt64, _ flight: UInt64) {
        guard let waiter = flights[flight]?.waiters.removeValue(forKey: id) else { return }
        waiter.resume(throwing: CancellationError())
        giveUpIfUnwanted(flight)
    }

    /// A question that nobody waits for any more is given up, so that a provider that never answers does not hold the next caller.
    private func giveUpIfUnwanted(_ id: UInt64) {
        guard let flight = flights[id], flight.waiters.isEmpty, !flight.isRenewal else { return }
        flight.task.cancel()
        flights[id] = nil
        if current[flight.request] == id { current[flight.request] = nil }
    }

    /// Asks the provider, unless it is being asked the same already.
    private func start(_ request: TokenRequest, isRenewal: Bool) -> UInt64 {
        if let id = current[request], flights[id] != nil { return id }
        nextID += 1
        let id = nextID
        let provider = provider
        let task = Spawn.task {
            do {
                let token = try await provider.accessToken(for: request)
                await self.land(id, .success(token))
            } catch {
                await self.land(id, .failure(error))
            }
        }
        flights[id] = Flight(request: request, start: time.now, isRenewal: isRenewal, task: task)
        current[request] = id
        return id
    }

    private func land(_ id: UInt64, _ result: Result<AccessToken, any Error>) {
        guard let flight = flights.removeValue(forKey: id) else { return }
        // After invalidate() it is no longer the one that newcomers join, and its token is not kept.
        let isCurrent = current[flight.request] == id
        if isCurrent { current[flight.request] = nil }
        var result = result
        switch result {
        case .success(let token):
            if isCurrent { keep(token, from: flight, id) }
            onRefresh()
        case .failure(let error):
            // An early renewal that failed: ask again in half a minute, not with every call.
            if flight.isRenewal { entries[flight.request.scopes]?.renewAt = time.now + .seconds(30) }
            // Those who wait were not cancelled, so they must not be told that they were.
            if error is CancellationError {
                result = .failure(
                    TransportError(.interrupted, detail: "the token request was given up", isRequestKnownUnsent: true))
            }
        }
        for waiter in flight.waiters.sorted(by: { $0.key < $1.key }) { waiter.value.resume(with: result) }
    }

    private func keep(_ token: AccessToken, from flight: Flight, _ id: UInt64) {
        let scopes = flight.request.scopes
        guard token != refused[scopes] else { return }
        refused[scopes] = nil
        // Of two answers, the one that was asked for later holds.
        if let entry = entries[scopes], entry.flight > id { return }
        let early = min(margin, token.lifetime / 10)
        // A wish to be asked again at once would turn every call into a renewal.
        let wish = max(token.refreshAfter ?? token.lifetime, min(.seconds(30), token.lifetime / 2))
        entries[scopes] = Entry(
            token: token, claims: flight.request.claims, flight: id,
            renewAt: flight.start + min(wish, token.lifetime - early), endsAt: flight.start + token.lifetime)
    }
}
