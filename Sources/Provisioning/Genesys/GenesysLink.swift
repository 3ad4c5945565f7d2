import Foundation
public import GenesysClient
public import GraphClient
public import PatchbayCore

/// Links Genesys Cloud's users to Teams: the Entra telephone number becomes the number of the user's Teams client, and the Entra object
/// id the link by which presence and transfers find the person. And takes exactly these two away again, which Entra's own provisioning
/// cannot, as it never sends an empty value.
///
/// ```swift
/// let link = GenesysLink(genesys: genesys, graph: graph, ledger: try FileLedger(at: folder))
/// let plan = try await link.plan(.link)
/// print(plan)
/// let summary = try await link.apply(plan, approved: plan.digest) { print($0) }
/// ```
///
/// Every step is in the ledger before the next begins, so a run can be stopped or killed anywhere and resumed. A second run writes
/// nothing.
public struct GenesysLink: Sendable {
    /// What can be adjusted.
    public struct Configuration: Sendable {
        /// What is wanted: where numbers come from, and what may be overwritten.
        public var planner = GenesysLinkPlanner()
        /// How runs are carried out.
        public var options = RunOptions(workers: 8)
        /// What is too much to unlink without a second yes.
        public var breaker = MassChangeBreaker()
        /// Whether readiness looks at trunks, and a plan at the numbers that Genesys Cloud itself uses. Both need
        /// `telephony:plugin:all`, which is a broad permission.
        public var checksTelephony = true
        /// Time.
        public var time = TimeSource.system
        /// Makes the tails of run names.
        public var makeSuffix: @Sendable () -> UInt16 = { UInt16.random(in: .min ... .max) }

        /// The defaults.
        public init() {}
    }

    /// Genesys Cloud.
    public let genesys: Genesys
    /// Microsoft 365.
    public let graph: Graph
    /// Where everything is recorded.
    public let ledger: any Ledger
    /// The name under which this organization and client are recorded.
    public let book: RunID
    /// The name under which it is recorded that an integration is about to be installed.
    let integrationBook: RunID
    /// What can be adjusted.
    public let configuration: Configuration

    /// Makes a link between two connections.
    public init(
        genesys: Genesys, graph: Graph, ledger: any Ledger, configure: (inout Configuration) -> Void = { _ in }
    ) {
        self.genesys = genesys
        self.graph = graph
        self.ledger = ledger
        var configuration = Configuration()
        configure(&configuration)
        self.configuration = configuration
        func named(_ kind: String) -> RunID {
            RunID("\(kind)-\(RunID.part(genesys.pipeline.app, limit: 80))")
                ?? RunID(kind: kind, at: Date(timeIntervalSince1970: 0), suffix: 0)
        }
        book = named("genesys")
        integrationBook = named("genesysintegration")
    }

    private var time: TimeSource { configuration.time }

    // MARK: Plan

    /// Reads both directories and makes a plan. Changes nothing.
    ///
    /// - Parameter only: keeps to these Genesys e-mails, user principal names or object ids; empty for everybody.
    /// - Throws: what the clients throw.
    public func plan(
        _ action: GenesysLinkPlan.Action, only: Set<String> = [],
        onEvent: @escaping RunSink<GenesysLinkOutcome> = { _ in }
    ) async throws -> GenesysLinkPlan {
        var people: [User] = []
        for try await page in try graph.users.list().pages {
            people += page
            onEvent(.progress(RunProgress(phase: .readingUsers, done: people.count)))
        }
        onEvent(.progress(RunProgress(phase: .matching, done: 0)))
        let users = try await genesys.inLane(.sweep).scim.listAll()
        return switch action {
        case .link: try await linkPlan(users, to: people, only: only)
        case .unlink: configuration.planner.unlink(users, from: people, only: only)
        }
    }

    /// A plan that gives nobody a number which Genesys Cloud itself uses. DIDs are asked for once it is known which numbers are new.
    private func linkPlan(_ users: [SCIMUser], to people: [User], only: Set<String>) async throws -> GenesysLinkPlan {
        var plan = configuration.planner.link(users, to: people, only: only)
        let numbers = GenesysLinkPlanner.newNumbers(of: plan, among: users)
        guard !numbers.isEmpty else { return plan }
        let finding: Finding
        if configuration.checksTelephony {
            do {
                let dids = try await genesys.inLane(.sweep).dids.among(numbers)
                plan = configuration.planner.link(users, to: people, only: only, dids: dids)
                finding = GenesysFindings.numbers(numbers.count, refused: plan.skipCounts[.didInUse] ?? 0)
            } catch let error as ServiceError where [.permission, .notFound].contains(error.category) {
                finding = GenesysFindings.numbers(unreadable: error)
            }
        } else {
            finding = GenesysFindings.numbersLeftAlone
        }
        plan.numberFinding = finding
        return plan
    }

    /// How long a plan takes: a look, a write and a look back for each change, at the pace of the limits.
    public func estimate(_ plan: GenesysLinkPlan) async -> Duration {
        let calls = plan.steps.count + plan.changeCount * 2
        return await genesys.pipeline.scheduler.snapshot.estimate(
            [KeyedCharge(genesys.pipeline.rateKey(.genesysClient))], count: calls, from: time.now)
    }

    // MARK: Apply

    /// Carries out a plan.
    ///
    /// - Parameters:
    ///   - digest: the digest of the plan that was looked at; another plan is refused.
    ///   - massChangeApproved: a person's yes to a plan that the breaker objects to.
    /// - Returns: the summary; a run that was stopped has `stopped` set and can be resumed.
    /// - Throws: ``PatchbayCore/ConfigurationError`` if the digest differs, the breaker objects or a run is unfinished;
    ///   ``PatchbayCore/LedgerError``; `CancellationError`. After any of the last two, resume.
    public func apply(
        _ plan: GenesysLinkPlan, approved digest: String, massChangeApproved: Bool = false,
        onEvent: @escaping RunSink<GenesysLinkOutcome> = { _ in }
    ) async throws -> GenesysLinkSummary {
        guard plan.digest == digest else { throw ConfigurationError.planNotApproved }
        if !massChangeApproved, let objection = configuration.breaker.objection(to: plan) {
            throw ConfigurationError(objection, remedy: "Look at the plan again; apply it with massChangeApproved.")
        }
        return try await ledger.withLease(on: book) {
            if let open = try await GenesysLinkRun.open(book, in: ledger) {
                throw ConfigurationError.unfinished(open.header.run)
            }
            let run = RunID(kind: "genesys\(plan.action.rawValue)", at: time.date, suffix: configuration.makeSuffix())
            let header = GenesysLinkRun.Header(run: run.description, digest: digest, plan: plan)
            try await ledger.append([try LedgerRecord(kind: .runStarted, at: time.date, encoding: header)], to: book)
            for skip in plan.skips {
                onEvent(
                    .outcome(
                        GenesysLinkOutcome(
                            genesysUser: skip.id, user: skip.user, userPrincipalName: skip.name, kind: .skipped,
                            reason: skip.reason.rawValue, detail: skip.detail, remedy: skip.reason.remedy)))
            }
            return try await work(GenesysLinkRun(header: header), onEvent)
        }
    }

    /// What the run does that was started and not finished; `nil` if there is none.
    public func interruptedAction() async throws -> GenesysLinkPlan.Action? {
        try await GenesysLinkRun.open(book, in: ledger)?.header.plan.action
    }

    /// Whether a run was started and not finished.
    public func hasInterruptedRun() async throws -> Bool {
        try await GenesysLinkRun.open(book, in: ledger) != nil
    }

    /// Goes on with the run that was not finished: what is done is not repeated, what was announced is looked up first.
    ///
    /// - Returns: the summary of the whole run; `nil` if there is nothing to resume.
    /// - Throws: as ``apply(_:approved:onEvent:)``.
    public func resume(
        onEvent: @escaping RunSink<GenesysLinkOutcome> = { _ in }
    ) async throws -> GenesysLinkSummary? {
        try await ledger.withLease(on: book) {
            guard let open = try await GenesysLinkRun.open(book, in: ledger) else { return nil }
            return try await work(open, onEvent)
        }
    }

    /// Ends the unfinished run without going on with it.
    public func abandon() async throws {
        try await ledger.withLease(on: book) {
            guard let open = try await GenesysLinkRun.open(book, in: ledger) else { return }
            try await end(open, stopped: nil, isFinal: true)
        }
    }

    private func work(
        _ run: GenesysLinkRun, _ onEvent: @escaping RunSink<GenesysLinkOutcome>
    ) async throws -> GenesysLinkSummary {
        let startedAt = time.date
        let plan = run.header.plan
        let todo = plan.steps.filter { run.outcomes[$0.id] == nil }
        var counts = run.outcomes.values.reduce(into: [GenesysLinkOutcome.Kind: Int]()) { $0[$1.kind, default: 0] += 1 }
        if !plan.skips.isEmpty { counts[.skipped] = plan.skips.count }
        let queue = GenesysLinkQueue(todo, counts: counts, stop: configuration.options.stop)
        let engine = GenesysLinkEngine(
            genesys: genesys.inLane(.apply), ledger: ledger, book: book, verifies: configuration.options.verifies,
            time: time)
        let total = plan.steps.count
        let (ledger, book, time, doubtful) = (ledger, book, time, run.doubtful)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(configuration.options.workers, max(1, todo.count)) {
                group.addTask {
                    while let step = await queue.take() {
                        try Task.checkCancellation()
                        switch try await engine(step, wasAnnounced: doubtful.contains(step.id)) {
                        case .stop(let stop): await queue.halt(stop)
                        case .outcome(let outcome):
                            try await ledger.append(
                                [
                                    try LedgerRecord(
                                        kind: .outcome, subject: step.id.rawValue, at: time.date, encoding: outcome)
                                ], to: book)
                            onEvent(.outcome(outcome))
                            let done = await queue.finish(outcome.kind) + total - todo.count
                            guard await queue.isProgressDue(at: time.now) || done == total else { continue }
                            onEvent(
                                .progress(
                                    RunProgress(
                                        phase: .applying, done: done, total: total,
                                        secondsLeft: await secondsLeft(total - done))))
                        }
                    }
                }
            }
            while try await group.next() != nil {}
        }
        var stopped = await queue.fault
        if stopped == nil, await queue.wasStopped {
            stopped = .interrupted
        }
        try await end(run, stopped: stopped, isFinal: stopped == nil)
        return GenesysLinkSummary(
            run: run.header.run, action: plan.action, counts: await queue.counts,
            remaining: todo.count - (await queue.finished), stopped: stopped, startedAt: startedAt, endedAt: time.date)
    }

    /// From the ledger that paces the requests, run ahead in simulated time: a look, a write and a look back for each user.
    private func secondsLeft(_ users: Int) async -> Double {
        guard users > 0 else { return 0 }
        let sample = min(users, 100)
        let span = await genesys.pipeline.scheduler.snapshot.estimate(
            [KeyedCharge(genesys.pipeline.rateKey(.genesysClient))], count: sample * 3, from: time.now)
        return span / .seconds(1) * Double(users) / Double(sample)
    }

    private func end(_ run: GenesysLinkRun, stopped: RunStop?, isFinal: Bool) async throws {
        let end = GenesysLinkRun.End(run: run.header.run, stopped: stopped, isFinal: isFinal)
        try await ledger.append([try LedgerRecord(kind: .runEnded, at: time.date, encoding: end)], to: book)
    }
}
