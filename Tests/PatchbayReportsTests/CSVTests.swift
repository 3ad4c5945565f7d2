import Foundation
import PatchbayReports
import Testing

struct CSVTests {
    private func csv(_ cells: Report.Cell..., reason: String? = nil) -> String {
        let columns = cells.indices.map { Report.Column("c\($0)", "C\($0)") }
        let table = Report.Table(columns: columns, rows: [Report.Row(id: "1", cells: cells, reason: reason)])
        return Report(title: "CSV", generatedAt: SampleReports.moment, table: table).csv()
    }

    @Test
    func `every record ends with CRLF and has the same number of fields`() {
        let text = csv("Ada", 7, .date(SampleReports.moment), nil)
        #expect(text == "C0,C1,C2,C3,ID,Reason,Remedy,Request ID\r\nAda,7,2026-11-24T18:30:00.000Z,,1,,,\r\n")
    }

    @Test
    func `commas, quotes and line breaks are quoted as RFC 4180 asks`() {
        let text = csv("Lovelace, Ada", "the \"first\"", "two\r\nlines", "a\nb")
        #expect(text.hasSuffix("\r\n\"Lovelace, Ada\",\"the \"\"first\"\"\",\"two\r\nlines\",\"a\nb\",1,,,\r\n"))
    }

    @Test(arguments: ["=1+1", "+1 650 555 0100", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x"])
    func `a text that a spreadsheet would compute gets an apostrophe`(text: String) {
        for line in [csv("a", .text(text)), csv("a", "b", reason: text)] {
            #expect(line.contains("'\(text)"))
            #expect(!line.contains(",\(text)"))
            #expect(!line.contains(",\"\(text)"))
        }
    }

    @Test(arguments: ["Ada", "a=b", "a+b", "1-2", " =1", "'=1", ""])
    func `other texts stay as they are`(text: String) {
        #expect(csv("a", .text(text)).contains("\na,\(text),1,"))
    }

    @Test
    func `a negative number stays a number`() {
        #expect(csv(-2.5, 1_204, .number(.infinity)).contains("\n-2.5,1204,,1,"))
    }

    @Test
    func `the first line holds the ids that scripts rely on when asked`() {
        let report = SampleReports.install(rows: 1, isHostile: false)
        #expect(report.csv(header: .ids).hasPrefix("displayName,userPrincipalName,status,department,extension,match,"))
        #expect(report.csv(header: .ids).contains(",id,reason,remedy,requestID\r\n"))
        #expect(report.csv().hasPrefix("Name,E-mail,Status,Department,RingCentral extension,Match,"))
    }

    @Test
    func `a column that already holds the reason is not written twice`() {
        let table = Report.Table(
            columns: [Report.Column("name", "Name"), Report.Column("reason", "Why")],
            rows: [Report.Row(id: "1", cells: ["Ada", "Blocked"], reason: "Blocked")])
        let text = Report(title: "CSV", generatedAt: SampleReports.moment, table: table).csv(header: .ids)
        #expect(text == "name,reason,id,remedy,requestID\r\nAda,Blocked,1,,\r\n")
    }

    @Test
    func `the byte order mark is written only when asked`() {
        let report = SampleReports.install(rows: 1)
        #expect(Array(report.csv(hasByteOrderMark: true).utf8.prefix(3)) == [0xEF, 0xBB, 0xBF])
        #expect(
            report.csv(hasByteOrderMark: true).unicodeScalars.dropFirst().elementsEqual(report.csv().unicodeScalars))
    }

    @Test
    func `a report without a table gives its checks and manual steps, and one without those its counts`() {
        let checks = SampleReports.readiness().csv()
        #expect(checks.hasPrefix("Check,Title,Verdict,Detail,Remedy\r\n"))
        #expect(checks.contains("graph.permission.install,The app may install apps for users,notMet,"))
        #expect(checks.contains("teams.policy.thirdParty,Third-party apps are allowed,unknown,"))
        #expect(checks.contains(",Turn on presence sync,manual,"))
        let counts = Report(
            title: "Counts", generatedAt: SampleReports.moment, tallies: [Report.Tally("=Failed", 2, .bad)])
        #expect(counts.csv() == "Outcome,Count\r\n'=Failed,2\r\n")
    }

    @Test
    func `no field of a hostile directory begins a formula`() {
        // Read with a reader of our own, so that quoting and guarding are checked together.
        let records = Self.records(in: SampleReports.install(rows: 300).csv())
        #expect(records.count == 301)
        #expect(Set(records.map(\.count)) == [12])
        for field in records.joined() {
            #expect(!["=", "+", "@", "\t", "\r", "\n"].contains { field.hasPrefix($0) }, "\(field)")
        }
        #expect(records.joined().contains("'=HYPERLINK(\"https://example.com\",\"x\")"))
    }

    /// A plain reader of RFC 4180.
    private static func records(in text: String) -> [[String]] {
        var records: [[String]] = []
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        var isAfterQuote = false
        for scalar in text.unicodeScalars {
            if isQuoted {
                if scalar == "\"" {
                    (isQuoted, isAfterQuote) = (false, true)
                } else {
                    field.unicodeScalars.append(scalar)
                }
            } else if scalar == "\"" {
                if isAfterQuote { field += "\"" }
                isQuoted = true
            } else if scalar == "," || scalar == "\n" {
                fields.append(field)
                field = ""
                if scalar == "\n" {
                    records.append(fields)
                    fields = []
                }
            } else if scalar != "\r" {
                field.unicodeScalars.append(scalar)
            }
            if scalar != "\"" { isAfterQuote = false }
        }
        return records
    }
}
