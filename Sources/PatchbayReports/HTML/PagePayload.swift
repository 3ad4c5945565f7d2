import Foundation

/// The data that the page's script works on, as compact JSON.
///
/// The table is stored by column, and repeated texts (departments, statuses, reasons) are stored once, so that 20,000
/// rows take a few megabytes and are parsed in milliseconds.
enum PagePayload {
    static func json(for report: Report) -> String {
        var json = CompactJSON()
        json.object { json in
            json.key("title")
            json.string(report.title)
            json.key("generatedAt")
            json.number(milliseconds(report.generatedAt))
            json.key("timeZone")
            json.string(report.timeZone)
            json.key("tallies")
            json.array { json in
                for tally in report.tallies {
                    json.array { json in
                        json.string(tally.label)
                        json.string(tally.tone.rawValue)
                    }
                }
            }
            json.key("table")
            if let table = report.table { write(table, to: &json) } else { json.null() }
            json.key("timelines")
            write(report.timelines, to: &json)
        }
        return json.text
    }

    private static func write(_ table: Report.Table, to json: inout CompactJSON) {
        json.object { json in
            json.key("noun")
            json.string(table.noun)
            json.key("count")
            json.number(table.rows.count)
            json.key("columns")
            json.array { json in
                for (index, column) in table.columns.enumerated() { write(column, at: index, of: table, to: &json) }
            }
            json.key("ids")
            json.array { json in for row in table.rows { json.string(row.id) } }
            json.key("tones")
            json.string(String(table.rows.map { letter(of: table.tone(of: $0)) }))
            json.key("reasons")
            writeTexts(table.rows, to: &json) { $0.reason }
            json.key("remedies")
            writeTexts(table.rows, to: &json) { $0.remedy }
            json.key("requests")
            writeTexts(table.rows, to: &json) { $0.requestID }
            json.key("details")
            writeDetails(table.rows, to: &json)
        }
    }

    private static func letter(of tone: Report.Tone) -> Character {
        switch tone {
        case .good: "g"
        case .neutral: "n"
        case .warning: "w"
        case .bad: "b"
        }
    }

    private static func write(
        _ column: Report.Column, at index: Int, of table: Report.Table, to json: inout CompactJSON
    ) {
        json.object { json in
            json.key("id")
            json.string(column.id)
            json.key("title")
            json.string(column.title)
            json.key("kind")
            json.string(column.kind.rawValue)
            json.key("filter")
            json.bool(column.isFilterable)
            json.key("tones")
            json.object { json in
                for (label, tone) in column.tones.sorted(by: { $0.key < $1.key }) {
                    json.key(label)
                    json.string(tone.rawValue)
                }
            }
            json.key("cells")
            switch column.kind {
            case .text, .status:
                writeTexts(table.rows, to: &json) { row in
                    switch row.cell(index) {
                    case .text(let text): text
                    case .number(let number): NumberText.plain(number)
                    case .date(let date): Timestamp.iso8601(date)
                    case .empty: nil
                    }
                }
            case .number, .date: writeValues(table.rows, column: index, to: &json)
            }
        }
    }

    /// Texts as `{"d": distinct, "i": places}`, or `{"v": texts}` when most of them differ.
    private static func writeTexts(
        _ rows: [Report.Row], to json: inout CompactJSON, _ text: (Report.Row) -> String?
    ) {
        var places: [String: Int] = [:]
        var distinct: [String] = []
        var indices: [Int] = []
        indices.reserveCapacity(rows.count)
        for row in rows {
            guard let text = text(row) else {
                indices.append(-1)
                continue
            }
            let place = places[text] ?? distinct.count
            if place == distinct.count {
                places[text] = place
                distinct.append(text)
            }
            indices.append(place)
        }
        json.object { json in
            guard distinct.count * 2 <= rows.count else {
                json.key("v")
                json.array { json in
                    for place in indices { json.string(place < 0 ? nil : distinct[place]) }
                }
                return
            }
            json.key("d")
            json.array { json in for text in distinct { json.string(text) } }
            json.key("i")
            // Nobody has a reason in a run that went well: then one number stands for all.
            if distinct.isEmpty {
                json.number(-1)
            } else {
                json.array { json in for place in indices { json.number(place) } }
            }
        }
    }

    /// Numbers as they are, dates as milliseconds since 1970.
    private static func writeValues(_ rows: [Report.Row], column: Int, to json: inout CompactJSON) {
        json.object { json in
            json.key("v")
            json.array { json in
                for row in rows {
                    switch row.cell(column) {
                    case .text(let text): json.string(text)
                    case .number(let number): json.number(number)
                    case .date(let date): json.number(milliseconds(date))
                    case .empty: json.null()
                    }
                }
            }
        }
    }

    private static func writeDetails(_ rows: [Report.Row], to json: inout CompactJSON) {
        json.object { json in
            for (index, row) in rows.enumerated() where !row.details.isEmpty {
                json.key(String(index))
                json.array { json in
                    for fact in row.details {
                        json.array { json in
                            json.string(fact.label)
                            json.string(fact.value)
                        }
                    }
                }
            }
        }
    }

    private static func write(_ timelines: [Report.Timeline], to json: inout CompactJSON) {
        json.array { json in
            for timeline in timelines {
                json.object { json in
                    json.key("id")
                    json.string(timeline.id)
                    json.key("subject")
                    json.string(timeline.subject)
                    json.key("detail")
                    json.string(timeline.detail)
                    json.key("lanes")
                    json.array { json in for lane in timeline.lanes { write(lane, to: &json) } }
                    json.key("events")
                    json.array { json in
                        for event in timeline.events.sorted(by: { $0.at < $1.at }) {
                            json.array { json in
                                json.number(milliseconds(event.at))
                                json.string(event.note)
                                json.string(event.tone.rawValue)
                            }
                        }
                    }
                }
            }
        }
    }

    private static func write(_ lane: Report.Lane, to json: inout CompactJSON) {
        json.object { json in
            json.key("label")
            json.string(lane.label)
            json.key("spans")
            json.array { json in
                for span in merged(lane.spans) {
                    json.array { json in
                        json.number(milliseconds(span.start))
                        json.number(milliseconds(span.end))
                        json.string(span.label)
                        json.string(span.hue.rawValue)
                    }
                }
            }
        }
    }

    /// Spans that follow each other in the same state, as one: a state that is confirmed every minute is one state.
    private static func merged(_ spans: [Report.Span]) -> [Report.Span] {
        var result: [Report.Span] = []
        for span in spans {
            if let last = result.last, last.label == span.label, last.hue == span.hue, last.end == span.start {
                result[result.count - 1].end = span.end
            } else {
                result.append(span)
            }
        }
        return result
    }

    private static func milliseconds(_ date: Date) -> Int {
        let value = (date.timeIntervalSince1970 * 1000).rounded()
        // Dates beyond what a browser knows are shown as its last or first day.
        return Int(min(max(value, -8_640_000_000_000_000), 8_640_000_000_000_000))
    }
}
