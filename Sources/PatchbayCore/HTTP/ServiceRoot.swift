public import Foundation

/// The address of a service, without a version path (`https://graph.microsoft.com`), and the place where paths are appended.
public struct ServiceRoot: Hashable, Sendable, CustomStringConvertible {
    /// The root without a trailing slash.
    public let base: String
    /// Where requests to this service go; nothing that belongs to it may leave for another.
    public let origin: Origin

    /// Checks an address and makes a root of it.
    ///
    /// - Throws: ``ConfigurationError`` if it is not an absolute https address (plain http is accepted for loopback hosts),
    ///   or carries a query, a fragment or a user name.
    public init(_ text: String, named name: String = "address") throws(ConfigurationError) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let url = URL(string: trimmed), let origin = Origin(url) else {
            throw ConfigurationError(
                "\(name) is not a web address.", remedy: "Give a full address such as https://graph.microsoft.com.")
        }
        guard origin.isAcceptable else {
            throw ConfigurationError(
                "\(name) uses plain http for \(origin.host), so a token could be read on the way.",
                remedy: "Use https. Plain http is accepted for 127.0.0.1 and localhost only.")
        }
        guard url.query() == nil, url.fragment() == nil, url.user() == nil else {
            throw ConfigurationError(
                "\(name) carries a query, a fragment or a user name.", remedy: "Give the bare service address.")
        }
        self.origin = origin
        base = trimmed.hasSuffix("/") ? String(trimmed.drop { $0 == " " }.dropLast()) : trimmed
    }

    /// The address of a path under this root. The path must already be escaped (see ``PathSegment``).
    ///
    /// - Throws: ``ConfigurationError`` if the result is not an address: a defect in the caller's path.
    public func url(_ path: String, query: Query = Query()) throws(ConfigurationError) -> URL {
        guard let url = URL(string: base + path + query.suffix), Origin(url) == origin else {
            throw ConfigurationError(
                "“\(path)” is not a path under \(origin).", remedy: "Escape each segment before joining them.")
        }
        return url
    }

    /// The root address.
    public var description: String { base }
}
