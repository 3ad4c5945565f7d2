import Foundation
import PatchbayReports
import Testing

struct JSONTests {
    @Test
    func `a report read back from JSON is the same report`() throws {
        let samples = [
            SampleReports.install(rows: 40), SampleReports.readiness(),
            Report(title: "Nothing", generatedAt: Date(timeIntervalSince1970: 0)),
        ]
        for report in samples {
            // Compared outside of the expectation: a failure would print both reports.
            let isSame = try Report(json: report.json()) == report
            let isSameWhenCompact = try Report(json: report.json(isPretty: false)) == report
            #expect(isSame, "\(report.title)")
            #expect(isSameWhenCompact, "\(report.title)")
        }
    }

    @Test
    func `dates survive to the millisecond and do not drift when a report is read and written again`() throws {
        for tick in 0..<1000 {
            let date = Date(timeIntervalSince1970: 1_795_545_000 + Double(tick) / 1000)
            let json = try Report(title: "Tick", generatedAt: date).json()
            let digits = String(tick + 1000).dropFirst()
            #expect(json.contains(":30:00.\(digits)Z"))
            #expect(try Report(json: json).json() == json)
        }
        let presence = try SampleReports.presence(people: 3).json()
        let again = try Report(json: presence).json()
        #expect(again.utf8.elementsEqual(presence.utf8))
    }

    @Test
    func `equal reports give equal bytes and keys stand in alphabetical order`() throws {
        let json = try SampleReports.install(rows: 5).json()
        #expect(json == (try SampleReports.install(rows: 5).json()))
        #expect(json.hasSuffix("}\n"))
        let keys = json.split(separator: "\n").filter { $0.hasPrefix("  \"") }.map { $0.prefix { $0 != ":" } }
        #expect(keys == keys.sorted())
        #expect(keys.count > 8)
    }

    @Test
    func `a row holds its cells by column id so that scripts need not count columns`() throws {
        let table = Report.Table(
            columns: [
                Report.Column("mail", "E-mail"), Report.Column("attempts", "Attempts", .number),
                Report.Column("finishedAt", "Finished", .date), Report.Column("department", "Department"),
            ],
            rows: [
                Report.Row(id: "1", cells: ["ada@contoso.com", 3, .date(SampleReports.moment), nil], reason: "Blocked")
            ])
        let report = Report(title: "Cells", generatedAt: SampleReports.moment, table: table)
        let json = try report.json(isPretty: false)
        let row =
            #"{"cells":{"attempts":3,"finishedAt":"2026-11-24T18:30:00.000Z","mail":"ada@contoso.com"},"#
            + #""id":"1","reason":"Blocked"}"#
        #expect(json.contains(#""rows":[\#(row)]"#), "\(json)")
        #expect(json.contains(#""generatedAt":"2026-11-24T18:30:00.000Z""#))
    }

    @Test
    func `a word in a number column and a number that is none survive as what they are`() throws {
        let table = Report.Table(
            columns: [Report.Column("n", "N", .number), Report.Column("d", "D", .date)],
            rows: [Report.Row(id: "1", cells: ["n/a", "never"]), Report.Row(id: "2", cells: [.number(.nan), nil])])
        let back = try Report(json: Report(title: "Odd", generatedAt: SampleReports.moment, table: table).json())
        #expect(back.table?.rows.first?.cells == ["n/a", "never"])
        #expect(back.table?.rows.last?.cells == [nil, nil])
    }

    @Test
    func `a file that is no report is refused`() {
        #expect(throws: DecodingError.self) { try Report(json: "{}") }
        #expect(throws: DecodingError.self) { try Report(json: "[") }
    }

    @Test
    func `a file with two columns of one id is refused and does not stop the program`() throws {
        let table = Report.Table(columns: [Report.Column("a", "A"), Report.Column("b", "B")])
        let json = try Report(title: "Twins", generatedAt: SampleReports.moment, table: table).json()
        #expect(throws: DecodingError.self) { try Report(json: json.replacing(#""id" : "b""#, with: #""id" : "a""#)) }
    }
}
