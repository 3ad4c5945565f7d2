extension MatchFindings {
    /// Whether a rule was tried for a person before the outcome was known.
    func wasTried(_ number: Int, in stage: MatchStage, for person: Int) -> Bool {
        let decision = decisions[person]
        return decision.isOpen || stage.number < decision.stage
            || (stage.number == decision.stage && number <= Int(decision.rule))
    }

    /// What an address rule found for a person.
    private struct RuleHits {
        let stage: MatchStage
        let rule: MatchRule
        /// Whether the rule was tried before the outcome was known. A rule that was not counts as evidence only.
        let wasTried: Bool
        let hits: [MatchHit]

        /// Whether what it found counts as evidence, whichever rule decided: so do the automatic rules on whole addresses.
        var isEvidence: Bool { stage.isAutomatic && stage.kind == .address }
    }

    /// What each address rule found that was tried for a person, or that counts as evidence.
    private func findings(for person: Int) -> [RuleHits] {
        var findings: [RuleHits] = []
        let value = people[person]
        for stage in stages where stage.kind != .name {
            for (number, rule) in stage.rules.enumerated() {
                let wasTried = wasTried(number, in: stage, for: person)
                guard wasTried || (stage.isAutomatic && stage.kind == .address) else { continue }
                let hits = hits(of: value, by: rule)
                if !hits.isEmpty {
                    findings.append(RuleHits(stage: stage, rule: rule, wasTried: wasTried, hits: hits))
                }
            }
        }
        return findings
    }

    /// Makes the result of a person.
    func result(of person: Int) -> MatchResult {
        let own = ownRow(of: person)
        let findings = findings(for: person)
        return MatchResult(
            userID: people.id(of: person), outcome: decisions[person].outcome,
            entryID: own.map { entries.id(of: Int($0)) },
            rule: decidingRule(of: person), evidence: evidence(for: person, in: findings),
            candidates: candidates(for: person), notes: notes(for: person, in: findings))
    }

    /// What there is to know about the result of a person.
    func notes(for person: Int) -> [MatchNote] { notes(for: person, in: findings(for: person)) }

    // MARK: Evidence

    private func evidence(for person: Int, in findings: [RuleHits]) -> [MatchEvidence] {
        var evidence: [MatchEvidence] = []
        for found in findings where found.isEvidence {
            for hit in found.hits where entries.isUsable(Int(hit.row)) {
                evidence.append(self.evidence(of: hit, by: found.rule))
            }
        }
        let decision = decisions[person]
        guard decision.stage != MatchStage.pins, let rule = decidingRule(of: person) else { return evidence }
        let rows = wantedRows(of: person)
        if rule.kind == .name {
            for match in names.matches[Int32(person)] ?? [] where rows.contains(match.row) {
                evidence += nameEvidence(of: match, for: people[person])
            }
        }
        for found in findings where !found.isEvidence && found.rule == rule {
            for hit in found.hits where rows.contains(hit.row) {
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
                entryID: entries.id(of: Int(row)), rule: rule, score: score,
                rivals: (rivals[row] ?? []).filter { Int($0) != person }.map { people.id(of: Int($0)) }.sorted())
        }
    }

    // MARK: Notes

    private func notes(for person: Int, in findings: [RuleHits]) -> [MatchNote] {
        var notes = pinNotes(for: person)
        if people[person].isGuest, decisions[person].outcome != .unmatched {
            notes.append(MatchNote(.guestAccount, "The user is a guest of the tenant."))
        }
        if let own = ownRow(of: person) {
            if let note = addressNote(for: people[person], row: own) { notes.append(note) }
            notes += disagreementNotes(for: person, own: own, in: findings)
        }
        notes += unavailableNotes(for: person, in: findings)
        if names.matches[Int32(person)] != nil {
            notes += unavailableNames(for: person).filter { note in !notes.contains { $0.entryID == note.entryID } }
        }
        return notes
    }

    private func pinNotes(for person: Int) -> [MatchNote] {
        let userID = people.id(of: person)
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
            if !entries.isUsable(Int(row)) {
                notes.append(
                    MatchNote(
                        .unusableEntry, "The user is pinned to \(words(for: row)), which is not usable.",
                        entry: entries.id(of: Int(row))))
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

    private func disagreementNotes(for person: Int, own: Int32, in findings: [RuleHits]) -> [MatchNote] {
        var seen = [own]
        var notes: [MatchNote] = []
        for found in findings where found.isEvidence {
            for hit in found.hits where entries.isUsable(Int(hit.row)) && !seen.contains(hit.row) {
                seen.append(hit.row)
                let chosen = "\(words(for: own)) by \(decidingRule(of: person) ?? .pin)"
                notes.append(
                    MatchNote(
                        .rulesDisagree,
                        "The user is matched to \(chosen), but by \(found.rule) also to \(words(for: hit.row)). "
                            + "Correct the address, or pin the user.",
                        entry: entries.id(of: Int(hit.row))))
            }
        }
        return notes
    }

    /// Names the entries that fit but cannot be had. Without an entry of their own, that is why a person has none.
    private func unavailableNotes(for person: Int, in findings: [RuleHits]) -> [MatchNote] {
        var seen = wantedRows(of: person)
        var notes: [MatchNote] = []
        let own = ownRow(of: person)
        for found in findings where found.wasTried {
            for hit in found.hits where !seen.contains(hit.row) {
                if let note = unavailableNote(for: hit, by: found.rule, in: found.stage, person: person, own: own) {
                    seen.append(hit.row)
                    notes.append(note)
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

    private func unavailableNames(for person: Int) -> [MatchNote] {
        let wanted = wantedRows(of: person)
        var notes: [MatchNote] = []
        for match in names.matches[Int32(person)] ?? [] where !wanted.contains(match.row) {
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
