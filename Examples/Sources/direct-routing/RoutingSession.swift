import ArgumentParser
import ExampleSupport
import Foundation
import PatchbayCore
import PatchbayReports
import Provisioning
import Synchronization

/// What every word of the program needs: the connections, the ledger, the console, and the flow over them.
struct RoutingSession: Sendable {
    let options: CommonOptions
    let command: String
    let console: Console
    let connection: Connection
    let rollout: DirectRoutingRollout
    let resumeCommand: String
    private let outcomes = Outcomes()

    /// The group that the simulated tenant has for it; a real tenant's is asked for.
    private static let simulatedGroup = "Teams Calling"

    private init(
        _ options: CommonOptions, _ choice: DirectRoutingProgram.GroupOptions, command: String, console: Console,
        stop: StopSignal
    ) throws {
        self.options = options
        self.command = command
        self.console = console
        connection = try Connection(options)
        guard let ringCentral = connection.ringCentral else {
            _ = try Settings().required("RC_USER_JWT", for: "to switch the Teams integration of extensions")
            throw ConfigurationError("RingCentral is not configured.", remedy: "Set RC_USER_JWT and its companions.")
        }
        guard let group = choice.group ?? (connection.simulated == nil ? nil : Self.simulatedGroup) else {
            throw ConfigurationError(
                "No group is named.", remedy: "Name the group that enables calling with --group.", setting: "--group")
        }
        let planner = choice.planner
        let app = choice.lookForApp ? connection.app : nil
        // On test servers time goes faster by as much as limits are wider.
        let interval = Duration.seconds(connection.simulated == nil ? 15 : 5) / options.limitScale
        rollout = DirectRoutingRollout(
            graph: connection.graph, ringCentral: ringCentral, group: group,
            ledger: try Ledgers.open(Ledgers.folder(options, isSimulated: connection.simulated != nil))
        ) {
            $0.planner = planner
            $0.app = app
            $0.polling = DirectRoutingRollout.Polling(interval: interval, grace: interval * 3)
            $0.options.stop = stop
        }
        resumeCommand = choice.resumeCommand(options)
    }

    /// Runs the work of a word; errors become sentences and exit statuses, Ctrl-C a clean stop.
    static func run(
        _ options: CommonOptions, _ choice: DirectRoutingProgram.GroupOptions, command: String,
        _ work: @escaping @Sendable (RoutingSession) async throws -> ExitStatus
    ) async throws {
        try await Word.run(command, json: options.json, resume: choice.resumeCommand(options)) { console, stop in
            let session = try RoutingSession(options, choice, command: command, console: console, stop: stop)
            console.say("Connected to \(session.connection.title).\n")
            return try await work(session)
        }
    }

    static func readPlan(_ path: String) throws -> DirectRoutingPlan {
        do {
            return try JSONDecoder().decode(DirectRoutingPlan.self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw ConfigurationError(
                "\(path) holds no plan.", remedy: "Write one with: direct-routing plan --out \(path)")
        }
    }

    // MARK: Parts of the flow

    /// Looks at what is needed; `nil` when a run can begin.
    func check(changesGroup: Bool) async throws -> ExitStatus? {
        let readiness = try await rollout.readiness(changesGroup: changesGroup)
        console.head("Readiness")
        readiness.findings.forEach(console.show)
        console.say()
        for finding in readiness.blocking {
            console.warn("Not met: \(finding.title). \(finding.remedy?.sentence ?? "")")
        }
        return readiness.isReady ? nil : .blocked
    }

    func observe() async throws -> DirectRoutingObservation {
        let seen = try await rollout.observe { show($0) }
        console.clearBar()
        for finding in seen.findings where finding.verdict != .met { console.show(finding) }
        return seen
    }

    /// Everybody's verdict, as lines, a report and counts.
    func verdicts(_ seen: DirectRoutingObservation) throws -> ExitStatus {
        let verdicts = seen.verdicts
        for verdict in verdicts { console.emit(RoutingLine.UserLine(verdict)) }
        let steps = ManualStep.directRouting(
            verdicts.filter { $0.verdict == .met }.map(\.userPrincipalName))
        let report = Report(
            directRouting: seen, readiness: ReadinessReport(findings: [], manualSteps: steps),
            facts: [.init("Connected to", connection.title)], at: Date())
        var short = report
        short.table?.rows.removeAll { $0.reason == nil }
        short.manualSteps = []
        console.show(short)
        console.show(steps)
        try write(report)
        let counts = Dictionary(verdicts.map { ($0.verdict.rawValue, 1) }, uniquingKeysWith: +)
        return end(verdicts.allSatisfy { $0.verdict == .met } ? .done : .someFailed, counts)
    }

    func plan(
        _ action: DirectRoutingPlan.Action, _ target: InstallTarget?, _ seen: DirectRoutingObservation
    ) async throws -> DirectRoutingPlan {
        let plan = try await rollout.plan(action, for: target, in: seen)
        let estimate = await rollout.estimate(plan)
        console.show(plan: plan)
        console.say(
            "  About \(Console.duration(estimate / .seconds(1))) at the services' limits, and what RingCentral takes to connect.\n"
        )
        console.emit(RoutingLine.PlanLine(plan, estimate: estimate))
        return plan
    }

    /// Everybody in a plan that is not applied.
    func steps(_ plan: DirectRoutingPlan) {
        for step in plan.steps where !step.changes.isEmpty {
            console.say("  \(step.userPrincipalName): \(step.changes.map(\.rawValue).joined(separator: ", "))")
        }
        for skip in plan.skips {
            let words = skip.reasons.map { $0.reason.title }.joined(separator: "; ")
            console.say("  \(skip.userPrincipalName): left out. \(words). \(skip.reasons.first?.remedy ?? "")")
            console.emit(RoutingLine.Outcome(skip.outcome))
        }
    }

    func dryRun() -> ExitStatus {
        console.say("Dry run: nothing was changed.")
        return end(.done)
    }

    func end(_ status: ExitStatus, _ counts: [String: Int] = [:]) -> ExitStatus {
        console.emit(SummaryLine(command, counts: counts, exit: status))
        return status
    }

    func apply(_ plan: DirectRoutingPlan) async throws -> ExitStatus {
        let goesOn = try console.approves(
            rollout.configuration.breaker.objection(to: plan),
            question: plan.changeCount > 0 ? "Go on with \(plan.changeCount) people?" : nil, options,
            isSimulated: connection.simulated != nil)
        guard goesOn else { return end(.done) }
        let summary = try await rollout.apply(plan, approved: plan.digest, massChangeApproved: true) { show($0) }
        return try finish(summary, plan)
    }

    /// The same command again after a crash goes on where it was. Another command has to wait until a person has decided.
    func resumeInterrupted(_ action: DirectRoutingPlan.Action, _ target: InstallTarget?) async throws -> ExitStatus? {
        guard let open = try await rollout.interruptedRun() else { return nil }
        guard open.plan.action == action, open.plan.target == target else {
            throw ConfigurationError(
                "Run \(open.run) is not finished.",
                remedy: "Go on with it: \(resumeCommand). Or end it: direct-routing abandon.")
        }
        guard !options.dryRun else {
            console.say("Run \(open.run) is not finished; it would go on.")
            return end(.done)
        }
        console.say("Going on with run \(open.run).\n")
        console.emit(NoteLine("Going on with run \(open.run)."))
        return try await resume()
    }

    func resume() async throws -> ExitStatus? {
        guard let open = try await rollout.interruptedRun(),
            let summary = try await rollout.resume(onEvent: { show($0) })
        else { return nil }
        return try finish(summary, open.plan)
    }

    private func show(_ event: DirectRoutingEvent) {
        switch event {
        case .progress(let progress):
            let words =
                switch progress.phase {
                case .readingUsers: "Reading users"
                case .readingExtensions: "Reading RingCentral"
                case .matching: "Matching"
                case .applying: "Applying"
                case .verifying: "Waiting for the services"
                }
            console.progress(words, done: progress.done, total: progress.total, secondsLeft: progress.secondsLeft)
            console.emit(ProgressLine(progress))
        case .outcome(let outcome):
            outcomes.add(outcome)
            console.emit(RoutingLine.Outcome(outcome))
        case .note(let text):
            console.warn(text)
            console.emit(NoteLine(text))
        }
    }

    // MARK: The end

    private func finish(_ summary: DirectRoutingSummary, _ plan: DirectRoutingPlan) throws -> ExitStatus {
        console.clearBar()
        let status = ExitStatus(after: summary)
        let all = outcomes.all
        let provisioned = all.filter { $0.kind == .provisioned }.map(\.userPrincipalName)
        let steps = provisioned.isEmpty ? [] : ManualStep.directRouting(provisioned)
        let report = Report(
            directRouting: plan, outcomes: all, summary: summary, manualSteps: steps,
            facts: [.init("Connected to", connection.title)], resume: summary.stopped == nil ? nil : resumeCommand,
            at: Date())
        var short = report
        short.table?.rows.removeAll { $0.tone != .bad }
        short.manualSteps = []
        console.show(short)
        if !steps.isEmpty { console.show(steps) }
        try write(report)
        console.show(summary.stopped, resume: resumeCommand)
        console.emit(SummaryLine(command, summary, exit: status))
        return status
    }

    private func write(_ report: Report) throws {
        if let path = options.report { try console.write(report, to: path) }
    }

    /// What was reported so far.
    private final class Outcomes: Sendable {
        private let state = Mutex<[DirectRoutingOutcome]>([])
        var all: [DirectRoutingOutcome] { state.withLock { $0 } }
        func add(_ outcome: DirectRoutingOutcome) { state.withLock { $0.append(outcome) } }
    }
}
