import IdentityMatching

/// A second, slow matcher for the rules on whole addresses, written from the description alone: no index, no stages kept in
/// arrays, every pair looked at. It tells what the real one must find.
struct NaiveMatcher {
    let rules: [MatchRule]
    let promoting: Set<MatchRule>
    let pins: [MatchPin]

    struct Verdict: Equatable {
        var outcome: MatchOutcome
        var entries: Set<DirectoryEntry.ID> = []
        var rule: MatchRule?
    }

    func match(_ people: [Person], with entries: [DirectoryEntry]) -> [Person.ID: Verdict] {
        var verdicts: [Person.ID: Verdict] = [:]
        var taken: Set<DirectoryEntry.ID> = []
        applyPins(people, entries, &verdicts, &taken)
        for isAutomatic in [true, false] {
            let stage = rules.filter { (promoting.contains($0) || $0 == .upn || $0 == .mail) == isAutomatic }
            var wants: [Person.ID: (entries: Set<DirectoryEntry.ID>, rule: MatchRule)] = [:]
            for person in people where verdicts[person.id] == nil {
                for rule in stage {
                    let found = entries.filter { entry in
                        entry.isUsable && !taken.contains(entry.id)
                            && addresses(of: person, rule).contains { $0.lowercased() == entry.email?.lowercased() }
                    }
                    if !found.isEmpty {
                        wants[person.id] = (Set(found.map(\.id)), rule)
                        break
                    }
                }
            }
            for (userID, want) in wants {
                let isContested = wants.contains {
                    $0.key != userID && !$0.value.entries.isDisjoint(with: want.entries)
                }
                let isSole = want.entries.count == 1 && !isContested
                verdicts[userID] = Verdict(
                    outcome: isSole ? (isAutomatic ? .exact : .suggested) : .ambiguous, entries: want.entries,
                    rule: want.rule)
            }
            for want in wants.values { taken.formUnion(want.entries) }
        }
        for person in people where verdicts[person.id] == nil { verdicts[person.id] = Verdict(outcome: .unmatched) }
        return verdicts
    }

    private func applyPins(
        _ people: [Person], _ entries: [DirectoryEntry], _ verdicts: inout [Person.ID: Verdict],
        _ taken: inout Set<DirectoryEntry.ID>
    ) {
        let userIDs = Set(people.map(\.id))
        let entryIDs = Set(entries.map(\.id))
        let existing = Set(pins).filter { $0.entryID.map(entryIDs.contains) ?? true }
        let live = existing.filter { userIDs.contains($0.userID) }
        for userID in Set(live.map(\.userID)) {
            let own = live.filter { $0.userID == userID }
            let targets = Set(own.compactMap(\.entryID))
            let isContested = live.contains { pin in
                pin.userID != userID && pin.entryID.map(targets.contains) == true
            }
            let outcome: MatchOutcome =
                own.count > 1 || isContested ? .ambiguous : targets.isEmpty ? .unmatched : .pinned
            verdicts[userID] = Verdict(outcome: outcome, entries: targets, rule: .pin)
        }
        taken.formUnion(existing.compactMap(\.entryID))
    }

    private func addresses(of person: Person, _ rule: MatchRule) -> [String] {
        switch rule {
        case .upn: [person.userPrincipalName]
        case .mail: [person.mail].compactMap(\.self)
        case .proxyAddress: person.otherAddresses
        default: []
        }
    }
}
