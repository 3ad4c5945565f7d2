/// What a run works with and finds out, kept as numbers.
///
/// A result with its texts is made when somebody asks for it. A million results at once would take more memory than both
/// directories.
struct MatchFindings: Sendable {
    let matcher: IdentityMatcher
    let stages: [MatchStage]

    /// The people, each id once, in the order given.
    let people: PersonTable
    /// The entries, each id once.
    let entries: EntryTable
    let peopleByID: AddressIndex
    let entriesByID: AddressIndex
    let entriesByAddress: AddressIndex
    /// Only built when the rule is in use.
    let entriesByExternalID: AddressIndex?
    let normalizer: AddressNormalizer
    /// The entries whose e-mail is not in normal form; the others are found by address. Built when a stage first needs it.
    var entriesByNormalForm: AddressIndex?

    /// The decision about each person.
    var decisions: [MatchDecision]
    /// The stage in which each entry was first wanted.
    var claimedAt: [UInt8]
    /// The first person who wanted each entry, or -1.
    var claimants: [Int32]
    /// All who wanted an entry in the same stage, where there are several.
    var rivals: [Int32: [Int32]] = [:]
    /// All entries a person wanted, where there are several.
    var wanted: [Int32: [Int32]] = [:]
    /// Entries pinned to somebody who is not among the people.
    var reserved: [Int32: Person.ID] = [:]
    var names = NameSearch.Outcome()

    var stalePins: [StalePin] = []
    var conflictingPins: [MatchPin] = []
    var unknownRules: [MatchRule] = []
    var repeatedUserIDs: [Person.ID] = []
    var repeatedEntryIDs: [DirectoryEntry.ID] = []
    var counts = MatchCounts()

    /// The entry a person has: matched by a rule or a pin.
    func ownRow(of person: Int) -> Int32? {
        let decision = decisions[person]
        return decision.outcome == .exact || decision.outcome == .pinned ? decision.row : nil
    }

    /// The rule that led to a person's outcome.
    func decidingRule(of person: Int) -> MatchRule? {
        let decision = decisions[person]
        if decision.stage == MatchStage.pins { return .pin }
        if decision.isOpen { return nil }
        return stages[Int(decision.stage) - 1].rules[Int(decision.rule)]
    }

    /// All rows that the deciding rule found for a person, in the order of the candidates.
    func wantedRows(of person: Int) -> [Int32] {
        if let several = wanted[Int32(person)] { return several }
        let row = decisions[person].row
        return row < 0 ? [] : [row]
    }

    /// Whether an entry is open to a stage: claimed by no earlier one.
    func isOpen(_ row: Int32, to stage: MatchStage) -> Bool { claimedAt[Int(row)] >= stage.number }
}

/// An entry that a rule points to.
struct MatchHit {
    /// The entry's row.
    let row: Int32
    /// The person's field.
    let field: MatchField
    /// The person's value.
    let value: String
    /// The form in which it was compared, where it differs.
    let comparedAs: String?
}

/// A value of a person that an address rule looks up.
struct AddressProbe {
    let field: MatchField
    let value: String
    /// The address to look up, where it is not the value itself.
    let address: String?

    var key: String { address ?? value }
}

extension MatchFindings {
    /// What a rule looks up for a person. Empty values are left out.
    func probes(of person: Person, for rule: MatchRule) -> [AddressProbe] {
        switch rule {
        case .externalID: Self.probe(.id, person.id.rawValue)
        case .upn: Self.probe(.userPrincipalName, person.userPrincipalName)
        case .mail: Self.probe(.mail, person.mail ?? "")
        case .proxyAddress: otherAddressProbes(of: person)
        case .guest: guestProbes(of: person)
        case .normalized: normalizedProbes(of: person)
        default: []
        }
    }

    private static func probe(_ field: MatchField, _ value: String) -> [AddressProbe] {
        value.isEmpty ? [] : [AddressProbe(field: field, value: value, address: nil)]
    }

    private func otherAddressProbes(of person: Person) -> [AddressProbe] {
        person.otherAddresses.compactMap { value in
            guard let address = AddressForms.mailAddress(inProxyAddress: value), !address.isEmpty else { return nil }
            return AddressProbe(field: .otherAddresses, value: value, address: address == value ? nil : address)
        }
    }

    private func guestProbes(of person: Person) -> [AddressProbe] {
        guard let address = AddressForms.guestAddress(inUserPrincipalName: person.userPrincipalName) else { return [] }
        return [AddressProbe(field: .userPrincipalName, value: person.userPrincipalName, address: address)]
    }

    private func normalizedProbes(of person: Person) -> [AddressProbe] {
        let guest = guestProbes(of: person)
        // A guest's own name is no address of theirs; the one inside it is.
        let names = guest.isEmpty ? Self.probe(.userPrincipalName, person.userPrincipalName) : guest
        let mail = Self.probe(.mail, person.mail ?? "")
        return (names + mail + otherAddressProbes(of: person)).compactMap { probe in
            guard let form = normalizer.normalForm(of: probe.key) else { return nil }
            return AddressProbe(field: probe.field, value: probe.value, address: form)
        }
    }

    /// The entries that a rule finds under an address.
    @inline(__always)
    func rows(for key: String, by rule: MatchRule) -> AddressIndex.Rows {
        switch rule {
        case .externalID:
            return entriesByExternalID?.rows(for: key) ?? AddressIndex.Rows(first: -1, others: [])
        case .normalized:
            // The normal form of a normal form is itself, so entries that have one by nature are found by address.
            let rows = entriesByAddress.rows(for: key).all + (entriesByNormalForm?.rows(for: key).all ?? [])
            return AddressIndex.Rows(first: rows.first ?? -1, others: Array(rows.dropFirst()))
        default:
            return entriesByAddress.rows(for: key)
        }
    }

    /// Every entry that an address rule points to, usable or not, free or not, each once and in the order of their ids.
    func hits(of person: Person, by rule: MatchRule) -> [MatchHit] {
        var hits: [MatchHit] = []
        for probe in probes(of: person, for: rule) {
            let rows = rows(for: probe.key, by: rule)
            guard !rows.isEmpty else { continue }
            for row in rows.all where !hits.contains(where: { $0.row == row }) {
                hits.append(MatchHit(row: row, field: probe.field, value: probe.value, comparedAs: probe.address))
            }
        }
        if hits.count > 1 { hits.sort { entries.id(of: Int($0.row)) < entries.id(of: Int($1.row)) } }
        return hits
    }
}
