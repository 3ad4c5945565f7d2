public import Foundation

/// One whole HTTP response as a value.
public struct HTTPResponse: Hashable, Sendable {
    /// The status code.
    public var status: Int
    /// The header fields.
    public var fields: HTTPFields
    /// The body, already inflated by the transport if it was compressed; empty if there was none.
    public var body: Data

    /// Makes a response; in a test this is all that is needed to answer a request.
    public init(status: Int, fields: HTTPFields = [:], body: Data = Data()) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// Whether the status is 200 to 299.
    public var isSuccess: Bool { (200..<300).contains(status) }
}

extension HTTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Status and size. Never the body: a token answer holds a token.
    public var description: String { "\(status), \(body.count) bytes" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// The same as ``description``, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["response": description]) }
}
