public import Foundation

/// A service's refusal, with every fact that helps and none that harms: no address with a query, no token, no body.
///
/// The code is the service's own word and open; ``category`` is ours and the same for all services.
public struct ServiceError: Error, Hashable, Sendable {
    /// Which service answered.
    public var service: ServiceName
    /// The operation that was asked for, such as `teams.app.install`.
    public var operation: String
    /// The HTTP status; `nil` if the answer was unreadable in itself.
    public var status: Int?
    /// The service's code, such as `Request_ResourceNotFound` or `CMN-301`; empty if it gave none.
    public var code: String
    /// Codes nested inside it, outermost first.
    public var innerCodes: [String]
    /// The service's message on one line, shortened and without anything secret. For people: never branch on it.
    public var message: String { didSet { message = Redaction.scrub(message) } }
    /// What kind of failure it is.
    public var category: ErrorCategory
    /// The id that the service's support will ask for.
    public var requestID: String?
    /// How long the service asked us to wait.
    public var retryAfter: Duration?
    /// What a person should do.
    public var remedy: Remedy?

    /// Makes an error; clients do, and so do stubs in tests.
    public init(
        service: ServiceName, operation: String, status: Int? = nil, code: String = "", innerCodes: [String] = [],
        message: String = "", category: ErrorCategory? = nil, requestID: String? = nil, retryAfter: Duration? = nil,
        remedy: Remedy? = nil
    ) {
        self.service = service
        self.operation = operation
        self.status = status
        self.code = Redaction.scrub(code, limit: 80)
        self.innerCodes = innerCodes.map { Redaction.scrub($0, limit: 80) }
        self.message = Redaction.scrub(message)
        self.category = category ?? ErrorCategory(status: status ?? 0)
        self.requestID = requestID.map { Redaction.scrub($0, limit: 120) }
        self.retryAfter = retryAfter
        self.remedy = remedy
    }

    /// Whether this code, or one nested in it, is the given one. Case is ignored, as the services are not consistent in it.
    public func hasCode(_ wanted: String) -> Bool {
        code.equalsIgnoringASCIICase(wanted) || innerCodes.contains { $0.equalsIgnoringASCIICase(wanted) }
    }
}

extension ServiceError: CustomStringConvertible, LocalizedError {
    /// One line: who, what, why, and the request id.
    public var description: String {
        var parts = ["\(service) refused \(operation)"]
        if let status { parts.append("with \(status)\(code.isEmpty ? "" : " \(code)")") }
        var line = parts.joined(separator: " ")
        if !message.isEmpty { line += ": \(message)" }
        if let requestID { line += " (request \(requestID))" }
        return line
    }

    /// The same as ``description``.
    public var errorDescription: String? { description }
    /// The remedy's sentence.
    public var recoverySuggestion: String? { remedy?.sentence }
}

/// The name of a service, for errors, events and rate keys.
public struct ServiceName: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The name, stable across releases.
    public let rawValue: String

    /// Makes a name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Microsoft Graph.
    public static let graph = ServiceName(rawValue: "Microsoft Graph")
    /// Microsoft Entra ID, the identity service.
    public static let entra = ServiceName(rawValue: "Microsoft Entra ID")
    /// RingCentral.
    public static let ringCentral = ServiceName(rawValue: "RingCentral")
    /// Genesys Cloud.
    public static let genesys = ServiceName(rawValue: "Genesys Cloud")

    /// The name.
    public var description: String { rawValue }
}
