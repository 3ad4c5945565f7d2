public import Foundation

/// A token could not be had. Says whose fault it is as far as the identity service tells, and what a person should do.
public struct AuthenticationError: Error, Hashable, Sendable {
    /// Which identity service answered.
    public var service: ServiceName
    /// Its most specific code, such as `AADSTS7000222` or `OAU-153`, else the OAuth error word.
    public var code: String
    /// What kind of failure. Open.
    public var reason: Reason
    /// The service's message on one line, without anything secret.
    public var message: String { didSet { message = Redaction.scrub(message, limit: 240) } }
    /// The HTTP status, if there was an answer.
    public var status: Int?
    /// The id that the service's support will ask for.
    public var correlationID: String?
    /// How long to wait, where the service is only busy.
    public var retryAfter: Duration?
    /// What a person should do.
    public var remedy: Remedy

    /// Kinds of failure, the same for every identity service.
    public struct Reason: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Makes a reason.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The secret is not the right one.
        public static let wrongSecret = Reason(rawValue: "wrongSecret")
        /// The secret or certificate has expired.
        public static let expiredSecret = Reason(rawValue: "expiredSecret")
        /// No app of this id is in the tenant.
        public static let unknownApp = Reason(rawValue: "unknownApp")
        /// No such tenant.
        public static let unknownTenant = Reason(rawValue: "unknownTenant")
        /// The app is there but disabled.
        public static let appDisabled = Reason(rawValue: "appDisabled")
        /// An administrator has not consented.
        public static let consentRequired = Reason(rawValue: "consentRequired")
        /// A person has to sign in (again).
        public static let signInRequired = Reason(rawValue: "signInRequired")
        /// A Conditional Access policy stands in the way.
        public static let conditionalAccess = Reason(rawValue: "conditionalAccess")
        /// The request was malformed or not allowed for this kind of app.
        public static let invalidRequest = Reason(rawValue: "invalidRequest")
        /// Too many token requests.
        public static let throttled = Reason(rawValue: "throttled")
        /// The identity service has a problem of its own.
        public static let unavailable = Reason(rawValue: "unavailable")
        /// Anything else.
        public static let unknown = Reason(rawValue: "unknown")
    }

    /// Makes an error.
    public init(
        service: ServiceName, code: String, reason: Reason, message: String = "", status: Int? = nil,
        correlationID: String? = nil, retryAfter: Duration? = nil, remedy: Remedy
    ) {
        self.service = service
        self.code = Redaction.scrub(code, limit: 80)
        self.reason = reason
        self.message = Redaction.scrub(message, limit: 240)
        self.status = status
        self.correlationID = correlationID.map { Redaction.scrub($0, limit: 120) }
        self.retryAfter = retryAfter
        self.remedy = remedy
    }

    /// The same kind of failure in the words that all errors share.
    public var category: ErrorCategory {
        switch reason {
        case .throttled: .throttled
        case .unavailable: .unavailable
        case .invalidRequest: .invalid
        case .unknownTenant, .unknownApp: .notFound
        case .consentRequired, .conditionalAccess, .appDisabled: .permission
        default: .authentication
        }
    }

    /// Whether trying again later, without anybody doing anything, can help.
    public var isTransient: Bool { reason == .throttled || reason == .unavailable }
}

extension AuthenticationError: CustomStringConvertible, LocalizedError {
    /// One line.
    public var description: String {
        var line = "\(service) gave no token (\(code))"
        if !message.isEmpty { line += ": \(message)" }
        if let correlationID { line += " (correlation \(correlationID))" }
        return line
    }
    /// The same as ``description``.
    public var errorDescription: String? { description }
    /// The remedy's sentence.
    public var recoverySuggestion: String? { remedy.sentence }
}
