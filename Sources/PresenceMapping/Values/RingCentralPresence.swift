/// A RingCentral presence as its API reports it, word for word.
///
/// Decisions are taken on ``RingCentralState``, the closed form. This one is for the edges: decoding, printing, round
/// trips.
///
/// Source: RingCentral `readUserPresenceStatus`.
public struct RingCentralPresence: Hashable, Sendable, Codable, CustomStringConvertible {
    /// What the user has set.
    public var userStatus: RingCentralUserStatus
    /// Which calls are taken.
    public var dndStatus: RingCentralDNDStatus
    /// What the telephone is doing.
    public var telephonyStatus: RingCentralTelephonyStatus
    /// Whether the user is in a RingCentral meeting.
    public var meetingStatus: RingCentralMeetingStatus
    /// Whether others may see the presence. When they may not, it is left alone.
    public var allowSeeMyPresence: Bool

    /// A presence by its parts; an idle telephone unless told otherwise.
    public init(
        userStatus: RingCentralUserStatus, dndStatus: RingCentralDNDStatus,
        telephonyStatus: RingCentralTelephonyStatus = .noCall,
        meetingStatus: RingCentralMeetingStatus = .disconnected, allowSeeMyPresence: Bool = true
    ) {
        self.userStatus = userStatus
        self.dndStatus = dndStatus
        self.telephonyStatus = telephonyStatus
        self.meetingStatus = meetingStatus
        self.allowSeeMyPresence = allowSeeMyPresence
    }

    /// The pair as written on a command line: `Available/TakeAllCalls`.
    public var description: String { "\(userStatus)/\(dndStatus)" }
}
