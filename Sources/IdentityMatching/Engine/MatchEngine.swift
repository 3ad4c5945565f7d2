/// Runs a match: pins, then stage by stage, each of which first collects what everyone wants and then weighs the claims.
struct MatchEngine {
    private(set) var findings: MatchFindings

    init(matcher: IdentityMatcher, people: PersonTable, entries: EntryTable) {
        let people = Self.unique(people, choosing: { _, later in later })
        let entries = Self.unique(entries, choosing: Self.preferred)
        let stages = MatchStage.stages(of: matcher)
        let usesExternalID = stages.contains { $0.rules.contains(.externalID) }
        findings = MatchFindings(
            matcher: matcher, stages: stages, people: people.values, entries: entries.values,
            peopleByID: people.index, entriesByID: entries.index,
            entriesByAddress: Self.emails(entries.values),
            entriesByExternalID: usesExternalID ? Self.externalIDs(entries.values) : nil,
            normalizer: AddressNormalizer(matcher.normalization),
            decisions: Array(repeating: MatchDecision(), count: people.values.count),
            claimedAt: Array(repeating: MatchStage.none, count: entries.values.count),
            claimants: Array(repeating: -1, count: entries.values.count))
        findings.unknownRules = matcher.rules.filter { $0.kind == nil && $0 != .pin }
        findings.repeatedUserIDs = people.repeated.map { Person.ID($0) }
        findings.repeatedEntryIDs = entries.repeated.map { DirectoryEntry.ID($0) }.sorted()
    }

    /// Decides about everyone.
    mutating func run() {
        applyPins()
        var open = findings.decisions.indices.filter { findings.decisions[$0].isOpen }.map { Int32($0) }
        for stage in findings.stages where !open.isEmpty {
            switch stage.kind {
            case .address:
                collectAddressClaims(of: open, in: stage)
            case .normalized:
                indexNormalForms()
                collectAddressClaims(of: open, in: stage)
            case .name:
                collectNameClaims(of: open, in: stage)
            }
            settle(open, in: stage)
            open.removeAll { !findings.decisions[Int($0)].isOpen }
        }
        for decision in findings.decisions { findings.counts.add(decision.outcome) }
    }

    /// Indexes the e-mails that are not in normal form.
    private mutating func indexNormalForms() {
        var index = AddressIndex()
        for row in findings.entries.indices {
            guard let email = findings.entries.email(of: row), findings.normalizer.mayChange(email),
                let form = findings.normalizer.normalForm(of: email), !AddressKey.areEqual(form, email)
            else { continue }
            index.insert(form, row: row)
        }
        findings.entriesByNormalForm = index
    }

    // MARK: Claims

    private mutating func collectAddressClaims(of open: [Int32], in stage: MatchStage) {
        for person in open {
            let (wanted, rule) = findings.addressMatches(of: Int(person), in: stage)
            if wanted.first >= 0 { claim(wanted, for: person, rule: rule, in: stage) }
        }
    }

    private mutating func collectNameClaims(of open: [Int32], in stage: MatchStage) {
        let free = findings.entries.indices.map { Int32($0) }.filter { findings.isOpen($0, to: stage) }
        let search = NameSearch(comparison: findings.matcher.names, people: findings.people, entries: findings.entries)
        findings.names = search.run(unmatched: open, free: free)
        for person in open {
            var wanted = WantedRows()
            for match in findings.preferredNameMatches(of: Int(person)) { wanted.insert(match.row) }
            if wanted.first >= 0 { claim(wanted, for: person, rule: 0, in: stage) }
        }
    }

    private mutating func claim(_ wanted: WantedRows, for person: Int32, rule: Int, in stage: MatchStage) {
        findings.decisions[Int(person)].stage = stage.number
        findings.decisions[Int(person)].rule = UInt8(rule)
        findings.decisions[Int(person)].row = wanted.first
        register(wanted.first, for: person, stage: stage.number)
        guard !wanted.others.isEmpty else { return }
        for row in wanted.others { register(row, for: person, stage: stage.number) }
        var rows = [wanted.first] + wanted.others
        if stage.kind != .name {
            rows.sort { findings.entries.id(of: Int($0)) < findings.entries.id(of: Int($1)) }
        }
        findings.wanted[person] = rows
        findings.decisions[Int(person)].row = rows[0]
    }

    private mutating func register(_ row: Int32, for person: Int32, stage: UInt8) {
        let known = findings.claimants[Int(row)]
        if known < 0 {
            findings.claimants[Int(row)] = person
            findings.claimedAt[Int(row)] = stage
        } else {
            findings.rivals[row, default: [known]].append(person)
        }
    }

    /// Weighs the claims of a stage: one entry that nobody else wants is decided, everything else is ambiguous.
    private mutating func settle(_ open: [Int32], in stage: MatchStage) {
        for person in open where findings.decisions[Int(person)].stage == stage.number {
            let isSole =
                findings.wanted[person] == nil && findings.rivals[findings.decisions[Int(person)].row] == nil
            findings.decisions[Int(person)].outcome =
                isSole ? (stage.isAutomatic ? .exact : .suggested) : .ambiguous
        }
    }

    // MARK: Pins

    private mutating func applyPins() {
        var pins: [MatchPin] = []
        var seen: Set<MatchPin> = []
        for pin in findings.matcher.pins where seen.insert(pin).inserted { pins.append(pin) }
        pins.sort { ($0.userID, $0.entryID?.rawValue ?? "") < ($1.userID, $1.entryID?.rawValue ?? "") }

        var absent: [(row: Int32, userID: Person.ID)] = []
        var live: [Int32: [MatchPin]] = [:]
        for pin in pins {
            let person = findings.peopleByID.firstRow(for: pin.userID.rawValue)
            let row = pin.entryID.map { findings.entriesByID.firstRow(for: $0.rawValue) }
            var missing: [StalePin.Side] = []
            if person == nil { missing.append(.user) }
            if case .some(.none) = row { missing.append(.entry) }
            if !missing.isEmpty { findings.stalePins.append(StalePin(pin: pin, missing: missing)) }
            switch (person, row) {
            case (let person?, .none), (let person?, .some(.some)):
                live[Int32(person), default: []].append(pin)
            case (nil, .some(let row?)):
                absent.append((Int32(row), pin.userID))
            default: break
            }
        }
        for person in live.keys.sorted() { apply(live[person] ?? [], to: person) }
        for (row, userID) in absent where findings.claimants[Int(row)] < 0 && findings.reserved[row] == nil {
            findings.reserved[row] = userID
            findings.claimedAt[Int(row)] = MatchStage.pins
        }
        settlePins(live)
    }

    private mutating func apply(_ pins: [MatchPin], to person: Int32) {
        let rows = pins.compactMap { pin in
            pin.entryID.flatMap { findings.entriesByID.firstRow(for: $0.rawValue) }.map { Int32($0) }
        }
        findings.decisions[Int(person)].stage = MatchStage.pins
        findings.decisions[Int(person)].row = rows.first ?? -1
        if rows.count > 1 { findings.wanted[person] = rows }
        for row in rows { register(row, for: person, stage: MatchStage.pins) }
    }

    private mutating func settlePins(_ live: [Int32: [MatchPin]]) {
        for person in live.keys.sorted() {
            let pins = live[person] ?? []
            let row = findings.decisions[Int(person)].row
            let isContested = findings.wantedRows(of: Int(person)).contains { findings.rivals[$0] != nil }
            if pins.count > 1 || isContested {
                findings.decisions[Int(person)].outcome = .ambiguous
                findings.conflictingPins += pins
            } else {
                findings.decisions[Int(person)].outcome = row < 0 ? .unmatched : .pinned
            }
        }
        findings.conflictingPins.sort {
            ($0.userID, $0.entryID?.rawValue ?? "") < ($1.userID, $1.entryID?.rawValue ?? "")
        }
    }

    // MARK: Preparation

    private struct Unique<Table> {
        var values: Table
        var index: AddressIndex
        var repeated: [String] = []
    }

    /// Keeps one value for each id, at the place of its first mention. Without repetitions nothing is copied.
    private static func unique<Table: RecordTable>(
        _ values: Table, choosing: (Table.Element, Table.Element) -> Table.Element
    ) -> Unique<Table> {
        let index = Self.ids(of: values)
        guard index.count < values.count else { return Unique(values: values, index: index) }

        // What to keep instead of a first mention, by its row.
        var chosen: [Int: Table.Element] = [:]
        var firsts: [Int] = []
        var repeated: [String] = []
        for row in values.indices {
            let first = unsafe values.withID(of: row) { unsafe Int(index.rows(forBytes: $0).first) }
            if first == row {
                firsts.append(row)
            } else {
                if chosen[first] == nil {
                    repeated.append(unsafe values.withID(of: row) { unsafe String(decoding: $0, as: UTF8.self) })
                }
                chosen[first] = choosing(chosen[first] ?? values[first], values[row])
            }
        }
        var kept = Table()
        for row in firsts { kept.append(chosen[row] ?? values[row]) }
        return Unique(values: kept, index: Self.ids(of: kept), repeated: repeated)
    }

    private static func ids(of values: some RecordTable) -> AddressIndex {
        var bytes = 0
        for row in values.indices { bytes += unsafe values.withID(of: row) { $0.count } }
        var index = AddressIndex(capacity: values.count, byteCapacity: bytes, comparing: .identifier)
        for row in values.indices { unsafe values.withID(of: row) { unsafe index.insert(bytes: $0, row: row) } }
        return index
    }

    /// Of two entries with one id the usable one; between two usable ones the choice must only not depend on the order.
    private static func preferred(_ left: DirectoryEntry, _ right: DirectoryEntry) -> DirectoryEntry {
        if left.isUsable != right.isUsable { return left.isUsable ? left : right }
        func text(_ entry: DirectoryEntry) -> [String] {
            [
                entry.email, entry.name, entry.department, entry.externalID, entry.kind.rawValue, entry.status,
            ].map { $0.map { "+" + $0 } ?? "-" }
        }
        return text(right).lexicographicallyPrecedes(text(left)) ? right : left
    }

    private static func emails(_ entries: EntryTable) -> AddressIndex {
        var index = AddressIndex(capacity: entries.count)
        for row in entries.indices {
            unsafe entries.withEmail(of: row) { unsafe index.insert(bytes: $0, row: row) }
        }
        return index
    }

    private static func externalIDs(_ entries: EntryTable) -> AddressIndex {
        var index = AddressIndex(capacity: entries.count)
        for row in entries.indices {
            unsafe entries.withExternalID(of: row) { unsafe index.insert(bytes: $0, row: row) }
        }
        return index
    }
}

extension MatchFindings {
    /// The entries whose names fit a person best: usable, nobody else's rather, and no further from the best than the margin.
    func preferredNameMatches(of person: Int) -> [NameMatch] {
        let eligible = (names.matches[Int32(person)] ?? []).filter {
            $0.betterPerson < 0 && entries.isUsable(Int($0.row))
        }
        guard let best = eligible.first else { return [] }
        return eligible.filter { !matcher.names.isClearlyBetter(best.score.total, than: $0.score.total) }
    }
}
