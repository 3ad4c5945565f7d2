/// What the user chose in RingCentral, without what the sync wrote over it.
struct OwnPresence: Hashable {
    var userStatus: RingCentralState.UserStatus
    var dndStatus: RingCentralState.DNDStatus
    /// Busy that the user was seen setting. The table's “Available” does not take it away.
    var isBusyByHand = false
    /// The user undid what this target had set; see ``DecidingRule/changedByUser``.
    var keepsUserStatus = false
    /// The user undid what this target had set; see ``DecidingRule/changedByUser``.
    var keepsDNDStatus = false
}

/// What RingCentral should show, and why.
struct Verdict: Hashable {
    var userStatus: RingCentralState.UserStatus
    var dndStatus: RingCentralState.DNDStatus
    var rule: DecidingRule
}

extension MappingPolicy {
    /// Decides what RingCentral should show for a Teams state.
    ///
    /// The answer depends on nothing but its arguments, so that the same two sides always end in the same place: the
    /// user's own presence, with the target of the Teams status laid over it, unless something stronger forbids.
    ///
    /// - Parameters:
    ///   - teams: the Teams state, without what the sync set in Teams itself.
    ///   - ringCentral: what RingCentral shows now.
    ///   - held: what the sync has written over the user's own presence, if it has. Without it, all that RingCentral
    ///     shows counts as the user's own.
    ///   - isQueueMember: whether the user is in a call queue. RingCentral refuses “no queue calls” for others; for them
    ///     it is true already.
    public func decide(
        teams: TeamsState, ringCentral: RingCentralState, held: HeldPresence? = nil, isQueueMember: Bool = true
    ) -> MappingDecision {
        let state = teams.during(ringCentral.telephony)
        let own = OwnPresence(
            userStatus: held?.ownUserStatus(whenShown: ringCentral.userStatus) ?? ringCentral.userStatus,
            dndStatus: held?.ownDNDStatus(whenShown: ringCentral.dndStatus) ?? ringCentral.dndStatus)
        let verdict = verdict(teams: state, own: own, shown: ringCentral, isQueueMember: isQueueMember)
        return MappingDecision(verdict, teams: state, before: ringCentral, policy: self)
    }

    func verdict(
        teams: TeamsState, own: OwnPresence, shown: RingCentralState, isQueueMember: Bool
    ) -> Verdict {
        guard shown.isVisible else {
            // The user status cannot be written while the presence is hidden; the call acceptance is given back.
            return Verdict(userStatus: shown.userStatus, dndStatus: own.dndStatus, rule: .presenceHidden)
        }
        if teams.status == .unknown {
            return Verdict(userStatus: shown.userStatus, dndStatus: shown.dndStatus, rule: .unknownTeamsStatus)
        }
        if teams.isInactive && keepsStatusThroughInactivity {
            return Verdict(userStatus: shown.userStatus, dndStatus: shown.dndStatus, rule: .inactivity)
        }
        let wanted = wanted(cell(teams.status), own: own, isQueueMember: isQueueMember)
        let isBlocked = wanted.userStatus != own.userStatus || wanted.dndStatus != own.dndStatus
        if isBlocked && own.userStatus == .offline { return .own(own, .manualOffline) }
        if isBlocked && own.dndStatus == .doNotAcceptAnyCalls { return .own(own, .manualDoNotDisturb) }
        var verdict = Verdict(
            userStatus: wanted.userStatus, dndStatus: wanted.dndStatus, rule: rule(for: teams.status))
        keepWhatIsTheUsers(&verdict, own)
        if shown.telephony.isInCall && shown.dndStatus == .doNotAcceptAnyCalls
            && verdict.dndStatus != .doNotAcceptAnyCalls && own.dndStatus != .doNotAcceptAnyCalls
        {
            verdict.dndStatus = shown.dndStatus
            verdict.rule = .callInProgress
        }
        return verdict
    }

    private func wanted(_ cell: Cell, own: OwnPresence, isQueueMember: Bool) -> OwnPresence {
        var wanted = own
        if let status = cell.userStatus { wanted.userStatus = status.state }
        if let status = cell.dndStatus {
            wanted.dndStatus =
                status == .doNotAcceptDepartmentCalls && !isQueueMember ? .takeAllCalls : status.state
        }
        return wanted
    }

    private func keepWhatIsTheUsers(_ verdict: inout Verdict, _ own: OwnPresence) {
        if own.keepsUserStatus && verdict.userStatus != own.userStatus {
            verdict.userStatus = own.userStatus
            verdict.rule = .changedByUser
        }
        if own.keepsDNDStatus && verdict.dndStatus != own.dndStatus {
            verdict.dndStatus = own.dndStatus
            verdict.rule = .changedByUser
        }
        if own.isBusyByHand { verdict.userStatus = own.userStatus }
        if own.userStatus == .unrecognized && verdict.userStatus != .unrecognized {
            verdict.userStatus = own.userStatus
            verdict.rule = .notRestorable
        }
        if !own.dndStatus.canBeRestored && verdict.dndStatus != own.dndStatus {
            verdict.dndStatus = own.dndStatus
            verdict.rule = .notRestorable
        }
    }

    /// What Teams should hold for a user's own RingCentral presence.
    public func decideTeams(own: RingCentralState) -> TeamsTarget {
        teamsTarget(for: RingCentralSituation(own))
    }
}

extension Verdict {
    static func own(_ own: OwnPresence, _ rule: DecidingRule) -> Verdict {
        Verdict(userStatus: own.userStatus, dndStatus: own.dndStatus, rule: rule)
    }
}
