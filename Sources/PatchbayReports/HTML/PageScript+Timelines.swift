extension PageScript {
    /// One chart per subject, drawn when it comes into view. All share one window of time, which can be narrowed.
    static let timelines = #"""
        const timelines = data.timelines;
        const byTimeline = new Map(timelines.map((timeline) => [timeline.id, timeline]));
        const moments = timelines.flatMap((timeline) => [
            ...timeline.lanes.flatMap((lane) => lane.spans.flatMap(([start, end]) => [start, end])),
            ...timeline.events.map(([at]) => at)]);
        const whole = moments.reduce((range, moment) => ({
            from: Math.min(range.from, moment), to: Math.max(range.to, moment) }), { from: Infinity, to: -Infinity });
        if (whole.from === whole.to) whole.to += 60000;
        let view = { ...whole };
        const shortest = Math.max(1000, (whole.to - whole.from) / 5000);
        const charts = new Map();
        const clock = (moment) => (view.to - view.from < 600000 ? secondFormat : clockFormat).format(moment);
        const fullClock = (moment) => secondFormat.format(moment);
        const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800,
            604800].map((seconds) => seconds * 1000);

        /// The difference between the reader's clock and UTC, so that ticks fall on full hours.
        const offsetAt = (moment) => {
            const parts = formatter({ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
                second: "numeric", hourCycle: "h23" }).formatToParts(moment);
            const part = (type) => Number(parts.find((item) => item.type === type).value);
            const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"),
                part("second"));
            return local - Math.floor(moment / 1000) * 1000;
        };
        const ticksFor = (width) => {
            const atLeast = ((view.to - view.from) * 72) / Math.max(72, width);
            const step = steps.find((candidate) => candidate >= atLeast) ?? steps.at(-1);
            const offset = offsetAt(view.from);
            const ticks = [];
            for (let at = Math.ceil((view.from + offset) / step) * step - offset; at <= view.to; at += step) {
                const isMidnight = (at + offset) % 86400000 === 0;
                ticks.push({ at, label: isMidnight ? dayFormat.format(at) : clock(at) });
            }
            return ticks;
        };

        // The margin holds the names of the lanes; narrow charts write them above the bars.
        const marginFor = (width) => (width >= 560 ? 96 : 0);
        const scaleFor = (width) => {
            const margin = marginFor(width);
            return (moment) => margin + ((moment - view.from) / (view.to - view.from)) * (width - margin);
        };
        const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

        const summaryOf = (timeline) => {
            const lanes = timeline.lanes.map((lane) => {
                const sums = new Map();
                let total = 0;
                for (const [start, end, label] of lane.spans) {
                    sums.set(label, (sums.get(label) ?? 0) + end - start);
                    total += end - start;
                }
                const shares = [...sums].sort((a, b) => b[1] - a[1]).slice(0, 4)
                    .map(([label, sum]) => `${label} ${Math.round((sum * 100) / Math.max(1, total))} %`);
                return `${lane.label}: ${shares.join(", ") || "nothing known"}`;
            });
            return `${timeline.subject}. ${lanes.join(". ")}. ${timeline.events.length} notes.`;
        };

        const paint = (chart) => {
            const { timeline, svg, box } = chart;
            const width = box.clientWidth;
            if (width === 0) return;
            const margin = marginFor(width);
            const x = scaleFor(width);
            const top = timeline.events.length > 0 ? 16 : 2;
            const label = margin === 0 ? 15 : 0;
            const bar = 20;
            const lane = bar + 5 + label;
            const end = top + timeline.lanes.length * lane;
            const height = end + (chart.hasAxis ? 16 : 0);
            svg.setAttribute("height", height);
            svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
            svg.replaceChildren();
            for (const { at, label: time } of ticksFor(width - margin)) {
                svg.append(draw("line", { class: "grid-line", x1: x(at), x2: x(at), y1: 0, y2: end }));
                if (!chart.hasAxis) continue;
                svg.append(draw("text", { class: "tick-label", x: x(at), y: height - 3, "text-anchor": "middle" }, time));
            }
            timeline.lanes.forEach((item, laneIndex) => {
                const y = top + laneIndex * lane + label;
                const name = cut(item.label, margin ? 15 : 60);
                svg.append(draw("text", margin ? { class: "lane-label", x: margin - 10, y: y + 14, "text-anchor": "end" }
                    : { class: "lane-label", x: 0, y: y - 4 }, name));
                svg.append(draw("rect", { class: "track", x: margin, y, width: width - margin, height: bar, rx: 4 }));
                item.spans.forEach(([start, end, text, hue], spanIndex) => {
                    if (end <= view.from || start >= view.to) return;
                    const left = x(Math.max(start, view.from));
                    const length = Math.max(1.5, x(Math.min(end, view.to)) - left);
                    const span = draw("rect", { class: `span hue-${hue}`, x: left, y, width: length, height: bar, rx: 3 });
                    span.dataset.lane = laneIndex;
                    span.dataset.span = spanIndex;
                    svg.append(span);
                    if (length > text.length * 6.4 + 12) {
                        svg.append(draw("text", { class: `span-label on-${hue}`, x: left + 7, y: y + 14 }, text));
                    }
                });
            });
            timeline.events.forEach(([at, , tone], index) => {
                if (at < view.from || at > view.to) return;
                const center = x(at);
                const mark = draw("path", { class: `event fill-${tone}`, d: `M${center} 1l5 5.5-5 5.5-5-5.5z` });
                mark.dataset.event = index;
                svg.append(mark);
            });
            chart.isStale = false;
        };

        const tip = make("div", { class: "tip", role: "presentation", hidden: true });
        document.body.append(tip);
        const showTip = (event, timeline) => {
            const { lane, span, event: note } = event.target.dataset;
            tip.hidden = span === undefined && note === undefined;
            if (tip.hidden) return;
            if (note !== undefined) {
                const [at, text] = timeline.events[note];
                tip.replaceChildren(make("b", {}, fullClock(at)), text);
            } else {
                const [start, end, text] = timeline.lanes[lane].spans[span];
                tip.replaceChildren(make("b", {}, text), `${timeline.lanes[lane].label} · ${clock(start)}–${clock(end)} · `
                    + lasting(end - start));
            }
            const frame = tip.getBoundingClientRect();
            const left = Math.min(event.clientX + 14, innerWidth - frame.width - 8);
            const above = event.clientY - frame.height - 14;
            tip.style.left = `${Math.max(8, left)}px`;
            tip.style.top = `${above < 8 ? event.clientY + 18 : above}px`;
        };

        /// Everything in the chart as text, for readers who do not see it, and for copying: a button, and what it opens.
        const notesOf = (timeline) => {
            const count = (number, word) => number > 0 && `${grouped(number)} ${word}${number === 1 ? "" : "s"}`;
            const spans = timeline.lanes.reduce((sum, lane) => sum + lane.spans.length, 0);
            const words = [count(timeline.events.length, "note"), count(spans, "state")].filter(Boolean).join(", ");
            const notes = make("ol", { class: "notes", tabindex: 0, "aria-label": `${timeline.subject} as text`, hidden: true });
            const button = make("button", { type: "button", class: "link", "aria-expanded": "false" }, words,
                make("span", { class: "visually-hidden" }, ` of ${timeline.subject} as text`));
            button.addEventListener("click", () => {
                notes.hidden = !notes.hidden;
                button.setAttribute("aria-expanded", String(!notes.hidden));
                if (notes.childElementCount > 0) return;
                const entries = timeline.lanes.flatMap((lane) => lane.spans.map(([start, end, text]) => (
                    { at: start, lane: lane.label, text: `${text} for ${lasting(end - start)}` })));
                for (const [at, text, tone] of timeline.events) entries.push({ at, tone, text });
                entries.sort((a, b) => a.at - b.at);
                notes.append(...entries.map((entry) => make("li", {}, make("time", {}, fullClock(entry.at)),
                    make("span", { class: "lane" }, entry.lane ?? "Note"),
                    make("span", { class: entry.tone && `tone-${entry.tone}` }, entry.text))));
            });
            return { button, notes };
        };

        const watcher = new IntersectionObserver((entries) => {
            for (const { target, isIntersecting } of entries) {
                const chart = charts.get(target);
                if (!chart) continue;
                chart.isVisible = isIntersecting;
                if (isIntersecting && chart.isStale) paint(chart);
            }
        }, { rootMargin: "300px" });
        const resized = new ResizeObserver((entries) => {
            for (const { target } of entries) {
                const chart = charts.get(target);
                if (!chart) continue;
                if (chart.isVisible) paint(chart);
                else chart.isStale = true;
            }
        });
        const cardOf = (timeline, hasAxis) => {
            const svg = draw("svg", { role: "img", "aria-label": summaryOf(timeline), height: 80 });
            const box = make("div", { class: "chart" }, svg);
            const chart = { timeline, svg, box, hasAxis, isStale: true, isVisible: false };
            charts.set(box, chart);
            watcher.observe(box);
            resized.observe(box);
            svg.addEventListener("pointermove", (event) => showTip(event, timeline));
            svg.addEventListener("pointerleave", () => { tip.hidden = true; });
            svg.addEventListener("pointerdown", (event) => selectSpan(event, chart));
            const { button, notes } = notesOf(timeline);
            return make("article", { class: "timeline" },
                make("div", { class: "who" }, make("h3", { title: timeline.subject }, timeline.subject),
                    timeline.detail && make("p", {}, timeline.detail), button),
                box, notes);
        };
        /// The chart for a row of the table, if there is one.
        const timelineOf = (id) => byTimeline.has(id) && cardOf(byTimeline.get(id), true);

        let showAxis = () => {};
        const look = (from, to) => {
            const length = Math.min(whole.to - whole.from, Math.max(shortest, to - from));
            const start = Math.max(whole.from, Math.min(whole.to - length, from));
            view = { from: start, to: start + length };
            for (const [box, chart] of charts) {
                if (!box.isConnected) { charts.delete(box); watcher.unobserve(box); resized.unobserve(box); continue; }
                if (chart.isVisible) paint(chart);
                else chart.isStale = true;
            }
            showAxis();
        };
        /// Dragging with a mouse over a chart narrows the window to what was dragged over. Fingers scroll the page.
        const selectSpan = (event, { svg, box }) => {
            if (event.pointerType !== "mouse" || event.button !== 0) return;
            event.preventDefault();
            const frame = box.getBoundingClientRect();
            const margin = marginFor(frame.width);
            const within = (clientX) => Math.max(margin, Math.min(frame.width, clientX - frame.left));
            const start = within(event.clientX);
            const mark = draw("rect", { class: "selection", x: start, y: 0, width: 0, height: svg.getAttribute("height") });
            svg.append(mark);
            const move = (moved) => {
                const now = within(moved.clientX);
                mark.setAttribute("x", Math.min(start, now));
                mark.setAttribute("width", Math.abs(now - start));
            };
            const finish = (released) => {
                removeEventListener("pointermove", move);
                removeEventListener("pointerup", finish);
                removeEventListener("pointercancel", finish);
                mark.remove();
                const now = within(released.clientX);
                if (released.type === "pointercancel" || Math.abs(now - start) < 6) return;
                const moment = (place) => view.from + ((place - margin) / (frame.width - margin)) * (view.to - view.from);
                look(moment(Math.min(start, now)), moment(Math.max(start, now)));
            };
            addEventListener("pointermove", move);
            addEventListener("pointerup", finish);
            addEventListener("pointercancel", finish);
        };

        const list = byId("timeline-list");
        if (list) {
            const pageSize = 25;
            const axis = byId("axis");
            const box = byId("timeline-search");
            const more = byId("timeline-more");
            const names = timelines.map((timeline) => fold(`${timeline.subject}\n${timeline.detail ?? ""}\n${timeline.id}`));
            let found = timelines;
            const showMore = (count) => {
                for (const timeline of found.slice(list.childElementCount, list.childElementCount + count)) {
                    list.append(cardOf(timeline, false));
                }
                const rest = found.length - list.childElementCount;
                more.hidden = rest <= 0;
                more.querySelector("button").textContent = `Show ${grouped(Math.min(rest, pageSize))} more of ${grouped(rest)}`;
                byId("timeline-count").textContent = found.length === timelines.length ? grouped(timelines.length)
                    : `${grouped(found.length)} of ${grouped(timelines.length)}`;
            };
            const filter = onceAFrame(() => {
                const words = wordsOf(box.value);
                found = timelines.filter((_, index) => words.every((word) => names[index].includes(word)));
                list.replaceChildren();
                showMore(pageSize);
            });
            box.addEventListener("input", filter);
            more.querySelector("button").addEventListener("click", () => showMore(pageSize));

            showAxis = () => {
                const width = axis.clientWidth;
                const margin = marginFor(width);
                const x = scaleFor(width);
                axis.setAttribute("viewBox", `0 0 ${width} 32`);
                axis.replaceChildren(...ticksFor(width - margin).map(({ at, label }) => {
                    const tick = draw("g", { class: "tick" });
                    const place = x(at);
                    const isFirst = place < margin + 18;
                    const anchor = isFirst ? "start" : place > width - 18 ? "end" : "middle";
                    tick.append(draw("text", { x: place, y: 19, "text-anchor": anchor }, label),
                        draw("line", { x1: place, x2: place, y1: 26, y2: 32 }));
                    return tick;
                }));
                const isWhole = view.from === whole.from && view.to === whole.to;
                byId("zoom-reset").disabled = isWhole;
                byId("zoom-out").disabled = isWhole;
                byId("zoom-in").disabled = view.to - view.from <= shortest;
                byId("zoom-earlier").disabled = view.from <= whole.from;
                byId("zoom-later").disabled = view.to >= whole.to;
                const isOneDay = dayFormat.format(view.from) === dayFormat.format(view.to);
                const end = isOneDay ? clock(view.to) : whenFormat.format(view.to);
                byId("window").textContent = `${dayFormat.format(view.from)}, ${clock(view.from)} – ${end}`;
            };
            const zoom = (factor, shift) => {
                const length = (view.to - view.from) * factor;
                const center = (view.from + view.to) / 2 + shift * (view.to - view.from);
                look(center - length / 2, center + length / 2);
            };
            byId("zoom-in").addEventListener("click", () => zoom(0.5, 0));
            byId("zoom-out").addEventListener("click", () => zoom(2, 0));
            byId("zoom-earlier").addEventListener("click", () => zoom(1, -0.5));
            byId("zoom-later").addEventListener("click", () => zoom(1, 0.5));
            byId("zoom-reset").addEventListener("click", () => look(whole.from, whole.to));
            new ResizeObserver(() => showAxis()).observe(axis);

            const seen = new Map();
            for (const { lanes } of timelines) {
                for (const { spans } of lanes) {
                    for (const [, , label, hue] of spans) {
                        if (!seen.has(hue)) seen.set(hue, new Set());
                        seen.get(hue).add(label);
                    }
                }
            }
            byId("hues").append(...[...seen].map(([hue, labels]) => make("li", {},
                make("span", { class: `swatch hue-${hue}`, "aria-hidden": "true" }),
                [...labels].slice(0, 5).join(", ") + (labels.size > 5 ? " …" : ""))));
            showMore(pageSize);
            showAxis();
            addEventListener("beforeprint", () => { for (const chart of charts.values()) paint(chart); });
        }
        """#
}
