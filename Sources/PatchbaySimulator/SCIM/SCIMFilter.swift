import PatchbayCore

/// A filter, parsed. Source: RFC 7644, section 3.4.2.2.
indirect enum SCIMFilterNode: Sendable {
    case and(SCIMFilterNode, SCIMFilterNode)
    case or(SCIMFilterNode, SCIMFilterNode)
    case not(SCIMFilterNode)
    /// An attribute path such as `name.familyName`, perhaps with a URN in front.
    case compare(String, Operation, JSONValue)
    case present(String)
    /// Elements of a list that fit a filter of their own.
    case element(String, SCIMFilterNode)

    enum Operation: String, Sendable {
        case eq, ne, co, sw, ew, gt, ge, lt, le
    }

    /// Whether a resource, or an element of a list, fits.
    func matches(_ value: JSONValue, _ kind: SCIMKind?) -> Bool {
        switch self {
        case .and(let left, let right): left.matches(value, kind) && right.matches(value, kind)
        case .or(let left, let right): left.matches(value, kind) || right.matches(value, kind)
        case .not(let inner): !inner.matches(value, kind)
        case .present(let path): !Self.values(path, in: value, kind).isEmpty
        case .element(let path, let inner): Self.values(path, in: value, kind).contains { inner.matches($0, nil) }
        case .compare(let path, let operation, let wanted):
            Self.compare(Self.values(path, in: value, kind), operation, wanted, isExact: Self.isExact(path))
        }
    }

    private static func isExact(_ path: String) -> Bool {
        // Ids are compared with regard to case, and so are both halves of an external id.
        ["id", "externalid", "authority"].contains(path.lowercased())
    }

    private static func compare(
        _ values: [JSONValue], _ operation: Operation, _ wanted: JSONValue, isExact: Bool
    ) -> Bool {
        if operation == .ne { return !compare(values, .eq, wanted, isExact: isExact) }
        if wanted == .null { return values.isEmpty && operation == .eq }
        return values.contains { value in
            // An element is compared by its value.
            let value = value.member("value") ?? value
            switch (value, wanted) {
            case (.string(let left), .string(let right)):
                return fits(isExact ? left : left.lowercased(), operation, isExact ? right : right.lowercased())
            case (.bool(let left), .bool(let right)): return operation == .eq && left == right
            // The reference shows switches without quotes, others send them with.
            case (.bool(let left), .string(let right)): return operation == .eq && String(left) == right.lowercased()
            case (.integer(let left), .integer(let right)): return ordered(left, operation, right)
            default: return false
            }
        }
    }

    private static func fits(_ left: String, _ operation: Operation, _ right: String) -> Bool {
        switch operation {
        case .co: left.contains(right)
        case .sw: left.hasPrefix(right)
        case .ew: left.hasSuffix(right)
        default: ordered(left, operation, right)
        }
    }

    private static func ordered<Value: Comparable>(_ left: Value, _ operation: Operation, _ right: Value) -> Bool {
        switch operation {
        case .eq: left == right
        case .gt: left > right
        case .ge: left >= right
        case .lt: left < right
        case .le: left <= right
        default: false
        }
    }

    /// What a path leads to; the elements of lists one by one.
    private static func values(_ path: String, in value: JSONValue, _ kind: SCIMKind?) -> [JSONValue] {
        var found = value
        var rest = Substring(path)
        if let kind {
            let urns = kind.schemas.map(\.id).sorted { $0.count > $1.count }
            if let urn = urns.first(where: { path.lowercased().hasPrefix("\($0.lowercased()):") }) {
                rest = rest.dropFirst(urn.count + 1)
                if !urn.equalsIgnoringASCIICase(kind.core.id) {
                    guard let inner = value.member(urn) else { return [] }
                    found = inner
                }
            }
        }
        return rest.split(separator: ".").reduce([found]) { values, name in
            values.flatMap { value -> [JSONValue] in
                guard let member = value.member(String(name)), member != .null else { return [] }
                return member.array ?? [member]
            }
        }
    }
}

/// Reads a filter by recursive descent: `or` binds looser than `and`, `and` looser than `not`.
struct SCIMFilterParser {
    struct Unreadable: Error {}

    private enum Token: Equatable {
        case word(String)
        case text(String)
        case open, close, openList, closeList
    }

    private var tokens: ArraySlice<Token>

    static func parse(_ text: String) throws(Unreadable) -> SCIMFilterNode {
        var parser = SCIMFilterParser(tokens: ArraySlice(try scan(text)))
        let node = try parser.disjunction()
        guard parser.tokens.isEmpty else { throw Unreadable() }
        return node
    }

    private static func scan(_ text: String) throws(Unreadable) -> [Token] {
        var tokens: [Token] = []
        var word = ""
        var characters = text[...]
        func flush() {
            if !word.isEmpty { tokens.append(.word(word)) }
            word = ""
        }
        while let character = characters.popFirst() {
            switch character {
            case "\"":
                var value = ""
                while true {
                    guard let next = characters.popFirst() else { throw Unreadable() }
                    if next == "\"" { break }
                    if next == "\\" {
                        guard let escaped = characters.popFirst() else { throw Unreadable() }
                        value.append(escaped)
                    } else {
                        value.append(next)
                    }
                }
                flush()
                tokens.append(.text(value))
            case "(": flush(); tokens.append(.open)
            case ")": flush(); tokens.append(.close)
            case "[": flush(); tokens.append(.openList)
            case "]": flush(); tokens.append(.closeList)
            case let blank where blank.isWhitespace: flush()
            default: word.append(character)
            }
        }
        flush()
        return tokens
    }

    private func isWord(_ word: String) -> Bool {
        if case .word(let text)? = tokens.first { return text.lowercased() == word }
        return false
    }

    private mutating func expect(_ token: Token) throws(Unreadable) {
        guard tokens.popFirst() == token else { throw Unreadable() }
    }

    private mutating func disjunction() throws(Unreadable) -> SCIMFilterNode {
        var left = try conjunction()
        while isWord("or") {
            tokens.removeFirst()
            left = .or(left, try conjunction())
        }
        return left
    }

    private mutating func conjunction() throws(Unreadable) -> SCIMFilterNode {
        var left = try negation()
        while isWord("and") {
            tokens.removeFirst()
            left = .and(left, try negation())
        }
        return left
    }

    private mutating func negation() throws(Unreadable) -> SCIMFilterNode {
        guard isWord("not") else { return try primary() }
        tokens.removeFirst()
        return .not(try primary())
    }

    private mutating func primary() throws(Unreadable) -> SCIMFilterNode {
        if tokens.first == .open {
            tokens.removeFirst()
            let inner = try disjunction()
            try expect(.close)
            return inner
        }
        guard case .word(let path)? = tokens.popFirst() else { throw Unreadable() }
        if tokens.first == .openList {
            tokens.removeFirst()
            let inner = try disjunction()
            try expect(.closeList)
            return .element(path, inner)
        }
        guard case .word(let verb)? = tokens.popFirst() else { throw Unreadable() }
        if verb.lowercased() == "pr" { return .present(path) }
        guard let operation = SCIMFilterNode.Operation(rawValue: verb.lowercased()), let value = tokens.popFirst()
        else {
            throw Unreadable()
        }
        switch value {
        case .text(let text): return .compare(path, operation, .string(text))
        case .word(let word):
            switch word.lowercased() {
            case "true": return .compare(path, operation, .bool(true))
            case "false": return .compare(path, operation, .bool(false))
            case "null": return .compare(path, operation, .null)
            // The reference's examples leave the quotes out.
            default:
                return .compare(path, operation, Int64(word).map(JSONValue.integer) ?? .string(word))
            }
        default: throw Unreadable()
        }
    }
}
