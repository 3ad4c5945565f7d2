import PresenceMapping

/// One user with a reducer, driven by hand: every test says what happens and looks at what comes out.
struct SyncedUser {
    var state: SyncState
    var reducer: PresenceReducer
    var now: Duration
    /// The last effects and reasons.
    var effects = SyncEffects()
    var reasons: SyncReasons = []
    var rule: DecidingRule?
    /// When the reducer wants to be woken.
    var wakeAt: Duration?

    private var teamsNumber = 100
    private var ringCentralNumber: Int64 = 100

    init(
        _ preset: Preset = .app, rules: [CallRuleRow: CallAction] = [:], keepsStatus: Bool? = nil,
        timing: ReducerTiming = ReducerTiming(), held: HeldPresence? = nil, at now: Duration = .seconds(1_000)
    ) {
        let rules = CallRules(rules, keepsStatusThroughInactivity: keepsStatus)
        reducer = PresenceReducer(policy: MappingPolicy(preset: preset, rules: rules), timing: timing)
        state = SyncState(held: held)
        self.now = now
    }

    /// A user who is available on both sides and known to be.
    static func available(
        _ preset: Preset = .app, rules: [CallRuleRow: CallAction] = [:], keepsStatus: Bool? = nil,
        timing: ReducerTiming = ReducerTiming()
    ) -> SyncedUser {
        var user = SyncedUser(preset, rules: rules, keepsStatus: keepsStatus, timing: timing)
        user.reads(.available, .takeAllCalls)
        user.teams(.available)
        return user
    }

    mutating func take(_ event: SyncEvent) {
        let reduction = reducer.reduce(state, event, at: now)
        state = reduction.state
        effects = reduction.effects
        reasons = reduction.reasons
        rule = reduction.rule
        if let next = effects.wakeAt { wakeAt = next }
    }

    /// Teams was read.
    mutating func teams(_ status: TeamsStatus, isInactive: Bool = false) {
        teamsNumber += 1
        take(
            .teams(
                TeamsReading(TeamsState(status, isInactive: isInactive), sequence: TeamsSequence("A0\(teamsNumber)"))))
    }

    /// RingCentral was read.
    mutating func reads(
        _ userStatus: RingCentralState.UserStatus, _ dndStatus: RingCentralState.DNDStatus,
        _ telephony: RingCentralState.Telephony = .noCall, isVisible: Bool = true
    ) {
        take(
            .ringCentral(
                RingCentralReading(
                    RingCentralState(
                        userStatus: userStatus, dndStatus: dndStatus, telephony: telephony, isVisible: isVisible))))
    }

    /// RingCentral sent an event.
    mutating func hears(
        _ userStatus: RingCentralState.UserStatus, _ dndStatus: RingCentralState.DNDStatus,
        _ telephony: RingCentralState.Telephony? = nil
    ) {
        ringCentralNumber += 1
        take(
            .ringCentral(
                RingCentralReading(
                    userStatus: userStatus, dndStatus: dndStatus, telephony: telephony, meeting: .disconnected,
                    isVisible: true, sequence: ringCentralNumber)))
    }

    /// Sends the queued write and has it accepted; nil when nothing was queued.
    @discardableResult mutating func sends(_ outcome: WriteOutcome = .accepted) -> RingCentralWrite? {
        let write = state.pendingWrite
        take(.ringCentralWriteStarted)
        now += .milliseconds(100)
        take(.ringCentralWriteFinished(outcome))
        return write
    }

    /// Lets time pass, waking the reducer as it asks.
    mutating func waits(_ duration: Duration) {
        let end = now + duration
        while let next = wakeAt, next <= end {
            now = max(now, next)
            wakeAt = nil
            take(.wake)
            if effects.writes { return }
        }
        now = end
    }
}
