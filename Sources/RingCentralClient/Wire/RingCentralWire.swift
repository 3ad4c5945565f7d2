import PatchbayCore

/// The last layer before the transport, for two things that only RingCentral does.
///
/// A renewal ends the old access token at once, so a request that has waited for its turn longer than that takes the token of now, not
/// the one that it queued up with. And a refusal without `X-Rate-Limit-*` fields comes from another limiter (of the account, the address,
/// a single service), so it pauses every group, not one. Sources: RingCentral `authentication/refresh-tokens`, `basics/rate-limits`.
struct RingCentralWire: HTTPTransport {
    let next: any HTTPTransport
    let tokens: TokenCache
    let gate: RenewalGate
    let scheduler: RequestScheduler
    let keys: [RateKey]
    let time: TimeSource

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        let carried = request.fields["Authorization"]
        var token = try await tokens.token(TokenRequest(scopes: []))
        while try await !gate.enter() { token = try await tokens.token(TokenRequest(scopes: [])) }
        token.value.reveal { request.fields["Authorization"] = "Bearer \($0)" }
        let sent = time.now
        let response: HTTPResponse
        do {
            response = try await next.send(request)
            await gate.leave()
        } catch {
            await gate.leave()
            throw error
        }
        if response.status == 429, !response.fields.contains(where: { $0.name.lowercased().hasPrefix("x-rate") }) {
            let wait = RetryAfter.of(response, now: time.date) ?? RingCentralLimits.unnamedWait
            for key in keys {
                await scheduler.observe(.throttled(retryAfter: wait), of: key, sentAt: sent)
            }
        }
        if response.status == 401, request.fields["Authorization"] != carried {
            // The layer above knows only the token that it put on; this one must not be handed out again either.
            _ = try await tokens.token(TokenRequest(scopes: []), replacing: token)
        }
        return response
    }
}
