public import Foundation

/// A request that got no whole answer. Transports translate their platform's errors into this one and never let theirs
/// escape: on Linux a `URLError` carries the full address, query and all, in its `userInfo`.
public struct TransportError: Error, Hashable, Sendable {
    /// What went wrong. Open.
    public struct Kind: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Makes a kind.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The host name was not found.
        public static let dns = Kind(rawValue: "dns")
        /// Nothing listens there, or no route.
        public static let cannotConnect = Kind(rawValue: "cannotConnect")
        /// The certificate or the handshake failed.
        public static let tls = Kind(rawValue: "tls")
        /// The connection ended before the whole answer was there.
        public static let interrupted = Kind(rawValue: "interrupted")
        /// Time ran out.
        public static let timedOut = Kind(rawValue: "timedOut")
        /// The answer was not HTTP, or larger than allowed.
        public static let badResponse = Kind(rawValue: "badResponse")
        /// The request may not be sent: another origin, or plain http to a distant host.
        public static let refusedLocally = Kind(rawValue: "refusedLocally")
    }

    /// What went wrong.
    public let kind: Kind
    /// A few words; no address with a query.
    public let detail: String
    /// Whether the service certainly did not see the request. If not, a write has an unknown outcome and is read back.
    public let isRequestKnownUnsent: Bool

    /// Makes an error.
    public init(_ kind: Kind, detail: String, isRequestKnownUnsent: Bool? = nil) {
        self.kind = kind
        self.detail = Redaction.scrub(detail, limit: 200)
        self.isRequestKnownUnsent =
            isRequestKnownUnsent ?? (kind == .dns || kind == .cannotConnect || kind == .refusedLocally || kind == .tls)
    }
}

extension TransportError: CustomStringConvertible, LocalizedError {
    /// One line.
    public var description: String { "No answer (\(kind.rawValue)): \(detail)" }
    /// The same as ``description``.
    public var errorDescription: String? { description }
    /// What to try.
    public var recoverySuggestion: String? {
        switch kind {
        case .dns: "Check the host name and this machine's DNS."
        case .cannotConnect:
            "Check that the service is running there and that a firewall or proxy lets the request out."
        case .tls: "Check this machine's clock, its root certificates and any proxy that inspects TLS."
        case .timedOut, .interrupted: "Run again; finished work is not repeated."
        default: nil
        }
    }
}
