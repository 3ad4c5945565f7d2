/// A query string that escapes what servers misread: `+` (a plus sign in a phone number would arrive as a space), quotes, `&`,
/// and everything else that is not unreserved in RFC 3986. `URLComponents` leaves several of these alone. Only the `$` of a name
/// (`$select`) stays as it is.
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

extension Query: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names only: values hold people's names, numbers and sometimes tokens. ``encoded`` has them.
    public var description: String { items.map { "\($0.name)=…" }.joined(separator: "&") }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// The same as ``description``, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["query": description]) }
}

/// One path segment, escaped so that an id with `/`, `=` or `+` in it stays one segment.
public struct PathSegment: Hashable, Sendable, CustomStringConvertible {
    /// The escaped text.
    public let description: String

    /// Escapes an id.
    public init(_ raw: String) {
        // Alone in a segment, one or two dots would mean this folder and the one above.
        description = raw == "." || raw == ".." ? raw.replacing(".", with: "%2E") : PercentEncoding.encode(raw)
    }
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
            } else if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(digit),
                let low = rest.dropFirst().first.flatMap(digit)
            {
                bytes.append(high << 4 | low)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
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

extension FormBody: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names only: a form for a token endpoint holds the client's secret.
    public var description: String { query.description }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// The same as ``description``, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["form": description]) }
}
