import Foundation
import IdentityMatching
import Testing

@Suite("The guide")
struct GuideTests {
    @Test func `the code of the guide does what the guide says`() {
        var lines: [String] = []
        func print(_ items: Any...) { lines.append(items.map { "\($0)" }.joined(separator: " ")) }

        // guide: begin
        let people = [
            Person(id: "a1", userPrincipalName: "ann@contoso.com", mail: "ann@contoso.com", displayName: "Ann Lee"),
            Person(id: "b2", userPrincipalName: "bob@contoso.com", otherAddresses: ["smtp:robert@contoso.com"]),
            Person(id: "c3", userPrincipalName: "cem@contoso.com", displayName: "Cem Öz"),
        ]
        let extensions = [
            DirectoryEntry(id: "101", email: "Ann@contoso.com", name: "Ann Lee"),
            DirectoryEntry(id: "102", email: "robert@contoso.com", name: "Robert Ray"),
            DirectoryEntry(id: "103", email: "frontdesk@contoso.com", name: "Front Desk"),
        ]
        let matcher = IdentityMatcher(pins: [MatchPin("c3", to: "103")])
        let report = matcher.match(people, with: extensions)

        for result in report.results {
            let entry = result.entryID ?? result.candidates.first?.entryID
            print(result.userID, result.outcome.rawValue, entry ?? "-", result.rule ?? "-")
        }
        if let explanation = report.explain("b2") { print(explanation) }
        // guide: end

        #expect(lines.prefix(3) == ["a1 exact 101 upn", "b2 suggested 102 proxyAddress", "c3 pinned 103 pin"])
        #expect(
            lines.last?.contains("4. proxyAddress (suggestion): otherAddresses \"smtp:robert@contoso.com\" is") == true)
    }

    @Test func `the guide shows exactly the code that is tested`() throws {
        let here = URL(filePath: #filePath)
        let guide = try String(
            contentsOf: here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Documentation/MatchUsers.md"), encoding: .utf8)
        let shown = try #require(guide.components(separatedBy: "```swift\n").dropFirst().first)
            .components(separatedBy: "```")[0]
        let source = try String(contentsOf: here, encoding: .utf8)
        let tested = try #require(source.components(separatedBy: "// guide: begin\n").dropFirst().first)
            .components(separatedBy: "// guide: end")[0]
        #expect(unindented(shown) == unindented(tested))
    }

    private func unindented(_ code: String) -> [String] {
        let lines = code.components(separatedBy: "\n")
        let indent = lines.filter { !$0.allSatisfy { $0 == " " } }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return lines.map { String($0.dropFirst(indent)) }.filter { !$0.isEmpty }
    }
}
