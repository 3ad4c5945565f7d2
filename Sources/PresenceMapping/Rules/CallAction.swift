/// What a call rule does with calls.
///
/// Source: RingCentral admin guide “Customize call presence settings”; call queue presence guide for the `dndStatus`
/// behind each.
public enum CallAction: String, Hashable, Sendable, CaseIterable {
    /// Accept all calls: every call rings, whatever Teams says.
    case acceptAll
    /// Do not accept queue calls: direct calls ring, calls from queues go to other members.
    case noQueueCalls
    /// Do not accept any calls: nothing rings.
    case noCalls

    /// The name of the choice in the admin portal.
    public var title: String {
        switch self {
        case .acceptAll: "Accept all calls"
        case .noQueueCalls: "Do not accept queue calls"
        case .noCalls: "Do not accept any calls"
        }
    }

    /// The RingCentral presence that this choice implies in a row.
    ///
    /// The vendor says “Busy or Offline” for the first two without saying which; Offline for the row Offline and Busy for
    /// the other four is derived. “Do not accept any calls” is Do not disturb and leaves the user status.
    public func target(in row: CallRuleRow) -> RingCentralTarget {
        let status: SettableUserStatus = row == .offline ? .offline : .busy
        return switch self {
        case .acceptAll: RingCentralTarget(userStatus: status, dndStatus: .takeAllCalls)
        case .noQueueCalls: RingCentralTarget(userStatus: status, dndStatus: .doNotAcceptDepartmentCalls)
        case .noCalls: .doNotDisturb
        }
    }
}
