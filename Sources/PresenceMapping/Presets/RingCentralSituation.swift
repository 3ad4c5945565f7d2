/// What a RingCentral user's *own* presence says, ordered by what it means for Teams. Nothing that the sync wrote itself
/// counts: call rules and presets are never sent back.
///
/// The first case that applies is taken, in the order written here: a hidden presence, then do not disturb, then calls
/// and meetings, then the status set by hand.
public enum RingCentralSituation: UInt8, Hashable, Sendable, CaseIterable {
    /// The user lets nobody see the presence.
    case hidden
    /// `DoNotAcceptAnyCalls`, set by the user.
    case doNotDisturb
    /// A call is connected or on hold.
    case inACall
    /// A RingCentral meeting is connected.
    case inAMeeting
    /// The telephone rings, or reports something unpublished.
    case ringing
    /// A call is parked; the user is not talking.
    case callParked
    /// Offline, set by the user.
    case offline
    /// Busy, set by the user.
    case busy
    /// None of the above.
    case available

    /// Finds the case for a presence that is the user's own.
    ///
    /// - Parameter own: the user's own presence, without what the sync wrote over it.
    public init(_ own: RingCentralState) {
        if !own.isVisible {
            self = .hidden
        } else if own.dndStatus == .doNotAcceptAnyCalls {
            self = .doNotDisturb
        } else if own.telephony.isInCall {
            self = .inACall
        } else if own.meeting == .connected {
            self = .inAMeeting
        } else if own.telephony == .ringing || own.telephony == .unrecognized {
            self = .ringing
        } else if own.telephony == .parkedCall {
            self = .callParked
        } else {
            switch own.userStatus {
            case .offline: self = .offline
            case .busy: self = .busy
            case .available, .unrecognized: self = .available
            }
        }
    }

    /// The name in English.
    public var title: String {
        switch self {
        case .hidden: "presence hidden"
        case .doNotDisturb: "do not disturb by hand"
        case .inACall: "in a call"
        case .inAMeeting: "in a RingCentral meeting"
        case .ringing: "ringing"
        case .callParked: "call parked"
        case .offline: "offline by hand"
        case .busy: "busy by hand"
        case .available: "available, no call"
        }
    }
}
