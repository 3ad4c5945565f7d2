import Foundation
import IdentityMatching
import Testing

@Suite("Pins")
struct PinTests {
    @Test func `a pin wins over every rule, and the rule's view stays visible`() {
        let matcher = IdentityMatcher(pins: [MatchPin("u1", to: "102")])
        let report = matcher.match([person("u1", "ann")], with: [entry("101", "ann"), entry("102", "bob")])
        #expect(report.short("u1") == "pinned 102 pin")
        #expect(report["u1"]?.disagreements.map(\.entryID) == ["101", "101"])
        #expect(report.codes("u1") == [.addressesDiffer, .rulesDisagree])
    }

    @Test func `a pin survives new names and addresses on both sides`() {
        let matcher = IdentityMatcher(pins: [MatchPin("u1", to: "101")])
        let before = matcher.match([person("u1", "ann.lee")], with: [entry("101", "ann.lee")])
        let after = matcher.match([person("u1", "ann.smith")], with: [entry("101", "reception")])
        #expect(before.short("u1") == "pinned 101 pin")
        #expect(after.short("u1") == "pinned 101 pin")
    }

    @Test func `a pinned entry is not given to the person whose address it has`() {
        let matcher = IdentityMatcher(pins: [MatchPin("u2", to: "101")])
        let report = matcher.match([person("u1", "ann"), person("u2", "bob")], with: [entry("101", "ann")])
        #expect(report.short("u2") == "pinned 101 pin")
        #expect(report.short("u1") == "unmatched")
        #expect(
            report["u1"]?.notes.map(\.text) == [
                "101 fits by upn, but belongs to u2 \"bob@contoso.com\" by pin."
            ])
    }

    @Test func `a pin settles a shared e-mail for both people`() {
        let people = [
            person("u1", "desk"), Person(id: "u2", userPrincipalName: "u2@contoso.com", mail: "desk@contoso.com"),
        ]
        let report = IdentityMatcher(pins: [MatchPin("u2", to: "102")])
            .match(people, with: [entry("101", "desk"), entry("102", "desk")])
        #expect(report.short("u1") == "exact 101 upn")
        #expect(report.short("u2") == "pinned 102 pin")
    }

    @Test func `a never pin leaves the person unmatched and the entry free for others`() {
        let people = [
            person("u1", "ann"), Person(id: "u2", userPrincipalName: "x@contoso.com", mail: "ann@contoso.com"),
        ]
        let report = IdentityMatcher(pins: [.never("u1")]).match(people, with: [entry("101", "ann")])
        #expect(report.short("u1") == "unmatched pin")
        #expect(report.codes("u1") == [.neverPin])
        #expect(report.short("u2") == "exact 101 mail")
    }

    @Test func `a pin to an entry that is not usable holds, with a note`() {
        var disabled = entry("101", "ann")
        disabled.isUsable = false
        disabled.status = "Disabled"
        let report = IdentityMatcher(pins: [MatchPin("u1", to: "101")]).match([person("u1", "ann")], with: [disabled])
        #expect(report.short("u1") == "pinned 101 pin")
        #expect(report["u1"]?.notes.map(\.text) == ["The user is pinned to 101 (User, Disabled), which is not usable."])
    }

    @Test func `a pin to an entry that is gone is stale, and the rules decide again`() {
        let pin = MatchPin("u1", to: "999")
        let report = IdentityMatcher(pins: [pin]).match([person("u1", "ann")], with: [entry("101", "ann")])
        #expect(report.stalePins.map(\.pin) == [pin])
        #expect(report.stalePins.map(\.missing) == [[.entry]])
        #expect(report.short("u1") == "exact 101 upn")
        #expect(report.codes("u1") == [.stalePin])
    }

    @Test func `a pin of a person who is not there is stale, and keeps the entry reserved`() {
        let pin = MatchPin("u9", to: "101")
        let report = IdentityMatcher(pins: [pin]).match([person("u1", "ann")], with: [entry("101", "ann")])
        #expect(report.stalePins.map(\.missing) == [[.user]])
        #expect(report.short("u1") == "unmatched")
        #expect(
            report["u1"]?.notes.map(\.text) == [
                "101 fits by upn, but is pinned to u9, who is not among the people given."
            ])
    }

    @Test func `a pin whose both ids are gone names both`() {
        let report = IdentityMatcher(pins: [MatchPin("u9", to: "999"), .never("u8")]).match([], with: [])
        #expect(report.stalePins.map(\.missing) == [[.user], [.user, .entry]])
    }

    @Test func `a present person's pin is stronger than an absent one's`() {
        let report = IdentityMatcher(pins: [MatchPin("u9", to: "101"), MatchPin("u1", to: "101")])
            .match([person("u1", "bob")], with: [entry("101", "ann")])
        #expect(report.short("u1") == "pinned 101 pin")
        #expect(report.conflictingPins == [])
    }

    @Test func `two people pinned to one entry are ambiguous`() {
        let pins = [MatchPin("u2", to: "101"), MatchPin("u1", to: "101")]
        let report = IdentityMatcher(pins: pins)
            .match([person("u1", "ann"), person("u2", "bob")], with: [entry("101", "ann")])
        #expect(report.short("u1") == "ambiguous 101 pin")
        #expect(report.short("u2") == "ambiguous 101 pin")
        #expect(report.conflictingPins == pins.reversed())
        #expect(report.codes("u1") == [.conflictingPins])
    }

    @Test func `one person pinned to two entries is ambiguous`() {
        let report = IdentityMatcher(pins: [MatchPin("u1", to: "101"), MatchPin("u1", to: "102")])
            .match([person("u1", "ann")], with: [entry("101", "ann"), entry("102", "bob")])
        #expect(report.short("u1") == "ambiguous 101|102 pin")
    }

    @Test func `a pin and a never pin for one person contradict each other`() {
        let report = IdentityMatcher(pins: [MatchPin("u1", to: "101"), .never("u1")])
            .match([person("u1", "ann")], with: [entry("101", "ann")])
        #expect(report.short("u1") == "ambiguous 101 pin")
        #expect(report.conflictingPins.count == 2)
    }

    @Test func `the same pin twice is one pin`() {
        let pin = MatchPin("u1", to: "101")
        let report = IdentityMatcher(pins: [pin, pin]).match([person("u1", "bob")], with: [entry("101", "ann")])
        #expect(report.short("u1") == "pinned 101 pin")
    }

    @Test func `pins are stored as plain ids`() throws {
        let pins = [MatchPin("u1", to: "101"), .never("u2")]
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(pins)
        #expect(String(decoding: data, as: UTF8.self) == #"[{"extension":"101","user":"u1"},{"user":"u2"}]"#)
        #expect(try JSONDecoder().decode([MatchPin].self, from: data) == pins)
    }
}
