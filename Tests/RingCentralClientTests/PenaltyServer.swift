import PatchbayCore

/// A server with RingCentral's limit: so many in any minute; a breach shuts the group for a minute, which every call within starts anew.
/// Source: RingCentral `basics/rate-limits`.
actor PenaltyServer: HTTPTransport {
    private let limit: Int
    private let time: TimeSource
    private let latency: Duration
    private let tellsQuota: Bool
    private let answer: @Sendable (HTTPRequest) -> HTTPResponse
    private var log: [Duration] = []
    private var closedUntil: Duration = .zero
    private(set) var refused = 0
    private(set) var accepted = 0

    init(
        limit: Int, time: TimeSource, latency: Duration = .milliseconds(200), tellsQuota: Bool = true,
        answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) {
        self.limit = limit
        self.time = time
        self.latency = latency
        self.tellsQuota = tellsQuota
        self.answer = answer
    }

    func close(for duration: Duration) { closedUntil = time.now + duration }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        // Arrives and is counted somewhere between sending and the answer.
        try await time.sleep(for: latency / 2)
        var response = count(request)
        try await time.sleep(for: latency / 2)
        if tellsQuota {
            response.fields["X-Rate-Limit-Group"] = "medium"
            response.fields["X-Rate-Limit-Limit"] = "\(limit)"
            response.fields["X-Rate-Limit-Window"] = "60"
        }
        return response
    }

    private func count(_ request: HTTPRequest) -> HTTPResponse {
        let now = time.now
        log.removeAll { $0 + .seconds(60) <= now }
        if now < closedUntil || log.count >= limit {
            refused += 1
            closedUntil = now + .seconds(60)
            return HTTPResponse(
                status: 429,
                fields: ["Retry-After": "60", "X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Limit": "\(limit)"])
        }
        log.append(now)
        accepted += 1
        var response = answer(request)
        if tellsQuota { response.fields["X-Rate-Limit-Remaining"] = "\(limit - log.count)" }
        return response
    }
}
