public import Foundation

/// A `$filter` that quotes what is put into it.
///
/// ```swift
/// let filter: ODataFilter = "department eq \(name) and accountEnabled eq \(true)"
/// // department eq 'O''Neil & Sons' and accountEnabled eq true
/// ```
///
/// Text and ids are quoted with their apostrophes doubled, numbers, Booleans, dates and `UUID`s are written bare, a list becomes
/// `('a','b')`, and a filter within a filter gets parentheses. There is no way to put a run-time string in unquoted but ``init(raw:)``.
///
/// Source: Microsoft Graph `filter-query-parameter`, `aad-advanced-queries`.
public struct ODataFilter: Hashable, Sendable, CustomStringConvertible {
    /// The expression, before percent encoding.
    public let description: String

    /// Takes an expression as it is. For expressions that are constants elsewhere; never for anything that a person typed.
    public init(raw expression: String) { description = expression }

    /// Whether Graph answers this only as an advanced query, with `ConsistencyLevel: eventual` and `$count=true`.
    ///
    /// By the operators: `ne`, `not`, `endsWith`, `contains` and the counting of collections. A few properties need it too; then Graph
    /// answers `Request_UnsupportedQuery`.
    public var needsAdvancedQuery: Bool {
        let words = ODataWords(description).words
        return words.contains { ["ne", "not", "endswith", "contains", "$count"].contains($0.lowercased()) }
            || words.contains { $0.lowercased().hasSuffix("/$count") }
    }

    /// How many clauses are joined by `or`, the elements of `in` lists included. Graph takes fifteen at most.
    public var alternatives: Int { ODataWords(description).alternatives }

    /// The most alternatives that Graph takes.
    public static let maximumAlternatives = 15
}

extension ODataFilter {
    /// All of the filters; `nil` when there are none.
    public static func and(_ filters: [ODataFilter]) -> ODataFilter? { join(filters, "and") }
    /// All of the filters.
    public static func and(_ first: ODataFilter, _ rest: ODataFilter...) -> ODataFilter {
        join([first] + rest, "and") ?? first
    }
    /// Any of the filters; `nil` when there are none.
    public static func or(_ filters: [ODataFilter]) -> ODataFilter? { join(filters, "or") }
    /// Any of the filters.
    public static func or(_ first: ODataFilter, _ rest: ODataFilter...) -> ODataFilter {
        join([first] + rest, "or") ?? first
    }
    /// Not the filter. An advanced query.
    public static func not(_ filter: ODataFilter) -> ODataFilter { ODataFilter(raw: "not (\(filter.description))") }
    /// Whether an element of a collection meets a condition, in which the element is called `x`:
    /// `.any("assignedLicenses", "x/skuId eq \(sku)")`.
    public static func any(_ collection: String, _ condition: ODataFilter) -> ODataFilter {
        ODataFilter(raw: "\(collection)/any(x:\(condition.description))")
    }

    private static func join(_ filters: [ODataFilter], _ word: String) -> ODataFilter? {
        guard filters.count > 1 else { return filters.first }
        return ODataFilter(raw: filters.map { "(\($0.description))" }.joined(separator: " \(word) "))
    }
}

extension ODataFilter: ExpressibleByStringInterpolation {
    /// A filter without anything put in.
    public init(stringLiteral value: String) { description = value }
    /// A filter with quoted values.
    public init(stringInterpolation: StringInterpolation) { description = stringInterpolation.text }

    /// Collects a filter and quotes what is put into it.
    public struct StringInterpolation: StringInterpolationProtocol {
        var text = ""

        /// Starts.
        public init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }
        /// Adds a constant part.
        public mutating func appendLiteral(_ literal: String) { text += literal }
        /// Adds text, quoted.
        public mutating func appendInterpolation(_ value: String) { text += ODataFilter.quote(value) }
        /// Adds an id, quoted.
        public mutating func appendInterpolation(_ value: some GraphID) { text += ODataFilter.quote(value.rawValue) }
        /// Adds a Boolean.
        public mutating func appendInterpolation(_ value: Bool) { text += value ? "true" : "false" }
        /// Adds a number.
        public mutating func appendInterpolation(_ value: Int) { text += String(value) }
        /// Adds a GUID, bare and in lower case, for properties of that type such as `skuId`.
        public mutating func appendInterpolation(_ value: UUID) { text += value.uuidString.lowercased() }
        /// Adds a moment in UTC.
        public mutating func appendInterpolation(_ value: Date) {
            text += value.formatted(.iso8601)
        }
        /// Adds a list of texts, for `in`.
        public mutating func appendInterpolation(_ values: [String]) {
            text += "(" + values.map(ODataFilter.quote).joined(separator: ",") + ")"
        }
        /// Adds a filter, in parentheses.
        public mutating func appendInterpolation(_ filter: ODataFilter) { text += "(\(filter.description))" }
    }

    static func quote(_ value: String) -> String { "'" + value.replacing("'", with: "''") + "'" }
}

/// The words of an expression outside quotes.
struct ODataWords {
    private(set) var words: [String] = []
    private(set) var alternatives = 1

    init(_ expression: String) {
        var word = ""
        var isQuoted = false
        /// For every open parenthesis, whether it is the list of an `in`.
        var lists: [Bool] = []
        func isList() -> Bool { lists.last ?? false }
        func end(_ words: inout [String], _ alternatives: inout Int) {
            guard !word.isEmpty else { return }
            if word.lowercased() == "or" { alternatives += 1 }
            words.append(word)
            word = ""
        }
        for character in expression {
            if character == "'" { isQuoted.toggle() }
            if isQuoted || character == "'" { continue }
            switch character {
            case "(":
                lists.append(word.isEmpty && words.last?.lowercased() == "in")
                end(&words, &alternatives)
            case ")":
                end(&words, &alternatives)
                _ = lists.popLast()
            case ",":
                end(&words, &alternatives)
                if isList() { alternatives += 1 }
            case " ", ":":
                end(&words, &alternatives)
            default:
                word.append(character)
            }
        }
        end(&words, &alternatives)
    }
}
