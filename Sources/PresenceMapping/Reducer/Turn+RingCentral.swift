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
        } else if asOf < state.ringCentralAsOf {
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
        takeUserStatus(reading.userStatus, asOf)
        takeDNDStatus(reading.dndStatus, asOf)
        if state.flags.contains(.isUncertain), asOf >= state.writtenAt, reading.userStatus != nil,
            reading.dndStatus != nil
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
        /// A choice of the user; `undoes` when it replaces what the sync had set.
        case choice(undoes: Bool)
    }

    private mutating func takeUserStatus(_ value: RingCentralState.UserStatus?, _ asOf: Moment) {
        guard let value else { return }
        let previous = state.ownUser
        var field = Field(
            state, own: previous, shown: state.shownUser, before: state.beforeUser, wrote: .wroteUser,
            awaits: .awaitsUser)
        let news = Self.news(value, in: &field, asOf, now: now, grace: Moment(timing.grace))
        (state.ownUser, state.shownUser, state.beforeUser) = (field.own, field.shown, field.before)
        note(news, isAwaited: field.isAwaited, .awaitsUser, isContested: field.isContested)
        guard case .choice(let undoes) = news else { return }
        if value == .busy && previous != .unrecognized {
            state.flags.insert(.isBusyByHand)
        } else {
            state.flags.remove(.isBusyByHand)
        }
        if undoes { state.undone = state.undone & 0b1100 | currentCell.userCode }
    }

    private mutating func takeDNDStatus(_ value: RingCentralState.DNDStatus?, _ asOf: Moment) {
        guard let value else { return }
        var field = Field(
            state, own: state.ownDND, shown: state.shownDND, before: state.beforeDND, wrote: .wroteDND,
            awaits: .awaitsDND)
        let news = Self.news(value, in: &field, asOf, now: now, grace: Moment(timing.grace))
        (state.ownDND, state.shownDND, state.beforeDND) = (field.own, field.shown, field.before)
        note(news, isAwaited: field.isAwaited, .awaitsDND, isContested: field.isContested)
        if news == .choice(undoes: true) { state.undone = state.undone & 0b0011 | currentCell.dndCode << 2 }
    }

    /// Tells the user's choices from the sync's own writes, by what was written and when.
    private static func news<Value: Equatable>(
        _ value: Value, in field: inout Field<Value>, _ asOf: Moment, now: Moment, grace: Moment
    ) -> News {
        if field.wasWritten && asOf < field.writtenAt {
            if value == field.before { return .late }
            // Chosen before the write arrived, which has replaced it since.
            field.own = value
            field.before = value
            return .choice(undoes: false)
        }
        if value == field.shown {
            let isOurs = field.isAwaited || field.shown != field.own
            field.isAwaited = false
            return isOurs ? .ownEcho : .nothing
        }
        if value == field.before && field.isUncertain {
            field.shown = field.before
            return .late
        }
        if value == field.before && field.isAwaited && now < field.writtenAt + grace { return .late }
        let undoes = field.shown != field.own
        field.own = value
        field.isAwaited = false
        if field.isBeingWritten { field.isContested = true } else { field.shown = value }
        return .choice(undoes: undoes)
    }

    private mutating func note(_ news: News, isAwaited: Bool, _ awaits: SyncState.Flags, isContested: Bool) {
        if !isAwaited { state.flags.remove(awaits) }
        if isContested { state.flags.insert(.isContested) }
        switch news {
        case .ownEcho, .late: reasons.insert(.ownEcho)
        case .choice(undoes: true): reasons.insert(.changedByUser)
        case .nothing, .choice(undoes: false): break
        }
    }

    /// The row in force now.
    var currentCell: Cell { policy.cell(state.teams?.during(state.telephony).status ?? .unknown) }
}

/// One of the two fields of a RingCentral presence, with what is known of its last write.
private struct Field<Value> {
    var own: Value
    var shown: Value
    var before: Value
    var isAwaited: Bool
    var isContested = false
    let wasWritten: Bool
    let isBeingWritten: Bool
    let isUncertain: Bool
    let writtenAt: Moment

    init(
        _ state: SyncState, own: Value, shown: Value, before: Value, wrote: SyncState.Flags, awaits: SyncState.Flags
    ) {
        self.own = own
        self.shown = shown
        self.before = before
        isAwaited = state.flags.contains(awaits)
        wasWritten = state.flags.contains(wrote)
        isBeingWritten = wasWritten && state.isWriting
        isUncertain = state.flags.contains(.isUncertain)
        writtenAt = state.writtenAt
    }
}
