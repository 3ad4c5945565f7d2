import Foundation
public import PatchbayCore

extension PresenceEvent: JSONReadable {
    private static let fields = JSONFields(CodingKeys.self)

    /// Reads an event. Only the extension's id is required.
    @usableFromInline
    package init(json: inout JSONReader) throws(JSONFault) {
        var id: LenientID?
        var (sequence, total): (LenientID?, Int64?)
        var words = PresenceFields()
        try json.object(Self.fields) { key, json throws(JSONFault) in
            switch key {
            case .extensionId: id = try LenientID(json: &json)
            case .sequence: sequence = try json.takeNull() ? nil : try LenientID(json: &json)
            case .presenceStatus: words.presence = try json.optionalString()
            case .userStatus: words.user = try json.optionalString()
            case .telephonyStatus: words.telephony = try json.optionalString()
            case .meetingStatus: words.meeting = try json.optionalString()
            case .dndStatus: words.dnd = try json.optionalString()
            case .allowSeeMyPresence: words.isVisible = try json.optionalFlag()
            case .ringOnMonitoredCall: words.rings = try json.optionalFlag()
            case .pickUpCallsOnHold: words.picksUp = try json.optionalFlag()
            case .activeCalls: words.calls = try json.takeNull() ? nil : try ActiveCall.list(json: &json)
            case .totalActiveCalls: total = try json.optionalInteger()
            }
        }
        guard let id else { throw json.fault(.missing) }
        self.init(
            extensionID: id, sequence: sequence.flatMap { Int64($0.description) },
            presenceStatus: words.presence.map(PresenceStatus.init(rawValue:)),
            userStatus: words.user.map(UserStatus.init(rawValue:)),
            telephonyStatus: words.telephony.map(TelephonyStatus.init(rawValue:)),
            meetingStatus: words.meeting.map(MeetingStatus.init(rawValue:)),
            dndStatus: words.dnd.map(DNDStatus.init(rawValue:)), allowSeeMyPresence: words.isVisible,
            ringOnMonitoredCall: words.rings, pickUpCallsOnHold: words.picksUp, activeCalls: words.calls,
            totalActiveCalls: total.map { Int(clamping: $0) })
    }
}

extension RingCentralEvent {
    private enum Keys: String, CodingKey, CaseIterable {
        case uuid, event, timestamp, subscriptionId, ownerId, body
    }

    /// The members by which the kinds of events are told apart, see ``RingCentralEvent/init(_:)``.
    private enum Marks: String, CodingKey, CaseIterable {
        case extensions, contacts, records, eventType, expiresIn, extensionId
        case presenceStatus, dndStatus, userStatus, telephonyStatus

        var isOfPresence: Bool {
            switch self {
            case .presenceStatus, .dndStatus, .userStatus, .telephonyStatus: true
            default: false
            }
        }
    }

    private static let fields = JSONFields(Keys.self)
    private static let marks = JSONFields(Marks.self)

    /// Reads a delivery about a presence, which are nearly all there are.
    ///
    /// - Returns: the event; `nil` for one about something else, or that cannot be read so simply.
    static func presence(from data: Data) -> RingCentralEvent? {
        try? JSONReader.read(data) { json throws(JSONFault) in
            var uuid: LenientID?
            var (event, timestamp): (String?, String?)
            var (subscription, owner): (LenientID?, LenientID?)
            var presence: PresenceEvent?
            try json.object(fields) { key, json throws(JSONFault) in
                switch key {
                case .uuid: uuid = try LenientID(json: &json)
                case .event: event = try json.optionalString()
                case .timestamp: timestamp = try json.optionalString()
                case .subscriptionId: subscription = try json.takeNull() ? nil : try LenientID(json: &json)
                case .ownerId: owner = try json.takeNull() ? nil : try LenientID(json: &json)
                case .body: presence = try Self.presence(in: &json)
                }
            }
            guard let uuid, let presence else { throw json.fault(.missing) }
            return RingCentralEvent(
                uuid: uuid.description, event: event ?? "", at: timestamp.flatMap { WireDate.iso8601($0) },
                subscriptionID: subscription, ownerID: owner, body: .presence(presence))
        }
    }

    private static func presence(in json: inout JSONReader) throws(JSONFault) -> PresenceEvent {
        var isPresence = false
        let start = json.mark
        try json.object(marks) { mark, json throws(JSONFault) in
            guard mark == .extensionId || mark.isOfPresence else { throw json.fault(.unexpected) }
            if mark.isOfPresence { isPresence = true }
            try json.skip()
        }
        guard isPresence else { throw json.fault(.unexpected) }
        json.goBack(to: start)
        return try PresenceEvent(json: &json)
    }
}
