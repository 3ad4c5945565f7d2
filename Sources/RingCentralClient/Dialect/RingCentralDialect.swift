public import Foundation
public import PatchbayCore

/// Reads RingCentral's answers: errors in all their shapes, limits, request ids.
///
/// Decisions rest on codes, never on messages, which come in the user's language. Sources: RingCentral `basics/errors`,
/// `basics/rate-limits`, `basics/localization`.
public struct RingCentralDialect: ServiceDialect {
    /// RingCentral.
    public let service = ServiceName.ringCentral
    /// The field that RingCentral's support asks for.
    public let requestIDField = "RCRequestId"
    /// RingCentral takes no id of ours.
    public let callIDField: String? = nil

    /// Makes a dialect.
    public init() {}

    /// The error in an unsuccessful answer.
    ///
    /// Its `code` is the most specific one (`CMN-401` even where an older word stands above it) and the others are inner codes. A 404
    /// is “not found” only if RingCentral says that something was not found; without a word of its own the address is wrong or the
    /// feature is not there.
    public func error(from response: HTTPResponse, operation: String, now: Date) -> ServiceError {
        let body = ErrorBody(response)
        let wait = RetryAfter.of(response, now: now)
        let context = ErrorRules.Context(
            call: RingCentralCall.byName[operation], permission: body.permission, parameter: body.parameter,
            retryAfter: wait)
        let rule = ErrorRules.rule(for: body.codes)
        var category = rule?.category ?? ErrorCategory(status: response.status)
        // A refusal for the pace is one whatever its code says, and so is an outage.
        if response.status == 429 { category = .throttled }
        var message = body.message
        if let parameter = body.parameter, !message.contains(parameter) { message += " (parameter \(parameter))" }
        if let feature = body.feature, !message.contains(feature) { message += " (feature \(feature))" }
        return ServiceError(
            service: service, operation: operation, status: response.status, code: body.codes.first ?? "",
            innerCodes: Array(body.codes.dropFirst()), message: message, category: category,
            requestID: response.fields[requestIDField], retryAfter: wait,
            remedy: rule?.remedy(context) ?? Self.remedy(for: category, context))
    }

    private static func remedy(for category: ErrorCategory, _ context: ErrorRules.Context) -> Remedy? {
        switch category {
        case .authentication: Remedy("Sign in to RingCentral again.", action: .signIn)
        case .permission: ErrorRules.table["CMN-408"]?.remedy(context)
        case .throttled: ErrorRules.table["CMN-301"]?.remedy(context)
        case .unavailable: Remedy("Run again later.", action: .runAgain)
        case .notFound:
            Remedy(
                "Check the server address. The feature may not exist for this account.",
                action: .fixConfiguration("RC_SERVER_URL"))
        default: nil
        }
    }

    /// What an answer says about limits. A success that leaves nothing is a success: the next request waits.
    public func signals(in response: HTTPResponse, now: Date) -> [RateSignal] {
        var signals: [RateSignal] = []
        func number(_ name: String) -> Int? {
            // Two spellings are documented. Sources: RingCentral `basics/rate-limits`, `basics/formats/responses`.
            let text = response.fields["X-Rate-Limit-\(name)"] ?? response.fields["X-RateLimit-\(name)"]
            return text.flatMap { Int($0.filter { !$0.isWhitespace }) }.flatMap { $0 >= 0 ? $0 : nil }
        }
        let limit = number("Limit")
        let remaining = number("Remaining")
        let window = number("Window").map { Duration.seconds($0) }
        if limit != nil || remaining != nil {
            signals.append(.quota(limit: limit, remaining: remaining, window: window))
        }
        if response.status == 429, !isPermanent(response) {
            // A refusal that names no wait asks for 30 seconds at least. Source: RingCentral `basics/rate-limits`.
            signals.append(
                .throttled(retryAfter: RetryAfter.of(response, now: now) ?? RingCentralLimits.unnamedWait))
        }
        return signals
    }

    /// An app without an API plan is refused with 429 until somebody gives it one. Source: RingCentral `basics/errors`, `CMN-303`.
    public func isPermanent(_ response: HTTPResponse) -> Bool {
        response.status == 429 && ErrorBody(response).codes.contains("CMN-303")
    }
}
