import Foundation
public import GraphClient
public import IdentityMatching
public import PatchbayCore
public import RingCentralClient

/// Installs RingCentral's Teams app for a whole Microsoft 365 tenant, a selection or one person, and takes it away again.
///
/// Every job is a plan, its application and its verification, and every step is in the ledger before the next begins, so a run can be
/// stopped or killed anywhere and resumed.
///
/// ```swift
/// let rollout = AppRollout(graph: graph, ringCentral: ringCentral, app: appID, ledger: try FileLedger(at: folder))
/// try await rollout.refresh()
/// let plan = try await rollout.plan(.install, for: .everyone)
/// print(plan, try await rollout.estimate(plan))
/// let summary = try await rollout.apply(plan, approved: plan.digest) { print($0) }
/// ```
public struct AppRollout: Sendable {
    /// What can be adjusted.
    public struct Configuration: Sendable {
        /// Who is who.
        public var matcher = IdentityMatcher()
        /// Who can have the app.
        public var eligibility = Eligibility()
        /// How runs are carried out.
        public var options = RunOptions()
        /// What needs a person's yes.
        public var breaker = MassChangeBreaker()
        /// Time.
        public var time = TimeSource.system
        /// Makes the tails of run names.
        public var makeSuffix: @Sendable () -> UInt16 = { UInt16.random(in: .min ... .max) }

        /// The defaults.
        public init() {}
    }

    /// Microsoft 365.
    public let graph: Graph
    /// RingCentral; without it nobody is matched.
    public let ringCentral: RingCentral?
    /// The app's id in the tenant's catalogue.
    public let app: TeamsApp.ID
    /// Where everything is recorded.
    public let ledger: any Ledger
    /// The name under which this tenant and app are recorded.
    public let book: RunID
    /// What can be adjusted.
    public let configuration: Configuration

    /// Makes a rollout.
    ///
    /// - Parameters:
    ///   - app: the app's id in the tenant's catalogue (for a store app the id of its manifest).
    ///   - ledger: where everything is recorded; a `FileLedger` or `SQLiteLedger` if runs are to survive the process.
    public init(
        graph: Graph, ringCentral: RingCentral? = nil, app: TeamsApp.ID, ledger: any Ledger,
        configure: (inout Configuration) -> Void = { _ in }
    ) {
        self.graph = graph
        self.ringCentral = ringCentral
        self.app = app
        self.ledger = ledger
        var configuration = Configuration()
        configure(&configuration)
        self.configuration = configuration
        book = Self.book(tenant: graph.pipeline.account, app: app)
    }

    /// The name under which a tenant and an app are recorded in a ledger.
    public static func book(tenant: String, app: TeamsApp.ID) -> RunID {
        let text = "app-\(RunID.part(tenant, limit: 40))-\(RunID.part(app.rawValue, limit: 40))"
        return RunID(text) ?? RunID(kind: "app", at: Date(timeIntervalSince1970: 0), suffix: 0)
    }

    private var time: TimeSource { configuration.time }

    // MARK: The table

    /// The user table as the ledger has it: no network, and no waiting for a run that is under way.
    public func table() async throws -> UserTable { try await UserBook.read(book, from: ledger).table }

    /// Reads both directories and brings the table and the matches up to date.
    ///
    /// After the first time only what changed is read (a delta query). When the stored position is no longer valid, or `full` is asked
    /// for, everything is read and who is missing is swept out.
    ///
    /// - Throws: ``PatchbayCore/LedgerError`` of kind `busy` while a run is under way, and what the clients throw.
    @discardableResult
    public func refresh(full: Bool = false, onEvent: @escaping RunSink<InstallOutcome> = { _ in }) async throws
        -> RefreshSummary
    {
        try await ledger.withLease(on: book) {
            let before = try await UserBook.read(book, from: ledger)
            return try await DirectoryRefresh(
                graph: graph, ringCentral: ringCentral, matcher: configuration.matcher,
                eligibility: configuration.eligibility, ledger: ledger, run: book, time: time, emit: onEvent)(
                    before, full: full)
        }
    }

    // MARK: Plan

    /// Makes a plan from the table. Sends nothing, but for reading the members of the groups that the target names.
    ///
    /// - Throws: what the ledger and the group queries throw, such as a group name that does not exist or exists twice.
    public func plan(_ action: InstallPlan.Action, for target: InstallTarget) async throws -> InstallPlan {
        let members = try await target.groupMembers(in: graph)
        return InstallPlanner(app: app).plan(action, for: target, in: try await table(), groupMembers: members)
    }

    /// How long a plan takes, computed by the very code that will pace it, with what it has learned so far.
    public func estimate(_ plan: InstallPlan) async -> Duration {
        let ledger = await graph.pipeline.scheduler.snapshot
        let writes = plan.steps.count - plan.expectedDone
        let now = time.now
        let writing = ledger.estimate(charges(for: plan.action), count: writes, from: now)
        // Looked up first: whoever is known, and everybody who is to lose the app. Read back: whatever was written.
        let looks =
            (plan.action == .install ? plan.expectedDone : plan.steps.count)
            + (configuration.options.verifies ? writes : 0)
        return max(writing, ledger.estimate(reading, count: looks, from: now))
    }

    private var reading: [KeyedCharge] { [KeyedCharge(graph.pipeline.rateKey(.teamsAppsRead))] }

    private func charges(for action: InstallPlan.Action) -> [KeyedCharge] {
        [KeyedCharge(graph.pipeline.rateKey(action == .uninstall ? .teamsAppsDelete : .teamsAppsWrite))]
    }

    // MARK: Apply

    /// Carries out a plan.
    ///
    /// - Parameters:
    ///   - approved: the digest of the plan that was looked at; another plan is refused.
    ///   - massChangeApproved: a person's yes to a plan that the breaker objects to.
    /// - Returns: the summary. A run that was stopped by a fault of the whole tenant, or by ``StopSignal``, has `stopped` set and can be
    ///   resumed.
    /// - Throws: ``PatchbayCore/ConfigurationError`` if the digest differs, the breaker objects or a run is unfinished;
    ///   ``PatchbayCore/LedgerError``; `CancellationError`. After any of the last two, resume.
    public func apply(
        _ plan: InstallPlan, approved digest: String, massChangeApproved: Bool = false,
        onEvent: @escaping RunSink<InstallOutcome> = { _ in }
    ) async throws -> InstallSummary {
        guard plan.digest == digest else { throw ConfigurationError.planNotApproved }
        if !massChangeApproved, let objection = configuration.breaker.objection(to: plan) {
            throw ConfigurationError(
                objection,
                remedy: "Look at the plan and approve the mass change (massChangeApproved; in the programs --yes).")
        }
        try await requirePermissions(for: plan.target)
        return try await ledger.withLease(on: book) {
            let book = try await UserBook.read(self.book, from: ledger)
            if let open = book.openRun {
                throw ConfigurationError.unfinished(open.header.run)
            }
            let header = RunHeader(
                run: RunID(kind: plan.action.rawValue, at: time.date, suffix: configuration.makeSuffix()).description,
                action: plan.action, app: plan.app, target: plan.target, digest: digest,
                knownInstalled: plan.knownInstalled)
            var records = [try LedgerRecord(kind: .runStarted, at: time.date, encoding: header)]
            let size = 1000
            for start in stride(from: 0, to: max(plan.steps.count, plan.skips.count), by: size) {
                let chunk = PlanChunk(
                    steps: Array(plan.steps.dropFirst(start).prefix(size)),
                    skips: Array(plan.skips.dropFirst(start).prefix(size)))
                records.append(try LedgerRecord(kind: .runPlanned, at: time.date, encoding: chunk))
            }
            // One append: a run that began has its whole plan.
            try await ledger.append(records, to: self.book)
            var open = UserBook.OpenRun(header: header)
            open.steps = plan.steps
            open.skips = plan.skips
            for skip in plan.skips { onEvent(.outcome(skip.outcome)) }
            return try await work(open, startedAt: time.date, onEvent)
        }
    }

    /// The run that was not finished, if there is one.
    public func interruptedRun() async throws -> InterruptedRun? {
        try await UserBook.read(book, from: ledger).openRun.map { open in
            InterruptedRun(
                run: open.header.run, action: open.header.action, target: open.header.target, total: open.steps.count,
                finished: open.outcomes.count - open.unconfirmed.count, doubtful: open.doubtful.count)
        }
    }

    /// Goes on with the run that was not finished. What is done is not repeated; what was announced and has no outcome is looked up
    /// before anything is sent.
    ///
    /// - Returns: the summary of the whole run; `nil` if there is nothing to resume.
    /// - Throws: as ``apply(_:approved:massChangeApproved:onEvent:)``.
    public func resume(onEvent: @escaping RunSink<InstallOutcome> = { _ in }) async throws -> InstallSummary? {
        try await ledger.withLease(on: book) {
            let book = try await UserBook.read(self.book, from: ledger)
            guard let open = book.openRun else { return nil }
            return try await work(open, startedAt: time.date, onEvent)
        }
    }

    /// Ends the unfinished run without going on with it. Its users keep the status that they have; a doubtful one is looked up
    /// by the next run.
    public func abandon() async throws {
        try await ledger.withLease(on: book) {
            guard let open = try await UserBook.read(book, from: ledger).openRun else { return }
            let end = RunEnd(run: open.header.run, counts: [:], stopped: nil, isFinal: true)
            try await ledger.append([try LedgerRecord(kind: .runEnded, at: time.date, encoding: end)], to: book)
        }
    }

    private func work(
        _ open: UserBook.OpenRun, startedAt: Date, _ onEvent: @escaping RunSink<InstallOutcome>
    ) async throws -> InstallSummary {
        let header = open.header
        let counter = OutcomeCounter(open)
        let emit: RunSink<InstallOutcome> = { event in
            if case .outcome(let outcome) = event { counter.count(outcome) }
            onEvent(event)
        }
        let todo = open.steps.filter { open.outcomes[$0.id] == nil }
        let doubtful = todo.filter {
            open.doubtful.contains($0.id) || $0.expectation == .done || header.action != .install
        }
        let fresh = todo.filter {
            !(open.doubtful.contains($0.id) || $0.expectation == .done || header.action != .install)
        }
        let unseen = open.steps.compactMap { step in
            open.unconfirmed.contains(step.id)
                ? open.outcomes[step.id].map {
                    RunBoard.Pending(step: step, kind: $0, writtenAt: time.now, due: time.now)
                } : nil
        }
        let board = RunBoard(
            lookups: doubtful, writes: fresh, pending: unseen, batchSize: graph.installations.lookupSize,
            time: time, stop: configuration.options.stop)
        let meter = ProgressMeter(
            total: open.steps.count, already: open.steps.count - todo.count - unseen.count,
            writing: charges(for: header.action), reading: reading, verifies: configuration.options.verifies,
            scheduler: graph.pipeline.scheduler, time: time, emit: emit)
        let engine = RunEngine(
            graph: graph, ledger: ledger, book: book, action: header.action, app: header.app,
            latestVersion: header.action == .upgrade ? try await latestVersion(header.app) : nil,
            eligibility: configuration.eligibility, time: time,
            options: configuration.options, meter: meter, emit: emit)
        let fault = try await engine(board, steps: todo.count + unseen.count)
        let wasStopped = await board.wasStopped
        let stopped = fault ?? (wasStopped ? .interrupted : nil)
        let counts = counter.counts
        let finished = counts.values.reduce(0, +) - open.skips.count
        let summary = InstallSummary(
            run: header.run, action: header.action, counts: counts, remaining: open.steps.count - finished,
            stopped: stopped, startedAt: startedAt, endedAt: time.date)
        let end = RunEnd(run: header.run, counts: counts, stopped: stopped, isFinal: stopped == nil)
        try await ledger.append([try LedgerRecord(kind: .runEnded, at: time.date, encoding: end)], to: book)
        return summary
    }

    private func latestVersion(_ app: TeamsApp.ID) async throws -> String? {
        try await graph.catalog.definitions(of: app).compactMap(\.version).max {
            $0.compare($1, options: .numeric) == .orderedAscending
        }
    }
}

/// A run that was started and not finished.
public struct InterruptedRun: Hashable, Sendable {
    /// Its name.
    public let run: String
    /// What it does.
    public let action: InstallPlan.Action
    /// Who was meant.
    public let target: InstallTarget
    /// How many users it is about.
    public let total: Int
    /// How many are finished.
    public let finished: Int
    /// How many were announced to the service and have no outcome.
    public let doubtful: Int
}
