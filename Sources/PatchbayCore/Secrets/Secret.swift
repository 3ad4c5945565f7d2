/// A value that must not be seen: a client secret, a token, a private key. It cannot be printed, dumped or encoded by accident.
///
/// Interpolation, `print`, `String(reflecting:)`, `dump` and mirrors all show the same placeholder. It is not `Codable`: whoever
/// has to write one down does so on purpose, inside ``reveal(_:)``.
public struct Secret: Hashable, Sendable {
    private let value: String

    /// Wraps a value.
    public init(_ value: String) { self.value = value }

    /// Hands the value to a closure; the one way to read it, easy to find in a review.
    public func reveal<Result, Failure: Error>(_ use: (String) throws(Failure) -> Result) throws(Failure) -> Result {
        try use(value)
    }

    /// Whether there is nothing in it, which is always a mistake of the configuration.
    public var isEmpty: Bool { value.isEmpty }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable, CustomLeafReflectable {
    /// The placeholder.
    public var description: String { "‹secret›" }
    /// The placeholder.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, unlabeledChildren: [String](), displayStyle: .struct) }
}
