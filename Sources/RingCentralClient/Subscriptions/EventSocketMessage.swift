public import Foundation
public import PatchbayCore

/// A message of the event socket: an array of two objects, the second depending on the first. Framework-free, so any WebSocket will do.
///
/// Sources: RingCentral `notifications/websockets` (subscribing, receiving, heart-beats, session-recovery).
public struct EventSocketMessage: Hashable, Sendable {
    /// What a message is. Open.
    public struct Kind: OpenWord {
        /// The word.
        public let rawValue: String
        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The first message; nothing is sent before it.
        public static let connectionDetails: Kind = "ConnectionDetails"
        /// The answer to a request of ours, told by ``EventSocketMessage/messageID``.
        public static let clientRequest: Kind = "ClientRequest"
        /// An event.
        public static let serverNotification: Kind = "ServerNotification"
        /// A sign of life.
        public static let heartbeat: Kind = "Heartbeat"
        /// Something is wrong.
        public static let error: Kind = "Error"
    }

    /// What a broken socket is taken up with again. Keep the one with the highest number.
    public struct Recovery: Hashable, Sendable {
        /// The token.
        public let token: Secret
        /// Counts up.
        public let sequence: Int64

        /// Makes one, for tests and stubs.
        public init(token: Secret, sequence: Int64) {
            self.token = token
            self.sequence = sequence
        }
    }

    /// How long the socket lasts, in the service's numbers.
    public struct Connection: Hashable, Sendable {
        /// How long after a break it can be taken up again.
        public let recoveryTimeout: Duration
        /// How long it may be silent.
        public let idleTimeout: Duration
        /// How long it lives at most.
        public let absoluteTimeout: Duration
        /// How many missed events are kept, the newest.
        public let recoveryBufferSize: Int
        /// `Successful` if missed events follow, `Failed` if it has to be subscribed again; `nil` on a first connection.
        public let recoveryState: String?
    }

    /// What it is.
    public let kind: Kind
    /// Its id, or that of the request it answers.
    public let messageID: String?
    /// The status of an answer.
    public let status: Int?
    /// A recovery token that came along.
    public let recovery: Recovery?
    /// The id that RingCentral's support asks for.
    public let requestID: String?
    /// The second object as JSON; empty if there is none.
    public let body: Data

    /// Reads a text message.
    ///
    /// - Throws: ``ServiceError`` of category `decoding`.
    public init(_ text: String) throws {
        struct Meta: Decodable {
            struct Recovery: Decodable {
                let token: String
                let sequence: Int64?
            }
            struct Fields: Decodable { let RCRequestId: String? }
            let type: Kind
            let messageId: LenientID?
            let status: Int?
            let wsc: Recovery?
            let headers: Fields?
        }
        let response = HTTPResponse(status: 200, fields: [:], body: Data(text.utf8))
        let parts = try WireCoding.decode(
            [JSONText].self, from: response, service: .ringCentral, operation: "events.socket")
        let meta = try WireCoding.decode(
            Meta.self, from: HTTPResponse(status: 200, body: parts.first?.data ?? Data()), service: .ringCentral,
            operation: "events.socket")
        kind = meta.type
        messageID = meta.messageId?.description
        status = meta.status
        recovery = meta.wsc.map { Recovery(token: Secret($0.token), sequence: $0.sequence ?? 0) }
        requestID = meta.headers?.RCRequestId
        body = parts.count > 1 ? parts[1].data : Data()
    }

    /// The event in a notification.
    ///
    /// - Throws: ``ServiceError`` of category `decoding`.
    public func event() throws -> RingCentralEvent { try RingCentralEvent(body) }

    /// The service's numbers in the first message. What is missing is what the guides say.
    public var connection: Connection? {
        struct Details: Decodable {
            let recoveryTimeout, idleTimeout, absoluteTimeout: Int64?
            let recoveryBufferSize: Int?
            let recoveryState: String?
        }
        guard kind == .connectionDetails, let details = try? JSONDecoder().decode(Details.self, from: body) else {
            return nil
        }
        return Connection(
            recoveryTimeout: .seconds(details.recoveryTimeout ?? 180),
            idleTimeout: .seconds(details.idleTimeout ?? 1800),
            absoluteTimeout: .seconds(details.absoluteTimeout ?? 86_400),
            recoveryBufferSize: details.recoveryBufferSize ?? 100, recoveryState: details.recoveryState)
    }

    /// The message that subscribes. A socket holds one subscription; a second one replaces the first.
    public static func subscribe(to filters: [EventFilter], messageID: String) throws -> String {
        struct Meta: Encodable {
            let type = "ClientRequest"
            let messageId: String
            let method = "POST"
            let path = "/restapi/v1.0/subscription/"
        }
        struct Body: Encodable {
            struct Mode: Encodable { let transportType = "WebSocket" }
            let eventFilters: [EventFilter]
            let deliveryMode = Mode()
        }
        let meta = try WireCoding.encode(Meta(messageId: messageID))
        let body = try WireCoding.encode(Body(eventFilters: filters))
        return "[" + String(decoding: meta, as: UTF8.self) + "," + String(decoding: body, as: UTF8.self) + "]"
    }

    /// A sign of life, for a WebSocket that cannot send ping frames, after 30 seconds of silence.
    public static func heartbeat(messageID: String) throws -> String {
        struct Meta: Encodable {
            let type = "Heartbeat"
            let messageId: String
        }
        return "[" + String(decoding: try WireCoding.encode(Meta(messageId: messageID)), as: UTF8.self) + "]"
    }
}
