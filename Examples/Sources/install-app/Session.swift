import ArgumentParser
import ExampleSupport
import Foundation
import GraphClient
import PatchbayCore
import PatchbayReports
import Provisioning

/// What every word of the program needs: the connection, the ledger, the console, and the flow over them.
struct Session: Sendable {
    let options: CommonOptions
    let command: String
    let console: Console
    let connection: Connection
    let rollout: AppRollout
    let ledgerFolder: URL?
    let mailTo: [String]
    let mailFrom: String?

    private init(
        _ options: CommonOptions, command: String, mail: MailOptions?, console: Console, stop: StopSignal
    ) async throws {
        self.options = options
        self.command = command
        self.console = console
        connection = try Connection(options)
        ledgerFolder = Ledgers.folder(options, isSimulated: connection.simulated != nil)
        mailTo = mail?.mailTo ?? []
        mailFrom = mail?.mailFrom
        let app = try await Session.app(connection, console: console)
        rollout = AppRollout(
            graph: connection.graph, ringCentral: connection.ringCentral, app: app,
            ledger: try Ledgers.open(ledgerFolder)
        ) {
            $0.options.stop = stop
        }
    }

    /// The app's id: as configured, else the one app of RingCentral's in the catalogue. Two of them are a question for a person.
    private static func app(_ connection: Connection, console: Console) async throws -> TeamsApp.ID {
        if let app = connection.app { return app }
        let found = try await connection.graph.catalog.apps(named: "RingCentral")
        guard let only = found.first, found.count == 1 else {
            let list = found.map { "\($0.id.rawValue) (\($0.displayName ?? "no name"))" }.joined(separator: ", ")
            throw ConfigurationError(
                found.isEmpty
                    ? "No app called “RingCentral” is in the tenant's catalogue."
                    : "Several apps are called “RingCentral”: \(list).",
                remedy: "Set TEAMS_APP_ID to the id of the app (Teams admin center → Manage apps).",
                setting: "TEAMS_APP_ID")
        }
        console.warn(
            "TEAMS_APP_ID is not set; using “\(only.displayName ?? "RingCentral")” (\(only.id.rawValue)) from the catalogue."
        )
        return only.id
    }

    /// Runs the work of a word; errors become sentences and exit statuses, Ctrl-C a clean stop.
    static func run(
        _ options: CommonOptions, command: String, mail: MailOptions? = nil,
        _ work: @escaping @Sendable (Session) async throws -> ExitStatus
    ) async throws {
        try await Word.run(command, json: options.json, resume: options.resumeCommand("install-app")) { console, stop in
            try await work(try await Session(options, command: command, mail: mail, console: console, stop: stop))
        }
    }

    // MARK: Parts of the flow

    /// Looks at what is needed; `nil` when a run can begin.
    func check(
        _ target: InstallTarget, _ who: AdministratorOption
    ) async throws -> (report: ReadinessReport, blocked: ExitStatus?) {
        let readiness = try await rollout.readiness(
            for: target, administrator: who.person(connection), credential: connection.credential)
        console.head("Readiness")
        readiness.findings.forEach(console.show)
        console.say()
        if !readiness.isReady {
            for finding in readiness.blocking {
                console.warn("Not met: \(finding.title). \(finding.remedy?.sentence ?? "")")
            }
            return (readiness, .blocked)
        }
        return (readiness, nil)
    }

    func refresh(full: Bool = false) async throws -> RefreshSummary {
        let summary = try await rollout.refresh(full: full) { show($0) }
        console.clearBar()
        console.head("Directories")
        var parts = ["\(summary.users) Microsoft 365 users"]
        if summary.wasFull {
            parts[0] += " (all read)"
        } else {
            parts[0] += " (\(summary.added) new, \(summary.changed) changed, \(summary.removed) gone)"
        }
        if let extensions = summary.extensions { parts.append("\(extensions) RingCentral entries") }
        console.say("  " + parts.joined(separator: ", "))
        if summary.extensions != nil {
            let order = ["exact", "pinned", "ambiguous", "suggested", "unmatched"]
            console.say(
                "  Matching: "
                    + order.compactMap { word in summary.matches[word].map { "\($0) \(word)" } }.joined(separator: ", ")
            )
        }
        console.say()
        console.emit(Line.Directories(summary))
        return summary
    }

    func plan(_ action: InstallPlan.Action, _ target: InstallTarget) async throws -> InstallPlan {
        let plan = try await rollout.plan(action, for: target)
        let estimate = await rollout.estimate(plan)
        console.show(plan: plan)
        for skip in plan.skips where skip.reason == .unknownUser {
            console.warn("There is no user “\(skip.userPrincipalName)”. \(skip.reason.remedy)")
        }
        console.say("  About \(Console.duration(estimate / .seconds(1))) at the service's limits.")
        console.say()
        console.emit(Line.PlanLine(plan, estimate: estimate))
        return plan
    }

    /// Writes the script that pins the app for everybody in a plan, where it was asked for. Pinning is left to a person: no interface does it.
    func writePinScript(for plan: InstallPlan, _ pin: PinOptions) throws {
        guard let path = pin.pinScript else { return }
        let steps = try ManualStep.installing(plan, policy: pin.pinPolicy)
        guard let step = steps.first(where: { $0.id == ManualStep.pinApp.id }), let script = step.attachments?.first
        else { return }
        try console.write(script.text, to: path, named: "script")
        console.say(
            "  To pin the app for \(plan.steps.count) people (policy “\(pin.pinPolicy)”), in Teams PowerShell: \(path)\n"
        )
        console.emit(ManualStepLine(step))
    }

    /// Applies a plan, or goes on with the same run when it was interrupted.
    func apply(_ plan: InstallPlan, readiness: ReadinessReport?) async throws -> ExitStatus {
        let goesOn = try console.approves(
            rollout.configuration.breaker.objection(to: plan),
            question: plan.steps.isEmpty ? nil : "Go on with \(plan.steps.count) users?", options,
            isSimulated: connection.simulated != nil)
        guard goesOn else { return .done }
        let matches = try await matches()
        let summary = try await rollout.apply(plan, approved: plan.digest, massChangeApproved: true) { event in
            show(event, matches: matches)
        }
        return try await finish(summary, readiness: readiness)
    }

    func resume(readiness: ReadinessReport?) async throws -> ExitStatus? {
        let matches = try await matches()
        guard let summary = try await rollout.resume(onEvent: { show($0, matches: matches) }) else { return nil }
        return try await finish(summary, readiness: readiness)
    }

    private func matches() async throws -> [User.ID: MatchRecord] {
        Dictionary(
            try await rollout.table().rows.compactMap { row in row.match.map { (row.id, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    func show(_ event: InstallEvent, matches: [User.ID: MatchRecord] = [:]) {
        switch event {
        case .progress(let progress):
            console.progress(
                Session.words(progress.phase), done: progress.done, total: progress.total,
                secondsLeft: progress.secondsLeft)
            console.emit(ProgressLine(progress))
        case .outcome(let outcome):
            console.emit(Line.Outcome(outcome, match: matches[outcome.user]))
        case .note(let text):
            console.warn(text)
            console.emit(NoteLine(text))
        }
    }

    private static func words(_ phase: RunProgress.Phase) -> String {
        switch phase {
        case .readingUsers: "Reading users"
        case .readingExtensions: "Reading RingCentral"
        case .matching: "Matching"
        case .applying: "Applying"
        case .verifying: "Verifying"
        }
    }

    // MARK: The end

    private func finish(_ summary: InstallSummary, readiness: ReadinessReport?) async throws -> ExitStatus {
        console.clearBar()
        let table = try await rollout.table()
        let status = ExitStatus(after: summary)
        let resume = options.resumeCommand("install-app")
        let report = Report(
            table: table, summary: summary, readiness: readiness,
            facts: [.init("Connected to", connection.title), .init("App", rollout.app.rawValue)],
            resume: summary.stopped == nil ? nil : resume, at: Date())
        var short = report
        // On a terminal the table is for what needs attention; the whole of it is in the report.
        short.table?.rows.removeAll { $0.reason == nil || $0.tone != .bad }
        short.findings = []
        short.manualSteps = []
        console.show(short)
        try write(report)
        try await mail(report)
        console.show(summary.stopped, resume: resume)
        console.emit(SummaryLine(command, summary, exit: status))
        return status
    }

    /// Writes the report where it was asked for; a first run on the simulated cloud leaves one in the temporary folder to look at.
    func write(_ report: Report) throws {
        var path = options.report
        if path == nil, connection.simulated != nil, !options.json {
            path = FileManager.default.temporaryDirectory.appending(path: "patchbay-install-report.html").path
        }
        if let path { try console.write(report, to: path) }
    }

    private func mail(_ report: Report) async throws {
        guard !mailTo.isEmpty else { return }
        guard let mailFrom else {
            throw ConfigurationError(
                "--mail-to needs a sender.", remedy: "Name a mailbox of the tenant with --mail-from.")
        }
        let body = report.email()
        try await connection.graph.mail.send(subject: body.subject, htmlBody: body.html, to: mailTo, from: mailFrom)
        console.say("Summary sent to \(mailTo.joined(separator: ", ")).")
    }
}

/// The script for pinning.
struct PinOptions: ParsableArguments, Sendable {
    @Option(
        help: "Write a Teams PowerShell script that pins the app for everybody in the plan to this file.",
        completion: .file())
    var pinScript: String?

    @Option(help: "The app setup policy that pins the app; it is made in the Teams admin center.")
    var pinPolicy = "RingCentral"

    func validate() throws {
        guard pinPolicy.contains(where: { !$0.isWhitespace }) else {
            throw ValidationError("--pin-policy needs the name of a policy.")
        }
    }
}

/// Where to send the summary.
struct MailOptions: ParsableArguments, Sendable {
    @Option(
        name: .customLong("mail-to"), parsing: .upToNextOption,
        help: "Send the summary to these addresses through Graph.")
    var mailTo: [String] = []

    @Option(name: .customLong("mail-from"), help: "The mailbox to send it from (needs Mail.Send).")
    var mailFrom: String?
}
