extension Report {
    /// How many subjects ended in one outcome.
    ///
    /// On the page a tally filters the table when its label is a value of the table's first status column.
    public struct Tally: Codable, Sendable, Hashable {
        /// The outcome, in the words of the status column, for example "Installed".
        public var label: String
        /// How many there are.
        public var count: Int
        /// Whether that is good news.
        public var tone: Tone

        /// Creates a tally.
        public init(_ label: String, _ count: Int, _ tone: Tone) {
            self.label = label
            self.count = count
            self.tone = tone
        }
    }
}
