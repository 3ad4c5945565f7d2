extension Turn {
    /// Takes a Teams reading. False when it says nothing new.
    mutating func read(_ reading: TeamsReading) -> Bool {
        let asOf = Swift.min(reading.asOf.map { Moment($0) } ?? now, now)
        guard isNew(reading, asOf: asOf) else { return false }
        let status = reading.state.status
        if state.hold.status == status && asOf >= state.heldSince {
            // Ours, or hidden behind ours: nothing is known of the user's own state until ours is gone.
            state.flags.formUnion([.holdWasSeen, .teamsShowsHold])
            reasons.insert(.ownEcho)
            return true
        }
        if state.cleared != .nothing, state.cleared.status == status {
            guard asOf >= state.clearedAt, now >= state.clearedAt + Moment(timing.grace) else {
                reasons.insert(.ownEcho)
                return true
            }
            // Still there after it was cleared: the user's own, most likely. If it is ours after all, clearing it once
            // more ends it.
            if state.hold == .nothing && state.cleared.session != nil {
                effects.session = .clear
                reasons.insert(.healed)
            }
            state.cleared = .nothing
        } else if asOf >= state.clearedAt {
            state.cleared = .nothing
        }
        if status == .unknown {
            reasons.insert(.unknownTeamsStatus)
            return true
        }
        if reading.state.isInactive && policy.keepsStatusThroughInactivity {
            reasons.insert(.inactivity)
            return true
        }
        take(reading, asOf: asOf)
        return true
    }

    private mutating func isNew(_ reading: TeamsReading, asOf: Moment) -> Bool {
        let isUnsequenced = state.flags.contains(.teamsIsUnsequenced)
        guard let sequence = reading.sequence else {
            if asOf < state.teamsAsOf { reasons.insert(.stale) }
            return asOf >= state.teamsAsOf
        }
        let order =
            state.teamsHigh == 0
            ? TeamsSequence.Order.newer : sequence.order(afterHigh: state.teamsHigh, low: state.teamsLow)
        switch order {
        case .newer where !isUnsequenced: return true
        case .older:
            reasons.insert(.stale)
            return false
        case .same where !isUnsequenced:
            reasons.insert(.duplicate)
            return false
        case .newer, .same, .undecided:
            // A notification came in between, which bears no number: the later of the two is right.
            if asOf < state.teamsAsOf { reasons.insert(.stale) }
            return asOf >= state.teamsAsOf
        }
    }

    /// A state that is the user's own.
    private mutating func take(_ reading: TeamsReading, asOf: Moment) {
        let status = reading.state.status
        state.ownTeams = reading.state.packed
        state.teamsAsOf = Swift.max(state.teamsAsOf, asOf)
        state.flags.remove(.teamsShowsHold)
        if let sequence = reading.sequence {
            state.teamsHigh = sequence.high
            state.teamsLow = sequence.low
            state.flags.remove(.teamsIsUnsequenced)
        } else {
            state.flags.insert(.teamsIsUnsequenced)
        }
        if state.flags.contains(.holdWasSeen), status == .available {
            // The user picked Available although the sync shows Busy: that is newer than the Busy in RingCentral.
            state.flags.remove(.isBusyByHand)
        }
        if state.hold != .nothing && state.flags.contains(.holdWasSeen) { reasons.insert(.hiddenByUsersChoice) }
        if state.flags.contains(.overlapped), !state.telephony.isInCall {
            if status == .busy || status == .doNotDisturb { reasons.insert(.usersToFix) }
            if status == .available { state.flags.remove(.overlapped) }
        }
    }

    /// Plans what Teams should hold for the user's own RingCentral presence.
    mutating func evaluateTeams() {
        if state.telephony.isInCall, state.teams?.status.isConversation == true { state.flags.insert(.overlapped) }
        if state.hold != .nothing && now >= state.heldUntil {
            state.hold = .nothing
            state.flags.subtract([.holdWasSeen, .teamsShowsHold])
            reasons.insert(.expired)
        }
        if state.flags.contains(.teamsRefused) {
            reasons.insert(.teamsRefused)
            return
        }
        if state.flags.contains(.teamsWaits) && now < state.retryAt { return }
        let wanted = wantedHold()
        if wanted == state.hold {
            if state.flags.contains(.teamsIsDirty) {
                repeatTeamsWrite()
            } else if state.hold != .nothing, now >= renewalAt {
                set(state.hold)
                reasons.insert(.renewed)
            }
        } else if wanted != .nothing {
            hold(wanted)
        } else if state.isReleased || hasSettled() {
            release()
        }
    }

    /// What the user's own RingCentral presence wants Teams to hold.
    func wantedHold() -> TeamsHold {
        guard !state.isReleased else { return .nothing }
        var own = state.own
        // A Busy that nobody was seen setting may be a leftover and says nothing.
        if own.userStatus == .busy && !state.flags.contains(.isBusyByHand) { own.userStatus = .available }
        let wanted = policy.hold(RingCentralSituation(own))
        return wanted == .keep ? state.hold : wanted
    }

    private var renewalAt: Moment { state.heldUntil - Moment(timing.session.duration) + timing.renewal(state.hold) }

    private mutating func hold(_ wanted: TeamsHold) {
        if state.hold != .nothing {
            state.cleared = state.hold
            state.clearedAt = now
            if wanted.session == nil, state.hold.session != nil { effects.session = .clear }
            if wanted.preferred == nil, state.hold.preferred != nil { clearPreferred() }
        }
        if state.cleared.status == wanted.status { state.cleared = .nothing }
        state.hold = wanted
        state.heldSince = now
        state.flags.subtract([.holdWasSeen, .teamsShowsHold, .checksCleared])
        set(wanted)
    }

    private mutating func set(_ hold: TeamsHold) {
        state.heldUntil = now + Moment(timing.session.duration)
        state.flags.remove(.teamsIsDirty)
        if let session = hold.session { effects.session = .set(session, timing.session) }
        if let preferred = hold.preferred { effects.preferred = .set(preferred, timing.session) }
    }

    private mutating func release() {
        if state.hold.session != nil { effects.session = .clear }
        if state.hold.preferred != nil { clearPreferred() }
        state.cleared = state.hold
        state.clearedAt = now
        state.hold = .nothing
        state.flags.subtract([.holdWasSeen, .teamsShowsHold, .teamsIsDirty])
        state.flags.insert(.checksCleared)
    }

    /// Clears our preferred presence, unless the user has picked another by hand since: that is not ours to clear.
    private mutating func clearPreferred() {
        let wasReplaced = state.flags.contains(.holdWasSeen) && !state.flags.contains(.teamsShowsHold)
        if wasReplaced { reasons.insert(.hiddenByUsersChoice) } else { effects.preferred = .clear }
    }

    private mutating func repeatTeamsWrite() {
        if state.hold != .nothing {
            set(state.hold)
            return
        }
        state.flags.remove(.teamsIsDirty)
        state.flags.insert(.checksCleared)
        state.clearedAt = now
        if state.cleared.preferred != nil { effects.preferred = .clear } else { effects.session = .clear }
    }

    mutating func finishTeamsWrite(_ outcome: WriteOutcome) {
        switch outcome {
        case .accepted: succeed(.teamsWaits)
        case .notDone, .unknown:
            state.flags.insert(.teamsIsDirty)
            backOff(.teamsWaits)
        case .refused, .notInAQueue:
            state.flags.insert(.teamsRefused)
            state.hold = .nothing
        }
    }
}
