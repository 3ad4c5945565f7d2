import IdentityMatching
import Testing

@Suite("User principal name and mail")
struct DisagreementTests {
    let ann = Person(id: "u1", userPrincipalName: "ann@contoso.com", mail: "a.lee@contoso.com")
    let entries = [entry("101", "ann"), entry("102", "a.lee")]

    @Test func `where they point to different entries the rule order decides, and the disagreement is evidence`() {
        let report = IdentityMatcher().match([ann], with: entries)
        #expect(report.short("u1") == "exact 101 upn")
        #expect(report["u1"]?.evidence.map(\.entryID) == ["101", "102"])
        #expect(report["u1"]?.disagreements.map(\.rule) == [.mail])
        #expect(report["u1"]?.disagreements.map(\.userValue) == ["a.lee@contoso.com"])
        #expect(report.codes("u1") == [.addressesDiffer, .rulesDisagree])
    }

    @Test func `the caller can let mail decide`() {
        let report = IdentityMatcher(rules: [.mail, .upn]).match([ann], with: entries)
        #expect(report.short("u1") == "exact 102 mail")
        #expect(report["u1"]?.disagreements.map(\.rule) == [.upn])
    }

    @Test func `the entry passed over stays free for others`() {
        let bob = Person(id: "u2", userPrincipalName: "a.lee@contoso.com")
        let report = IdentityMatcher().match([ann, bob], with: entries)
        #expect(report.short("u1") == "exact 101 upn")
        #expect(report.short("u2") == "exact 102 upn")
    }

    @Test func `where both agree there is evidence from both and no warning`() {
        let report = IdentityMatcher().match([person("u1", "ann")], with: [entry("101", "ANN")])
        #expect(report["u1"]?.evidence.map(\.rule) == [.upn, .mail])
        #expect(report["u1"]?.disagreements == [])
        #expect(report["u1"]?.notes == [])
    }

    @Test func `a match by one of them warns that notifications and contacts need both`() throws {
        let report = IdentityMatcher().match([ann], with: [entries[0]])
        let note = try #require(report["u1"]?.notes.first)
        #expect(note.code == .addressesDiffer)
        #expect(
            note.text == """
                The e-mail "ann@contoso.com" of 101 should be both the user principal name ("ann@contoso.com") and the mail \
                address ("a.lee@contoso.com"). Until they agree, chat notifications for missed communications and personal \
                contacts do not work in RingCentral.
                """)
    }

    @Test func `a missing mail address warns as well`() {
        let report = IdentityMatcher().match(
            [Person(id: "u1", userPrincipalName: "ann@contoso.com")], with: [entries[0]])
        #expect(report.codes("u1") == [.addressesDiffer])
        #expect(report["u1"]?.notes.first?.text.contains("the mail address (none)") == true)
    }
}
