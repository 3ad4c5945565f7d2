import PatchbayReports
import Testing

struct TableTests {
    private let columns = [
        Report.Column("name", "Name"),
        Report.Column("status", "Status", .status, tones: ["Installed": .good, "Failed": .bad, "Skipped": .neutral]),
    ]

    @Test
    func `tallies count the status column in the order of first appearance`() {
        let table = Report.Table(
            columns: columns,
            rows: ["Failed", "Installed", "Failed", "Strange"].enumerated().map { index, status in
                Report.Row(id: "\(index)", cells: [.text("User \(index)"), .text(status)], tone: .warning)
            })
        #expect(
            table.tallies() == [
                Report.Tally("Failed", 2, .bad), Report.Tally("Installed", 1, .good),
                // A status that the column gives no tone takes that of its row.
                Report.Tally("Strange", 1, .warning),
            ])
    }

    @Test
    func `reasons are grouped with the most severe and then the most frequent first`() {
        func row(_ id: Int, _ status: String, _ reason: String?, _ remedy: String? = nil) -> Report.Row {
            Report.Row(id: "\(id)", cells: [.text("User \(id)"), .text(status)], reason: reason, remedy: remedy)
        }
        let table = Report.Table(
            columns: columns,
            rows: [
                row(1, "Skipped", "Guest"), row(2, "Skipped", "Guest"), row(3, "Skipped", "Guest"),
                row(4, "Failed", "Blocked", "Allow it"), row(5, "Failed", "Offline", "Try again"),
                row(6, "Failed", "Offline", "Try again"), row(7, "Installed", nil),
            ])
        let groups = table.remedyGroups(sampleCount: 2)
        #expect(groups.map(\.reason) == ["Offline", "Blocked", "Guest"])
        #expect(groups.map(\.affected) == [2, 1, 3])
        #expect(groups.map(\.tone) == [.bad, .bad, .neutral])
        #expect(groups.map(\.remedy) == ["Try again", "Allow it", nil])
        #expect(groups[2].samples == ["User 1", "User 2"])
        #expect(table.remedyGroups(naming: "status").first?.samples == ["Failed", "Failed"])
    }

    @Test
    func `a sample without a name is shown by its id`() {
        let table = Report.Table(
            columns: columns, rows: [Report.Row(id: "object-1", cells: [nil, "Failed"], reason: "Why")])
        #expect(table.remedyGroups().first?.samples == ["object-1"])
    }

    @Test
    func `two columns with one id are a programming error`() async {
        await #expect(processExitsWith: .failure) {
            _ = Report.Table(columns: [Report.Column("a", "A"), Report.Column("a", "B")])
        }
    }

    @Test
    func `cells are written as literals and from optional values`() {
        let name: String? = nil
        let cells: [Report.Cell] = ["Ada", 7, 1.5, nil, Report.Cell(name), Report.Cell(3), "Nr. \(4)"]
        #expect(cells == [.text("Ada"), .number(7), .number(1.5), .empty, .empty, .number(3), .text("Nr. 4")])
    }
}
