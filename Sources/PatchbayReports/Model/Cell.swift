public import Foundation

extension Report {
    /// The content of one cell.
    ///
    /// Literals work: `["Ada", 7, nil]` is a text, a number and an empty cell.
    public enum Cell: Sendable, Hashable {
        /// Words; in a status column, the status.
        case text(String)
        /// A number. One that is not finite is rendered as an empty cell.
        case number(Double)
        /// A moment.
        case date(Date)
        /// Nothing.
        case empty

        /// A text, or an empty cell.
        public init(_ text: String?) { self = text.map(Cell.text) ?? .empty }
        /// A number, or an empty cell.
        public init(_ number: Int?) { self = number.map { .number(Double($0)) } ?? .empty }
        /// A number, or an empty cell.
        public init(_ number: Double?) { self = number.map(Cell.number) ?? .empty }
        /// A moment, or an empty cell.
        public init(_ date: Date?) { self = date.map(Cell.date) ?? .empty }
    }
}

extension Report.Cell: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByNilLiteral
{
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A number.
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// An empty cell.
    public init(nilLiteral: ()) { self = .empty }
}

extension Report.Cell {
    /// The words of a text cell.
    var words: String? {
        if case .text(let words) = self { words } else { nil }
    }
}
