import ArgumentParser
import ExampleSupport
import Foundation
import PatchbayCore
import PatchbayReports
import Provisioning

extension InstallApp {
    /// Everything, from readiness to report.
    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "run", abstract: "The whole flow. This is what happens without a word.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var who: TargetOptions
        @OptionGroup var mail: MailOptions
        @OptionGroup var administrator: AdministratorOption
        @OptionGroup var pin: PinOptions

        func run() async throws {
            let (target, administrator, pin) = (who.target, administrator, pin)
            try await Session.run(common, command: "install", mail: mail) { session in
                session.console.say("Connected to \(session.connection.title).\n")
                let (readiness, blocked) = try await session.check(target, administrator)
                if let blocked {
                    session.console.emit(SummaryLine("install", exit: blocked))
                    return blocked
                }
                if let status = try await session.resumeInterrupted(.install, target, readiness) { return status }
                _ = try await session.refresh()
                let plan = try await session.plan(.install, target)
                try session.writePinScript(for: plan, pin)
                if session.options.dryRun {
                    session.console.say("Dry run: nothing was changed.")
                    session.console.emit(SummaryLine("install"))
                    return .done
                }
                return try await session.apply(plan, readiness: readiness)
            }
        }
    }

    /// Readiness only.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check everything that an install needs; change nothing.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var who: TargetOptions
        @OptionGroup var administrator: AdministratorOption

        func run() async throws {
            let (target, administrator) = (who.target, administrator)
            try await Session.run(common, command: "check") { session in
                let (readiness, blocked) = try await session.check(target, administrator)
                session.console.show(readiness.manualSteps)
                if session.options.report != nil {
                    try session.write(
                        Report(
                            readiness: readiness, facts: [.init("Connected to", session.connection.title)], at: Date()))
                }
                let counts = Dictionary(readiness.findings.map { ($0.verdict.rawValue, 1) }, uniquingKeysWith: +)
                session.console.emit(
                    SummaryLine("check", counts: counts, exit: blocked ?? .done))
                return blocked ?? .done
            }
        }
    }

    /// Plan only.
    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read both directories and show the plan; change nothing.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var who: TargetOptions
        @OptionGroup var pin: PinOptions
        @Option(help: "Write the plan to this file, to apply exactly it later.", completion: .file()) var out: String?

        func run() async throws {
            let (target, out, pin) = (who.target, out, pin)
            try await Session.run(common, command: "plan") { session in
                _ = try await session.refresh()
                let plan = try await session.plan(.install, target)
                try session.writePinScript(for: plan, pin)
                if let out {
                    try WireCoding.encode(plan).write(to: URL(filePath: out), options: .atomic)
                    session.console.say("Plan written to \(out); apply it with: install-app apply --plan \(out)")
                }
                session.console.emit(
                    SummaryLine("plan", counts: ["steps": plan.steps.count, "skipped": plan.skips.count]))
                return .done
            }
        }
    }

    /// Apply a plan that was written down, or make one and apply it.
    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply a plan that “plan --out” wrote, or plan and apply at once.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var who: TargetOptions
        @OptionGroup var mail: MailOptions
        @Option(name: .customLong("plan"), help: "The file with the plan.", completion: .file()) var planFile: String?

        func run() async throws {
            let target = who.target
            let planFile = planFile
            try await Session.run(common, command: "install", mail: mail) { session in
                if let planFile {
                    let plan = try Session.readPlan(planFile)
                    if let status = try await session.resumeInterrupted(plan.action, plan.target, nil) { return status }
                    guard !session.options.dryRun else {
                        session.console.say(plan.description)
                        return .done
                    }
                    return try await session.apply(plan, readiness: nil)
                }
                if let status = try await session.resumeInterrupted(.install, target, nil) { return status }
                _ = try await session.refresh()
                let plan = try await session.plan(.install, target)
                if session.options.dryRun { return .done }
                return try await session.apply(plan, readiness: nil)
            }
        }
    }

    /// The table, from the ledger alone.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the user table from the ledger. Works while a run is going on, and without a network.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Only who is found by name, address or department.") var search: String?
        @Option(
            name: .customLong("status"), parsing: .upToNextOption,
            help: "Only these: installed, failed, pending, not-selected, skipped.")
        var statuses: [UserStatus] = []
        @Option(help: "Only this department.") var department: String?
        @Option(help: "The order: name, status or department.") var sort: UserQuery.Order?

        func run() async throws {
            let query = UserQuery(search: search, statuses: Set(statuses), department: department, order: sort)
            try await Session.run(common, command: "status") { session in
                let table = try await session.rollout.table()
                let rows = table.rows(query)
                for row in rows { session.console.emit(Line.UserLine(row)) }
                let shown = UserTable(rows: rows, readAt: table.readAt)
                let report = Report(
                    table: shown, facts: [.init("Shown", "\(rows.count) of \(table.rows.count) users")], at: Date())
                session.console.show(report, maximumRows: 50)
                if session.options.report != nil { try session.write(report) }
                if let run = try await session.rollout.interruptedRun() {
                    session.console.warn(
                        "Run \(run.run) is not finished (\(run.finished) of \(run.total)). Go on with: \(session.options.resumeCommand("install-app"))"
                    )
                }
                session.console.emit(
                    SummaryLine(
                        "status",
                        counts: Dictionary(shown.counts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +)))
                return .done
            }
        }
    }

    /// Bring the table up to date.
    struct Refresh: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring the user table up to date: what changed, or everything.")
        @OptionGroup var common: CommonOptions
        @Flag(help: "Read everything, not only what changed.") var full = false

        func run() async throws {
            let full = full
            try await Session.run(common, command: "refresh") { session in
                let summary = try await session.refresh(full: full)
                session.console.emit(
                    SummaryLine(
                        "refresh",
                        counts: [
                            "users": summary.users, "added": summary.added, "changed": summary.changed,
                            "removed": summary.removed,
                        ]))
                return .done
            }
        }
    }

    /// Take the app away again.
    struct Uninstall: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove the app from a selection, or from everyone.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var who: TargetOptions
        @OptionGroup var mail: MailOptions

        func validate() throws {
            if !who.all, who.target.selectors.isEmpty {
                throw ValidationError("Say from whom: --user, --department, --group, --search, or --all.")
            }
        }

        func run() async throws {
            let target = who.target
            try await Session.run(common, command: "uninstall", mail: mail) { session in
                if let status = try await session.resumeInterrupted(.uninstall, target, nil) { return status }
                _ = try await session.refresh()
                let plan = try await session.plan(.uninstall, target)
                if session.options.dryRun {
                    session.console.emit(SummaryLine("uninstall"))
                    return .done
                }
                return try await session.apply(plan, readiness: nil)
            }
        }
    }

    /// Go on with an unfinished run.
    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Go on with the run that was not finished.")
        @OptionGroup var common: CommonOptions
        @OptionGroup var mail: MailOptions

        func run() async throws {
            try await Session.run(common, command: "resume", mail: mail) { session in
                if let status = try await session.resume(readiness: nil) { return status }
                session.console.say("There is nothing to resume.")
                session.console.emit(SummaryLine("resume"))
                return .done
            }
        }
    }

    /// End an unfinished run without going on.
    struct Abandon: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End the unfinished run without going on with it.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await Session.run(common, command: "abandon") { session in
                try await session.rollout.abandon()
                session.console.say("Ended. What it did is kept; the next run looks before it sends.")
                session.console.emit(SummaryLine("abandon"))
                return .done
            }
        }
    }
}

extension UserStatus: @retroactive ExpressibleByArgument {}
extension UserQuery.Order: @retroactive ExpressibleByArgument {}

extension Session {
    /// The same command again after a crash goes on where it was. Another command has to wait until a person has decided.
    func resumeInterrupted(
        _ action: InstallPlan.Action, _ target: InstallTarget, _ readiness: ReadinessReport?
    ) async throws -> ExitStatus? {
        guard let run = try await rollout.interruptedRun() else { return nil }
        guard run.action == action, run.target == target else {
            throw ConfigurationError(
                "Run \(run.run) (\(run.action.rawValue) for \(run.target)) is not finished: \(run.finished) of \(run.total) users.",
                remedy: "Go on with it: \(options.resumeCommand("install-app")). Or end it: install-app abandon.")
        }
        guard !options.dryRun else {
            console.say(
                "Run \(run.run) is not finished; it would go on with \(run.total - run.finished) of \(run.total) users."
            )
            return .done
        }
        console.say("Going on with run \(run.run): \(run.finished) of \(run.total) users are done.\n")
        console.emit(NoteLine("Going on with run \(run.run)."))
        return try await resume(readiness: readiness)
    }

    static func readPlan(_ path: String) throws -> InstallPlan {
        do {
            return try JSONDecoder().decode(InstallPlan.self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw ConfigurationError(
                "\(path) holds no plan.", remedy: "Write one with: install-app plan --out \(path)")
        }
    }
}
