import ArgumentParser
import ExampleSupport
import Foundation
import PatchbayCore
import Provisioning

/// What every word of the program needs: the connections, the ledger, the console, and the flow over them.
struct LinkSession: Sendable {
    let options: CommonOptions
    let users: Set<String>
    let command: String
    let console: Console
    let connection: Connection
    let link: GenesysLink

    private init(
        _ options: CommonOptions, _ choice: GenesysLinkProgram.LinkOptions, command: String, stop: StopSignal
    ) throws {
        self.options = options
        self.command = command
        users = Set(choice.users)
        console = Console(json: options.json)
        let settings = Settings()
        // The variables of one side alone are a mistake, not a wish for the simulated cloud.
        if !options.simulate, settings.namesGenesys, !settings.namesMicrosoftTenant {
            _ = try settings.required("AZURE_TENANT_ID", for: "to name the Microsoft 365 tenant")
        }
        connection = try Connection(options)
        let genesys = try connection.genesys(options)
        let planner = choice.planner
        link = GenesysLink(
            genesys: genesys, graph: connection.graph,
            ledger: try Ledgers.open(Ledgers.folder(options, isSimulated: connection.simulated != nil))
        ) {
            $0.planner = planner
            $0.options.stop = stop
        }
    }

    /// Runs the work of a word; errors become sentences and exit statuses, Ctrl-C a clean stop.
    static func run(
        _ options: CommonOptions, _ choice: GenesysLinkProgram.LinkOptions, command: String,
        _ work: @escaping @Sendable (LinkSession) async throws -> ExitStatus
    ) async throws {
        let console = Console(json: options.json)
        do {
            let stop = StopSignal()
            let session = try LinkSession(options, choice, command: command, stop: stop)
            console.say("Connected to \(session.connection.title).\n")
            let status = try await Interrupts.handling(stop, console: console) { try await work(session) }
            if status != .done { throw status.code }
        } catch {
            let code = Failure.report(error, to: console, resume: resumeCommand(options))
            if !(error is ExitCode) {
                console.emit(
                    LinkLine.ErrorLine(
                        message: Failure.sentence(error), remedy: (error as? any LocalizedError)?.recoverySuggestion))
                console.emit(LinkLine.Summary(command: command, counts: [:], exit: code.rawValue))
            }
            throw code
        }
    }

    static func resumeCommand(_ options: CommonOptions) -> String {
        var words = ["genesys-link", "resume"]
        if options.simulate {
            words += ["--simulate", "--seed", "\(options.seed)", "--population", "\(options.population)"]
        }
        if let ledger = options.ledger { words += ["--ledger", ledger.contains(" ") ? "'\(ledger)'" : ledger] }
        if options.limitScale != 1 { words += ["--limit-scale", "\(options.limitScale)"] }
        return words.joined(separator: " ")
    }

    /// Looks at what is needed; `nil` when a run can begin.
    func check(showsManualSteps: Bool = false) async throws -> ExitStatus? {
        let readiness = try await link.readiness()
        console.head("Readiness")
        for finding in readiness.findings {
            let sign =
                switch finding.verdict {
                case .met: "✓"
                case .notMet: finding.isMandatory ? "✗" : "!"
                case .unknown: "?"
                }
            console.say("  \(sign) \(finding.title)\(finding.detail.map { ": \($0)" } ?? "")")
            if finding.verdict != .met, let remedy = finding.remedy { console.say("      \(remedy)") }
            console.emit(LinkLine.FindingLine(finding))
        }
        if showsManualSteps { readiness.manualSteps.forEach(manualStep) }
        console.say()
        guard readiness.isReady else {
            for finding in readiness.blocking {
                console.warn("Blocked: \(finding.title). \(finding.remedy?.sentence ?? "")")
            }
            if !showsManualSteps {
                console.emit(
                    LinkLine.Summary(command: command, counts: [:], exit: ExitStatus.blocked.rawValue))
            }
            return .blocked
        }
        return nil
    }

    func manualStep(_ step: ManualStep) {
        console.say(
            "To be done by hand: \(step.title)\n      \(step.place) (\(step.role))\n      Done when: \(step.verification)\n"
        )
        console.emit(
            LinkLine.ManualLine(id: step.id, title: step.title, place: step.place, verification: step.verification))
    }

    func plan(_ action: GenesysLinkPlan.Action) async throws -> GenesysLinkPlan {
        let plan = try await link.plan(action, only: users) { show($0) }
        let estimate = await link.estimate(plan)
        console.clearBar()
        console.head("Plan")
        for line in plan.description.split(separator: "\n") { console.say("  \(line)") }
        console.say("  About \(Console.duration(estimate / .seconds(1))) at the service's limits.\n")
        console.emit(LinkLine.PlanLine(plan, estimate: estimate))
        return plan
    }

    /// Those who are left out, as outcomes, for a plan that is not applied.
    func skips(_ plan: GenesysLinkPlan) {
        for skip in plan.skips {
            console.say("  \(skip.name): left out, \(skip.reason)\(skip.detail.map { " (\($0))" } ?? "")")
            console.emit(
                LinkLine.Outcome(
                    GenesysLinkOutcome(
                        genesysUser: skip.id, user: skip.user, userPrincipalName: skip.name, kind: .skipped,
                        reason: skip.reason.rawValue, detail: skip.detail, remedy: skip.reason.remedy)))
        }
    }

    func dryRun() -> ExitStatus {
        console.say("Dry run: nothing was changed.")
        console.emit(LinkLine.Summary(command: command, counts: [:], exit: 0))
        return .done
    }

    func apply(_ plan: GenesysLinkPlan) async throws -> ExitStatus {
        if plan.changeCount > 0, connection.simulated == nil, !options.yes {
            let question = "\(plan.action == .link ? "Link" : "Unlink") \(plan.changeCount) Genesys users."
            if console.canAsk {
                guard console.ask("\(question) Go on?") else {
                    console.say("Nothing was changed.")
                    return .done
                }
            } else if plan.action == .unlink {
                throw ConfigurationError(question, remedy: "Look at the plan and confirm with --yes.")
            }
        }
        return finish(try await link.apply(plan, approved: plan.digest) { show($0) })
    }

    func resume() async throws -> ExitStatus? {
        guard let summary = try await link.resume(onEvent: { show($0) }) else { return nil }
        return finish(summary)
    }

    private func show(_ event: GenesysLinkEvent) {
        switch event {
        case .progress(let progress):
            let words =
                switch progress.phase {
                case .applying, .verifying: "Writing"
                case .matching: "Reading Genesys users"
                default: "Reading users"
                }
            console.progress(words, done: progress.done, total: progress.total, secondsLeft: progress.secondsLeft)
            console.emit(LinkLine.ProgressLine(progress))
        case .outcome(let outcome):
            if outcome.kind == .failed {
                console.warn(
                    "\(outcome.userPrincipalName): \(outcome.reason ?? "failed"). \(outcome.detail ?? "") \(outcome.remedy ?? "")"
                )
            }
            console.emit(LinkLine.Outcome(outcome))
        }
    }

    private func finish(_ summary: GenesysLinkSummary) -> ExitStatus {
        console.clearBar()
        let status: ExitStatus =
            if let stopped = summary.stopped {
                ["interrupted", "serviceUnreachable", "throttledOut"].contains(stopped.reason) ? .interrupted : .blocked
            } else {
                summary.counts[.failed, default: 0] > 0 ? .someFailed : .done
            }
        console.head("Result")
        for kind in GenesysLinkOutcome.Kind.allCases {
            if let count = summary.counts[kind] { console.say("  \(count) \(kind.rawValue)") }
        }
        if let stopped = summary.stopped {
            console.warn("\(stopped.description) \(stopped.remedy)")
            console.warn("Go on with: \(LinkSession.resumeCommand(options))")
        }
        console.emit(
            LinkLine.Summary(
                command: command,
                counts: Dictionary(summary.counts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +),
                exit: status.rawValue, run: summary.run, remaining: summary.remaining,
                stopped: summary.stopped?.reason, remedy: summary.stopped?.remedy,
                seconds: summary.endedAt.timeIntervalSince(summary.startedAt)))
        return status
    }
}
