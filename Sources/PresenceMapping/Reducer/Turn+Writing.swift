extension Turn {
    /// Plans the write that brings RingCentral to where it should be.
    mutating func evaluateRingCentral() {
        forgetUndone()
        let verdict = verdict()
        rule = verdict.rule
        if state.flags.contains(.ringCentralRefused) {
            reasons.insert(.ringCentralRefused)
            return
        }
        if state.isWriting { return }
        if state.flags.contains(.isUncertain) {
            if now >= state.retryAt {
                effects.readsRingCentral = true
                backOff(.ringCentralWaits)
            }
            return
        }
        if !state.flags.isDisjoint(with: [.doubtsUser, .doubtsDND]),
            now < state.writtenAt + Moment(timing.consistency)
        {
            // What is there now may be the user's choice. The reading before the next write tells, from then on.
            if state.pending != 0 { reasons.insert(.settling) }
            state.pending = 0
            return
        }
        guard let write = RingCentralWrite(from: state.shown, to: verdict) else {
            if state.pending != 0 { reasons.insert(.withdrawn) }
            state.pending = 0
            return
        }
        let fields = (write.userStatus?.rawValue ?? 0) | (write.dndStatus?.rawValue ?? 0) << 2
        if fields == state.pending { return }
        // What was queued is not wanted any more, whenever its successor goes out.
        state.pending = 0
        if state.flags.contains(.ringCentralWaits) && now < state.retryAt { return }
        guard state.isReleased || write.urgency == .stopRinging || hasSettled() else { return }
        state.pending = fields
        effects.ringCentral = write
        if verdict.userStatus == state.ownUser && verdict.dndStatus == state.ownDND { reasons.insert(.restored) }
    }

    private mutating func verdict() -> Verdict {
        var own = OwnPresence(
            userStatus: state.ownUser, dndStatus: state.ownDND,
            isBusyByHand: state.flags.contains(.isBusyByHand) && state.ownUser == .busy)
        if state.isReleased {
            reasons.insert(.notSynced)
            // The user status cannot be written while the presence is hidden.
            if !state.flags.contains(.isVisible) { own.userStatus = state.shownUser }
            return .own(own, .notSynced)
        }
        guard let teams = state.teams else {
            // What the user set by hand stands whatever Teams says.
            if own.userStatus == .offline { return .own(own, .manualOffline) }
            if own.dndStatus == .doNotAcceptAnyCalls { return .own(own, .manualDoNotDisturb) }
            return Verdict(userStatus: state.shownUser, dndStatus: state.shownDND, rule: .unknownTeamsStatus)
        }
        let cell = currentCell
        if cell.userStatus == .available && own.userStatus == .busy && !own.isBusyByHand
            && own.dndStatus != .doNotAcceptAnyCalls && state.flags.contains(.isVisible)
        {
            // A Busy of unknown age gives way to a user who is available in Teams, for good.
            state.ownUser = .available
            own.userStatus = .available
        }
        own.keepsUserStatus = state.undone & 0b0011 != 0
        own.keepsDNDStatus = state.undone & 0b1100 != 0
        if !state.flags.contains(.isQueueMember) && cell.dndStatus == .doNotAcceptDepartmentCalls {
            reasons.insert(.notInAQueue)
        }
        return policy.verdict(
            teams: teams.during(state.telephony), own: own, shown: state.shown,
            isQueueMember: state.flags.contains(.isQueueMember))
    }

    /// What the user undid stays undone only as long as the same thing is asked for.
    private mutating func forgetUndone() {
        guard state.undone != 0 else { return }
        let cell = currentCell
        if cell.userCode != state.undone & 0b0011 { state.undone &= 0b1100 }
        if cell.dndCode << 2 != state.undone & 0b1100 { state.undone &= 0b0011 }
    }

    mutating func startWrite() {
        guard let write = state.pendingWrite, !state.isWriting else {
            reasons.insert(.nothingToSend)
            return
        }
        let isOwn = state.shownUser == state.ownUser && state.shownDND == state.ownDND
        if isOwn && (state.writtenAt == .min || now >= state.writtenAt + Moment(timing.grace)) {
            state.writingSince = now
            state.flags.subtract([.wroteUser, .wroteDND])
        }
        state.beforeUser = state.shownUser
        state.beforeDND = state.shownDND
        state.flags.subtract([
            .writesUser, .writesDND, .awaitsUser, .awaitsDND, .isContested, .doubtsUser, .doubtsDND,
        ])
        if let status = write.userStatus {
            state.shownUser = status.state
            state.flags.formUnion([.wroteUser, .writesUser, .awaitsUser])
        }
        if let status = write.dndStatus {
            state.shownDND = status.state
            state.flags.formUnion([.wroteDND, .writesDND, .awaitsDND])
        }
        state.writtenAt = now
        state.pending = 0
        state.flags.insert(.isWriting)
    }

    mutating func finishWrite(_ outcome: WriteOutcome) {
        guard state.isWriting else {
            reasons.insert(.duplicate)
            return
        }
        state.flags.remove(.isWriting)
        switch outcome {
        case .accepted:
            succeed(.ringCentralWaits)
            if state.flags.contains(.isContested) { effects.readsRingCentral = true }
        case .notDone:
            takeBack()
            backOff(.ringCentralWaits)
        case .unknown:
            state.flags.insert(.isUncertain)
            effects.readsRingCentral = true
            backOff(.ringCentralWaits)
        case .refused:
            takeBack()
            state.flags.insert(.ringCentralRefused)
        case .notInAQueue:
            takeBack()
            state.flags.remove(.isQueueMember)
        }
        state.flags.remove(.isContested)
    }

    /// The write had no effect: what was there before is still there.
    private mutating func takeBack() {
        let isContested = state.flags.contains(.isContested)
        if state.flags.contains(.writesUser) { state.shownUser = isContested ? state.ownUser : state.beforeUser }
        if state.flags.contains(.writesDND) { state.shownDND = isContested ? state.ownDND : state.beforeDND }
        state.flags.subtract([.writesUser, .writesDND, .awaitsUser, .awaitsDND])
    }
}
