import GraphClient
import PatchbayCore
import PresenceMapping
import RingCentralClient

extension PresenceSyncEngine {
    /// Hands an event to a person's reducer and carries out what it asks for.
    func take(_ event: SyncEvent, _ place: Int) {
        let before = people[place].state
        let now = time.now
        let reduction = reducers[people[place].reducer].reduce(before, event, at: now)
        people[place].state = reduction.state
        if let rule = reduction.rule { people[place].rule = rule }
        // Whoever sends something waits until this is done.
        if reduction.heldChanged { keepBook(place) }
        if before.teamsHold != reduction.state.teamsHold { people[place].holdChangedAt = now }
        let effects = reduction.effects
        if let write = effects.ringCentral {
            queue.push(place, urgency: write.urgency, now: now)
            startPicking()
        } else if reduction.state.pendingWrite == nil, before.pendingWrite != nil {
            queue.remove(place)
            if event != .ringCentralWriteStarted { counts.withdrawn += 1 }
        }
        if effects.session != nil || effects.preferred != nil {
            if let session = effects.session { people[place].outbox.session = session }
            if let preferred = effects.preferred { people[place].outbox.preferred = preferred }
            people[place].outbox.isRenewal = reduction.reasons.contains(.renewed)
            startTeamsWriter(place)
        }
        if effects.readsRingCentral, reads[place] == nil { reads[place] = now }
        if effects.readsTeams { cadence.hurry(place, now: now) }
        if let moment = effects.wakeAt { wake(place, at: moment) }
        if isVisibleChange(from: before, to: reduction.state, event) {
            tell(place, .seen, reasons: reduction.reasons)
        }
    }

    private func wake(_ place: Int, at moment: Duration) {
        let whole = moment.components.seconds + (moment.components.attoseconds > 0 ? 1 : 0)
        let second = max(whole, wheelSecond)
        guard people[place].wakeSecond != second else { return }
        people[place].wakeSecond = second
        wheel[second, default: []].append(place)
    }

    private func isVisibleChange(from old: SyncState, to new: SyncState, _ event: SyncEvent) -> Bool {
        switch event {
        case .teams, .ringCentral, .wake, .unsync:
            (old.teams != new.teams || old.ringCentral != new.ringCentral || old.teamsHold != new.teamsHold)
                && new.teams != nil && new.ringCentral != nil
        default: false
        }
    }

    // MARK: RingCentral

    /// One task at a time picks who is next. It does so only while there is room to send, since whoever is picked can no longer be
    /// overtaken by something urgent.
    func startPicking(isTick: Bool = false) {
        guard !isClosed, !isPicking, !queue.isEmpty, writesUnderWay < options.writers else { return }
        // The end of a write starts the next. The tick is for a write that takes long.
        guard writesUnderWay == 0 || isTick && lastWriteAt.map({ time.now - $0 >= .seconds(1) }) ?? true else { return }
        isPicking = true
        spawn { await self.pick() }
    }

    private func pick() async {
        defer { isPicking = false }
        while !isClosed, !queue.isEmpty {
            guard (try? await waitForTurn()) != nil, !isClosed, let (place, since) = queue.pop() else { return }
            guard let write = await prepare(place) else { continue }
            writesUnderWay += 1
            lastWriteAt = time.now
            if write.urgency == .stopRinging { urgentWrites.append(time.now) }
            spawn { await self.send(write, place, since: since) }
            return
        }
    }

    /// Waits until somebody may be picked.
    ///
    /// What stops calls from ringing goes as soon as the limit allows. Everything else keeps an even pace, so that the window is never
    /// used up at once: whoever becomes urgent then would wait for half a minute. And it leaves a few places free as long as there has
    /// been something urgent within a minute, since that comes in bursts.
    private func waitForTurn() async throws {
        let pipeline = ringCentral.pipeline
        let charges = [KeyedCharge(pipeline.rateKey(.medium))]
        while let urgency = queue.mostUrgent {
            try Task.checkCancellation()
            var ledger = await pipeline.scheduler.snapshot
            let now = time.now
            if spacingUntil <= now {
                spacingUntil = now + .seconds(60)
                spacing =
                    (ledger.estimate(charges, count: 200, from: now) - ledger.estimate(charges, count: 100, from: now))
                    / 100
            }
            var moment = now
            if case .wait(let until) = ledger.ask(charges, now: now) { moment = until }
            if urgency != .stopRinging {
                urgentWrites.removeAll { $0 <= now - .seconds(60) }
                for _ in 0..<min(urgentWrites.count / 2, 4) {
                    if case .wait(let until) = ledger.ask(charges, now: now) { moment = max(moment, until) }
                }
                if let last = lastWriteAt { moment = max(moment, last + spacing) }
            }
            // The reading before the write takes its time too.
            moment -= readingTime
            if moment <= now { return }
            // In small steps, since something urgent may come.
            try await time.sleep(until: min(moment, now + .milliseconds(200)))
        }
    }

    /// Looks again right before a write: what the person chose a moment ago must neither be overwritten nor be taken for ours later.
    ///
    /// - Returns: what is to be sent, reported as started and written down; nil if nothing is to be sent now.
    private func prepare(_ place: Int) async -> RingCentralWrite? {
        guard people[place].state.pendingWrite != nil, !people[place].state.isWriting else { return nil }
        let pair = people[place].pair
        let asked = time.now
        do {
            let presence = try await ringCentral.presence.get(pair.extension)
            counts.ringCentralReads += 1
            people[place].failedReads = 0
            readingTime = min(time.now - asked, .seconds(1))
            noteRingCentral(presence, asked, place)
        } catch {
            report(error, pair.user, "ringCentral.read")
            if WriteOutcome(error) == .refused {
                take(.ringCentralWriteStarted, place)
                finish(place, .refused, error)
            } else if people[place].state.pendingWrite != nil {
                let wait = min(5 << min(people[place].failedReads, 4), 60)
                people[place].failedReads += 1
                requeue[max(Self.second(time.now) + Int64(wait), wheelSecond), default: []].append(place)
            }
            return nil
        }
        guard let write = people[place].state.pendingWrite, !people[place].state.isWriting else { return nil }
        take(.ringCentralWriteStarted, place)
        guard people[place].state.isWriting else { return nil }
        do {
            // First written down, then sent: what is laid over somebody must survive this process.
            try await remember(place)
        } catch {
            fault = error
            take(.ringCentralWriteFinished(.notDone), place)
            return nil
        }
        return write
    }

    private func send(_ write: RingCentralWrite, _ place: Int, since: Duration) async {
        let pair = people[place].pair
        do {
            // A repeat without looking again could overwrite what the person chose meanwhile.
            let echo = try await ringCentral.sendingOnce().presence.update(pair.extension, to: PresenceUpdate(write))
            counts.ringCentralWrites += 1
            latencies.append(time.now - since)
            if write.urgency == .stopRinging {
                counts.stopRingingWrites += 1
                urgentLatencies.append(time.now - since)
            }
            take(.ringCentralWriteFinished(.accepted), place)
            // Whoever hides the presence keeps the status; the answer tells.
            if echo.allowSeeMyPresence == false, reads[place] == nil { reads[place] = time.now }
            tell(place, .wroteRingCentral, latency: time.now - since)
        } catch {
            let asksForQueueCalls = write.dndStatus == .doNotAcceptDepartmentCalls
            let outcome = WriteOutcome(error, refusingQueueCalls: asksForQueueCalls)
            // That somebody is in no queue is found out this way, once; it is no problem.
            if outcome != .notInAQueue { report(error, pair.user, "ringCentral.write") }
            finish(place, outcome, error)
        }
        writesUnderWay -= 1
        startPicking()
    }

    private func finish(_ place: Int, _ outcome: WriteOutcome, _ error: any Error) {
        if outcome == .refused {
            people[place].isRefusedByRingCentral = true
            people[place].refusal = PresenceProblem(error, user: nil, operation: "ringCentral.write").message
        }
        take(.ringCentralWriteFinished(outcome), place)
    }

    // MARK: The book

    private func keepBook(_ place: Int) {
        guard book != nil else { return }
        spawn {
            do { try await self.remember(place) } catch { await self.fail(error) }
        }
    }

    private func fail(_ error: any Error) { if !(error is CancellationError) { fault = error } }

    /// Returns when what is laid over a person is written down.
    func remember(_ place: Int) async throws {
        guard let book else { return }
        while people[place].state.held != people[place].recorded {
            if let booking = people[place].booking {
                try await booking.value
                continue
            }
            let booking = Spawn.task { try await self.writeDown(place, in: book) }
            people[place].booking = booking
            try await booking.value
        }
    }

    /// Takes somebody out of the book to whom everything was given back. The reducer would look once more whether Teams really cleared
    /// the session, but nobody is there any more to ask it.
    func forget(_ place: Int) async throws {
        let person = people[place]
        guard let book, person.recorded != nil, person.state.isReleased, person.state.isAtRest, person.outbox.isEmpty
        else { return }
        try await book.record(person.pair.user, nil, at: time.date)
        people[place].recorded = nil
    }

    private func writeDown(_ place: Int, in book: HeldBook) async throws {
        defer { people[place].booking = nil }
        let held = people[place].state.held
        try await book.record(people[place].pair.user, held, at: time.date)
        people[place].recorded = held
        bookEntries += 1
        guard bookEntries > bookLimit else { return }
        spawn { do { try await self.compactBook() } catch { await self.fail(error) } }
    }

    /// Leaves out of the book what is outdated.
    func compactBook() async throws {
        guard let book, !isCompacting else { return }
        isCompacting = true
        defer { isCompacting = false }
        bookEntries = 0
        // As many again as remain before it is worth the work once more.
        if let rest = try await book.compact() { bookLimit = max(4096, 4 * rest) } else { bookLimit = .max }
    }

    // MARK: Teams

    func startTeamsWriter(_ place: Int) {
        guard !people[place].isWritingTeams, !people[place].outbox.isEmpty, !isClosed else { return }
        people[place].isWritingTeams = true
        spawn { await self.writeTeams(place) }
    }

    /// One request after the other for one person, so that a clear cannot overtake the set before it.
    private func writeTeams(_ place: Int) async {
        let user = people[place].pair.user
        teamsWritesUnderWay += 1
        while !people[place].outbox.isEmpty, !Task.isCancelled {
            do {
                try await remember(place)
            } catch {
                fail(error)
                break
            }
            let box = people[place].outbox
            people[place].outbox = Outbox()
            do {
                switch box.session {
                case .set(let presence, let life)?:
                    try await graph.presence.set(SessionPresence(presence), for: user, duration: life.duration)
                case .clear?: try await graph.presence.clear(for: user)
                case nil: break
                }
                switch box.preferred {
                case .set(let presence, let life)?:
                    try await graph.presence.setPreferred(
                        PreferredPresence(presence), for: user, duration: life.duration)
                case .clear?: try await graph.presence.clearPreferred(for: user)
                case nil: break
                }
                counts.teamsWrites += 1
                take(.teamsWriteFinished(.accepted), place)
                cadence.hurry(place, now: time.now + .seconds(1))
                if !box.isRenewal { tell(place, .wroteTeams) }
            } catch {
                report(error, user, "teams.write")
                let outcome = WriteOutcome(error)
                if outcome == .refused {
                    people[place].refusal = PresenceProblem(error, user: nil, operation: "teams.write").message
                }
                take(.teamsWriteFinished(outcome), place)
            }
        }
        people[place].isWritingTeams = false
        teamsWritesUnderWay -= 1
    }
}
