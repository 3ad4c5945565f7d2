public import Foundation
public import PatchbayCore

/// Turns the identity service's refusals into errors that say what a person should do.
///
/// The OAuth error word and the status decide what the program does; the AADSTS number only chooses the words, as Microsoft may change
/// numbers and texts at any time. Source: Microsoft identity platform, authentication and authorization error codes.
public enum EntraErrors {
    /// Reads an unsuccessful answer of the token endpoint.
    ///
    /// - Parameters:
    ///   - tenant: the tenant that was asked for; it is named in the error, as many errors are about the wrong one.
    ///   - hiding: what must not appear in the error, in case the service repeats it.
    public static func error(
        from response: HTTPResponse, tenant: String, hiding secrets: [Secret] = [], now: Date
    ) -> AuthenticationError {
        let document = response.body.count <= GraphErrorBody.largest ? JSONNode.parse(response.body) : nil
        let word = document?["error"]?.text ?? ""
        let suberror = document?["suberror"]?.text
        var description = document?["error_description"]?.text ?? ""
        // Before it is shortened: half a secret is not recognised any more.
        for secret in secrets {
            secret.reveal { value in
                guard !value.isEmpty else { return }
                for form in [value, PathSegment(value).description] {
                    description = description.replacing(form, with: "…")
                }
            }
        }
        let number = Self.number(in: document, description: description)
        let row = number.flatMap { AADSTS.row(for: $0) }
        let reason = reason(row: row, word: word, suberror: suberror, status: response.status)
        var message = Self.sentence(of: description)
        if message.isEmpty {
            message =
                document == nil
                ? "\(response.body.count) bytes of \(response.fields["Content-Type"] ?? "an unknown type")" : word
        }
        message += " (tenant \(tenant)"
        if let trace = document?["trace_id"]?.text { message += ", trace \(trace)" }
        message += ")"
        let code = number.map { "AADSTS\($0)" } ?? (word.isEmpty ? "HTTP \(response.status)" : word)
        let wait = RetryAfter.of(response, now: now)
        return AuthenticationError(
            service: .entra, code: code, reason: reason, message: message, status: response.status,
            correlationID: document?["correlation_id"]?.text ?? response.fields["client-request-id"]
                ?? response.fields["x-ms-request-id"],
            retryAfter: wait,
            remedy: row?.remedy ?? Self.remedy(for: reason, wait: wait))
    }

    /// Reads a refusal that a browser brought back.
    static func error(word: String, description: String, tenant: String) -> AuthenticationError {
        let number = Self.number(in: nil, description: description)
        let row = number.flatMap { AADSTS.row(for: $0) }
        let reason = reason(row: row, word: word, suberror: nil, status: 400)
        let sentence = Self.sentence(of: description)
        return AuthenticationError(
            service: .entra, code: number.map { "AADSTS\($0)" } ?? word, reason: reason,
            message: "\(sentence.isEmpty ? word : sentence) (tenant \(tenant))",
            remedy: row?.remedy ?? Self.remedy(for: reason, wait: nil))
    }

    /// Whether another attempt can help: the service was busy or broken, and has not told us that we ask too often.
    static func isWorthRetrying(_ error: AuthenticationError) -> Bool {
        if let number = Int(error.code.replacing("AADSTS", with: "")), let row = AADSTS.row(for: number) {
            return row.isTransient
        }
        return [408, 429].contains(error.status) || (error.status ?? 0) >= 500
    }

    private static func number(in document: JSONNode?, description: String) -> Int? {
        if case .array(let codes)? = document?["error_codes"], let first = codes.first?.text.flatMap(Int.init) {
            return first
        }
        guard let start = description.range(of: "AADSTS") else { return nil }
        return Int(description[start.upperBound...].prefix(while: \.isNumber))
    }

    /// The description up to the ids and the time that Entra appends to it.
    private static func sentence(of description: String) -> String {
        let end = description.range(of: "Trace ID:")?.lowerBound ?? description.endIndex
        // Short enough that the tenant and the trace id, which follow it, are not cut off.
        return String(description[..<end].prefix(150)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func reason(
        row: AADSTS.Row?, word: String, suberror: String?, status: Int
    ) -> AuthenticationError.Reason {
        if let row { return row.reason }
        if suberror == "consent_required" { return .consentRequired }
        switch word {
        case "invalid_client": return .wrongSecret
        case "unauthorized_client": return .unknownApp
        case "invalid_tenant": return .unknownTenant
        case "consent_required": return .consentRequired
        case "access_denied", "permission_denied": return .consentRequired
        case "interaction_required", "login_required", "invalid_grant", "authorization_pending",
            "authorization_declined", "bad_verification_code", "expired_token", "code_expired", "WrongState", "NoCode":
            return .signInRequired
        case "temporarily_unavailable", "server_error": return .unavailable
        case "invalid_request", "invalid_scope", "invalid_resource", "unsupported_grant_type",
            "unsupported_response_type":
            return .invalidRequest
        default:
            return status == 429 ? .throttled : status >= 500 || status == 408 ? .unavailable : .unknown
        }
    }

    private static func remedy(for reason: AuthenticationError.Reason, wait: Duration?) -> Remedy {
        switch reason {
        case .throttled:
            Remedy(
                "The identity service takes no more requests for now; run again later.",
                action: .wait(seconds: Int((wait ?? .seconds(60)).seconds.rounded(.up))))
        case .unavailable: Remedy("The identity service has a problem; run again later.", action: .runAgain)
        case .wrongSecret:
            Remedy("Check the app's id and secret.", action: .fixConfiguration("AZURE_CLIENT_SECRET"))
        case .unknownTenant: Remedy("Check the tenant.", action: .fixConfiguration("AZURE_TENANT_ID"))
        case .unknownApp: Remedy("Check the app's id.", action: .fixConfiguration("AZURE_CLIENT_ID"))
        case .consentRequired: Remedy("An administrator has to consent to the app's permissions.")
        case .signInRequired: Remedy("Sign in again.", action: .signIn)
        default: Remedy("Look the code up at https://login.microsoftonline.com/error, or give the ids to support.")
        }
    }
}
