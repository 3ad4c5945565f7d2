extension HTMLPage {
    /// The frame of the table and its first rows, which the script replaces by the living table.
    var table: Markup? {
        guard let table = report.table else { return nil }
        let rest = table.rows.count - min(table.rows.count, Self.staticRows)
        let note: Markup? =
            rest > 0
            ? """
            <noscript><p class="nothing">… and \(NumberText.grouped(rest)) more. Search, sorting and the later rows \
            need scripts to be allowed; the CSV form of this report holds every row.</p></noscript>
            """ : nil
        return """
            <section class="card users" id="table" aria-labelledby="table-title">
            <header><h2 id="table-title">\(table.title)</h2></header>
            <div class="toolbar needs-script" role="search">
            <div class="search">\(PageIcons.use("search"))<input type="search" id="search" autocomplete="off" \
            spellcheck="false" placeholder="Search all \(table.noun)" aria-label="Search all \(table.noun)" \
            aria-keyshortcuts="/"></div>
            <span class="filters" id="filters"></span>
            <button type="button" class="button" id="download">\(PageIcons.use("download"))CSV</button>
            </div>
            <div class="chips needs-script" id="chips" role="group" aria-label="Filter by status"></div>
            <div class="status-line"><span id="count" role="status" aria-live="polite">\
            \(NumberText.grouped(table.rows.count)) \(table.noun)</span>\
            <button type="button" class="link needs-script" id="clear" hidden>Clear filters</button>\
            <span class="sort-by needs-script"><label for="sort" class="visually-hidden">Sort by</label>\
            <select id="sort"><option value="">Sort: as reported</option></select>\
            <button type="button" class="button small square" id="turn" aria-label="Turn the order around">\
            \(PageIcons.use("up"))</button></span></div>
            <div class="pane" id="pane" tabindex="0" role="region" aria-labelledby="table-title">\
            \(firstRows(of: table))\(note)</div>
            </section>
            """
    }

    private static let staticRows = 50

    private func firstRows(of table: Report.Table) -> Markup {
        let time = Timestamp(zone: report.timeZone)
        let primary = table.columns.firstIndex { $0.kind == .text }
        let secondary = table.columns.indices.first { table.columns[$0].kind == .text && $0 != primary }
        let kinds = table.columns.indices.map { index in
            var words = [table.columns[index].kind.rawValue]
            if index == primary { words.append("primary") }
            if index == secondary { words.append("secondary") }
            if index == table.statusIndex { words.append("outcome") }
            return words.joined(separator: " ")
        }
        let heads = table.columns.map { "<th scope=\"col\" class=\"\($0.kind.rawValue)\">\($0.title)</th>" as Markup }
        let rows = table.rows.prefix(Self.staticRows).map { row in
            let cells = table.columns.indices.map { index in
                let content: Markup
                switch row.cell(index) {
                case .empty: content = ""
                case .number(let number): content = "\(NumberText.grouped(number))"
                case .date(let date): content = "\(time.minutes(date))"
                case .text(let text) where table.columns[index].kind == .status:
                    content = badge(text, table.tone(ofStatus: text, in: index, row: row, tallies: report.tallies))
                case .text(let text): content = "<span class=\"value\">\(text)</span>"
                }
                return "<td class=\"\(kinds[index])\">\(content)</td>" as Markup
            }
            return "<tr class=\"row-line\"><td class=\"lead\"></td>\(cells)</tr>" as Markup
        }
        return """
            <table class="grid static"><thead><tr><th class="lead"></th>\(heads)</tr></thead><tbody>\(Array(rows))</tbody></table>
            """
    }

    /// The frame of the timelines. The charts need the script.
    var timelines: Markup? {
        guard report.timelines.contains(where: { $0.lanes.contains { !$0.spans.isEmpty } || !$0.events.isEmpty }) else {
            return nil
        }
        return """
            <section class="card timelines" id="timelines" aria-labelledby="timelines-title">
            <header><h2 id="timelines-title">Timelines</h2><span class="faint" id="timeline-count" role="status">\
            \(report.timelines.count)</span></header>
            <div class="timeline-tools needs-script">
            <div class="search">\(PageIcons.use("search"))<input type="search" id="timeline-search" autocomplete="off" \
            spellcheck="false" placeholder="Find a timeline" aria-label="Find a timeline"></div>
            <div class="zoom" role="group" aria-label="Window of time">\(zoomButtons)\
            <button type="button" class="button" id="zoom-reset">Whole period</button></div>
            </div>
            <ul class="hues" id="hues"></ul>
            <div class="axis needs-script"><span class="caption" id="window"></span>\
            <svg id="axis" aria-hidden="true"></svg></div>
            <div class="list" id="timeline-list"></div>
            <div class="more" id="timeline-more" hidden><button type="button" class="button">Show more</button></div>
            <noscript><p class="nothing">The charts need scripts to be allowed.</p></noscript>
            </section>
            """
    }

    private var zoomButtons: [Markup] {
        [
            ("zoom-earlier", "left", "Earlier"), ("zoom-later", "right", "Later"), ("zoom-in", "plus", "Closer"),
            ("zoom-out", "minus", "Wider"),
        ].map { id, icon, label in
            """
            <button type="button" class="button square" id="\(id)" aria-label="\(label)" title="\(label)">\
            \(PageIcons.use(icon))</button>
            """
        }
    }
}
