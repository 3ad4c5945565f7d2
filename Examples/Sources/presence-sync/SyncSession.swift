import ArgumentParser
import ExampleSupport
import Foundation
import GraphClient
import PatchbayCore
import PatchbayReports
import PatchbaySimulator
import PatchbayTesting
import PresenceMapping
import PresenceSync
import Provisioning
import RingCentralClient
import Synchronization

/// What every word but explain needs: both sides, who belongs to whom, the rules, and the engine over them.
struct SyncSession: Sendable {
    let options: CommonOptions
    let sync: SyncOptions
    let console: Console
    let connection: Connection
    let ringCentral: RingCentral
    let time: TimeSource
    let stop: StopSignal
    let book: HeldBook
    let rules: CallRuleBook
    let recorder = Locked(PresenceRecorder())
    let table: LiveTable

    /// A value behind a lock that copies of a session share.
    final class Locked<Value: Sendable>: Sendable {
        private let state: Mutex<Value>
        init(_ value: Value) { state = Mutex(value) }
        var value: Value { state.withLock { $0 } }
        func change(_ body: (inout Value) -> Void) { state.withLock { body(&$0) } }
    }

    init(_ options: CommonOptions, _ sync: SyncOptions, stop: StopSignal, console: Console, time: TimeSource) throws {
        self.options = options
        self.sync = sync
        self.stop = stop
        self.console = console
        self.time = time
        table = LiveTable(isJSON: options.json)
        connection = try Connection(options, time: time, latency: .typical)
        guard let ringCentral = connection.ringCentral else {
            throw ConfigurationError(
                "Presence needs RingCentral too.",
                remedy: "Set RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET and RC_USER_JWT, or try --simulate first.",
                setting: "RC_USER_JWT")
        }
        self.ringCentral = ringCentral
        rules = try sync.book(isDefaultDay: connection.simulated != nil)
        let report = MappingValidator.validate(rules)
        guard report.isSafe else {
            throw ConfigurationError("These rules are not safe: \(report.description)", remedy: "Change them.")
        }
        let folder = Ledgers.folder(options, isSimulated: connection.simulated != nil)
        book = HeldBook(
            ledger: try Ledgers.open(folder), run: HeldBook.name(tenant: connection.graph.pipeline.account))
    }

    /// Runs the work of a word. On the simulated cloud time passes as fast as the machine can; Ctrl-C ends in good order.
    static func run(
        _ options: CommonOptions, _ sync: SyncOptions, command: String,
        _ work: @escaping @Sendable (SyncSession) async throws -> ExitStatus
    ) async throws {
        let settings = Settings()
        let isSimulated = options.simulate || !(settings.namesMicrosoftTenant || settings.namesRingCentral)
        try await Word.run(command, json: options.json) { console, stop in
            guard isSimulated else {
                return try await work(try SyncSession(options, sync, stop: stop, console: console, time: .system))
            }
            return try await VirtualTime.run(from: Self.morning) { time in
                try await work(try SyncSession(options, sync, stop: stop, console: console, time: time))
            }
        }
    }

    /// The simulated day begins at eight o'clock UTC.
    private static let morning = Date(timeIntervalSince1970: 1_799_913_600)

    /// Everybody who is the same person on both sides, by the rules of the install flow: exact matches only.
    func pairs() async throws -> (pairs: [PresencePair], skipped: [String: Int]) {
        let rollout = AppRollout(
            graph: connection.graph, ringCentral: ringCentral, app: connection.app ?? "presence",
            ledger: MemoryLedger()
        ) { [time] in $0.time = time }
        try await rollout.refresh()
        let table = try await rollout.table()
        let known = Dictionary(
            (connection.simulated?.settings.population.people ?? []).map { ($0.userID ?? "", $0.extensionID) },
            uniquingKeysWith: { first, _ in first })
        var pairs: [PresencePair] = []
        var skipped: [String: Int] = [:]
        for row in table.rows {
            let names = [row.id.rawValue, row.user.userPrincipalName, row.user.mail].compactMap(\.self)
            guard sync.means(names) else { continue }
            guard row.user.ineligible == nil, let match = row.match, match.match == "exact" || match.match == "pinned",
                let id = match.extensionID
            else {
                skipped[row.user.ineligible?.rawValue ?? row.match?.match ?? "unmatched", default: 0] += 1
                continue
            }
            if connection.simulated != nil, known[row.id.rawValue] == nil { continue }
            pairs.append(
                PresencePair(
                    user: row.id, extension: Extension.ID(id),
                    name: row.user.displayName ?? row.user.userPrincipalName, aliases: names))
        }
        if connection.simulated != nil { pairs = Array(pairs.prefix(sync.people)) }
        guard !pairs.isEmpty else {
            throw ConfigurationError(
                "Nobody is matched on both sides.",
                remedy: sync.users.isEmpty
                    ? "Look at “install-app status”: it says why." : "Check the names given with --user.")
        }
        return (pairs, skipped)
    }

    func engine(
        _ pairs: [PresencePair], keeper: SubscriptionKeeper? = nil,
        configure: (inout PresenceSyncOptions) -> Void = { _ in }
    ) async throws -> PresenceSyncEngine {
        var settings = PresenceSyncOptions(
            ringCentralPoll: connection.simulated == nil ? .seconds(10) : .seconds(20),
            progressInterval: connection.simulated == nil ? .seconds(5) : .seconds(60),
            shouldStop: { [stop] in stop.isRequested })
        configure(&settings)
        return PresenceSyncEngine(
            graph: connection.graph, ringCentral: ringCentral, pairs: pairs, rules: rules, book: book,
            held: try await book.load(), subscriptions: keeper, options: settings, onEvent: show)
    }

    // MARK: Showing

    private func show(_ event: PresenceSyncEvent) {
        recorder.change { $0.add(event) }
        switch event {
        case .decision(let decision):
            console.emit(decision)
            table.update(decision)
            if !table.isDrawn, decision.cause != .seen { console.say(Self.line(decision)) }
        case .progress(let snapshot):
            console.emit(Line.Progress(snapshot, at: time.date))
            table.draw(headline(snapshot))
            if !table.isDrawn, !console.isJSON {
                console.progress(
                    "\(Self.clock(time.date))  \(snapshot.synced) synced", done: snapshot.counts.ringCentralWrites,
                    total: nil, secondsLeft: nil)
            }
        case .subscription(let report):
            console.emit(Line.Subscription(report, at: time.date))
            if !table.isDrawn {
                console.say("\(Self.clock(time.date))  \(report.sentence)")
                if report.news == .troubled, let remedy = report.status.trouble?.remedy { console.say("    \(remedy)") }
            }
        case .problem(let problem):
            console.emit(Line.Problem(problem))
            if !table.isDrawn { console.warn("\(problem.operation): \(problem.message)") }
        }
    }

    private func headline(_ snapshot: PresenceSyncSnapshot) -> String {
        ([
            Self.clock(time.date), "\(snapshot.synced) of \(snapshot.users) synced",
            "\(snapshot.counts.ringCentralWrites) RingCentral writes (\(snapshot.queueDepth) wait)",
            "\(snapshot.counts.teamsWrites) Teams writes", "\(snapshot.counts.failures) failures",
        ] + ways(snapshot)).joined(separator: " · ")
    }

    /// Which way news comes, if there are subscriptions.
    private func ways(_ snapshot: PresenceSyncSnapshot) -> [String] {
        guard !snapshot.subscriptions.isEmpty else { return [] }
        let telephone = snapshot.subscriptions.last { $0.service == .ringCentral }
        return [
            "Teams tells of \(snapshot.usersByNotification)",
            telephone.map { $0.isFlowing ? "RingCentral tells" : "RingCentral is polled" },
        ].compactMap(\.self)
    }

    static func clock(_ date: Date) -> String { String(WireDate.string(date).dropFirst(11).prefix(8)) }

    private static func line(_ decision: PresenceDecision) -> String {
        let latency = decision.latency.map { "  \(LiveTable.seconds($0))" } ?? ""
        let teams = decision.holdsText.map { "\(decision.teams.status.title) + \($0)" } ?? decision.teams.status.title
        return [
            clock(decision.at), TerminalText.padded(TerminalText.harmless(decision.pair.name), to: 22),
            TerminalText.padded("Teams " + teams, to: 40),
            decision.cause == .wroteTeams ? "←" : "→",
            TerminalText.padded("RingCentral " + LiveTable.word(decision.ringCentral), to: 32),
            decision.rule + latency + "  (\(decision.via.rawValue))",
        ].joined(separator: "  ")
    }

    /// Writes the report where it was asked for; a day on the simulated cloud leaves one in the temporary folder to look at.
    func write(_ report: Report) throws {
        var path = options.report
        if path == nil, connection.simulated != nil, !options.json {
            path = FileManager.default.temporaryDirectory.appending(path: "patchbay-presence-report.html").path
        }
        if let path { try console.write(report, to: path) }
    }
}
