extension PageScript {
    /// The table on the screen. Only the rows in view exist as elements, so that 20,000 rows open as fast as twenty.
    static let tableView = #"""
        const pane = byId("pane");
        if (table && pane) {
            const section = byId("table");
            const isNarrow = matchMedia("screen and (max-width: 760px)");
            const overscan = 10;
            const printLimit = 1000;
            const open = new Set();
            const heights = new Map();
            const nodes = new Map();
            let rowHeight = 44;
            let isPrinting = false;
            let highlight;

            // The heading and the frame of the table.
            const heads = columns.map((column) => {
                const button = make("button", { type: "button" }, make("span", { class: "name" }, column.title), icon("up"));
                button.addEventListener("click", () => sortBy(column, true));
                return make("th", { scope: "col", role: "columnheader", "aria-sort": "none", class: column.kind,
                    "data-column": column.id, title: column.title }, button);
            });
            const cols = columns.map(() => make("col"));
            const leadCol = make("col");
            const topSpacer = make("tr", { class: "spacer", "aria-hidden": "true" },
                make("td", { colspan: columns.length + 1 }));
            const bottomSpacer = topSpacer.cloneNode(true);
            const body = make("tbody", { role: "rowgroup" }, topSpacer, bottomSpacer);
            const grid = make("table", { class: "grid", role: "table", "aria-labelledby": "table-title" },
                make("colgroup", {}, leadCol, ...cols),
                make("thead", { role: "rowgroup" }, make("tr", { role: "row", "aria-rowindex": 1 },
                    make("th", { class: "lead", scope: "col", role: "columnheader" },
                        make("span", { class: "visually-hidden" }, "Details")), ...heads)),
                body);
            const nothing = make("div", { class: "nothing", hidden: true }, make("p", {}, "Nothing matches."),
                make("button", { type: "button", class: "button" }, "Clear search and filters"));
            nothing.querySelector("button").addEventListener("click", () => clear());
            pane.replaceChildren(grid, nothing);

            const searchBox = byId("search");
            const countLine = byId("count");
            const clearButton = byId("clear");
            const chips = byId("chips");
            const sortSelect = byId("sort");
            byId("download").addEventListener("click", download);

            // Status chips, in the order of the tallies.
            const statuses = statusColumn
                ? [...new Set(Array.from({ length: table.count }, (_, row) => statusColumn.text(row)))] : [];
            const place = (label) => tallyOrder.get(label) ?? Infinity;
            statuses.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
            const chip = (label, tone, name) => make("button", { type: "button", class: "chip", "aria-pressed": "false",
                "data-status": name }, tone && make("span", { class: `tone-${tone}` }, icon(tone)),
                make("span", { class: "label" }, label), make("span", { class: "number" }));
            const allChip = chip("All");
            const statusChips = statuses.map((label) => {
                const tone = statusColumn.tones.get(label) ?? tallyTones.get(label) ?? "neutral";
                return { label, node: chip(label === "" ? "None" : label, tone, label) };
            });
            const reasonChip = make("button", { type: "button", class: "chip reason", "aria-pressed": "true", hidden: true },
                make("span", { class: "label" }), icon("close"), make("span", { class: "visually-hidden" }, "Show all reasons"));
            if (statuses.length > 1) chips.append(allChip, ...statusChips.map(({ node }) => node));
            chips.append(reasonChip);
            allChip.addEventListener("click", () => change(() => state.statuses.clear()));
            for (const { label, node } of statusChips) {
                node.addEventListener("click", () => change(() => {
                    if (!state.statuses.delete(label)) state.statuses.add(label);
                }));
            }
            reasonChip.addEventListener("click", () => change(() => { state.reason = undefined; }));

            // One list for each column that can be filtered.
            const selects = columns.filter((column) => column.filter).map((column) => {
                const counts = new Map();
                for (let row = 0; row < table.count; row += 1) {
                    const value = column.text(row);
                    counts.set(value, (counts.get(value) ?? 0) + 1);
                }
                const select = make("select", { "aria-label": column.title, "data-filter": column.id },
                    make("option", { value: "" }, `${column.title}: all`));
                const values = [...counts.keys()].sort((a, b) => collator.compare(a, b));
                values.forEach((value, index) => {
                    const label = `${value === "" ? "None" : value} (${grouped(counts.get(value))})`;
                    select.append(make("option", { value: index + 1 }, label));
                });
                select.addEventListener("change", () => change(() => {
                    if (select.value === "") state.filters.delete(column);
                    else state.filters.set(column, values[Number(select.value) - 1]);
                }));
                byId("filters").append(select);
                return { column, select };
            });

            // Sorting: up, down, back to the order of the report. Narrow windows have a list instead of the heading.
            for (const column of columns) {
                sortSelect.append(make("option", { value: column.id }, column.title));
            }
            const sortBy = (column, canTurn) => change(() => {
                if (!column) state.sort = undefined;
                else if (!canTurn || state.sort?.column !== column) state.sort = { column, isDescending: false };
                else state.sort = state.sort.isDescending ? undefined : { column, isDescending: true };
            });
            sortSelect.addEventListener("change", () => {
                sortBy(columns.find((column) => column.id === sortSelect.value), false);
            });
            byId("turn").addEventListener("click", () => {
                if (state.sort) change(() => { state.sort.isDescending = !state.sort.isDescending; });
            });

            // Positions: rows are equally high, opened rows add the height of their details.
            let extras = [];
            const findExtras = () => {
                extras = [];
                if (open.size === 0) return;
                shown.forEach((row, position) => {
                    if (open.has(row)) extras.push({ position, row, height: heights.get(row) ?? 180 });
                });
            };
            const offsetOf = (position) => extras.reduce(
                (sum, extra) => (extra.position < position ? sum + extra.height : sum), position * rowHeight);
            const positionAt = (offset) => {
                let above = 0;
                for (const extra of extras) {
                    const start = (extra.position + 1) * rowHeight + above;
                    if (offset < start) break;
                    if (offset < start + extra.height) return extra.position;
                    above += extra.height;
                }
                return Math.max(0, Math.min(shown.length - 1, Math.floor((offset - above) / rowHeight)));
            };

            const marked = (text) => {
                if (!highlight || text === "") return [text];
                return text.split(highlight).map((part, index) => (index % 2 ? make("mark", {}, part) : part));
            };
            const cellOf = (column, row) => {
                const kinds = [column.kind, column === primaryColumn && "primary", column === secondaryColumn && "secondary",
                    column === statusColumn && "outcome"].filter(Boolean).join(" ");
                const cell = make("td", { class: kinds, role: "cell" });
                const text = column.text(row);
                if (text === "") return cell;
                if (column.kind === "status") cell.append(badge(text, statusTone(column, row)));
                else cell.append(make("span", { class: "value" }, ...marked(text)));
                const hint = column === statusColumn ? reasonOf(row) : text.length > 14 && text;
                if (hint) cell.title = plain(hint);
                return cell;
            };
            const lineOf = (row) => {
                const button = make("button", { type: "button", class: "expand", "aria-expanded": String(open.has(row)) },
                    icon("chevron"), make("span", { class: "visually-hidden" }, `Details of ${nameOf(row)}`));
                const line = make("tr", { class: "row-line", role: "row" },
                    make("td", { class: "lead", role: "cell" }, button), ...columns.map((column) => cellOf(column, row)));
                line.classList.toggle("is-open", open.has(row));
                line.addEventListener("click", (event) => {
                    const isChoosing = !getSelection().isCollapsed && line.contains(getSelection().anchorNode);
                    if (event.target.closest("a") || (isChoosing && !event.target.closest("button"))) return;
                    toggle(row);
                });
                button.addEventListener("keydown", (event) => {
                    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
                    if (step) { event.preventDefault(); moveFocus(row, step); }
                });
                return line;
            };
            const detailOf = (row) => {
                const box = make("div", { class: "detail-box" });
                const fields = make("dl", { class: "fields" });
                const field = (label, value) => {
                    if (!value) return;
                    const width = value.length > 22 ? "long" : undefined;
                    fields.append(make("div", { class: width }, make("dt", {}, label), make("dd", {}, linked(value))));
                };
                if (reasonOf(row) || remedyOf(row)) {
                    const remedy = remedyOf(row);
                    box.append(make("div", { class: "why" },
                        reasonOf(row) && make("h3", { class: `tone-${toneOf(row)}` }, icon(toneOf(row)),
                            make("span", {}, reasonOf(row))),
                        remedy && make("p", { class: "remedy" }, icon("right"), make("span", {}, linked(remedy)))));
                }
                for (const column of columns) field(column.title, column.text(row));
                for (const [label, value] of table.details[row] ?? []) field(label, value);
                field("ID", table.ids[row]);
                field("Request ID", requestOf(row));
                box.append(fields);
                const timeline = timelineOf(table.ids[row]);
                if (timeline) box.append(timeline);
                const detail = make("tr", { class: "detail", role: "row" },
                    make("td", { colspan: columns.length + 1, role: "cell" }, box));
                return detail;
            };
            const watcher = new ResizeObserver(() => renderSoon());

            const toggle = (row) => {
                if (!open.delete(row)) open.add(row);
                const node = nodes.get(row);
                node?.line.classList.toggle("is-open", open.has(row));
                node?.line.querySelector(".expand").setAttribute("aria-expanded", String(open.has(row)));
                findExtras();
                render();
            };
            const moveFocus = (row, step) => {
                const position = shown.indexOf(row) + step;
                if (position < 0 || position >= shown.length) return;
                const top = offsetOf(position);
                const view = pane.clientHeight - grid.tHead.offsetHeight;
                if (top < pane.scrollTop) pane.scrollTop = top;
                else if (top + rowHeight > pane.scrollTop + view) pane.scrollTop = top + rowHeight - view;
                render();
                nodes.get(shown[position])?.line.querySelector(".expand").focus({ preventScroll: true });
            };

            const drop = (node) => {
                // The focus must not vanish with a row that scrolls away.
                if (node.line.contains(document.activeElement)) pane.focus({ preventScroll: true });
                node.line.remove();
                if (node.detail) { watcher.unobserve(node.detail); node.detail.remove(); }
            };
            const setHeight = (spacer, height) => {
                spacer.hidden = height <= 0;
                spacer.style.height = `${height}px`;
                spacer.firstChild.style.height = `${height}px`;
            };
            const setSpacers = (first, last) => {
                setHeight(topSpacer, offsetOf(first));
                // On paper there is nothing to scroll to.
                setHeight(bottomSpacer, isPrinting ? 0 : offsetOf(shown.length) - offsetOf(last));
            };
            const render = () => {
                let first = Math.max(0, positionAt(pane.scrollTop) - overscan);
                let last = Math.min(shown.length, positionAt(pane.scrollTop + pane.clientHeight) + overscan + 1);
                if (isPrinting) [first, last] = [0, Math.min(shown.length, printLimit)];
                const wanted = shown.slice(first, last);
                const isWanted = new Set(wanted);
                for (const [row, node] of nodes) {
                    if (!isWanted.has(row)) { drop(node); nodes.delete(row); }
                }
                let next = topSpacer.nextSibling;
                const put = (element) => {
                    if (element === next) next = next.nextSibling;
                    else body.insertBefore(element, next);
                };
                wanted.forEach((row, offset) => {
                    let node = nodes.get(row);
                    if (!node) nodes.set(row, node = { line: lineOf(row) });
                    node.line.setAttribute("aria-rowindex", first + offset + 2);
                    put(node.line);
                    if (open.has(row)) {
                        if (!node.detail) { node.detail = detailOf(row); put(node.detail); watcher.observe(node.detail); }
                        else put(node.detail);
                    } else if (node.detail) {
                        if (node.detail === next) next = next.nextSibling;
                        watcher.unobserve(node.detail);
                        node.detail.remove();
                        node.detail = undefined;
                    }
                });
                setSpacers(first, last);
                // What was estimated is measured now that it is there.
                let isOff = false;
                for (const extra of extras) {
                    const height = nodes.get(extra.row)?.detail?.getBoundingClientRect().height;
                    if (height && Math.abs(height - extra.height) > 0.5) {
                        heights.set(extra.row, height);
                        extra.height = height;
                        isOff = true;
                    }
                }
                const height = wanted.length > 0 ? nodes.get(wanted[0]).line.getBoundingClientRect().height : rowHeight;
                if (height > 0 && Math.abs(height - rowHeight) > 0.01) { rowHeight = height; renderSoon(); }
                if (isOff) setSpacers(first, last);
            };
            const renderSoon = onceAFrame(render);

            // Column widths follow what most cells need. Where that is too much, texts give way down to a readable part;
            // where it is too little, all share what is left.
            const canvas = document.createElement("canvas").getContext("2d");
            // All digits are shown as wide as a zero.
            const measure = (text) => canvas.measureText(text.replace(/\d/g, "0")).width * 1.04;
            const needs = columns.map((column) => {
                canvas.font = `500 14px ${getComputedStyle(pane).fontFamily}`;
                const isStatus = column.kind === "status";
                const step = Math.max(1, Math.floor(table.count / 400));
                const widths = [0];
                for (let row = 0; row < table.count; row += step) widths.push(measure(column.text(row)));
                if (isStatus && column.cells.d) widths.push(...column.cells.d.map(measure));
                widths.sort((a, b) => a - b);
                const usual = widths[Math.floor((widths.length - 1) * (isStatus ? 1 : 0.96))];
                const cells = Math.min(300, usual) + (isStatus ? 62 : 28);
                const edge = column === columns.at(-1) ? 12 : 0;
                const wanted = Math.max(cells, measure(column.title) + 46, 64) + edge;
                // The name and what is not text are read as a whole; long texts can be looked up in the details.
                const canGiveWay = column.kind === "text" && column !== primaryColumn;
                const readable = Math.max(cells * 0.55, Math.min(measure(column.title) + 28, 106), 80);
                return { wanted, least: canGiveWay ? Math.min(wanted, readable) : wanted };
            });
            const fit = () => {
                const lead = 46;
                const room = pane.clientWidth - lead;
                const sum = (key) => needs.reduce((total, need) => total + need[key], 0);
                const [wanted, least] = [sum("wanted"), sum("least")];
                const share = Math.max(0, Math.min(1, (room - least) / Math.max(1, wanted - least)));
                const scale = Math.max(1, room / wanted);
                leadCol.style.width = `${lead}px`;
                cols.forEach((col, index) => {
                    const need = needs[index];
                    col.style.width = `${Math.floor((need.least + (need.wanted - need.least) * share) * scale)}px`;
                });
                grid.style.minWidth = isNarrow.matches || isPrinting ? "" : `${Math.floor(least + lead)}px`;
                grid.style.setProperty("--pane", `${pane.clientWidth}px`);
                heights.clear();
                findExtras();
                renderSoon();
            };

            showTable = () => {
                const { rows, counts } = selectRows();
                shown = rows;
                const words = state.query.trim().split(/\s+/).filter((word) => word !== "");
                const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
                highlight = words.length > 0 ? new RegExp(`(${escaped.join("|")})`, "giu") : undefined;
                for (const node of nodes.values()) drop(node);
                nodes.clear();
                findExtras();
                pane.scrollTop = 0;
                grid.setAttribute("aria-rowcount", shown.length + 1);
                grid.hidden = shown.length === 0;
                nothing.hidden = shown.length > 0;
                countLine.replaceChildren("Showing ", make("strong", {}, grouped(shown.length)),
                    ` of ${grouped(table.count)} ${table.noun}`);
                clearButton.hidden = !isNarrowed();
                let total = 0;
                for (const { label, node } of statusChips) {
                    const count = counts.get(label) ?? 0;
                    total += count;
                    node.querySelector(".number").textContent = grouped(count);
                    node.setAttribute("aria-pressed", String(state.statuses.has(label)));
                    node.classList.toggle("is-empty", count === 0);
                }
                allChip.querySelector(".number").textContent = grouped(total);
                allChip.setAttribute("aria-pressed", String(state.statuses.size === 0));
                reasonChip.hidden = state.reason === undefined;
                reasonChip.querySelector(".label").textContent = `Reason: ${state.reason ?? ""}`;
                chips.hidden = statuses.length < 2 && state.reason === undefined;
                for (const { column, select } of selects) select.classList.toggle("is-set", state.filters.has(column));
                columns.forEach((column, index) => {
                    const isSorted = state.sort?.column === column;
                    const direction = state.sort?.isDescending ? "descending" : "ascending";
                    heads[index].setAttribute("aria-sort", isSorted ? direction : "none");
                });
                sortSelect.value = state.sort?.column.id ?? "";
                byId("turn").disabled = !state.sort;
                byId("turn").querySelector("use").setAttribute("href", state.sort?.isDescending ? "#i-down" : "#i-up");
                byId("download").disabled = shown.length === 0;
                render();
            };
            const change = (edit) => { edit(); showTable(); };
            const clear = () => change(() => {
                Object.assign(state, { query: "", reason: undefined });
                state.statuses.clear();
                state.filters.clear();
                searchBox.value = "";
                for (const { select } of selects) select.value = "";
            });
            const goToTable = () => section.scrollIntoView({ block: "start" });

            const search = onceAFrame(() => {
                if (state.query !== searchBox.value) change(() => { state.query = searchBox.value; });
            });
            searchBox.addEventListener("input", search);
            searchBox.addEventListener("keydown", (event) => {
                if (event.key === "Escape") { searchBox.value = ""; search(); }
            });
            document.addEventListener("keydown", (event) => {
                const isTyping = event.target.closest?.("input, select, textarea");
                if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
                event.preventDefault();
                searchBox.focus();
            });
            clearButton.addEventListener("click", clear);
            for (const button of document.querySelectorAll(".outcome [data-status]")) {
                if (!statuses.includes(button.dataset.status)) continue;
                button.addEventListener("click", () => {
                    clear();
                    change(() => state.statuses.add(button.dataset.status));
                    goToTable();
                });
            }
            for (const button of document.querySelectorAll("button[data-reason]")) {
                button.addEventListener("click", () => {
                    clear();
                    change(() => { state.reason = button.dataset.reason; });
                    goToTable();
                });
            }

            pane.addEventListener("scroll", renderSoon, { passive: true });
            new ResizeObserver(fit).observe(pane);
            isNarrow.addEventListener("change", fit);
            addEventListener("beforeprint", () => {
                for (const folded of document.querySelectorAll("details")) folded.open = true;
                isPrinting = true;
                fit();
                render();
            });
            addEventListener("afterprint", () => { isPrinting = false; fit(); render(); });
            byId("print-note").textContent = table.count > printLimit
                ? `On paper at most ${grouped(printLimit)} rows are shown.` : "";
            fit();
            showTable();
            // The texts to search in are prepared while the reader looks at the page.
            (window.requestIdleCallback ?? setTimeout)(() => haystack());
        }
        """#
}
