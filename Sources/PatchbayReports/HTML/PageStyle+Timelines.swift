extension PageStyle {
    /// The timeline charts.
    static let timelines = """
        .timeline-tools { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; padding: 14px 24px 0; }
        .timeline-tools .search { flex: 1 1 220px; }
        .zoom { display: flex; gap: 4px; }
        .hues { display: flex; flex-wrap: wrap; gap: 6px 18px; padding: 14px 24px 12px; color: var(--ink-2);
            font-size: .88rem; }
        .hues li { display: inline-flex; align-items: center; gap: 7px; }
        .hues .swatch { width: 12px; height: 12px; border-radius: 3px; }
        .hue-green { fill: var(--hue-green); background: var(--hue-green); }
        .hue-violet { fill: var(--hue-violet); background: var(--hue-violet); }
        .hue-blue { fill: var(--hue-blue); background: var(--hue-blue); }
        .hue-amber { fill: var(--hue-amber); background: var(--hue-amber); }
        .hue-red { fill: var(--hue-red); background: var(--hue-red); }
        .hue-crimson { fill: var(--hue-crimson); background: var(--hue-crimson); }
        .hue-grey { fill: var(--hue-grey); background: var(--hue-grey); }
        .axis { position: sticky; top: 0; z-index: 3; display: grid; grid-template-columns: 250px minmax(0, 1fr);
            padding: 0 24px; background: var(--raised); border-block: 1px solid var(--line); }
        .axis .caption { align-self: center; color: var(--ink-3); font-size: .84rem; }
        .axis svg { display: block; width: 100%; height: 32px; }
        .tick text { fill: var(--ink-2); font-size: 12px; }
        .tick line { stroke: var(--edge); }
        .timeline { display: grid; grid-template-columns: 250px minmax(0, 1fr); padding: 14px 24px;
            border-bottom: 1px solid var(--line);}
        .timelines > .list > .timeline:last-child { border-bottom: 0; }
        .timeline .who { padding-right: 18px; min-width: 0; }
        .timeline .who h3 { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .timeline .who p { color: var(--ink-3); font-size: .86rem; line-height: 1.4; }
        .chart { position: relative; min-width: 0; }
        .chart svg { display: block; width: 100%; overflow: visible; }
        .chart .track { fill: var(--neutral-soft); }
        .chart .grid-line { stroke: var(--line); }
        .chart .lane-label { fill: var(--ink-3); font-size: 11px; }
        .chart .tick-label { fill: var(--ink-3); font-size: 11px; }
        .chart .span-label { fill: var(--on-hue); font-size: 11px; font-weight: 540; pointer-events: none; }
        .chart .span-label.on-grey { fill: var(--ink-2); }
        .chart .span-label.on-crimson { fill: #ffffff; }
        .chart rect.span { stroke: var(--surface); stroke-width: 1; }
        .chart rect.span:hover, .chart .event:hover { filter: brightness(1.08) saturate(1.15); }
        .chart .event { stroke: var(--surface); stroke-width: 1.5; }
        .chart .selection { fill: var(--accent); opacity: .18; pointer-events: none; }
        .timeline .link { margin-top: 4px; font-size: .86rem; }
        .notes { grid-column: 1 / -1; margin-top: 10px; padding-top: 10px; border-top: 1px dashed var(--line);
            max-height: 320px; overflow: auto; font-size: .9rem; }
        .notes li { display: grid; grid-template-columns: 84px 100px minmax(0, 1fr); gap: 12px; padding: 3px 0; }
        .notes time, .notes .lane { color: var(--ink-3); }
        .tip { position: fixed; z-index: 20; max-width: 320px; padding: 8px 11px; border-radius: 9px;
            background: var(--ink); color: var(--bg); font-size: .87rem; line-height: 1.4; pointer-events: none;
            box-shadow: 0 6px 24px rgb(0 0 0 / 22%); }
        .tip b { display: block; font-weight: 600; }
        .more { padding: 14px 24px 18px; border-top: 1px solid var(--line); }
        .detail-box .timeline { padding: 6px 0 0; border: 0; grid-template-columns: minmax(0, 1fr); }
        .detail-box .timeline .who > :not(.link) { display: none; }
        .detail-box .timeline .who { order: 2; }
        """

    /// Narrow windows, paper, and people who want no motion.
    static let media = """
        @media screen and (max-width: 760px) {
            .wrap { padding: 0 14px; }
            .masthead { padding-top: 22px; padding-bottom: 18px; }
            .facts { gap: 12px 26px; }
            .jump { flex-wrap: nowrap; overflow-x: auto; margin-inline: -14px; padding-inline: 14px; scrollbar-width: none; }
            .jump a { flex: none; }
            main.wrap { gap: 12px; }
            .card { border-radius: 12px; }
            .card > header { padding: 16px 16px 0; }
            .card > .body { padding: 14px 16px 18px; }
            .legend { grid-template-columns: 1fr 1fr; gap: 2px; margin: 10px -10px -8px; }
            .legend button, .legend .still { padding: 8px 10px; }
            .legend .number { font-size: 1.2rem; }
            .reasons .row { grid-template-columns: minmax(0, 1fr) auto; }
            .reasons .row > div { grid-column: 1 / -1; grid-row: 2; }
            .checks .row { grid-template-columns: minmax(0, 1fr); }
            .pairs { grid-template-columns: minmax(0, 1fr); gap: 0; }
            .pairs dt { margin-top: 6px; font-size: .84rem; }
            .command { flex-direction: column; align-items: stretch; padding: 12px; }
            .command .button { align-self: flex-end; }
            .toolbar, .chips, .status-line, .timeline-tools, .hues { padding-left: 16px; padding-right: 16px; }
            .search input, select { height: 40px; font-size: 16px; }
            .search svg { top: 13px; }
            .search { flex-basis: 180px; }
            .toolbar .button { order: 1; }
            .toolbar select { order: 2; }
            .timeline-tools .search { flex-basis: 100%; }
            .toolbar select { flex: 1 1 130px; max-width: none; min-width: 0; }
            .toolbar .button { height: 40px; }
            .chips { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none; padding-block: 10px 2px; }
            .chip { flex: none; height: 34px; }
            .status-line { flex-wrap: wrap; gap: 8px 10px; padding-block: 10px; font-size: .88rem; }
            .status-line .sort-by { display: flex; flex: 1 1 100%; align-items: center; gap: 8px; }
            .status-line .sort-by select { flex: 1; max-width: none; height: 36px; font-size: .93rem; }
            .status-line .sort-by .button { width: 36px; height: 36px; }
            .pane { max-height: max(420px, calc(100vh - 24px)); max-height: max(420px, calc(100dvh - 24px)); }
            .grid, .grid tbody, .grid tr, .grid td { display: block; width: auto; }
            .grid thead, .grid colgroup { display: none; }
            .grid td { height: auto; padding: 0; border: 0; }
            .grid tr.row-line { display: grid; grid-template-columns: 34px minmax(0, 1fr) auto; height: 62px;
                align-content: center; align-items: center; padding: 0 16px 0 8px; border-bottom: 1px solid var(--line); }
            .grid tr.row-line td { display: none; }
            .grid tr.row-line td.lead, .grid tr.row-line td.primary, .grid tr.row-line td.secondary,
            .grid tr.row-line td.outcome { display: block; }
            .grid tr.row-line td.lead { grid-row: 1 / 3; width: auto; padding: 0; }
            .grid tr.row-line td.primary { grid-column: 2; grid-row: 1; }
            .grid tr.row-line td.secondary { grid-column: 2; grid-row: 2; font-size: .86rem; }
            .grid tr.row-line td.outcome { grid-column: 3; grid-row: 1 / 3; max-width: 44vw; margin-left: 10px;
                padding: 0; }
            .row-line:hover, .row-line.is-open { background: var(--raised); }
            .grid tr.row-line.is-open { border-bottom-color: transparent; }
            .grid tr.detail td { padding: 0 16px 16px 42px; border-bottom: 1px solid var(--line); }
            .detail-box { position: static; width: auto; }
            .fields { grid-template-columns: 1fr 1fr; gap: 10px 16px; }
            .fields .long { grid-column: 1 / -1; }
            .axis { grid-template-columns: minmax(0, 1fr); padding: 0 16px; }
            .axis .caption { display: none; }
            .timeline { grid-template-columns: minmax(0, 1fr); gap: 8px; padding: 12px 16px; }
            .notes li { grid-template-columns: 62px minmax(0, 1fr); gap: 0 10px; }
            .notes .lane { grid-column: 2; grid-row: 2; font-size: .86rem; }
            .more { padding-inline: 16px; }
        }
        @media (prefers-reduced-motion: reduce) {
            *, *::before, *::after { transition: none !important; animation: none !important;
                scroll-behavior: auto !important; }
        }
        @media print {
            :root, :root:not([data-paper]) { color-scheme: light; \(PageStyle.paper) }
            html { font-size: 11.5px; }
            body { font-size: 1rem; background: #fff; }
            .wrap { max-width: none; padding: 0; }
            .masthead { padding-top: 0; padding-bottom: 14px; }
            .card { box-shadow: none; border-radius: 0; border-width: 1px 0 0; break-inside: auto; }
            .card > header, .card > .body { padding-left: 0; padding-right: 0; }
            .jump, .toolbar, .chips, .zoom, .timeline-tools, .button, .skip, .more, .tip, .grid .lead,
            .status-line .link { display: none !important; }
            .status-line, .hues { padding-inline: 0; }
            .pane { max-height: none; overflow: visible; }
            .grid th { position: static; height: auto; font-size: 10px; white-space: normal; }
            .grid th button { height: 28px; }
            .grid th svg { display: none; }
            .grid { table-layout: auto; font-size: 10px; }
            .grid colgroup { display: none; }
            .grid td { height: 24px; padding: 0 8px 0 0; white-space: normal; }
            .grid th button, .grid td:last-child { padding: 0 8px 0 0; }
            .badge { height: 18px; font-size: 10px; overflow-wrap: normal; }
            .grid tr.detail td { padding: 4px 0 12px; }
            .detail-box { position: static; width: auto; }
            .grid thead { display: table-header-group; }
            .items > li, .timeline { break-inside: avoid; }
            .axis { position: static; padding-inline: 0; }
            .timeline { padding-inline: 0;}
            .bar rect, .swatch, .chart rect, .badge { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }
        """
}
