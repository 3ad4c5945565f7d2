import Foundation
import PresenceMapping
import Testing

@Suite struct `An explanation` {
    private func explain(
        _ teams: String, _ ringCentral: String, _ preset: Preset = .app, rules: [String] = [], call: CallKind = .direct,
        isQueueMember: Bool = true
    ) throws -> CallExplanation {
        try MappingPolicy(preset: preset, rules: CallRules(arguments: rules)).explain(
            call, teams: TeamsPresence(argument: teams), ringCentral: RingCentralPresence(argument: ringCentral),
            isQueueMember: isQueueMember)
    }

    /// The vendor's own example: In a meeting with “Do not accept any calls”.
    @Test func `of a meeting where no calls are accepted: do not disturb, nothing rings`() throws {
        for call in CallKind.allCases {
            let answer = try explain(
                "Busy/InAMeeting", "Available/TakeAllCalls", rules: ["inAMeeting=noCalls"], call: call)
            #expect(answer.userStatus == .available)
            #expect(answer.dndStatus == .doNotAcceptAnyCalls)
            #expect(answer.shows == .doNotDisturb)
            #expect(answer.changes)
            #expect(answer.rings == false)
            #expect(answer.rule == "inAMeeting=noCalls")
        }
    }

    @Test func `of a meeting where queue calls are refused: direct calls ring`() throws {
        let direct = try explain("Busy/InAMeeting", "Available/TakeAllCalls", rules: ["inAMeeting=noQueueCalls"])
        #expect(direct.rings == true)
        #expect(direct.userStatus == .busy)
        #expect(direct.dndStatus == .doNotAcceptDepartmentCalls)
        let queue = try explain(
            "Busy/InAMeeting", "Available/TakeAllCalls", rules: ["inAMeeting=noQueueCalls"], call: .queue)
        #expect(queue.rings == false)
    }

    @Test func `of a meeting where all calls are accepted: everything rings, and a queue may still skip a busy member`() throws {
        let queue = try explain(
            "Busy/InAMeeting", "Available/TakeAllCalls", rules: ["inAMeeting=acceptAll"], call: .queue)
        #expect(queue.rings == true)
        #expect(queue.caveats.contains { $0.contains("skip members who are busy") })
    }

    @Test func `of a status set by hand says that only the user lifts it`() throws {
        let dnd = try explain("Available/Available", "Available/DoNotAcceptAnyCalls")
        #expect(!dnd.changes)
        #expect(dnd.rings == false)
        #expect(dnd.rule == "manual-do-not-disturb")
        #expect(dnd.because.contains("only the user"))
        let offline = try explain("Available/Available", "Offline/TakeAllCalls")
        #expect(!offline.changes)
        #expect(offline.rings == true)
        #expect(offline.rule == "manual-offline")
        #expect(offline.caveats.contains("Offline in RingCentral does not stop calls from ringing."))
    }

    @Test func `of a Teams call without a rule says that RingCentral calls keep ringing`() throws {
        let answer = try explain("Busy/InACall", "Available/TakeAllCalls")
        #expect(answer.rings == true)
        #expect(answer.caveats.contains { $0.contains("does not stop RingCentral calls") })
    }

    @Test func `warns where In a call and In a meeting differ, and only there`() throws {
        let warned = try explain("Busy/InACall", "Available/TakeAllCalls", rules: ["inAMeeting=noCalls"])
        #expect(warned.caveats.contains { $0.contains("these two rows differ") })
        let calm = try explain("Busy/InACall", "Available/TakeAllCalls", rules: ["inAMeeting=noCalls", "inACall=noCalls"])
        #expect(!calm.caveats.contains { $0.contains("these two rows differ") })
    }

    @Test func `warns that Busy as do not disturb can leave Teams busy after overlapping calls`() throws {
        let answer = try explain("Busy/Busy", "Available/TakeAllCalls", rules: ["busy=noCalls"])
        #expect(answer.caveats.contains { $0.contains("reset to Available in Teams") })
    }

    @Test func `of a word that Microsoft has not published names it and writes nothing`() throws {
        let answer = try explain("Dozing/OnTheSofa", "Available/TakeAllCalls", .embedded)
        #expect(!answer.changes)
        #expect(answer.rule == "unknown-teams-status")
        #expect(answer.caveats.contains { $0.contains("“Dozing” and “OnTheSofa”") })
    }

    @Test func `of a user in no queue says that no queue call is offered`() throws {
        let answer = try explain("Available/Available", "Available/TakeAllCalls", call: .queue, isQueueMember: false)
        #expect(answer.rings == false)
        #expect(answer.caveats.contains { $0.contains("in no call queue") })
    }

    @Test func `leaves open whether a call rings when RingCentral uses an unknown word`() {
        let presence = RingCentralPresence(userStatus: .available, dndStatus: RingCentralDNDStatus(rawValue: "TakeVipCalls"))
        let answer = MappingPolicy(preset: .app).explain(
            .direct, teams: TeamsPresence(availability: .doNotDisturb, activity: .doNotDisturb), ringCentral: presence)
        #expect(answer.rings == nil)
        #expect(answer.dndStatus.rawValue == "TakeVipCalls")
        #expect(answer.rule == "not-restorable")
    }

    @Test func `always says why, in whole sentences`() throws {
        for preset in Preset.allCases {
            for rule in OfficialTables.rules {
                for row in OfficialTables.rows {
                    for user in ["Available", "Busy", "Offline"] {
                        for dnd in ["TakeAllCalls", "DoNotAcceptDepartmentCalls", "DoNotAcceptAnyCalls"] {
                            let answer = try explain(
                                "\(row.availability)/\(row.activity)", "\(user)/\(dnd)", preset,
                                rules: ["\(rule.row)=\(rule.action)"])
                            #expect(answer.because.hasSuffix(".") && !answer.because.contains(": ."))
                            #expect(!answer.rule.isEmpty)
                        }
                    }
                }
            }
        }
    }

    @Test func `is one line of JSON with the documented keys`() throws {
        let answer = try explain("Busy/InAMeeting", "Available/TakeAllCalls", rules: ["inAMeeting=noCalls"], call: .queue)
        let line = try answer.jsonLine()
        #expect(!line.contains("\n"))
        #expect(line.contains(#""type":"decision""#))
        #expect(line.contains(#""userStatus":"Available""#))
        #expect(line.contains(#""dndStatus":"DoNotAcceptAnyCalls""#))
        #expect(line.contains(#""changes":true"#))
        #expect(line.contains(#""rings":false"#))
        #expect(line.contains(#""rule":"inAMeeting=noCalls""#))
        #expect(line.contains(#""because":"The call rule “In a meeting: Do not accept any calls” (for everyone) decides: "#))
        #expect(try JSONDecoder().decode(CallExplanation.self, from: Data(line.utf8)) == answer)
    }
}
