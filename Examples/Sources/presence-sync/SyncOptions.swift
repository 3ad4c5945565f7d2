import ArgumentParser
import ExampleSupport
import Foundation
import GraphClient
import PatchbayCore
import PresenceMapping
import PresenceSync

/// Who is synced, and by which rules.
struct SyncOptions: ParsableArguments, Sendable {
    @Option(
        name: .customLong("user"), parsing: .upToNextOption,
        help: "Only these people, by user principal name, mail address or object id.")
    var users: [String] = []

    @Option(name: .customLong("except"), parsing: .upToNextOption, help: "Everybody but these people.")
    var except: [String] = []

    @Option(help: "How many people of the simulated tenant take part.")
    var people = 40

    @Option(help: "A file of call rules.", completion: .file())
    var rules: String?

    @Option(help: "The official mapping underneath: app or embedded (default: app, or what --rules says).")
    var preset: String?

    @Option(
        parsing: .upToNextOption,
        help: "Call rules for everybody: STATE=acceptAll, STATE=noQueueCalls or STATE=noCalls.")
    var rule: [String] = []

    func validate() throws {
        guard people > 0 else { throw ValidationError("--people needs a number above 0.") }
    }

    /// The rules: those of the file, with what the command line says over those for everyone.
    ///
    /// - Throws: ``PatchbayCore/ConfigurationError`` for what cannot be read, and for rules that could chase each other.
    func book(isDefaultDay: Bool) throws -> CallRuleBook {
        do {
            var book = try rules.map { try RuleFiles.read($0) } ?? CallRuleBook()
            if let preset { book.preset = try Preset(argument: preset) }
            let spoken = try CallRules(arguments: rule)
            for row in CallRuleRow.allCases where spoken[row] != nil { book.account[row] = spoken[row] }
            if isDefaultDay, rules == nil, preset == nil, rule.isEmpty {
                // Something to see: the preset alone leaves calls during meetings ringing.
                book.account[.inAMeeting] = .action(.noCalls)
                book.account[.inACall] = .action(.noQueueCalls)
            }
            return book
        } catch let error as MappingArgumentError {
            throw ConfigurationError(error.message, remedy: error.remedy)
        }
    }

    /// Whether somebody is meant.
    func means(_ names: [String]) -> Bool {
        let names = Set(names.map { $0.lowercased() })
        func holds(_ list: [String]) -> Bool { list.contains { names.contains($0.lowercased()) } }
        return (users.isEmpty || holds(users)) && !holds(except)
    }
}

/// A length of time on the command line: `90s`, `5m`, `2h`, or seconds.
struct TimeSpan: ExpressibleByArgument, Sendable {
    let duration: Duration

    init?(argument: String) {
        let unit = argument.last.flatMap { ["s": 1.0, "m": 60, "h": 3600][$0] }
        guard let number = Double(unit == nil ? argument : String(argument.dropLast())), number > 0, number < 1e9 else {
            return nil
        }
        duration = .milliseconds(Int64(number * (unit ?? 1) * 1000))
    }
}
