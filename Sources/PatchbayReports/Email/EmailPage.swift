/// The markup of the summary mail. Tables and inline styles only: that is what every mail program shows alike.
struct EmailPage: Sendable {
    let report: Report
    let maximumItems: Int

    private static let ink = "#1d2327"
    private static let faint = "#5b6670"
    private static let line = "#e3e7ea"

    var markup: Markup {
        """
        <div style="max-width:640px;margin:0 auto;padding:24px 16px;color:\(Self.ink);\
        font:15px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
        \(heading)\(outcome)\(checks)\(reasons)\(steps)\(closing)
        <p style="margin:24px 0 0;padding-top:12px;border-top:1px solid \(Self.line);font-size:12px;\
        color:\(Self.faint)">Generated \(date)</p>
        </div>

        """
    }

    private var date: String {
        let time = Timestamp(zone: report.timeZone)
        return "\(time.minutes(report.generatedAt)) \(time.zoneName)"
    }

    private var heading: Markup {
        let subtitle = report.subtitle.map { "<p style=\"margin:4px 0 0;color:\(Self.faint)\">\($0)</p>" as Markup }
        let facts = report.facts.map { fact in
            """
            <tr><td style="padding:2px 16px 2px 0;color:\(Self.faint);white-space:nowrap;vertical-align:top">\
            \(fact.label)</td><td style="padding:2px 0">\(fact.value)</td></tr>
            """ as Markup
        }
        return """
            <h1 style="margin:0;font-size:22px;line-height:1.3">\(report.title)</h1>\(subtitle)
            <table role="presentation" style="margin:12px 0 0;border-collapse:collapse;font-size:14px">\(facts)</table>
            """
    }

    private var outcome: Markup {
        guard !report.tallies.isEmpty else { return "" }
        let largest = max(1, report.tallies.map(\.count).max() ?? 1)
        let rows = report.tallies.map { tally in
            let width = tally.count == 0 ? 0 : max(1, tally.count * 100 / largest)
            let color = Self.color(of: tally.tone)
            return """
                <tr><td style="padding:4px 12px 4px 0;white-space:nowrap">\
                <span style="color:\(color)">\(tally.tone.sign)</span> \(tally.label)</td>\
                <td style="padding:4px 12px 4px 0;text-align:right;font-variant-numeric:tabular-nums">\
                <b>\(NumberText.grouped(tally.count))</b></td>\
                <td style="padding:4px 0;width:60%"><div style="height:8px;border-radius:4px;width:\(width)%;\
                background:\(color)"></div></td></tr>
                """ as Markup
        }
        return section("Outcome: \(NumberText.grouped(report.total)) \(report.table?.noun ?? "in all")")
            + """
            <table role="presentation" style="width:100%;border-collapse:collapse">\(rows)</table>
            """
    }

    private var checks: Markup {
        let open = report.openFindings
        guard !open.isEmpty else { return "" }
        let items = open.prefix(maximumItems).map { finding in
            item(
                tone: finding.verdict.tone, title: "\(finding.verdict.label): \(finding.title)",
                lines: [finding.detail, finding.remedy].compactMap(\.self))
        }
        return section("Checks that need you") + "\(items)\(more(open.count))"
    }

    private var reasons: Markup {
        guard !report.remedies.isEmpty else { return "" }
        let items = report.remedies.prefix(maximumItems).map { group in
            item(
                tone: group.tone, title: "\(NumberText.grouped(group.affected)) × \(group.reason)",
                lines: [group.remedy].compactMap(\.self))
        }
        return section("Reasons and what to do") + "\(items)\(more(report.remedies.count))"
    }

    private var steps: Markup {
        guard !report.manualSteps.isEmpty else { return "" }
        let items = report.manualSteps.prefix(maximumItems).map { step in
            item(tone: .neutral, title: step.title, lines: ["\(step.location) (\(step.actor))"])
        }
        return section("To do by hand") + "\(items)\(more(report.manualSteps.count))"
    }

    private var closing: Markup {
        guard let closing = report.closing else { return "" }
        let command = closing.command.map {
            """
            <pre style="margin:8px 0 0;padding:10px 12px;border-radius:6px;background:#f2f4f5;font-size:13px;\
            white-space:pre-wrap">\($0)</pre>
            """ as Markup
        }
        return "<p style=\"margin:24px 0 0\">\(closing.text)</p>\(command)"
    }

    private func section(_ title: String) -> Markup {
        "<h2 style=\"margin:24px 0 8px;font-size:16px\">\(title)</h2>"
    }

    private func item(tone: Report.Tone, title: String, lines: [String]) -> Markup {
        let text = lines.map { line in
            "<div style=\"color:\(Self.faint)\">\(Markup.linked(line))</div>" as Markup
        }
        return """
            <div style="margin:0 0 10px;padding-left:12px;border-left:3px solid \(Self.color(of: tone))">\
            <div>\(title)</div>\(text)</div>
            """
    }

    private func more(_ count: Int) -> Markup? {
        guard count > maximumItems else { return nil }
        return "<p style=\"margin:0;color:\(Self.faint)\">… and \(NumberText.grouped(count - maximumItems)) more</p>"
    }

    private static func color(of tone: Report.Tone) -> String {
        switch tone {
        case .good: "#24855a"
        case .neutral: "#8a949d"
        case .warning: "#b7791f"
        case .bad: "#c0392f"
        }
    }
}
