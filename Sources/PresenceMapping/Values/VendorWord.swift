/// A word from a vendor's vocabulary: open, compared without regard to case, kept exactly as it arrived.
///
/// Both vendors add words without notice, and Microsoft publishes the same presence words in two spellings
/// (`InACall` and `inACall`). A closed enumeration would fail to decode the first and miss the second; a word
/// keeps what it was given and answers equal for either spelling.
///
/// Source: Microsoft Graph `presence` resource, old and new pages.
public protocol VendorWord: RawRepresentable<String>, Hashable, Sendable, Codable, CustomStringConvertible {
    /// Keeps any text, known or not.
    init(rawValue: String)

    /// The words that the vendor has published so far.
    static var known: [Self] { get }
}

extension VendorWord {
    /// Equal when the letters are, whatever their case.
    public static func == (left: Self, right: Self) -> Bool {
        // Nearly all words come in the same spelling each time.
        if left.rawValue == right.rawValue { return true }
        let left = left.rawValue.utf8
        let right = right.rawValue.utf8
        return left.count == right.count && left.elementsEqual(right) { $0.foldedToLower == $1.foldedToLower }
    }

    /// Hashes the folded letters, so that equal words hash alike.
    public func hash(into hasher: inout Hasher) {
        for byte in rawValue.utf8 { hasher.combine(byte.foldedToLower) }
        hasher.combine(UInt8.max)
    }

    /// The text as it arrived.
    public var description: String { rawValue }

    /// Whether the vendor has published this word, in any spelling.
    public var isKnown: Bool { Self.known.contains(self) }
}

extension UInt8 {
    /// ASCII capital letters folded; every other byte as it is.
    var foldedToLower: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
