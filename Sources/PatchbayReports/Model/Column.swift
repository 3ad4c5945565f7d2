extension Report {
    /// One column of the table.
    public struct Column: Codable, Sendable, Hashable, Identifiable {
        /// What the cells hold; it decides alignment, sorting and format.
        public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
            /// Words, identifiers and telephone numbers: anything that is not computed with.
            case text
            /// One of a few words with a tone. The first such column is the row's status, by which chips filter.
            case status
            /// A number to compute with; right aligned, with digit grouping.
            case number
            /// A moment.
            case date
        }

        /// A stable name, unique in the table: the key of the cell in JSON.
        public var id: String
        /// The heading.
        public var title: String
        /// What the cells hold.
        public var kind: Kind
        /// Whether the page offers to filter by the values of this column, as for departments.
        public var isFilterable: Bool
        /// For status columns, the tone of each value. A value without an entry takes the tone of the tally with that
        /// label, else (in the first status column) that of the row, else neutral.
        public var tones: [String: Tone]

        /// Creates a column.
        public init(
            _ id: String, _ title: String, _ kind: Kind = .text, isFilterable: Bool = false, tones: [String: Tone] = [:]
        ) {
            self.id = id
            self.title = title
            self.kind = kind
            self.isFilterable = isFilterable
            self.tones = tones
        }
    }
}
