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

    @Test
    func `the example of the module's page works`() throws {
        struct User {
            var id, name, status: String
            var department, reason, remedy, requestID: String?
        }
        let now = SampleReports.moment
        let users = [
            User(id: "1", name: "Ada", status: "Installed", department: "Sales"),
            User(id: "2", name: "Alan", status: "Failed", reason: "Blocked", remedy: "Allow it", requestID: "r-1"),
        ]
        var report = Report(title: "Install RingCentral for Teams", generatedAt: now)
        report.table = Report.Table(
            columns: [
                Report.Column("displayName", "Name"),
                Report.Column("status", "Status", .status, tones: ["Installed": .good, "Failed": .bad]),
                Report.Column("department", "Department", isFilterable: true),
            ],
            rows: users.map { user in
                Report.Row(
                    id: user.id, cells: [.text(user.name), .text(user.status), Report.Cell(user.department)],
                    reason: user.reason, remedy: user.remedy, requestID: user.requestID)
            })
        report.tallies = report.table?.tallies() ?? []
        report.remedies = report.table?.remedyGroups() ?? []
        let format = try ReportFormat(fileName: "report.html")
        #expect(try report.rendered(as: format).contains("Blocked"))
        #expect(report.text(Report.TextOptions(width: 120, isColored: true)).contains("✗ Failed"))
        #expect(report.total == 2)
    }

    @Test(arguments: ReportFormat.allCases)
    func `a report is rendered in the form that its file name asks for`(format: ReportFormat) throws {
        let report = SampleReports.install(rows: 50)
        let name = "report.\(format.fileExtension)"
        let text = try report.rendered(as: try ReportFormat(fileName: name))
        switch format {
        case .html: #expect(text == report.html())
        case .csv: #expect(text == report.csv())
        case .json: #expect(text == (try report.json()))
        case .text:
            // A file is read later, when the rest can no longer be asked for.
            #expect(text == report.text(Report.TextOptions(width: 120, maximumRows: nil)))
        }
    }
}
