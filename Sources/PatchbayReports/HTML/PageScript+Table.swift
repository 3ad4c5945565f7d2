extension PageScript {
    /// Search, filters, sorting and download: which rows are shown, and in which order.
    static let table = #"""
        const table = data.table;
        /// What the reader asked for. `sort` is a column and a direction, or nothing: the order of the report.
        const state = { query: "", statuses: new Set(), filters: new Map(), reason: undefined, sort: undefined };
        let shown = [];
        let showTable = () => {};

        const reader = (store) => {
            if (store.v) return (row) => store.v[row] ?? undefined;
            return Array.isArray(store.i) ? (row) => store.d[store.i[row]] : () => undefined;
        };
        const toneNames = { g: "good", n: "neutral", w: "warning", b: "bad" };
        const tallyTones = new Map(data.tallies);
        const tallyOrder = new Map(data.tallies.map(([label], index) => [label, index]));
        const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

        const columns = (table?.columns ?? []).map((column) => {
            const raw = reader(column.cells);
            const isDate = column.kind === "date";
            // Within one year the year is left out, and the seconds say what came first.
            const years = isDate ? new Set(column.cells.v.map((value) => new Date(value ?? data.generatedAt).getFullYear())) : [];
            const dates = years.size > 1 ? whenFormat : dayClockFormat;
            const text = (row) => {
                const value = raw(row);
                if (value === undefined) return "";
                if (typeof value === "string") return value;
                return isDate ? dates.format(value) : grouped(value);
            };
            return { ...column, raw, text, tones: new Map(Object.entries(column.tones)) };
        });
        const statusColumn = columns.find((column) => column.kind === "status");
        const texts = columns.filter((column) => column.kind === "text");
        const primaryColumn = texts[0] ?? columns[0];
        const secondaryColumn = texts[1];
        const reasonOf = table && reader(table.reasons);
        const remedyOf = table && reader(table.remedies);
        const requestOf = table && reader(table.requests);
        const toneOf = (row) => toneNames[table.tones[row]];
        const statusTone = (column, row) => column.tones.get(column.raw(row)) ?? tallyTones.get(column.raw(row))
            ?? (column === statusColumn ? toneOf(row) : "neutral");
        const nameOf = (row) => primaryColumn?.text(row) || table.ids[row];

        /// Everything that can be searched for, folded once.
        const haystack = (() => {
            let stack;
            return () => {
                stack ??= Array.from({ length: table.count }, (_, row) => {
                    const parts = columns.map((column) => column.text(row));
                    parts.push(table.ids[row], reasonOf(row) ?? "", remedyOf(row) ?? "", requestOf(row) ?? "");
                    for (const [, value] of table.details[row] ?? []) parts.push(value);
                    return fold(parts.join("\n"));
                });
                return stack;
            };
        })();

        /// The place of each row's value in the sorted column; computed once, so that sorting compares numbers.
        const ranksOf = (column) => {
            if (column.ranks) return column.ranks;
            const values = Array.from({ length: table.count }, (_, row) => column.raw(row));
            const distinct = [...new Set(values.filter((value) => typeof value === "string" && value !== ""))];
            const order = (label) => (column === statusColumn ? tallyOrder.get(label) ?? Infinity : 0);
            distinct.sort((a, b) => {
                const [left, right] = [order(a), order(b)];
                return left === right ? collator.compare(a, b) : left - right;
            });
            const places = new Map(distinct.map((value, index) => [value, index]));
            // Numbers first, then words, empty cells last: in a number column a word such as "n/a" is no number.
            const top = values.reduce((most, value) => (typeof value === "number" ? Math.max(most, value) : most), 0);
            column.ranks = values.map((value) => {
                if (typeof value === "number") return value;
                return places.has(value) ? top + 1 + places.get(value) : undefined;
            });
            return column.ranks;
        };

        const sortRows = (rows) => {
            if (!state.sort) return rows;
            const ranks = ranksOf(state.sort.column);
            const sign = state.sort.isDescending ? -1 : 1;
            return rows.sort((a, b) => {
                const [left, right] = [ranks[a], ranks[b]];
                if (left === right) return a - b;
                if (left === undefined) return 1;
                if (right === undefined) return -1;
                return (left - right) * sign;
            });
        };

        /// Computes the shown rows, and for each status how many rows there would be with it.
        const selectRows = () => {
            const words = wordsOf(state.query);
            const stack = words.length > 0 ? haystack() : undefined;
            const filters = [...state.filters];
            const counts = new Map();
            const rows = [];
            for (let row = 0; row < table.count; row += 1) {
                if (state.reason !== undefined && reasonOf(row) !== state.reason) continue;
                if (filters.some(([column, value]) => column.text(row) !== value)) continue;
                if (stack && !words.every((word) => stack[row].includes(word))) continue;
                const status = statusColumn?.text(row) ?? "";
                counts.set(status, (counts.get(status) ?? 0) + 1);
                if (state.statuses.size === 0 || state.statuses.has(status)) rows.push(row);
            }
            return { rows: sortRows(rows), counts };
        };

        const isNarrowed = () => state.query.trim() !== "" || state.statuses.size > 0 || state.filters.size > 0
            || state.reason !== undefined;

        /// The shown rows as CSV, by the same rules as the report's own CSV.
        const csvOf = (rows) => {
            const guarded = (text) => (/^[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text);
            const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
            const extras = [["id", "ID", (row) => table.ids[row]], ["reason", "Reason", reasonOf],
                ["remedy", "Remedy", remedyOf], ["requestID", "Request ID", requestOf]]
                .filter(([id]) => !columns.some((column) => column.id === id));
            const cell = (column, row) => {
                const value = column.raw(row);
                if (value === undefined) return "";
                if (typeof value === "string") return guarded(value);
                return column.kind === "date" ? new Date(value).toISOString() : String(value);
            };
            const lines = [[...columns.map((column) => column.title), ...extras.map(([, title]) => title)].map(guarded)];
            for (const row of rows) {
                lines.push([...columns.map((column) => cell(column, row)),
                    ...extras.map(([, , value]) => guarded(value(row) ?? ""))]);
            }
            return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
        };
        const download = () => {
            // The mark at the start makes spreadsheets read the file as UTF-8.
            const blob = new Blob(["\ufeff", csvOf(shown)], { type: "text/csv;charset=utf-8" });
            const address = URL.createObjectURL(blob);
            const name = data.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").toLowerCase() || "report";
            make("a", { href: address, download: `${name}.csv` }).click();
            setTimeout(() => URL.revokeObjectURL(address), 10000);
        };
        """#
}
