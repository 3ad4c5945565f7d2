import PresenceMapping
import Testing

@Suite struct `Words on the command line` {
    @Test(arguments: [
        ("busy", CallRuleRow.busy), ("inACall", .inACall), ("In a conference call", .inAConferenceCall),
        ("in-a-meeting", .inAMeeting), ("OFFLINE", .offline), ("in_a_call", .inACall),
    ]) func `name a row regardless of case, blanks and hyphens`(text: String, row: CallRuleRow) throws {
        #expect(try CallRuleRow(argument: text) == row)
    }

    @Test func `make rules`() throws {
        let rules = try CallRules(arguments: ["inAMeeting=noCalls", "In a call = no-queue-calls", "offline=Accept all calls"])
        #expect(rules == CallRules([.inAMeeting: .noCalls, .inACall: .noQueueCalls, .offline: .acceptAll]))
    }

    @Test(arguments: [
        ("inAMeeting", "Write STATE=ACTION, for example inAMeeting=noCalls."),
        ("inAMeting=noCalls", "Did you mean \"inAMeeting\"? Use one of: busy, inACall, inAConferenceCall, inAMeeting, offline."),
        ("away=noCalls", "Use one of: busy, inACall, inAConferenceCall, inAMeeting, offline."),
        ("busy=blockEverything", "Use one of: acceptAll, noQueueCalls, noCalls."),
        ("busy=", "Write STATE=ACTION, for example inAMeeting=noCalls."),
    ]) func `that make no rule are refused with what would`(text: String, remedy: String) {
        let error = #expect(throws: MappingArgumentError.self) { try CallRules(arguments: [text]) }
        #expect(error?.remedy.hasPrefix(remedy) == true, "\(error?.remedy ?? "")")
    }

    @Test func `that give a row two rules are refused`() {
        let error = #expect(throws: MappingArgumentError.self) {
            try CallRules(arguments: ["busy=noCalls", "Busy=acceptAll"])
        }
        #expect(error?.description == "The row busy has two rules. Give each row one rule.")
    }

    @Test func `make presences`() throws {
        let teams = try TeamsPresence(argument: "busy/InAMeeting")
        #expect(TeamsState(teams) == TeamsState(.inAMeeting))
        let ringCentral = try RingCentralPresence(argument: "available/takeallcalls")
        #expect(ringCentral.userStatus.rawValue == "Available")
        #expect(ringCentral.dndStatus.rawValue == "TakeAllCalls")
    }

    @Test(arguments: ["Busy", "Busy/", "/InAMeeting", "Busy/InACall/Extra", ""])
    func `that are no Teams presence are refused`(text: String) {
        let error = #expect(throws: MappingArgumentError.self) { try TeamsPresence(argument: text) }
        #expect(error?.remedy.contains("Busy/InAMeeting") == true)
    }

    @Test func `that are no RingCentral presence are refused with the nearest word`() {
        let error = #expect(throws: MappingArgumentError.self) {
            try RingCentralPresence(argument: "Available/TakeAllCall")
        }
        #expect(error?.message == "\"TakeAllCall\" is not a known RingCentral dndStatus.")
        #expect(error?.remedy.hasPrefix("Did you mean \"TakeAllCalls\"?") == true)
    }

    @Test func `choose preset and kind of call`() throws {
        #expect(try Preset(argument: "Embedded") == .embedded)
        #expect(try CallKind(argument: "QUEUE") == .queue)
        #expect(throws: MappingArgumentError.self) { try Preset(argument: "mirror") }
        #expect(throws: MappingArgumentError.self) { try CallKind(argument: "fax") }
    }
}
