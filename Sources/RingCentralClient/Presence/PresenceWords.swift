/// What the service computes from everything it knows of a person, and shows to colleagues. Read only. Open.
/// Source: RingCentral OpenAPI `readUserPresenceStatus`.
public struct PresenceStatus: OpenWord {
    /// The word.
    public let rawValue: String
    /// Takes any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Reachable.
    public static let available: PresenceStatus = "Available"
    /// Engaged.
    public static let busy: PresenceStatus = "Busy"
    /// Away, or seen to be.
    public static let offline: PresenceStatus = "Offline"
}

/// What the person (or an API) has set. Busy blocks no calls by itself; an Offline may have been set by hand and is then not to be
/// overridden. Open. Sources: RingCentral OpenAPI `readUserPresenceStatus`; RingCentral for Microsoft Teams, questions.
public struct UserStatus: OpenWord {
    /// The word.
    public let rawValue: String
    /// Takes any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Reachable.
    public static let available: UserStatus = "Available"
    /// Engaged.
    public static let busy: UserStatus = "Busy"
    /// Away.
    public static let offline: UserStatus = "Offline"
}

/// Which calls ring: the switch that call rules turn. Open.
/// Sources: RingCentral OpenAPI `readUserPresenceStatus`; RingCentral `voice/call-routing/manual/call-queues-presence`.
public struct DNDStatus: OpenWord {
    /// The word.
    public let rawValue: String
    /// Takes any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// All calls ring.
    public static let takeAllCalls: DNDStatus = "TakeAllCalls"
    /// Calls of queues do not ring. Refused with 400 for a person who is in no queue.
    public static let doNotAcceptDepartmentCalls: DNDStatus = "DoNotAcceptDepartmentCalls"
    /// No call rings.
    public static let doNotAcceptAnyCalls: DNDStatus = "DoNotAcceptAnyCalls"
    /// Only calls of queues ring. A relic: it is read, never written.
    public static let takeDepartmentCallsOnly: DNDStatus = "TakeDepartmentCallsOnly"
    /// Not known to the service. Never written.
    public static let unknown: DNDStatus = "Unknown"

    /// Whether it may be written.
    public var isWritable: Bool { self != .takeDepartmentCallsOnly && self != .unknown }
}

/// What the telephone does. Open. Source: RingCentral OpenAPI `readUserPresenceStatus`.
public struct TelephonyStatus: OpenWord {
    /// The word.
    public let rawValue: String
    /// Takes any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Nothing.
    public static let noCall: TelephonyStatus = "NoCall"
    /// It rings.
    public static let ringing: TelephonyStatus = "Ringing"
    /// The person talks.
    public static let callConnected: TelephonyStatus = "CallConnected"
    /// The call waits.
    public static let onHold: TelephonyStatus = "OnHold"
    /// The call is parked.
    public static let parkedCall: TelephonyStatus = "ParkedCall"
}

/// Whether the person is in a RingCentral meeting (not a Teams one). Open. Source: RingCentral OpenAPI `readUserPresenceStatus`.
public struct MeetingStatus: OpenWord {
    /// The word.
    public let rawValue: String
    /// Takes any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// In a meeting.
    public static let connected: MeetingStatus = "Connected"
    /// In none.
    public static let disconnected: MeetingStatus = "Disconnected"
}
