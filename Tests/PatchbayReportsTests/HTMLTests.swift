import Foundation
import Testing

@testable import PatchbayReports

struct HTMLTests {
    /// The page as a browser's parser cuts it: the contents of elements whose text is not markup, and the rest.
    private struct Cut {
        var scripts: [String] = []
        var data = ""
        var styles: [String] = []
        var markup = ""

        init(_ html: String) {
            var rest = html[...]
            let opening = /<(script|style)([^>]*)>/
            while let match = rest.firstMatch(of: opening) {
                let (name, attributes) = (String(match.1), String(match.2))
                let tail = rest[match.range.upperBound...]
                let end = tail.firstRange(of: "</\(name)")?.lowerBound ?? tail.endIndex
                markup += rest[..<match.range.upperBound]
                switch name {
                case "style": styles.append(String(tail[..<end]))
                case _ where attributes.contains("application/json"): data = String(tail[..<end])
                default: scripts.append(String(tail[..<end]))
                }
                rest = tail[end...]
            }
            markup += rest
        }
    }

    private struct Payload: Decodable {
        struct Texts: Decodable {
            var d: [String]?
            var v: [Value?]?
        }
        enum Value: Decodable, Hashable {
            case text(String)
            case number(Double)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let number = try? container.decode(Double.self) {
                    self = .number(number)
                } else {
                    self = .text(try container.decode(String.self))
                }
            }
        }
        struct Column: Decodable {
            var id: String
            var cells: Texts
        }
        struct Table: Decodable {
            var count: Int
            var columns: [Column]
            var ids: [String]
            var tones: String
        }
        struct Timeline: Decodable {
            struct Lane: Decodable { var spans: [[Value]] }
            var lanes: [Lane]
        }
        var title: String
        var table: Table?
        var timelines: [Timeline]
    }

    private func payload(of report: Report) throws -> Payload {
        try JSONDecoder().decode(Payload.self, from: Data(Cut(report.html()).data.utf8))
    }

    @Test
    func `the policy admits exactly the scripts and the style that are in the page`() throws {
        let html = SampleReports.install(rows: 30).html()
        let cut = Cut(html)
        let policy = try #require(html.firstMatch(of: /http-equiv="Content-Security-Policy" content="([^"]*)"/)?.1)
            .replacing("&#39;", with: "'")
        func source(_ text: String) -> String {
            "'sha256-" + Data(SHA256.digest(text.utf8)).base64EncodedString() + "'"
        }
        #expect(cut.scripts.count == 2)
        #expect(cut.styles.count == 1)
        #expect(policy.contains("default-src 'none'; "))
        #expect(policy.contains("script-src \(cut.scripts.map(source).joined(separator: " "));"))
        #expect(policy.contains("style-src \(source(cut.styles[0]));"))
        #expect(!policy.contains("unsafe"))
        #expect(!policy.contains("http"))
    }

    @Test
    func `no element carries a style or a handler, which the policy would refuse`() {
        for report in [SampleReports.install(rows: 60), SampleReports.readiness(), SampleReports.presence(people: 2)] {
            let markup = Cut(report.html()).markup
            #expect(markup.firstMatch(of: /<[^>]* style=/) == nil)
            #expect(markup.firstMatch(of: /<[^>]* on[a-z]+=/) == nil)
        }
    }

    @Test
    func `the page names nothing that a browser would fetch`() {
        let html = SampleReports.install(rows: 60).html()
        let cut = Cut(html)
        #expect(cut.markup.firstMatch(of: /<[^>]* src=/) == nil)
        #expect(cut.markup.firstMatch(of: /<(iframe|object|embed|img|video|audio|base|form)/) == nil)
        let links = cut.markup.matches(of: /<link[^>]*href="([^"]*)"/).map { String($0.1) }
        #expect(links.count == 1)
        #expect(links.allSatisfy { $0.hasPrefix("data:") })
        for style in cut.styles {
            #expect(!style.contains("url("))
            #expect(!style.contains("@import"))
        }
        for script in cut.scripts {
            for word in ["fetch(", "XMLHttpRequest", "import(", "eval(", "innerHTML", "WebSocket", "sendBeacon"] {
                #expect(!script.contains(word), "\(word)")
            }
        }
    }

    @Test(arguments: SampleReports.hostileNames)
    func `a hostile text is harmless in every place where a report can hold one`(name: String) throws {
        let column = Report.Column(name, name, .status, isFilterable: true, tones: [name: .bad])
        let row = Report.Row(
            id: name, cells: [.text(name)], reason: name, remedy: name, requestID: name,
            details: [Report.Fact(name, name)])
        let start = SampleReports.moment
        let lane = Report.Lane(name, spans: [Report.Span(from: start, to: start + 60, name, .red)])
        let report = Report(
            title: name, subtitle: name, generatedAt: start, timeZone: name, facts: [Report.Fact(name, name)],
            tallies: [Report.Tally(name, 1, .good)],
            table: Report.Table(title: name, noun: name, columns: [column], rows: [row]),
            remedies: [Report.RemedyGroup(reason: name, remedy: name, affected: 1, samples: [name])],
            manualSteps: [
                Report.ManualStep(title: name, location: name, actor: name, affected: name, verification: name)
            ],
            findings: [Report.Finding(id: name, title: name, verdict: .notMet, detail: name, remedy: name)],
            timelines: [
                Report.Timeline(
                    id: name, subject: name, detail: name, lanes: [lane], events: [Report.Event(at: start, name)])
            ],
            closing: Report.Closing(name, command: name))
        var harmless = report
        // The same report with plain words has the same elements, so no text has become markup.
        let word = name.contains("https://") ? "plain https://example.com" : "plain"
        harmless = try Report(json: report.json().replacing(try Self.quoted(name), with: word))
        let (cut, plain) = (Cut(report.html()), Cut(harmless.html()))
        let tag = /<\/?[a-zA-Z!][^>]*>/
        let names = { (text: String) in text.matches(of: tag).map { $0.output.prefix { $0 != " " && $0 != ">" } } }
        #expect(names(cut.markup) == names(plain.markup))
        #expect(cut.scripts == plain.scripts)
        #expect(!cut.data.contains("<"))
        #expect(!cut.data.contains("\u{2028}") || name.contains("\u{2028}"))
        // And the data still holds the text as it was.
        #expect(try payload(of: report).title == name)
        #expect(try payload(of: report).table?.ids == [name])
    }

    /// The text as it stands between quotes in JSON.
    private static func quoted(_ text: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(String(decoding: try encoder.encode(text), as: UTF8.self).dropFirst().dropLast())
    }

    @Test
    func `escaping covers what matters in texts and in quoted attributes`() {
        #expect(("<i title=\"\("'\"<&>")\">" as Markup).html == "<i title=\"&#39;&quot;&lt;&amp;&gt;\">")
        #expect(Markup.escaped("a\u{0}\u{1B}b\u{202E}c\td\ne") == "a\u{FFFD}\u{FFFD}b\u{FFFD}c\td\ne")
    }

    @Test
    func `addresses in remedies are links, and only addresses that begin with https`() {
        let text = "See (https://a.example/x?y=1&z). Not http://b.example, not javascript:alert(1), https://"
        let html = Markup.linked(text).html
        #expect(
            html
                == "See (<a href=\"https://a.example/x?y=1&amp;z\" rel=\"noopener noreferrer\" target=\"_blank\">"
                + "https://a.example/x?y=1&amp;z</a>). Not http://b.example, not javascript:alert(1), https://")
        #expect(Markup.linked("https://a.example/\"onclick=\"x").html.contains("href=\"https://a.example/\""))
    }

    @Test(.timeLimit(.minutes(15)))
    func `20,000 rows make a page of a sensible size with few rows as elements`() throws {
        let report = SampleReports.install(rows: 20_000)
        let html = report.html()
        #expect(html.utf8.count < 3_500_000)
        #expect(Cut(html).markup.matches(of: /<tr class="row-line"/).count == 50)
        let payload = try payload(of: report)
        #expect(payload.table?.count == 20_000)
        #expect(payload.table?.ids.count == 20_000)
        #expect(payload.table?.tones.count == 20_000)
        // What repeats is stored once.
        let department = payload.table?.columns.first { $0.id == "department" }
        #expect(department?.cells.d?.count == 8)
        // Twice the rows, about twice the page: nothing is done once per pair of rows.
        let half = SampleReports.install(rows: 10_000).html().utf8.count
        #expect(html.utf8.count < half * 21 / 10)
    }

    @Test
    func `spans that follow each other in the same state are one span`() throws {
        let start = SampleReports.moment
        func span(_ from: Double, _ to: Double, _ label: String) -> Report.Span {
            Report.Span(from: start.addingTimeInterval(from), to: start.addingTimeInterval(to), label, .green)
        }
        let lane = Report.Lane("Teams", spans: [span(0, 1, "A"), span(1, 2, "A"), span(3, 4, "A"), span(4, 5, "B")])
        let report = Report(
            title: "Spans", generatedAt: start, timelines: [Report.Timeline(id: "1", subject: "Ada", lanes: [lane])])
        let milliseconds = start.timeIntervalSince1970 * 1000
        func item(_ from: Double, _ to: Double, _ label: String) -> [Payload.Value] {
            [.number(milliseconds + from * 1000), .number(milliseconds + to * 1000), .text(label), .text("green")]
        }
        #expect(
            try payload(of: report).timelines.first?.lanes.first?.spans == [
                item(0, 2, "A"), item(3, 4, "A"), item(4, 5, "B"),
            ])
    }

    @Test
    func `parts that a report does not have are left out`() {
        let html = Cut(Report(title: "Short", generatedAt: SampleReports.moment).html()).markup
        for id in ["outcome", "checks", "reasons", "steps", "table", "timelines"] {
            #expect(!html.contains("id=\"\(id)\""), "\(id)")
        }
        #expect(html.contains("<h1>Short</h1>"))
    }

    @Test
    func `without scripts the counts, the reasons, the manual steps and the first rows are there`() {
        let html = Cut(SampleReports.install(rows: 60, isHostile: false).html()).markup
        #expect(html.contains("An app permission policy blocks the app"))
        #expect(html.contains("Pin the app in the app bar"))
        #expect(html.contains("user49."))
        #expect(!html.contains("user50."))
        #expect(html.contains("… and 10 more."))
    }

    @Test
    func `the chart shows every outcome that exists, wide enough to be seen, and says the numbers`() throws {
        let report = Report(
            title: "Chart", generatedAt: SampleReports.moment,
            tallies: [
                Report.Tally("Good", 19_999, .good), Report.Tally("None", 0, .warning), Report.Tally("Bad", 1, .bad),
            ])
        let html = report.html()
        let widths = html.matches(of: /<rect class="fill-[^"]*" data-status="[^"]*" x="[^"]*" y="0" width="([0-9.]+)%"/)
            .compactMap { Double($0.1) }
        #expect(widths.count == 2)
        #expect(widths.allSatisfy { $0 > 1 })
        #expect(abs(widths.reduce(0, +) - 100) < 0.1)
        #expect(html.contains("aria-label=\"Good 19,999, &gt; 99.9 %; Bad 1, &lt; 0.1 %\""))
    }

    @Test
    func `equal reports give equal pages`() {
        #expect(SampleReports.install(rows: 40).html() == SampleReports.install(rows: 40).html())
    }

    /// FIPS 180-4 names the algorithm; the messages are the examples that NIST publishes for it.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (String(repeating: "a", count: 1000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
    ])
    func `the digest is SHA-256`(message: String, digest: String) {
        let hex = SHA256.digest(message.utf8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hex == digest)
    }
}
