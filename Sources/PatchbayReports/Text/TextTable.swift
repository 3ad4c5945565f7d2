/// A table of text whose columns fit a width: the widest ones give way first.
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
    }

    var headings: [Heading]
    var rows: [[Field]]

    /// No column gets narrower than this, so that something of it can be read.
    private static let minimumWidth = 8
    private static let gap = 2

    /// The lines of the table, heading first.
    func lines(width: Int, pen: Pen) -> [String] {
        let natural = headings.indices.map { column in
            rows.reduce(DisplayWidth.of(headings[column].title)) { max($0, DisplayWidth.of($1[column].text)) }
        }
        let widths = Self.fitted(natural, to: width)
        let shown = headings.indices.filter { $0 < widths.count }
        func line(_ field: (Int) -> Field, style: (String, Field) -> String) -> String {
            var text = ""
            for column in shown {
                let value = field(column)
                let cut = DisplayWidth.truncated(value.text, to: widths[column])
                if column > 0 { text += String(repeating: " ", count: Self.gap) }
                let padded = DisplayWidth.padded(
                    cut, to: widths[column], isRightAligned: headings[column].isRightAligned)
                // Nothing but the text is coloured, and no line ends in spaces.
                text += style(column == shown.last && !headings[column].isRightAligned ? cut : padded, value)
            }
            return text
        }
        let heading = line({ Field(text: headings[$0].title) }, style: { text, _ in pen.bold(text) })
        let rule = String(repeating: "─", count: widths.reduce(0, +) + Self.gap * max(0, widths.count - 1))
        var lines = [heading, pen.dim(rule)]
        for row in rows {
            lines.append(
                line({ row[$0] }, style: { text, field in field.tone.map { pen.tone(text, $0) } ?? text }))
        }
        if shown.count < headings.count {
            let hidden = headings.dropFirst(shown.count).map(\.title).joined(separator: ", ")
            lines.append(pen.dim("(not shown at this width: \(hidden))"))
        }
        return lines
    }

    /// Narrows the widest columns until the table fits, and drops columns from the end where that is not enough.
    static func fitted(_ natural: [Int], to width: Int) -> [Int] {
        var widths = natural
        while !widths.isEmpty {
            let room = width - gap * (widths.count - 1)
            while widths.reduce(0, +) > room {
                guard let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
                    widths[widest] > minimumWidth
                else { break }
                widths[widest] -= 1
            }
            if widths.reduce(0, +) <= room { return widths }
            widths = Array(natural.prefix(widths.count - 1))
        }
        return widths
    }
}
