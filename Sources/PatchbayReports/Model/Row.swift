extension Report {
    /// One row of the table, usually one user.
    public struct Row: Sendable, Hashable, Identifiable {
        /// A stable name of the subject, for example the object id. Shown in the details and written to CSV.
        public var id: String
        /// The cells, in the order of the columns. Missing ones count as empty.
        public var cells: [Cell]
        /// Whether the row is good news.
        public var tone: Tone?
        /// Why it ended like this, in one sentence.
        public var reason: String?
        /// What a person can do about it.
        public var remedy: String?
        /// The service's request identifier, to give to the vendor's support.
        public var requestID: String?
        /// Further facts, shown when the row is expanded.
        public var details: [Fact]

        /// Creates a row.
        public init(
            id: String,
            cells: [Cell],
            tone: Tone? = nil,
            reason: String? = nil,
            remedy: String? = nil,
            requestID: String? = nil,
            details: [Fact] = []
        ) {
            self.id = id
            self.cells = cells
            self.tone = tone
            self.reason = reason
            self.remedy = remedy
            self.requestID = requestID
            self.details = details
        }

        /// The cell below a column; empty when the row is shorter than the heading.
        func cell(_ index: Int) -> Cell { cells.indices.contains(index) ? cells[index] : .empty }
    }
}
