/// What a row wants RingCentral to show. A field that is nil stays what the user chose.
public struct RingCentralTarget: Hashable, Sendable {
    /// The user status wanted, or nil for the user's own.
    public let userStatus: SettableUserStatus?
    /// The call acceptance wanted, or nil for the user's own.
    public let dndStatus: SettableDNDStatus?

    /// A target by its parts.
    public init(userStatus: SettableUserStatus? = nil, dndStatus: SettableDNDStatus? = nil) {
        self.userStatus = userStatus
        self.dndStatus = dndStatus
    }

    /// “No change” in the published tables: the user's own status stands.
    public static let noChange = RingCentralTarget()
    /// Available; calls as the user had them.
    public static let available = RingCentralTarget(userStatus: .available)
    /// Busy; calls as the user had them.
    public static let busy = RingCentralTarget(userStatus: .busy)
    /// Offline; calls as the user had them.
    public static let offline = RingCentralTarget(userStatus: .offline)
    /// Do not disturb: nothing rings.
    public static let doNotDisturb = RingCentralTarget(dndStatus: .doNotAcceptAnyCalls)
}
