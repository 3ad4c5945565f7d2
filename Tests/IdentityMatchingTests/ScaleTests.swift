import IdentityMatching
import Testing

@Suite("Size")
struct ScaleTests {
    /// 100,000 people with user principal name, mail and three aliases each. One in twenty has no entry of theirs; of the
    /// others, a third matches by user principal name, a third by mail and a third by alias.
    @Test func `100,000 people with 500,000 addresses are matched with 100,000 entries`() {
        let count = 100_000
        let people = (0..<count).map { index in
            Person(
                id: Person.ID("user-\(index)"), userPrincipalName: "Upn\(index)@Contoso.com",
                mail: "Mail\(index)@Contoso.com",
                otherAddresses: (0..<3).map { "smtp:Alias\($0).\(index)@Contoso.com" },
                displayName: "Given\(index) Family\(index % 5_000)")
        }
        let entries = (0..<count).reversed().map { index in
            let email =
                if index.isMultiple(of: 20) {
                    "other\(index)@contoso.com"
                } else {
                    ["upn\(index)", "mail\(index)", "alias2.\(index)"][index % 3] + "@contoso.com"
                }
            return DirectoryEntry(id: DirectoryEntry.ID("\(index)"), email: email, name: "Entry \(index)")
        }
        let report = IdentityMatcher().match(people, with: entries)
        let matchable = (0..<count).filter { !$0.isMultiple(of: 20) }
        #expect(report.counts.exact == matchable.count { $0 % 3 != 2 })
        #expect(report.counts.suggested == matchable.count { $0 % 3 == 2 })
        #expect(report.counts.unmatched == count / 20)
        #expect(report.counts.ambiguous == 0)
        for index in stride(from: 0, to: count, by: 997) where !index.isMultiple(of: 20) {
            let result = report[Person.ID("user-\(index)")]
            #expect(result?.rule == [.upn, .mail, .proxyAddress][index % 3])
            #expect((result?.entryID ?? result?.candidates.first?.entryID)?.rawValue == "\(index)")
        }
    }

    @Test func `2,000 people without any address in common are compared by name`() {
        var random = SeededGenerator(seed: 5)
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        func word() -> String { String((0..<7).map { _ in letters.randomElement(using: &random) ?? "a" }) }
        let names = (0..<2_000).map { _ in "\(word()) \(word())" }
        let people = names.enumerated().map {
            Person(id: Person.ID("u\($0)"), userPrincipalName: "u\($0)@contoso.com", displayName: $1)
        }
        let entries = names.enumerated().map {
            DirectoryEntry(id: DirectoryEntry.ID("\($0)"), email: "e\($0)@phones.example", name: $1)
        }
        let report = IdentityMatcher().match(people, with: entries)
        #expect(report.counts.suggested == 2_000)
        for result in report.results.prefix(500) {
            #expect(result.candidates.first?.entryID.rawValue == String(result.userID.rawValue.dropFirst()))
        }
    }
}
