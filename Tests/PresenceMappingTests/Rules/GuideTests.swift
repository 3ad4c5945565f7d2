import Foundation
import PresenceMapping
import Testing

@Suite struct `The guide “Choose call rules”` {
    /// The fenced blocks of a language.
    private func blocks(_ language: String) throws -> [String] {
        let guide = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Documentation/ChooseCallRules.md").standardized
        let text = try String(contentsOf: guide, encoding: .utf8)
        return text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
    }

    @Test func `shows the rules file that the tests read`() throws {
        #expect(try blocks("json") == [RuleFileExample.json])
        #expect(try MappingValidator.validate(CallRuleBook(json: Data(RuleFileExample.json.utf8))).isSafe)
    }

    @Test func `shows code that is compiled and run here`() throws {
        func print(_ ring: String, _ because: String) {
            #expect(ring == "rings")
            #expect(because.contains("In a meeting: Accept all calls"))
        }
        let file = Data(RuleFileExample.json.utf8)
        // begin
        let book = try CallRuleBook(json: file)
        let answer = book.policy(forUser: ["ada@contoso.com"], inGroups: ["Reception"]).explain(
            .direct, teams: TeamsPresence(availability: .busy, activity: .inAMeeting),
            ringCentral: RingCentralPresence(userStatus: .available, dndStatus: .takeAllCalls))
        print(answer.rings == true ? "rings" : "does not ring", answer.because)
        // end
        let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
        let shown = source.components(separatedBy: "        // begin\n").dropFirst().first?
            .components(separatedBy: "        // end\n").first?
            .components(separatedBy: "\n").map { $0.hasPrefix("        ") ? String($0.dropFirst(8)) : $0 }
            .joined(separator: "\n")
        #expect(try blocks("swift") == [shown])
    }

    @Test func `names every row and action, and the command of the example`() throws {
        let guide = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Documentation/ChooseCallRules.md").standardized
        let text = try String(contentsOf: guide, encoding: .utf8)
        for row in CallRuleRow.allCases { #expect(text.contains("| `\(row.rawValue)` |")) }
        for action in CallAction.allCases { #expect(text.contains("| `\(action.rawValue)` |")) }
        let rules = try CallRules(arguments: ["inAMeeting=noCalls"])
        let answer = try MappingPolicy(preset: Preset(argument: "app"), rules: rules).explain(
            CallKind(argument: "queue"), teams: TeamsPresence(argument: "Busy/InAMeeting"),
            ringCentral: RingCentralPresence(argument: "Available/TakeAllCalls"))
        #expect(answer.rings == false)
    }
}
