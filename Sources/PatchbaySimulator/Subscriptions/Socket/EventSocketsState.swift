import PatchbayCore

/// Passes to the event socket, and the sessions behind it.
struct EventSocketsState {
    /// A pass: good once, and not for long.
    struct Pass {
        let accessToken: String
        let endsAt: Double
    }

    /// Source: RingCentral `websockets/subscribing`.
    static let passLifetime = 30.0

    var passes: [String: Pass] = [:]
    var sessions: [Int: EventSocketSession] = [:]
    /// Where the texts of a connection go.
    var outlets: [Int: AsyncStream<String>.Continuation] = [:]
    private var made = 0

    var isEmpty: Bool { sessions.isEmpty }

    /// When something ends by itself next.
    var nextDeadline: Double? { sessions.values.map(\.deadline).min() }

    mutating func nextNumber() -> Int {
        made += 1
        return made
    }

    /// The session of a connection.
    func session(of connection: Int) -> Int? { sessions.first { $0.value.connection?.number == connection }?.key }
}

extension World {
    /// A pass for whoever has a token.
    func eventSocketPass(for accessToken: String, at now: Double) -> String {
        let number = sockets.nextNumber()
        let pass = "simulated-ws-\(GUID(seed: settings.seed, kind: .connection, index: number))"
        sockets.passes = sockets.passes.filter { $0.value.endsAt > now }
        sockets.passes[pass] = .init(accessToken: accessToken, endsAt: now + EventSocketsState.passLifetime)
        return pass
    }

    /// Opens a connection, if the pass is good.
    func openEventSocket(
        pass: String, recovery token: String?, outlet: AsyncStream<String>.Continuation, at now: Double
    ) -> Int? {
        guard let known = sockets.passes.removeValue(forKey: pass), known.endsAt > now else { return nil }
        let connection = sockets.nextNumber()
        let found = token.flatMap { token in
            sockets.sessions.values.lazy.compactMap { session in
                session.recovery(token, at: now).map { (session.number, $0) }
            }.first
        }
        let number = found?.0 ?? connection
        if let old = sockets.sessions[number]?.connection?.number { closeEventSocket(old, at: now) }
        var session =
            sockets.sessions[number]
            ?? EventSocketSession(
                id: GUID(seed: settings.seed, kind: .connection, index: number).description, number: number,
                accessToken: known.accessToken)
        let texts = session.open(
            connection, seen: found?.1, hasFailed: token != nil && found == nil, at: now,
            date: WireDate.string(date(at: now)))
        sockets.sessions[number] = session
        sockets.outlets[connection] = outlet
        for text in texts { outlet.yield(text) }
        return connection
    }

    /// Ends a connection; its session stays for a while.
    func closeEventSocket(_ connection: Int, at now: Double) {
        sockets.outlets.removeValue(forKey: connection)?.finish()
        guard let number = sockets.session(of: connection) else { return }
        sockets.sessions[number]?.leave(connection, at: now)
    }

    /// Takes a message; what is to be asked of the platform is left to the caller.
    func receive(_ text: String, over connection: Int, at now: Double) -> EventSocketSession.Input? {
        guard let number = sockets.session(of: connection), let input = sockets.sessions[number]?.receive(text, at: now)
        else { return nil }
        if case .reply(let reply) = input { sockets.outlets[connection]?.yield(reply) }
        return input
    }

    /// Sends the answer to a request, if the connection is still there.
    func answer(_ messageID: String, _ response: HTTPResponse, over connection: Int) {
        guard let number = sockets.session(of: connection) else { return }
        let text = sockets.sessions[number]?.answer(
            messageID, status: response.status, requestID: response.fields["RCRequestId"],
            body: JSONValue.parse(response.body))
        if let text { sockets.outlets[connection]?.yield(text) }
    }

    /// Sends an event to the socket of a subscription, or keeps it for the return of a connection that broke.
    func notify(_ event: JSONValue, session number: Int, subscription: String) {
        guard let text = sockets.sessions[number]?.notify(event) else { return }
        guard let connection = sockets.sessions[number]?.connection?.number else { return }
        sockets.outlets[connection]?.yield(text)
        subscriptions.counts[subscription, default: DeliveryCounts()].delivered += 1
    }

    /// Ends what is at its end: silent and old connections, and sessions that nobody came back to.
    func tidyEventSockets(at now: Double) {
        for (number, session) in sockets.sessions {
            if let farewell = session.farewell(at: now), let connection = session.connection?.number {
                sockets.outlets[connection]?.yield(farewell)
                closeEventSocket(connection, at: now)
            } else if session.isOver(at: now) {
                sockets.sessions[number] = nil
                if let id = session.subscription { subscriptions.ringCentral[id] = nil }
            }
        }
    }

    /// Breaks every connection, as a network does.
    func breakEventSockets(at now: Double) -> Int {
        let connections = sockets.sessions.values.compactMap(\.connection?.number)
        for connection in connections { closeEventSocket(connection, at: now) }
        return connections.count
    }
}
