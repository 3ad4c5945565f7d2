import Foundation

/// JSON as it stands in the file. Reading through it lets a mistake be reported with its place and with the words that
/// would have been right, which a synthesized `Decodable` cannot.
enum JSONTree: Decodable {
    case object([String: JSONTree])
    case array([JSONTree])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONTree].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONTree].self))
        }
    }

    /// The value in a few characters, for messages.
    var summary: String {
        switch self {
        case .object: "{…}"
        case .array: "[…]"
        case .string(let value): "\"\(value)\""
        case .number(let value): Int(exactly: value).map(String.init) ?? "\(value)"
        case .bool(let value): "\(value)"
        case .null: "null"
        }
    }

    func object(at path: String, allowing keys: [String]? = nil) throws(RuleFileError) -> [String: JSONTree] {
        guard case .object(let members) = self else { throw RuleFileError(.wrongType(expected: "an object"), at: path) }
        if let keys, let stranger = members.keys.sorted().first(where: { !keys.contains($0) }) {
            throw RuleFileError(.unknownKey(stranger, allowed: keys), at: path)
        }
        return members
    }

    func array(at path: String) throws(RuleFileError) -> [JSONTree] {
        guard case .array(let items) = self else { throw RuleFileError(.wrongType(expected: "an array"), at: path) }
        return items
    }

    func string(at path: String) throws(RuleFileError) -> String {
        guard case .string(let value) = self else { throw RuleFileError(.wrongType(expected: "a string"), at: path) }
        return value
    }

    func bool(at path: String) throws(RuleFileError) -> Bool {
        guard case .bool(let value) = self else {
            throw RuleFileError(.wrongType(expected: "true or false"), at: path)
        }
        return value
    }
}
