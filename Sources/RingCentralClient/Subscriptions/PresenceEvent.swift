public import PatchbayCore

/// A change of one extension's presence. What is `nil` was not told and has not changed.
///
/// Sources: RingCentral `notifications/event-filters` (account-presence, extension-presence, detailed-extension-presence,
/// extension-dnd-status).
public struct PresenceEvent: Hashable, Sendable {
    /// Whose.
    public let extensionID: LenientID
    /// Counts up per extension; an event with a lower number than one seen before is out of date. A bare `dndStatus` event has none.
    public let sequence: Int64?
    /// What colleagues see.
    public let presenceStatus: PresenceStatus?
    /// What the person has set.
    public let userStatus: UserStatus?
    /// What the telephone does; told only when it has changed.
    public let telephonyStatus: TelephonyStatus?
    /// Whether the person is in a RingCentral meeting.
    public let meetingStatus: MeetingStatus?
    /// Which calls ring.
    public let dndStatus: DNDStatus?
    /// Whether others may see all this.
    public let allowSeeMyPresence: Bool?
    /// Whether a monitored line rings.
    public let ringOnMonitoredCall: Bool?
    /// Whether a held call may be picked up.
    public let pickUpCallsOnHold: Bool?
    /// The latest calls, at most seven; only in detailed events.
    public let activeCalls: [ActiveCall]?
    /// How many calls there are; only in detailed events.
    public let totalActiveCalls: Int?

    /// Makes an event, for tests and stubs.
    public init(
        extensionID: LenientID, sequence: Int64? = nil, presenceStatus: PresenceStatus? = nil,
        userStatus: UserStatus? = nil, telephonyStatus: TelephonyStatus? = nil, meetingStatus: MeetingStatus? = nil,
        dndStatus: DNDStatus? = nil, allowSeeMyPresence: Bool? = nil, ringOnMonitoredCall: Bool? = nil,
        pickUpCallsOnHold: Bool? = nil, activeCalls: [ActiveCall]? = nil, totalActiveCalls: Int? = nil
    ) {
        self.extensionID = extensionID
        self.sequence = sequence
        self.presenceStatus = presenceStatus
        self.userStatus = userStatus
        self.telephonyStatus = telephonyStatus
        self.meetingStatus = meetingStatus
        self.dndStatus = dndStatus
        self.allowSeeMyPresence = allowSeeMyPresence
        self.ringOnMonitoredCall = ringOnMonitoredCall
        self.pickUpCallsOnHold = pickUpCallsOnHold
        self.activeCalls = activeCalls
        self.totalActiveCalls = totalActiveCalls
    }

    /// The presence after the event: what it tells, and the rest as it was.
    public func applied(to presence: ExtensionPresence?) -> ExtensionPresence {
        ExtensionPresence(
            id: extensionID, extensionNumber: presence?.extensionNumber,
            presenceStatus: presenceStatus ?? presence?.presenceStatus, userStatus: userStatus ?? presence?.userStatus,
            telephonyStatus: telephonyStatus ?? presence?.telephonyStatus,
            meetingStatus: meetingStatus ?? presence?.meetingStatus, dndStatus: dndStatus ?? presence?.dndStatus,
            message: presence?.message, allowSeeMyPresence: allowSeeMyPresence ?? presence?.allowSeeMyPresence,
            ringOnMonitoredCall: ringOnMonitoredCall ?? presence?.ringOnMonitoredCall,
            pickUpCallsOnHold: pickUpCallsOnHold ?? presence?.pickUpCallsOnHold,
            activeCalls: activeCalls ?? presence?.activeCalls ?? [])
    }
}

extension PresenceEvent: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case extensionId, sequence, presenceStatus, userStatus, telephonyStatus, meetingStatus, dndStatus
        case allowSeeMyPresence, ringOnMonitoredCall, pickUpCallsOnHold, activeCalls, totalActiveCalls
    }

    /// Reads an event. Only the extension's id is required.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func word<Word: OpenWord>(_ key: CodingKeys) throws -> Word? {
            try container.decodeIfPresent(Word.self, forKey: key)
        }
        func flag(_ key: CodingKeys) throws -> Bool? { try container.decodeIfPresent(Bool.self, forKey: key) }
        self.init(
            extensionID: try container.decode(LenientID.self, forKey: .extensionId),
            sequence: try container.decodeIfPresent(LenientID.self, forKey: .sequence).flatMap {
                Int64($0.description)
            },
            presenceStatus: try word(.presenceStatus), userStatus: try word(.userStatus),
            telephonyStatus: try word(.telephonyStatus), meetingStatus: try word(.meetingStatus),
            dndStatus: try word(.dndStatus), allowSeeMyPresence: try flag(.allowSeeMyPresence),
            ringOnMonitoredCall: try flag(.ringOnMonitoredCall), pickUpCallsOnHold: try flag(.pickUpCallsOnHold),
            activeCalls: try container.decodeIfPresent([ActiveCall].self, forKey: .activeCalls),
            totalActiveCalls: try container.decodeIfPresent(Int.self, forKey: .totalActiveCalls))
    }
}
