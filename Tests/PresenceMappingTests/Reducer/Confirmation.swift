import PresenceMapping

/// What a reading comes to when it is taken the short way, beside what the reducer makes of it.
enum Confirmation: Equatable {
    /// The short way does not take it, and has left the state as it was.
    case left
    /// Both ways come to the same, and nothing else follows.
    case same
    /// They differ.
    case different

    /// - Parameters:
    ///   - rule: what decided when the state was reached.
    init(_ event: SyncEvent, from state: SyncState, rule: DecidingRule?, by reducer: PresenceReducer, at now: Duration)
    {
        var confirmed = state
        guard Self.confirm(event, &confirmed, reducer, now) else {
            self = confirmed == state ? .left : .different
            return
        }
        let reduction = reducer.reduce(state, event, at: now)
        let isSame =
            reduction.state == confirmed && reduction.effects.isEmpty && !reduction.heldChanged
            && (reduction.rule == nil || reduction.rule == rule)
        self = isSame ? .same : .different
    }

    private static func confirm(
        _ event: SyncEvent, _ state: inout SyncState, _ reducer: PresenceReducer, _ now: Duration
    ) -> Bool {
        switch event {
        case .teams(let reading): return reducer.confirm(&state, teams: reading, at: now)
        case .ringCentral(let reading):
            guard reading.sequence == nil, let asOf = reading.asOf, let userStatus = reading.userStatus,
                let dndStatus = reading.dndStatus, let telephony = reading.telephony, let meeting = reading.meeting,
                let isVisible = reading.isVisible
            else { return false }
            let presence = RingCentralState(
                userStatus: userStatus, dndStatus: dndStatus, telephony: telephony, meeting: meeting,
                isVisible: isVisible)
            return reducer.confirm(&state, ringCentral: presence, asOf: asOf, at: now)
        default: return false
        }
    }
}
