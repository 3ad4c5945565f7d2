/// A RingCentral presence in the five bytes that decisions are taken on.
///
/// Words that are not published become `unrecognized`: they are never taken for something they might not be, and never
/// overwritten, because they could not be put back.
public struct RingCentralState: Hashable, Sendable {
    /// What the user has set.
    public var userStatus: UserStatus
    /// Which calls are taken.
    public var dndStatus: DNDStatus
    /// What the telephone is doing.
    public var telephony: Telephony
    /// Whether the user is in a RingCentral meeting.
    public var meeting: Meeting
    /// Whether others may see the presence.
    public var isVisible: Bool

    /// The closed form of ``RingCentralUserStatus``.
    public enum UserStatus: UInt8, Hashable, Sendable, CaseIterable {
        /// Available.
        case available
        /// Busy.
        case busy
        /// Offline (“Invisible”).
        case offline
        /// A word that is not published.
        case unrecognized
    }

    /// The closed form of ``RingCentralDNDStatus``.
    public enum DNDStatus: UInt8, Hashable, Sendable, CaseIterable {
        /// Every call rings.
        case takeAllCalls
        /// Direct calls ring, queue calls do not.
        case doNotAcceptDepartmentCalls
        /// Only queue calls ring (legacy).
        case takeDepartmentCallsOnly
        /// Nothing rings.
        case doNotAcceptAnyCalls
        /// A word that is not published, or `Unknown`.
        case unrecognized

        /// Whether this value may be written back once it has been replaced.
        var canBeRestored: Bool { self != .takeDepartmentCallsOnly && self != .unrecognized }

        /// How much is kept from ringing; only meaningful between values that can be written.
        var strictness: UInt8 {
            switch self {
            case .takeAllCalls, .unrecognized: 0
            case .doNotAcceptDepartmentCalls, .takeDepartmentCallsOnly: 1
            case .doNotAcceptAnyCalls: 2
            }
        }
    }

    /// The closed form of ``RingCentralTelephonyStatus``.
    public enum Telephony: UInt8, Hashable, Sendable, CaseIterable {
        /// No call.
        case noCall
        /// Talking.
        case callConnected
        /// Ringing.
        case ringing
        /// A call is held.
        case onHold
        /// A call is parked.
        case parkedCall
        /// A word that is not published.
        case unrecognized

        /// Whether the user is in a call: talking, or with a call on hold.
        public var isInCall: Bool { self == .callConnected || self == .onHold }
    }

    /// The closed form of ``RingCentralMeetingStatus``.
    public enum Meeting: UInt8, Hashable, Sendable, CaseIterable {
        /// In none.
        case disconnected
        /// In a RingCentral meeting.
        case connected
        /// A word that is not published.
        case unrecognized
    }

    /// A state by its parts; visible and with an idle telephone unless told otherwise.
    public init(
        userStatus: UserStatus, dndStatus: DNDStatus, telephony: Telephony = .noCall,
        meeting: Meeting = .disconnected, isVisible: Bool = true
    ) {
        self.userStatus = userStatus
        self.dndStatus = dndStatus
        self.telephony = telephony
        self.meeting = meeting
        self.isVisible = isVisible
    }

    /// Reads the words of RingCentral.
    public init(_ presence: RingCentralPresence) {
        self.init(
            userStatus: UserStatus(presence.userStatus), dndStatus: DNDStatus(presence.dndStatus),
            telephony: Telephony(presence.telephonyStatus), meeting: Meeting(presence.meetingStatus),
            isVisible: presence.allowSeeMyPresence)
    }

    /// The status that RingCentral shows to colleagues.
    ///
    /// Hidden, then Offline, then Do not disturb, then Busy (also while a call is connected), then Available. The server's
    /// own rule is not published; this is the order in which RingCentral's staff describe it.
    public var shown: RingCentralShownStatus {
        if !isVisible { return .hidden }
        if userStatus == .offline { return .offline }
        if dndStatus == .doNotAcceptAnyCalls { return .doNotDisturb }
        if userStatus == .busy || telephony.isInCall { return .busy }
        return userStatus == .available ? .available : .unknown
    }
}

/// What colleagues see of a RingCentral user.
public enum RingCentralShownStatus: String, Hashable, Sendable, Codable {
    /// Available.
    case available = "Available"
    /// Busy.
    case busy = "Busy"
    /// Do not disturb.
    case doNotDisturb = "DoNotDisturb"
    /// Offline.
    case offline = "Offline"
    /// The user lets nobody see the presence.
    case hidden = "Hidden"
    /// The API used a word that is not published.
    case unknown = "Unknown"
}

extension RingCentralState.UserStatus {
    /// Reads the word of the API.
    public init(_ word: RingCentralUserStatus) {
        switch word {
        case .available: self = .available
        case .busy: self = .busy
        case .offline: self = .offline
        default: self = .unrecognized
        }
    }
}

extension RingCentralState.DNDStatus {
    /// Reads the word of the API.
    public init(_ word: RingCentralDNDStatus) {
        switch word {
        case .takeAllCalls: self = .takeAllCalls
        case .doNotAcceptDepartmentCalls: self = .doNotAcceptDepartmentCalls
        case .takeDepartmentCallsOnly: self = .takeDepartmentCallsOnly
        case .doNotAcceptAnyCalls: self = .doNotAcceptAnyCalls
        default: self = .unrecognized
        }
    }
}

extension RingCentralState.Telephony {
    /// Reads the word of the API.
    public init(_ word: RingCentralTelephonyStatus) {
        switch word {
        case .noCall: self = .noCall
        case .callConnected: self = .callConnected
        case .ringing: self = .ringing
        case .onHold: self = .onHold
        case .parkedCall: self = .parkedCall
        default: self = .unrecognized
        }
    }
}

extension RingCentralState.Meeting {
    /// Reads the word of the API.
    public init(_ word: RingCentralMeetingStatus) {
        switch word {
        case .connected: self = .connected
        case .disconnected: self = .disconnected
        default: self = .unrecognized
        }
    }
}
