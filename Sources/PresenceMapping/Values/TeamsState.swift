/// A Teams presence in the one byte that decisions are taken on: the status, and whether inactivity may have caused it.
public struct TeamsState: Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// What the presence means for a telephone.
    public let status: TeamsStatus
    /// Whether the user may merely have stopped typing.
    ///
    /// True for the idle variants (`AvailableIdle`, `BusyIdle`, `Inactive`, `AvailableInactive`, `OffWork`) and for
    /// `Away`, which an idle `Available` turns into after ten minutes and which looks the same when set by hand.
    /// “Keep status through app inactivity” ignores these.
    ///
    /// Source: Microsoft Graph, managing presence state (time-outs); RingCentral `msteams/presence-sync-admin.md`.
    public let isInactive: Bool

    /// A state by its parts. `Away` always counts as possible inactivity.
    public init(_ status: TeamsStatus, isInactive: Bool = false) {
        self.status = status
        self.isInactive = isInactive || status == .away
    }

    /// Reads the two words of Graph.
    ///
    /// The availability decides the family; the activity picks the row inside `Busy`, `DoNotDisturb` and `Offline`.
    /// An unknown activity falls back on its availability; an unknown availability falls back on a known activity.
    public init(_ presence: TeamsPresence) {
        let activity = presence.activity
        let idle =
            presence.availability == .availableIdle || presence.availability == .busyIdle || activity == .inactive
            || activity == .availableInactive || activity == .offWork
        self.init(Self.status(presence.availability, activity), isInactive: idle)
    }

    private static func status(_ availability: TeamsAvailability, _ activity: TeamsActivity) -> TeamsStatus {
        switch availability {
        case .available, .availableIdle: .available
        case .busy, .busyIdle: busyStatus(activity)
        case .doNotDisturb: doNotDisturbStatus(activity)
        case .away: .away
        case .beRightBack: .beRightBack
        case .offline: activity == .offWork ? .appearOffline : .offline
        case .inACall: activity == .inAConferenceCall ? .inAConferenceCall : .inACall
        case .inAMeeting: .inAMeeting
        case .presenting: .presenting
        case .focusing: .focusing
        case .presenceUnknown: .unknown
        default: statusOfUnknownAvailability(activity)
        }
    }

    private static func busyStatus(_ activity: TeamsActivity) -> TeamsStatus {
        switch activity {
        case .inACall: .inACall
        case .inAConferenceCall: .inAConferenceCall
        case .inAMeeting: .inAMeeting
        case .doNotDisturb, .presenting, .focusing, .urgentInterruptionsOnly: doNotDisturbStatus(activity)
        default: .busy
        }
    }

    private static func doNotDisturbStatus(_ activity: TeamsActivity) -> TeamsStatus {
        switch activity {
        case .presenting: .presenting
        case .focusing, .urgentInterruptionsOnly: .focusing
        default: .doNotDisturb
        }
    }

    private static func statusOfUnknownAvailability(_ activity: TeamsActivity) -> TeamsStatus {
        switch activity {
        case .available, .availableInactive: .available
        case .away, .inactive: .away
        case .beRightBack: .beRightBack
        case .offline: .offline
        case .offWork: .appearOffline
        case .busy, .inACall, .inAConferenceCall, .inAMeeting, .doNotDisturb, .presenting, .focusing,
            .urgentInterruptionsOnly:
            busyStatus(activity)
        default: .unknown
        }
    }

    /// The same state while RingCentral reports this telephony: a Teams call becomes a Direct Routing call when
    /// RingCentral has a call connected too.
    public func during(_ telephony: RingCentralState.Telephony) -> TeamsState {
        status == .inACall && telephony.isInCall ? TeamsState(.directRoutingCall, isInactive: isInactive) : self
    }

    /// Every state that a presence can be read as.
    public static let allCases: [TeamsState] = TeamsStatus.allCases.flatMap { status in
        status == .away ? [TeamsState(status)] : [TeamsState(status), TeamsState(status, isInactive: true)]
    }

    /// The title of the status, marked when it may be inactivity.
    public var description: String { isInactive ? "\(status.title) (inactive)" : status.title }

    /// One byte: the status, and the high bit for inactivity.
    var packed: UInt8 { status.rawValue | (isInactive ? 0x80 : 0) }

    init?(packed: UInt8) {
        guard let status = TeamsStatus(rawValue: packed & 0x7F) else { return nil }
        self.init(status, isInactive: packed & 0x80 != 0)
    }
}
