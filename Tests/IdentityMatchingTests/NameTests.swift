import Testing

@testable import IdentityMatching

@Suite("Names")
struct NameTests {
    @Test(arguments: [
        ("Łukasz Ødegård", ["lukasz", "odegard"]),
        ("E\u{301}milie Müller-Straße", ["emilie", "muller", "strasse"]),
        ("Lee, Ann (Contractor) [EXT]", ["lee", "ann"]),
        ("Seán O’Neil", ["sean", "oneil"]),
        ("Юрий Гагарин", ["urij", "gagarin"]),
        ("王小明", ["wang", "xiao", "ming"]),
        ("İlker Ağaoğlu", ["ilker", "agaoglu"]),
        ("  ", []),
    ])
    func `names are written in plain lower-case words`(name: String, words: [String]) {
        #expect(ComparableName.words(of: name).map { String(decoding: $0, as: UTF8.self) } == words)
    }

    @Test(arguments: [
        ("MARTHA", "MARHTA", 0.961), ("DWAYNE", "DUANE", 0.84), ("DIXON", "DICKSONX", 0.813), ("ABC", "XYZ", 0),
        ("", "A", 0), ("SAME", "SAME", 1),
    ])
    func `Jaro-Winkler gives the published values`(left: String, right: String, value: Double) {
        let similarity = NameSimilarity.jaroWinkler(Array(left.utf8), Array(right.utf8))
        #expect(abs(similarity - value) < 0.0006)
        #expect(similarity == NameSimilarity.jaroWinkler(Array(right.utf8), Array(left.utf8)))
    }

    private func score(
        _ left: String, _ right: String, departments: (String?, String?) = (nil, nil)
    ) -> Double {
        NameComparison().score(
            ComparableName(name: left, department: departments.0),
            ComparableName(name: right, department: departments.1)
        ).total
    }

    @Test func `the same name scores by department`() {
        #expect(score("Ann Lee", "Lee, Ann", departments: ("Sales", "sales")) == 1)
        #expect(score("Ann Lee", "Ann Lee") == 0.95)
        #expect(score("Ann Lee", "Ann Lee", departments: ("Sales", "Support")) == 0.9)
    }

    @Test(arguments: [
        ("Jon Smith", "John Smith"), ("Ann Lee", "A. Lee"), ("Ann Lee", "Anne Lee"), ("Łukasz Nowak", "Lukas Novak"),
        ("Anna Maria Schmidt", "Anna Schmidt"),
    ])
    func `slips, initials and middle names still suggest`(left: String, right: String) {
        #expect(score(left, right) >= NameComparison().minimumScore)
    }

    @Test func `a slip in both words suggests only in the same department`() {
        #expect(score("Jon Smith", "John Smyth") < NameComparison().minimumScore)
        #expect(score("Jon Smith", "John Smyth", departments: ("Sales", "Sales")) >= NameComparison().minimumScore)
    }

    @Test(arguments: [
        ("Ann Lee", "Bob Lee"), ("Christopher Lee", "Christopher Low"), ("Bob Jones", "Robert Jones"),
        ("Ann Lee", "Lee"),
        ("Ann Lee", "Ann Marie Louise Charlotte Lee"),
    ])
    func `other people, nicknames and half names do not`(left: String, right: String) {
        let report = IdentityMatcher().match(
            [person(left, department: "Sales")], with: [entry("101", right, department: "Sales")])
        #expect(report.short("u1") == "unmatched")
    }

    private func person(_ name: String, id: Person.ID = "u1", department: String? = nil) -> Person {
        Person(id: id, userPrincipalName: "\(id)@contoso.com", displayName: name, department: department)
    }

    private func entry(_ id: DirectoryEntry.ID, _ name: String, department: String? = nil) -> DirectoryEntry {
        DirectoryEntry(id: id, email: "\(id)@phones.example", name: name, department: department)
    }

    @Test func `the department tells namesakes apart`() {
        let report = IdentityMatcher().match(
            [person("Ann Lee", department: "Sales")],
            with: [entry("101", "Ann Lee", department: "Support"), entry("102", "Ann Lee", department: "Sales")])
        #expect(report.short("u1") == "suggested 102 name")
    }

    @Test func `namesakes that nothing tells apart are ambiguous`() {
        let report = IdentityMatcher().match(
            [person("Ann Lee")], with: [entry("102", "Ann Lee"), entry("101", "Ann Lee")])
        #expect(report.short("u1") == "ambiguous 101|102 name")
    }

    @Test func `an entry goes to the person whose name fits it clearly better`() {
        let people = [person("Ann Lee", id: "u1"), person("Anne-Marie Lee", id: "u2")]
        let report = IdentityMatcher().match(people, with: [entry("101", "Ann Lee")])
        #expect(report.short("u1") == "suggested 101 name")
        #expect(report.short("u2") == "unmatched")
    }

    @Test func `two people with one name and one entry are ambiguous`() {
        let people = [person("Ann Lee", id: "u1"), person("Ann Lee", id: "u2")]
        let report = IdentityMatcher().match(people, with: [entry("101", "Ann Lee")])
        #expect(report.short("u1") == "ambiguous 101 name")
        #expect(report["u1"]?.candidates.first?.rivals == ["u2"])
    }

    @Test func `a person matched by address is not compared by name`() {
        let ann = Person(id: "u1", userPrincipalName: "101@phones.example", displayName: "Ann Lee")
        let report = IdentityMatcher().match([ann], with: [entry("101", "Bob Miller"), entry("102", "Ann Lee")])
        #expect(report.short("u1") == "exact 101 upn")
        #expect(report.unmatchedEntries.map(\.id) == ["102"])
    }

    @Test func `a group of too many namesakes is passed over, and the explanation says so`() {
        let entries = (0..<10).map { entry(DirectoryEntry.ID("e\($0)"), "Ann Lee") }
        let matcher = IdentityMatcher(names: NameComparison(largestGroup: 9))
        let report = matcher.match([person("Ann Lee")], with: entries)
        #expect(report.short("u1") == "unmatched")
        #expect(
            report.explain("u1")?.steps.last?.text.hasPrefix("More than 9 entries have a similar name") == true)
    }

    @Test func `grouping finds what comparing every pair finds`() {
        var random = SeededGenerator(seed: 11)
        let given = ["Ann", "Anna", "Jon", "John", "Maria", "Mario", "Łukasz", "Peter"]
        let family = ["Lee", "Smith", "Smyth", "Nowak", "Novak", "Ødegård", "Schmidt", "Schmitt"]
        func name() -> String {
            "\(given.randomElement(using: &random) ?? "") \(family.randomElement(using: &random) ?? "")"
        }
        let people = (0..<40).map { person(name(), id: Person.ID("u\($0)")) }
        let entries = (0..<40).map { entry(DirectoryEntry.ID("e\($0)"), name()) }
        let comparison = NameComparison()
        let rows = { (count: Int) in (0..<count).map { Int32($0) } }
        let found = NameSearch(comparison: comparison, people: PersonTable(people), entries: EntryTable(entries))
            .run(unmatched: rows(40), free: rows(40))
        for (index, person) in people.enumerated() {
            let all = entries.map { entry in
                comparison.score(NameSearch.name(of: person), ComparableName(name: entry.name, department: nil)).total
            }
            let expected = all.filter { $0 >= comparison.minimumScore }.sorted(by: >).prefix(NameSearch.mostPairs)
            #expect((found.matches[Int32(index)] ?? []).map(\.score.total) == Array(expected))
        }
    }
}
