import ArgumentParser
import ExampleSupport
import Foundation
import GraphClient
import PatchbayCore
import PatchbayReports
import PatchbaySimulator
import PresenceMapping
import PresenceSync
import Provisioning
import RingCentralClient

/// Keeps presence in step until Ctrl-C; on the simulated cloud for a working day.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep presence in step until Ctrl-C; with nothing configured, through a simulated working day.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var sync: SyncOptions
    @OptionGroup var webhooks: WebhookOptions
    @Option(help: "How long to run: 90s, 5m, 2h (default: until Ctrl-C, or nine simulated hours).")
    var duration: TimeSpan?

    func run() async throws {
        try await SyncSession.run(options, sync, command: "run") { session in
            // Without a permission that is needed nothing is begun, instead of failing person by person.
            try await MissingPermissions.check(session.connection.graph, for: [.readPresence, .writePresence])
            let (pairs, skipped) = try await session.pairs()
            session.console.head("Presence sync with \(session.connection.title)")
            session.console.say(
                "  \(pairs.count) people, \(skipped.values.reduce(0, +)) without a partner on the other side")
            for (reason, count) in skipped.sorted(by: { $0.key < $1.key }) {
                session.console.say("    \(reason): \(count)")
            }
            if session.options.dryRun { return session.end("run", ["people": pairs.count]) }
            let events = try await session.events(webhooks, people: pairs.count)
            let engine = try await session.engine(pairs, keeper: events?.keeper)
            let length = duration?.duration ?? (session.connection.simulated == nil ? nil : .seconds(9 * 3600))
            session.beginDay(pairs, length)
            let delivery = events.map { events in Task { await events.receiver.deliver(to: engine) } }
            defer { delivery?.cancel() }
            let summary = try await session.book.ledger.withLease(on: session.book.run) {
                try await engine.run(for: length)
            }
            await events?.receiver.close()
            return try session.finish("run", summary)
        }
    }
}

extension SyncSession {
    /// Opens the port for notifications and orders the subscriptions; nil if everything is to be polled.
    func events(
        _ webhooks: WebhookOptions, people: Int
    ) async throws -> (receiver: EventReceiver, keeper: SubscriptionKeeper)? {
        guard let port = webhooks.webhookPort else { return nil }
        guard connection.simulated == nil else {
            throw ConfigurationError(
                "On the built-in simulated cloud time flies, and no port can keep up with it.",
                remedy: "Start “simulator serve” in another terminal and use what it prints.")
        }
        let store = try ServiceUsers.store(options)
        let users = try ServiceUsers(options, tokens: store)
        let wanted = (people + ChangeSubscriptions.maximumUsers - 1) / ChangeSubscriptions.maximumUsers
        let clients = try await users.signedIn(wanted)
        if clients.count < wanted {
            console.warn(
                "\(clients.count) of \(wanted) service users have signed in, so \(clients.isEmpty ? "Teams" : "the rest of Teams") is polled. Sign one in with: presence-sync sign-in --number \(clients.count + 1)"
            )
        }
        let key = try webhooks.key()
        let secret = try await self.secret(store)
        let tenantID = try await clients.first?.tokenClaims()?.tenantID ?? users.tenant
        let receiver = try await EventReceiver(
            port: port, publicURL: webhooks.webhookURL, secret: secret, users: users, tenantID: tenantID,
            decryptor: key?.decryptor, console: console)
        console.say("  Notifications are received at \(receiver.base)")
        let keeper = SubscriptionKeeper(
            graph: clients.isEmpty
                ? nil
                : GraphSubscriptionOrder(
                    serviceUsers: clients, notificationURL: receiver.graphURL, clientState: secret,
                    encryption: key?.encryption),
            ringCentral: RingCentralSubscriptionOrder(
                client: ringCentral, address: receiver.ringCentralURL, verificationToken: secret, adopts: true))
        return (receiver, keeper)
    }

    /// The secret of the webhooks, the same from run to run, so that what a crash left behind can be taken over.
    private func secret(_ store: any TokenStore) async throws -> Secret {
        let key = "presence-webhook-secret \(connection.graph.pipeline.account)"
        if let known = try await store.load(key) { return known }
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        var random = SystemRandomNumberGenerator()
        let made = Secret(String((0..<43).compactMap { _ in letters.randomElement(using: &random) }))
        try await store.save(made, for: key)
        return made
    }
}

/// Looks at what is needed, and changes nothing.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check permissions, rules and matching; nothing is changed.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var sync: SyncOptions
    @OptionGroup var administrator: AdministratorOption

    func run() async throws {
        let administrator = administrator
        try await SyncSession.run(options, sync, command: "check") { session in
            let readiness = try await ReadinessCheck(
                graph: session.connection.graph, ringCentral: session.ringCentral,
                features: [.readPresence, .writePresence], administrator: administrator.person(session.connection),
                credential: session.connection.credential)()
            let validation = MappingValidator.validate(session.rules)
            let rules = Finding(
                "rules", "The rules cover every state and cannot chase each other",
                validation.isSafe ? .met : .notMet, isMandatory: true)
            let (pairs, _) = try await session.pairs()
            let perMinute = RingCentralLimits.published[.medium]?.windows.first?.units ?? 40
            session.console.head("Presence sync with \(session.connection.title)")
            (readiness.findings + [rules]).forEach(session.console.show)
            for warning in validation.warnings { session.console.say("  ! \(warning)") }
            session.console.say(
                "  \(pairs.count) people can be synced; RingCentral takes \(perMinute) changes a minute for all of them."
            )
            session.console.show([.portalPresenceSync])
            let isReady = readiness.isReady && validation.isSafe
            return session.end("check", ["people": pairs.count], isReady ? .done : .blocked)
        }
    }
}

/// Gives one person, or several, back what was changed.
struct Unsync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give these people back what the sync changed, and clear what it set in Teams.",
        discussion: "To keep them out of the next run, name them with --except there.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var sync: SyncOptions

    func validate() throws {
        if sync.users.isEmpty { throw ValidationError("Name the people with --user.") }
    }

    func run() async throws {
        try await SyncSession.run(options, sync, command: "unsync") { try await $0.release("unsync") }
    }
}

/// Gives everybody back what was changed.
struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give everybody back what the sync changed, and clear what it set in Teams.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var sync: SyncOptions

    func run() async throws {
        try await SyncSession.run(options, sync, command: "disable") { try await $0.release("disable") }
    }
}

extension SyncSession {
    /// Lets the people of the simulated cloud begin their day.
    func beginDay(_ pairs: [PresencePair], _ length: Duration?) {
        guard let cloud = connection.simulated, let length else { return }
        let ids = Set(pairs.map(\.user.rawValue))
        let people = cloud.settings.population.people.filter { $0.userID.map(ids.contains) ?? false }
        cloud.play(WorkingDay(seed: options.seed, people: people, hours: max(0.25, length / .seconds(3600))))
    }

    /// Ends the sync of the people who are meant. On the simulated cloud an hour of work comes before it, so that there is something to
    /// give back.
    func release(_ command: String) async throws -> ExitStatus {
        let (pairs, _) = try await pairs()
        if options.dryRun { return end(command, ["people": pairs.count]) }
        if connection.simulated != nil {
            beginDay(pairs, .seconds(9 * 3600))
            let before = try await engine(pairs) { $0.restoresAtEnd = false }
            _ = try await before.run(for: .seconds(3600))
        }
        let held = try await book.load()
        let mine = pairs.filter { held[$0.user] != nil }
        console.say("\(pairs.count) people; something is to be given back for \(mine.count) of them.")
        let engine = try await engine(pairs)
        let summary = try await book.ledger.withLease(on: book.run) { try await engine.disable() }
        return try finish(command, summary)
    }

    /// Writes the report and the summary.
    func finish(
        _ command: String, _ summary: PresenceSyncSummary
    ) throws -> ExitStatus {
        console.clearBar()
        var facts: [Report.Fact] = [.init("Connected to", connection.title)]
        var counts: [String: Int] = [:]
        if let journal = connection.simulated?.presenceJournal {
            let lifted = journal.liftedManualChoices.count
            facts.append(.init("Choices made by hand that were lifted", "\(lifted)"))
            counts["manualChoicesLifted"] = lifted
        }
        let report = recorder.value.report(summary, facts: facts)
        table.draw("", isLast: true)
        console.say()
        // The timelines are for the page.
        var short = report
        short.timelines = []
        console.show(short, maximumRows: 40)
        try write(report)
        let done = summary.snapshot.counts
        counts.merge([
            "people": summary.snapshot.users, "ringCentralWrites": done.ringCentralWrites,
            "stopRingingWrites": done.stopRingingWrites, "teamsWrites": done.teamsWrites, "withdrawn": done.withdrawn,
            "failures": done.failures, "teamsReads": done.teamsReads, "ringCentralReads": done.ringCentralReads,
        ]) { first, _ in first }
        let isRefused = summary.snapshot.unsynced.contains {
            $0.reason == .refusedByRingCentral || $0.reason == .refusedByTeams
        }
        let status: ExitStatus = isRefused || summary.isRestored == false ? .someFailed : .done
        return end(command, counts, status, seconds: summary.endedAt.timeIntervalSince(summary.startedAt))
    }

    func end(
        _ command: String, _ counts: [String: Int], _ status: ExitStatus = .done, seconds: Double? = nil
    ) -> ExitStatus {
        console.emit(SummaryLine(command, counts: counts, seconds: seconds, exit: status))
        return status
    }
}
