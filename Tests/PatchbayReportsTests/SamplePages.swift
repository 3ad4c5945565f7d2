import Foundation
import PatchbayReports
import Testing

/// Writes sample reports for `Scripts/check-report` and for human eyes:
///
///     PATCHBAY_REPORT_SAMPLES=/tmp/samples swift test --filter SamplePages
///     Scripts/check-report --screenshots /tmp/shots /tmp/samples/*.html
struct SamplePages {
    private static let folder = ProcessInfo.processInfo.environment["PATCHBAY_REPORT_SAMPLES"]

    @Test(.enabled(if: folder != nil, "PATCHBAY_REPORT_SAMPLES names no folder"))
    func `sample reports are written in every form to the folder that the environment names`() throws {
        let folder = URL(filePath: try #require(Self.folder), directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let samples: [(name: String, report: Report)] = [
            ("install-20", SampleReports.install(rows: 20)), ("install-20000", SampleReports.install(rows: 20_000)),
            ("readiness", SampleReports.readiness()), ("presence-40", SampleReports.presence(people: 40)),
            ("empty", SampleReports.install(rows: 0)), ("odd", SampleReports.odd()),
        ]
        for (name, report) in samples {
            for format in ReportFormat.allCases {
                let file = folder.appending(path: "\(name).\(format.fileExtension)")
                try Data(try report.rendered(as: format).utf8).write(to: file)
            }
            try Data(report.email().html.utf8).write(to: folder.appending(path: "\(name).mail"))
        }
        let written = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(written.count >= samples.count * 5)
    }
}
