import Foundation
import PatchbayReports
import Testing

struct ReportFormatTests {
    @Test(arguments: [
        ("report.html", ReportFormat.html), ("runs/2026-11-24.csv", .csv), ("a.b.json", .json), ("REPORT.TXT", .text),
        ("C:\\reports\\install.Html", .html),
    ])
    func `the ending of a file name chooses the form`(name: String, format: ReportFormat) throws {
        #expect(try ReportFormat(fileName: name) == format)
    }

    @Test(arguments: ["report", "report.pdf", "html", "reports.html/today", "", "report.", "report.htm"])
    func `another ending is refused with what to write instead`(name: String) {
        let error = #expect(throws: UnknownReportFormat.self) { try ReportFormat(fileName: name) }
        #expect(error?.fileName == name)
        let description = error?.description ?? ""
        #expect(description.contains("“\(name)”"))
        #expect(description.contains(".html, .csv, .json or .txt"))
    }

    @Test(arguments: ReportFormat.allCases)
    func `a report is rendered in the form that its file name asks for`(format: ReportFormat) throws {
        let report = SampleReports.install(rows: 3)
        let name = "report.\(format.fileExtension)"
        let text = try report.rendered(as: try ReportFormat(fileName: name))
        switch format {
        case .html: #expect(text == report.html())
        case .csv: #expect(text == report.csv())
        case .json: #expect(text == (try report.json()))
        case .text: #expect(text == report.text())
        }
    }
}
