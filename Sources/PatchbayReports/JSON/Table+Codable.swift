import Foundation

/// In JSON a row holds its cells by column id, so that a script reads `.table.rows[].cells.department`.
///
/// Texts, numbers and dates stand as themselves and empty cells are left out. The kind of the column tells a date from a text when
/// the value is read back.
extension Report.Table: Codable {
    private enum CodingKeys: String, CodingKey { case title, noun, columns, rows }

    private enum RowKeys: String, CodingKey { case id, cells, tone, reason, remedy, requestID, details }

    private struct ColumnKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads a table.
    ///
    /// - Throws: `DecodingError` when the shape is another one, or two columns have the same id.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let columns = try container.decode([Report.Column].self, forKey: .columns)
        guard Set(columns.map(\.id)).count == columns.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .columns, in: container, debugDescription: "Two columns have the same id.")
        }
        var rows: [Report.Row] = []
        var items = try container.nestedUnkeyedContainer(forKey: .rows)
        while !items.isAtEnd {
            let item = try items.nestedContainer(keyedBy: RowKeys.self)
            let cells = try item.nestedContainer(keyedBy: ColumnKey.self, forKey: .cells)
            rows.append(
                Report.Row(
                    id: try item.decode(String.self, forKey: .id),
                    cells: try columns.map { try Self.cell(of: $0, in: cells) },
                    tone: try item.decodeIfPresent(Report.Tone.self, forKey: .tone),
                    reason: try item.decodeIfPresent(String.self, forKey: .reason),
                    remedy: try item.decodeIfPresent(String.self, forKey: .remedy),
                    requestID: try item.decodeIfPresent(String.self, forKey: .requestID),
                    details: try item.decodeIfPresent([Report.Fact].self, forKey: .details) ?? []))
        }
        self.init(
            title: try container.decode(String.self, forKey: .title),
            noun: try container.decode(String.self, forKey: .noun), columns: columns, rows: rows)
    }

    /// Writes a table.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(title, forKey: .title)
        try container.encode(noun, forKey: .noun)
        try container.encode(columns, forKey: .columns)
        var items = container.nestedUnkeyedContainer(forKey: .rows)
        for row in rows {
            var item = items.nestedContainer(keyedBy: RowKeys.self)
            try item.encode(row.id, forKey: .id)
            var cells = item.nestedContainer(keyedBy: ColumnKey.self, forKey: .cells)
            for (index, column) in columns.enumerated() {
                let key = ColumnKey(stringValue: column.id)
                switch row.cell(index) {
                case .text(let text): try cells.encode(text, forKey: key)
                case .number(let number) where number.isFinite: try cells.encode(number, forKey: key)
                case .date(let date): try cells.encode(date, forKey: key)
                case .number, .empty: break
                }
            }
            try item.encodeIfPresent(row.tone, forKey: .tone)
            try item.encodeIfPresent(row.reason, forKey: .reason)
            try item.encodeIfPresent(row.remedy, forKey: .remedy)
            try item.encodeIfPresent(row.requestID, forKey: .requestID)
            if !row.details.isEmpty { try item.encode(row.details, forKey: .details) }
        }
    }

    private static func cell(
        of column: Report.Column, in cells: KeyedDecodingContainer<ColumnKey>
    ) throws -> Report.Cell {
        let key = ColumnKey(stringValue: column.id)
        guard cells.contains(key), try !cells.decodeNil(forKey: key) else { return .empty }
        // A cell may hold a word where the column promises a number ("n/a"), so the kind is tried first, then the rest.
        if column.kind == .date, let date = try? cells.decode(Date.self, forKey: key) { return .date(date) }
        if let number = try? cells.decode(Double.self, forKey: key) { return .number(number) }
        return .text(try cells.decode(String.self, forKey: key))
    }
}
