/// Turns what happens to one user into what is to be done, as a pure function.
///
/// It keeps no clock, sends nothing and allocates nothing. Give it every event in whatever order it arrives; run the
/// effects; report how they went. Losing, repeating or reordering events costs time, never correctness: the next reading
/// of either side puts things right.
///
/// What it guarantees:
///
/// - Nothing is written because of something the sync wrote itself.
/// - A do-not-disturb or Offline that the user set in RingCentral is never lifted.
/// - What the user had before is restored when its cause ends, when the user is unsynced, and after a restart if
///   ``SyncState/held`` was stored.
/// - What is held in Teams runs out by itself if the process dies.
public struct PresenceReducer: Hashable, Sendable {
    /// The table and the rules that hold for this user.
    public let policy: MappingPolicy
    /// The waits.
    public let timing: ReducerTiming

    /// A reducer for all users who are subject to the same policy.
    public init(policy: MappingPolicy, timing: ReducerTiming = ReducerTiming()) {
        self.policy = policy
        self.timing = timing
    }

    /// Takes one event.
    ///
    /// - Parameters:
    ///   - state: what is remembered of the user.
    ///   - event: what happened.
    ///   - now: the time since an origin of the caller's choosing; it must not go backwards.
    /// - Returns: what to remember from now on, what to do, and why.
    public func reduce(_ state: SyncState, _ event: SyncEvent, at now: Duration) -> Reduction {
        var turn = Turn(state, policy, timing, Moment(now))
        let pendingWake = state.nextWake(timing, after: turn.now)
        turn.take(event)
        let next = turn.state.nextWake(timing, after: turn.now)
        if next != .never && (next != pendingWake || event == .wake) { turn.effects.wakeAt = next.duration }
        return Reduction(state: turn.state, effects: turn.effects, reasons: turn.reasons, rule: turn.rule)
    }

    /// What came of an event.
    public struct Reduction: Hashable, Sendable {
        /// What to remember from now on.
        public var state: SyncState
        /// What to do.
        public let effects: SyncEffects
        /// Why.
        public let reasons: SyncReasons
        /// What decides about RingCentral now; nil while one of the sides is not known, and for events that were dropped.
        public let rule: DecidingRule?
    }
}

/// One event being taken.
struct Turn {
    var state: SyncState
    var effects = SyncEffects()
    var reasons: SyncReasons = []
    var rule: DecidingRule?
    let policy: MappingPolicy
    let timing: ReducerTiming
    let now: Moment
    /// Whether something is waiting for ``SyncState/settleAt``.
    var isSettling = false

    init(_ state: SyncState, _ policy: MappingPolicy, _ timing: ReducerTiming, _ now: Moment) {
        self.state = state
        self.policy = policy
        self.timing = timing
        self.now = now
    }

    mutating func take(_ event: SyncEvent) {
        switch event {
        case .teams(let reading):
            guard read(reading) else { return }
        case .ringCentral(let reading):
            guard read(reading) else { return }
        case .ringCentralWriteStarted: startWrite()
        case .ringCentralWriteFinished(let outcome): finishWrite(outcome)
        case .teamsWriteFinished(let outcome): finishTeamsWrite(outcome)
        case .queueMembership(let isMember): setQueueMembership(isMember)
        case .streamRestarted: restartStream()
        case .wake: break
        case .unsync: state.flags.insert(.isReleased)
        case .sync: resume()
        }
        evaluate()
    }

    /// Compares what should be with what is, and plans the difference.
    mutating func evaluate() {
        start()
        if state.isRingCentralKnown {
            evaluateRingCentral()
            evaluateTeams()
        }
        checkLoose()
        if !isSettling { state.settleAt = .never }
        if isSettling { reasons.insert(.settling) }
    }

    /// Whether a change that can wait has stood long enough. Starts the wait if it has not begun.
    mutating func hasSettled() -> Bool {
        if state.settleAt == .never { state.settleAt = now + Moment(timing.settle) }
        if now >= state.settleAt { return true }
        isSettling = true
        return false
    }

    /// When both sides are known for the first time: a Teams state that looks like one of our sessions may have been
    /// left by an earlier process, and is not believed until that has been ruled out.
    private mutating func start() {
        guard !state.flags.contains(.hasStarted), state.isRingCentralKnown, let teams = state.teams else { return }
        state.flags.insert(.hasStarted)
        let wanted = wantedHold()
        if wanted != .nothing {
            // It is what we are about to set; whose it is cannot be told before that ends.
            if wanted.status == teams.status { forgetTeams() }
            return
        }
        let holds = RingCentralSituation.allCases.map { policy.hold($0) }
        guard let leftover = holds.first(where: { $0.session?.status == teams.status }) else { return }
        // Clearing a session that does not exist does no harm.
        effects.session = .clear
        state.cleared = leftover
        state.clearedAt = now
        state.flags.insert(.checksCleared)
        reasons.insert(.healed)
        forgetTeams()
    }

    private mutating func forgetTeams() {
        state.ownTeams = SyncState.noTeams
        state.teamsHigh = 0
        state.teamsLow = 0
    }

    private mutating func checkLoose() {
        let grace = Moment(timing.grace)
        if !state.isWriting, !state.flags.isDisjoint(with: [.awaitsUser, .awaitsDND]), now >= state.writtenAt + grace {
            state.flags.subtract([.awaitsUser, .awaitsDND])
            effects.readsRingCentral = true
        }
        if state.flags.contains(.checksCleared), now >= state.clearedAt + grace {
            state.flags.remove(.checksCleared)
            effects.readsTeams = true
        }
        if now >= state.retryAt {
            state.flags.subtract([.ringCentralWaits, .teamsWaits])
            state.retryAt = .never
        }
    }

    private mutating func setQueueMembership(_ isMember: Bool) {
        if isMember { state.flags.insert(.isQueueMember) } else { state.flags.remove(.isQueueMember) }
    }

    private mutating func restartStream() {
        state.ringCentralSequence = .min
        state.telephonySequence = .min
        state.fingerprint = 0
        state.olderFingerprint = 0
        effects.readsRingCentral = true
    }

    private mutating func resume() {
        state.flags.subtract([
            .isReleased, .ringCentralRefused, .teamsRefused, .ringCentralWaits, .teamsWaits,
        ])
        state.retryAt = .never
        state.failures = 0
    }

    /// The wait after a failure, and the count of failures one higher.
    mutating func backOff(_ side: SyncState.Flags) {
        let shift: UInt8 = side == .ringCentralWaits ? 0 : 4
        let count = state.failures >> shift & 0xF
        if count < 0xF { state.failures += 1 << shift }
        let wait = Swift.min(Moment(timing.retry) << Moment(Swift.min(count, 10)), 300_000)
        let isShared = !state.flags.isDisjoint(with: [.ringCentralWaits, .teamsWaits])
        state.retryAt = isShared ? Swift.max(state.retryAt, now + wait) : now + wait
        state.flags.insert(side)
        reasons.insert(.retrying)
    }

    mutating func succeed(_ side: SyncState.Flags) {
        state.failures &= side == .ringCentralWaits ? 0xF0 : 0x0F
    }
}
