public import Foundation
public import PatchbayCore

/// How Genesys Cloud's answers are read.
///
/// Sources: Genesys Cloud platform SDK, `ErrorBody`, `ScimError`, rate limit headers; community threads on 429 (Retry-After missing or 0).
public struct GenesysDialect: ServiceDialect {
    /// The code of a write that came too late; see ``PatchbayCore/ServiceError/isStaleVersion``.
    static let staleVersion = "StaleVersion"

    /// Makes a dialect.
    public init() {}

    /// Genesys Cloud.
    public var service: ServiceName { .genesys }
    /// The id that Genesys's support asks for.
    public var requestIDField: String { "ININ-Correlation-Id" }
    /// Genesys takes no id of ours.
    public var callIDField: String? { nil }

    /// Reads an unsuccessful answer.
    public func error(from response: HTTPResponse, operation: String, now: Date) -> ServiceError {
        let body = GenesysErrorBody(response)
        let isStale = body.isStaleVersion(status: response.status)
        var message = body.message
        for name in body.fieldNames where !message.contains(name) { message += " (field \(name))" }
        if let limit = body.limitKey, !message.contains(limit) { message += " (limit \(limit))" }
        var error = ServiceError(
            service: .genesys, operation: operation, status: response.status,
            code: isStale ? Self.staleVersion : body.code, innerCodes: isStale && !body.code.isEmpty ? [body.code] : [],
            message: message, category: isStale ? .conflict : ErrorCategory(status: response.status),
            requestID: response.fields[requestIDField] ?? body.correlationID,
            retryAfter: response.status == 429 ? Self.wait(response, body, now) : RetryAfter.of(response, now: now))
        error.remedy = GenesysRemedies.remedy(for: error)
        return error
    }

    /// What an answer says about limits, on ordinary answers too.
    public func signals(in response: HTTPResponse, now: Date) -> [RateSignal] {
        var signals: [RateSignal] = []
        func number(_ name: String) -> Int? {
            response.fields[name].flatMap { Int($0.filter { !$0.isWhitespace }) }.flatMap { $0 >= 0 ? $0 : nil }
        }
        if let allowed = number("inin-ratelimit-allowed"), allowed > 0 {
            let remaining = number("inin-ratelimit-count").map { max(0, allowed - $0) }
            signals.append(.quota(limit: allowed, remaining: remaining, window: nil))
        }
        if response.status == 429 {
            signals.append(.throttled(retryAfter: Self.wait(response, GenesysErrorBody(response), now)))
        }
        return signals
    }

    /// The longest wait that the answer names anywhere: users report `Retry-After` to be missing, zero, and shorter than the window's
    /// own rest. `nil` when none is named: the pacing then grows one of its own, a second at least.
    private static func wait(_ response: HTTPResponse, _ body: GenesysErrorBody, _ now: Date) -> Duration? {
        let reset = RetryAfter.parse(response.fields["inin-ratelimit-reset"], relativeTo: now)
        let inMessage = body.secondsInMessage.map { Duration.seconds($0) }
        let named = [RetryAfter.of(response, now: now), inMessage, reset].compactMap { $0 }.filter { $0 > .zero }
        return named.filter { $0 <= RetryAfter.ceiling }.max()
    }
}

extension ServiceError {
    /// Whether somebody else changed the thing between our read and our write: read again, compare again, write again.
    public var isStaleVersion: Bool { service == .genesys && code == GenesysDialect.staleVersion }
}
