import ArgumentParser
import ExampleSupport
import Foundation
import GenesysClient
import PatchbayCore
import PatchbayReports
import Provisioning
import Synchronization

/// What every word of the program needs: the connections, the ledger, the console, and the flow over them.
struct LinkSession: Sendable {
    let options: CommonOptions
    let users: Set<String>
    let wish: GenesysIntegrationWish
    let ignoresSource: Bool
    let command: String
    let console: Console
    let connection: Connection
    let link: GenesysLink
    private let seen = Seen()

    /// What goes into the report.
    private final class Seen: Sendable {
        let outcomes = Mutex<[GenesysLinkOutcome]>([])
        let findings = Mutex<[Finding]>([])
    }

    private init(
        _ options: CommonOptions, _ choice: GenesysLinkProgram.LinkOptions, command: String, console: Console,
        stop: StopSignal
    ) throws {
        self.options = options
        self.command = command
        users = Set(choice.users)
        wish = choice.wish
        ignoresSource = choice.ignoreSource
        self.console = console
        let settings = Settings()
        // The variables of one side alone are a mistake, not a wish for the simulated cloud.
        if !options.simulate, settings.namesGenesys, !settings.namesMicrosoftTenant {
            _ = try settings.required("AZURE_TENANT_ID", for: "to name the Microsoft 365 tenant")
        }
        connection = try Connection(options)
        let genesys = try connection.genesys(options)
        let (planner, telephony) = (choice.planner, !choice.noTelephony)
        link = GenesysLink(
            genesys: genesys, graph: connection.graph,
            ledger: try Ledgers.open(Ledgers.folder(options, isSimulated: connection.simulated != nil))
        ) {
            $0.planner = planner
            $0.checksTelephony = telephony
            $0.options.stop = stop
        }
    }

    /// Runs the work of a word; errors become sentences and exit statuses, Ctrl-C a clean stop.
    static func run(
        _ options: CommonOptions, _ choice: GenesysLinkProgram.LinkOptions, command: String,
        _ work: @escaping @Sendable (LinkSession) async throws -> ExitStatus
    ) async throws {
        try await Word.run(command, json: options.json, resume: options.resumeCommand("genesys-link")) {
            console, stop in
            let session = try LinkSession(options, choice, command: command, console: console, stop: stop)
            console.say("Connected to \(session.connection.title).\n")
            return try await work(session)
        }
    }

    // MARK: Looking

    /// Looks at what is needed; `nil` when a run can begin.
    func check(showsManualSteps: Bool = false) async throws -> ExitStatus? {
        let readiness = try await link.readiness()
        console.head("Readiness")
        readiness.findings.forEach(show)
        if showsManualSteps { readiness.manualSteps.forEach(manualStep) }
        console.say()
        return blocked(by: readiness.blocking)
    }

    /// Whether what is removed stays removed; `nil` when it may begin.
    func checkSource() async throws -> ExitStatus? {
        let finding = try await link.sourceFinding()
        show(finding)
        if finding.verdict != .met { manualStep(GenesysLink.stopTheSource) }
        guard finding.isMandatory, finding.verdict == .notMet, !ignoresSource else { return nil }
        console.warn("--ignore-source removes all the same; the next cycle writes the values again.")
        return blocked(by: [finding])
    }

    private func blocked(by findings: [Finding]) -> ExitStatus? {
        guard !findings.isEmpty else { return nil }
        for finding in findings { console.warn("Not met: \(finding.title). \(finding.remedy?.sentence ?? "")") }
        console.emit(SummaryLine(command, exit: .blocked))
        return .blocked
    }

    private func show(_ finding: Finding) {
        seen.findings.withLock { $0.append(finding) }
        let sign =
            switch finding.verdict {
            case .met: "✓"
            case .notMet: finding.isMandatory ? "✗" : "!"
            case .unknown: "?"
            }
        let detail = finding.detail.map { ": \($0.replacing("\n", with: "\n      "))" } ?? ""
        console.say("  \(sign) \(finding.title)\(detail)")
        if finding.verdict != .met, let remedy = finding.remedy { console.say("      \(remedy)") }
        console.emit(FindingLine(finding))
    }

    func manualStep(_ step: ManualStep) {
        console.say(
            "To be done by hand: \(step.title)\n      \(step.place) (\(step.role))\n      Done when: \(step.verification)\n"
        )
        console.emit(ManualStepLine(step))
    }

    // MARK: Users

    func plan(_ action: GenesysLinkPlan.Action) async throws -> GenesysLinkPlan {
        let plan = try await link.plan(action, only: users) { show($0) }
        let estimate = await link.estimate(plan)
        console.clearBar()
        console.show(plan: plan)
        console.say("  About \(Console.duration(estimate / .seconds(1))) at the service's limits.\n")
        console.emit(LinkLine.PlanLine(plan, estimate: estimate))
        if let finding = plan.numberFinding {
            seen.findings.withLock { $0.append(finding) }
            console.emit(FindingLine(finding))
        }
        return plan
    }

    /// What each user would get, and those who are left out, for a plan that is not applied.
    func details(_ plan: GenesysLinkPlan) {
        for step in plan.steps where !step.changes.isEmpty {
            console.say("  \(step.userName): \(step.changes.joined(separator: "; "))")
            console.emit(LinkLine.ChangeLine(step))
        }
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
        console.emit(SummaryLine(command))
        return .done
    }

    /// Applies a plan for users; `nil` when somebody said no.
    func apply(_ plan: GenesysLinkPlan) async throws -> GenesysLinkSummary? {
        let question = "\(plan.action == .link ? "Link" : "Unlink") \(plan.changeCount) Genesys users. Go on?"
        let goesOn = try console.approves(
            link.configuration.breaker.objection(to: plan), question: plan.changeCount > 0 ? question : nil, options,
            isSimulated: connection.simulated != nil)
        guard goesOn else { return nil }
        return try await link.apply(plan, approved: plan.digest, massChangeApproved: true) { show($0) }
    }

    /// Goes on with an interrupted run; `nil` if there is none.
    ///
    /// - Parameter action: what is wanted now; a run that does the opposite is not gone on with behind somebody's back.
    func resume(_ action: GenesysLinkPlan.Action? = nil) async throws -> GenesysLinkSummary? {
        if let action, let open = try await link.interruptedAction(), open != action {
            throw ConfigurationError(
                "A run to \(open.rawValue) is not finished.",
                remedy: "Go on with it (genesys-link resume) or end it (genesys-link abandon) first.")
        }
        return try await link.resume(onEvent: { show($0) })
    }

    // MARK: The integration

    func planIntegration(for users: [SCIMUser.ID]) async throws -> GenesysIntegrationPlan {
        let plan = try await link.planIntegration(wish, for: users)
        console.head("Integration")
        for line in plan.description.split(separator: "\n") { console.say("  \(line)") }
        console.say()
        console.emit(LinkLine.IntegrationLine(plan))
        plan.obstacles.forEach { console.emit(FindingLine($0)) }
        return plan
    }

    /// Applies a plan for the integration.
    ///
    /// - Returns: whether nothing failed.
    func apply(_ plan: GenesysIntegrationPlan) async throws -> Bool {
        if let billing = plan.billing, !options.yes {
            guard console.canAsk, console.ask("\(billing). Go on?") else {
                throw ConfigurationError(billing + ".", remedy: "Look at the plan and confirm with --yes.")
            }
        }
        let outcomes = try await link.apply(plan, approved: plan.digest) { outcome in
            let words = "\(outcome.step.word): \(outcome.kind.rawValue)\(outcome.detail.map { ", \($0)" } ?? "")"
            if outcome.kind == .failed {
                console.warn("\(words) \(outcome.remedy ?? "")")
            } else {
                console.say("  \(words)")
                if let remedy = outcome.remedy { console.say("      \(remedy)") }
            }
            console.emit(LinkLine.StepLine(outcome))
        }
        return outcomes.allSatisfy { $0.kind == .done || $0.kind == .already }
    }

    // MARK: The end

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
            console.emit(ProgressLine(progress))
        case .outcome(let outcome):
            seen.outcomes.withLock { $0.append(outcome) }
            if outcome.kind == .failed {
                console.warn(
                    "\(outcome.userPrincipalName): \(outcome.reason ?? "failed"). \(outcome.detail ?? "") \(outcome.remedy ?? "")"
                )
            }
            console.emit(LinkLine.Outcome(outcome))
        case .note(let text):
            console.warn(text)
            console.emit(NoteLine(text))
        }
    }

    func finish(_ summary: GenesysLinkSummary, integrationIsDone: Bool = true) throws -> ExitStatus {
        console.clearBar()
        let ended = ExitStatus(after: summary)
        let status = ended == .done && !integrationIsDone ? .someFailed : ended
        console.head("Result")
        for kind in GenesysLinkOutcome.Kind.allCases {
            if let count = summary.counts[kind] { console.say("  \(count) \(kind.rawValue)") }
        }
        try write(summary)
        console.show(summary.stopped, resume: options.resumeCommand("genesys-link"))
        console.emit(SummaryLine(command, summary, exit: status))
        return status
    }

    /// Writes the report where it was asked for.
    func write(_ summary: GenesysLinkSummary?) throws {
        guard let path = options.report else { return }
        let report = Report(
            genesys: seen.outcomes.withLock { $0 }, summary: summary, findings: seen.findings.withLock { $0 },
            facts: [.init("Connected to", connection.title)],
            resume: summary?.stopped == nil ? nil : options.resumeCommand("genesys-link"), at: Date())
        try console.write(report, to: path)
    }
}
