extension HTMLPage {
    /// The chart of outcomes: one bar in parts, and below it each part with its number.
    var outcome: Markup? {
        guard !report.tallies.isEmpty else { return nil }
        let total = report.total
        let noun = report.table?.noun ?? "in all"
        let inTable = statusesInTable
        var shades: [Report.Tone: Int] = [:]
        let parts = report.tallies.map { tally in
            // Outcomes of one tone get lighter shades, so that neighbours can be told apart.
            let shade = tally.count > 0 ? shades[tally.tone, default: 0] : 0
            if tally.count > 0 { shades[tally.tone, default: 0] += 1 }
            return (tally: tally, fill: "fill-\(tally.tone.rawValue) shade-\(min(shade, 3))")
        }
        let legend = parts.map { part in
            let tally = part.tally
            let content: Markup = """
                <span class="swatch \(part.fill)" aria-hidden="true"></span><span class="label">\(tally.label)</span>\
                <span class="number">\(NumberText.grouped(tally.count)) \
                <span class="share">\(NumberText.share(tally.count, of: total))</span></span>
                """
            let zero = tally.count == 0 ? "zero" : ""
            return inTable.contains(tally.label)
                ? "<li><button type=\"button\" data-status=\"\(tally.label)\">\(content)</button></li>" as Markup
                : "<li><div class=\"still \(zero)\">\(content)</div></li>" as Markup
        }
        return """
            <section class="card outcome" id="outcome" aria-labelledby="outcome-title">
            <header><h2 id="outcome-title">Outcome</h2>\
            <span class="faint">\(NumberText.grouped(total)) \(noun)</span></header>
            <div class="body">\(bar(parts, total: total))<ul class="legend">\(legend)</ul></div>
            </section>
            """
    }

    /// The parts of the bar as percentages of its width. A part that exists is wide enough to be seen.
    private func bar(_ parts: [(tally: Report.Tally, fill: String)], total: Int) -> Markup? {
        guard total > 0 else { return nil }
        let minimum = 1.2
        let raw = parts.map { $0.tally.count == 0 ? 0 : max(minimum, Double($0.tally.count) * 100 / Double(total)) }
        let sum = raw.reduce(0, +)
        var x = 0.0
        let bars = zip(parts, raw).compactMap { part, share -> Markup? in
            guard share > 0 else { return nil }
            let width = share * 100 / sum
            defer { x += width }
            return """
                <rect class="\(part.fill)" data-status="\(part.tally.label)" x="\(Self.percent(x))" y="0" \
                width="\(Self.percent(width))" height="16"><title>\(part.tally.label): \
                \(NumberText.grouped(part.tally.count))</title></rect>
                """
        }
        let words = parts.filter { $0.tally.count > 0 }.map { part in
            "\(part.tally.label) \(NumberText.grouped(part.tally.count)), \(NumberText.share(part.tally.count, of: total))"
        }
        return """
            <svg class="bar" width="100%" height="16" role="img" aria-label="\(words.joined(separator: "; "))">\(bars)</svg>
            """
    }

    private static func percent(_ value: Double) -> String { NumberText.grouped(value) + "%" }

    /// The values of the status column: only these can be filtered by.
    private var statusesInTable: Set<String> {
        guard let table = report.table, let index = table.statusIndex else { return [] }
        return Set(table.rows.lazy.compactMap { $0.cell(index).words })
    }

    /// The verdicts, with what needs action first and what is met folded away.
    var checks: Markup? {
        guard !report.findings.isEmpty else { return nil }
        let open = report.openFindings.map { "<li class=\"row\">\(body(of: $0))</li>" as Markup }
        let met = report.findings.filter { $0.verdict == .met }
        let folded: Markup? =
            met.isEmpty
            ? nil
            : """
            <details\(open.isEmpty ? " open" as Markup : "")><summary>\(met.count) met</summary><ul>\
            \(met.map { "<li class=\"row\">\(body(of: $0))</li>" as Markup })</ul></details>
            """
        return """
            <section class="card checks" id="checks" aria-labelledby="checks-title">
            <header><h2 id="checks-title">Checks</h2>\
            <span class="faint">\(met.count) of \(report.findings.count) met</span></header>
            <div class="body"><div class="items"><ul class="items">\(open)</ul>\(folded)</div></div>
            </section>
            """
    }

    private func body(of finding: Report.Finding) -> Markup {
        let detail = finding.detail.map { "<p class=\"faint\">\(Markup.linked($0))</p>" as Markup }
        let remedy = finding.verdict == .met ? nil : finding.remedy.map(remedyLine)
        return """
            <span>\(badge(finding.verdict.label, finding.verdict.tone))</span>\
            <div><h3>\(finding.title)</h3>\(detail)\(remedy)<p class="id mono">\(finding.id)</p></div>
            """
    }

    /// What went wrong and what to do about it.
    var reasons: Markup? {
        guard !report.remedies.isEmpty else { return nil }
        let shown = 6
        let first = report.remedies.prefix(shown).map(reasonRow)
        let rest = report.remedies.dropFirst(shown).map(reasonRow)
        let folded: Markup? =
            rest.isEmpty ? nil : "<details><summary>\(rest.count) more</summary><ul>\(Array(rest))</ul></details>"
        return """
            <section class="card reasons" id="reasons" aria-labelledby="reasons-title">
            <header><h2 id="reasons-title">Reasons and what to do</h2></header>
            <div class="body"><div class="items"><ul class="items">\(Array(first))</ul>\(folded)</div></div>
            </section>
            """
    }

    private func reasonRow(_ group: Report.RemedyGroup) -> Markup {
        let remedy = group.remedy.map(remedyLine)
        let more = group.affected > group.samples.count ? ", …" : ""
        // Isolated, so that a name in a right-to-left script does not move its neighbours.
        let names = group.samples.enumerated().map { index, name in
            "\(index > 0 ? ", " : "")<bdi>\(name)</bdi>" as Markup
        }
        let samples: Markup? =
            group.samples.isEmpty
            ? nil : "<p class=\"samples\">For example \(names)\(more)</p>"
        let isInTable = report.table?.rows.contains { $0.reason == group.reason } ?? false
        let button: Markup? =
            isInTable
            ? """
            <button type="button" class="button small needs-script" data-reason="\(group.reason)">Show \
            \(report.table?.noun ?? "")</button>
            """ : nil
        return """
            <li class="row"><span class="affected tone-\(group.tone.rawValue)">\(NumberText.grouped(group.affected))</span>\
            <div><h3>\(group.reason)</h3>\(remedy)\(samples)</div>\(button)</li>
            """
    }

    /// What no API can do.
    var steps: Markup? {
        guard !report.manualSteps.isEmpty else { return nil }
        let items = report.manualSteps.map { step in
            let affected = step.affected.map { "<dt>Affects</dt><dd>\($0)</dd>" as Markup }
            return """
                <li class="row"><div><h3>\(step.title)</h3><dl class="pairs"><dt>Where</dt><dd>\
                \(Markup.linked(step.location))</dd><dt>Who</dt><dd>\(step.actor)</dd>\(affected)<dt>Verify</dt><dd>\
                \(Markup.linked(step.verification))</dd></dl></div></li>
                """ as Markup
        }
        return """
            <section class="card steps" id="steps" aria-labelledby="steps-title">
            <header><h2 id="steps-title">To do by hand</h2>\
            <span class="faint">No API exists for these; they are never counted as done.</span></header>
            <div class="body"><ol class="items">\(items)</ol></div>
            </section>
            """
    }

    private func remedyLine(_ remedy: String) -> Markup {
        "<p class=\"remedy\">\(PageIcons.use("right"))<span>\(Markup.linked(remedy))</span></p>"
    }

    func badge(_ label: String, _ tone: Report.Tone) -> Markup {
        """
        <span class="badge tone-\(tone.rawValue)">\(PageIcons.use(tone.rawValue))\
        <span class="label">\(label)</span></span>
        """
    }
}
