import ArgumentParser
import ExampleSupport
import Foundation
import PatchbayCore
import PresenceMapping

/// Says whether a call rings in a given state of both sides, and which rule decides. Nothing is sent anywhere.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say whether a call rings, what RingCentral will show, and which rule decides. Needs no network.",
        discussion: """
            presence-sync explain --teams Busy/InAMeeting --ringcentral Available/TakeAllCalls --rule inAMeeting=noCalls --call direct

            States of --rule: busy, inACall, inAConferenceCall, inAMeeting, offline. What they do: acceptAll, noQueueCalls, noCalls.
            """)

    @Option(help: "The Teams presence as Graph reports it: AVAILABILITY/ACTIVITY, for example Busy/InAMeeting.")
    var teams: String

    @Option(help: "The RingCentral presence: USERSTATUS/DNDSTATUS, for example Available/TakeAllCalls.")
    var ringcentral: String

    @Option(help: "The official mapping underneath: app or embedded (default: app, or what --rules says).")
    var preset: String?

    @Option(parsing: .upToNextOption, help: "Call rules: STATE=acceptAll, STATE=noQueueCalls or STATE=noCalls.")
    var rule: [String] = []

    @Option(help: "A file of call rules; --preset and --rule override it.", completion: .file())
    var rules: String?

    @Option(help: "Whose rules of --rules to apply: the user's address or object id.")
    var user: String?

    @Option(help: "Where the call comes from: direct or queue.")
    var call = CallKind.direct.rawValue

    @Flag(help: "The user is in no call queue.")
    var notInAQueue = false

    @Flag(help: "Keep the RingCentral status when Teams only went idle.")
    var keepStatusThroughInactivity = false

    @Flag(help: "Write the decision and a summary as lines of JSON.")
    var json = false

    func run() async throws {
        try await Word.run("explain", json: json) { console in
            let explanation = try explain()
            console.emit(explanation)
            show(explanation, on: console)
            console.emit(SummaryLine("explain", counts: ["decisions": 1]))
            return .done
        }
    }

    private func explain() throws -> CallExplanation {
        do {
            var book = try rules.map { try RuleFiles.read($0) } ?? CallRuleBook()
            if let preset { book.preset = try Preset(argument: preset) }
            var spoken = try CallRules(arguments: rule)
            if keepStatusThroughInactivity { spoken.keepsStatusThroughInactivity = true }
            // What stands on the command line is asked of this one user, so that it wins over the whole file.
            book.users.insert(.init(Self.asked, spoken), at: 0)
            let policy = book.policy(forUser: [Self.asked] + (user.map { [$0] } ?? []))
            return policy.explain(
                try CallKind(argument: call), teams: try TeamsPresence(argument: teams),
                ringCentral: try RingCentralPresence(argument: ringcentral), isQueueMember: !notInAQueue)
        } catch let error as MappingArgumentError {
            throw ConfigurationError(error.message, remedy: error.remedy)
        }
    }

    private static let asked = "--rule"

    private func show(_ explanation: CallExplanation, on console: Console) {
        let rings =
            switch explanation.rings {
            case true?: "rings"
            case false?: "does not ring"
            case nil: "may or may not ring: RingCentral uses a word that is not published"
            }
        console.head("A \(explanation.call.rawValue) call \(rings).")
        console.say("  Teams        \(explanation.teams)")
        let after = "\(explanation.userStatus)/\(explanation.dndStatus)"
        console.say(
            "  RingCentral  \(explanation.ringCentral)"
                + (explanation.changes ? " → \(after)" : " (stays as it is)")
                + ", shown as \(explanation.shows.rawValue)")
        console.say("  Rule         \(explanation.rule)")
        console.say("  Because      \(explanation.because)")
        for caveat in explanation.caveats { console.say("  Note         \(caveat)") }
    }
}
