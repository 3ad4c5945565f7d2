import Foundation

/// Reports how a call went as a whole. Outermost.
struct EventMiddleware: HTTPMiddleware {
    let service: ServiceName
    let requestIDField: String
    let time: TimeSource
    let sink: EventSink

    func intercept(_ exchange: Exchange, next: @escaping Next) async throws -> HTTPResponse {
        let start = time.now
        do {
            let response = try await next(exchange)
            let kind: ClientEvent.Kind =
                response.isSuccess
                ? .succeeded(after: time.now - start) : .failed("\(response.status)", after: time.now - start)
            sink(event(exchange, kind, requestID: response.fields[requestIDField]))
            return response
        } catch {
            let word = (error as? TransportError)?.kind.rawValue ?? "\(type(of: error))"
            sink(event(exchange, .failed(word, after: time.now - start), requestID: nil))
            throw error
        }
    }

    private func event(_ exchange: Exchange, _ kind: ClientEvent.Kind, requestID: String?) -> ClientEvent {
        ClientEvent(
            service: service, operation: exchange.operation.name, callID: exchange.callID, requestID: requestID,
            kind: kind)
    }
}

/// Sends again what may be sent again.
struct RetryMiddleware: HTTPMiddleware {
    let dialect: any ServiceDialect
    let policy: RetryPolicy
    let time: TimeSource
    let jitter: @Sendable () -> Double
    let sink: EventSink

    func intercept(_ exchange: Exchange, next: @escaping Next) async throws -> HTTPResponse {
        // The limit for a call counts the waits for its turn too, so it is held from outside.
        let policy = exchange.operation.retry ?? policy
        return try await withDeadline(policy.total, time: time) { try await attempts(of: exchange, policy, next: next) }
    }

    private func attempts(
        of exchange: Exchange, _ policy: RetryPolicy, next: @escaping Next
    ) async throws -> HTTPResponse {
        let start = time.now
        var exchange = exchange
        // Refusals for pace and real failures are counted apart: a slow hour must not use up the patience for a broken one.
        var refusals = 0
        while true {
            try Task.checkCancellation()
            let outcome: Result<HTTPResponse, TransportError>
            let failure: RetryPolicy.Failure
            do {
                let response = try await next(exchange)
                guard response.status >= 400, !dialect.isPermanent(response) else { return response }
                outcome = .success(response)
                failure = .status(response.status, retryAfter: RetryAfter.of(response, now: time.date))
            } catch let error as TransportError {
                outcome = .failure(error)
                failure = .transport(error)
            }
            if case .status(429, _) = failure { refusals += 1 }
            let count = if case .status(429, _) = failure { refusals } else { exchange.attempt - refusals }
            let decision = policy.decide(
                failure, attempt: count, replay: exchange.operation.replay,
                isPaced: !exchange.operation.charges.isEmpty, jitter: jitter())
            guard case .retry(let wait) = decision,
                policy.total.map({ time.now - start + wait < $0 }) ?? true
            else { return try outcome.get() }
            sink(
                ClientEvent(
                    service: dialect.service, operation: exchange.operation.name, callID: exchange.callID,
                    kind: .retrying(attempt: exchange.attempt + 1, after: wait)))
            if wait > .zero { try await time.sleep(for: wait) }
            exchange.attempt += 1
        }
    }
}

/// Sees to it that there is a token, and replaces one that is refused. Never lets a token leave for another origin.
///
/// It stands outside the rate gate, so that a request that needs a new token takes its turn like any other; ``TokenMiddleware`` inside
/// the gate puts the token on, as the one of now may have ended when the turn comes.
struct AuthorizationMiddleware: HTTPMiddleware {
    let root: ServiceRoot
    let tokens: TokenCache
    let scopes: [String]

    /// The first is for a token that ended. The others are for tokens that are withdrawn, again and again, while many requests wait for
    /// their turn; each must be a new one.
    private static let replacements = 4

    func intercept(_ exchange: Exchange, next: @escaping Next) async throws -> HTTPResponse {
        guard root.covers(exchange.request.url) else {
            throw TransportError(
                .refusedLocally, detail: "the address is not at \(root.origin), and a token may not go anywhere else")
        }
        // Whoever cannot sign in need not queue.
        _ = try await tokens.unsent(TokenRequest(scopes: scopes))
        var response = try await next(exchange)
        for _ in 0..<Self.replacements {
            guard response.status == 401, let refused = exchange.carried.token else { return response }
            let claims = BearerChallenge.claims(in: response.fields.values(of: "WWW-Authenticate"))
            let fresh = try await tokens.token(TokenRequest(scopes: scopes, claims: claims), replacing: refused)
            guard fresh.value != refused.value else { return response }
            response = try await next(exchange)
        }
        return response
    }
}

/// Puts the token on the request at the last moment.
struct TokenMiddleware: HTTPMiddleware {
    let tokens: TokenCache
    let scopes: [String]

    func intercept(_ exchange: Exchange, next: @escaping Next) async throws -> HTTPResponse {
        var exchange = exchange
        let token = try await tokens.unsent(TokenRequest(scopes: scopes))
        exchange.carried.token = token
        token.value.reveal { exchange.request.fields["Authorization"] = "Bearer \($0)" }
        return try await next(exchange)
    }
}

extension TokenCache {
    /// A token, before the request itself has gone: whatever broke, the service has not seen it.
    fileprivate func unsent(_ request: TokenRequest) async throws -> AccessToken {
        do {
            return try await token(request)
        } catch let error as TransportError {
            throw TransportError(error.kind, detail: error.detail, isRequestKnownUnsent: true)
        }
    }
}

/// Waits for the request's turn and books what the answer says.
struct RateGateMiddleware: HTTPMiddleware {
    let dialect: any ServiceDialect
    let scheduler: RequestScheduler
    let account: String
    let app: String
    let time: TimeSource
    let sink: EventSink

    func intercept(_ exchange: Exchange, next: @escaping Next) async throws -> HTTPResponse {
        let charges = exchange.operation.charges.map {
            KeyedCharge(
                RateKey(service: dialect.service, account: account, app: app, group: $0.group), units: $0.units)
        }
        let permit = try await scheduler.admit(
            charges, lane: exchange.operation.lane, for: exchange.operation.name)
        emit(exchange, .sending(attempt: exchange.attempt, waited: permit.waited))
        let sent = time.now
        do {
            let response = try await next(exchange)
            let signals = dialect.signals(in: response, now: time.date)
            await scheduler.finish(permit, signals: signals)
            emit(
                exchange, .answered(status: response.status, after: time.now - sent),
                response.fields[dialect.requestIDField])
            for case .throttled(let wait) in signals { emit(exchange, .throttled(retryAfter: wait)) }
            return response
        } catch {
            await scheduler.finish(permit)
            if let error = error as? TransportError { emit(exchange, .unanswered(error.kind)) }
            throw error
        }
    }

    private func emit(_ exchange: Exchange, _ kind: ClientEvent.Kind, _ requestID: String? = nil) {
        sink(
            ClientEvent(
                service: dialect.service, operation: exchange.operation.name, callID: exchange.callID,
                requestID: requestID, kind: kind))
    }
}

/// Gives every attempt its time limit. Innermost, so that waiting for a turn does not count.
struct DeadlineMiddleware: HTTPMiddleware {
    let deadlines: Deadlines

    func intercept(_ exchange: Exchange, next: @escaping Next) async throws -> HTTPResponse {
        try await deadlines.run(exchange.operation.attemptLimit) { try await next(exchange) }
    }
}
