public import PatchbayCore

/// The presence of one extension. Source: RingCentral OpenAPI `readUserPresenceStatus`.
///
/// Extensions that have none (queues, menus, rooms …) are answered with `Offline` and without the other fields, so those are optional.
public struct ExtensionPresence: Identifiable, Hashable, Sendable {
    /// The extension's id.
    public let id: LenientID
    /// The number that is dialled inside the company.
    public let extensionNumber: String?
    /// What colleagues see.
    public let presenceStatus: PresenceStatus?
    /// What the person has set.
    public let userStatus: UserStatus?
    /// What the telephone does.
    public let telephonyStatus: TelephonyStatus?
    /// Whether the person is in a RingCentral meeting.
    public let meetingStatus: MeetingStatus?
    /// Which calls ring.
    public let dndStatus: DNDStatus?
    /// The status text.
    public let message: String?
    /// Whether others may see all this. If not, the status cannot be written either.
    public let allowSeeMyPresence: Bool?
    /// Whether a monitored line rings.
    public let ringOnMonitoredCall: Bool?
    /// Whether a held call may be picked up.
    public let pickUpCallsOnHold: Bool?
    /// The calls, where they were asked for.
    public let activeCalls: [ActiveCall]

    /// Makes a presence, for tests and stubs.
    public init(
        id: LenientID, extensionNumber: String? = nil, presenceStatus: PresenceStatus? = nil,
        userStatus: UserStatus? = nil, telephonyStatus: TelephonyStatus? = nil, meetingStatus: MeetingStatus? = nil,
        dndStatus: DNDStatus? = nil, message: String? = nil, allowSeeMyPresence: Bool? = nil,
        ringOnMonitoredCall: Bool? = nil, pickUpCallsOnHold: Bool? = nil, activeCalls: [ActiveCall] = []
    ) {
        self.id = id
        self.extensionNumber = extensionNumber
        self.presenceStatus = presenceStatus
        self.userStatus = userStatus
        self.telephonyStatus = telephonyStatus
        self.meetingStatus = meetingStatus
        self.dndStatus = dndStatus
        self.message = message
        self.allowSeeMyPresence = allowSeeMyPresence
        self.ringOnMonitoredCall = ringOnMonitoredCall
        self.pickUpCallsOnHold = pickUpCallsOnHold
        self.activeCalls = activeCalls
    }
}

extension ExtensionPresence: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case `extension`, presenceStatus, userStatus, telephonyStatus, meetingStatus, dndStatus, message
        case allowSeeMyPresence, ringOnMonitoredCall, pickUpCallsOnHold, activeCalls
    }

    private struct Reference: Decodable {
        let id: LenientID
        let extensionNumber: LenientID?
    }

    /// Reads a presence. Only the extension's id is required.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let reference = try container.decode(Reference.self, forKey: .extension)
        func word<Word: OpenWord>(_ key: CodingKeys) throws -> Word? {
            try container.decodeIfPresent(Word.self, forKey: key)
        }
        func flag(_ key: CodingKeys) throws -> Bool? { try container.decodeIfPresent(Bool.self, forKey: key) }
        self.init(
            id: reference.id, extensionNumber: reference.extensionNumber?.description,
            presenceStatus: try word(.presenceStatus), userStatus: try word(.userStatus),
            telephonyStatus: try word(.telephonyStatus), meetingStatus: try word(.meetingStatus),
            dndStatus: try word(.dndStatus), message: try container.decodeIfPresent(String.self, forKey: .message),
            allowSeeMyPresence: try flag(.allowSeeMyPresence), ringOnMonitoredCall: try flag(.ringOnMonitoredCall),
            pickUpCallsOnHold: try flag(.pickUpCallsOnHold),
            activeCalls: try container.decodeIfPresent([ActiveCall].self, forKey: .activeCalls) ?? [])
    }
}
