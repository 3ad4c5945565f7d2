import IdentityMatching
import Testing

@Suite("Conflicts")
struct ConflictTests {
    @Test func `two entries with one e-mail are ambiguous, with both as candidates`() {
        let report = IdentityMatcher().match(
            [person("u1", "ann")], with: [entry("102", "ann"), entry("101", "Ann")])
        #expect(report.short("u1") == "ambiguous 101|102 upn")
        #expect(report["u1"]?.entryID == nil)
        #expect(report.unmatchedEntries.count == 2)
    }

    @Test func `one entry wanted by two people is ambiguous for both, and each sees the other`() {
        let people = [
            Person(id: "u1", userPrincipalName: "ann@contoso.com"),
            Person(id: "u2", userPrincipalName: "ann@contoso.com"),
        ]
        let report = IdentityMatcher().match(people, with: [entry("101", "ann")])
        #expect(report.short("u1") == "ambiguous 101 upn")
        #expect(report.short("u2") == "ambiguous 101 upn")
        #expect(report["u1"]?.candidates.first?.rivals == ["u2"])
        #expect(report["u2"]?.candidates.first?.rivals == ["u1"])
        #expect(report.userID(matchedTo: "101") == nil)
    }

    @Test func `rule order does not decide between two people`() {
        let people = [
            Person(id: "u1", userPrincipalName: "ann@contoso.com"),
            Person(id: "u2", userPrincipalName: "x@contoso.com", mail: "ann@contoso.com"),
        ]
        let report = IdentityMatcher().match(people, with: [entry("101", "ann")])
        #expect(report.short("u1") == "ambiguous 101 upn")
        #expect(report.short("u2") == "ambiguous 101 mail")
    }

    @Test func `a person who wants one of two contested entries is ambiguous too`() {
        let people = [
            person("u1", "ann"), Person(id: "u2", userPrincipalName: "u2@contoso.com", mail: "ann@contoso.com"),
        ]
        let report = IdentityMatcher().match(people, with: [entry("101", "ann"), entry("102", "ann")])
        #expect(report.short("u1") == "ambiguous 101|102 upn")
        #expect(report.short("u2") == "ambiguous 101|102 mail")
    }

    @Test func `aliases that point to two entries are ambiguous`() {
        let ann = Person(
            id: "u1", userPrincipalName: "a1@contoso.com", otherAddresses: ["ann@contoso.com", "lee@contoso.com"])
        let report = IdentityMatcher().match([ann], with: [entry("101", "ann"), entry("102", "lee")])
        #expect(report.short("u1") == "ambiguous 101|102 proxyAddress")
    }

    @Test func `an entry suggested to two people by different rules is ambiguous`() {
        let people = [
            Person(id: "u1", userPrincipalName: "a1@contoso.com", otherAddresses: ["ann@fabrikam.com"]),
            Person(id: "u2", userPrincipalName: "ann_fabrikam.com#EXT#@contoso.onmicrosoft.com"),
        ]
        let report = IdentityMatcher().match(people, with: [DirectoryEntry(id: "101", email: "ann@fabrikam.com")])
        #expect(report.short("u1") == "ambiguous 101 proxyAddress")
        #expect(report.short("u2") == "ambiguous 101 guest")
    }

    @Test func `a contested entry is not suggested to a third person`() {
        let people = [
            Person(id: "u1", userPrincipalName: "ann@contoso.com"),
            Person(id: "u2", userPrincipalName: "ann@contoso.com"),
            Person(id: "u3", userPrincipalName: "x@contoso.com", otherAddresses: ["ann@contoso.com"]),
        ]
        let report = IdentityMatcher().match(people, with: [entry("101", "ann")])
        #expect(report.short("u3") == "unmatched")
        #expect(
            report["u3"]?.notes.map(\.text) == [
                "101 fits by proxyAddress, but is wanted by u1 \"ann@contoso.com\" by upn and u2 \"ann@contoso.com\" by upn."
            ])
    }

    @Test func `a promoted alias competes with a user principal name`() {
        let people = [
            person("u1", "ann"),
            Person(id: "u2", userPrincipalName: "x@contoso.com", otherAddresses: ["ann@contoso.com"]),
        ]
        let report = IdentityMatcher(promoting: [.proxyAddress]).match(people, with: [entry("101", "ann")])
        #expect(report.short("u1") == "ambiguous 101 upn")
        #expect(report.short("u2") == "ambiguous 101 proxyAddress")
    }

    @Test func `a promoted name does not put an address match in doubt`() {
        let people = [
            Person(id: "u1", userPrincipalName: "ann@contoso.com", displayName: "Ann Lee"),
            Person(id: "u2", userPrincipalName: "x@contoso.com", displayName: "Ann Lee"),
        ]
        let report = IdentityMatcher(promoting: [.name]).match(
            people, with: [DirectoryEntry(id: "101", email: "ann@contoso.com", name: "Ann Lee")])
        #expect(report.short("u1") == "exact 101 upn")
        #expect(report.short("u2") == "unmatched")
    }

    @Test func `a person given twice is one person, and the last mention counts`() {
        let people = [person("u1", "old"), person("u2", "bob"), person("u1", "ann")]
        let report = IdentityMatcher().match(people, with: [entry("101", "ann"), entry("102", "bob")])
        #expect(report.results.map(\.userID) == ["u1", "u2"])
        #expect(report.short("u1") == "exact 101 upn")
        #expect(report.repeatedUserIDs == ["u1"])
    }

    @Test func `an entry given twice is one entry, and the usable mention counts`() {
        var disabled = entry("101", "ann")
        disabled.isUsable = false
        let report = IdentityMatcher().match([person("u1", "ann")], with: [entry("101", "ann"), disabled])
        #expect(report.short("u1") == "exact 101 upn")
        #expect(report.repeatedEntryIDs == ["101"])
    }
}
