/// The header fields of a request or a response: an ordered list that is looked up without regard to case.
///
/// A dictionary would lose repeated fields (`WWW-Authenticate`, `Set-Cookie`) and their order; this keeps both.
public struct HTTPFields: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// One header field.
    public struct Field: Hashable, Sendable {
        /// The name as it was written; compare it without regard to case.
        public let name: String
        /// The value as it was written.
        public let value: String

        /// Makes a field.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    private var fields: [Field]

    /// No fields.
    public init() { fields = [] }

    /// Fields from pairs, in order; a name may repeat.
    public init(_ pairs: some Sequence<(String, String)>) {
        fields = pairs.map { Field(name: $0.0, value: $0.1) }
    }

    /// Fields, in order; a name may repeat.
    package init(_ fields: [Field]) { self.fields = fields }

    /// Fields from a literal, in order; a name may repeat.
    public init(dictionaryLiteral elements: (String, String)...) { self.init(elements) }

    /// The first value of a name. Setting replaces every field of that name; `nil` removes them.
    public subscript(name: String) -> String? {
        get { fields.first { $0.name.equalsIgnoringASCIICase(name) }?.value }
        set {
            let position = fields.firstIndex { $0.name.equalsIgnoringASCIICase(name) }
            fields.removeAll { $0.name.equalsIgnoringASCIICase(name) }
            if let newValue {
                fields.insert(Field(name: name, value: newValue), at: Swift.min(position ?? fields.count, fields.count))
            }
        }
    }

    /// Every value of a name, in the order received.
    public func values(of name: String) -> [String] {
        fields.filter { $0.name.equalsIgnoringASCIICase(name) }.map(\.value)
    }

    /// Adds a field and keeps others of the same name.
    public mutating func append(_ value: String, to name: String) { fields.append(Field(name: name, value: value)) }
}

extension HTTPFields: RandomAccessCollection {
    /// The position of the first field.
    public var startIndex: Int { fields.startIndex }
    /// The position after the last field.
    public var endIndex: Int { fields.endIndex }
    /// The field at a position.
    public subscript(position: Int) -> Field { fields[position] }
}

extension HTTPFields: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Names and values in order; the values of fields that carry credentials, cookies, claims or addresses are left out.
    public var description: String { "[" + fields.map(\.description).joined(separator: ", ") + "]" }
    /// The same as ``description``, so that a failed expectation shows no token either.
    public var debugDescription: String { description }
    /// The same as ``description``, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["fields": description]) }
}

extension HTTPFields.Field: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `name: value`, or only the name where the value is nobody's business.
    public var description: String {
        let isPrivate = Self.privateNames.contains { name.equalsIgnoringASCIICase($0) }
        return "\(name): " + (isPrivate ? "…" : Redaction.scrub(value, limit: 200))
    }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// The same as ``description``, for `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["field": description]) }

    private static let privateNames = [
        "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "WWW-Authenticate", "Location", "Link",
        "Validation-Token",
    ]
}

extension String {
    /// Header names, hosts and wire words are compared as ASCII; Unicode case rules would be wrong and slow.
    package func equalsIgnoringASCIICase(_ other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy {
                $0 == $1 || ($0 | 0x20 == $1 | 0x20 && (0x61...0x7A).contains($0 | 0x20))
            }
    }
}
