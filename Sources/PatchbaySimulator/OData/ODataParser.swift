/// Reads a `$filter` by recursive descent: `or` binds looser than `and`, `and` looser than `not`.
struct ODataParser {
    /// How deep and how large a filter may be. Beyond that it would not be read but overflow the stack, of the parser or of whoever
    /// walks the result. Source: the OData library's own defaults, a depth of 100; it takes fewer nodes than this.
    private static let (deepest, largest) = (100, 1000)

    private var lexer: ODataLexer
    private var token = ODataToken.end
    private var depth = 0
    private var nodes = 0

    /// Parses a whole filter.
    static func parse(_ text: String) throws(ODataSyntaxError) -> ODataFilter {
        var parser = ODataParser(lexer: ODataLexer(text))
        try parser.advance()
        let filter = try parser.disjunction()
        guard parser.token == .end else { throw parser.unexpected() }
        return filter
    }

    private mutating func advance() throws(ODataSyntaxError) { token = try lexer.next() }

    private func unexpected() -> ODataSyntaxError {
        let what =
            switch token {
            case .word(let word): "'\(word)'"
            case .text: "a string"
            case .open: "'('"
            case .close: "')'"
            case .comma: "','"
            case .colon: "':'"
            case .end: "the end"
            }
        return ODataSyntaxError(message: "Syntax error in the filter: \(what) was not expected here.")
    }

    private mutating func expect(_ wanted: ODataToken) throws(ODataSyntaxError) {
        guard token == wanted else { throw unexpected() }
        try advance()
    }

    private func isWord(_ word: String) -> Bool {
        guard case .word(let text) = token else { return false }
        return text.lowercased() == word
    }

    /// Counts what is being read.
    private mutating func descend() throws(ODataSyntaxError) {
        depth += 1
        nodes += 1
        guard depth <= Self.deepest, nodes <= Self.largest else {
            throw ODataSyntaxError(message: "The filter is nested too deeply or has too many parts.")
        }
    }

    private mutating func disjunction() throws(ODataSyntaxError) -> ODataFilter {
        var left = try conjunction()
        while isWord("or") {
            try advance()
            left = .or(left, try conjunction())
        }
        return left
    }

    private mutating func conjunction() throws(ODataSyntaxError) -> ODataFilter {
        var left = try negation()
        while isWord("and") {
            try advance()
            left = .and(left, try negation())
        }
        return left
    }

    private mutating func negation() throws(ODataSyntaxError) -> ODataFilter {
        try descend()
        defer { depth -= 1 }
        guard isWord("not") else { return try primary() }
        try advance()
        return .not(try negation())
    }

    private mutating func primary() throws(ODataSyntaxError) -> ODataFilter {
        if token == .open {
            try advance()
            let inner = try disjunction()
            try expect(.close)
            return inner
        }
        if case .word(let name) = token, let function = ODataFilter.Function(rawValue: name.lowercased()) {
            try advance()
            try expect(.open)
            let first = try operand()
            try expect(.comma)
            let second = try operand()
            try expect(.close)
            // `startswith(x,'a') eq true` is an older way to write the same.
            if isWord("eq") {
                try advance()
                guard isWord("true") else { throw unexpected() }
                try advance()
            }
            return .call(function, first, second)
        }
        if case .word(let name) = token, let lambda = try lambda(name) { return lambda }
        let left = try operand()
        guard case .word(let word) = token else { throw unexpected() }
        if word.lowercased() == "in" {
            try advance()
            return .isIn(left, try list())
        }
        guard let comparison = ODataFilter.Comparison(rawValue: word.lowercased()) else { throw unexpected() }
        try advance()
        return .compare(comparison, left, try operand())
    }

    /// `collection/any(x:x/name eq 'a')`, `collection/any()`, `collection/all(…)`.
    private mutating func lambda(_ name: String) throws(ODataSyntaxError) -> ODataFilter? {
        var path = name.split(separator: "/").map(String.init)
        guard let last = path.popLast()?.lowercased(), last == "any" || last == "all", !path.isEmpty else { return nil }
        try advance()
        try expect(.open)
        if last == "any", token == .close {
            try advance()
            return .any(path, variable: "", nil)
        }
        guard case .word(let variable) = token else { throw unexpected() }
        try advance()
        try expect(.colon)
        let inner = try disjunction()
        try expect(.close)
        return last == "any" ? .any(path, variable: variable, inner) : .all(path, variable: variable, inner)
    }

    private mutating func list() throws(ODataSyntaxError) -> [JSONValue] {
        try expect(.open)
        var elements: [JSONValue] = []
        while true {
            guard case .literal(let value) = try operand() else { throw unexpected() }
            elements.append(value)
            if token == .close { break }
            try expect(.comma)
        }
        try advance()
        return elements
    }

    private mutating func operand() throws(ODataSyntaxError) -> ODataFilter.Operand {
        switch token {
        case .text(let text):
            try advance()
            return .literal(.string(text))
        case .word(let word):
            try advance()
            if word.lowercased() == "tolower", token == .open {
                try advance()
                guard case .path(let names) = try operand() else { throw unexpected() }
                try expect(.close)
                return .lowercased(names)
            }
            return literal(word).map { .literal($0) } ?? .path(word.split(separator: "/").map(String.init))
        default: throw unexpected()
        }
    }

    private func literal(_ word: String) -> JSONValue? {
        switch word {
        case "true": return true
        case "false": return false
        case "null": return .null
        default: break
        }
        if let number = Int64(word) { return .integer(number) }
        if GUID(word) != nil || word.first?.isNumber == true { return .string(word) }
        return nil
    }
}
