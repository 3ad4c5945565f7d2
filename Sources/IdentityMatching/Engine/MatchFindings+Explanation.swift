extension MatchFindings {
    /// Tells how the result of a person came about.
    func explanation(of person: Int) -> MatchExplanation {
        var steps = [pinStep(for: person)]
        for stage in stages {
            for (number, rule) in stage.rules.enumerated() {
                steps.append(step(for: person, rule: rule, number: number, in: stage))
            }
        }
        for rule in unknownRules {
            steps.append(
                MatchExplanation.Step(
                    rule: rule, isAutomatic: matcher.isAutomatic(rule), verdict: .unknownRule,
                    text: "this rule is not known, so it was not tried."))
        }
        return MatchExplanation(
            userID: people.id(of: person), headline: headline(for: person), steps: steps, notes: notes(for: person))
    }

    private func headline(for person: Int) -> String {
        let value = people[person]
        let name = value.displayName.map { "\($0) <\(value.userPrincipalName)>" } ?? value.userPrincipalName
        let entries = wantedRows(of: person).map { words(for: $0) }.joined(separator: " or ")
        let rule = decidingRule(of: person).map { " by \($0)" } ?? ""
        let target = entries.isEmpty || decisions[person].outcome == .unmatched ? "" : ", \(entries)"
        return "\(name) (\(value.id)): \(decisions[person].outcome.rawValue)\(target)\(rule)."
    }

    private func pinStep(for person: Int) -> MatchExplanation.Step {
        func step(_ verdict: MatchExplanation.Verdict, _ text: String) -> MatchExplanation.Step {
            MatchExplanation.Step(rule: .pin, isAutomatic: true, verdict: verdict, text: text)
        }
        let decision = decisions[person]
        guard decision.stage == MatchStage.pins else {
            let stale = stalePins.filter { $0.pin.userID == people.id(of: person) }.compactMap(\.pin.entryID)
            guard !stale.isEmpty else { return step(.nothingToCompare, "the user has no pin.") }
            let ids = stale.map(\.rawValue).joined(separator: ", ")
            return step(.unavailable, "the user is pinned to \(ids), which does not exist.")
        }
        switch decision.outcome {
        case .pinned: return step(.decided, "the user is pinned to \(words(for: decision.row)).")
        case .unmatched: return step(.decided, "a pin says that the user has no entry.")
        default:
            return step(.ambiguous, (["the pins contradict each other."] + claims(of: person)).joined(separator: " "))
        }
    }

    /// Why a person's claim could not be granted: several entries, or several people.
    private func claims(of person: Int) -> [String] {
        let rows = wantedRows(of: person)
        var sentences: [String] = []
        if rows.count > 1 { sentences.append("\(rows.count) entries fit, and nothing tells them apart.") }
        for row in rows {
            let others = (rivals[row] ?? []).filter { Int($0) != person }
                .sorted { people.id(of: Int($0)) < people.id(of: Int($1)) }
            guard !others.isEmpty else { continue }
            let names = others.map { "\(words(forPerson: $0)) by \(decidingRule(of: Int($0)) ?? .pin)" }
            sentences.append("\(entries.id(of: Int(row))) is also wanted by \(names.joined(separator: " and ")).")
        }
        return sentences
    }

    // MARK: Rules

    private func step(
        for person: Int, rule: MatchRule, number: Int, in stage: MatchStage
    ) -> MatchExplanation.Step {
        let (verdict, text) =
            if rule.kind == .name {
                nameAccount(for: person, in: stage)
            } else {
                addressAccount(for: person, rule: rule, number: number, in: stage)
            }
        return MatchExplanation.Step(rule: rule, isAutomatic: stage.isAutomatic, verdict: verdict, text: text)
    }

    private func notTried(_ person: Int) -> (MatchExplanation.Verdict, String) {
        (.notTried, "not tried, \(decidingRule(of: person) ?? .pin) came first.")
    }

    private func ending(for person: Int) -> (MatchExplanation.Verdict, [String]) {
        let decision = decisions[person]
        switch decision.outcome {
        case .exact: return (.decided, ["Nobody else wants \(entries.id(of: Int(decision.row))), so this decides."])
        case .suggested:
            return (.decided, ["Nobody else wants \(entries.id(of: Int(decision.row))), so it is suggested."])
        default: return (.ambiguous, claims(of: person))
        }
    }

    private func addressAccount(
        for person: Int, rule: MatchRule, number: Int, in stage: MatchStage
    ) -> (MatchExplanation.Verdict, String) {
        let decision = decisions[person]
        let wasTried = wasTried(number, in: stage, for: person)
        // A later rule of the automatic address stage is still looked at, for what it says about the choice.
        guard wasTried || (stage.isAutomatic && stage.kind == .address) else { return notTried(person) }
        let probes = probes(of: people[person], for: rule)
        guard !probes.isEmpty else { return (.nothingToCompare, words(forNothingToCompareBy: rule)) }
        let hits = hits(of: people[person], by: rule)
        guard !hits.isEmpty else { return (.noCandidate, words(forMisses: probes, by: rule)) }

        var sentences = hits.map { words(for: $0, by: rule) }
        let isDeciding = stage.number == decision.stage && number == Int(decision.rule)
        let wanted = wantedRows(of: person)
        if !wasTried {
            let usable = hits.filter { entries.isUsable(Int($0.row)) }
            guard !usable.isEmpty else { return (.unavailable, joined(sentences, notUsable(hits))) }
            guard decision.outcome != .ambiguous, decision.outcome != .unmatched else { return notTried(person) }
            if usable.contains(where: { $0.row == decision.row }) { return (.agrees, joined(sentences, ["Agrees."])) }
            let chosen =
                "Disagrees: \(decidingRule(of: person) ?? .pin) comes first and chose \(words(for: decision.row))."
            return (.disagrees, joined(sentences, [chosen]))
        }
        for hit in hits where !(isDeciding && wanted.contains(hit.row)) {
            sentences += obstacle(to: hit, in: stage, person: person)
        }
        guard isDeciding else { return (.unavailable, joined(sentences, [])) }
        let (verdict, text) = ending(for: person)
        return (verdict, joined(sentences, text))
    }

    private func notUsable(_ hits: [MatchHit]) -> [String] {
        hits.filter { !entries.isUsable(Int($0.row)) }.map { "\(entries.id(of: Int($0.row))) is not usable." }
    }

    private func obstacle(to hit: MatchHit, in stage: MatchStage, person: Int) -> [String] {
        if !entries.isUsable(Int(hit.row)) { return notUsable([hit]) }
        guard !isOpen(hit.row, to: stage) else { return [] }
        return words(forHolderOf: hit.row, apartFrom: person).map { ["\(entries.id(of: Int(hit.row))) \($0)."] } ?? []
    }

    private func joined(_ first: [String], _ second: [String]) -> String {
        (first + second).joined(separator: " ")
    }

    private func nameAccount(for person: Int, in stage: MatchStage) -> (MatchExplanation.Verdict, String) {
        guard wasTried(0, in: stage, for: person) else { return notTried(person) }
        let name = NameSearch.name(of: people[person])
        guard name.isComparable else {
            return (.nothingToCompare, "displayName \"\(people[person].displayName ?? "")\" has fewer than two words.")
        }
        var sentences: [String] = []
        if names.skipped.contains(Int32(person)) {
            sentences.append(
                "More than \(matcher.names.largestGroup) entries have a similar name; those were passed over.")
        }
        let matches = names.matches[Int32(person)] ?? []
        guard !matches.isEmpty else {
            sentences.append(
                "no free entry has a name like \"\(name.text)\" (at least \(matcher.names.minimumScore)).")
            return (.noCandidate, joined(sentences, []))
        }
        let wanted = decisions[person].stage == stage.number ? wantedRows(of: person) : []
        for match in matches {
            let entry = entries[Int(match.row)]
            sentences.append(
                "displayName \"\(people[person].displayName ?? "")\" is like the name of \(words(for: match.row)): "
                    + "\(words(for: match.score)).")
            if !entry.isUsable {
                sentences.append("\(entry.id) is not usable.")
            } else if match.betterPerson >= 0 {
                sentences.append("\(entry.id) fits \(words(forPerson: match.betterPerson)) better.")
            } else if !wanted.contains(match.row) {
                sentences.append("Another fits the user better.")
            }
        }
        guard !wanted.isEmpty else { return (.unavailable, joined(sentences, [])) }
        let (verdict, text) = ending(for: person)
        return (verdict, joined(sentences, text))
    }
}
