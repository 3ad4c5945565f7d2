/// The style sheet of the page.
///
/// It is a constant, so that its digest in the content security policy is one too. No font, image or other sheet is named.
enum PageStyle {
    /// The whole sheet.
    static let css = [tokens, base, sections, table, timelines, media].joined(separator: "\n")

    private static let light = """
        --bg: #f5f6f7; --surface: #ffffff; --raised: #f3f5f6; --line: #e3e7ea; --edge: #ccd3d8;
        --ink: #1b2126; --ink-2: #505c66; --ink-3: #66727c; --accent: #2a5fc4; --accent-soft: #e9f0fc;
        --good: #1c734c; --good-fill: #37a06f; --good-soft: #e5f3eb;
        --warning: #85570a; --warning-fill: #dca23a; --warning-soft: #fbf2de;
        --bad: #b0352a; --bad-fill: #d4533f; --bad-soft: #fbeae7;
        --neutral: #505c66; --neutral-fill: #a9b3bb; --neutral-soft: #edf0f2;
        --hue-green: #43a878; --hue-violet: #8d74d4; --hue-blue: #5a93dd; --hue-amber: #e5b14b;
        --hue-red: #dc6a58; --hue-crimson: #a42c43; --hue-grey: #c3cbd1; --on-hue: #10151a;
        --mark: #ffe9a8; --shadow: 0 1px 2px rgb(20 30 40 / 5%), 0 4px 16px rgb(20 30 40 / 4%);
        """

    private static let dark = """
        --bg: #111417; --surface: #181c20; --raised: #1f2429; --line: #2a3036; --edge: #3b444c;
        --ink: #e8ecef; --ink-2: #aab4bc; --ink-3: #8d98a1; --accent: #86aefb; --accent-soft: #1e2a40;
        --good: #74d3a5; --good-fill: #3fa878; --good-soft: #163226;
        --warning: #e9bc66; --warning-fill: #cf9a37; --warning-soft: #372b12;
        --bad: #f4998e; --bad-fill: #d2604f; --bad-soft: #3e201c;
        --neutral: #aab4bc; --neutral-fill: #66727c; --neutral-soft: #272d33;
        --hue-green: #3f9e71; --hue-violet: #8670cb; --hue-blue: #4f86cc; --hue-amber: #cf9d3e;
        --hue-red: #cf6352; --hue-crimson: #9c3149; --hue-grey: #3d464e; --on-hue: #0c1013;
        --mark: #5c4a14; --shadow: 0 1px 2px rgb(0 0 0 / 30%);
        """

    /// The colours for paper: the light ones, whatever the screen shows.
    static let paper = light

    private static let tokens = """
        :root { color-scheme: light; \(light) }
        :root[data-theme="dark"] { color-scheme: dark; \(dark) }
        @media (prefers-color-scheme: dark) {
            :root:not([data-theme="light"]) { color-scheme: dark; \(dark) }
        }
        """

    private static let base = """
        *, *::before, *::after { box-sizing: border-box; }
        [hidden] { display: none !important; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
        body {
            margin: 0; background: var(--bg); color: var(--ink);
            font: 15px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Inter, Roboto,
                Cantarell, Ubuntu, "Noto Sans", "Liberation Sans", "Helvetica Neue", Arial, system-ui, sans-serif;
            font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
        }
        h1, h2, h3, p, dl, dd, ul, ol, pre { margin: 0; padding: 0; }
        ul, ol { list-style: none; }
        h1 { font-size: clamp(1.4rem, 1.1rem + 1.5vw, 2.1rem); line-height: 1.2; font-weight: 650;
            letter-spacing: -.018em; text-wrap: balance; }
        h2 { font-size: 1.08rem; line-height: 1.3; font-weight: 620; letter-spacing: -.005em; }
        h3 { font-size: 1rem; line-height: 1.45; font-weight: 580; }
        a { color: var(--accent); text-underline-offset: .15em; }
        button, input, select { font: inherit; color: inherit; }
        button { cursor: pointer; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        code, pre, .mono { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono",
            monospace; font-size: .92em; }
        svg.icon { width: 1em; height: 1em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8;
            stroke-linecap: round; stroke-linejoin: round; }
        .sprite { position: absolute; width: 0; height: 0; }
        .visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
            clip-path: inset(50%); white-space: nowrap; }
        .wrap { width: 100%; max-width: 1280px; margin: 0 auto; padding: 0 28px; }
        .faint { color: var(--ink-2); }
        .no-script .needs-script { display: none !important; }
        .skip { position: absolute; left: -999px; top: 8px; z-index: 9; padding: 8px 14px; border-radius: 8px;
            background: var(--surface); }
        .skip:focus { left: 8px; }
        .button { display: inline-flex; align-items: center; gap: 7px; height: 36px; padding: 0 13px; border-radius: 9px;
            border: 1px solid var(--edge); background: var(--surface); font-weight: 520; font-size: .93rem;
            white-space: nowrap; transition: background .12s, border-color .12s; }
        .button:hover { background: var(--raised); border-color: var(--ink-3); }
        .button:disabled { opacity: .45; cursor: default; }
        .button.square { width: 36px; padding: 0; justify-content: center; }
        .button.small { height: 30px; padding: 0 10px; border-radius: 8px; font-size: .86rem; }
        .button.small.square { width: 30px; padding: 0; }
        .tone-good { color: var(--good); } .tone-warning { color: var(--warning); }
        .tone-bad { color: var(--bad); } .tone-neutral { color: var(--neutral); }
        .fill-good { fill: var(--good-fill); background: var(--good-fill); }
        .fill-warning { fill: var(--warning-fill); background: var(--warning-fill); }
        .fill-bad { fill: var(--bad-fill); background: var(--bad-fill); }
        .fill-neutral { fill: var(--neutral-fill); background: var(--neutral-fill); }
        .shade-1 { opacity: .68; } .shade-2 { opacity: .42; } .shade-3 { opacity: .26; }
        .badge { display: inline-flex; align-items: center; gap: 5px; max-width: 100%; height: 24px; padding: 0 9px 0 7px;
            border-radius: 12px; font-size: .86rem; font-weight: 540; white-space: nowrap; }
        .badge .label { overflow: hidden; text-overflow: ellipsis; }
        .badge svg { width: .95em; height: .95em; stroke-width: 2.2; }
        .badge.tone-good { background: var(--good-soft); } .badge.tone-warning { background: var(--warning-soft); }
        .badge.tone-bad { background: var(--bad-soft); } .badge.tone-neutral { background: var(--neutral-soft); }
        """

    private static let sections = """
        .masthead { padding-top: 34px; padding-bottom: 26px; }
        .masthead .top { display: flex; align-items: flex-start; gap: 20px; }
        .masthead .words { flex: 1; min-width: 0; }
        .masthead .subtitle { margin-top: 6px; color: var(--ink-2); font-size: 1.03rem; }
        .facts { display: flex; flex-wrap: wrap; gap: 14px 34px; margin-top: 20px; }
        .facts dt { color: var(--ink-3); font-size: .82rem; }
        .facts dd { font-weight: 520; }
        .jump { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 22px; }
        .jump a { display: inline-flex; gap: 7px; align-items: baseline; padding: 5px 12px; border-radius: 16px;
            color: var(--ink-2); background: var(--neutral-soft); text-decoration: none; font-size: .9rem; font-weight: 520; }
        .jump a:hover { color: var(--ink); }
        .jump .count { color: var(--ink-3); font-weight: 480; }
        main.wrap { display: grid; grid-template-columns: minmax(0, 1fr); gap: 18px; padding-bottom: 40px; }
        .card { background: var(--surface); border: 1px solid var(--line); border-radius: 14px; box-shadow: var(--shadow);
            scroll-margin-top: 12px; }
        .card > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 12px; padding: 20px 24px 0; }
        .card > header .faint { font-size: .93rem; }
        .card > .body { padding: 16px 24px 22px; }
        .bar { display: block; width: 100%; height: 16px; border-radius: 8px; background: var(--neutral-soft); }
        .bar rect { stroke: var(--surface); stroke-width: 2; cursor: pointer; }
        .no-script .bar rect { cursor: default; }
        .legend { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 6px;
            margin: 14px -12px -8px; }
        .legend button, .legend .still { display: grid; grid-template-columns: auto 1fr; align-items: baseline;
            gap: 0 9px; width: 100%; padding: 9px 12px; border: 0; border-radius: 10px; background: none;
            text-align: left; }
        .legend button:hover { background: var(--raised); }
        .legend .swatch { width: 10px; height: 10px; border-radius: 3px; align-self: center; }
        .legend .label { color: var(--ink-2); font-size: .9rem; overflow: hidden; text-overflow: ellipsis; }
        .legend .number { grid-column: 2; font-size: 1.55rem; line-height: 1.2; font-weight: 600; letter-spacing: -.02em; }
        .legend .share { margin-left: 2px; white-space: nowrap; color: var(--ink-3); font-size: .86rem; font-weight: 450; letter-spacing: 0; }
        .legend .zero { opacity: .55; }
        .items > li, .items > details > ul > li, .items > details > ol > li { display: grid; gap: 4px 18px;
            padding: 15px 0; border-top: 1px solid var(--line); }
        .items > li:first-child { border-top: 0; padding-top: 2px; }
        .items > li:last-child { padding-bottom: 0; }
        .items > details { border-top: 1px solid var(--line); padding-top: 13px; }
        .items > details:first-child { border-top: 0; padding-top: 0; }
        ul.items + details { margin-top: 15px; }
        .items > details[open] > summary { margin-bottom: 13px; }
        summary { color: var(--ink-2); cursor: pointer; font-size: .93rem; font-weight: 520; }
        summary:hover { color: var(--ink); }
        .reasons .row { grid-template-columns: 76px minmax(0, 1fr) auto; align-items: start; }
        .reasons .affected { font-size: 1.3rem; line-height: 1.2; font-weight: 600; letter-spacing: -.01em; }
        .remedy { display: flex; gap: 8px; margin-top: 3px; color: var(--ink-2); }
        .remedy svg { margin-top: .27em; color: var(--ink-3); }
        .samples { margin-top: 5px; color: var(--ink-3); font-size: .88rem; }
        .checks .row { grid-template-columns: 104px minmax(0, 1fr); align-items: start; }
        .checks .id { color: var(--ink-3); font-size: .82rem; }
        .steps { counter-reset: step; }
        .steps .row { counter-increment: step; grid-template-columns: 34px minmax(0, 1fr); }
        .steps .row::before { content: counter(step); display: grid; place-items: center; width: 26px; height: 26px;
            border-radius: 13px; background: var(--accent-soft); color: var(--accent); font-size: .86rem; font-weight: 620; }
        .pairs { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 3px 16px; margin-top: 5px;
            font-size: .93rem; }
        .pairs dt { color: var(--ink-3); }
        .command { display: flex; align-items: center; gap: 10px; margin-top: 12px; padding: 10px 10px 10px 14px;
            border-radius: 10px; background: var(--raised); border: 1px solid var(--line); }
        .command pre { flex: 1; min-width: 0; white-space: pre-wrap; }
        .closing > .body { padding-top: 20px; }
        .foot { padding-bottom: 36px; color: var(--ink-3); font-size: .86rem; }
        """
}
