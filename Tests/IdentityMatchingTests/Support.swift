import IdentityMatching

/// A small generator (SplitMix64), so that a random test repeats exactly.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// A person with the address `name@contoso.com` as user principal name and mail.
func person(_ id: Person.ID, _ name: String) -> Person {
    Person(id: id, userPrincipalName: "\(name)@contoso.com", mail: "\(name)@contoso.com")
}

/// An entry with the e-mail `name@contoso.com`.
func entry(_ id: DirectoryEntry.ID, _ name: String) -> DirectoryEntry {
    DirectoryEntry(id: id, email: "\(name)@contoso.com")
}

extension MatchReport {
    /// The outcome of a person in the short form that most tests compare: outcome, entry, rule.
    func short(_ userID: Person.ID) -> String {
        guard let result = self[userID] else { return "absent" }
        let entry =
            result.entryID ?? DirectoryEntry.ID(result.candidates.map(\.entryID.rawValue).joined(separator: "|"))
        return [result.outcome.rawValue, entry.rawValue, result.rule?.rawValue ?? ""]
            .filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The codes of a person's notes.
    func codes(_ userID: Person.ID) -> [MatchNote.Code] { self[userID]?.notes.map(\.code) ?? [] }
}
