/// A table of text whose columns fit a width: long texts give way first, then the least important columns.
struct TextTable: Sendable {
    /// One field, already harmless, with the colour of its text.
    struct Field: Sendable {
        var text: String
        var tone: Report.Tone?
    }

    /// One column.
    struct Heading: Sendable {
        var title: String
        var isRightAligned = false
        /// Whether cells may be cut. A cut date, number or status says something else.
        var canBeCut = true
        /// Whether the column stays where others are left out.
        var isKept = false
    }

    var headings: [Heading]
    var rows: [[Field]]

    /// A text column is cut to this and no further, as long as another one can be left out instead.
    private static let readableWidth = 16
    private static let gap = 2

    /// The lines of the table, heading first.
    func lines(width: Int, pen: Pen) -> [String] {
        let fitted = fitted(to: width)
        let heading = line(headings.map { Field(text: $0.title) }, fitted) { text, _ in pen.bold(text) }
        let sum = fitted.reduce(0) { $0 + $1.width } + Self.gap * max(0, fitted.count - 1)
        var lines = [heading, pen.dim(String(repeating: "─", count: sum))]
        for row in rows {
            lines.append(line(row, fitted) { text, field in field.tone.map { pen.tone(text, $0) } ?? text })
        }
        if fitted.count < headings.count {
            let shown = Set(fitted.map(\.column))
            let hidden = headings.indices.filter { !shown.contains($0) }.map { headings[$0].title }
            lines.append(pen.dim("(not shown at this width: \(hidden.joined(separator: ", ")))"))
        }
        return lines
    }

    private func line(
        _ fields: [Field], _ fitted: [(column: Int, width: Int)], style: (String, Field) -> String
    ) -> String {
        // No line ends in spaces.
        guard let last = fitted.lastIndex(where: { !fields[$0.column].text.isEmpty }) else { return "" }
        var text = ""
        for (place, (column, width)) in fitted[...last].enumerated() {
            let field = fields[column]
            let isRightAligned = headings[column].isRightAligned
            let cut = TerminalText.truncated(field.text, to: width)
            let padding = String(repeating: " ", count: max(0, width - TerminalText.width(of: cut)))
            if place > 0 { text += String(repeating: " ", count: Self.gap) }
            if isRightAligned { text += padding }
            text += style(cut, field)
            if !isRightAligned, place < last { text += padding }
        }
        return text
    }

    /// The columns to show and their widths.
    ///
    /// The widest texts are narrowed down to a readable width. Where that is not enough, columns are left out from
    /// the end, and where only those are left that must stay, everything is narrowed as far as needed.
    func fitted(to width: Int) -> [(column: Int, width: Int)] {
        let natural = headings.indices.map { column in
            rows.reduce(TerminalText.width(of: headings[column].title)) {
                max($0, TerminalText.width(of: $1[column].text))
            }
        }
        var shown = Array(headings.indices)
        while true {
            let room = width - Self.gap * max(0, shown.count - 1)
            let victim = shown.lastIndex { !headings[$0].isKept }
            var widths = shown.map { natural[$0] }
            let least = shown.map { column in
                guard victim != nil else { return 1 }
                return headings[column].canBeCut ? min(natural[column], Self.readableWidth) : natural[column]
            }
            if let victim, least.reduce(0, +) > room {
                shown.remove(at: victim)
                continue
            }
            while widths.reduce(0, +) > room {
                let candidates = widths.indices.filter { widths[$0] > least[$0] }
                guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
                widths[widest] -= 1
            }
            return Array(zip(shown, widths))
        }
    }
}
