extension TextPage {
    mutating func table(_ table: Report.Table, tallies: [Report.Tally]) {
        let picked = Self.picked(from: table, atMost: maximumRows)
        section("\(TerminalText.harmless(table.title)) (\(NumberText.grouped(table.rows.count)))")
        guard !picked.isEmpty else {
            more(table.rows.count)
            return
        }
        let hasReasons = picked.contains { $0.reason != nil }
        let name = table.columns.firstIndex { $0.kind == .text } ?? 0
        var headings = table.columns.enumerated().map { index, column in
            let zone = column.kind == .date ? " (\(time.zoneName))" : ""
            return TextTable.Heading(
                title: TerminalText.harmless(column.title) + zone, isRightAligned: column.kind == .number,
                canBeCut: column.kind == .text, isKept: index == name || index == table.statusIndex)
        }
        if hasReasons { headings.append(TextTable.Heading(title: "Reason", isKept: true)) }
        let rows = picked.map { row in
            var fields = table.columns.indices.map { index in
                field(row, index, of: table, tallies: tallies)
            }
            if hasReasons { fields.append(TextTable.Field(text: TerminalText.harmless(row.reason ?? ""))) }
            return fields
        }
        for line in TextTable(headings: headings, rows: rows).lines(width: width, pen: pen) { add(line) }
        more(table.rows.count - picked.count)
    }

    private func field(
        _ row: Report.Row, _ index: Int, of table: Report.Table, tallies: [Report.Tally]
    ) -> TextTable.Field {
        let column = table.columns[index]
        switch row.cell(index) {
        case .empty: return TextTable.Field(text: "")
        case .number(let number): return TextTable.Field(text: NumberText.grouped(number))
        case .date(let date): return TextTable.Field(text: time.minutes(date))
        case .text(let text):
            guard column.kind == .status else { return TextTable.Field(text: TerminalText.harmless(text)) }
            let tone = table.tone(ofStatus: text, in: index, row: row, tallies: tallies)
            return TextTable.Field(text: "\(tone.sign) \(TerminalText.harmless(text))", tone: tone)
        }
    }

    /// The worst rows, in the order of the table. Somebody who sees forty of 20,000 wants to see the failures.
    static func picked(from table: Report.Table, atMost limit: Int) -> [Report.Row] {
        guard table.rows.count > limit else { return table.rows }
        let ranked = table.rows.indices.map { (place: $0, severity: table.tone(of: table.rows[$0]).severity) }
            .sorted { $0.severity != $1.severity ? $0.severity > $1.severity : $0.place < $1.place }
        return ranked.prefix(limit).map(\.place).sorted().map { table.rows[$0] }
    }
}

extension Report.Table {
    /// The tone of a value of a status column, by the rule that ``Report/Column/tones`` states.
    func tone(ofStatus label: String, in index: Int, row: Report.Row, tallies: [Report.Tally]) -> Report.Tone {
        if let tone = columns[index].tones[label] { return tone }
        if let tally = tallies.first(where: { $0.label == label }) { return tally.tone }
        return index == statusIndex ? row.tone ?? .neutral : .neutral
    }
}
