public import Foundation

/// A RingCentral presence that was read or notified. Fields that were not sent are nil and leave what is known: the
/// telephony status, for one, is only sent when it has changed.
///
/// Source: RingCentral account presence event.
public struct RingCentralReading: Hashable, Sendable {
    /// What the user has set.
    public var userStatus: RingCentralState.UserStatus?
    /// Which calls are taken.
    public var dndStatus: RingCentralState.DNDStatus?
    /// What the telephone is doing.
    public var telephony: RingCentralState.Telephony?
    /// Whether the user is in a RingCentral meeting.
    public var meeting: RingCentralState.Meeting?
    /// Whether others may see the presence.
    public var isVisible: Bool?
    /// The number that orders events of one user; nil for a read, and for events that carry none.
    public let sequence: Int64?
    /// When this was true, as well as it is known: for a read, when it was asked for; for an event, its timestamp on the
    /// caller's clock if that can be told, else when it arrived. Nil stands for now.
    public let asOf: Duration?

    /// The event's id in 32 bits; zero for none.
    let fingerprint: UInt32

    /// A reading by its parts.
    public init(
        userStatus: RingCentralState.UserStatus? = nil, dndStatus: RingCentralState.DNDStatus? = nil,
        telephony: RingCentralState.Telephony? = nil, meeting: RingCentralState.Meeting? = nil,
        isVisible: Bool? = nil, sequence: Int64? = nil, uuid: UUID? = nil, asOf: Duration? = nil
    ) {
        self.userStatus = userStatus
        self.dndStatus = dndStatus
        self.telephony = telephony
        self.meeting = meeting
        self.isVisible = isVisible
        self.sequence = sequence
        self.asOf = asOf
        fingerprint = uuid.map(Self.fingerprint) ?? 0
    }

    /// A whole presence: the answer to a read, or an event that carries everything.
    public init(_ state: RingCentralState, sequence: Int64? = nil, uuid: UUID? = nil, asOf: Duration? = nil) {
        self.init(
            userStatus: state.userStatus, dndStatus: state.dndStatus, telephony: state.telephony,
            meeting: state.meeting, isVisible: state.isVisible, sequence: sequence, uuid: uuid, asOf: asOf)
    }

    private static func fingerprint(_ uuid: UUID) -> UInt32 {
        let bytes = uuid.uuid
        let a = UInt32(bytes.0) << 24 | UInt32(bytes.1) << 16 | UInt32(bytes.2) << 8 | UInt32(bytes.3)
        let b = UInt32(bytes.4) << 24 | UInt32(bytes.5) << 16 | UInt32(bytes.6) << 8 | UInt32(bytes.7)
        let c = UInt32(bytes.8) << 24 | UInt32(bytes.9) << 16 | UInt32(bytes.10) << 8 | UInt32(bytes.11)
        let d = UInt32(bytes.12) << 24 | UInt32(bytes.13) << 16 | UInt32(bytes.14) << 8 | UInt32(bytes.15)
        let folded = a ^ b &* 0x9E37_79B1 ^ c &* 0x85EB_CA77 ^ d &* 0xC2B2_AE3D
        return folded == 0 ? 1 : folded
    }
}
