public import Foundation
public import PatchbayCore

/// How Graph's answers are read.
///
/// Sources: Microsoft Graph `errors`, `best-practices-concept`, `throttling`, `throttling-limits`.
public struct GraphDialect: ServiceDialect {
    /// Makes a dialect.
    public init() {}

    /// Microsoft Graph.
    public var service: ServiceName { .graph }
    /// Graph's id of an answer.
    public var requestIDField: String { "request-id" }
    /// Our id of a call, which Graph keeps.
    public var callIDField: String? { "client-request-id" }

    /// Reads an unsuccessful answer.
    public func error(from response: HTTPResponse, operation: String, now: Date) -> ServiceError {
        let body = GraphErrorBody(response)
        var error = ServiceError(
            service: .graph, operation: operation, status: response.status, code: body.code,
            innerCodes: body.innerCodes, message: body.message,
            category: Self.category(status: response.status, body: body),
            requestID: response.fields[requestIDField] ?? body.requestID,
            retryAfter: RetryAfter.of(response, now: now))
        error.remedy = GraphRemedies.remedy(for: error)
        return error
    }

    /// A refusal for pace, and how full the service says that a limit is. It tells from four fifths on.
    public func signals(in response: HTTPResponse, now: Date) -> [RateSignal] {
        var signals: [RateSignal] = []
        if response.status == 429 { signals.append(.throttled(retryAfter: RetryAfter.of(response, now: now))) }
        if let share = response.fields["x-ms-throttle-limit-percentage"].flatMap({
            Double($0.trimmingCharacters(in: .whitespaces))
        }), share.isFinite, share > 0 {
            signals.append(.load(share))
        }
        return signals
    }

    /// Codes decide where they are more exact than the status. Compared without regard to case.
    private static let categories: [String: ErrorCategory] = [
        "syncstatenotfound": .resyncRequired, "resyncrequired": .resyncRequired,
        "directory_expiredpagetoken": .resyncRequired,
        "toomanyrequests": .throttled, "activitylimitreached": .throttled,
        "request_resourcenotfound": .notFound, "itemnotfound": .notFound, "erroritemnotfound": .notFound,
        "mailboxnotenabledforrestapi": .notFound,
        "authorization_requestdenied": .permission, "erroraccessdenied": .permission,
        "invalidauthenticationtoken": .authentication,
        "authorization_identitynotfound": .authentication,
        "servicenotavailable": .unavailable, "serviceunavailable": .unavailable, "gatewaytimeout": .unavailable,
    ]

    static func category(status: Int, body: GraphErrorBody) -> ErrorCategory {
        for code in [body.code] + body.innerCodes {
            if let known = categories[code.lowercased()] { return known }
        }
        return switch status {
        case 423, 509: .unavailable
        case 501: .invalid
        default: ErrorCategory(status: status)
        }
    }
}
