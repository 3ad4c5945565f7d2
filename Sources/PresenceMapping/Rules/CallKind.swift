/// Where a call comes from.
public enum CallKind: String, Hashable, Sendable, CaseIterable, Codable {
    /// Dialled to the user.
    case direct
    /// Offered by a call queue that the user is a member of.
    case queue
}

extension RingCentralState.DNDStatus {
    /// Whether a call of this kind rings; nil when the value is not one that is published.
    ///
    /// The user status plays no part: Busy and Offline block nothing by themselves.
    ///
    /// Source: RingCentral guide on call queue presence; `msteams/questions.md`.
    public func rings(_ call: CallKind) -> Bool? {
        switch self {
        case .takeAllCalls: true
        case .doNotAcceptDepartmentCalls: call == .direct
        case .takeDepartmentCallsOnly: call == .queue
        case .doNotAcceptAnyCalls: false
        case .unrecognized: nil
        }
    }
}
