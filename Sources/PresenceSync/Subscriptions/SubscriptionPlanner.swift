/// Decides what is to be done to have and keep one subscription: a pure function of how it stands and what has happened.
///
/// One thing is done at a time. At the beginning it looks whether there is a subscription already, since an earlier process may have left
/// one, and it looks again whenever a creation was not answered: creating is never repeated blindly. It renews long before the end; where
/// a renewal is refused, it deletes and makes anew. One that was silent while polls showed changes is made anew too.
///
/// Sources: Microsoft Graph `changenotifications-for-presence`, `change-notifications-lifecycle-events`; RingCentral
/// `notifications/webhooks`.
public struct SubscriptionPlanner: Sendable {
    /// The waits.
    public let timing: SubscriptionTiming

    /// A planner with its waits.
    public init(timing: SubscriptionTiming) { self.timing = timing }

    /// How it stands after something has happened, and what is to be done.
    public func plan(
        _ state: SubscriptionState, _ event: SubscriptionEvent, at now: Duration
    ) -> (state: SubscriptionState, actions: [SubscriptionAction]) {
        var next = state
        var actions: [SubscriptionAction] = []
        note(event, &next, &actions, now)
        advance(&next, &actions, now)
        if next.isFlowing != state.isFlowing, next.isActive || state.isFlowing {
            if next.isFlowing {
                actions.append(.tell(.flowing))
            } else if next.isActive, next.untoldSince != nil {
                actions.append(.tell(.doubted))
            }
        }
        return (next, actions)
    }

    // MARK: What has happened

    private func note(
        _ event: SubscriptionEvent, _ state: inout SubscriptionState, _ actions: inout [SubscriptionAction],
        _ now: Duration
    ) {
        switch event {
        case .tick: break
        case .found(let sighting): found(sighting, &state, &actions, now)
        case .made(let id, let expiresAt):
            state.id = id
            begin(&state, expiresAt, now)
            actions += [.tell(.made), .readEverybody]
        case .renewed, .checked:
            guard state.id != nil else {
                // It was said to be gone meanwhile.
                (state.isUnderWay, state.step, state.dueAt) = (false, .look, now)
                return
            }
            if case .checked(let health) = event { return checked(health, &state, &actions, now) }
            guard case .renewed(let expiresAt) = event else { return }
            let isNew = !state.isActive
            if isNew {
                begin(&state, expiresAt, now)
                actions += [.tell(.adopted), .readEverybody]
            } else {
                settle(&state, expiresAt, now)
                actions.append(.tell(.renewed))
            }
        case .removed: removed(&state, &actions, now)
        case .failed(let trouble, let after): failed(trouble, after, &state, &actions, now)
        case .renewalAsked(let id):
            guard state.isActive, isMeant(id, state), state.step == .keep || state.step == .check, !state.isUnderWay,
                state.renewedAt.map({ now - $0 >= timing.authorizationGap }) ?? true
            else { return }
            (state.step, state.dueAt) = (.renew, now)
        case .removedByService(let id):
            guard state.isActive, isMeant(id, state) else { return }
            lose(&state, &actions, now)
        case .missed: actions.append(.readEverybody)
        case .interrupted(let trouble): interrupted(trouble, &state, &actions)
        case .resumed:
            guard state.isInterrupted else { return }
            (state.isInterrupted, state.trouble) = (false, nil)
            actions.append(.tell(.resumed))
        case .notified(let moment):
            state.notifiedAt = max(state.notifiedAt ?? .zero, moment)
            if let since = state.untoldSince, moment >= since { state.untoldSince = nil }
        case .untold(let since):
            guard let activeSince = state.activeSince, since >= activeSince, since > state.notifiedAt ?? .seconds(-1)
            else { return }
            state.untoldSince = min(state.untoldSince ?? since, since)
        case .stop: state.isStopping = true
        }
    }

    private func isMeant(_ id: String?, _ state: SubscriptionState) -> Bool {
        id.map { $0.lowercased() == state.id?.lowercased() } ?? true
    }

    private func found(
        _ sighting: SubscriptionEvent.Sighting, _ state: inout SubscriptionState,
        _ actions: inout [SubscriptionAction], _ now: Duration
    ) {
        state.isUnderWay = false
        switch sighting {
        case .none: (state.step, state.dueAt) = (.make, now)
        case .wanted(let id): (state.id, state.step, state.dueAt) = (id, .renew, now)
        case .outdated(let id): (state.id, state.step, state.dueAt) = (id, .remove, now)
        case .foreign(let endsIn):
            let trouble = SubscriptionTrouble(
                .occupied, "Another program has the one subscription that this app and service user can have.",
                remedy:
                    "End the other program, or sign in another service user. One that was left behind ends by itself.")
            state.failures += 1
            (state.step, state.dueAt) = (
                .look, now + min(max(endsIn ?? timing.longestPause, timing.shortestPause), timing.longestPause)
            )
            complain(trouble, &state, &actions)
        }
    }

    /// It is there, from now on.
    private func begin(_ state: inout SubscriptionState, _ expiresAt: Duration?, _ now: Duration) {
        state.activeSince = now
        state.isInterrupted = false
        state.untoldSince = nil
        settle(&state, expiresAt, now)
    }

    private func settle(_ state: inout SubscriptionState, _ expiresAt: Duration?, _ now: Duration) {
        state.isUnderWay = false
        state.renewedAt = now
        state.expiresAt = expiresAt ?? now + timing.lifetime
        state.trouble = nil
        state.failures = 0
        state.checkAt = timing.checkEvery.map { now + $0 }
        // One that lives shorter than was asked for is renewed at three quarters.
        let early = state.expiresAt.map { max(now + ($0 - now) * 0.75, now + timing.shortestPause) }
        let renewAt = min(now + timing.renewAfter, early ?? now + timing.renewAfter)
        state.renewAt = renewAt
        (state.step, state.dueAt) = (.keep, renewAt)
    }

    private func checked(
        _ health: SubscriptionEvent.Health, _ state: inout SubscriptionState, _ actions: inout [SubscriptionAction],
        _ now: Duration
    ) {
        state.isUnderWay = false
        state.checkAt = timing.checkEvery.map { now + $0 }
        switch health {
        case .delivers:
            if state.trouble?.kind == .undelivered { state.trouble = nil }
            (state.step, state.dueAt) = (.keep, state.renewAt ?? now)
        case .suspended(let reason):
            complain(SubscriptionTrouble(.undelivered, reason), &state, &actions)
            // Whatever it tells later shows that it is over.
            state.untoldSince = state.untoldSince ?? now
            (state.step, state.dueAt) = (.keep, state.renewAt ?? now)
        case .dead(let reason):
            complain(SubscriptionTrouble(.undelivered, reason), &state, &actions)
            actions += [.tell(.lost), .readEverybody]
            state.activeSince = nil
            (state.step, state.dueAt) = (.remove, now)
        }
    }

    private func removed(
        _ state: inout SubscriptionState, _ actions: inout [SubscriptionAction], _ now: Duration
    ) {
        forget(&state)
        if state.isStopping {
            state.step = .ended
            actions.append(.tell(.ended))
        } else {
            (state.step, state.dueAt) = (.make, now)
        }
    }

    private func forget(_ state: inout SubscriptionState) {
        state.isUnderWay = false
        state.id = nil
        state.expiresAt = nil
        state.activeSince = nil
        state.isInterrupted = false
        state.untoldSince = nil
        state.checkAt = nil
        state.renewAt = nil
    }

    private func lose(_ state: inout SubscriptionState, _ actions: inout [SubscriptionAction], _ now: Duration) {
        let wasUnderWay = state.isUnderWay
        forget(&state)
        // What is under way for it will say that it is gone.
        state.isUnderWay = wasUnderWay
        if !wasUnderWay { (state.step, state.dueAt) = (.make, now) }
        actions += [.tell(.lost), .readEverybody]
    }

    // MARK: What did not work

    /// One that stood is interrupted once, however many attempts the way back takes. One that is being made is only in trouble.
    private func interrupted(
        _ trouble: SubscriptionTrouble, _ state: inout SubscriptionState, _ actions: inout [SubscriptionAction]
    ) {
        guard state.step != .ended, !state.isStopping else { return }
        guard state.isActive else { return complain(trouble, &state, &actions) }
        (state.isInterrupted, state.trouble) = (true, trouble)
        actions.append(.tell(.interrupted))
    }

    private func failed(
        _ trouble: SubscriptionTrouble, _ after: Duration?, _ state: inout SubscriptionState,
        _ actions: inout [SubscriptionAction], _ now: Duration
    ) {
        state.isUnderWay = false
        guard state.id != nil || state.step == .look || state.step == .make else {
            (state.step, state.dueAt) = (.look, now)
            return
        }
        state.failures += 1
        var pause = min(
            timing.shortestPause * Double(1 << min(state.failures - 1, 12)), timing.longestPause)
        if trouble.kind == .refused { pause = timing.refusedPause }
        if let after { pause = max(pause, after) }
        let again = now + pause
        switch (state.step, trouble.kind) {
        case (.make, .exists):
            // The first time at once; after that somebody makes it as often as it is deleted here.
            (state.step, state.dueAt) = (.look, state.failures > 1 ? again : now)
        case (.make, .unanswered): (state.step, state.dueAt) = (.look, again)
        case (.renew, .gone), (.check, .gone):
            lose(&state, &actions, now)
            return
        case (.renew, .refused):
            // Some tenants are refused the extension of presence subscriptions.
            (state.step, state.dueAt) = (.remove, now)
        case (.remove, .gone):
            removed(&state, &actions, now)
            return
        case (.remove, _) where state.isStopping && state.failures > 2:
            // It ends by itself; nobody waits for it.
            forget(&state)
            state.step = .ended
        case (.remove, _) where !state.isStopping && state.failures > 3:
            forget(&state)
            (state.step, state.dueAt) = (.look, again)
        case (.keep, _):
            // Only one that is held can fail while nothing is being done: whoever held it has given up.
            forget(&state)
            (state.step, state.dueAt) = (.make, again)
        case (.check, _):
            state.checkAt = again
            (state.step, state.dueAt) = (.keep, state.renewAt ?? now)
        default: state.dueAt = again
        }
        complain(trouble, &state, &actions)
    }

    private func complain(
        _ trouble: SubscriptionTrouble, _ state: inout SubscriptionState, _ actions: inout [SubscriptionAction]
    ) {
        let isNews = state.trouble != trouble
        state.trouble = trouble
        if isNews, trouble.kind != .exists { actions.append(.tell(.troubled)) }
    }

    // MARK: What comes next

    private func advance(
        _ state: inout SubscriptionState, _ actions: inout [SubscriptionAction], _ now: Duration
    ) {
        guard !state.isUnderWay, state.step != .ended else { return }
        if state.isStopping {
            guard let id = state.id else {
                state.step = .ended
                return
            }
            if state.step != .remove { (state.step, state.dueAt) = (.remove, now) }
            guard state.dueAt <= now else { return }
            state.isUnderWay = true
            actions.append(.remove(id: id))
            return
        }
        if state.isActive, let expiresAt = state.expiresAt, expiresAt <= now {
            lose(&state, &actions, now)
            // It may have been renewed without an answer.
            state.step = .look
        }
        if state.isActive, state.step == .keep || state.step == .check, let since = state.untoldSince,
            now - since >= timing.silence, state.silencedAt.map({ now - $0 >= timing.silenceGap }) ?? true
        {
            state.silencedAt = now
            state.trouble = SubscriptionTrouble(
                .silent, "Polls show changes that the subscription does not tell of; it is made anew.",
                remedy: "If it stays silent, look at the address's server and at the service's health page.")
            actions.append(.tell(.silent))
            (state.step, state.dueAt) = (.remove, now)
        }
        if state.step == .keep, let checkAt = state.checkAt, checkAt <= now, state.dueAt > now {
            (state.step, state.dueAt) = (.check, now)
        }
        guard state.dueAt <= now else { return }
        start(&state, &actions)
    }

    private func start(_ state: inout SubscriptionState, _ actions: inout [SubscriptionAction]) {
        if state.step == .keep { state.step = .renew }
        switch (state.step, state.id) {
        case (.look, _): actions.append(.look)
        case (.make, _): actions.append(.make)
        case (.renew, let id?): actions.append(.renew(id: id))
        case (.check, let id?): actions.append(.check(id: id))
        case (.remove, let id?): actions.append(.remove(id: id))
        case (.renew, nil), (.check, nil), (.remove, nil):
            state.step = .look
            actions.append(.look)
        case (.keep, _), (.ended, _): return
        }
        state.isUnderWay = true
    }
}
