public import Foundation

/// One HTTP request as a value. It can be compared, stored in a test and sent again; it holds no connection and no state.
public struct HTTPRequest: Hashable, Sendable {
    /// The method.
    public var method: HTTPMethod
    /// The absolute address.
    public var url: URL
    /// The header fields.
    public var fields: HTTPFields
    /// The body; `nil` sends none.
    public var body: Data?

    /// Makes a request.
    public init(method: HTTPMethod = .get, url: URL, fields: HTTPFields = [:], body: Data? = nil) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method, host and path. Never the query, the header fields or the body: they can hold tokens and names.
    public var description: String { "\(method) \(url.withoutQuery)" }
    /// The same as ``description``, so that a debugger or a failed expectation prints no secret either.
    public var debugDescription: String { description }
    /// The same as ``description``, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}

extension URL {
    /// Scheme, host, port and path, for messages: no query, no fragment, no user name and password.
    package var withoutQuery: String {
        let text = absoluteString
        let bare = text[..<(text.firstIndex { $0 == "?" || $0 == "#" } ?? text.endIndex)]
        guard let start = bare.firstRange(of: "://")?.upperBound,
            let at = bare[start...].prefix(while: { $0 != "/" }).lastIndex(of: "@")
        else { return String(bare) }
        return String(bare[..<start] + bare[bare.index(after: at)...])
    }
}
