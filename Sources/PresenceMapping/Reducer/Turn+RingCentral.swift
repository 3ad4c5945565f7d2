extension Turn {
    /// Takes a RingCentral reading. False when it says nothing new.
    mutating func read(_ reading: RingCentralReading) -> Bool {
        if reading.fingerprint != 0 {
            if reading.fingerprint == state.fingerprint || reading.fingerprint == state.olderFingerprint {
                reasons.insert(.duplicate)
                return false
            }
            state.olderFingerprint = state.fingerprint
            state.fingerprint = reading.fingerprint
        }
        let asOf = Swift.min(reading.asOf.map { Moment($0) } ?? now, now)
        var isFresh = true
        var isTelephonyFresh = reading.telephony != nil
        if let sequence = reading.sequence {
            isFresh = sequence > state.ringCentralSequence
            isTelephonyFresh = isTelephonyFresh && sequence > state.telephonySequence
            guard isFresh || isTelephonyFresh else {
                reasons.insert(sequence == state.ringCentralSequence ? .duplicate : .stale)
                return false
            }
            if isFresh { state.ringCentralSequence = sequence }
            if isTelephonyFresh { state.telephonySequence = sequence }
            // A read that was asked for later already told more.
            if asOf < state.ringCentralAsOf && state.flags.contains(.ringCentralIsRead) {
                reasons.insert(.stale)
                return false
            }
        } else if asOf < state.ringCentralAsOf
            || asOf == state.ringCentralAsOf && !state.flags.contains(.ringCentralIsRead)
        {
            // Of the same moment counts as older than an event: it was asked for before it was answered.
            reasons.insert(.stale)
            return false
        }
        if asOf >= state.ringCentralAsOf {
            state.ringCentralAsOf = asOf
            if reading.sequence == nil {
                state.flags.insert(.ringCentralIsRead)
            } else {
                state.flags.remove(.ringCentralIsRead)
            }
        }
        merge(reading, asOf: asOf, isFresh: isFresh, isTelephonyFresh: isTelephonyFresh)
        return true
    }

    private mutating func merge(_ reading: RingCentralReading, asOf: Moment, isFresh: Bool, isTelephonyFresh: Bool) {
        if isTelephonyFresh, let telephony = reading.telephony { state.telephony = telephony }
        guard isFresh else { return }
        if let meeting = reading.meeting { state.meeting = meeting }
        if let isVisible = reading.isVisible {
            if isVisible { state.flags.insert(.isVisible) } else { state.flags.remove(.isVisible) }
        }
        let isFirst = !state.isRingCentralKnown
        if isFirst {
            guard reading.userStatus != nil || reading.dndStatus != nil else { return }
            state.flags.insert(.isRingCentralKnown)
            if !state.flags.contains(.isUncertain) {
                state.ownUser = reading.userStatus ?? .unrecognized
                state.ownDND = reading.dndStatus ?? .unrecognized
                state.shownUser = state.ownUser
                state.shownDND = state.ownDND
                state.beforeUser = state.ownUser
                state.beforeDND = state.ownDND
                return
            }
        }
        let doubt = reading.asOf == nil ? timing.grace : timing.consistency
        takeUserStatus(reading.userStatus, asOf, doubt: Moment(doubt))
        takeDNDStatus(reading.dndStatus, asOf, doubt: Moment(doubt))
        if state.flags.contains(.isUncertain), asOf >= state.writtenAt, reading.userStatus != nil,
            reading.dndStatus != nil, state.flags.isDisjoint(with: [.doubtsUser, .doubtsDND])
        {
            state.flags.subtract([.isUncertain, .awaitsUser, .awaitsDND])
        }
    }

    /// What a value that was read says.
    private enum News: Equatable {
        /// What is known already.
        case nothing
        /// What the sync wrote.
        case ownEcho
        /// What was there before the sync wrote, reported late.
        case late
        /// What was there before the sync wrote, so soon after that it may be an old copy or the user's undoing.
        case doubtful
        /// A choice of the user; `undoes` when it replaces what the sync had set.
        case choice(undoes: Bool)
    }

    private mutating func takeUserStatus(_ value: RingCentralState.UserStatus?, _ asOf: Moment, doubt: Moment) {
        guard let value else { return }
        let previous = state.ownUser
        var field = Field(
            state, own: previous, shown: state.shownUser, before: state.beforeUser, wrote: .wroteUser,
            writes: .writesUser, awaits: .awaitsUser)
        let news = Self.news(value, in: &field, asOf, doubt: doubt)
        (state.ownUser, state.shownUser, state.beforeUser) = (field.own, field.shown, field.before)
        note(news, isAwaited: field.isAwaited, .awaitsUser, doubts: .doubtsUser, isContested: field.isContested)
        guard case .choice(let undoes) = news else { return }
        if value == .busy && previous != .unrecognized {
            state.flags.insert(.isBusyByHand)
        } else {
            state.flags.remove(.isBusyByHand)
        }
        // An Offline stands by itself, and with the return from it the sync resumes.
        if value == .offline {
            state.undone &= 0b1100
        } else if undoes {
            state.undone = state.undone & 0b1100 | currentCell.userCode
        }
    }

    private mutating func takeDNDStatus(_ value: RingCentralState.DNDStatus?, _ asOf: Moment, doubt: Moment) {
        guard let value else { return }
        var field = Field(
            state, own: state.ownDND, shown: state.shownDND, before: state.beforeDND, wrote: .wroteDND,
            writes: .writesDND, awaits: .awaitsDND)
        let news = Self.news(value, in: &field, asOf, doubt: doubt)
        (state.ownDND, state.shownDND, state.beforeDND) = (field.own, field.shown, field.before)
        note(news, isAwaited: field.isAwaited, .awaitsDND, doubts: .doubtsDND, isContested: field.isContested)
        guard case .choice(let undoes) = news else { return }
        if value == .doNotAcceptAnyCalls {
            state.undone &= 0b0011
        } else if undoes {
            state.undone = state.undone & 0b0011 | currentCell.dndCode << 2
        }
    }

    /// Tells the user's choices from the sync's own writes, by what was written and when.
    private static func news<Value: Equatable>(
        _ value: Value, in field: inout Field<Value>, _ asOf: Moment, doubt: Moment
    ) -> News {
        if asOf < field.writingSince {
            // From before the first of our writes, and so certainly not ours.
            let isKnown = value == field.own
            if field.before == field.own { field.before = value }
            field.own = value
            if !field.wasWritten { field.shown = value }
            return isKnown ? .nothing : .choice(undoes: false)
        }
        if value == field.shown {
            let isOurs = field.isAwaited || field.shown != field.own
            field.isAwaited = false
            return isOurs ? .ownEcho : .nothing
        }
        // From between two of our writes: the reading right before the last one knew better.
        if field.wasWritten && asOf < field.writtenAt { return .late }
        if value == field.before && field.isUncertain {
            // An old copy says nothing about whether the write arrived.
            if field.isWritten && asOf < field.writtenAt + doubt { return .doubtful }
            field.shown = field.before
            return .ownEcho
        }
        // A copy that has the write and one that has not may answer in turn, so that having seen the write once settles nothing.
        if value == field.before && field.isWritten && asOf < field.writtenAt + doubt { return .doubtful }
        let undoes = field.shown != field.own
        field.own = value
        field.isAwaited = false
        if field.isBeingWritten { field.isContested = true } else { field.shown = value }
        return .choice(undoes: undoes)
    }

    private mutating func note(
        _ news: News, isAwaited: Bool, _ awaits: SyncState.Flags, doubts: SyncState.Flags, isContested: Bool
    ) {
        if !isAwaited { state.flags.remove(awaits) }
        if isContested { state.flags.insert(.isContested) }
        switch news {
        case .late: break
        case .doubtful: state.flags.insert(doubts)
        case .nothing, .ownEcho, .choice: state.flags.remove(doubts)
        }
        switch news {
        case .ownEcho, .late, .doubtful: reasons.insert(.ownEcho)
        case .choice(undoes: true): reasons.insert(.changedByUser)
        case .nothing, .choice(undoes: false): break
        }
    }

    /// The row in force now.
    var currentCell: Cell { policy.cell(state.teams?.during(state.telephony).status ?? .unknown) }
}

/// One of the two fields of a RingCentral presence, with what is known of its writes.
private struct Field<Value> {
    var own: Value
    var shown: Value
    var before: Value
    var isAwaited: Bool
    var isContested = false
    let wasWritten: Bool
    let isBeingWritten: Bool
    /// Whether the write under way, or the last one, carries the field.
    let isWritten: Bool
    let isUncertain: Bool
    let writingSince: Moment
    let writtenAt: Moment

    init(
        _ state: SyncState, own: Value, shown: Value, before: Value, wrote: SyncState.Flags, writes: SyncState.Flags,
        awaits: SyncState.Flags
    ) {
        self.own = own
        self.shown = shown
        self.before = before
        isAwaited = state.flags.contains(awaits)
        wasWritten = state.flags.contains(wrote)
        isWritten = state.flags.contains(writes)
        isBeingWritten = state.isWriting && isWritten
        isUncertain = state.flags.contains(.isUncertain)
        writingSince = state.writingSince
        writtenAt = state.writtenAt
    }
}
