extension MatchFindings {
    /// An entry in words: its id and name, and its state if it is not usable.
    func words(for row: Int32) -> String {
        let entry = entries[Int(row)]
        let name = entry.name.map { " \"\($0)\"" } ?? ""
        guard !entry.isUsable else { return "\(entry.id)\(name)" }
        return "\(entry.id)\(name) (\([entry.kind.rawValue, entry.status].compactMap(\.self).joined(separator: ", ")))"
    }

    /// A person in words: id and name.
    func words(forPerson person: Int32) -> String {
        let person = people[Int(person)]
        return "\(person.id) \"\(person.displayName ?? person.userPrincipalName)\""
    }

    /// What a rule found, in words.
    func words(for hit: MatchHit, by rule: MatchRule) -> String {
        let entry = words(for: hit.row)
        switch rule {
        case .externalID: return "\(hit.field) \"\(hit.value)\" is the external id of \(entry)."
        case .guest:
            return "\(hit.field) \"\(hit.value)\" stands for \"\(hit.comparedAs ?? "")\", the e-mail of \(entry)."
        case .normalized:
            let email = entries[Int(hit.row)].email ?? ""
            return "\(hit.field) \"\(hit.value)\" and the e-mail \"\(email)\" of \(entry) are both "
                + "\"\(hit.comparedAs ?? "")\" in normal form."
        default: return "\(hit.field) \"\(hit.value)\" is the e-mail of \(entry)."
        }
    }

    /// What a rule looked for in vain, in words.
    func words(forMisses probes: [AddressProbe], by rule: MatchRule) -> String {
        let values = probes.map { "\"\($0.key)\"" }.joined(separator: ", ")
        return switch rule {
        case .externalID: "id \(values) is no entry's external id."
        case .guest: "the name stands for \(values), which is no entry's e-mail."
        case .normalized: "no entry's e-mail has one of these normal forms: \(values)."
        case .proxyAddress: "no entry's e-mail is one of these: \(values)."
        default: "\(rule == .upn ? "userPrincipalName" : "mail") \(values) is no entry's e-mail."
        }
    }

    /// Why a rule had nothing to look for, in words.
    func words(forNothingToCompareBy rule: MatchRule) -> String {
        switch rule {
        case .upn: "the user principal name is empty."
        case .mail: "the user has no mail address."
        case .proxyAddress: "the user has no other mail addresses."
        case .guest: "the user principal name is not that of a guest."
        case .normalized: "no address of the user has a normal form."
        default: "there is nothing to compare."
        }
    }

    /// Whose an entry is, in words; nil if an automatic or suggesting stage may still have it.
    func words(forHolderOf row: Int32, apartFrom person: Int) -> String? {
        if let userID = reserved[row] { return "is pinned to \(userID), who is not among the people given" }
        guard claimants[Int(row)] >= 0 else { return nil }
        let holders = (rivals[row] ?? [claimants[Int(row)]]).filter { Int($0) != person }
            .sorted { people.id(of: Int($0)) < people.id(of: Int($1)) }
        guard let first = holders.first else { return nil }
        let rule = decidingRule(of: Int(first)) ?? .pin
        switch decisions[Int(first)].outcome {
        case .exact, .pinned: return "belongs to \(words(forPerson: first)) by \(rule)"
        case .suggested: return "is suggested to \(words(forPerson: first)) by \(rule)"
        case .ambiguous, .unmatched:
            return "is wanted by "
                + holders.map { "\(words(forPerson: $0)) by \(decidingRule(of: Int($0)) ?? .pin)" }
                .joined(separator: " and ")
        }
    }

    /// A score and what it is made of, in words.
    func words(for score: NameScore) -> String {
        let weight = matcher.names.departmentWeight
        let department =
            switch score.department {
            case .same: "same department"
            case .unknown: "department unknown"
            case .different: "other department"
            }
        return "\(score.total) = \(Self.short(1 - weight)) × \(score.name) (name) + \(Self.short(weight)) × "
            + "\(score.department.score) (\(department))"
    }

    /// A number to three places, as `1 - 0.1` would otherwise read.
    private static func short(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
