import PatchbayCore

extension World {
    /// The positions of a person on both sides.
    func places(of person: SimulatedPerson) -> (user: Int?, telephone: Int?) {
        (
            person.userID.flatMap { directory.index(of: $0) },
            person.extensionID.flatMap { ringCentral.place(of: String($0), settings.population) }
        )
    }

    /// The person behind a user's id or name, or behind an extension's id.
    func person(_ key: String) -> SimulatedPerson? {
        let population = settings.population
        if let place = ringCentral.place(of: key, population) {
            return SimulatedPerson(
                userID: ringCentral.simulatedExtension(at: place, population)?.userID, extensionID: Int64(key))
        }
        guard let index = directory.index(of: key) else { return nil }
        let place = presences.telephonePlace(ofUser: index, population)
        return SimulatedPerson(
            userID: directory.id(at: index).description,
            extensionID: place.map { Population.firstExtensionID + Int64($0) * 7 })
    }

    /// Does what a day has planned up to now, each thing at its own moment.
    /// What changes by itself meanwhile is noticed in between, for those who subscribed.
    func catchUp(_ now: Double) {
        while let event = presences.nextEvent, event.at.seconds <= now {
            noticeMoments(through: event.at.seconds)
            presences.passEvent()
            perform(event.act, by: event.person, at: event.at.seconds)
        }
        noticeMoments(through: now)
    }

    private func noticeMoments(through now: Double) {
        while let (moment, user) = subscriptions.watch.popMoment(through: now) { noteTeams(user, at: moment) }
    }

    /// Does what a person does.
    ///
    /// - Returns: Whether it had an effect: an unknown person has none, and a call does not ring for somebody who takes none.
    @discardableResult
    func perform(_ act: PersonAct, by person: SimulatedPerson, at now: Double) -> Bool {
        presences.journal.acts.append(PersonEvent(at: .seconds(now), person: person, act: act))
        let places = places(of: person)
        if let user = places.user, presences.performInTeams(act, user, at: now) {
            noteTeams(user, at: now)
            return true
        }
        guard let place = places.telephone, let id = person.extensionID else { return false }
        let before = presences.telephone(place)
        defer { noteTelephone(place, before: before, at: now) }
        return presences.performAtRingCentral(act, place, id, at: now)
    }
}

extension PresencesState {
    /// Whether it was something that is done in Teams.
    fileprivate mutating func performInTeams(_ act: PersonAct, _ user: Int, at now: Double) -> Bool {
        updateTeams(user) { teams in
            switch act {
            case .signsInToTeams: teams.setClient(.available, at: now)
            case .comesBackInTeams: if teams.client != nil { teams.setClient(.available, at: now) }
            case .signsOutOfTeams: teams.setClient(nil, at: now)
            case .goesIdleInTeams: if teams.client != nil { teams.setClient(.away, at: now) }
            case .beginsInTeams(let engagement, let id):
                teams.begin(.init(id: id, status: engagement.status), at: now)
            case .endsInTeams(let id): teams.end(id, at: now)
            case .choosesInTeams(let choice, let length):
                // Source: Microsoft Graph `presence-setuserpreferredpresence`: a day for busy and do not disturb, else a week.
                let usual: Double = choice.status.rank >= 3 ? 86_400 : 604_800
                teams.prefer(choice.status, by: .person, until: now + (length?.seconds ?? usual), at: now)
            case .resetsStatusInTeams: teams.prefer(nil, by: .person, until: now, at: now)
            case .isBooked(let id, let length):
                teams.schedule(.init(id: id, begins: now, ends: now + length.seconds), at: now)
            case .isReleased(let id): teams.cancel(id, at: now)
            default: return false
            }
            return true
        }
    }

    /// Whether it had an effect.
    fileprivate mutating func performAtRingCentral(_ act: PersonAct, _ place: Int, _ id: Int64, at now: Double) -> Bool
    {
        if case .isCalled(let call, let byQueue) = act {
            let rings = telephone(place).rings(isQueueCall: byQueue)
            journal.calls.append(OfferedCall(at: now, extensionID: id, call: call, isQueueCall: byQueue, rang: rings))
            guard rings else { return false }
        }
        return updateTelephone(place) { telephone in
            switch act {
            case .isCalled(let call, let byQueue):
                telephone.lines.append(
                    .init(id: call, isQueueCall: byQueue, isInbound: true, startedAt: now, status: "Ringing"))
            case .calls(let call):
                telephone.lines.append(
                    .init(id: call, isQueueCall: false, isInbound: false, startedAt: now, status: "CallConnected"))
            case .answers(let call): return telephone.turn(call, from: ["Ringing"], to: "CallConnected")
            case .holds(let call): return telephone.turn(call, from: ["CallConnected"], to: "OnHold")
            case .parks(let call): return telephone.turn(call, from: ["CallConnected", "OnHold"], to: "ParkedCall")
            case .resumes(let call): return telephone.turn(call, from: ["OnHold", "ParkedCall"], to: "CallConnected")
            case .hangsUp(let call):
                let count = telephone.lines.count
                telephone.lines.removeAll { $0.id == call }
                return telephone.lines.count < count
            case .joinsRingCentralMeeting(let meeting): return telephone.meetings.insert(meeting).inserted
            case .leavesRingCentralMeeting(let meeting): return telephone.meetings.remove(meeting) != nil
            case .choosesAtRingCentral(let choice): telephone.set(userStatus: choice.rawValue, by: .person)
            case .takes(let calls): telephone.set(dndStatus: calls.rawValue, by: .person)
            case .hidesAtRingCentral(let isHidden): telephone.allowSeeMyPresence = !isHidden
            case .goesIdleAtRingCentral: telephone.isIdle = true
            case .comesBackAtRingCentral: telephone.isIdle = false
            default: return false
            }
            return true
        }
    }
}

extension TelephonePresence {
    /// Turns a call to another state if it is in one of some.
    fileprivate mutating func turn(_ call: Int, from: Set<String>, to status: String) -> Bool {
        guard let line = lines.firstIndex(where: { $0.id == call && from.contains($0.status) }) else { return false }
        lines[line].status = status
        return true
    }
}
