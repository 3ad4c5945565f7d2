import IdentityMatching
import Testing

@Suite("Explanations")
struct ExplanationTests {
    @Test func `a match tells which rule decided, what agreed, what disagreed and what was not needed`() {
        let ann = Person(
            id: "u1", userPrincipalName: "ann@contoso.com", mail: "a.lee@contoso.com",
            otherAddresses: ["smtp:lee@contoso.com"], displayName: "Ann Lee")
        let entries = [
            DirectoryEntry(id: "101", email: "Ann@contoso.com", name: "Ann Lee"),
            DirectoryEntry(id: "102", email: "a.lee@contoso.com", name: "A. Lee"),
        ]
        #expect(
            IdentityMatcher().match([ann], with: entries).explain("u1")?.description == """
                Ann Lee <ann@contoso.com> (u1): exact, 101 "Ann Lee" by upn.
                  1. pin: the user has no pin.
                  2. upn (automatic): userPrincipalName "ann@contoso.com" is the e-mail of 101 "Ann Lee". Nobody else wants \
                101, so this decides.
                  3. mail (automatic): mail "a.lee@contoso.com" is the e-mail of 102 "A. Lee". Disagrees: upn comes first and \
                chose 101 "Ann Lee".
                  4. proxyAddress (suggestion): not tried, upn came first.
                  5. guest (suggestion): not tried, upn came first.
                  6. normalized (suggestion): not tried, upn came first.
                  7. name (suggestion): not tried, upn came first.
                  Note: The e-mail "Ann@contoso.com" of 101 "Ann Lee" should be both the user principal name \
                ("ann@contoso.com") and the mail address ("a.lee@contoso.com"). Until they agree, chat notifications for missed \
                communications and personal contacts do not work in RingCentral.
                  Note: The user is matched to 101 "Ann Lee" by upn, but by mail also to 102 "A. Lee". Correct the address, or \
                pin the user.
                """)
    }

    @Test func `an unmatched person's account says what every rule looked for and why it came to nothing`() {
        let people = [
            Person(
                id: "u1", userPrincipalName: "x1@contoso.com", mail: "ann@contoso.com",
                otherAddresses: ["SMTP:bob@contoso.com", "lee@contoso.com", "X500:/o=contoso"], displayName: "Ann Lee",
                department: "Sales"),
            Person(id: "u2", userPrincipalName: "bob@contoso.com", mail: "bob@contoso.com", displayName: "Bob Ray"),
        ]
        let entries = [
            DirectoryEntry(id: "101", email: "bob@contoso.com", name: "Bob Ray"),
            DirectoryEntry(
                id: "103", email: "ann@contoso.com", name: "Ann Lee", department: "Support", isUsable: false,
                status: "NotActivated"),
        ]
        #expect(
            IdentityMatcher().match(people, with: entries).explain("u1")?.description == """
                Ann Lee <x1@contoso.com> (u1): unmatched.
                  1. pin: the user has no pin.
                  2. upn (automatic): userPrincipalName "x1@contoso.com" is no entry's e-mail.
                  3. mail (automatic): mail "ann@contoso.com" is the e-mail of 103 "Ann Lee" (User, NotActivated). 103 is not \
                usable.
                  4. proxyAddress (suggestion): otherAddresses "SMTP:bob@contoso.com" is the e-mail of 101 "Bob Ray". 101 \
                belongs to u2 "Bob Ray" by upn.
                  5. guest (suggestion): the user principal name is not that of a guest.
                  6. normalized (suggestion): otherAddresses "SMTP:bob@contoso.com" and the e-mail "bob@contoso.com" of 101 \
                "Bob Ray" are both "bob@contoso.com" in normal form. mail "ann@contoso.com" and the e-mail "ann@contoso.com" of \
                103 "Ann Lee" (User, NotActivated) are both "ann@contoso.com" in normal form. 101 belongs to u2 "Bob Ray" by \
                upn. 103 is not usable.
                  7. name (suggestion): displayName "Ann Lee" is like the name of 103 "Ann Lee" (User, NotActivated): 0.9 = \
                0.9 × 1.0 (name) + 0.1 × 0.0 (other department). 103 is not usable.
                  Note: 103 "Ann Lee" (User, NotActivated) fits by mail, but is not usable.
                  Note: 101 "Bob Ray" fits by proxyAddress, but belongs to u2 "Bob Ray" by upn.
                """)
    }

    @Test func `a conflict names everyone who wants the entry, and by which rule`() {
        let people = [
            Person(id: "u1", userPrincipalName: "desk@contoso.com"),
            Person(id: "u2", userPrincipalName: "bob@contoso.com", mail: "desk@contoso.com", displayName: "Bob Ray"),
        ]
        let steps =
            IdentityMatcher(rules: [.upn, .mail])
            .match(people, with: [entry("101", "desk"), entry("102", "DESK")]).explain("u1")?.steps ?? []
        #expect(steps.map(\.verdict) == [.nothingToCompare, .ambiguous, .nothingToCompare])
        #expect(
            steps[1].text == """
                userPrincipalName "desk@contoso.com" is the e-mail of 101. userPrincipalName "desk@contoso.com" is the e-mail \
                of 102. 2 entries fit, and nothing tells them apart. 101 is also wanted by u2 "Bob Ray" by mail. 102 is also \
                wanted by u2 "Bob Ray" by mail.
                """)
    }

    @Test func `a suggestion by name shows how the score is made`() {
        let ann = Person(
            id: "u1", userPrincipalName: "x1@contoso.com", displayName: "Ann Lee", department: "Sales")
        let entries = [
            DirectoryEntry(id: "101", name: "Anne Lee", department: "sales"),
            DirectoryEntry(id: "102", name: "Ann Lee", department: "Support"),
        ]
        let report = IdentityMatcher(rules: [.name]).match([ann], with: entries)
        #expect(
            report.explain("u1")?.description == """
                Ann Lee <x1@contoso.com> (u1): suggested, 101 "Anne Lee" by name.
                  1. pin: the user has no pin.
                  2. name (suggestion): displayName "Ann Lee" is like the name of 101 "Anne Lee": 0.972 = 0.9 × 0.969 (name) + \
                0.1 × 1.0 (same department). displayName "Ann Lee" is like the name of 102 "Ann Lee": 0.9 = 0.9 × 1.0 (name) + \
                0.1 × 0.0 (other department). Another fits the user better. Nobody else wants 101, so it is suggested.
                """)
    }

    @Test func `a pinned person's account shows what the automatic rules would have found`() {
        let report = IdentityMatcher(rules: [.upn, .proxyAddress], pins: [MatchPin("u1", to: "102")])
            .match(
                [Person(id: "u1", userPrincipalName: "ann@contoso.com")],
                with: [entry("101", "ann"), entry("102", "bob")])
        #expect(report.explain("u1")?.steps.map(\.verdict) == [.decided, .disagrees, .notTried])
        #expect(
            report.explain("u1")?.steps.map(\.text) == [
                "the user is pinned to 102.",
                "userPrincipalName \"ann@contoso.com\" is the e-mail of 101. Disagrees: pin comes first and chose 102.",
                "not tried, pin came first.",
            ])
    }

    @Test func `a never pin and a stale pin are the first step of the account`() {
        let people = [person("u1", "ann"), person("u2", "bob")]
        let report = IdentityMatcher(rules: [.upn], pins: [.never("u1"), MatchPin("u2", to: "999")])
            .match(people, with: [entry("101", "ann")])
        #expect(report.explain("u1")?.steps.first?.text == "a pin says that the user has no entry.")
        #expect(report.explain("u1")?.headline == "ann@contoso.com (u1): unmatched by pin.")
        #expect(report.explain("u2")?.steps.first?.text == "the user is pinned to 999, which does not exist.")
        #expect(report.explain("u2")?.steps.first?.verdict == .unavailable)
    }

    @Test func `contradicting pins say so`() {
        let people = [person("u1", "ann"), person("u2", "bob")]
        let report = IdentityMatcher(rules: [], pins: [MatchPin("u1", to: "101"), MatchPin("u2", to: "101")])
            .match(people, with: [entry("101", "ann")])
        #expect(
            report.explain("u1")?.steps.map(\.text) == [
                "the pins contradict each other. 101 is also wanted by u2 \"bob@contoso.com\" by pin."
            ])
    }

    @Test func `every rule has a sentence for having nothing to compare or nothing found`() {
        let empty = Person(id: "u1", userPrincipalName: "")
        let full = Person(
            id: "u2", userPrincipalName: "ann_fabrikam.com#EXT#@contoso.com", mail: "ann@fabrikam.com",
            otherAddresses: ["a@fabrikam.com", "smtp:b@fabrikam.com"], displayName: "Ann Lee")
        let report = IdentityMatcher(rules: [.externalID] + .standard).match([empty, full], with: [])
        #expect(
            report.explain("u1")?.steps.map(\.text) == [
                "the user has no pin.",
                "id \"u1\" is no entry's external id.",
                "the user principal name is empty.",
                "the user has no mail address.",
                "the user has no other mail addresses.",
                "the user principal name is not that of a guest.",
                "no address of the user has a normal form.",
                "displayName \"\" has fewer than two words.",
            ])
        #expect(
            report.explain("u2")?.steps.map(\.text) == [
                "the user has no pin.",
                "id \"u2\" is no entry's external id.",
                "userPrincipalName \"ann_fabrikam.com#EXT#@contoso.com\" is no entry's e-mail.",
                "mail \"ann@fabrikam.com\" is no entry's e-mail.",
                "no entry's e-mail is one of these: \"a@fabrikam.com\", \"b@fabrikam.com\".",
                "the name stands for \"ann@fabrikam.com\", which is no entry's e-mail.",
                "no entry's e-mail has one of these normal forms: \"ann@fabrikam.com\", \"ann@fabrikam.com\", "
                    + "\"a@fabrikam.com\", \"b@fabrikam.com\".",
                "no free entry has a name like \"ann lee\" (at least 0.88).",
            ])
    }

    @Test func `nobody is explained who was not given`() {
        #expect(IdentityMatcher().match([], with: []).explain("u1") == nil)
    }
}
