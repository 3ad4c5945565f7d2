public import Foundation

extension Report {
    /// How one subject changed over time: lanes of coloured spans, and moments with a note.
    ///
    /// For presence a subject is a user and the lanes are the two sides, so that a disagreement is visible as a gap.
    public struct Timeline: Codable, Sendable, Hashable, Identifiable {
        /// A stable name. When a row of the table has the same ``Row/id``, the row's details show this chart.
        public var id: String
        /// Whom or what the chart is about.
        public var subject: String
        /// One line about it, for example "14 changes, median delay 1.2 s".
        public var detail: String?
        /// The lanes, from top to bottom.
        public var lanes: [Lane]
        /// Moments with a note, in any order.
        public var events: [Event]

        /// Creates a timeline.
        public init(id: String, subject: String, detail: String? = nil, lanes: [Lane], events: [Event] = []) {
            self.id = id
            self.subject = subject
            self.detail = detail
            self.lanes = lanes
            self.events = events
        }
    }

    /// One horizontal strip of a timeline.
    public struct Lane: Codable, Sendable, Hashable {
        /// What the strip shows, for example "Teams".
        public var label: String
        /// The spans. They should not overlap; a gap means that nothing is known.
        public var spans: [Span]

        /// Creates a lane.
        public init(_ label: String, spans: [Span]) {
            self.label = label
            self.spans = spans
        }
    }

    /// A stretch of time in one state.
    public struct Span: Codable, Sendable, Hashable {
        /// The first moment.
        public var start: Date
        /// The first moment after it.
        public var end: Date
        /// The state, for example "Busy".
        public var label: String
        /// Its colour.
        public var hue: Hue

        /// Creates a span.
        public init(from start: Date, to end: Date, _ label: String, _ hue: Hue) {
            self.start = start
            self.end = end
            self.label = label
            self.hue = hue
        }
    }

    /// A moment with a note, for example the rule that fired.
    public struct Event: Codable, Sendable, Hashable {
        /// When.
        public var at: Date
        /// What happened, and why.
        public var note: String
        /// Whether it is good news.
        public var tone: Tone

        /// Creates an event.
        public init(at moment: Date, _ note: String, tone: Tone = .neutral) {
            self.at = moment
            self.note = note
            self.tone = tone
        }
    }

    /// The colour of a span. Presence needs more colours than the four tones.
    public enum Hue: String, Codable, Sendable, Hashable, CaseIterable {
        /// Available.
        case green
        /// On a call, in a meeting, where it is to be told from busy.
        case violet
        /// Information; in focus.
        case blue
        /// Away, be right back.
        case amber
        /// Busy.
        case red
        /// Do not disturb.
        case crimson
        /// Offline.
        case grey
    }
}
