public import Foundation

/// The address of a service, without a version path (`https://graph.microsoft.com`), and the place where paths are appended.
public struct ServiceRoot: Hashable, Sendable, CustomStringConvertible {
    /// The root without a trailing slash.
    public let base: String
    /// Scheme, host and port as they stand in ``base``.
    private let authority: String
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
        guard url.query() == nil, url.fragment() == nil, url.user() == nil, url.password() == nil else {
            throw ConfigurationError(
                "\(name) carries a query, a fragment or a user name.", remedy: "Give the bare service address.")
        }
        self.origin = origin
        // As it was parsed, so that an international name and a stray blank are in their escaped form here already.
        var base = url.absoluteString
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
        let path = base.range(of: "://").flatMap { base[$0.upperBound...].firstIndex(of: "/") }
        authority = String(base[..<(path ?? base.endIndex)])
    }

    /// The address of a path under this root. The path must already be escaped (see ``PathSegment``).
    ///
    /// - Throws: ``ConfigurationError`` if the result is not an address: a defect in the caller's path.
    public func url(_ path: String, query: Query = Query()) throws(ConfigurationError) -> URL {
        // A `#` that was not escaped (a guest's name has `#EXT#` in it) would cut off the rest of the address, a second `?` the query.
        // What begins with a slash after the root cannot change who is asked.
        let bytes = path.utf8
        guard !bytes.contains(UInt8(ascii: "#")), query.isEmpty || !bytes.contains(UInt8(ascii: "?")),
            bytes.first.map({ $0 == UInt8(ascii: "/") }) ?? true, let url = URL(string: base + path + query.suffix)
        else {
            throw ConfigurationError(
                "“\(path.prefix { $0 != "?" })” is not a path under \(origin).",
                remedy: "Begin with a slash and escape each segment before joining them.")
        }
        return url
    }

    /// Whether an address, a link from a server say, leads to this service and nowhere else.
    ///
    /// Addresses that begin as this one does are told by their first bytes; only others are taken apart.
    package func covers(_ url: URL) -> Bool {
        let address = url.absoluteString.utf8
        if address.starts(with: authority.utf8) {
            let next = address.dropFirst(authority.utf8.count).first
            if next == nil || next == UInt8(ascii: "/") || next == UInt8(ascii: "?") { return true }
        }
        return Origin(url) == origin
    }

    /// The root address.
    public var description: String { base }
}
