/// The entries that one person wants: nearly always a single one.
struct WantedRows {
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

extension MatchFindings {
    /// What a person wants in a stage of addresses: what the first rule that points to anything points to, and the number of that rule.
    ///
    /// This is what a match spends its time on. The person's record is gone through once for all rules, and what most people are found by
    /// is looked up without making a text or a list.
    func addressMatches(of person: Int, in stage: MatchStage) -> (wanted: WantedRows, rule: Int) {
        people.withAddresses(of: person) { addresses in
            // Made only for rules that need all of it.
            var value: Person?
            var wanted = WantedRows()
            for (number, lookUp) in stage.lookUps.enumerated() {
                switch lookUp {
                case .userPrincipalName:
                    if let name = unsafe addresses.userPrincipalName {
                        add(unsafe entriesByAddress.rows(forBytes: name), to: &wanted, in: stage)
                    }
                case .mail:
                    if let mail = unsafe addresses.mail {
                        add(unsafe entriesByAddress.rows(forBytes: mail), to: &wanted, in: stage)
                    }
                case .otherAddresses:
                    unsafe addresses.forEachOther { address in
                        guard let start = unsafe AddressForms.mailStart(inProxyAddress: address) else { return }
                        add(unsafe entriesByAddress.rows(forBytes: address, after: start), to: &wanted, in: stage)
                    }
                case .probes:
                    let rule = stage.rules[number]
                    let person = value ?? people[person]
                    value = person
                    for probe in probes(of: person, for: rule) {
                        add(rows(for: probe.key, by: rule), to: &wanted, in: stage)
                    }
                }
                if wanted.first >= 0 { return (wanted, number) }
            }
            return (wanted, 0)
        }
    }

    /// Adds those rows that are usable and not claimed by an earlier stage.
    @inline(__always)
    private func add(_ rows: AddressIndex.Rows, to wanted: inout WantedRows, in stage: MatchStage) {
        guard !rows.isEmpty else { return }
        if isAvailable(rows.first, in: stage) { wanted.insert(rows.first) }
        for row in rows.others where isAvailable(row, in: stage) { wanted.insert(row) }
    }

    @inline(__always)
    private func isAvailable(_ row: Int32, in stage: MatchStage) -> Bool {
        isOpen(row, to: stage) && entries.isUsable(Int(row))
    }
}
