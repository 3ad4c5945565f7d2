import GraphClient
import PatchbayCore
import PresenceMapping
import RingCentralClient

extension PresenceSyncEngine {
    /// Hands an event to a person's reducer and carries out what it asks for.
    func take(_ event: SyncEvent, _ place: Int) {
        let before = people[place].state
        let reduction = reducers[people[place].reducer].reduce(before, event, at: time.now)
        people[place].state = reduction.state
        if let rule = reduction.rule { people[place].rule = rule }
        let effects = reduction.effects
        if let write = effects.ringCentral {
            queue.push(place, urgency: write.urgency, now: time.now)
            startWriters()
        } else if reduction.state.pendingWrite == nil, queue.remove(place) {
            if event != .ringCentralWriteStarted { counts.withdrawn += 1 }
        }
        if effects.session != nil || effects.preferred != nil {
            if let session = effects.session { people[place].outbox.session = session }
            if let preferred = effects.preferred { people[place].outbox.preferred = preferred }
            people[place].outbox.isRenewal = reduction.reasons.contains(.renewed)
            startTeamsWriter(place)
        }
        if effects.readsRingCentral { reads.insert(place) }
        if effects.readsTeams { cadence.hurry(place, now: time.now) }
        if let moment = effects.wakeAt {
            let whole = moment.components.seconds + (moment.components.attoseconds > 0 ? 1 : 0)
            wheel[max(whole, wheelSecond), default: []].append(place)
        }
        if isVisibleChange(from: before, to: reduction.state, event) {
            tell(place, .seen, reasons: reduction.reasons)
        }
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

    private func startWriters() {
        while !isClosed, activeWriters < min(options.writers, queue.count) {
            activeWriters += 1
            spawn { await self.writeQueue() }
        }
    }

    private func writeQueue() async {
        while !isClosed, !queue.isEmpty {
            // Whoever is picked can no longer be overtaken, so nobody is picked before there is room to send.
            guard (try? await waitForTurn()) != nil, let (place, since) = queue.pop() else { break }
            await writeRingCentral(place, since: since)
        }
        activeWriters -= 1
    }

    private func waitForTurn() async throws {
        let pipeline = ringCentral.pipeline
        let key = RateKey(service: .ringCentral, account: pipeline.account, app: pipeline.app, group: .medium)
        while true {
            try Task.checkCancellation()
            var ledger = await pipeline.scheduler.snapshot
            guard case .wait(let moment) = ledger.ask([KeyedCharge(key)], now: time.now) else { return }
            try await time.sleep(until: moment)
        }
    }

    private func writeRingCentral(_ place: Int, since: Duration) async {
        let pair = people[place].pair
        guard let planned = people[place].state.pendingWrite, !people[place].state.isWriting else { return }
        if planned.needsFreshRead {
            let asked = time.now
            do {
                let presence = try await ringCentral.presence.get(pair.extension)
                counts.ringCentralReads += 1
                noteRingCentral(presence, asked, place)
            } catch {
                report(error, pair.user, "ringCentral.read")
                take(.ringCentralWriteStarted, place)
                finish(place, WriteOutcome(error) == .refused ? .refused : .notDone, error)
                return
            }
        }
        guard let write = people[place].state.pendingWrite, !people[place].state.isWriting else { return }
        take(.ringCentralWriteStarted, place)
        guard people[place].state.isWriting else { return }
        do {
            // First written down, then sent: what is laid over somebody must survive this process.
            try await remember(place)
        } catch {
            fault = error
            take(.ringCentralWriteFinished(.notDone), place)
            return
        }
        do {
            let echo = try await ringCentral.presence.update(pair.extension, to: PresenceUpdate(write))
            counts.ringCentralWrites += 1
            latencies.append(time.now - since)
            if write.urgency == .stopRinging {
                counts.stopRingingWrites += 1
                urgentLatencies.append(time.now - since)
            }
            take(.ringCentralWriteFinished(.accepted), place)
            if echo.allowSeeMyPresence == false { reads.insert(place) }
            tell(place, .wroteRingCentral, latency: time.now - since)
        } catch {
            report(error, pair.user, "ringCentral.write")
            let asksForQueueCalls = write.dndStatus == .doNotAcceptDepartmentCalls
            finish(place, WriteOutcome(error, refusingQueueCalls: asksForQueueCalls), error)
        }
        do { try await remember(place) } catch { fault = error }
    }

    private func finish(_ place: Int, _ outcome: WriteOutcome, _ error: any Error) {
        if outcome == .refused {
            people[place].isRefusedByRingCentral = true
            people[place].refusal = PresenceProblem(error, user: nil, operation: "ringCentral.write").message
        }
        take(.ringCentralWriteFinished(outcome), place)
    }

    private func remember(_ place: Int) async throws {
        let held = people[place].state.held
        guard let book, held != people[place].recorded else { return }
        try await book.record(people[place].pair.user, held, at: time.date)
        people[place].recorded = held
    }

    // MARK: Teams

    private func startTeamsWriter(_ place: Int) {
        guard !people[place].isWritingTeams, !people[place].outbox.isEmpty, !isClosed else { return }
        people[place].isWritingTeams = true
        spawn { await self.writeTeams(place) }
    }

    /// One request after the other for one person, so that a clear cannot overtake the set before it.
    private func writeTeams(_ place: Int) async {
        let user = people[place].pair.user
        teamsWritesUnderWay += 1
        while !people[place].outbox.isEmpty, !Task.isCancelled {
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
