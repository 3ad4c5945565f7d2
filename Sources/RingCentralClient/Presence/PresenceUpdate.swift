/// What to change in a presence; what is `nil` is not sent and stays as it is.
///
/// The guides call PUT a full replacement, yet RingCentral's own guides and widgets send single fields, so this does too, and the echo
/// is checked. Sources: RingCentral OpenAPI `updateUserPresenceStatus`; RingCentral `voice/call-routing/manual/call-queues-presence`.
public struct PresenceUpdate: Hashable, Sendable, Encodable {
    /// The longest status text that the service takes.
    public static let longestMessage = 75

    /// What the person is said to have set.
    public var userStatus: UserStatus?
    /// Which calls ring.
    public var dndStatus: DNDStatus?
    /// The status text.
    public var message: String?
    /// Whether others may see the presence.
    public var allowSeeMyPresence: Bool?
    /// Whether a monitored line rings.
    public var ringOnMonitoredCall: Bool?
    /// Whether a held call may be picked up.
    public var pickUpCallsOnHold: Bool?

    /// Makes an update.
    public init(
        userStatus: UserStatus? = nil, dndStatus: DNDStatus? = nil, message: String? = nil,
        allowSeeMyPresence: Bool? = nil, ringOnMonitoredCall: Bool? = nil, pickUpCallsOnHold: Bool? = nil
    ) {
        self.userStatus = userStatus
        self.dndStatus = dndStatus
        self.message = message
        self.allowSeeMyPresence = allowSeeMyPresence
        self.ringOnMonitoredCall = ringOnMonitoredCall
        self.pickUpCallsOnHold = pickUpCallsOnHold
    }

    /// Whether it changes nothing.
    public var isEmpty: Bool { self == PresenceUpdate() }

    /// What of it a presence does not have yet. An update that comes back empty need not be sent; writes are scarce.
    public func difference(from presence: ExtensionPresence) -> PresenceUpdate {
        var rest = self
        if rest.userStatus == presence.userStatus { rest.userStatus = nil }
        if rest.dndStatus == presence.dndStatus { rest.dndStatus = nil }
        if rest.message == presence.message { rest.message = nil }
        if rest.allowSeeMyPresence == presence.allowSeeMyPresence { rest.allowSeeMyPresence = nil }
        if rest.ringOnMonitoredCall == presence.ringOnMonitoredCall { rest.ringOnMonitoredCall = nil }
        if rest.pickUpCallsOnHold == presence.pickUpCallsOnHold { rest.pickUpCallsOnHold = nil }
        return rest
    }
}
