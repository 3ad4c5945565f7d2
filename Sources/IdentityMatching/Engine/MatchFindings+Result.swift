extension MatchFindings {
    /// Whether a rule was tried for a person before the outcome was known.
    func wasTried(_ number: Int, in stage: MatchStage, for person: Int) -> Bool {
        let decision = decisions[person]
        return decision.isOpen || stage.number < decision.stage
            || (stage.number == decision.stage && number <= Int(decision.rule))
    }

    /// The stage whose rules count as evidence in any case: the automatic address rules.
    private var evidenceStage: MatchStage? { stages.first { $0.isAutomatic && $0.kind == .address } }

    /// Makes the result of a person.
    func result(of person: Int) -> MatchResult {
        let decision = decisions[person]
        let own = ownRow(of: person)
        return MatchResult(
            userID: people[person].id, outcome: decision.outcome, entryID: own.map { entries[Int($0)].id },
            rule: decidingRule(of: person), evidence: evidence(for: person),
            candidates: candidates(for: person), notes: notes(for: person))
    }

    // MARK: Evidence

    private func evidence(for person: Int) -> [MatchEvidence] {
        var evidence: [MatchEvidence] = []
        for rule in evidenceStage?.rules ?? [] {
            for hit in hits(of: people[person], by: rule) where entries[Int(hit.row)].isUsable {
                evidence.append(self.evidence(of: hit, by: rule))
            }
        }
        let decision = decisions[person]
        guard decision.stage != MatchStage.pins, let rule = decidingRule(of: person),
            decision.stage != evidenceStage?.number
        else { return evidence }
        let rows = wantedRows(of: person)
        if rule.kind == .name {
            for match in names.matches[Int32(person)] ?? [] where rows.contains(match.row) {
                evidence += nameEvidence(of: match, for: people[person])
            }
        } else {
            for hit in hits(of: people[person], by: rule) where rows.contains(hit.row) {
                evidence.append(self.evidence(of: hit, by: rule))
            }
        }
        return evidence
    }

    private func evidence(of hit: MatchHit, by rule: MatchRule) -> MatchEvidence {
        let entry = entries[Int(hit.row)]
        return MatchEvidence(
            rule: rule, entryID: entry.id, userField: hit.field, userValue: hit.value,
            entryField: rule == .externalID ? .externalID : .email,
            entryValue: (rule == .externalID ? entry.externalID : entry.email) ?? "",
            comparedAs: hit.comparedAs, score: nil)
    }

    private func nameEvidence(of match: NameMatch, for person: Person) -> [MatchEvidence] {
        let entry = entries[Int(match.row)]
        var evidence = [
            MatchEvidence(
                rule: .name, entryID: entry.id, userField: .displayName, userValue: person.displayName ?? "",
                entryField: .name, entryValue: entry.name ?? "",
                comparedAs: NameSearch.name(of: person).text, score: match.score.name)
        ]
        if match.score.department == .same {
            evidence.append(
                MatchEvidence(
                    rule: .name, entryID: entry.id, userField: .department, userValue: person.department ?? "",
                    entryField: .department, entryValue: entry.department ?? "", comparedAs: nil, score: nil))
        }
        return evidence
    }

    // MARK: Candidates

    private func candidates(for person: Int) -> [MatchCandidate] {
        let decision = decisions[person]
        guard decision.outcome == .ambiguous || decision.outcome == .suggested,
            let rule = decidingRule(of: person)
        else { return [] }
        return wantedRows(of: person).map { row in
            let score =
                rule.kind == .name
                ? names.matches[Int32(person)]?.first { $0.row == row }?.score.total : nil
            return MatchCandidate(
                entryID: entries[Int(row)].id, rule: rule, score: score,
                rivals: (rivals[row] ?? []).filter { Int($0) != person }.map { people[Int($0)].id }.sorted())
        }
    }

    // MARK: Notes

    func notes(for person: Int) -> [MatchNote] {
        var notes = pinNotes(for: person)
        if people[person].isGuest, decisions[person].outcome != .unmatched {
            notes.append(MatchNote(.guestAccount, "The user is a guest of the tenant."))
        }
        if let own = ownRow(of: person) {
            if let note = addressNote(for: people[person], row: own) { notes.append(note) }
            notes += disagreementNotes(for: person, own: own)
        }
        return notes + unavailableNotes(for: person)
    }

    private func pinNotes(for person: Int) -> [MatchNote] {
        let userID = people[person].id
        var notes: [MatchNote] = []
        for stale in stalePins where stale.pin.userID == userID {
            guard let entryID = stale.pin.entryID else { continue }
            notes.append(
                MatchNote(
                    .stalePin, "The user is pinned to \(entryID), which does not exist. Remove or renew the pin.",
                    entry: entryID))
        }
        guard decisions[person].stage == MatchStage.pins else { return notes }
        switch decisions[person].outcome {
        case .ambiguous:
            notes.append(
                MatchNote(
                    .conflictingPins, "The pins contradict each other. Leave one pin for each user and each entry."))
        case .unmatched:
            notes.append(MatchNote(.neverPin, "A pin says that the user has no entry."))
        default:
            let row = decisions[person].row
            if !entries[Int(row)].isUsable {
                notes.append(
                    MatchNote(
                        .unusableEntry, "The user is pinned to \(words(for: row)), which is not usable.",
                        entry: entries[Int(row)].id))
            }
        }
        return notes
    }

    /// Warns when the three addresses do not agree, which some of RingCentral's features need.
    private func addressNote(for person: Person, row: Int32) -> MatchNote? {
        let entry = entries[Int(row)]
        guard let email = entry.email, !email.isEmpty else { return nil }
        let isName = AddressKey.areEqual(email, person.userPrincipalName)
        let isMail = AddressKey.areEqual(email, person.mail ?? "")
        guard !(isName && isMail) else { return nil }
        let mail = person.mail.flatMap { $0.isEmpty ? nil : "\"\($0)\"" } ?? "none"
        return MatchNote(
            .addressesDiffer,
            "The e-mail \"\(email)\" of \(words(for: row)) should be both the user principal name "
                + "(\"\(person.userPrincipalName)\") and the mail address (\(mail)). Until they agree, chat notifications for "
                + "missed communications and personal contacts do not work in RingCentral.",
            entry: entry.id)
    }

    private func disagreementNotes(for person: Int, own: Int32) -> [MatchNote] {
        var seen: Set<Int32> = [own]
        var notes: [MatchNote] = []
        for rule in evidenceStage?.rules ?? [] {
            for hit in hits(of: people[person], by: rule) where entries[Int(hit.row)].isUsable {
                guard seen.insert(hit.row).inserted else { continue }
                let chosen = "\(words(for: own)) by \(decidingRule(of: person) ?? .pin)"
                notes.append(
                    MatchNote(
                        .rulesDisagree,
                        "The user is matched to \(chosen), but by \(rule) also to \(words(for: hit.row)). "
                            + "Correct the address, or pin the user.",
                        entry: entries[Int(hit.row)].id))
            }
        }
        return notes
    }

    /// Names the entries that fit but cannot be had. Without an entry of their own, that is why a person has none.
    private func unavailableNotes(for person: Int) -> [MatchNote] {
        var seen: Set<Int32> = Set(wantedRows(of: person))
        var notes: [MatchNote] = []
        let own = ownRow(of: person)
        for stage in stages {
            for (number, rule) in stage.rules.enumerated() where wasTried(number, in: stage, for: person) {
                if rule.kind == .name {
                    notes += unavailableNames(for: person, seen: &seen)
                    continue
                }
                for hit in hits(of: people[person], by: rule) where !seen.contains(hit.row) {
                    if let note = unavailableNote(for: hit, by: rule, in: stage, person: person, own: own) {
                        seen.insert(hit.row)
                        notes.append(note)
                    }
                }
            }
        }
        return notes
    }

    private func unavailableNote(
        for hit: MatchHit, by rule: MatchRule, in stage: MatchStage, person: Int, own: Int32?
    ) -> MatchNote? {
        let entry = entries[Int(hit.row)]
        if !entry.isUsable {
            return MatchNote(
                .unusableEntry, "\(words(for: hit.row)) fits by \(rule), but is not usable.", entry: entry.id)
        }
        // With an entry of their own the person has a disagreement, which another note tells.
        guard own == nil, !isOpen(hit.row, to: stage),
            let holder = words(forHolderOf: hit.row, apartFrom: person)
        else { return nil }
        return MatchNote(.entryTaken, "\(words(for: hit.row)) fits by \(rule), but \(holder).", entry: entry.id)
    }

    private func unavailableNames(for person: Int, seen: inout Set<Int32>) -> [MatchNote] {
        var notes: [MatchNote] = []
        for match in names.matches[Int32(person)] ?? [] where seen.insert(match.row).inserted {
            let entry = entries[Int(match.row)]
            if !entry.isUsable {
                notes.append(
                    MatchNote(
                        .unusableEntry, "\(words(for: match.row)) fits by name, but is not usable.", entry: entry.id))
            } else if match.betterPerson >= 0 {
                notes.append(
                    MatchNote(
                        .entryTaken,
                        "\(words(for: match.row)) fits by name, but fits \(words(forPerson: match.betterPerson)) better.",
                        entry: entry.id))
            }
        }
        return notes
    }
}
