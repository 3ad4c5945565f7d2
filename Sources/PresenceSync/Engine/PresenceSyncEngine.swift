public import GraphClient
import PatchbayCore
public import PresenceMapping
public import RingCentralClient

/// Keeps presence in Teams and RingCentral in step, both ways, for many people.
///
/// It is a shell around ``PresenceMapping/PresenceReducer``: it reads both sides, hands what it sees to one reducer per person, and
/// carries out what the reducer asks for. Teams is read 650 people a request, those who change more often than the others. RingCentral is
/// read for the whole account at once. Writes to RingCentral, forty a minute for a whole company, wait in a ``CoalescingQueue``: one per
/// person, the newest, and whatever keeps a telephone from ringing first.
///
/// ```swift
/// let engine = PresenceSyncEngine(graph: graph, ringCentral: ringCentral, pairs: pairs, rules: rules) { print($0) }
/// let summary = try await engine.run(for: .seconds(300))
/// ```
///
/// When a run ends, what was changed is given back and what was set in Teams is cleared. If the process dies instead, what it set in Teams
/// runs out by itself, and what it laid over RingCentral is given back by the next process that has the same ``HeldBook``.
public actor PresenceSyncEngine {
    /// One person, with what is known and what is to be done.
    struct Person {
        let pair: PresencePair
        let reducer: Int
        var state: SyncState
        var rule: DecidingRule?
        var outbox = Outbox()
        var isWritingTeams = false
        var teamsWords: TeamsPresence?
        var teamsReadAt: Duration?
        var ringCentralReadAt: Duration?
        /// What the last reading of RingCentral said word for word, and what it meant; nil where that is not what is known.
        var ringCentralWords: (said: RingCentralWords, meant: RingCentralState)?
        var isUnknownToTeams = false
        var isUnknownToRingCentral = false
        var isUnsynced = false
        var isRefusedByRingCentral = false
        var refusal: String?
        /// What the book says, and the entry that is being written into it.
        var recorded: HeldPresence?
        var booking: Task<Void, any Error>?
        /// When the reducer is to be woken, in whole seconds.
        var wakeSecond: Int64?
        /// When what is held in Teams last changed. A reading that was asked for before may show either.
        var holdChangedAt = Duration.zero
        /// How the last thing that was seen came to be known.
        var via = PresenceDecision.Way.poll
        /// When a notification of Graph was about the person, when an event of RingCentral was, and what it said.
        var notifiedAt: Duration?
        var toldAt: Duration?
        var toldRingCentral: RingCentralState?
        /// How often in a row the reading before a write failed.
        var failedReads = 0
    }

    /// What Teams is to be told, newest only.
    struct Outbox {
        var session: SyncEffects.SessionChange?
        var preferred: SyncEffects.PreferredChange?
        var isRenewal = false
        var isEmpty: Bool { session == nil && preferred == nil }
    }

    /// Microsoft 365.
    public nonisolated let graph: Graph
    /// RingCentral.
    public nonisolated let ringCentral: RingCentral
    /// How closely and how fast.
    public nonisolated let options: PresenceSyncOptions
    let book: HeldBook?
    let keeper: SubscriptionKeeper?
    let onEvent: @Sendable (PresenceSyncEvent) -> Void
    let time: TimeSource
    let reducers: [PresenceReducer]
    let placeOfUser: [User.ID: Int]
    let placeOfFoldedUser: [String: Int]
    let placeOfExtension: [Extension.ID: Int]

    var people: [Person]
    var queue = CoalescingQueue<Int>()
    var cadence: PollCadence
    var counts = PresenceSyncCounts()
    var latencies: [Duration] = []
    var urgentLatencies: [Duration] = []

    // What is under way.
    var tasks: [UInt64: Task<Void, any Error>] = [:]
    var nextTask: UInt64 = 0
    var isPicking = false
    var writesUnderWay = 0
    var lastWriteAt: Duration?
    /// How far apart the limit lets writes be in the long run, and until when that is taken as known.
    var spacing = Duration.milliseconds(1500)
    var spacingUntil = Duration.zero
    /// When calls were kept from ringing within the last minute.
    var urgentWrites: [Duration] = []
    /// How long the last reading before a write took.
    var readingTime = Duration.zero
    var teamsWritesUnderWay = 0
    var isPollingRingCentral = false
    var isReading = false
    /// Who is to be read from RingCentral out of turn, and since when.
    var reads: [Int: Duration] = [:]

    // What comes next.
    var wheel: [Int64: [Int]] = [:]
    var requeue: [Int64: [Int]] = [:]
    var wheelSecond: Int64 = 0
    var nextRingCentralPoll: Duration = .zero
    var lastRingCentralPoll: Duration = .zero
    var nextRead: Duration = .zero
    var nextProgress: Duration = .zero
    var ringCentralPages = 1
    var ringCentralReadAt: Duration?
    var graphTokens = 1.0
    var lastTick: Duration?

    // Notifications.
    var watching = Watching()
    var subscriptionStatuses: [SubscriptionStatus] = []
    /// The numbers of the subscriptions that tell what happens.
    var flowing: Set<Int> = []
    /// Of whom a notification said that they have changed.
    var noticed: Set<Int> = []
    var isTending = false
    /// When the keeper is asked next even if there is no news, and what it was told last.
    var nextTending = Duration.zero
    var lastSeen: [SubscriptionKeeper.Observation] = []

    /// How many entries the book has got since it was compacted last, how many are too many, and whether it is being compacted.
    var bookEntries = 0
    var bookLimit = 4096
    var isCompacting = false

    var isDisabling = false
    var isRunning = false
    var isStopping = false
    var isClosed = true
    var fault: (any Error)?

    /// Makes an engine. Nothing is sent before ``run(for:)``.
    ///
    /// - Parameters:
    ///   - pairs: who belongs to whom. Somebody who appears twice counts once.
    ///   - rules: the preset and the call rules.
    ///   - book: where what is laid over people's own presence is remembered across processes.
    ///   - held: what ``HeldBook/load()`` said.
    ///   - subscriptions: makes and keeps the subscriptions to notifications; nil polls only, and takes what it is handed. A keeper serves
    ///     one engine.
    ///   - onEvent: hears of every decision and problem. It is called in turn and must not block.
    public init(
        graph: Graph, ringCentral: RingCentral, pairs: [PresencePair], rules: CallRuleBook = CallRuleBook(),
        book: HeldBook? = nil, held: [User.ID: HeldPresence] = [:], subscriptions: SubscriptionKeeper? = nil,
        options: PresenceSyncOptions = PresenceSyncOptions(),
        onEvent: @escaping @Sendable (PresenceSyncEvent) -> Void = { _ in }
    ) {
        self.graph = graph
        self.ringCentral = ringCentral
        self.options = options
        self.book = book
        keeper = subscriptions
        self.onEvent = onEvent
        time = ringCentral.pipeline.configuration.time
        var reducers: [PresenceReducer] = []
        var places: [ResolvedCallRules: Int] = [:]
        var people: [Person] = []
        var users: [User.ID: Int] = [:]
        var extensions: [Extension.ID: Int] = [:]
        for pair in pairs where users[pair.user] == nil && extensions[pair.extension] == nil {
            let resolved = rules.rules(forUser: [pair.user.rawValue] + pair.aliases, inGroups: pair.groups)
            let place: Int
            if let known = places[resolved] {
                place = known
            } else {
                place = reducers.count
                places[resolved] = place
                reducers.append(
                    PresenceReducer(
                        policy: MappingPolicy(table: rules.preset.table, rules: resolved), timing: options.timing))
            }
            users[pair.user] = people.count
            extensions[pair.extension] = people.count
            var state = SyncState(held: held[pair.user])
            if !pair.isQueueMember {
                state = reducers[place].reduce(state, .queueMembership(false), at: .zero).state
            }
            people.append(Person(pair: pair, reducer: place, state: state, recorded: held[pair.user]))
        }
        self.reducers = reducers
        self.people = people
        placeOfUser = users
        placeOfFoldedUser = Dictionary(
            users.map { ($0.key.rawValue.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
        watching = Watching(people: people.count, serviceUsers: 0, share: 1, hasRingCentral: false)
        placeOfExtension = extensions
        cadence = PollCadence(
            users: people.count, fastest: options.fastestPoll, slowest: options.slowestPoll,
            relaxed: options.relaxedPoll)
    }

    /// Syncs until the time is over, until ``stop()``, or until the task is cancelled.
    ///
    /// - Parameter duration: how long; nil for until it is stopped.
    /// - Returns: the account of the run. What was changed has been given back by then, if the options say so.
    /// - Throws: `CancellationError`, in which case nothing is given back; ``PatchbayCore/LedgerError`` when it cannot be remembered what is
    ///   laid over whom.
    public func run(for duration: Duration? = nil) async throws -> PresenceSyncSummary {
        guard !isRunning else {
            throw ConfigurationError("This engine runs already.", remedy: "Make an engine for each run.")
        }
        (isRunning, isStopping, isClosed) = (true, false, false)
        defer { isRunning = false }
        let (startedAt, begin) = (time.date, time.now)
        wheelSecond = Self.second(begin)
        nextProgress = begin
        if people.contains(where: { $0.state.held != nil }) {
            // The write of a process that died a moment ago may not show everywhere yet.
            nextRingCentralPoll = begin + options.timing.consistency
        }
        try await compactBook()
        await beginWatching()
        for place in people.indices where !people[place].isUnsynced { take(.sync, place) }
        var end = PresenceSyncSummary.End.elapsed
        do {
            while true {
                try tick()
                if isStopping || options.shouldStop() {
                    end = .stopped
                    break
                }
                if let duration, time.now - begin >= duration { break }
                try await time.sleep(for: .seconds(1))
            }
            // Giving everything back takes everybody out of the sync, which is no news about how it stood.
            var last = snapshot
            let isRestored = options.restoresAtEnd ? try await restore() : nil
            await endWatching()
            for place in people.indices {
                try await remember(place)
                if isRestored != nil { try await forget(place) }
            }
            await close()
            last.counts = counts
            onEvent(.progress(last))
            return PresenceSyncSummary(
                startedAt: startedAt, endedAt: time.date, end: end, snapshot: last, isRestored: isRestored,
                latencies: latencies.sorted(), urgentLatencies: urgentLatencies.sorted())
        } catch {
            await close()
            throw error
        }
    }

    /// Gives everybody back what was changed and clears our session in Teams for everybody, whoever set it; nobody is synced. For
    /// ending the sync after a crash, or for good.
    ///
    /// - Returns: the account; ``PresenceSyncSummary/isRestored`` says whether all of it could be done.
    /// - Throws: `CancellationError`; ``PatchbayCore/LedgerError``.
    public func disable() async throws -> PresenceSyncSummary {
        for place in people.indices {
            people[place].isUnsynced = true
            people[place].outbox.session = .clear
            take(.unsync, place)
        }
        isDisabling = true
        defer { isDisabling = false }
        return try await run(for: .zero)
    }

    /// Asks a run to end in good order.
    public func stop() { isStopping = true }

    /// Takes one person out of the sync: what was changed is given back, what was set in Teams is cleared.
    ///
    /// - Returns: false if the person is not among the pairs.
    @discardableResult public func unsync(_ user: User.ID) -> Bool {
        guard let place = placeOfUser[user] else { return false }
        people[place].isUnsynced = true
        take(.unsync, place)
        return true
    }

    /// Takes one person into the sync again; refusals are forgotten.
    ///
    /// - Returns: false if the person is not among the pairs.
    @discardableResult public func sync(_ user: User.ID) -> Bool {
        guard let place = placeOfUser[user] else { return false }
        people[place].isUnsynced = false
        people[place].refusal = nil
        people[place].isRefusedByRingCentral = false
        take(.sync, place)
        return true
    }

    /// Whether nothing is waiting or under way for anybody.
    public var isAtRest: Bool {
        queue.isEmpty && people.allSatisfy { $0.state.isAtRest && !$0.isWritingTeams && $0.outbox.isEmpty }
    }

    // MARK: The end

    private func restore() async throws -> Bool {
        for place in people.indices {
            if !people[place].state.isReleased { take(.unsync, place) }
            if isDisabling { startTeamsWriter(place) }
        }
        // Every write that is still to come needs its turn; forty a minute are published.
        let writes = people.count { $0.state.held != nil }
        let until = time.now + options.patience + .milliseconds(1600 * writes)
        while !isAtRest, time.now < until {
            try await time.sleep(for: .seconds(1))
            try tick()
        }
        return people.allSatisfy { $0.state.isAtRest && $0.outbox.isEmpty && !$0.state.isRefused }
    }

    private func close() async {
        isClosed = true
        await keeper?.close()
        for id in tasks.keys.sorted() { tasks[id]?.cancel() }
        while let id = tasks.keys.min(), let task = tasks[id] {
            _ = await task.result
            tasks[id] = nil
        }
    }

    func spawn(_ work: @escaping @Sendable () async -> Void) {
        guard !isClosed || !isRunning else { return }
        nextTask += 1
        let id = nextTask
        tasks[id] = Spawn.task {
            await work()
            await self.ended(id)
        }
    }

    private func ended(_ id: UInt64) { tasks[id] = nil }
}
