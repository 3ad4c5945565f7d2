import Foundation
import IdentityMatching
import Testing

@Suite("Reports")
struct ReportTests {
    private func sample() -> MatchReport {
        let people = [
            person("u3", "cem"), person("u1", "ann"),
            Person(id: "u2", userPrincipalName: "x@contoso.com", otherAddresses: ["bob@contoso.com"]),
            person("u4", "dee"), person("u5", "eva"),
        ]
        let entries = [
            entry("101", "ann"), entry("102", "bob"), entry("104", "dee"), entry("105", "dee"), entry("106", "desk"),
        ]
        return IdentityMatcher(pins: [MatchPin("u5", to: "106")]).match(people, with: entries)
    }

    @Test func `results come in the order of the people`() {
        #expect(sample().results.map(\.userID) == ["u3", "u1", "u2", "u4", "u5"])
    }

    @Test func `outcomes are counted`() {
        let counts = sample().counts
        #expect(MatchOutcome.allCases.map { counts[$0] } == [1, 1, 1, 1, 1])
        #expect(counts.total == 5)
        #expect(counts.matched == 2)
    }

    @Test func `results can be asked for by outcome and by person`() {
        let report = sample()
        #expect(report.results(with: .suggested).map(\.userID) == ["u2"])
        #expect(report["u4"]?.outcome == .ambiguous)
        #expect(report["u9"] == nil)
    }

    @Test func `an entry without a person is left over, in the order given`() {
        #expect(sample().unmatchedEntries.map(\.id) == ["102", "104", "105"])
    }

    @Test func `the match can be asked for from either side`() {
        let report = sample()
        #expect(report.userID(matchedTo: "101") == "u1")
        #expect(report.userID(matchedTo: "106") == "u5")
        #expect(report.entryID(matchedTo: "u1") == "101")
        for id in ["102", "104", "999"] as [DirectoryEntry.ID] { #expect(report.userID(matchedTo: id) == nil) }
        for id in ["u2", "u3", "u4", "u9"] as [Person.ID] { #expect(report.entryID(matchedTo: id) == nil) }
    }

    @Test func `a result is written with the names that scripts rely on`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let report = sample()
        let exact = try encoder.encode(try #require(report["u1"]))
        #expect(
            String(decoding: exact, as: UTF8.self) == """
                {"candidates":[],"evidence":[\
                {"entryField":"email","entryValue":"ann@contoso.com","extension":"101","rule":"upn",\
                "userField":"userPrincipalName","userValue":"ann@contoso.com"},\
                {"entryField":"email","entryValue":"ann@contoso.com","extension":"101","rule":"mail",\
                "userField":"mail","userValue":"ann@contoso.com"}],\
                "extension":"101","match":"exact","notes":[],"rule":"upn","user":"u1"}
                """)
        let none = try encoder.encode(try #require(report["u3"]))
        #expect(
            String(decoding: none, as: UTF8.self) == """
                {"candidates":[],"evidence":[],"extension":null,"match":"unmatched","notes":[],"rule":null,"user":"u3"}
                """)
    }

    @Test func `results and explanations survive encoding and decoding`() throws {
        let report = sample()
        let results = Array(report.results)
        let data = try JSONEncoder().encode(results)
        #expect(try JSONDecoder().decode([MatchResult].self, from: data) == results)
        let explanations = report.results.compactMap { report.explain($0.userID) }
        let written = try JSONEncoder().encode(explanations)
        #expect(try JSONDecoder().decode([MatchExplanation].self, from: written) == explanations)
    }

    @Test func `a rule or kind from a later version survives decoding`() throws {
        let rule = try JSONDecoder().decode([MatchRule].self, from: Data(#"["phoneNumber"]"#.utf8))
        #expect(rule == [MatchRule(rawValue: "phoneNumber")])
        let entry = #"{"id":"1","kind":"RoomConnector","isUsable":true}"#
        #expect(try JSONDecoder().decode(DirectoryEntry.self, from: Data(entry.utf8)).kind.rawValue == "RoomConnector")
    }

    @Test func `nothing matched with nothing is an empty report`() {
        let report = IdentityMatcher().match([], with: [])
        #expect(report.results.isEmpty)
        #expect(report.counts.total == 0)
        #expect(report.unmatchedEntries == [])
    }
}
