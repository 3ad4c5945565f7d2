extension Report {
    /// The main table of a report.
    public struct Table: Sendable, Hashable {
        /// The heading, for example "Users".
        public var title: String
        /// What a row is, in the plural and in lower case: "users".
        public var noun: String
        /// The columns. Their ids are unique.
        public let columns: [Column]
        /// The rows, in the order in which they are shown until the reader sorts them.
        public var rows: [Row]

        /// Creates a table.
        ///
        /// - Precondition: no two columns have the same id; a cell could not be found by it.
        public init(title: String = "Users", noun: String = "users", columns: [Column], rows: [Row] = []) {
            precondition(Set(columns.map(\.id)).count == columns.count, "Two columns of a report have the same id.")
            self.title = title
            self.noun = noun
            self.columns = columns
            self.rows = rows
        }

        /// The place of the first status column: the one that tells how each row ended.
        var statusIndex: Int? { columns.firstIndex { $0.kind == .status } }

        /// Counts the values of the first status column, in the order of the column's first appearances.
        ///
        /// The tone comes from the column, else from the first row with that value.
        public func tallies() -> [Tally] {
            guard let index = statusIndex else { return [] }
            var places: [String: Int] = [:]
            var tallies: [Tally] = []
            for row in rows {
                guard let label = row.cell(index).words else { continue }
                if let place = places[label] {
                    tallies[place].count += 1
                } else {
                    places[label] = tallies.count
                    tallies.append(Tally(label, 1, columns[index].tones[label] ?? row.tone ?? .neutral))
                }
            }
            return tallies
        }

        /// Groups the rows that carry a reason, the most severe and most frequent first.
        ///
        /// - Parameters:
        ///   - columnID: The column that names the subject, for the samples. By default the first text column.
        ///   - sampleCount: How many subjects to name at most.
        public func remedyGroups(naming columnID: String? = nil, sampleCount: Int = 3) -> [RemedyGroup] {
            let index = columns.firstIndex { columnID == nil ? $0.kind == .text : $0.id == columnID }
            var places: [String: Int] = [:]
            var groups: [RemedyGroup] = []
            for row in rows {
                guard let reason = row.reason else { continue }
                let place = places[reason] ?? groups.count
                if place == groups.count {
                    places[reason] = place
                    groups.append(RemedyGroup(reason: reason, remedy: row.remedy, affected: 0, tone: tone(of: row)))
                }
                groups[place].affected += 1
                if groups[place].samples.count < sampleCount {
                    groups[place].samples.append(index.flatMap { row.cell($0).words } ?? row.id)
                }
            }
            let ranked = groups.enumerated().sorted { left, right in
                let (a, b) = (left.element, right.element)
                if a.tone.severity != b.tone.severity { return a.tone.severity > b.tone.severity }
                if a.affected != b.affected { return a.affected > b.affected }
                return left.offset < right.offset
            }
            return ranked.map(\.element)
        }

        /// The row's own tone, else that of its status.
        func tone(of row: Row) -> Tone {
            if let tone = row.tone { return tone }
            guard let index = statusIndex, let label = row.cell(index).words else { return .neutral }
            return columns[index].tones[label] ?? .neutral
        }
    }
}
