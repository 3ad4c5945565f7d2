/// A user status that may be written to RingCentral.
public enum SettableUserStatus: UInt8, Hashable, Sendable, CaseIterable {
    /// Available.
    case available = 1
    /// Busy.
    case busy
    /// Offline (“Invisible”).
    case offline

    /// The word to send.
    public var word: RingCentralUserStatus {
        switch self {
        case .available: .available
        case .busy: .busy
        case .offline: .offline
        }
    }

    /// The same value in a state.
    public var state: RingCentralState.UserStatus {
        switch self {
        case .available: .available
        case .busy: .busy
        case .offline: .offline
        }
    }

    init?(_ state: RingCentralState.UserStatus) {
        switch state {
        case .available: self = .available
        case .busy: self = .busy
        case .offline: self = .offline
        case .unrecognized: return nil
        }
    }
}

/// A call acceptance that may be written to RingCentral. `TakeDepartmentCallsOnly` (legacy) and `Unknown` are not among
/// them, so that they cannot be sent by mistake.
///
/// Source: RingCentral guide on call queue presence.
public enum SettableDNDStatus: UInt8, Hashable, Sendable, CaseIterable {
    /// Every call rings.
    case takeAllCalls = 1
    /// Direct calls ring, queue calls do not; refused with 400 for a user who is in no queue.
    case doNotAcceptDepartmentCalls
    /// Nothing rings.
    case doNotAcceptAnyCalls

    /// The word to send.
    public var word: RingCentralDNDStatus {
        switch self {
        case .takeAllCalls: .takeAllCalls
        case .doNotAcceptDepartmentCalls: .doNotAcceptDepartmentCalls
        case .doNotAcceptAnyCalls: .doNotAcceptAnyCalls
        }
    }

    /// The same value in a state.
    public var state: RingCentralState.DNDStatus {
        switch self {
        case .takeAllCalls: .takeAllCalls
        case .doNotAcceptDepartmentCalls: .doNotAcceptDepartmentCalls
        case .doNotAcceptAnyCalls: .doNotAcceptAnyCalls
        }
    }

    init?(_ state: RingCentralState.DNDStatus) {
        switch state {
        case .takeAllCalls: self = .takeAllCalls
        case .doNotAcceptDepartmentCalls: self = .doNotAcceptDepartmentCalls
        case .doNotAcceptAnyCalls: self = .doNotAcceptAnyCalls
        case .takeDepartmentCallsOnly, .unrecognized: return nil
        }
    }
}

/// One change to a RingCentral presence: only the fields that differ, with what the sender must know.
public struct RingCentralWrite: Hashable, Sendable {
    /// The user status to set; nil leaves it.
    public let userStatus: SettableUserStatus?
    /// The call acceptance to set; nil leaves it.
    public let dndStatus: SettableDNDStatus?
    /// How soon it should go out.
    public let urgency: Urgency

    /// Which of several waiting writes goes first.
    public enum Urgency: UInt8, Hashable, Sendable, Comparable {
        /// Only what colleagues see changes.
        case display
        /// Calls that were held back ring again.
        case startRinging
        /// Calls must stop ringing. First of all.
        case stopRinging

        /// Less urgent before more urgent.
        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// A write by its parts.
    public init(userStatus: SettableUserStatus? = nil, dndStatus: SettableDNDStatus? = nil, urgency: Urgency = .display)
    {
        self.userStatus = userStatus
        self.dndStatus = dndStatus
        self.urgency = urgency
    }
}
