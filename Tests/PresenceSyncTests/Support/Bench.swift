import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import PresenceMapping
import PresenceSync
import RingCentralClient
import Synchronization

/// An engine over the two sides, in virtual time.
struct Bench: Sendable {
    let sides: TwoSides
    let engine: PresenceSyncEngine
    let time: TimeSource
    let log: Log

    init(
        _ sides: TwoSides, rules: CallRuleBook = .meetings, book: HeldBook? = nil,
        held: [User.ID: HeldPresence] = [:], keeper: (@Sendable (TwoSides) -> SubscriptionKeeper)? = nil,
        options: PresenceSyncOptions = PresenceSyncOptions()
    ) {
        let time = sides.time
        let graph = Self.graph(sides)
        let ringCentral = Self.ringCentral(sides)
        let log = Log()
        let count = sides.state.withLock { $0.people.count }
        self.sides = sides
        self.time = time
        self.log = log
        engine = PresenceSyncEngine(
            graph: graph, ringCentral: ringCentral, pairs: (0..<count).map { Self.pair($0) }, rules: rules, book: book,
            held: held, subscriptions: keeper?(sides), options: options
        ) { log.add($0) }
    }

    /// A client for a token; each token is another person's.
    static func graph(_ sides: TwoSides, token: String = "t") -> Graph {
        Graph(.fixed(Secret(token)), tenant: "contoso.com", clientID: "app", transport: sides) {
            $0.time = sides.time
            $0.retry = .never
        }
    }

    static func ringCentral(_ sides: TwoSides) -> RingCentral {
        RingCentral(.fixed(Secret("t")), clientID: "app", transport: sides) {
            $0.time = sides.time
            $0.retry = .never
        }
    }

    /// A keeper of one service user's subscription, or of several, and of RingCentral's.
    static func keeper(
        serviceUsers: Int = 1, ringCentral isWanted: Bool = true, clientState: String = "s3cret-state"
    ) -> @Sendable (TwoSides) -> SubscriptionKeeper {
        { sides in
            SubscriptionKeeper(
                graph: GraphSubscriptionOrder(
                    serviceUsers: (0..<serviceUsers).map { Self.graph(sides, token: "p\($0)") },
                    notificationURL: "https://h.example/graph", clientState: Secret(clientState)),
                ringCentral: isWanted
                    ? RingCentralSubscriptionOrder(
                        client: Self.ringCentral(sides), address: "https://h.example/rc",
                        verificationToken: Secret("s3cret-token"), adopts: true) : nil)
        }
    }

    /// Brings what the subscriptions tell to the engine, without loss and in order.
    func connect() {
        let (sides, engine) = (sides, engine)
        sides.graphListener.set { person, entry in
            _ = Spawn.task {
                try await sides.time.sleep(for: .milliseconds(700))
                await engine.receive(Self.delivery(person, entry.id))
            }
        }
        sides.listener.set { event in
            guard sides.desk({ !$0.ringCentralWatchers(sides.time.now).isEmpty }) else { return }
            _ = Spawn.task {
                try await sides.time.sleep(for: .milliseconds(300))
                await engine.receive(event)
            }
        }
    }

    /// A notification without data, as the receiver lets it pass.
    static func delivery(_ person: Int, _ subscription: String) -> ChangeNotificationReceiver.Delivery {
        ChangeNotificationReceiver.Delivery(changes: [
            ChangeNotification(subscriptionID: subscription, tenantID: "contoso.com", resourceID: "U\(person)")
        ])
    }

    static func pair(_ index: Int) -> PresencePair {
        PresencePair(user: User.ID("u\(index)"), extension: Extension.ID("\(index + 1000)"), name: "Person \(index)")
    }

    static func user(_ index: Int) -> User.ID { User.ID("u\(index)") }

    /// Runs the engine beside a script; the run ends when the script does.
    static func run(
        people: Int = 3, lag: Duration = .zero, rules: CallRuleBook = .meetings, book: HeldBook? = nil,
        keeper: (@Sendable (TwoSides) -> SubscriptionKeeper)? = nil,
        options: PresenceSyncOptions = PresenceSyncOptions(),
        interfere: @escaping @Sendable (HTTPRequest, Bool) throws -> HTTPResponse? = { _, _ in nil },
        _ script: @escaping @Sendable (Bench) async throws -> Void
    ) async throws {
        try await VirtualTime.run { time in
            let bench = Bench(
                TwoSides(people: people, time: time, lag: lag, interfere: interfere), rules: rules, book: book,
                keeper: keeper, options: options)
            _ = try await bench.during { try await script(bench) }
        }
    }

    /// Runs a script while the engine works, and stops it then.
    func during(_ script: @escaping @Sendable () async throws -> Void) async throws -> PresenceSyncSummary {
        async let summary = engine.run()
        try await time.sleep(for: .seconds(15))
        do {
            try await script()
        } catch {
            await engine.stop()
            _ = try? await summary
            throw error
        }
        await engine.stop()
        return try await summary
    }

    func wait(_ seconds: Int) async throws { try await time.sleep(for: .seconds(seconds)) }
}

/// What an engine told.
final class Log: Sendable {
    private let events = Mutex<[PresenceSyncEvent]>([])
    func add(_ event: PresenceSyncEvent) { events.withLock { $0.append(event) } }
    var all: [PresenceSyncEvent] { events.withLock { $0 } }

    var decisions: [PresenceDecision] {
        all.compactMap { if case .decision(let decision) = $0 { decision } else { nil } }
    }

    var problems: [PresenceProblem] {
        all.compactMap { if case .problem(let problem) = $0 { problem } else { nil } }
    }
}

extension CallRuleBook {
    /// Meetings keep everything from ringing; busy only shows.
    static let meetings = CallRuleBook(account: CallRules([.inAMeeting: .noCalls, .busy: .acceptAll]))
}

/// A small seeded generator, so that a test that fails fails again.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
