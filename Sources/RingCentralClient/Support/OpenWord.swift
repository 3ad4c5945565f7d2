/// A word of RingCentral's that may get company at any time: values that are not known here are kept and written back as they came.
public protocol OpenWord: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral,
    CustomStringConvertible
where RawValue == String {
    /// Takes any word.
    init(rawValue: String)
}

extension OpenWord {
    /// Takes any word.
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    /// The word.
    public var description: String { rawValue }
}
