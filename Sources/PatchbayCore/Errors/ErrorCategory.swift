/// What kind of failure it is, the same words for every service. Open: handle the ones you know and keep a `default`.
public struct ErrorCategory: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The word, stable across releases.
    public let rawValue: String

    /// Makes a category from its word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Who we are was not accepted: wrong or expired secret, revoked consent, dead token.
    public static let authentication = ErrorCategory(rawValue: "authentication")
    /// Who we are is known, but may not do this.
    public static let permission = ErrorCategory(rawValue: "permission")
    /// The thing does not exist, or not yet.
    public static let notFound = ErrorCategory(rawValue: "notFound")
    /// The thing exists already, or changed meanwhile.
    public static let conflict = ErrorCategory(rawValue: "conflict")
    /// Too many requests; wait as told.
    public static let throttled = ErrorCategory(rawValue: "throttled")
    /// The request itself is wrong.
    public static let invalid = ErrorCategory(rawValue: "invalid")
    /// A stored position (a delta link, a page link) is no longer accepted; read everything again.
    public static let resyncRequired = ErrorCategory(rawValue: "resyncRequired")
    /// The service has a problem of its own.
    public static let unavailable = ErrorCategory(rawValue: "unavailable")
    /// The answer could not be read.
    public static let decoding = ErrorCategory(rawValue: "decoding")
    /// Anything else.
    public static let unknown = ErrorCategory(rawValue: "unknown")

    /// The word.
    public var description: String { rawValue }

    /// The category that a status means when nothing more is known.
    public init(status: Int) {
        switch status {
        case 401: self = .authentication
        case 403: self = .permission
        case 404: self = .notFound
        case 409, 412: self = .conflict
        case 410: self = .resyncRequired
        case 429: self = .throttled
        case 408, 500...599: self = .unavailable
        case 400..<500: self = .invalid
        default: self = .unknown
        }
    }
}
