import Foundation
import PatchbayCore

/// A session at RingCentral's event socket: what goes out for what comes in, and what is kept for somebody whose connection broke.
/// A value without a socket; whoever holds the connection carries the texts.
///
/// Source: RingCentral `notifications/websockets`: subscribing, receiving, heart-beats, session-recovery.
struct EventSocketSession: Sendable {
    /// A connection that is open.
    struct Connection: Sendable {
        let number: Int
        let openedAt: Double
        /// When something last came from the other side.
        var heardAt: Double
    }

    /// What a client asks for.
    enum Input: Hashable {
        /// Texts to send back.
        case reply(String)
        /// A request to the platform; the answer goes back under the same message id.
        case request(method: String, path: String, body: JSONValue?, messageID: String)
    }

    // What the first message announces. Source: RingCentral `websockets/session-recovery`, connection details.
    static let recoveryBufferSize = 100
    static let recoveryTimeout = 180.0
    static let idleTimeout = 1800.0
    static let absoluteTimeout = 86_400.0
    private static let mostConnections = 50
    private static let mostRequests = 10

    /// What its recovery tokens begin with.
    let id: String
    let number: Int
    /// The access token that the pass was fetched with; requests over the socket are made with it.
    let accessToken: String
    private(set) var connection: Connection?
    /// Since when nobody is connected.
    private(set) var leftAt: Double?
    /// The subscription of the socket; a second one takes the place of the first.
    var subscription: String?
    private var sequence = 0
    /// The newest events, for whoever comes back.
    private var events: [(sequence: Int, text: String)] = []

    init(id: String, number: Int, accessToken: String) {
        self.id = id
        self.number = number
        self.accessToken = accessToken
    }

    // MARK: Connecting

    /// Whether a recovery token is of this session and still good; if so, the number of the last message that the other side saw.
    func recovery(_ token: String, at now: Double) -> Int? {
        guard token.hasPrefix(id + "."), let seen = Int(token.dropFirst(id.utf8.count + 1)), seen <= sequence else {
            return nil
        }
        return leftAt.map { now - $0 < Self.recoveryTimeout } ?? true ? seen : nil
    }

    /// Opens a connection.
    ///
    /// - Parameters:
    ///   - seen: the last message that the other side saw before its connection broke; `nil` for a new session.
    ///   - hasFailed: whether another session could not be recovered.
    /// - Returns: the first message, and the events that were missed.
    mutating func open(_ number: Int, seen: Int?, hasFailed: Bool, at now: Double, date: String) -> [String] {
        connection = Connection(number: number, openedAt: now, heardAt: now)
        leftAt = nil
        var body: JSONValue = [
            "creationTime": .string(date), "maxConnectionsPerSession": .integer(Int64(Self.mostConnections)),
            "recoveryBufferSize": .integer(Int64(Self.recoveryBufferSize)),
            "recoveryTimeout": .integer(Int64(Self.recoveryTimeout)),
            "idleTimeout": .integer(Int64(Self.idleTimeout)),
            "absoluteTimeout": .integer(Int64(Self.absoluteTimeout)),
            "maxActiveRequests": .integer(Int64(Self.mostRequests)),
        ]
        if seen != nil || hasFailed {
            body = body.adding("recoveryState", seen != nil ? "Successful" : "Failed")
        }
        let meta: [(String, JSONValue)] = [
            ("type", "ConnectionDetails"), ("messageId", .string("\(id)-\(number)")), ("status", 200),
            ("wsc", recoveryToken), ("headers", [:]),
        ]
        let missed = seen.map { seen in events.filter { $0.sequence > seen }.map(\.text) } ?? []
        return [Self.text(meta, body)] + missed
    }

    /// The connection broke, or was closed by either side.
    mutating func leave(_ number: Int, at now: Double) {
        guard connection?.number == number else { return }
        connection = nil
        leftAt = now
    }

    private var recoveryToken: JSONValue {
        ["token": .string("\(id).\(sequence)"), "sequence": .integer(Int64(sequence))]
    }

    // MARK: Time

    /// The next moment at which something ends.
    var deadline: Double {
        if let leftAt { return leftAt + Self.recoveryTimeout }
        guard let connection else { return .infinity }
        return min(connection.openedAt + Self.absoluteTimeout, connection.heardAt + Self.idleTimeout)
    }

    /// Why the connection has to be closed now; `nil` while it may stay.
    ///
    /// Source: RingCentral `websockets/heart-beats`: WSG-902 after half an hour of silence, WSG-903 after a day.
    func farewell(at now: Double) -> String? {
        guard let connection else { return nil }
        if now >= connection.openedAt + Self.absoluteTimeout {
            return Self.problem("WSG-903", "Absolute timeout")
        }
        return now >= connection.heardAt + Self.idleTimeout ? Self.problem("WSG-902", "Idle timeout") : nil
    }

    /// Whether it is over: nobody came back in time.
    func isOver(at now: Double) -> Bool { leftAt.map { now - $0 >= Self.recoveryTimeout } ?? false }

    // MARK: Messages

    /// Takes a message.
    mutating func receive(_ text: String, at now: Double) -> Input {
        connection?.heardAt = now
        guard let parts = JSONValue.parse(Data(text.utf8))?.array, let meta = parts.first, case .object = meta else {
            return .reply(Self.problem("WSG-400", "A message is an array of objects"))
        }
        let messageID = meta["messageId"]?.string ?? ""
        switch meta["type"]?.string {
        case "Heartbeat":
            return .reply(Self.text([("type", "Heartbeat"), ("messageId", .string(messageID))], nil))
        case "ClientRequest":
            guard let path = meta["path"]?.string, path.hasPrefix("/"), !messageID.isEmpty else {
                return .reply(Self.problem("WSG-400", "A request needs a path and a message id", messageID))
            }
            return .request(
                method: meta["method"]?.string ?? "GET", path: path, body: parts.dropFirst().first,
                messageID: messageID)
        default:
            return .reply(Self.problem("WSG-400", "The type of the message is not known", messageID))
        }
    }

    /// The answer to a request.
    func answer(_ messageID: String, status: Int, requestID: String?, body: JSONValue?) -> String {
        Self.text(
            [
                ("type", "ClientRequest"), ("messageId", .string(messageID)), ("status", .integer(Int64(status))),
                ("wsc", recoveryToken),
                ("headers", requestID.map { ["RCRequestId": .string($0)] } ?? [:]),
            ], body)
    }

    /// An event happens. It is kept for whoever has to come back for it.
    ///
    /// - Returns: the message.
    mutating func notify(_ event: JSONValue) -> String {
        sequence += 1
        let text = Self.text(
            [
                ("type", "ServerNotification"), ("messageId", .string("\(id)-event-\(sequence)")), ("status", 200),
                ("wsc", recoveryToken),
            ], event)
        events.append((sequence, text))
        if events.count > Self.recoveryBufferSize { events.removeFirst() }
        return text
    }

    private static func problem(_ code: String, _ message: String, _ messageID: String = "") -> String {
        text(
            [("type", "Error"), ("messageId", .string(messageID)), ("status", 400)],
            ["errorCode": .string(code), "message": .string(message)])
    }

    private static func text(_ meta: [(String, JSONValue)], _ body: JSONValue?) -> String {
        String(decoding: JSONValue.array([.members(meta)] + [body].compactMap(\.self)).data, as: UTF8.self)
    }
}
