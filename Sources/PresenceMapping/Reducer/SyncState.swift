/// All that is remembered of one user, in 128 bytes.
///
/// The user's own presence and what the sync laid over it are kept apart. What RingCentral should show is computed
/// from the two sides' own states each time, never from the path that led there, so that the order in which events
/// arrive does not matter in the end.
public struct SyncState: Hashable, Sendable {
    // Teams.
    var teamsHigh: UInt64 = 0
    var teamsLow: UInt64 = 0
    var teamsAsOf = Moment.min
    /// When the sync began to hold something in Teams, one thing after another without a pause.
    var heldSince = Moment.never
    var clearedAt = Moment.never

    // RingCentral.
    var ringCentralSequence = Int64.min
    var telephonySequence = Int64.min
    var ringCentralAsOf = Moment.min
    /// When the sync began to write, one write after another without the user's own presence in between.
    var writingSince = Moment.min
    /// When the last write was sent.
    var writtenAt = Moment.min

    // Both.
    var settleAt = Moment.never
    var retryAt = Moment.never

    // The small ones come last, so that they fill up.
    var flags: Flags = [.isVisible, .isQueueMember]
    var fingerprint: UInt32 = 0
    var olderFingerprint: UInt32 = 0
    /// Until when Teams keeps what is held, in seconds after ``heldSince``.
    var heldSeconds: UInt32 = 0
    /// The last state of Teams that was not our own echo; ``noTeams`` before the first.
    var ownTeams = Self.noTeams
    var hold = TeamsHold.nothing
    var cleared = TeamsHold.nothing
    var ownUser = RingCentralState.UserStatus.unrecognized
    var ownDND = RingCentralState.DNDStatus.unrecognized
    var shownUser = RingCentralState.UserStatus.unrecognized
    var shownDND = RingCentralState.DNDStatus.unrecognized
    var beforeUser = RingCentralState.UserStatus.unrecognized
    var beforeDND = RingCentralState.DNDStatus.unrecognized
    var telephony = RingCentralState.Telephony.noCall
    var meeting = RingCentralState.Meeting.disconnected
    /// The queued write: two bits for the user status, two for the call acceptance; zero for none.
    var pending: UInt8 = 0
    /// The targets that the user undid, coded like ``pending``; zero for none.
    var undone: UInt8 = 0
    /// Failed tries in a row: RingCentral in the low four bits, Teams in the high four.
    var failures: UInt8 = 0

    static let noTeams: UInt8 = 0xFF

    struct Flags: OptionSet, Hashable {
        let rawValue: UInt32

        /// RingCentral has been read at least once.
        static let isRingCentralKnown = Self(rawValue: 1 << 0)
        /// Both sides have been known at the same time.
        static let hasStarted = Self(rawValue: 1 << 1)
        static let isReleased = Self(rawValue: 1 << 2)
        static let isVisible = Self(rawValue: 1 << 3)
        static let isQueueMember = Self(rawValue: 1 << 4)
        /// The user was seen setting Busy in RingCentral.
        static let isBusyByHand = Self(rawValue: 1 << 5)
        /// The last Teams state came without a sequence number.
        static let teamsIsUnsequenced = Self(rawValue: 1 << 6)
        /// The last RingCentral state came from a read, not from an event.
        static let ringCentralIsRead = Self(rawValue: 1 << 7)
        static let isWriting = Self(rawValue: 1 << 8)
        /// One of the writes since ``SyncState/writingSince`` carried the user status …
        static let wroteUser = Self(rawValue: 1 << 9)
        /// … or the call acceptance.
        static let wroteDND = Self(rawValue: 1 << 10)
        /// The write under way, or the last one, carries the user status …
        static let writesUser = Self(rawValue: 1 << 24)
        /// … or the call acceptance.
        static let writesDND = Self(rawValue: 1 << 25)
        /// The write has not been seen from the other side yet.
        static let awaitsUser = Self(rawValue: 1 << 11)
        static let awaitsDND = Self(rawValue: 1 << 12)
        /// Whether the last write had effect is not known.
        static let isUncertain = Self(rawValue: 1 << 13)
        /// The user changed something while a write was under way.
        static let isContested = Self(rawValue: 1 << 14)
        static let ringCentralRefused = Self(rawValue: 1 << 15)
        static let teamsRefused = Self(rawValue: 1 << 16)
        /// The last Teams write failed and has to be repeated.
        static let teamsIsDirty = Self(rawValue: 1 << 17)
        /// What is held in Teams has been seen there.
        static let holdWasSeen = Self(rawValue: 1 << 18)
        /// The last Teams reading showed what is held.
        static let teamsShowsHold = Self(rawValue: 1 << 19)
        /// What was cleared in Teams has to be checked.
        static let checksCleared = Self(rawValue: 1 << 20)
        /// A RingCentral call and a Teams call were going on at the same time.
        static let overlapped = Self(rawValue: 1 << 21)
        /// ``SyncState/retryAt`` holds RingCentral writes back …
        static let ringCentralWaits = Self(rawValue: 1 << 22)
        /// … or Teams writes.
        static let teamsWaits = Self(rawValue: 1 << 23)
        /// The last reading showed what was there before our write, so soon after it that it may be an old copy or the
        /// user's undoing: of the user status …
        static let doubtsUser = Self(rawValue: 1 << 26)
        /// … or of the call acceptance.
        static let doubtsDND = Self(rawValue: 1 << 27)
    }

    /// A user of whom nothing is known yet.
    ///
    /// - Parameter held: what an earlier process had written over the user's own presence, see ``held``.
    public init(held: HeldPresence? = nil) {
        guard let held else { return }
        ownUser = .init(held.ownUserStatus)
        ownDND = .init(held.ownDNDStatus)
        shownUser = .init(held.writtenUserStatus)
        shownDND = .init(held.writtenDNDStatus)
        beforeUser = .init(held.earlierUserStatus)
        beforeDND = .init(held.earlierDNDStatus)
        flags.insert(.isUncertain)
        if held.hold != .nothing {
            cleared = held.hold
            heldSince = 0
            clearedAt = 0
            flags.insert(.teamsIsDirty)
        }
    }
}

extension SyncState {
    /// Teams without what the sync holds there; nil before the first reading.
    public var teams: TeamsState? { TeamsState(packed: ownTeams) }

    /// What RingCentral shows, as far as it is known; nil before the first reading.
    public var ringCentral: RingCentralState? { isRingCentralKnown ? shown : nil }

    /// The user's own RingCentral presence, without what the sync laid over it; nil before the first reading.
    public var ownRingCentral: RingCentralState? { isRingCentralKnown ? own : nil }

    /// What the sync holds in Teams: nothing, a session presence or a preferred presence.
    public var teamsHold: TeamsTarget { hold.target }

    /// The write that waits to be sent, newest form; nil when there is none.
    public var pendingWrite: RingCentralWrite? {
        guard pending != 0 else { return nil }
        let dnd = SettableDNDStatus(rawValue: pending >> 2)
        let urgency: RingCentralWrite.Urgency =
            switch dnd {
            case nil: .display
            case let dnd? where dnd.state.strictness > shownDND.strictness: .stopRinging
            default: .startRinging
            }
        return RingCentralWrite(
            userStatus: SettableUserStatus(rawValue: pending & 3), dndStatus: dnd, urgency: urgency)
    }

    /// Whether a RingCentral write has been started and has not ended.
    public var isWriting: Bool { flags.contains(.isWriting) }

    /// What must survive a restart: the user's own presence wherever the sync has written over it, and what it holds in
    /// Teams. Nil when there is neither. ``PresenceReducer/Reduction/heldChanged`` says when to store it.
    public var held: HeldPresence? {
        let parts = heldParts
        guard !parts.isEmpty else { return nil }
        return HeldPresence(
            ownUserStatus: parts.ownUser.storedWord, ownDNDStatus: parts.ownDND.storedWord,
            writtenUserStatus: parts.shownUser.storedWord, writtenDNDStatus: parts.shownDND.storedWord,
            earlierUserStatus: parts.earlierUser.storedWord, earlierDNDStatus: parts.earlierDND.storedWord,
            session: parts.hold.session?.presence, preferred: parts.hold.preferred?.presence)
    }

    /// ``held`` in seven bytes, to be compared at each event.
    struct HeldParts: Equatable {
        var ownUser: RingCentralState.UserStatus
        var ownDND: RingCentralState.DNDStatus
        var shownUser: RingCentralState.UserStatus
        var shownDND: RingCentralState.DNDStatus
        var earlierUser: RingCentralState.UserStatus
        var earlierDND: RingCentralState.DNDStatus
        var hold: TeamsHold

        var isEmpty: Bool {
            shownUser == ownUser && shownDND == ownDND && earlierUser == ownUser && earlierDND == ownDND
                && hold == .nothing
        }
    }

    var heldParts: HeldParts {
        let isInDoubt = !flags.isDisjoint(with: [.isWriting, .isUncertain])
        // What was cleared in Teams counts until it has been looked for.
        let isCleared = flags.isDisjoint(with: [.checksCleared, .teamsIsDirty])
        return HeldParts(
            ownUser: ownUser, ownDND: ownDND, shownUser: shownUser, shownDND: shownDND,
            earlierUser: isInDoubt ? beforeUser : shownUser, earlierDND: isInDoubt ? beforeDND : shownDND,
            hold: hold != .nothing ? hold : isCleared ? .nothing : cleared)
    }

    /// Whether ``held`` is another than in an earlier state.
    func heldChanged(since earlier: SyncState) -> Bool {
        let parts = heldParts
        let before = earlier.heldParts
        return parts != before && !(parts.isEmpty && before.isEmpty)
    }

    /// Whether the user has been unsynced.
    public var isReleased: Bool { flags.contains(.isReleased) }

    /// Whether nothing is outstanding: no write queued or under way, and, once released, nothing held on either side.
    public var isAtRest: Bool {
        pending == 0 && !isWriting && !flags.contains(.isUncertain) && settleAt == .never
            && !flags.contains(.teamsIsDirty)
            && (!isReleased || hold == .nothing && shownUser == ownUser && shownDND == ownDND)
    }

    /// Why nothing can be written for this user, if that is so.
    public var isRefused: Bool { flags.contains(.ringCentralRefused) || flags.contains(.teamsRefused) }

    /// When what is held in Teams runs out.
    var heldUntil: Moment {
        get { heldSince + Moment(heldSeconds) * 1_000 }
        set { heldSeconds = UInt32(clamping: (newValue - heldSince + 999) / 1_000) }
    }

    var isRingCentralKnown: Bool { flags.contains(.isRingCentralKnown) }

    var shown: RingCentralState {
        RingCentralState(
            userStatus: shownUser, dndStatus: shownDND, telephony: telephony, meeting: meeting,
            isVisible: flags.contains(.isVisible))
    }

    var own: RingCentralState {
        RingCentralState(
            userStatus: ownUser, dndStatus: ownDND, telephony: telephony, meeting: meeting,
            isVisible: flags.contains(.isVisible))
    }

    /// The next moment after `now` at which something is due. What is due already and was not done waits for something
    /// else.
    func nextWake(_ timing: ReducerTiming, after now: Moment) -> Moment {
        var next = Moment.never
        func consider(_ moment: Moment) {
            if moment > now && moment < next { next = moment }
        }
        consider(settleAt)
        if hold != .nothing {
            consider(heldUntil - Moment(timing.session.duration) + timing.renewal(hold))
            consider(heldUntil)
        }
        if !flags.isDisjoint(with: [.ringCentralWaits, .teamsWaits]) { consider(retryAt) }
        if !isWriting, !flags.isDisjoint(with: [.awaitsUser, .awaitsDND]) {
            consider(writtenAt + Moment(timing.grace))
        }
        if !flags.isDisjoint(with: [.doubtsUser, .doubtsDND]) { consider(writtenAt + Moment(timing.consistency)) }
        if flags.contains(.checksCleared) { consider(clearedAt + Moment(timing.grace)) }
        return next
    }
}
