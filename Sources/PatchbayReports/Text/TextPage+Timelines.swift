import Foundation

extension TextPage {
    mutating func timelines(_ timelines: [Report.Timeline]) {
        let spans = timelines.flatMap { $0.lanes.flatMap(\.spans) }
        guard let start = spans.map(\.start).min(), let end = spans.map(\.end).max(), start < end else { return }
        section("Timelines, \(time.minutes(start)) to \(time.minutes(end)) \(time.zoneName)")
        var legend: [Report.Hue: [String]] = [:]
        for span in spans where !legend[span.hue, default: []].contains(span.label) {
            legend[span.hue, default: []].append(span.label)
        }
        for hue in Report.Hue.allCases {
            guard let labels = legend[hue] else { continue }
            item(pen.hue(hue.glyph, hue), labels.joined(separator: ", "))
        }
        let shown = timelines.prefix(maximumRows)
        let names = shown.flatMap { $0.lanes.map { TerminalText.width(of: TerminalText.harmless($0.label)) } }
        let column = min(names.max() ?? 0, width / 4)
        for timeline in shown {
            add("")
            let detail = timeline.detail.map { "  \(pen.dim(TerminalText.harmless($0)))" } ?? ""
            add("  \(pen.bold(TerminalText.harmless(timeline.subject)))\(detail)")
            for lane in timeline.lanes {
                let label = TerminalText.truncated(TerminalText.harmless(lane.label), to: column)
                let strip = strip(of: lane, from: start, to: end, columns: width - column - 6)
                add("  \(TerminalText.padded(label, to: column))  \(strip)")
            }
        }
        more(timelines.count - shown.count)
    }

    /// One character per slice of time: the state that filled most of it.
    private func strip(of lane: Report.Lane, from start: Date, to end: Date, columns: Int) -> String {
        let slice = end.timeIntervalSince(start) / Double(max(1, columns))
        var shares = [[Report.Hue: Double]](repeating: [:], count: max(1, columns))
        for span in lane.spans where span.start < span.end {
            let from = span.start.timeIntervalSince(start) / slice
            let to = span.end.timeIntervalSince(start) / slice
            let first = min(max(0, Int(from)), shares.count - 1)
            for place in first...max(first, min(shares.count - 1, Int(to))) {
                let share = min(to, Double(place + 1)) - max(from, Double(place))
                if share > 0 { shares[place][span.hue, default: 0] += share }
            }
        }
        return shares.map { share in
            let largest = Report.Hue.allCases.filter { share[$0] != nil }.max { share[$0] ?? 0 < share[$1] ?? 0 }
            return largest.map { pen.hue($0.glyph, $0) } ?? " "
        }.joined()
    }
}
