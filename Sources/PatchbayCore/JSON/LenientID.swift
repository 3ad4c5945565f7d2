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
        } else {
            description = try container.decode(String.self)
        }
    }

    /// Writes a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// By number where both are numbers, else by text.
    public static func < (left: LenientID, right: LenientID) -> Bool {
        if let a = Int64(left.description), let b = Int64(right.description) { return a < b }
        return left.description < right.description
    }
}
