/// A pair of a person and an entry whose names are alike.
struct NameMatch: Sendable {
    /// The row of the entry.
    let row: Int32
    /// How alike they are.
    let score: NameScore
    /// Another person whose name fits the entry better by more than the margin, or -1.
    var betterPerson: Int32 = -1
}

/// Finds, for people without a match, the entries with similar names.
///
/// Not every name is compared with every other: both sides are grouped by ``NameBlocks``, and only the groups that some person is
/// in are kept. Memory is proportional to those.
struct NameSearch: Sendable {
    /// What was found.
    struct Outcome: Sendable {
        /// The pairs of each person, best first; people without any are absent.
        var matches: [Int32: [NameMatch]] = [:]
        /// People with a group that was too large to compare.
        var skipped: Set<Int32> = []
    }

    /// The most pairs kept for a person.
    static let mostPairs = 8

    let comparison: NameComparison
    let people: PersonTable
    let entries: EntryTable

    /// Compares the given people with the given entries.
    ///
    /// - Parameters:
    ///   - unmatched: the rows of the people.
    ///   - free: the rows of the entries that nobody holds, usable or not.
    func run(unmatched: [Int32], free: [Int32]) -> Outcome {
        var outcome = Outcome()
        let wantedKeys = keysOfPeople(unmatched)
        guard !wantedKeys.isEmpty else { return outcome }
        let (members, names) = membersOfGroups(wantedKeys, among: free)
        guard !members.isEmpty else { return outcome }

        // The best score of each entry and who has it, to see later whose entry it rather is.
        var best: [Int32: (score: Double, person: Int32)] = [:]
        for person in unmatched {
            let name = people.name(of: Int(person))
            let (rows, skipped) = rowsNear(name, in: members)
            if skipped { outcome.skipped.insert(person) }
            var pairs: [NameMatch] = []
            for row in rows {
                guard let other = names[row] else { continue }
                let score = comparison.score(name, other)
                guard score.total >= comparison.minimumScore else { continue }
                pairs.append(NameMatch(row: row, score: score))
                let known = best[row]
                if known.map({ isBetter(score.total, person, than: $0) }) ?? true { best[row] = (score.total, person) }
            }
            guard !pairs.isEmpty else { continue }
            pairs.sort {
                ($1.score.total, entries.id(of: Int($0.row))) < ($0.score.total, entries.id(of: Int($1.row)))
            }
            outcome.matches[person] = Array(pairs.prefix(Self.mostPairs))
        }
        for (person, pairs) in outcome.matches {
            outcome.matches[person] = pairs.map { pair in
                var pair = pair
                if let rival = best[pair.row], rival.person != person,
                    comparison.isClearlyBetter(rival.score, than: pair.score.total)
                {
                    pair.betterPerson = rival.person
                }
                return pair
            }
        }
        return outcome
    }

    /// The name of a person, taken apart.
    static func name(of person: Person) -> ComparableName {
        ComparableName(name: person.displayName, department: person.department)
    }

    private func isBetter(_ score: Double, _ person: Int32, than other: (score: Double, person: Int32)) -> Bool {
        // Equal scores go to the lower id, so that the order of the input does not show.
        (other.score, people.id(of: Int(person))) < (score, people.id(of: Int(other.person)))
    }

    private struct Member {
        let key: UInt64
        let row: Int32
    }

    /// All groups that some person is in, ascending.
    private func keysOfPeople(_ unmatched: [Int32]) -> [UInt64] {
        var keys: [UInt64] = []
        for person in unmatched { keys += NameBlocks.keys(of: people.name(of: Int(person))) }
        keys.sort()
        var unique: [UInt64] = []
        for key in keys where key != unique.last { unique.append(key) }
        return unique
    }

    /// The entries in those groups, ascending by group, and their names.
    private func membersOfGroups(
        _ wanted: [UInt64], among free: [Int32]
    ) -> (members: [Member], names: [Int32: ComparableName]) {
        var members: [Member] = []
        var names: [Int32: ComparableName] = [:]
        for row in free {
            let name = entries.name(of: Int(row))
            let keys = NameBlocks.keys(of: name).filter { key in
                let place = wanted.partitioningIndex { $0 >= key }
                return place < wanted.count && wanted[place] == key
            }
            guard !keys.isEmpty else { continue }
            names[row] = name
            for key in keys { members.append(Member(key: key, row: row)) }
        }
        members.sort { ($0.key, $0.row) < ($1.key, $1.row) }
        return (members, names)
    }

    /// The entries that share a group with a name, each once; and whether a group was too large.
    private func rowsNear(_ name: ComparableName, in members: [Member]) -> (rows: [Int32], skipped: Bool) {
        var rows: [Int32] = []
        var skipped = false
        for key in NameBlocks.keys(of: name) {
            let start = members.partitioningIndex { $0.key >= key }
            var end = start
            while end < members.count, members[end].key == key, end - start <= comparison.largestGroup { end += 1 }
            guard end - start <= comparison.largestGroup else {
                skipped = true
                continue
            }
            for member in members[start..<end] { rows.append(member.row) }
        }
        rows.sort()
        var unique: [Int32] = []
        for row in rows where row != unique.last { unique.append(row) }
        return (unique, skipped)
    }
}

extension Array {
    /// The first index whose element satisfies the condition, in an array that satisfies it from some index on.
    fileprivate func partitioningIndex(where condition: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
