extension Report {
    /// The report as plain text for a terminal, a log or a ticket.
    ///
    /// Columns line up by what a terminal shows, also with Chinese names and emoji, and escape sequences inside of names
    /// are made harmless. Dates are in the report's ``timeZone``, else in UTC.
    public func text(_ options: TextOptions = TextOptions()) -> String {
        var page = TextPage(options: options, time: Timestamp(zone: timeZone))
        page.heading(of: self)
        page.outcome(of: self)
        page.findings(findings)
        page.remedies(remedies)
        page.manualSteps(manualSteps)
        if let table { page.table(table, tallies: tallies) }
        page.timelines(timelines)
        page.closing(closing)
        return page.lines.joined(separator: "\n") + "\n"
    }

    /// The short form for a mail: no table, no timelines, of the checks only what is open, and few items of each kind.
    func summary(_ options: TextOptions, maximumItems: Int) -> String {
        var page = TextPage(options: options, time: Timestamp(zone: timeZone))
        page.heading(of: self)
        page.outcome(of: self)
        page.findings(findings, maximumOpen: maximumItems)
        page.remedies(Array(remedies.prefix(maximumItems)))
        page.more(remedies.count - maximumItems)
        page.manualSteps(Array(manualSteps.prefix(maximumItems)))
        page.more(manualSteps.count - maximumItems)
        page.closing(closing)
        return page.lines.joined(separator: "\n") + "\n"
    }
}

/// The lines of a report as they grow, one method for each part.
struct TextPage: Sendable {
    let width: Int
    let maximumRows: Int
    let pen: Pen
    let time: Timestamp
    private(set) var lines: [String] = []

    init(options: Report.TextOptions, time: Timestamp) {
        width = max(40, options.width)
        maximumRows = max(0, options.maximumRows ?? .max)
        pen = Pen(isColored: options.isColored)
        self.time = time
    }

    /// Adds a line, without spaces at its end.
    mutating func add(_ line: String) {
        lines.append(String(line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)]))
    }

    /// Says how many were left out, if any.
    mutating func more(_ rest: Int) {
        if rest > 0 { lines.append(pen.dim("… and \(NumberText.grouped(rest)) more")) }
    }

    mutating func section(_ title: String) {
        lines.append("")
        lines.append(pen.bold(title))
    }

    /// A paragraph behind a sign, its further lines below the text.
    mutating func item(_ sign: String, _ text: String, tone: Report.Tone? = nil, indent: Int = 2) {
        let margin = String(repeating: " ", count: indent)
        let hanging = margin + String(repeating: " ", count: TerminalText.width(of: sign) + 1)
        let wrapped = TerminalText.wrapped(TerminalText.harmless(text), to: width - TerminalText.width(of: hanging))
        for (index, line) in wrapped.enumerated() {
            lines.append(index == 0 ? "\(margin)\(tone.map { pen.tone(sign, $0) } ?? sign) \(line)" : hanging + line)
        }
    }

    /// Label and value pairs with the values below each other.
    mutating func pairs(_ pairs: [(label: String, value: String)], indent: Int = 0) {
        let labels = pairs.map { TerminalText.truncated(TerminalText.harmless($0.label), to: width / 3) }
        let column = labels.map { TerminalText.width(of: $0) }.max() ?? 0
        let margin = String(repeating: " ", count: indent)
        for (label, pair) in zip(labels, pairs) {
            let wrapped = TerminalText.wrapped(TerminalText.harmless(pair.value), to: width - column - indent - 2)
            for (index, line) in wrapped.enumerated() {
                let head = TerminalText.padded(index == 0 ? label : "", to: column)
                lines.append("\(margin)\(pen.dim(head))  \(line)")
            }
        }
    }
}

extension TextPage {
    mutating func heading(of report: Report) {
        for line in TerminalText.wrapped(TerminalText.harmless(report.title), to: width) { add(pen.bold(line)) }
        if let subtitle = report.subtitle {
            for line in TerminalText.wrapped(TerminalText.harmless(subtitle), to: width) { add(line) }
        }
        add(pen.dim(String(repeating: "─", count: width)))
        let date = "\(time.minutes(report.generatedAt)) \(time.zoneName)"
        pairs(report.facts.map { ($0.label, $0.value) } + [("Generated", date)])
    }

    mutating func outcome(of report: Report) {
        guard !report.tallies.isEmpty else { return }
        section("Outcome: \(NumberText.grouped(report.total)) \(report.table?.noun ?? "in all")")
        let labels = report.tallies.map { TerminalText.truncated(TerminalText.harmless($0.label), to: width / 3) }
        let counts = report.tallies.map { NumberText.grouped($0.count) }
        let shares = report.tallies.map { NumberText.share($0.count, of: report.total) }
        let columns = [labels, counts, shares].map { $0.map { TerminalText.width(of: $0) }.max() ?? 0 }
        let room = min(40, width - columns.reduce(0, +) - 12)
        let largest = max(1, report.tallies.map(\.count).max() ?? 1)
        for (index, tally) in report.tallies.enumerated() {
            let label = TerminalText.padded(labels[index], to: columns[0])
            let count = TerminalText.padded(counts[index], to: columns[1], isRightAligned: true)
            let share = TerminalText.padded(shares[index], to: columns[2], isRightAligned: true)
            let line = "  \(pen.tone(tally.tone.sign, tally.tone)) \(label)  \(count)  \(share)"
            guard room >= 4, tally.count > 0 else {
                add(line)
                continue
            }
            // In eighths of a column, so that small counts are still seen.
            let eighths = max(1, Int((Double(tally.count) / Double(largest) * Double(room * 8)).rounded()))
            let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
            let bar = String(repeating: "█", count: eighths / 8) + partial
            add("\(line)  \(pen.tone(bar, tally.tone))")
        }
    }

    /// - Parameter maximumOpen: When given, only so many of those that need action are shown, and none that is met.
    mutating func findings(_ findings: [Report.Finding], maximumOpen: Int? = nil) {
        guard !findings.isEmpty else { return }
        let met = findings.filter { $0.verdict == .met }
        section("Checks: \(met.count) of \(findings.count) met")
        // What needs action comes first.
        let open = findings.filter { $0.verdict == .notMet } + findings.filter { $0.verdict == .unknown }
        for finding in maximumOpen.map({ Array(open.prefix($0)) }) ?? open + met {
            let tone = finding.verdict.tone
            let note = finding.detail.map { ": \($0)" } ?? ""
            item(tone.sign, "\(finding.title)\(note)", tone: tone)
            if finding.verdict != .met, let remedy = finding.remedy { item("→", remedy, indent: 4) }
        }
        if let maximumOpen { more(open.count - maximumOpen) }
    }

    mutating func remedies(_ groups: [Report.RemedyGroup]) {
        guard !groups.isEmpty else { return }
        section("Reasons")
        for group in groups {
            item(group.tone.sign, "\(NumberText.grouped(group.affected)) × \(group.reason)", tone: group.tone)
            if let remedy = group.remedy { item("→", remedy, indent: 4) }
            if !group.samples.isEmpty {
                let more = group.affected > group.samples.count ? " …" : ""
                item(" ", "for example \(group.samples.joined(separator: ", "))\(more)", indent: 4)
            }
        }
    }

    mutating func manualSteps(_ steps: [Report.ManualStep]) {
        guard !steps.isEmpty else { return }
        section("To do by hand")
        for (index, step) in steps.enumerated() {
            item("\(index + 1).", step.title)
            var facts = [("where", step.location), ("who", step.actor)]
            if let affected = step.affected { facts.append(("affects", affected)) }
            facts.append(("verify", step.verification))
            pairs(facts.map { (label: $0.0, value: $0.1) }, indent: 5)
        }
    }

    mutating func closing(_ closing: Report.Closing?) {
        guard let closing else { return }
        add("")
        for line in TerminalText.wrapped(TerminalText.harmless(closing.text), to: width) { add(line) }
        // On a line of its own and never broken, so that it can be copied.
        if let command = closing.command { add("  \(TerminalText.harmless(command))") }
    }
}
