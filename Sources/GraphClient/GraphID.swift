/// An id that Graph hands out: opaque text with a type of its own, so that a user's id cannot be passed where an app's is wanted.
public protocol GraphID:
    RawRepresentable, Hashable, Sendable, Codable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible
where RawValue == String, StringLiteralType == String {
    /// Wraps the text; it is not checked.
    init(rawValue: String)
}

extension GraphID {
    /// Wraps the text of an id, as it came from Graph, a file or an option.
    public init(_ text: String) { self.init(rawValue: text) }
    /// Wraps a literal.
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    /// The text.
    public var description: String { rawValue }
    /// By text, for a stable order.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
