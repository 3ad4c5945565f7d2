import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import PresenceMapping
import PresenceSync
import RingCentralClient
import Synchronization

/// An engine over the whole simulated cloud in virtual time, which hears of RingCentral over its event socket. Polls are rare, so that what
/// shows on the other side came by the socket, or by a reading that the socket was the reason for.
struct SocketBench: Sendable {
    let cloud: SimulatedCloud
    let time: TimeSource
    let engine: PresenceSyncEngine
    let log: Log
    let wire: CloudWire
    let people: [SimulatedPerson]

    init(
        _ time: TimeSource, people count: Int, ringCentralPoll: Duration, teamsPoll: Duration?,
        _ change: (inout CloudSettings) -> Void = { _ in }
    ) {
        var settings = CloudSettings(population: Population(seed: 3, count: 60), latency: .quick)
        change(&settings)
        let cloud = SimulatedCloud(settings, time: time)
        let app = settings.apps[0]
        let graph = Graph(
            .clientSecret(
                tenant: settings.tenantID, clientID: app.clientID, secret: Secret(app.secrets[0].value),
                transport: cloud.transport, time: time),
            tenant: settings.tenantID, clientID: app.clientID, transport: cloud.transport
        ) { $0.time = time }
        let ringCentral = RingCentral(
            .jwt(
                Secret(settings.ringCentral.jwt), clientID: settings.ringCentral.clientID,
                clientSecret: Secret(settings.ringCentral.clientSecret), transport: cloud.transport, time: time),
            clientID: settings.ringCentral.clientID, transport: cloud.transport
        ) { $0.time = time }
        let people = Array(
            cloud.settings.population.people.filter { $0.userID != nil && $0.extensionID != nil }.prefix(count))
        let (log, wire) = (Log(), CloudWire(cloud, time))
        var options = PresenceSyncOptions(
            ringCentralPoll: ringCentralPoll, ringCentralRelaxedPoll: ringCentralPoll, progressInterval: .seconds(3600))
        if let teamsPoll { (options.fastestPoll, options.slowestPoll) = (teamsPoll, teamsPoll) }
        (self.cloud, self.time, self.log, self.wire, self.people) = (cloud, time, log, wire, people)
        engine = PresenceSyncEngine(
            graph: graph, ringCentral: ringCentral,
            pairs: people.map {
                PresencePair(
                    user: User.ID($0.userID ?? ""), extension: Extension.ID("\($0.extensionID ?? 0)"),
                    name: $0.userID ?? "")
            }, rules: .meetings,
            subscriptions: SubscriptionKeeper(eventSocket: EventSocketOrder(client: ringCentral, connector: wire)),
            options: options
        ) { log.add($0) }
    }

    static func run(
        people: Int = 4, ringCentralPoll: Duration = .seconds(7200), teamsPoll: Duration? = nil,
        _ change: @escaping @Sendable (inout CloudSettings) -> Void = { _ in },
        _ script: @escaping @Sendable (SocketBench) async throws -> Void
    ) async throws {
        try await VirtualTime.run { time in
            let bench = SocketBench(
                time, people: people, ringCentralPoll: ringCentralPoll, teamsPoll: teamsPoll, change)
            for person in bench.people {
                bench.cloud.perform(.signsInToTeams, by: person)
                bench.cloud.perform(.takes(.all), by: person)
            }
            async let summary = bench.engine.run()
            try await bench.wait(40)
            do {
                try await script(bench)
            } catch {
                await bench.engine.stop()
                _ = try? await summary
                throw error
            }
            await bench.engine.stop()
            _ = try await summary
        }
    }

    func wait(_ seconds: Double) async throws { try await time.sleep(for: .seconds(seconds)) }

    /// How the event socket stands.
    func status() async -> SubscriptionStatus? { await engine.snapshot.subscriptions.last }

    /// What became of the event socket, one word each.
    var news: [SubscriptionNews] {
        log.all.compactMap { if case .subscription(let report) = $0 { report.news } else { nil } }
    }

    var sentences: [String] {
        log.all.compactMap { if case .subscription(let report) = $0 { report.sentence } else { nil } }
    }

    func teams(_ place: Int) -> String { cloud.presence(ofUser: people[place].userID ?? "")?.status ?? "" }

    func telephone(_ place: Int) -> SimulatedRingCentralPresence? {
        cloud.ringCentralPresence(ofExtension: people[place].extensionID ?? 0)
    }

    /// Where the two sides do not agree: who is on the telephone shows it in Teams, who is in a meeting takes no calls, nobody else does.
    func differences() -> [String] {
        people.indices.compactMap { place in
            let (teams, telephone) = (teams(place), telephone(place))
            let client = cloud.presence(ofUser: people[place].userID ?? "")?.client ?? ""
            let isTalking = telephone?.telephonyStatus == "CallConnected"
            let isMeeting = client.hasSuffix("InAMeeting")
            if isTalking != (teams == "Busy/InACall"), !isMeeting { return "\(place): \(teams), talking \(isTalking)" }
            if isMeeting != (telephone?.dndStatus == "DoNotAcceptAnyCalls") {
                return "\(place): \(telephone?.dndStatus ?? ""), meeting \(isMeeting)"
            }
            return nil
        }
    }

    /// Writes to RingCentral that changed nothing.
    func duplicates() -> [PresenceWrite] {
        cloud.presenceJournal.writes.filter { $0.isAtRingCentral && !$0.isRefused && $0.before == $0.after }
    }
}

/// Connects to the simulated cloud's event socket in process, unless it is told that nothing gets through.
final class CloudWire: EventSocketConnector {
    private struct State {
        var downUntil = Duration.zero
        var losesRecovery = false
        var openings = 0
    }

    private let cloud: SimulatedCloud
    private let time: TimeSource
    private let state = Mutex(State())

    init(_ cloud: SimulatedCloud, _ time: TimeSource) {
        self.cloud = cloud
        self.time = time
    }

    /// Breaks every connection, and lets none through for a while.
    func cut(for outage: Duration = .zero, losingRecovery: Bool = false) {
        state.withLock {
            $0.downUntil = time.now + outage
            $0.losesRecovery = losingRecovery
        }
        cloud.breakEventSockets()
    }

    var openings: Int { state.withLock { $0.openings } }

    func connect(to address: Secret) async throws -> any EventSocketConnection {
        try await time.sleep(for: .milliseconds(60))
        let (isDown, losesRecovery) = state.withLock { (time.now < $0.downUntil, $0.losesRecovery) }
        if isDown { throw TransportError(.cannotConnect, detail: "nobody listens") }
        // A token that is not known fails like one that is too old.
        let target = address.reveal { losesRecovery ? $0.replacing("wsc=", with: "wsc=x") : $0 }
        guard let socket = cloud.openEventSocket(target: target) else {
            throw TransportError(.badResponse, detail: "answered with 401")
        }
        state.withLock { $0.openings += 1 }
        return Wire(socket: socket)
    }

    private struct Wire: EventSocketConnection {
        let socket: PatchbaySimulator.EventSocket

        func send(_ text: String) async throws { try await socket.receive(text) }

        func receive() async throws -> EventSocketArrival {
            for await text in socket.messages { return .text(text) }
            try Task.checkCancellation()
            return .closed(code: nil, reason: "")
        }

        func close() async { socket.close() }
    }
}
