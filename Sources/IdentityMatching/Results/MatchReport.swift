/// The outcome of a match: a result for each person, and the means to explain it.
///
/// The report holds what was said of people and entries, in little memory, and a few bytes for each decision. Results and explanations are made
/// when they are read, so a report over a million people costs little more than the two directories.
public struct MatchReport: Sendable {
    let findings: MatchFindings

    init(findings: MatchFindings) { self.findings = findings }

    /// The results, in the order in which the people were given.
    public var results: Results { Results(findings: findings) }

    /// The result of a person, or nil if they were not among those given.
    public subscript(userID: Person.ID) -> MatchResult? {
        findings.peopleByID.firstRow(for: userID.rawValue).map { findings.result(of: $0) }
    }

    /// How many people had each outcome.
    public var counts: MatchCounts { findings.counts }

    /// The results with one outcome, in the order in which the people were given.
    public func results(with outcome: MatchOutcome) -> [MatchResult] {
        findings.decisions.indices
            .filter { findings.decisions[$0].outcome == outcome }
            .map { findings.result(of: $0) }
    }

    /// The entries that nobody was matched to, in the order given. Those that are only suggested to somebody, or that
    /// somebody has to choose between, are among them.
    public var unmatchedEntries: [DirectoryEntry] {
        var isMatched = Array(repeating: false, count: findings.entries.count)
        for person in findings.people.indices {
            if let row = findings.ownRow(of: person) { isMatched[Int(row)] = true }
        }
        return findings.entries.indices.filter { !isMatched[$0] }.map { findings.entries[$0] }
    }

    /// The entry a person was matched to, by a rule or a pin. Cheaper than making the whole result.
    public func entryID(matchedTo userID: Person.ID) -> DirectoryEntry.ID? {
        findings.peopleByID.firstRow(for: userID.rawValue)
            .flatMap { findings.ownRow(of: $0) }.map { findings.entries.id(of: Int($0)) }
    }

    /// The person an entry was matched to, by a rule or a pin.
    public func userID(matchedTo entryID: DirectoryEntry.ID) -> Person.ID? {
        guard let row = findings.entriesByID.firstRow(for: entryID.rawValue) else { return nil }
        let person = Int(findings.claimants[row])
        guard person >= 0, findings.ownRow(of: person) == Int32(row) else { return nil }
        return findings.people.id(of: person)
    }

    /// How the result of a person came about, or nil if they were not among those given.
    public func explain(_ userID: Person.ID) -> MatchExplanation? {
        findings.peopleByID.firstRow(for: userID.rawValue).map { findings.explanation(of: $0) }
    }

    /// Pins that name an id which was not among the values given, in the order of their ids.
    public var stalePins: [StalePin] { findings.stalePins }

    /// Pins that contradict each other, in the order of their ids. Nobody is matched by them.
    public var conflictingPins: [MatchPin] { findings.conflictingPins }

    /// Rules the matcher was given that this module does not know. They were not tried.
    public var unknownRules: [MatchRule] { findings.unknownRules }

    /// People who were given more than once. The last mention counted.
    public var repeatedUserIDs: [Person.ID] { findings.repeatedUserIDs }

    /// Entries that were given more than once. A usable mention counted before one that is not.
    public var repeatedEntryIDs: [DirectoryEntry.ID] { findings.repeatedEntryIDs }

    /// The results of a report. Each is made when it is read.
    public struct Results: RandomAccessCollection, Sendable {
        let findings: MatchFindings

        /// The place of the first person.
        public var startIndex: Int { 0 }

        /// The place after the last person.
        public var endIndex: Int { findings.people.count }

        /// The result of the person at a place.
        public subscript(position: Int) -> MatchResult { findings.result(of: position) }
    }
}
