extension PageStyle {
    /// The toolbar and the table, wide.
    static let table = """
        .toolbar { display: flex; flex-wrap: wrap; gap: 8px; padding: 14px 24px 0; }
        .search { position: relative; flex: 1 1 260px; min-width: 0; }
        .search svg { position: absolute; left: 12px; top: 11px; width: 14px; height: 14px; color: var(--ink-3); }
        .search input { width: 100%; height: 36px; padding: 0 12px 0 34px; border-radius: 9px;
            border: 1px solid var(--edge); background: var(--surface); }
        .search input::placeholder { color: var(--ink-3); opacity: 1; }
        .filters { display: contents; }
        select { height: 36px; max-width: 220px; padding: 0 30px 0 12px; border-radius: 9px; border: 1px solid var(--edge);
            background-color: var(--surface); font-size: .93rem; appearance: none; text-overflow: ellipsis;
            background-repeat: no-repeat; background-size: 5px 5px;
            background-image: linear-gradient(45deg, transparent 50%, var(--ink-3) 50%),
                linear-gradient(-45deg, transparent 50%, var(--ink-3) 50%);
            background-position: right 17px center, right 12px center; }
        select.is-set { border-color: var(--accent); background-color: var(--accent-soft); }
        .chips { display: flex; flex-wrap: wrap; gap: 6px; padding: 12px 24px 0; }
        .chip { display: inline-flex; align-items: center; gap: 7px; height: 32px; padding: 0 12px; border-radius: 16px;
            border: 1px solid var(--line); background: var(--surface); font-size: .89rem; font-weight: 510;
            transition: background .12s, border-color .12s; }
        .chip:hover { background: var(--raised); }
        .chip svg { width: .95em; height: .95em; stroke-width: 2.2; }
        .chip > span:first-child { display: inline-flex; }
        .chip .number { color: var(--ink-3); font-weight: 460; }
        .chip[aria-pressed="true"] { border-color: var(--accent); background: var(--accent-soft); }
        .chip[aria-pressed="true"] .number { color: var(--ink-2); }
        .chip.is-empty { opacity: .5; }
        .chip.reason { max-width: 100%; }
        .chip.reason .label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .status-line { display: flex; align-items: center; gap: 12px; min-height: 30px; padding: 12px 24px;
            color: var(--ink-2); font-size: .92rem; }
        .status-line strong { color: var(--ink); font-weight: 620; }
        .status-line .sort-by { display: none; }
        .link { padding: 0; border: 0; background: none; color: var(--accent); font-weight: 520; }
        .link:hover { text-decoration: underline; text-underline-offset: .15em; }
        .pane { position: relative; overflow: auto; max-height: max(440px, calc(100vh - 72px));
            border-top: 1px solid var(--line); border-radius: 0 0 13px 13px; overscroll-behavior-y: auto;
            overflow-anchor: none; scrollbar-width: thin; scrollbar-color: var(--edge) transparent; }
        .pane:focus-visible { outline-offset: -2px; }
        .grid { width: 100%; border-collapse: separate; border-spacing: 0; table-layout: fixed; font-size: .93rem; }
        .grid th { position: sticky; top: 0; z-index: 2; height: 42px; padding: 0; background: var(--raised);
            border-bottom: 1px solid var(--line); color: var(--ink-2); text-align: left; font-weight: 560;
            font-size: .87rem; white-space: nowrap; }
        .grid th button { display: flex; align-items: center; gap: 0; width: 100%; height: 41px; padding: 0 12px;
            border: 0; background: none; font-weight: inherit; text-align: left; }
        .grid th button:hover { color: var(--ink); }
        .grid th button:focus-visible { outline-offset: -3px; border-radius: 6px; }
        .grid th .name { overflow: hidden; text-overflow: ellipsis; }
        .grid th svg { width: 0; height: 11px; stroke-width: 2.4; }
        .grid th[aria-sort="ascending"], .grid th[aria-sort="descending"] { color: var(--ink); }
        .grid th[aria-sort="ascending"] svg, .grid th[aria-sort="descending"] svg { width: 11px;
            margin: 0 5px; }
        .grid th[aria-sort="descending"] svg { transform: rotate(180deg); }
        .grid th.number button { flex-direction: row-reverse; }
        .grid td { height: 44px; padding: 0 12px; border-bottom: 1px solid var(--line); overflow: hidden;
            text-overflow: ellipsis; white-space: nowrap; }
        .grid td.number { text-align: right; }
        .grid td.date, .grid td.secondary { color: var(--ink-2); }
        .grid td.primary { font-weight: 540; }
        .grid td .value { unicode-bidi: isolate; }
        .grid th.lead, .grid td.lead { width: 46px; padding: 0 0 0 12px; overflow: visible; }
        .grid th:last-child button, .grid td:last-child { padding-right: 24px; }
        .static { table-layout: auto; }
        .static th { padding: 0 12px; }
        .row-line { cursor: pointer; }
        .row-line:hover td { background: var(--raised); }
        .row-line.is-open td { border-bottom-color: transparent; background: var(--raised); }
        .expand { display: grid; place-items: center; width: 28px; height: 28px; padding: 0; border: 0; border-radius: 7px;
            background: none; color: var(--ink-3); }
        .expand:hover { color: var(--ink); background: var(--neutral-soft); }
        .expand svg { width: 13px; height: 13px; stroke-width: 2.2; transition: transform .14s; }
        .is-open .expand svg { transform: rotate(90deg); }
        .grid tr.detail td { height: auto; padding: 2px 24px 20px 58px; white-space: normal; background: var(--raised); }
        .detail-box { position: sticky; left: 58px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px;
            width: calc(var(--pane, 100%) - 82px); }
        .detail-box .why { max-width: 76ch; }
        .detail-box .why h3 { display: flex; gap: 8px; }
        .detail-box .why h3 svg { margin-top: .25em; stroke-width: 2.2; }
        .fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 12px 28px; }
        .fields dt { color: var(--ink-3); font-size: .82rem; }
        .fields dd { unicode-bidi: isolate; }
        .fields .long { grid-column: span 2; }
        .spacer td { height: 0; padding: 0; border: 0; }
        .nothing { padding: 46px 24px 54px; text-align: center; color: var(--ink-2); }
        .nothing .button { margin-top: 14px; }
        mark { background: var(--mark); color: inherit; border-radius: 3px; }
        """
}
