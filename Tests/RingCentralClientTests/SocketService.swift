import Foundation
import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Synchronization

/// A service with event sockets, as the guides describe it: passes that are good once, a session that can be taken up for 180 seconds, the
/// newest 100 events, an end after 30 minutes of silence and after 24 hours. It can break in every way.
final class SocketService: EventSocketConnector {
    /// Where a connection gets stuck.
    enum Stage: CaseIterable, Sendable {
        case pass, connecting, greeting, subscribing, standing, resting, taking
    }

    struct Settings: Sendable {
        var takesPings = true
        var stuckAt: Stage?
        /// What every subscription is answered with.
        var refusal: (status: Int, body: String)?
        /// What passes are answered with.
        var passRefusal: HTTPResponse?
        /// Whether no recovery succeeds.
        var failsRecovery = false
        /// Whether a connection that wants to be taken up is closed without a word.
        var rejectsRecovery = false
        var absoluteTimeout = 86_400
    }

    struct Session: Sendable {
        var id: Int
        var sequence: Int64 = 0
        var isSubscribed = false
        /// The newest events, with their numbers.
        var buffer: [(sequence: Int64, uuid: String)] = []
        var connection: FakeConnection?
        var brokenAt: Duration?
    }

    struct State {
        var settings = Settings()
        var passes: [String: Duration] = [:]
        var passTimes: [Duration] = []
        var session: Session?
        var sessions = 0
        /// Everything that has happened since the first subscription was in force, in order.
        var events: [String] = []
        /// What the service did not have any more when it was asked for.
        var dropped: Set<String> = []
        /// How often as many events were missed as are kept.
        var overflows = 0
        var addresses: [String] = []
        var sent: [String] = []
        var pings = 0
        var open: Set<Int> = []
        var connections = 0
        var downUntil = Duration.zero
        var closings: [String] = []
        var recoveries = 0
        var subscriptions = 0
    }

    let state: Mutex<State>
    let time: TimeSource

    init(time: TimeSource, _ settings: Settings = Settings()) {
        self.time = time
        state = Mutex(State(settings: settings))
    }

    var settings: Settings {
        get { state.withLock { $0.settings } }
        set { state.withLock { $0.settings = newValue } }
    }

    /// The transport that gives out passes.
    var transport: StubTransport {
        StubTransport { [self] request, _ in
            if settings.stuckAt == .pass { try await time.sleep(for: .seconds(100_000)) }
            try await time.sleep(for: .milliseconds(40))
            if let refusal = settings.passRefusal { return refusal }
            let now = time.now
            return state.withLock { state in
                state.passTimes.append(now)
                let pass = "pass-\(state.passTimes.count)-secret"
                state.passes[pass] = now + .seconds(30)
                return .json(#"{"ws_access_token": "\#(pass)", "uri": "wss://socket.example/ws", "expires_in": 30}"#)
            }
        }
    }

    func connect(to address: Secret) async throws -> any EventSocketConnection {
        if settings.stuckAt == .connecting { try await time.sleep(for: .seconds(100_000)) }
        try await time.sleep(for: .milliseconds(60))
        let address = address.reveal { $0 }
        let now = time.now
        let query = URLComponents(string: address)?.queryItems ?? []
        let pass = query.first { $0.name == "access_token" }?.value ?? ""
        let wanted = query.first { $0.name == "wsc" }?.value
        return try state.withLock { state in
            state.addresses.append(address)
            guard now >= state.downUntil else { throw TransportError(.cannotConnect, detail: "nobody listens") }
            guard let until = state.passes.removeValue(forKey: pass), until > now else {
                throw TransportError(.badResponse, detail: "answered with 401")
            }
            state.connections += 1
            let connection = FakeConnection(number: state.connections, service: self, openedAt: now)
            state.open.insert(connection.number)
            if state.settings.stuckAt == .greeting { return connection }
            if wanted != nil, state.settings.rejectsRecovery {
                connection.put(.closed(code: 4000, reason: "wsc"))
                return connection
            }
            if let wanted, let sequence = state.session.flatMap({ Self.sequence(in: wanted, of: $0) }),
                !state.settings.failsRecovery, var session = state.session,
                session.brokenAt.map({ now - $0 <= .seconds(180) }) ?? true
            {
                state.recoveries += 1
                session.connection?.put(.closed(code: 1000, reason: "taken up elsewhere"))
                (session.connection, session.brokenAt) = (connection, nil)
                connection.put(greeting(session, sequence, "Successful", state.settings))
                let missed = session.buffer.filter { $0.sequence > sequence }
                let first = missed.first?.sequence ?? session.sequence + 1
                if first > sequence + 1 {
                    for number in (sequence + 1)..<first { state.dropped.insert("event-\(session.id)-\(number)") }
                }
                if missed.count >= 100 { state.overflows += 1 }
                for event in missed { connection.put(Self.notification(event.uuid, event.sequence, session)) }
                state.session = session
            } else {
                if let old = state.session {
                    // Whatever the client does not have yet, nobody will ever tell.
                    for number in 0...max(old.sequence, 0) { state.dropped.insert("event-\(old.id)-\(number)") }
                    old.connection?.put(.closed(code: 1000, reason: "another connection"))
                }
                state.sessions += 1
                let session = Session(id: state.sessions, connection: connection)
                state.session = session
                connection.put(greeting(session, 0, wanted == nil ? nil : "Failed", state.settings))
            }
            return connection
        }
    }

    private func greeting(_ session: Session, _ sequence: Int64, _ word: String?, _ settings: Settings)
        -> EventSocketArrival
    {
        let recovery = word.map { #", "recoveryState": "\#($0)""# } ?? ""
        return .text(
            #"""
            [{"type": "ConnectionDetails", "messageId": "c", "status": 200, "wsc": {"token": "wsc-\#(session.id)-\#(sequence)-secret", "sequence": \#(sequence)}},
             {"recoveryBufferSize": 100, "recoveryTimeout": 180, "idleTimeout": 1800, "absoluteTimeout": \#(settings.absoluteTimeout)\#(recovery)}]
            """#)
    }

    /// Only some messages bring a recovery token.
    private static func notification(_ uuid: String, _ sequence: Int64, _ session: Session) -> EventSocketArrival {
        let recovery =
            sequence % 3 == 0
            ? #", "wsc": {"token": "wsc-\#(session.id)-\#(sequence)-secret", "sequence": \#(sequence)}"# : ""
        return .text(
            #"[{"type": "ServerNotification", "messageId": "\#(uuid)"\#(recovery)}, {"uuid": "\#(uuid)", "event": "/restapi/v1.0/account/1/presence", "body": {"extensionId": "5", "dndStatus": "TakeAllCalls"}}]"#
        )
    }

    private static func sequence(in token: String, of session: Session) -> Int64? {
        let parts = token.split(separator: "-")
        guard parts.count == 4, parts[1] == "\(session.id)", session.isSubscribed else { return nil }
        return Int64(parts[2])
    }

    // MARK: What connections bring

    func received(_ text: String, from connection: FakeConnection) {
        state.withLock { state in
            state.sent.append(text)
            guard state.session?.connection === connection, !connection.isStalled else { return }
            if text.contains("Heartbeat") { connection.put(.text(#"[{"type":"Heartbeat"}]"#)) }
            guard text.contains("ClientRequest"), state.settings.stuckAt != .subscribing else { return }
            let id =
                text.split(separator: "\"").first { $0.hasPrefix("m") && $0.dropFirst().allSatisfy(\.isNumber) } ?? ""
            if let refusal = state.settings.refusal {
                return connection.put(
                    .text(
                        #"[{"type":"ClientRequest","messageId":"\#(id)","status":\#(refusal.status)},\#(refusal.body)]"#
                    ))
            }
            state.session?.isSubscribed = true
            state.subscriptions += 1
            connection.put(
                .text(
                    #"[{"type":"ClientRequest","messageId":"\#(id)","status":200},{"id":"sub-1","status":"Active","eventFilters":["/restapi/v1.0/account/1/presence"]}]"#
                ))
        }
    }

    func closed(_ connection: FakeConnection) {
        let now = time.now
        state.withLock { state in
            state.open.remove(connection.number)
            guard state.session?.connection === connection else { return }
            state.session?.connection = nil
            state.session?.brokenAt = now
        }
    }

    // MARK: What happens

    /// Something happens that a subscription tells.
    func emit() {
        state.withLock { state in
            guard state.subscriptions > 0 else { return }
            guard var session = state.session, session.isSubscribed else {
                // Nobody is told of this one.
                let uuid = "event-0-\(state.events.count)"
                state.events.append(uuid)
                state.dropped.insert(uuid)
                return
            }
            session.sequence += 1
            let uuid = "event-\(session.id)-\(session.sequence)"
            state.events.append(uuid)
            session.buffer.append((session.sequence, uuid))
            if session.buffer.count > 100 { session.buffer.removeFirst() }
            if let connection = session.connection, !connection.isStalled {
                connection.put(Self.notification(uuid, session.sequence, session))
            }
            state.session = session
        }
    }

    enum Break: CaseIterable, Sendable { case cut, closed, stalled }

    func breakNow(_ how: Break, downFor outage: Duration = .zero) {
        let now = time.now
        state.withLock { state in
            state.downUntil = now + outage
            guard let connection = state.session?.connection else { return }
            switch how {
            case .cut: connection.put(nil)
            case .closed: connection.put(.closed(code: 1006, reason: "bye"))
            case .stalled: connection.stall()
            }
            if how != .stalled { state.session?.connection = nil }
            state.session?.brokenAt = now
        }
    }

    /// What the service ends by rule.
    func enforceTimeouts() {
        let now = time.now
        state.withLock { state in
            guard let connection = state.session?.connection, !connection.isStalled else { return }
            let code: String
            if now - connection.openedAt >= .seconds(state.settings.absoluteTimeout) {
                code = "WSG-903"
            } else if now - connection.usedAt >= .seconds(1800) {
                code = "WSG-902"
            } else {
                return
            }
            state.closings.append(code)
            connection.put(.text(#"[{"type":"Error","messageId":"e"},{"errorCode":"\#(code)","message":"timeout"}]"#))
            connection.put(.closed(code: 1000, reason: code))
            state.session?.connection = nil
            state.session?.brokenAt = now
        }
    }

    func pinged() { state.withLock { $0.pings += 1 } }
}

/// One end of a connection to ``SocketService``.
final class FakeConnection: EventSocketConnection {
    private struct State {
        var arrivals: [EventSocketArrival?] = []
        var waiting: CheckedContinuation<EventSocketArrival, any Error>?
        var isClosed = false
        var isStalled = false
        var usedAt: Duration
    }

    let number: Int
    let openedAt: Duration
    private let service: SocketService
    private let state: Mutex<State>

    init(number: Int, service: SocketService, openedAt: Duration) {
        self.number = number
        self.service = service
        self.openedAt = openedAt
        state = Mutex(State(usedAt: openedAt))
    }

    var isStalled: Bool { state.withLock { $0.isStalled } }
    var usedAt: Duration { state.withLock { $0.usedAt } }
    func stall() { state.withLock { $0.isStalled = true } }

    /// Puts something into the client's way; nil is the connection's break.
    func put(_ arrival: EventSocketArrival?) {
        let waiting = state.withLock { state -> CheckedContinuation<EventSocketArrival, any Error>? in
            state.usedAt = max(state.usedAt, service.time.now)
            if let waiting = state.waiting {
                state.waiting = nil
                return waiting
            }
            state.arrivals.append(arrival)
            return nil
        }
        guard let waiting else { return }
        Self.resume(waiting, arrival)
    }

    private static func resume(
        _ waiting: CheckedContinuation<EventSocketArrival, any Error>, _ arrival: EventSocketArrival?
    ) {
        if let arrival {
            waiting.resume(returning: arrival)
        } else {
            waiting.resume(throwing: TransportError(.interrupted, detail: "the connection broke"))
        }
    }

    func receive() async throws -> EventSocketArrival {
        try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await withCheckedThrowingContinuation { continuation in
                let ready = state.withLock { state -> EventSocketArrival?? in
                    if !state.arrivals.isEmpty { return .some(state.arrivals.removeFirst()) }
                    if state.isClosed { return .some(nil) }
                    state.waiting = continuation
                    return nil
                }
                if let ready { Self.resume(continuation, ready) }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume(throwing: CancellationError())
        }
    }

    func send(_ text: String) async throws {
        try Task.checkCancellation()
        let isClosed = state.withLock { state in
            state.usedAt = service.time.now
            return state.isClosed
        }
        if isClosed { throw TransportError(.interrupted, detail: "closed") }
        service.received(text, from: self)
    }

    func ping() async throws -> Bool {
        guard service.settings.takesPings else { return false }
        service.pinged()
        if !isStalled { put(.signOfLife) }
        return true
    }

    func close() async {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(throwing: TransportError(.interrupted, detail: "closed"))
        service.closed(self)
    }
}
