/// An id that a service writes now as a number and now as a string (RingCentral's account and extension ids: int64 in
/// extension lists and presence, strings in the directory and in events). Kept as text; equal when the text is.
public struct LenientID: Hashable, Sendable, Codable, CustomStringConvertible, ExpressibleByStringLiteral, Comparable {
    /// The id as text.
    public let description: String

    /// Makes an id.
    public init(_ text: String) { description = text }
    /// Makes an id.
    public init(stringLiteral value: String) { description = value }

    /// Reads a string or an integer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            description = String(number)
        } else if let number = try? container.decode(UInt64.self) {
            description = String(number)
        } else {
            description = try container.decode(String.self)
        }
    }

    /// Writes a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Numbers first, by size; then everything else, by text.
    public static func < (left: LenientID, right: LenientID) -> Bool {
        switch (Int64(left.description), Int64(right.description)) {
        case (let a?, let b?) where a != b: a < b
        case (.some, nil): true
        case (nil, .some): false
        default: left.description < right.description
        }
    }
}
