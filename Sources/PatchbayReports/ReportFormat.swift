/// The form in which a report is written, chosen by the ending of a file name.
public enum ReportFormat: String, Sendable, Hashable, CaseIterable {
    /// One self-contained web page.
    case html
    /// The table for a spreadsheet.
    case csv
    /// The whole report for programs.
    case json
    /// Plain text for a terminal or a log.
    case text = "txt"

    /// Chooses by the ending of the name, in upper or lower case.
    ///
    /// - Throws: ``UnknownReportFormat`` for any other ending.
    public init(fileName: String) throws(UnknownReportFormat) {
        // Only what follows the last separator is the name: "reports.html/today" has no ending.
        let name = fileName.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? fileName
        guard let dot = name.lastIndex(of: "."),
            let format = ReportFormat(rawValue: name[name.index(after: dot)...].lowercased())
        else { throw UnknownReportFormat(fileName: fileName) }
        self = format
    }

    /// The ending of a file in this form, without the dot.
    public var fileExtension: String { rawValue }

    /// The media type, for an attachment or an HTTP response.
    public var mediaType: String {
        switch self {
        case .html: "text/html; charset=utf-8"
        case .csv: "text/csv; charset=utf-8; header=present"
        case .json: "application/json"
        case .text: "text/plain; charset=utf-8"
        }
    }
}

/// A file name whose ending says nothing about the form of a report.
public struct UnknownReportFormat: Error, Hashable, CustomStringConvertible {
    /// The name that was given.
    public let fileName: String

    /// What is wrong and what to write instead.
    public var description: String {
        let endings = ReportFormat.allCases.map { ".\($0.fileExtension)" }
        return "“\(fileName)” does not say which form the report should have. "
            + "Use a name that ends in \(endings.dropLast().joined(separator: ", ")) or \(endings.last ?? "")."
    }
}

extension Report {
    /// The report in the given form, for a file: with every row of the table, and without colour.
    ///
    /// - Throws: `EncodingError` from ``json(isPretty:)``; the other forms throw nothing.
    public func rendered(as format: ReportFormat) throws -> String {
        switch format {
        case .html: html()
        case .csv: csv()
        case .json: try json()
        case .text: text(TextOptions(width: 120, maximumRows: nil))
        }
    }
}
