/// What a run works with and finds out, kept as numbers.
///
/// A result with its texts is made when somebody asks for it. A million results at once would take more memory than both
/// directories.
struct MatchFindings: Sendable {
    let matcher: IdentityMatcher
    let stages: [MatchStage]

    /// The people, each id once, in the order given.
    let people: [Person]
    /// The entries, each id once.
    let entries: [DirectoryEntry]
    let peopleByID: AddressIndex
    let entriesByID: AddressIndex
    let entriesByAddress: AddressIndex
    /// Only built when the rule is in use.
    let entriesByExternalID: AddressIndex?
    let normalizer: AddressNormalizer
    /// Built when a stage first needs it.
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
        let probes: [AddressProbe] =
            switch rule {
            case .externalID: [AddressProbe(field: .id, value: person.id.rawValue, address: nil)]
            case .upn: [AddressProbe(field: .userPrincipalName, value: person.userPrincipalName, address: nil)]
            case .mail: person.mail.map { [AddressProbe(field: .mail, value: $0, address: nil)] } ?? []
            case .proxyAddress: otherAddressProbes(of: person)
            case .guest: guestProbes(of: person)
            case .normalized: normalizedProbes(of: person)
            default: []
            }
        return probes.filter { !$0.key.isEmpty }
    }

    private func otherAddressProbes(of person: Person) -> [AddressProbe] {
        person.otherAddresses.compactMap { value in
            guard let address = AddressForms.mailAddress(inProxyAddress: value) else { return nil }
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
        let names =
            guest.isEmpty
            ? [AddressProbe(field: .userPrincipalName, value: person.userPrincipalName, address: nil)] : guest
        let mail = person.mail.map { [AddressProbe(field: .mail, value: $0, address: nil)] } ?? []
        return (names + mail + otherAddressProbes(of: person)).compactMap { probe in
            guard let form = normalizer.normalForm(of: probe.key) else { return nil }
            return AddressProbe(field: probe.field, value: probe.value, address: form)
        }
    }

    /// The index in which a rule looks up.
    func index(for rule: MatchRule) -> AddressIndex? {
        switch rule {
        case .externalID: entriesByExternalID
        case .normalized: entriesByNormalForm
        default: entriesByAddress
        }
    }

    /// Every entry that an address rule points to, usable or not, free or not, each once and in the order of their ids.
    func hits(of person: Person, by rule: MatchRule) -> [MatchHit] {
        guard let index = index(for: rule) else { return [] }
        var hits: [MatchHit] = []
        for probe in probes(of: person, for: rule) {
            let rows = index.rows(for: probe.key)
            guard !rows.isEmpty else { continue }
            for row in rows.all where !hits.contains(where: { $0.row == row }) {
                hits.append(MatchHit(row: row, field: probe.field, value: probe.value, comparedAs: probe.address))
            }
        }
        if hits.count > 1 { hits.sort { entries[Int($0.row)].id < entries[Int($1.row)].id } }
        return hits
    }
}
