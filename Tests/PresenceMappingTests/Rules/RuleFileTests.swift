import Foundation
import PresenceMapping
import Testing

@Suite struct `A rules file` {
    static let example = """
        {
          "groups" : [
            {
              "name" : "Reception",
              "rules" : {
                "inAMeeting" : "acceptAll",
                "offline" : "default"
              }
            }
          ],
          "keepStatusThroughInactivity" : true,
          "preset" : "app",
          "rules" : {
            "busy" : "noQueueCalls",
            "inACall" : "noCalls",
            "inAConferenceCall" : "noCalls",
            "inAMeeting" : "noCalls",
            "offline" : "noCalls"
          },
          "users" : [
            {
              "keepStatusThroughInactivity" : false,
              "name" : "ada@contoso.com",
              "rules" : {
                "inACall" : "acceptAll"
              }
            }
          ],
          "version" : 1
        }

        """

    private func read(_ json: String) throws(RuleFileError) -> CallRuleBook {
        try CallRuleBook(json: Data(json.utf8))
    }

    private func error(_ json: String) -> RuleFileError? {
        do {
            _ = try read(json)
            return nil
        } catch {
            return error
        }
    }

    @Test func `says what it means`() throws {
        let book = try read(Self.example)
        #expect(book.preset == .app)
        #expect(book.account[.busy] == .action(.noQueueCalls))
        #expect(book.account.keepsStatusThroughInactivity == true)
        #expect(book.groups.map(\.name) == ["Reception"])
        #expect(book.groups.first?.rules[.offline] == .preset)
        #expect(book.users.first?.rules[.inACall] == .action(.acceptAll))
        #expect(book.users.first?.rules.keepsStatusThroughInactivity == false)
        #expect(book.rules(inGroups: ["reception"])[.offline] == nil)
    }

    @Test func `is written as it was read`() throws {
        let book = try read(Self.example)
        #expect(try String(decoding: book.json(), as: UTF8.self) == Self.example)
    }

    @Test func `survives a round trip whatever it holds`() throws {
        var generator = SplitMix(seed: 7)
        for _ in 0..<200 {
            func layer() -> CallRules {
                var rules = CallRules(
                    keepsStatusThroughInactivity: [nil, true, false].randomElement(using: &generator) ?? nil)
                for row in CallRuleRow.allCases {
                    switch Int.random(in: 0..<5, using: &generator) {
                    case 0: rules[row] = .preset
                    case 1: break
                    default: rules[row] = CallAction.allCases.randomElement(using: &generator).map { .action($0) }
                    }
                }
                return rules
            }
            let book = CallRuleBook(
                preset: Bool.random(using: &generator) ? .app : .embedded, account: layer(),
                groups: (0..<Int.random(in: 0..<3, using: &generator)).map { .init("group \($0)", layer()) },
                users: (0..<Int.random(in: 0..<3, using: &generator)).map { .init("üser“\($0)\"/", layer()) })
            #expect(try CallRuleBook(json: book.json()) == book)
        }
    }

    @Test func `may be as short as its version`() throws {
        #expect(try read(#"{"version": 1}"#) == CallRuleBook())
    }

    @Test func `accepts the portal's words`() throws {
        let book = try read(#"{"version":1,"preset":"Embedded","rules":{"In a meeting":"Do not accept any calls"}}"#)
        #expect(book.account[.inAMeeting] == .action(.noCalls))
    }

    @Test(arguments: [
        ("{", RuleFileError.Problem.notJSON, ""),
        ("[]", .wrongType(expected: "an object"), ""),
        ("{}", .missing("version"), ""),
        (#"{"version":2}"#, .unsupportedVersion("2"), "version"),
        (#"{"version":1,"rule":{}}"#, .unknownKey("rule", allowed: ["version", "preset", "rules", "keepStatusThroughInactivity", "groups", "users"]), ""),
        (#"{"version":1,"preset":"mirror"}"#, .unknownPreset("mirror"), "preset"),
        (#"{"version":1,"rules":{"inAMeting":"noCalls"}}"#, .unknownRow("inAMeting"), "rules"),
        (#"{"version":1,"rules":{"busy":"block"}}"#, .unknownAction("block"), "rules.busy"),
        (#"{"version":1,"rules":{"busy":true}}"#, .wrongType(expected: "a string"), "rules.busy"),
        (#"{"version":1,"rules":{"busy":"noCalls","Busy":"acceptAll"}}"#, .duplicate("busy"), "rules"),
        (#"{"version":1,"keepStatusThroughInactivity":"yes"}"#, .wrongType(expected: "true or false"), "keepStatusThroughInactivity"),
        (#"{"version":1,"users":{}}"#, .wrongType(expected: "an array"), "users"),
        (#"{"version":1,"users":[{"rules":{}}]}"#, .missing("name"), "users[0]"),
        (#"{"version":1,"users":[{"name":"a"},{"name":"A"}]}"#, .duplicate("A"), "users[1]"),
        (#"{"version":1,"groups":[{"name":"a","rules":{"dnd":"noCalls"}}]}"#, .unknownRow("dnd"), "groups[0].rules"),
    ]) func `with a mistake is refused with the place and the remedy`(
        json: String, problem: RuleFileError.Problem, path: String
    ) {
        let error = error(json)
        #expect(error?.problem == problem)
        #expect(error?.path == path)
        #expect(error?.remedy.isEmpty == false)
        #expect(error?.description.hasSuffix(".") == true)
    }

    @Test func `with a wrong row names the right ones`() {
        let error = error(#"{"version":1,"rules":{"inAMeting":"noCalls"}}"#)
        #expect(error?.message == "There is no call rule row \"inAMeting\" at rules.")
        #expect(error?.remedy == "Use one of: busy, inACall, inAConferenceCall, inAMeeting, offline.")
    }
}
