/// Runs a match: pins, then stage by stage, each of which first collects what everyone wants and then weighs the claims.
struct MatchEngine {
    private(set) var findings: MatchFindings

    init(matcher: IdentityMatcher, people: [Person], entries: [DirectoryEntry]) {
        let people = Self.unique(people, id: { people[$0].id.rawValue }, choosing: { _, later in later })
        let entries = Self.unique(entries, id: { entries[$0].id.rawValue }, choosing: Self.preferred)
        let stages = MatchStage.stages(of: matcher)
        let usesExternalID = stages.contains { $0.rules.contains(.externalID) }
        findings = MatchFindings(
            matcher: matcher, stages: stages, people: people.values, entries: entries.values,
            peopleByID: people.index, entriesByID: entries.index,
            entriesByAddress: Self.index(entries.values.count) { entries.values[$0].email },
            entriesByExternalID: usesExternalID
                ? Self.index(entries.values.count) { entries.values[$0].externalID } : nil,
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
            guard let email = findings.entries[row].email, findings.normalizer.mayChange(email),
                let form = findings.normalizer.normalForm(of: email), !AddressKey.areEqual(form, email)
            else { continue }
            index.insert(form, row: row)
        }
        findings.entriesByNormalForm = index
    }

    // MARK: Claims

    private mutating func collectAddressClaims(of open: [Int32], in stage: MatchStage) {
        for person in open {
            for (number, rule) in stage.rules.enumerated() {
                var wanted = Wanted()
                switch rule {
                // What most people go through is looked up without making a list of probes.
                case .upn:
                    add(
                        findings.entriesByAddress.rows(for: findings.people[Int(person)].userPrincipalName),
                        to: &wanted, in: stage)
                case .mail:
                    guard let mail = findings.people[Int(person)].mail else { continue }
                    add(findings.entriesByAddress.rows(for: mail), to: &wanted, in: stage)
                case .proxyAddress:
                    for address in findings.people[Int(person)].otherAddresses {
                        guard let start = AddressForms.mailStart(inProxyAddress: address) else { continue }
                        add(findings.entriesByAddress.rows(for: address, after: start), to: &wanted, in: stage)
                    }
                default:
                    for probe in findings.probes(of: findings.people[Int(person)], for: rule) {
                        add(findings.rows(for: probe.key, by: rule), to: &wanted, in: stage)
                    }
                }
                if wanted.first >= 0 {
                    claim(wanted, for: person, rule: number, in: stage)
                    break
                }
            }
        }
    }

    private mutating func collectNameClaims(of open: [Int32], in stage: MatchStage) {
        let free = findings.entries.indices.map { Int32($0) }.filter { findings.isOpen($0, to: stage) }
        let search = NameSearch(comparison: findings.matcher.names, people: findings.people, entries: findings.entries)
        findings.names = search.run(unmatched: open, free: free)
        for person in open {
            var wanted = Wanted()
            for match in findings.preferredNameMatches(of: Int(person)) { wanted.insert(match.row) }
            if wanted.first >= 0 { claim(wanted, for: person, rule: 0, in: stage) }
        }
    }

    /// Adds those rows that are usable and not claimed by an earlier stage.
    @inline(__always)
    private func add(_ rows: AddressIndex.Rows, to wanted: inout Wanted, in stage: MatchStage) {
        guard !rows.isEmpty else { return }
        if isAvailable(rows.first, in: stage) { wanted.insert(rows.first) }
        for row in rows.others where isAvailable(row, in: stage) { wanted.insert(row) }
    }

    private func isAvailable(_ row: Int32, in stage: MatchStage) -> Bool {
        findings.isOpen(row, to: stage) && findings.entries[Int(row)].isUsable
    }

    private mutating func claim(_ wanted: Wanted, for person: Int32, rule: Int, in stage: MatchStage) {
        findings.decisions[Int(person)].stage = stage.number
        findings.decisions[Int(person)].rule = UInt8(rule)
        findings.decisions[Int(person)].row = wanted.first
        register(wanted.first, for: person, stage: stage.number)
        guard !wanted.others.isEmpty else { return }
        for row in wanted.others { register(row, for: person, stage: stage.number) }
        var rows = [wanted.first] + wanted.others
        if stage.kind != .name {
            rows.sort { findings.entries[Int($0)].id < findings.entries[Int($1)].id }
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

    /// What one person wants: nearly always a single entry.
    private struct Wanted {
        var first: Int32 = -1
        var others: [Int32] = []

        @inline(__always)
        mutating func insert(_ row: Int32) {
            if first < 0 {
                first = row
            } else if row != first, !others.contains(row) {
                others.append(row)
            }
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

    private struct Unique<Value> {
        var values: [Value]
        var index: AddressIndex
        var repeated: [String] = []
    }

    /// Keeps one value for each id, at the place of its first mention. Without repetitions nothing is copied.
    ///
    /// The id is asked for by row: handing out whole values would touch the reference count of each of their strings.
    @inline(__always)
    private static func unique<Value>(
        _ values: [Value], id: (Int) -> String, choosing: (Value, Value) -> Value
    ) -> Unique<Value> {
        var bytes = 0
        for row in values.indices { bytes += id(row).utf8.count }
        var index = AddressIndex(capacity: values.count, byteCapacity: bytes, comparing: .identifier)
        for row in values.indices { index.insert(id(row), row: row) }
        guard index.count < values.count else { return Unique(values: values, index: index) }

        var result = Unique(values: [Value](), index: AddressIndex(capacity: index.count, comparing: .identifier))
        var repeated: Set<String> = []
        for row in values.indices {
            let key = id(row)
            if let place = result.index.firstRow(for: key) {
                result.values[place] = choosing(result.values[place], values[row])
                if repeated.insert(key).inserted { result.repeated.append(key) }
            } else {
                result.index.insert(key, row: result.values.count)
                result.values.append(values[row])
            }
        }
        return result
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

    /// Indexes rows by a key, asked for by row for the reason told at ``unique(_:id:choosing:)``.
    @inline(__always)
    private static func index(_ count: Int, by key: (Int) -> String?) -> AddressIndex {
        var index = AddressIndex(capacity: count)
        for row in 0..<count {
            if let key = key(row) { index.insert(key, row: row) }
        }
        return index
    }
}

extension MatchFindings {
    /// The entries whose names fit a person best: usable, nobody else's rather, and no further from the best than the margin.
    func preferredNameMatches(of person: Int) -> [NameMatch] {
        let eligible = (names.matches[Int32(person)] ?? []).filter {
            $0.betterPerson < 0 && entries[Int($0.row)].isUsable
        }
        guard let best = eligible.first else { return [] }
        return eligible.filter { !matcher.names.isClearlyBetter(best.score.total, than: $0.score.total) }
    }
}
