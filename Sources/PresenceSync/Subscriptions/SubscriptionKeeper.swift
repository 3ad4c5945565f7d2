import Foundation
import GraphClient
import PatchbayCore
import RingCentralClient

/// Makes, renews and ends the subscriptions that bring presence notifications to your server.
///
/// Give one to ``PresenceSyncEngine``, which begins and ends it with a run, and hand the engine what your server receives:
///
/// ```swift
/// let keeper = SubscriptionKeeper(graph: graphOrder, ringCentral: ringCentralOrder)
/// let engine = PresenceSyncEngine(graph: graph, ringCentral: ringCentral, pairs: pairs, subscriptions: keeper)
/// ```
///
/// RingCentral can tell over its event socket in place of a webhook; then the keeper holds the socket, and what it tells reaches the engine
/// without your help:
///
/// ```swift
/// let keeper = SubscriptionKeeper(eventSocket: EventSocketOrder(client: ringCentral, connector: WebSocketConnector()))
/// ```
///
/// It is a shell: what to do is decided by one ``SubscriptionPlanner`` for each subscription. If the process dies, the next one takes the
/// subscriptions over; Graph's end by themselves within an hour.
public actor SubscriptionKeeper {
    /// What the engine has seen since the last time.
    struct Observation: Sendable, Equatable {
        var notifiedAt: Duration?
        var untoldSince: Duration?
    }

    /// What is to be done and told by the engine.
    struct Tending: Sendable {
        var statuses: [SubscriptionStatus] = []
        var reports: [SubscriptionReport] = []
        /// The numbers of the subscriptions whose people are to be read.
        var toRead: Set<Int> = []
        /// Those that were made anew, so that their numbering starts over.
        var restarted: Set<Int> = []
        /// Whether something is under way, so that there will be more to tell soon.
        var isUnderWay = false
    }

    /// One subscription.
    private struct Watch {
        let planner: SubscriptionPlanner
        let source: Source
        var people: Int
        var state = SubscriptionState()
    }

    private enum Source {
        case graph(GraphWatch)
        case ringCentral(RingCentralWatch)
        case eventSocket(EventSocketOrder)

        var service: ServiceName {
            switch self {
            case .graph: .graph
            case .ringCentral, .eventSocket: .ringCentral
            }
        }

        var isSocket: Bool { if case .eventSocket = self { true } else { false } }
    }

    /// How many people one subscription of Graph covers.
    static let share = ChangeSubscriptions.maximumUsers

    nonisolated let graphOrder: GraphSubscriptionOrder?
    nonisolated let ringCentralOrder: RingCentralSubscriptionOrder?
    nonisolated let socketOrder: EventSocketOrder?
    nonisolated var coversRingCentral: Bool { ringCentralOrder != nil || socketOrder != nil }
    private let graphTiming: SubscriptionTiming
    private let ringCentralTiming: SubscriptionTiming
    private var watches: [Watch] = []
    private var time = TimeSource.system
    private var pending = Tending()
    private var tasks: [UInt64: Task<Void, any Error>] = [:]
    private var nextTask: UInt64 = 0
    /// The task that holds the event socket.
    private var holder: UInt64?
    /// Where the event socket's events go.
    private var deliver: @Sendable (RingCentralEvent) async -> Void = { _ in }

    /// A keeper. Nothing is sent before the engine runs.
    public init(
        graph: GraphSubscriptionOrder? = nil, ringCentral: RingCentralSubscriptionOrder? = nil,
        graphTiming: SubscriptionTiming = .graph, ringCentralTiming: SubscriptionTiming = .ringCentral
    ) {
        graphOrder = graph
        ringCentralOrder = ringCentral
        socketOrder = nil
        self.graphTiming = graphTiming
        self.ringCentralTiming = ringCentralTiming
    }

    /// A keeper that hears of RingCentral over its event socket. Nothing is sent before the engine runs.
    public init(
        graph: GraphSubscriptionOrder? = nil, eventSocket: EventSocketOrder, graphTiming: SubscriptionTiming = .graph,
        socketTiming: SubscriptionTiming = .eventSocket
    ) {
        graphOrder = graph
        ringCentralOrder = nil
        socketOrder = eventSocket
        self.graphTiming = graphTiming
        ringCentralTiming = socketTiming
    }

    // MARK: For the engine

    /// Begins a run over these people: the first 650 with the first service user, and so on.
    ///
    /// - Parameter deliver: takes the events of the event socket, in order.
    func begin(
        _ people: [User.ID], time: TimeSource, deliver: @escaping @Sendable (RingCentralEvent) async -> Void
    ) {
        self.time = time
        self.deliver = deliver
        pending = Tending()
        watches = []
        if let order = graphOrder {
            for (number, client) in order.serviceUsers.enumerated() {
                let share = Array(people.dropFirst(number * Self.share).prefix(Self.share))
                guard !share.isEmpty else { break }
                watches.append(
                    Watch(
                        planner: SubscriptionPlanner(timing: graphTiming),
                        source: .graph(GraphWatch(order: order, client: client, people: share)), people: share.count))
            }
        }
        if let order = ringCentralOrder {
            watches.append(
                Watch(
                    planner: SubscriptionPlanner(timing: ringCentralTiming),
                    source: .ringCentral(RingCentralWatch(order: order, lifetime: ringCentralTiming.lifetime)),
                    people: people.count))
        }
        if let order = socketOrder {
            watches.append(
                Watch(
                    planner: SubscriptionPlanner(timing: ringCentralTiming), source: .eventSocket(order),
                    people: people.count))
        }
    }

    /// Takes what was seen and does what is due.
    func tend(_ observations: [Observation]) -> Tending {
        for (index, observation) in observations.enumerated() where watches.indices.contains(index) {
            if let moment = observation.notifiedAt { take(.notified(at: moment), index) }
            if let since = observation.untoldSince { take(.untold(since: since), index) }
        }
        for index in watches.indices { take(.tick, index) }
        pending.statuses = watches.indices.map(status)
        pending.isUnderWay = !tasks.isEmpty
        defer { pending = Tending() }
        return pending
    }

    /// Takes what Graph says of a subscription itself.
    func take(_ notification: LifecycleNotification) {
        for index in watches.indices {
            guard case .graph = watches[index].source,
                watches[index].state.id?.lowercased() == notification.subscriptionID.lowercased()
            else { continue }
            switch notification.event.step {
            case .renew: take(.renewalAsked(id: notification.subscriptionID), index)
            case .subscribeAgain: take(.removedByService(id: notification.subscriptionID), index)
            case .readEverything, .report: take(.missed, index)
            }
        }
    }

    /// Takes RingCentral's reminder that the subscription ends soon.
    func takeReminder(of id: String?) {
        for index in watches.indices {
            if case .ringCentral = watches[index].source { take(.renewalAsked(id: id), index) }
        }
    }

    /// Deletes all subscriptions; returns what came of it once all are gone, or once it has been tried in vain.
    func end(within patience: Duration) async -> Tending {
        for index in watches.indices { take(.stop, index) }
        for index in watches.indices where watches[index].source.isSocket && watches[index].state.step == .make {
            // Nobody waits for a socket that is only being opened.
            await letGo()
            take(.removed, index)
        }
        let until = time.now + patience
        while watches.contains(where: { $0.state.step != .ended }), time.now < until {
            do { try await time.sleep(for: .milliseconds(200)) } catch { break }
            for index in watches.indices { take(.tick, index) }
        }
        await close()
        pending.statuses = watches.indices.map(status)
        defer { pending = Tending() }
        return pending
    }

    /// Ends what is under way, and leaves the subscriptions as they are.
    func close() async {
        for id in tasks.keys.sorted() { tasks[id]?.cancel() }
        while let id = tasks.keys.min(), let task = tasks[id] {
            _ = await task.result
            tasks[id] = nil
        }
    }

    // MARK: Doing

    private func take(_ event: SubscriptionEvent, _ index: Int) {
        let (state, actions) = watches[index].planner.plan(watches[index].state, event, at: time.now)
        watches[index].state = state
        for action in actions {
            switch action {
            case .tell(let news):
                if news == .made || news == .adopted { pending.restarted.insert(index) }
                pending.reports.append(SubscriptionReport(news: news, status: status(index)))
            case .readEverybody: pending.toRead.insert(index)
            default: carryOut(action, index)
            }
        }
    }

    private func carryOut(_ action: SubscriptionAction, _ index: Int) {
        let time = time
        switch watches[index].source {
        case .graph(let watch): start(index) { try await watch.carryOut(action, time: time) }
        case .ringCentral(let watch): start(index) { try await watch.carryOut(action, time: time) }
        case .eventSocket(let order): carryOut(action, index, order)
        }
    }

    /// Begins something whose outcome the planner takes.
    private func start(_ index: Int, _ work: @escaping @Sendable () async throws -> SubscriptionEvent) {
        nextTask += 1
        let id = nextTask
        tasks[id] = Spawn.task {
            let event: SubscriptionEvent
            do {
                event = try await work()
            } catch is CancellationError {
                return
            } catch {
                let (trouble, after) = SubscriptionTrouble.of(error)
                event = .failed(trouble, after: after)
            }
            await self.ended(id, event, index)
        }
    }

    private func ended(_ id: UInt64, _ event: SubscriptionEvent, _ index: Int) {
        tasks[id] = nil
        take(event, index)
    }

    // MARK: The event socket

    /// What is to be done for a subscription that lasts as long as its socket is held. There is none to look for at the beginning, and
    /// nothing to renew.
    private func carryOut(_ action: SubscriptionAction, _ index: Int, _ order: EventSocketOrder) {
        switch action {
        case .look: take(.found(.none), index)
        case .make: hold(order, index)
        case .remove:
            start(index) {
                await self.letGo()
                return .removed
            }
        case .renew, .check, .readEverybody, .tell: take(.renewed(expiresAt: nil), index)
        }
    }

    private func hold(_ order: EventSocketOrder, _ index: Int) {
        nextTask += 1
        let id = nextTask
        holder = id
        tasks[id] = Spawn.task {
            let socket = EventSocket(order.client, [.accountPresence()], over: order.connector, timing: order.timing)
            do {
                try await socket.run { news in await self.hear(news, index) }
            } catch is CancellationError {
                return
            } catch {
                let (trouble, after) = SubscriptionTrouble.of(error)
                await self.ended(id, .failed(trouble, after: after), index)
            }
        }
    }

    private func hear(_ news: EventSocketNews, _ index: Int) async {
        switch news {
        case .connected(let made): take(.made(id: "\(made.id)", expiresAt: nil), index)
        case .event(let event): await deliver(event)
        case .recovering(let trouble):
            take(
                .interrupted(SubscriptionTrouble(.temporary, trouble.message, remedy: trouble.remedy?.sentence)), index)
        case .recovered: take(.resumed, index)
        case .eventsMayBeLost(let loss):
            take(.missed, index)
            pending.reports.append(SubscriptionReport(news: .missed, status: status(index), reason: loss.sentence))
        }
    }

    /// Closes the event socket, and waits until it is closed.
    private func letGo() async {
        guard let id = holder, let task = tasks[id] else { return }
        task.cancel()
        _ = await task.result
        tasks[id] = nil
        if holder == id { holder = nil }
    }

    private func status(_ index: Int) -> SubscriptionStatus {
        let watch = watches[index]
        let first = watches.firstIndex { $0.source.service == watch.source.service } ?? index
        return SubscriptionStatus(
            service: watch.source.service, way: watch.source.isSocket ? .eventSocket : .webhook,
            number: index - first + 1, people: watch.people, step: watch.state.step, id: watch.state.id,
            expiresAt: watch.source.isSocket
                ? nil : watch.state.expiresAt.map { time.date.addingTimeInterval(($0 - time.now) / .seconds(1)) },
            isActive: watch.state.isActive, isFlowing: watch.state.isFlowing,
            lastNotified: watch.state.notifiedAt.map { time.now - $0 }, trouble: watch.state.trouble)
    }
}
