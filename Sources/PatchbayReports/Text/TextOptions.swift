extension Report {
    /// How a report is written as plain text.
    public struct TextOptions: Sendable, Hashable {
        /// The columns of the terminal. At least 40 are used.
        public var width: Int
        /// How many rows of the table, and how many timelines, to show; `nil` for all.
        ///
        /// Of a longer table the worst rows are shown, in the order of the table.
        public var maximumRows: Int?
        /// Whether to colour with ANSI escape sequences. Decide it by what the output is; a file wants none.
        public var isColored: Bool

        /// Creates options.
        public init(width: Int = 100, maximumRows: Int? = 40, isColored: Bool = false) {
            self.width = width
            self.maximumRows = maximumRows
            self.isColored = isColored
        }
    }
}

/// ANSI colours, or nothing at all.
struct Pen: Sendable {
    let isColored: Bool

    func bold(_ text: String) -> String { paint(text, "1") }

    func dim(_ text: String) -> String { paint(text, "2") }

    func tone(_ text: String, _ tone: Report.Tone) -> String {
        switch tone {
        case .good: paint(text, "32")
        case .neutral: paint(text, "2")
        case .warning: paint(text, "33")
        case .bad: paint(text, "31")
        }
    }

    func hue(_ text: String, _ hue: Report.Hue) -> String {
        switch hue {
        case .green: paint(text, "32")
        case .violet: paint(text, "35")
        case .blue: paint(text, "34")
        case .amber: paint(text, "33")
        case .red: paint(text, "31")
        case .crimson: paint(text, "1;31")
        case .grey: paint(text, "2")
        }
    }

    private func paint(_ text: String, _ code: String) -> String {
        isColored && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

extension Report.Tone {
    /// The sign that stands for the tone where colour cannot be relied on.
    var sign: String {
        switch self {
        case .good: "✓"
        case .neutral: "·"
        case .warning: "!"
        case .bad: "✗"
        }
    }
}

extension Report.Hue {
    /// The character that stands for the colour in a strip of text.
    var glyph: String {
        switch self {
        case .green: "─"
        case .violet: "═"
        case .blue: "┄"
        case .amber: "▒"
        case .red: "▓"
        case .crimson: "█"
        case .grey: "·"
        }
    }
}
