import IdentityMatching
import Testing

@Suite("Rules")
struct RuleTests {
    @Test func `an e-mail that is the user principal name is an exact match`() {
        let ann = Person(id: "u1", userPrincipalName: "ann@contoso.com")
        let report = IdentityMatcher().match([ann], with: [entry("101", "ann")])
        #expect(report.short("u1") == "exact 101 upn")
    }

    @Test func `an e-mail that is the primary mail is an exact match`() {
        let ann = Person(id: "u1", userPrincipalName: "a1@contoso.com", mail: "ann@contoso.com")
        let report = IdentityMatcher().match([ann], with: [entry("101", "ann")])
        #expect(report.short("u1") == "exact 101 mail")
    }

    @Test func `case and surrounding space do not matter`() {
        let ann = Person(id: "u1", userPrincipalName: "Ann.LEE@Contoso.com")
        let report = IdentityMatcher().match([ann], with: [DirectoryEntry(id: "101", email: " ann.lee@CONTOSO.COM\n")])
        #expect(report.short("u1") == "exact 101 upn")
    }

    @Test func `nothing in common leaves a person unmatched and the entry over`() {
        let report = IdentityMatcher().match([person("u1", "ann")], with: [entry("101", "bob")])
        #expect(report.short("u1") == "unmatched")
        #expect(report.unmatchedEntries.map(\.id) == ["101"])
    }

    @Test func `empty addresses match nothing, not even each other`() {
        let nobody = Person(id: "u1", userPrincipalName: "", mail: " ", otherAddresses: ["", "smtp:", "SMTP: "])
        let report = IdentityMatcher().match(
            [nobody], with: [DirectoryEntry(id: "101", email: ""), DirectoryEntry(id: "102", email: "  ")])
        #expect(report.short("u1") == "unmatched")
    }

    @Test(arguments: ["smtp:ann@contoso.com", "SMTP:Ann@contoso.com", "SMTP: ann@contoso.com", "ann@contoso.com"])
    func `an alias suggests, in every way it is written`(alias: String) {
        let ann = Person(id: "u1", userPrincipalName: "a1@contoso.com", otherAddresses: [alias])
        let report = IdentityMatcher().match([ann], with: [entry("101", "ann")])
        #expect(report.short("u1") == "suggested 101 proxyAddress")
        #expect(report["u1"]?.entryID == nil)
    }

    @Test(arguments: ["SIP:ann@contoso.com", "X500:ann@contoso.com", "EUM:ann@contoso.com"])
    func `an address of another kind than mail is passed over`(alias: String) {
        let ann = Person(id: "u1", userPrincipalName: "a1@contoso.com", otherAddresses: [alias])
        let report = IdentityMatcher().match([ann], with: [entry("101", "ann")])
        #expect(report.short("u1") == "unmatched")
    }

    @Test func `a guest's wrapped address suggests`() {
        let guest = Person(
            id: "u1", userPrincipalName: "ann_lee_fabrikam.com#EXT#@contoso.onmicrosoft.com", isGuest: true)
        let report = IdentityMatcher().match([guest], with: [DirectoryEntry(id: "101", email: "ann_lee@fabrikam.com")])
        #expect(report.short("u1") == "suggested 101 guest")
        #expect(report["u1"]?.evidence.map(\.comparedAs) == ["ann_lee@fabrikam.com"])
        #expect(report.codes("u1") == [.guestAccount])
    }

    @Test func `a guest whose mail is the e-mail is an exact match, marked as a guest`() {
        let guest = Person(
            id: "u1", userPrincipalName: "ann_fabrikam.com#EXT#@contoso.onmicrosoft.com", mail: "ann@fabrikam.com",
            isGuest: true)
        let report = IdentityMatcher().match([guest], with: [DirectoryEntry(id: "101", email: "ann@fabrikam.com")])
        #expect(report.short("u1") == "exact 101 mail")
        #expect(report.codes("u1") == [.guestAccount, .addressesDiffer])
    }

    @Test func `a plus tag on either side suggests`() {
        let people = [person("u1", "ann"), person("u2", "bob+work")]
        let report = IdentityMatcher().match(people, with: [entry("101", "ann+phone"), entry("102", "bob")])
        #expect(report.short("u1") == "suggested 101 normalized")
        #expect(report.short("u2") == "suggested 102 normalized")
        #expect(report["u1"]?.evidence.first?.comparedAs == "ann@contoso.com")
    }

    @Test func `dots count unless the domain is listed`() {
        let people = [person("u1", "ann.lee")]
        let entries = [entry("101", "annlee")]
        #expect(IdentityMatcher().match(people, with: entries).short("u1") == "unmatched")
        let dotless = AddressNormalization(dotlessDomains: ["Contoso.com"])
        #expect(
            IdentityMatcher(normalization: dotless).match(people, with: entries).short("u1")
                == "suggested 101 normalized")
    }

    @Test func `domains of one organisation suggest only when the caller names them`() {
        let people = [person("u1", "ann")]
        let entries = [DirectoryEntry(id: "101", email: "ANN@contoso.co.uk")]
        #expect(IdentityMatcher().match(people, with: entries).short("u1") == "unmatched")
        let domains = AddressNormalization(equivalentDomains: [["contoso.com", "CONTOSO.co.uk"]])
        #expect(
            IdentityMatcher(normalization: domains).match(people, with: entries).short("u1")
                == "suggested 101 normalized")
    }

    @Test func `a name with the same department suggests, with a score`() throws {
        let ann = Person(
            id: "u1", userPrincipalName: "a1@contoso.com", displayName: "Łukasz Ødegård", department: "Sales")
        let entries = [
            DirectoryEntry(id: "101", email: "x@phones.example", name: "Odegard, Lukasz", department: "SALES")
        ]
        let report = IdentityMatcher().match([ann], with: entries)
        #expect(report.short("u1") == "suggested 101 name")
        let candidate = try #require(report["u1"]?.candidates.first)
        #expect(candidate.score == 1)
        #expect(report["u1"]?.evidence.map(\.userField) == [.displayName, .department])
    }

    @Test func `a promoted rule decides`() {
        let ann = Person(id: "u1", userPrincipalName: "a1@contoso.com", otherAddresses: ["smtp:ann@contoso.com"])
        let report = IdentityMatcher(promoting: [.proxyAddress]).match([ann], with: [entry("101", "ann")])
        #expect(report.short("u1") == "exact 101 proxyAddress")
    }

    @Test(arguments: [MatchRule.guest, .normalized, .name])
    func `every suggesting rule can be promoted`(rule: MatchRule) {
        let guest = Person(
            id: "u1", userPrincipalName: "ann_fabrikam.com#EXT#@contoso.onmicrosoft.com", displayName: "Ann Lee")
        let entries: [MatchRule: DirectoryEntry] = [
            .guest: DirectoryEntry(id: "101", email: "ann@fabrikam.com"),
            .normalized: DirectoryEntry(id: "101", email: "ann+phone@fabrikam.com"),
            .name: DirectoryEntry(id: "101", email: "x@phones.example", name: "Ann Lee"),
        ]
        let report = IdentityMatcher(promoting: [rule]).match([guest], with: entries[rule].map { [$0] } ?? [])
        #expect(report.short("u1") == "exact 101 \(rule)")
    }

    @Test func `the object id that provisioning left in the entry decides, if asked for`() {
        let ann = Person(id: "6e7b768e-07e2-4810-8459-485f84f8f204", userPrincipalName: "ann@contoso.com")
        let entries = [
            DirectoryEntry(id: "101", email: "old@contoso.com", externalID: "6E7B768E-07E2-4810-8459-485F84F8F204")
        ]
        #expect(IdentityMatcher().match([ann], with: entries).short(ann.id) == "unmatched")
        let report = IdentityMatcher(rules: [.externalID] + .standard).match([ann], with: entries)
        #expect(report.short(ann.id) == "exact 101 externalID")
        #expect(report[ann.id]?.evidence.first?.entryField == .externalID)
    }

    @Test func `a rule that is left out is not tried`() {
        let ann = Person(id: "u1", userPrincipalName: "a1@contoso.com", mail: "ann@contoso.com")
        let report = IdentityMatcher(rules: [.upn]).match([ann], with: [entry("101", "ann")])
        #expect(report.short("u1") == "unmatched")
    }

    @Test func `an unknown rule is reported and does nothing`() {
        let rule = MatchRule(rawValue: "horoscope")
        let report = IdentityMatcher(rules: [rule, .upn]).match([person("u1", "ann")], with: [entry("101", "ann")])
        #expect(report.short("u1") == "exact 101 upn")
        #expect(report.unknownRules == [rule])
        #expect(report.explain("u1")?.steps.last?.verdict == .unknownRule)
    }

    @Test func `a suggestion never takes an entry that somebody has by an automatic rule`() {
        let people = [
            Person(id: "u1", userPrincipalName: "x@contoso.com", otherAddresses: ["ann@contoso.com"]),
            person("u2", "ann"),
        ]
        let report = IdentityMatcher().match(people, with: [entry("101", "ann")])
        #expect(report.short("u2") == "exact 101 upn")
        #expect(report.short("u1") == "unmatched")
        #expect(report.codes("u1") == [.entryTaken])
    }

    @Test func `an entry that is not usable is never matched, and is named`() {
        let entries = [
            DirectoryEntry(id: "103", email: "ann@contoso.com", name: "Ann Lee", isUsable: false, status: "Disabled")
        ]
        let ann = Person(id: "u1", userPrincipalName: "ann@contoso.com", displayName: "Ann Lee")
        let report = IdentityMatcher(promoting: [.name]).match([ann], with: entries)
        #expect(report.short("u1") == "unmatched")
        #expect(report["u1"]?.notes.map(\.text) == ["103 \"Ann Lee\" (User, Disabled) fits by upn, but is not usable."])
        #expect(report.unmatchedEntries.map(\.id) == ["103"])
    }

    @Test func `an entry that is not usable is named even if only its name fits`() {
        let entries = [DirectoryEntry(id: "103", email: "x@phones.example", name: "Ann Lee", isUsable: false)]
        let ann = Person(id: "u1", userPrincipalName: "ann@contoso.com", displayName: "Ann Lee")
        let report = IdentityMatcher().match([ann], with: entries)
        #expect(report.short("u1") == "unmatched")
        #expect(report.codes("u1") == [.unusableEntry])
    }

    @Test func `of two entries with one e-mail the usable one is matched`() {
        let entries = [
            DirectoryEntry(id: "102", email: "ann@contoso.com", isUsable: false, status: "Unassigned"),
            entry("101", "ann"),
        ]
        let report = IdentityMatcher().match([person("u1", "ann")], with: entries)
        #expect(report.short("u1") == "exact 101 upn")
        #expect(report.codes("u1") == [.unusableEntry])
    }

    @Test func `a rule that finds only what is not usable leaves the decision to the next`() {
        let ann = Person(id: "u1", userPrincipalName: "a1@contoso.com", mail: "ann@contoso.com")
        let entries = [
            DirectoryEntry(id: "102", email: "a1@contoso.com", isUsable: false), entry("101", "ann"),
        ]
        let report = IdentityMatcher().match([ann], with: entries)
        #expect(report.short("u1") == "exact 101 mail")
        #expect(report.codes("u1") == [.addressesDiffer, .unusableEntry])
    }
}
