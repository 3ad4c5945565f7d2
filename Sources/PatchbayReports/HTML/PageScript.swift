/// The script of the page.
///
/// It is a constant, so that its digest in the content security policy is one too; what differs between reports is in
/// the data element. It builds elements and sets texts and never turns a text into markup. It fetches nothing.
enum PageScript {
    /// Runs before the first paint: marks that scripts run, and applies the theme that the reader chose last time.
    static let early = #"""
        document.documentElement.classList.remove("no-script");
        try {
            const theme = localStorage.getItem("patchbay-report-theme");
            if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
        } catch {
            // Storage can be switched off for local files. Then the theme of the system is used.
        }
        """#

    /// Runs when the page is there.
    static let main =
        "(() => {\n\"use strict\";\n" + [core, table, tableView, timelines].joined(separator: "\n") + "\n})();"

    private static let core = #"""
        const root = document.documentElement;
        const byId = (id) => document.getElementById(id);
        const data = JSON.parse(byId("report-data").textContent);

        /// A text without control characters and without those that make the words after them run backwards.
        const plain = (text) => text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
        /// An element with attributes and children. Children are nodes or texts; texts stay texts.
        const make = (tag, attributes = {}, ...children) => {
            const node = document.createElement(tag);
            for (const [name, value] of Object.entries(attributes)) {
                if (value === undefined || value === null || value === false) continue;
                node.setAttribute(name, value === true ? "" : value);
            }
            for (const child of children) {
                if (child) node.append(typeof child === "string" ? plain(child) : child);
            }
            return node;
        };
        const draw = (tag, attributes = {}, text) => {
            const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
            for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
            if (text !== undefined) node.textContent = plain(text);
            return node;
        };
        const icon = (name) => {
            const svg = draw("svg", { class: "icon", "aria-hidden": "true" });
            svg.append(draw("use", { href: `#i-${name}` }));
            return svg;
        };
        const badge = (label, tone) => make("span", { class: `badge tone-${tone}` }, icon(tone),
            make("span", { class: "label" }, label));

        const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
        const grouped = (value) => numbers.format(value);
        const formatter = (options) => {
            try {
                return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: data.timeZone ?? undefined });
            } catch {
                // The browser does not know the zone: its own is better than none.
                return new Intl.DateTimeFormat("en-GB", options);
            }
        };
        const whenFormat = formatter({ dateStyle: "medium", timeStyle: "short" });
        const dayClockFormat = formatter({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
            second: "2-digit", hourCycle: "h23" });
        const dayFormat = formatter({ day: "numeric", month: "short" });
        const clockFormat = formatter({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
        const secondFormat = formatter({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
        const zoneFormat = formatter({ timeZoneName: "short" });
        const zoneName = (moment) => zoneFormat.formatToParts(moment).find((part) => part.type === "timeZoneName").value;
        const lasting = (milliseconds) => {
            const seconds = Math.round(milliseconds / 1000);
            if (seconds < 60) return seconds === 0 ? `${milliseconds} ms` : `${seconds} s`;
            const minutes = Math.floor(seconds / 60);
            if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
            const hours = Math.floor(minutes / 60);
            if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
            return `${Math.floor(hours / 24)} d ${hours % 24} h`;
        };

        /// A text as it is searched for: without accents and case.
        const fold = (text) => {
            const plain = /^[\x00-\x7f]*$/.test(text) ? text : text.normalize("NFD").replace(/\p{M}+/gu, "");
            return plain.toLowerCase();
        };
        const wordsOf = (query) => fold(query).split(/\s+/).filter((word) => word !== "");
        const onceAFrame = (action) => {
            let isWaiting = false;
            return () => {
                if (isWaiting) return;
                isWaiting = true;
                requestAnimationFrame(() => {
                    isWaiting = false;
                    action();
                });
            };
        };
        /// A text in which addresses that begin with https:// are links.
        const linked = (text) => {
            const parts = document.createDocumentFragment();
            let end = 0;
            for (const found of text.matchAll(/https:\/\/[^\s<>"'()[\]{}|\\^`“”]*[^\s<>"'()[\]{}|\\^`“”.,;:!?…/]\/?/gu)) {
                parts.append(plain(text.slice(end, found.index)));
                parts.append(make("a", { href: found[0], rel: "noopener noreferrer", target: "_blank" }, found[0]));
                end = found.index + found[0].length;
            }
            parts.append(plain(text.slice(end)));
            return parts;
        };

        const themeButton = byId("theme");
        const prefersDark = matchMedia("(prefers-color-scheme: dark)");
        const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches);
        const showTheme = () => {
            themeButton.setAttribute("aria-pressed", String(isDark()));
            themeButton.querySelector("use").setAttribute("href", isDark() ? "#i-sun" : "#i-moon");
        };
        themeButton.addEventListener("click", () => {
            root.dataset.theme = isDark() ? "light" : "dark";
            showTheme();
            try {
                localStorage.setItem("patchbay-report-theme", root.dataset.theme);
            } catch {
                // Without storage the choice lasts as long as the page.
            }
        });
        prefersDark.addEventListener("change", showTheme);
        showTheme();

        for (const time of document.querySelectorAll("time[data-ms]")) {
            const moment = Number(time.dataset.ms);
            time.textContent = `${whenFormat.format(moment)} ${zoneName(moment)}`;
        }
        for (const button of document.querySelectorAll("button[data-copy]")) {
            button.hidden = !navigator.clipboard;
            button.addEventListener("click", async () => {
                await navigator.clipboard.writeText(button.dataset.copy);
                button.querySelector(".words").textContent = "Copied";
            });
        }
        """#
}
