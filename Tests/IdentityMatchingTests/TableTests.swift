import IdentityMatching
import Testing

@Suite("Tables")
struct TableTests {
    private static let people = [
        Person(id: "1", userPrincipalName: ""),
        Person(id: "", userPrincipalName: "ann@contoso.com", mail: "ann@contoso.com"),
        Person(id: "2", userPrincipalName: "ann@contoso.com", mail: "", otherAddresses: ["", "", "smtp:a@b.c"]),
        Person(
            id: "3", userPrincipalName: "gül@contoso.com", mail: "gu\u{308}l@contoso.com",
            otherAddresses: ["gu\u{308}l@contoso.com", "gül@contoso.com"], displayName: "", department: "\0",
            isGuest: true),
        Person(
            id: "4", userPrincipalName: String(repeating: "x", count: 20_000),
            otherAddresses: (0..<300).map { "smtp:\($0)@contoso.com" }, displayName: "Ann", department: "Ann"),
    ]

    private static let entries = [
        DirectoryEntry(id: "1"), DirectoryEntry(id: "1", email: "1", externalID: "1"),
        DirectoryEntry(id: "2", email: "", name: "", department: "", externalID: "", status: ""),
        DirectoryEntry(
            id: "3", email: "a@b.c", name: "Gül", department: "d", externalID: "x", kind: .department, isUsable: false,
            status: "Disabled"),
    ]

    @Test func `people and entries come back as they were given, in the order given`() {
        #expect(Array(PersonTable(Self.people)) == Self.people)
        #expect(Array(EntryTable(Self.entries)) == Self.entries)
        #expect(PersonTable().isEmpty && EntryTable().isEmpty)
    }

    @Test func `thousands of them are found at their places`() {
        var table = PersonTable()
        var entries = EntryTable()
        for number in 0..<5_000 {
            table.append(Self.people[number % Self.people.count])
            entries.append(DirectoryEntry(id: DirectoryEntry.ID("\(number)"), email: "\(number)@contoso.com"))
        }
        #expect(table.count == 5_000)
        for number in stride(from: 0, to: 5_000, by: 7) {
            #expect(table[number].userPrincipalName == Self.people[number % Self.people.count].userPrincipalName)
            #expect(entries[number].id.rawValue == "\(number)")
        }
    }

    @Test func `a match of tables is the match of the same arrays`() {
        let people = (0..<3_000).map { number in
            Person(
                id: Person.ID("u\(number % 2_900)"), userPrincipalName: "\(number)@contoso.com",
                mail: number % 3 == 0 ? nil : "Mail\(number % 2_500)@contoso.com",
                otherAddresses: ["smtp:alias\(number)@contoso.com", "X500:/o=x"], displayName: "Ann Lee\(number % 50)")
        }
        let entries = (0..<3_000).map { number in
            DirectoryEntry(
                id: DirectoryEntry.ID("\(number % 2_950)"),
                email: ["\(number)", "mail\(number)", "ALIAS\(number)"][number % 3] + "@contoso.com",
                name: "Ann Lee\(number % 60)", isUsable: number % 10 != 0)
        }
        let matcher = IdentityMatcher(rules: [.upn, .mail, .proxyAddress])
        let ofArrays = matcher.match(people, with: entries)
        let ofTables = matcher.match(PersonTable(people), with: EntryTable(entries))
        #expect(Array(ofTables.results) == Array(ofArrays.results))
        #expect(ofTables.repeatedUserIDs.count == 100)
        #expect(ofTables.repeatedUserIDs == ofArrays.repeatedUserIDs)
        #expect(ofTables.repeatedEntryIDs.count == 50)
        #expect(ofTables.unmatchedEntries == ofArrays.unmatchedEntries)
        #expect(ofTables.counts.exact > 500 && ofTables.counts.suggested > 500)
    }
}
