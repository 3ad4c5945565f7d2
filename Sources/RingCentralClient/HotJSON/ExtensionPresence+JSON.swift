public import PatchbayCore

extension ExtensionPresence: JSONReadable {
    private enum ReferenceKeys: String, CodingKey, CaseIterable { case id, extensionNumber }

    private static let fields = JSONFields(CodingKeys.self)
    private static let reference = JSONFields(ReferenceKeys.self)

    /// Reads a presence. Only the extension's id is required.
    @usableFromInline
    package init(json: inout JSONReader) throws(JSONFault) {
        var (id, number): (LenientID?, LenientID?)
        var words = PresenceFields()
        var message: String?
        try json.object(Self.fields) { key, json throws(JSONFault) in
            switch key {
            case .extension:
                try json.object(Self.reference) { key, json throws(JSONFault) in
                    switch key {
                    case .id: id = try LenientID(json: &json)
                    case .extensionNumber: number = try json.takeNull() ? nil : try LenientID(json: &json)
                    }
                }
            case .presenceStatus: words.presence = try json.optionalRepeatedString()
            case .userStatus: words.user = try json.optionalRepeatedString()
            case .telephonyStatus: words.telephony = try json.optionalRepeatedString()
            case .meetingStatus: words.meeting = try json.optionalRepeatedString()
            case .dndStatus: words.dnd = try json.optionalRepeatedString()
            case .message: message = try json.optionalString()
            case .allowSeeMyPresence: words.isVisible = try json.optionalFlag()
            case .ringOnMonitoredCall: words.rings = try json.optionalFlag()
            case .pickUpCallsOnHold: words.picksUp = try json.optionalFlag()
            case .activeCalls: words.calls = try json.takeNull() ? nil : try ActiveCall.list(json: &json)
            }
        }
        guard let id else { throw json.fault(.missing) }
        self.init(
            id: id, extensionNumber: number?.description,
            presenceStatus: words.presence.map(PresenceStatus.init(rawValue:)),
            userStatus: words.user.map(UserStatus.init(rawValue:)),
            telephonyStatus: words.telephony.map(TelephonyStatus.init(rawValue:)),
            meetingStatus: words.meeting.map(MeetingStatus.init(rawValue:)),
            dndStatus: words.dnd.map(DNDStatus.init(rawValue:)), message: message, allowSeeMyPresence: words.isVisible,
            ringOnMonitoredCall: words.rings, pickUpCallsOnHold: words.picksUp, activeCalls: words.calls ?? [])
    }
}

/// What a presence and a presence event have in common.
struct PresenceFields {
    var presence: String?
    var user: String?
    var telephony: String?
    var meeting: String?
    var dnd: String?
    var isVisible: Bool?
    var rings: Bool?
    var picksUp: Bool?
    var calls: [ActiveCall]?
}

extension ActiveCall: JSONReadable {
    private static let fields = JSONFields(CodingKeys.self)

    /// Reads a call; nothing is required.
    @usableFromInline
    package init(json: inout JSONReader) throws(JSONFault) {
        func text(_ json: inout JSONReader) throws(JSONFault) -> String? {
            try json.takeNull() ? nil : try LenientID(json: &json).description
        }
        var (id, direction, from, to, telephony): (String?, String?, String?, String?, String?)
        var (startTime, session, telephonySession, termination): (String?, String?, String?, String?)
        var isQueueCall = false
        try json.object(Self.fields) { key, json throws(JSONFault) in
            switch key {
            case .id: id = try text(&json)
            case .direction: direction = try text(&json)
            case .queueCall: isQueueCall = try json.optionalFlag() ?? false
            case .from: from = try text(&json)
            case .to: to = try text(&json)
            case .telephonyStatus: telephony = try text(&json)
            case .startTime: startTime = try text(&json)
            case .sessionId: session = try text(&json)
            case .telephonySessionId: telephonySession = try text(&json)
            case .terminationType: termination = try text(&json)
            }
        }
        self.init(
            id: id, direction: direction, isQueueCall: isQueueCall, from: from, to: to,
            telephonyStatus: telephony.map(TelephonyStatus.init(rawValue:)),
            startedAt: startTime.flatMap { WireDate.iso8601($0) }, sessionID: session,
            telephonySessionID: telephonySession, terminationType: termination)
    }
}
