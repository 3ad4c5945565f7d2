public import Foundation
public import PatchbayCore

/// One event, as a webhook or the event socket delivers it. The same event may come twice: tell by ``uuid``.
///
/// What it is about is told by the shape of its body, not by its `event` word: a subscription to the whole account delivers events that
/// name a single extension. Sources: RingCentral `notifications/event-filters` and its samples.
public struct RingCentralEvent: Hashable, Sendable {
    /// What happened.
    public enum Body: Hashable, Sendable {
        /// A presence, or only its `dndStatus`, has changed.
        case presence(PresenceEvent)
        /// Extensions have come, changed or gone.
        case extensions([ExtensionChange])
        /// Entries of the directory have come, changed or gone.
        case directory([DirectoryChange])
        /// Members of a queue have begun or ceased to take its calls.
        case callQueue(CallQueue.ID?, [CallQueueMemberPresence])
        /// The subscription ends in so long: renew it.
        case reminder(expiresIn: Duration)
        /// Something else, as JSON.
        case other(Data)
    }

    /// The event's id.
    public let uuid: String
    /// The address of the thing, not of the filter.
    public let event: String
    /// When it happened.
    public let at: Date?
    /// The subscription it belongs to; some events do not say.
    public let subscriptionID: LenientID?
    /// Whose subscription it is; some events do not say.
    public let ownerID: LenientID?
    /// What happened.
    public let body: Body

    /// Makes an event, for tests and stubs.
    public init(
        uuid: String, event: String = "", at: Date? = nil, subscriptionID: LenientID? = nil,
        ownerID: LenientID? = nil, body: Body
    ) {
        self.uuid = uuid
        self.event = event
        self.at = at
        self.subscriptionID = subscriptionID
        self.ownerID = ownerID
        self.body = body
    }

    /// Reads a delivery.
    ///
    /// - Throws: ``ServiceError`` of category `decoding`, which repeats nothing of the delivery.
    public init(_ data: Data) throws {
        struct Envelope: Decodable {
            let uuid: LenientID
            let event: String?
            let timestamp: String?
            let subscriptionId: LenientID?
            let ownerId: LenientID?
            let body: JSONText?
        }
        func decode<Value: Decodable>(_ type: Value.Type, _ data: Data) throws -> Value {
            try WireCoding.decode(
                type, from: HTTPResponse(status: 200, body: data), service: .ringCentral, operation: "events.read")
        }
        if let event = Self.presence(from: data) {
            self = event
            return
        }
        let envelope = try decode(Envelope.self, data)
        uuid = envelope.uuid.description
        event = envelope.event ?? ""
        at = envelope.timestamp.flatMap { WireDate.iso8601($0) }
        subscriptionID = envelope.subscriptionId
        ownerID = envelope.ownerId
        let json = envelope.body ?? .object([:])
        let bytes = json.data
        if json["extensions"] != nil {
            struct List: Decodable { let extensions: [ExtensionChange] }
            body = .extensions(try decode(List.self, bytes).extensions)
        } else if json["contacts"] != nil {
            struct List: Decodable { let contacts: [DirectoryChange] }
            body = .directory(try decode(List.self, bytes).contacts)
        } else if json["records"] != nil, let queue = Self.queue(in: event) {
            struct List: Decodable { let records: [CallQueueMemberPresence] }
            body = .callQueue(queue, try decode(List.self, bytes).records)
        } else if json["extensionId"] != nil, json["eventType"] != nil {
            body = .extensions([try decode(ExtensionChange.self, bytes)])
        } else if json["extensionId"] != nil, Self.presenceWords.contains(where: { json[$0] != nil }) {
            body = .presence(try decode(PresenceEvent.self, bytes))
        } else if case .integer(let seconds) = json["expiresIn"], event.contains("/subscription/") {
            body = .reminder(expiresIn: .seconds(seconds))
        } else {
            body = .other(bytes)
        }
    }

    private static let presenceWords = ["presenceStatus", "dndStatus", "userStatus", "telephonyStatus"]

    /// The id in `…/call-queues/{id}/presence`.
    private static func queue(in event: String) -> CallQueue.ID? {
        let parts = event.split(separator: "/")
        guard let index = parts.firstIndex(of: "call-queues"), index + 1 < parts.count else { return nil }
        return LenientID(String(parts[index + 1]))
    }
}

/// An extension that has come, changed or gone. Source: RingCentral `notifications/event-filters/extension-list`, `extension-info`.
public struct ExtensionChange: Hashable, Sendable, Decodable {
    /// Which.
    public let extensionID: LenientID
    /// `Create`, `Update` or `Delete`.
    public let eventType: String
    /// What about it has changed, such as `ExtensionInfo` or `CompanyNumbers`: which resource to read again.
    public let hints: Set<String>

    /// Makes a change, for tests and stubs.
    public init(extensionID: LenientID, eventType: String, hints: Set<String> = []) {
        self.extensionID = extensionID
        self.eventType = eventType
        self.hints = hints
    }

    private enum CodingKeys: String, CodingKey {
        case extensionId, eventType, hints
    }

    /// Reads a change.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            extensionID: try container.decode(LenientID.self, forKey: .extensionId),
            eventType: try container.decodeIfPresent(String.self, forKey: .eventType) ?? "",
            hints: Set(try container.decodeIfPresent([String].self, forKey: .hints) ?? []))
    }
}

/// A directory entry that has come, changed or gone. Source: RingCentral `notifications/event-filters/company-directory`.
public struct DirectoryChange: Hashable, Sendable, Decodable {
    /// `Create`, `Update` or `Delete`.
    public let eventType: String
    /// The entry as it is now.
    public let entry: DirectoryEntry

    /// Makes a change, for tests and stubs.
    public init(eventType: String, entry: DirectoryEntry) {
        self.eventType = eventType
        self.entry = entry
    }

    private enum CodingKeys: String, CodingKey { case eventType }

    /// Reads a change.
    public init(from decoder: any Decoder) throws {
        eventType =
            try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .eventType) ?? ""
        entry = try DirectoryEntry(from: decoder)
    }
}
