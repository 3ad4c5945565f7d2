extension Report {
    /// What the first line of a CSV file calls the columns.
    public enum CSVHeader: Sendable, Hashable {
        /// The headings that people read. They may be reworded in a later version.
        case titles
        /// The column ids that scripts rely on.
        case ids
    }

    /// The table as CSV (RFC 4180: UTF-8, CRLF), with the reason, remedy and request id of each row.
    ///
    /// Dates are ISO 8601 in UTC, numbers are plain. Texts that a spreadsheet would take for a formula get a leading
    /// apostrophe; telephone numbers with a plus sign are among them. A report without a table gives its findings
    /// and manual steps instead, and one without those its tallies.
    ///
    /// - Parameters:
    ///   - header: What the first line holds.
    ///   - hasByteOrderMark: Excel reads a file as UTF-8 only when it begins with this mark; most programs want none.
    public func csv(header: CSVHeader = .titles, hasByteOrderMark: Bool = false) -> String {
        var writer = CSVWriter()
        if let table {
            table.write(to: &writer, header: header)
        } else if !findings.isEmpty || !manualSteps.isEmpty {
            writeChecks(to: &writer, header: header)
        } else {
            writer.write(header == .titles ? ["Outcome", "Count"] : ["label", "count"])
            for tally in tallies { writer.write([CSVWriter.guarded(tally.label), String(tally.count)]) }
        }
        return (hasByteOrderMark ? "\u{FEFF}" : "") + writer.text
    }

    private func writeChecks(to writer: inout CSVWriter, header: CSVHeader) {
        writer.write(
            header == .titles
                ? ["Check", "Title", "Verdict", "Detail", "Remedy"] : ["id", "title", "verdict", "detail", "remedy"])
        for finding in findings {
            let fields = [
                finding.id, finding.title, finding.verdict.rawValue, finding.detail ?? "", finding.remedy ?? "",
            ]
            writer.write(fields.map(CSVWriter.guarded))
        }
        for step in manualSteps {
            let fields = ["", step.title, "manual", step.affected ?? "", "\(step.location) — \(step.verification)"]
            writer.write(fields.map(CSVWriter.guarded))
        }
    }
}

extension Report.Table {
    /// What CSV adds after the columns of the table.
    static let csvExtras: [(id: String, title: String)] = [
        ("id", "ID"), ("reason", "Reason"), ("remedy", "Remedy"), ("requestID", "Request ID"),
    ]

    fileprivate func write(to writer: inout CSVWriter, header: Report.CSVHeader) {
        let extras = Self.csvExtras.filter { extra in !columns.contains { $0.id == extra.id } }
        let names =
            header == .titles ? columns.map(\.title) + extras.map(\.title) : columns.map(\.id) + extras.map(\.id)
        writer.write(names.map(CSVWriter.guarded))
        for row in rows {
            var fields = columns.indices.map { index in
                switch row.cell(index) {
                case .text(let text): CSVWriter.guarded(text)
                // A number of ours is no formula, so a minus sign stays a minus sign.
                case .number(let number): NumberText.plain(number)
                case .date(let date): Timestamp.iso8601(date)
                case .empty: ""
                }
            }
            for extra in extras {
                switch extra.id {
                case "id": fields.append(CSVWriter.guarded(row.id))
                case "reason": fields.append(CSVWriter.guarded(row.reason ?? ""))
                case "remedy": fields.append(CSVWriter.guarded(row.remedy ?? ""))
                default: fields.append(CSVWriter.guarded(row.requestID ?? ""))
                }
            }
            writer.write(fields)
        }
    }
}
