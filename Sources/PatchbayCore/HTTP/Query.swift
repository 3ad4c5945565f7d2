/// A query string that escapes what servers misread: `+` (a plus sign in a phone number would arrive as a space), quotes, `&`,
/// `$`-free values and everything that is not unreserved in RFC 3986. `URLComponents` leaves several of these alone.
public struct Query: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    private var items: [Item] = []

    private struct Item: Hashable, Sendable {
        let name: String
        let value: String
    }

    /// An empty query.
    public init() {}

    /// A query from pairs, in order.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    /// Adds a pair and keeps earlier ones of the same name; RingCentral takes lists as repeated names.
    public mutating func append(_ name: String, _ value: String) { items.append(Item(name: name, value: value)) }

    /// The encoded pairs, without a leading `?`.
    public var encoded: String {
        items.map { PercentEncoding.encode($0.name, keeping: "$") + "=" + PercentEncoding.encode($0.value) }
            .joined(separator: "&")
    }

    /// `?` and the encoded pairs, or nothing when there are none.
    public var suffix: String { items.isEmpty ? "" : "?" + encoded }

    /// Whether there are no pairs.
    public var isEmpty: Bool { items.isEmpty }
}

/// One path segment, escaped so that an id with `/`, `=` or `+` in it stays one segment.
public struct PathSegment: Hashable, Sendable, CustomStringConvertible {
    /// The escaped text.
    public let description: String

    /// Escapes an id.
    public init(_ raw: String) { description = PercentEncoding.encode(raw) }
}

/// Percent encoding by the unreserved set of RFC 3986, section 2.3.
package enum PercentEncoding {
    package static func encode(_ text: String, keeping extra: String = "") -> String {
        let kept = Array(extra.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            case _ where kept.contains(byte):
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Undoes ``encode(_:keeping:)``; `plusIsSpace` for form bodies. Malformed escapes stay as they are.
    package static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+"), plusIsSpace {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)
}

/// A form body (`application/x-www-form-urlencoded`), as token endpoints want it.
public struct FormBody: Hashable, Sendable {
    private var query = Query()

    /// An empty form.
    public init() {}

    /// Adds a field.
    public mutating func append(_ name: String, _ value: String) { query.append(name, value) }

    /// The encoded form.
    public var encoded: String { query.encoded }
}
