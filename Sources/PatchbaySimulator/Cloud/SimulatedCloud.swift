import Foundation
public import PatchbayCore
import Synchronization

/// Entra, Microsoft Graph and RingCentral in memory: stateful, seeded, in the time you give it.
///
/// It enforces the published limits, answers in the services' own shapes and breaks on demand, so that a tool can be tried without
/// a tenant and a test can ask afterwards what was really done.
///
/// ```swift
/// let cloud = SimulatedCloud(CloudSettings(seed: 7, population: Population(seed: 7, count: 500)))
/// let graph = Graph(…, transport: cloud.transport)
/// …
/// cloud.journal.appliedWrites(of: .installedAppsAdd)   // exactly one for each user who should have the app
/// ```
public final class SimulatedCloud: Sendable {
    /// The settings it was made with.
    public let settings: CloudSettings
    let time: TimeSource
    let start: Duration
    /// What notifications are sent with.
    let delivery: (any HTTPTransport)?
    private let world: Mutex<World>

    /// Makes a cloud.
    ///
    /// - Parameters:
    ///   - settings: what it is like.
    ///   - time: the time it lives in; a test's own clock, or the machine's.
    ///   - delivery: what it notifies those who subscribed with: a stub or the receiver itself in a test, a real transport for a server.
    ///     Without one, subscriptions to addresses are refused.
    public init(
        _ settings: CloudSettings = CloudSettings(), time: TimeSource = .system,
        delivery: (any HTTPTransport)? = nil
    ) {
        self.settings = settings
        self.time = time
        self.delivery = delivery
        start = time.now
        world = Mutex(World(settings, epoch: time.date, canDeliver: delivery != nil))
    }

    /// The cloud as a transport.
    public var transport: SimulatedTransport { SimulatedTransport(self) }

    /// Takes a request and says what to do with it, after as long as it takes. For servers that pass the cloud on over HTTP.
    ///
    /// - Throws: `CancellationError`. The effect of a request that was cancelled on its way back has happened.
    public func reply(to request: HTTPRequest) async throws -> SimulatedReply {
        try await reply(to: request, over: nil)
    }

    /// - Parameter connection: the event socket that it came over.
    func reply(to request: HTTPRequest, over connection: Int?) async throws -> SimulatedReply {
        let timing = world.withLock { $0.latency.draw(&$0.random) }
        if timing.there > .zero { try await time.sleep(for: timing.there) }
        let (now, date) = (seconds, time.date)
        var outcome = locked { $0.process(request, over: connection, now: now, date: date) }
        if let question = outcome.question {
            var answers: [ReceiverAnswer] = []
            for request in question.requests {
                answers.append(await exchange(request, within: question.timeout))
            }
            let (now, date, result) = (seconds, time.date, answers)
            outcome = locked { $0.resume(question.pending, with: result, now: now, date: date) }
        }
        let rest = timing.back + (outcome.isQuick ? .zero : timing.service) + outcome.extraDelay
        if rest > .zero { try await time.sleep(for: rest) }
        return outcome.reply
    }

    /// Answers a request as a transport does.
    ///
    /// - Throws: ``TransportError`` of kind `interrupted` when the connection is cut, or `CancellationError`.
    public func respond(to request: HTTPRequest) async throws -> HTTPResponse {
        switch try await reply(to: request) {
        case .response(let response): return response
        case .cutConnection: throw TransportError(.interrupted, detail: "the connection was closed without an answer")
        }
    }

    /// What the cloud saw so far.
    public var journal: CloudJournal { world.withLock { $0.journal } }

    /// Puts faults in force, instead of those before.
    public func play(_ script: FaultScript) {
        let now = seconds
        world.withLock { $0.play(script, now: now) }
    }

    /// Seconds since the cloud was made.
    var seconds: Double { (time.now - start).seconds }

    /// Does something with the lock held, and sets the alarm if something is due by itself earlier than before.
    func locked<Value: Sendable>(_ body: (World) -> Value) -> Value {
        let (value, alarm) = world.withLock { world in (body(world), world.takeAlarm()) }
        if let alarm { wake(at: alarm) }
        return value
    }

    /// Reads or changes the state under the lock.
    func withWorld<Value: Sendable>(_ body: (World, Double) -> Value) -> Value {
        let now = seconds
        return locked { world in
            world.catchUp(now)
            return body(world, now)
        }
    }

    /// Waits in the time that the cloud lives in.
    func sleep(for duration: Duration) async throws { try await time.sleep(for: duration) }
}

/// The simulated cloud as a transport, for use in the same process.
public struct SimulatedTransport: HTTPTransport {
    /// The cloud behind it.
    public let cloud: SimulatedCloud

    /// Makes a transport to a cloud.
    public init(_ cloud: SimulatedCloud) { self.cloud = cloud }

    /// Sends a request to the cloud.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse { try await cloud.respond(to: request) }
}
