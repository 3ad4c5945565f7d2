import Foundation

extension Report {
    /// The report as one self-contained web page.
    ///
    /// The page needs no network, server or other file: style, script and data are in it, and its content security policy
    /// forbids everything else. It shows the counts with a chart, what needs action, the table with search, sorting, filters,
    /// details and CSV download, and the timelines; in light and dark, for wide and narrow windows, and on paper. Texts are
    /// escaped wherever they stand, whatever a directory holds. Without scripts the page still shows everything but the
    /// timelines and the later rows of the table.
    public func html() -> String {
        HTMLPage(report: self).markup.html
    }
}

/// The markup of the page: what is known without a script.
struct HTMLPage: Sendable {
    let report: Report

    private static let policy = ContentSecurityPolicy.policy(
        scripts: [PageScript.early, PageScript.main], style: PageStyle.css)

    var markup: Markup {
        """
        <!DOCTYPE html>
        <html lang="en" class="no-script">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <meta name="robots" content="noindex">
        <meta name="generator" content="Patchbay">
        <title>\(report.title)</title>
        <link rel="icon" href="\(PageIcons.favicon)">
        <style>\(Markup(trusted: PageStyle.css))</style>
        <script>\(Markup(trusted: PageScript.early))</script>
        </head>
        <body>
        \(PageIcons.sprite)
        \(skipLink)
        \(masthead)
        <main class="wrap">
        \(sections)
        </main>
        <footer class="foot wrap">Generated \(date(report.generatedAt)). This page is complete in itself and loads \
        nothing. <span id="print-note"></span></footer>
        <script type="application/json" id="report-data">\(Markup(trusted: PagePayload.json(for: report)))</script>
        <script>\(Markup(trusted: PageScript.main))</script>
        </body>
        </html>

        """
    }

    private var skipLink: Markup? {
        report.table.map { "<a class=\"skip\" href=\"#table\">Skip to \($0.noun)</a>" }
    }

    private var sections: [Markup] {
        [outcome, checks, reasons, steps, table, timelines, closing].compactMap(\.self)
    }

    /// A date that the script rewrites in the reader's time zone.
    func date(_ date: Date) -> Markup {
        let time = Timestamp(zone: report.timeZone)
        let milliseconds = Int((date.timeIntervalSince1970 * 1000).rounded())
        return """
            <time datetime="\(Timestamp.iso8601(date))" data-ms="\(milliseconds)">\
            \(time.minutes(date)) \(time.zoneName)</time>
            """
    }

    private var masthead: Markup {
        let subtitle = report.subtitle.map { "<p class=\"subtitle\">\($0)</p>" as Markup }
        let facts = report.facts.map { "<div><dt>\($0.label)</dt><dd>\(Markup.linked($0.value))</dd></div>" as Markup }
        let pairs: Markup? = facts.isEmpty ? nil : "<dl class=\"facts\">\(facts)</dl>"
        return """
            <header class="masthead wrap">
            <div class="top"><div class="words"><h1>\(report.title)</h1>\(subtitle)</div>
            <button type="button" id="theme" class="button square needs-script" aria-pressed="false" title="Dark theme" \
            aria-label="Dark theme">\(PageIcons.use("moon"))</button></div>
            \(pairs)
            \(jump)
            </header>
            """
    }

    /// Links to the sections; worth their space only when there are several.
    private var jump: Markup? {
        var links: [(id: String, title: String, count: Int?)] = []
        if !report.tallies.isEmpty { links.append(("outcome", "Outcome", nil)) }
        let open = report.openFindings.count
        if !report.findings.isEmpty { links.append(("checks", "Checks", open > 0 ? open : nil)) }
        if !report.remedies.isEmpty { links.append(("reasons", "Reasons", report.remedies.count)) }
        if !report.manualSteps.isEmpty { links.append(("steps", "By hand", report.manualSteps.count)) }
        if let table = report.table { links.append(("table", table.title, table.rows.count)) }
        if !report.timelines.isEmpty { links.append(("timelines", "Timelines", report.timelines.count)) }
        guard links.count > 1 else { return nil }
        let items = links.map { link in
            let count = link.count.map { " <span class=\"count\">\(NumberText.grouped($0))</span>" as Markup }
            return "<a href=\"#\(link.id)\">\(link.title)\(count)</a>" as Markup
        }
        return "<nav class=\"jump\" aria-label=\"Sections\">\(items)</nav>"
    }

    private var closing: Markup? {
        report.closing.map { closing in
            let command = closing.command.map { command in
                """
                <div class="command"><pre>\(command)</pre>\
                <button type="button" class="button small needs-script" data-copy="\(command)" hidden>\
                \(PageIcons.use("copy"))<span class="words">Copy</span></button></div>
                """ as Markup
            }
            return """
                <section class="card closing" aria-label="What next"><div class="body">\
                <p>\(Markup.linked(closing.text))</p>\(command)</div></section>
                """
        }
    }
}
