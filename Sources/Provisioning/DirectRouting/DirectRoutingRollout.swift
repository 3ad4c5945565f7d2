import Foundation
public import GraphClient
public import IdentityMatching
public import PatchbayCore
public import RingCentralClient

/// Lets people call in Microsoft Teams through RingCentral's Direct Routing, by the membership of one Entra group: who is in it gets
/// the Teams integration of their extension, who leaves it loses it.
///
/// ```swift
/// let rollout = DirectRoutingRollout(graph: graph, ringCentral: ringCentral, group: "Teams Calling", ledger: ledger)
/// let seen = try await rollout.observe()
/// for verdict in seen.verdicts where verdict.verdict != .met { print(verdict.userPrincipalName, verdict.reasons) }
/// let plan = try await rollout.plan(.provision, in: seen)
/// print(plan, await rollout.estimate(plan))
/// let summary = try await rollout.apply(plan, approved: plan.digest) { print($0) }
/// ```
///
/// Every step is in the ledger before the next begins, so a run can be stopped or killed anywhere and resumed. A second run writes
/// nothing for who is as planned.
public struct DirectRoutingRollout: Sendable {
    /// How to wait for RingCentral, which connects and disconnects after it has answered and sends no event when it is done.
    /// Source: RingCentral's generated clients; the interval is not documented.
    public struct Polling: Hashable, Sendable {
        /// Between two questions.
        public var interval: Duration
        /// In all.
        public var patience: Duration
        /// How long the state before an order is taken for “not begun” rather than for the end.
        public var grace: Duration

        /// Makes a setting.
        public init(
            interval: Duration = .seconds(15), patience: Duration = .seconds(600), grace: Duration = .seconds(45)
        ) {
            self.interval = interval
            self.patience = patience
            self.grace = grace
        }
    }

    /// What can be adjusted.
    public struct Configuration: Sendable {
        /// Who is who.
        public var matcher = IdentityMatcher()
        /// Who can use Teams.
        public var eligibility = Eligibility()
        /// What is wanted.
        public var planner = DirectRoutingPlanner()
        /// How runs are carried out.
        public var options = RunOptions(workers: 8)
        /// How to wait for RingCentral.
        public var polling = Polling()
        /// What needs a person's yes.
        public var breaker = MassChangeBreaker()
        /// Whether to read who is in which call queue.
        public var readsQueues = true
        /// The embedded app's id in the tenant's catalogue, to warn of people who have both; `nil` does not look.
        public var app: TeamsApp.ID?
        /// How RingCentral takes a list of extensions, which is not documented.
        public var listStyle = DirectRouting.ListStyle.repeated
        /// Time.
        public var time = TimeSource.system
        /// Makes the tails of run names.
        public var makeSuffix: @Sendable () -> UInt16 = { UInt16.random(in: .min ... .max) }

        /// The defaults.
        public init() {}
    }

    /// Microsoft 365.
    public let graph: Graph
    /// RingCentral.
    public let ringCentral: RingCentral
    /// The name or the object id of the group that enables calling.
    public let group: String
    /// Where everything is recorded.
    public let ledger: any Ledger
    /// The name under which this tenant and group are recorded.
    public let book: RunID
    /// What can be adjusted.
    public let configuration: Configuration

    /// Makes a rollout.
    ///
    /// - Parameter group: the name or the object id of the group. A name that several groups have is refused.
    public init(
        graph: Graph, ringCentral: RingCentral, group: String, ledger: any Ledger,
        configure: (inout Configuration) -> Void = { _ in }
    ) {
        self.graph = graph
        self.ringCentral = ringCentral
        self.group = group
        self.ledger = ledger
        var configuration = Configuration()
        configure(&configuration)
        self.configuration = configuration
        // Names are cut and cleaned, so two of them could come out the same; the fingerprint of the whole keeps them apart.
        var digest = PlanDigest()
        digest.mix(group)
        book =
            RunID(
                "directrouting-\(RunID.part(graph.pipeline.account, limit: 36))-\(RunID.part(group, limit: 24))-\(digest.text)"
            )
            ?? RunID(kind: "directrouting", at: Date(timeIntervalSince1970: 0), suffix: 0)
    }

    var time: TimeSource { configuration.time }

    // MARK: Plan

    /// Makes a plan from what was read. Sends nothing, but for reading the members of the groups that the target names.
    ///
    /// - Parameter target: who is meant; `nil` for whoever is in the group. To remove needs one.
    public func plan(
        _ action: DirectRoutingPlan.Action, for target: InstallTarget? = nil, in seen: DirectRoutingObservation
    ) async throws -> DirectRoutingPlan {
        configuration.planner.plan(
            action, for: target, in: seen, groupMembers: try await target?.groupMembers(in: graph) ?? [:])
    }

    /// How long a plan takes at least, computed by the very code that will pace it. What RingCentral needs to connect comes on top.
    public func estimate(_ plan: DirectRoutingPlan) async -> Duration {
        let counts = plan.changeCounts
        func count(_ change: DirectRoutingPlan.Change) -> Int { counts[change, default: 0] }
        func portions(_ count: Int, _ size: Int) -> Int { (count + size - 1) / size }
        let routing = [count(.connect), count(.disconnect)].reduce(0) { $0 + portions($1, DirectRouting.batchSize) * 2 }
        let groups = portions(count(.addToGroup), Groups.additionsPerRequest) + count(.removeFromGroup)
        let numbers = (count(.assignNumber) + count(.unassignNumber)) * 2
        let now = time.now
        let teams = await graph.pipeline.scheduler.snapshot
        return await ringCentral.pipeline.scheduler.snapshot.estimate(
            [KeyedCharge(ringCentral.pipeline.rateKey(.medium))], count: routing, from: now)
            + teams.estimate([KeyedCharge(graph.pipeline.rateKey(.directoryWrites))], count: groups, from: now)
            + teams.estimate([KeyedCharge(graph.pipeline.rateKey(.teamsOtherRead))], count: numbers, from: now)
    }

    // MARK: Apply

    /// Carries out a plan.
    ///
    /// - Parameters:
    ///   - digest: the digest of the plan that was looked at; another plan is refused.
    ///   - massChangeApproved: a person's yes to a plan that the breaker objects to.
    /// - Returns: the summary; a run that was stopped has `stopped` set and can be resumed.
    /// - Throws: ``PatchbayCore/ConfigurationError`` if the digest differs, the breaker objects or a run is unfinished;
    ///   ``MissingPermissions`` if the group is to be changed and the app may not; ``PatchbayCore/LedgerError``; `CancellationError`. After
    ///   any of the last two, resume.
    public func apply(
        _ plan: DirectRoutingPlan, approved digest: String, massChangeApproved: Bool = false,
        onEvent: @escaping RunSink<DirectRoutingOutcome> = { _ in }
    ) async throws -> DirectRoutingSummary {
        guard plan.digest == digest else { throw ConfigurationError.planNotApproved }
        if !massChangeApproved, let objection = configuration.breaker.objection(to: plan) {
            throw ConfigurationError(
                objection,
                remedy: "Look at the plan and approve the mass change (massChangeApproved; in the programs --yes).")
        }
        // Who may not change the group hears it before anything is begun, and not from every person's request.
        if [.addToGroup, .removeFromGroup].contains(where: { plan.changeCounts[$0, default: 0] > 0 }) {
            try await MissingPermissions.check(graph, for: [.directRouting])
        }
        return try await ledger.withLease(on: book) {
            if let open = try await DirectRoutingRun.open(book, in: ledger) {
                throw ConfigurationError.unfinished(open.header.run)
            }
            let name = RunID(kind: "directrouting", at: time.date, suffix: configuration.makeSuffix())
            try await ledger.append(try DirectRoutingRun.beginning(name, plan, at: time.date), to: book)
            for skip in plan.skips { onEvent(.outcome(skip.outcome)) }
            let run = DirectRoutingRun(
                header: .init(run: name.description, digest: digest, plan: plan), outcomes: [:], doubtful: [])
            let board = DirectRoutingBoard(run, stop: configuration.options.stop)
            for outcome in await board.untouched() { onEvent(.outcome(outcome)) }
            return try await work(run, board, onEvent)
        }
    }

    /// The run that was started and not finished: its name and its plan.
    public func interruptedRun() async throws -> (run: String, plan: DirectRoutingPlan)? {
        try await DirectRoutingRun.open(book, in: ledger).map { ($0.header.run, $0.header.plan) }
    }

    /// Goes on with the run that was not finished: what is done is not repeated, what was announced is looked up first.
    ///
    /// - Returns: the summary of the whole run; `nil` if there is nothing to resume.
    /// - Throws: as ``apply(_:approved:massChangeApproved:onEvent:)``.
    public func resume(
        onEvent: @escaping RunSink<DirectRoutingOutcome> = { _ in }
    ) async throws -> DirectRoutingSummary? {
        try await ledger.withLease(on: book) {
            guard let open = try await DirectRoutingRun.open(book, in: ledger) else { return nil }
            return try await work(open, DirectRoutingBoard(open, stop: configuration.options.stop), onEvent)
        }
    }

    /// Ends the unfinished run without going on with it. What it did is kept; the next plan sees it.
    public func abandon() async throws {
        try await ledger.withLease(on: book) {
            guard let open = try await DirectRoutingRun.open(book, in: ledger) else { return }
            try await end(open, counts: [:], stopped: nil)
        }
    }

    private func work(
        _ run: DirectRoutingRun, _ board: DirectRoutingBoard,
        _ onEvent: @escaping RunSink<DirectRoutingOutcome>
    ) async throws -> DirectRoutingSummary {
        let startedAt = time.date
        let plan = run.header.plan
        let engine = DirectRoutingEngine(
            graph: graph, ringCentral: ringCentral.inLane(.apply), ledger: ledger, book: book, plan: plan,
            planner: configuration.planner, options: configuration.options, polling: configuration.polling,
            listStyle: configuration.listStyle, time: time, total: plan.steps.count, emit: onEvent)
        try await engine(board)
        var stopped = await board.fault
        if stopped == nil, await board.isHalted, await board.remaining > 0 {
            stopped = .interrupted
        }
        let counts = await board.counts
        try await end(run, counts: counts, stopped: stopped)
        return DirectRoutingSummary(
            run: run.header.run, action: plan.action, counts: counts, remaining: await board.remaining,
            stopped: stopped, startedAt: startedAt, endedAt: time.date)
    }

    private func end(
        _ run: DirectRoutingRun, counts: [DirectRoutingOutcome.Kind: Int], stopped: RunStop?
    ) async throws {
        let end = DirectRoutingRun.End(
            run: run.header.run, counts: counts, stopped: stopped, isFinal: stopped == nil)
        try await ledger.append([try LedgerRecord(kind: .runEnded, at: time.date, encoding: end)], to: book)
    }
}
