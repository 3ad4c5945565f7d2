import Foundation
import Testing

@testable import PatchbayReports

struct TextTests {
    private func lines(_ report: Report, _ options: Report.TextOptions = .init()) -> [String] {
        report.text(options).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test
    func `a small report reads like this`() {
        let table = Report.Table(
            columns: [
                Report.Column("name", "Name"), Report.Column("status", "Status", .status, tones: ["Failed": .bad]),
                Report.Column("attempts", "Attempts", .number), Report.Column("at", "Finished", .date),
            ],
            rows: [
                Report.Row(id: "1", cells: ["山田 太郎", "Installed", 1, .date(SampleReports.moment)]),
                Report.Row(id: "2", cells: ["Ada", "Failed", 1200, nil], reason: "A policy blocks the app"),
            ])
        let report = Report(
            title: "Install", subtitle: "contoso.com", generatedAt: SampleReports.moment,
            facts: [Report.Fact("Run", "r7")],
            tallies: [Report.Tally("Installed", 1, .good), Report.Tally("Failed", 1, .bad)],
            table: table,
            remedies: [
                Report.RemedyGroup(reason: "A policy blocks the app", remedy: "Allow it", affected: 1, samples: ["Ada"])
            ],
            manualSteps: [
                Report.ManualStep(
                    title: "Pin the app", location: "Admin center", actor: "Admin", verification: "It is there")
            ],
            closing: Report.Closing("Resume with:", command: "install-app apply"))
        #expect(
            report.text(Report.TextOptions(width: 75)) == """
                Install
                contoso.com
                ───────────────────────────────────────────────────────────────────────────
                Run        r7
                Generated  2026-11-24 18:30 UTC

                Outcome: 2 users
                  ✓ Installed  1  50.0 %  ████████████████████████████████████████
                  ✗ Failed     1  50.0 %  ████████████████████████████████████████

                Reasons
                  ✗ 1 × A policy blocks the app
                    → Allow it
                      for example Ada

                To do by hand
                  1. Pin the app
                     where   Admin center
                     who     Admin
                     verify  It is there

                Users (2)
                Name       Status       Attempts  Finished (UTC)    Reason
                ───────────────────────────────────────────────────────────────────────────
                山田 太郎  ✓ Installed         1  2026-11-24 18:30
                Ada        ✗ Failed        1,200                    A policy blocks the app

                Resume with:
                  install-app apply

                """)
    }

    @Test(arguments: [40, 60, 80, 100, 132, 240])
    func `no line of the table is wider than the terminal, and none ends in spaces`(width: Int) throws {
        let text = lines(SampleReports.install(rows: 120), Report.TextOptions(width: width, maximumRows: nil))
        let start = try #require(text.firstIndex { $0.hasPrefix("Users (120)") })
        let table = text[(start + 1)...].prefix { !$0.isEmpty }
        #expect(table.count >= 122)
        for line in table {
            if !line.hasPrefix("(not shown") { #expect(TerminalText.width(of: line) <= width, "\(line)") }
            #expect(!line.hasSuffix(" "), "\(line)")
        }
    }

    @Test
    func `columns line up also behind Chinese names and emoji`() throws {
        let text = lines(SampleReports.install(rows: 120), Report.TextOptions(width: 200, maximumRows: nil))
        let heading = try #require(text.first { $0.hasPrefix("Name") })
        let place = TerminalText.width(
            of: try #require(heading.firstRange(of: "Status").map { heading[..<$0.lowerBound] }))
        for line in text.filter({ $0.contains("@contoso.onmicrosoft.com") }) {
            // What stands where the heading stands is the sign of the status.
            var (column, sign) = (0, Character(" "))
            for character in line {
                if column == place { sign = character }
                column += TerminalText.width(of: character)
            }
            #expect("✓·!✗".contains(sign), "\(line)")
        }
    }

    @Test
    func `no line of any report ends in spaces`() {
        for report in [SampleReports.odd(), SampleReports.readiness(), SampleReports.presence(people: 4)] {
            #expect(lines(report).allSatisfy { !$0.hasSuffix(" ") }, "\(report.title)")
        }
    }

    @Test
    func `in a narrow terminal the name, the status and the reason stay and the rest is named`() throws {
        let text = lines(SampleReports.install(rows: 20), Report.TextOptions(width: 60))
        let heading = try #require(text.first { $0.hasPrefix("Name") })
        #expect(heading.contains("Status"))
        #expect(heading.contains("Reason"))
        #expect(text.contains { $0.hasPrefix("(not shown at this width: ") && $0.contains("Attempts") })
    }

    @Test
    func `of a long table the worst rows are shown and the others counted`() {
        let report = SampleReports.install(rows: 2000)
        let failed = report.tallies.first { $0.label == "Failed" }?.count ?? 0
        #expect(failed > 30)
        let text = report.text(Report.TextOptions(width: 240, maximumRows: 30))
        #expect(text.split(separator: "\n").filter { $0.contains("@contoso") && $0.contains("✗ Failed") }.count == 30)
        #expect(text.contains("\n… and 1,970 more\n"))
        #expect(report.text(Report.TextOptions(maximumRows: 0)).contains("\n… and 2,000 more\n"))
    }

    @Test
    func `colour changes nothing but colour`() {
        let report = SampleReports.install(rows: 30)
        let plain = report.text(Report.TextOptions(width: 100))
        let colored = report.text(Report.TextOptions(width: 100, isColored: true))
        #expect(!plain.unicodeScalars.contains("\u{1B}"))
        #expect(colored.contains("\u{1B}[31m✗ Failed\u{1B}[0m"))
        let escape = /\u{1B}\[[0-9;]*m/
        #expect(colored.replacing(escape, with: "") == plain)
    }

    @Test
    func `no name from a directory reaches the terminal as an escape sequence`() {
        let text = SampleReports.install(rows: 300).text(Report.TextOptions(width: 200, maximumRows: nil))
        #expect(text.contains("Ada\u{FFFD}[2JLovelace"))
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        #expect(!text.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) })
    }

    @Test
    func `checks come in the order of what needs action`() throws {
        let text = SampleReports.readiness().text()
        let places = try ["may install apps", "Third-party apps", "can sign in"].map { words in
            try #require(text.firstRange(of: words)).lowerBound
        }
        #expect(places == places.sorted())
        #expect(text.contains("Checks: 4 of 6 met"))
    }

    @Test
    func `a timeline is a strip in which each column shows the state that filled most of it`() {
        let start = SampleReports.moment
        func span(_ from: Double, _ to: Double, _ label: String, _ hue: Report.Hue) -> Report.Span {
            Report.Span(from: start.addingTimeInterval(from), to: start.addingTimeInterval(to), label, hue)
        }
        let lane = Report.Lane(
            "Teams",
            spans: [span(0, 98, "Available", .green), span(98, 109, "Busy", .red), span(150, 200, "Offline", .grey)])
        let report = Report(
            title: "Presence", generatedAt: start,
            timelines: [Report.Timeline(id: "1", subject: "Ada", lanes: [lane])])
        // 40 columns: 2 to the left, 5 for the name, 2 between, 2 that stay free, 29 for 200 seconds.
        let strip =
            String(repeating: "─", count: 14) + "▓▓" + String(repeating: " ", count: 5)
            + String(repeating: "·", count: 8)
        let text = report.text(Report.TextOptions(width: 40))
        #expect(text.contains("\n  Teams  \(strip)\n"), "\(text)")
        #expect(text.contains("─ Available"))
    }
}
