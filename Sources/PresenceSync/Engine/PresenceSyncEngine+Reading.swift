import Foundation
import GraphClient
import PatchbayCore
import PresenceMapping
public import RingCentralClient

extension PresenceSyncEngine {
    static func second(_ moment: Duration) -> Int64 { moment.components.seconds }

    /// Once a second: whatever is due.
    func tick() throws {
        if let fault { throw fault }
        let now = time.now
        wakeUp(now)
        startPicking(isTick: true)
        tendSubscriptions(now)
        pollTeams(now)
        pollRingCentral(now)
        if now >= nextProgress {
            nextProgress = now + options.progressInterval
            onEvent(.progress(snapshot))
        }
    }

    private func wakeUp(_ now: Duration) {
        while wheelSecond <= Self.second(now) {
            // Whoever was given another moment since is woken then.
            for place in wheel.removeValue(forKey: wheelSecond) ?? [] where people[place].wakeSecond == wheelSecond {
                people[place].wakeSecond = nil
                take(.wake, place)
            }
            for place in requeue.removeValue(forKey: wheelSecond) ?? [] {
                if let write = people[place].state.pendingWrite { queue.push(place, urgency: write.urgency, now: now) }
            }
            wheelSecond += 1
        }
    }

    private func pollTeams(_ now: Duration) {
        let elapsed = lastTick.map { now - $0 } ?? .seconds(1)
        lastTick = now
        let rate = options.graphRequestsPerSecond
        graphTokens = min(graphTokens + rate * (elapsed / .seconds(1)), max(rate, 1))
        // Teams alone says nothing: whether what it shows is ours is told by what RingCentral shows.
        guard ringCentralReadAt != nil else { return }
        // Those of whom a notification said that they have changed, before those whose turn it is.
        while !noticed.isEmpty, graphTokens >= 1 {
            let portion = Array(noticed.sorted().prefix(Portion.teams))
            noticed.subtract(portion)
            graphTokens -= 1
            for place in portion { cadence.asked(place, now: now) }
            spawn { await self.readTeams(portion, isTold: true) }
        }
        for portion in cadence.portions(now: now, size: Portion.teams, atMost: Int(graphTokens)) {
            graphTokens -= 1
            for place in portion { cadence.asked(place, now: now) }
            spawn { await self.readTeams(portion) }
        }
    }

    private func pollRingCentral(_ now: Duration) {
        if reads.count > 2 * Portion.ringCentral {
            // Reading everybody is cheaper.
            nextRingCentralPoll = min(nextRingCentralPoll, lastRingCentralPoll + ringCentralPause)
        }
        if !isPollingRingCentral, now >= nextRingCentralPoll, !people.isEmpty {
            isPollingRingCentral = true
            lastRingCentralPoll = now
            nextRingCentralPoll = now + max(ringCentralInterval, ringCentralPause)
            spawn { await self.readRingCentral() }
        }
        if !isReading, !reads.isEmpty, now >= nextRead {
            isReading = true
            // Fifty such requests a minute are published, and each write may need one before it.
            nextRead = now + .seconds(7)
            let portion = reads.keys.sorted { (reads[$0] ?? .zero, $0) < (reads[$1] ?? .zero, $1) }
                .prefix(Portion.ringCentral).map(\.self)
            spawn { await self.readRingCentral(portion) }
        }
    }

    /// Pages of a thousand are dear: ten a minute are published.
    private var ringCentralPause: Duration {
        .seconds(60 / options.ringCentralPagesPerMinute * Double(ringCentralPages))
    }

    /// - Parameter isTold: whether notifications said that these people have changed.
    private func readTeams(_ portion: [Int], isTold: Bool = false) async {
        let asked = time.now
        do {
            let found = try await graph.presence.get(of: portion.map { people[$0].pair.user }, lane: .sweep)
            counts.teamsReads += 1
            let now = time.now
            for place in portion {
                guard let presence = found[people[place].pair.user] else {
                    people[place].isUnknownToTeams = true
                    cadence.answered(place, changed: false, now: now)
                    continue
                }
                let words = TeamsPresence(presence)
                let isNew = words != people[place].teamsWords
                counts.teamsReadings += 1
                cadence.answered(place, changed: isNew, now: now)
                if isNew {
                    people[place].via = isTold ? .notification : .poll
                    if !isTold { suspectTeams(place, lastReading: people[place].teamsReadAt) }
                } else if isTold {
                    // What has changed may not show everywhere yet.
                    cadence.hurry(place, now: now + .seconds(3))
                }
                people[place].teamsWords = words
                people[place].teamsReadAt = asked
                people[place].isUnknownToTeams = false
                guard asked >= people[place].holdChangedAt else {
                    // It was asked for before our session changed and answered after, or not: it may show either.
                    cadence.hurry(place, now: now)
                    continue
                }
                let reading = TeamsReading(words, sequenceNumber: presence.sequenceNumber, asOf: asked)
                if !confirm(reading, place, now) { take(.teams(reading), place) }
            }
        } catch {
            report(error, nil, "teams.read")
            if isTold { for place in portion { cadence.hurry(place, now: time.now + .seconds(5)) } }
        }
    }

    private func readRingCentral() async {
        defer { isPollingRingCentral = false }
        let asked = time.now
        var seen = Set<Int>()
        var entries = 0
        do {
            for try await presence in ringCentral.inLane(.sweep).presence.all() {
                entries += 1
                guard let place = placeOfExtension[presence.id] else { continue }
                seen.insert(place)
                noteRingCentral(presence, asked, place)
            }
            ringCentralPages = max(1, (entries + 999) / 1000)
            counts.ringCentralReads += ringCentralPages
            ringCentralReadAt = asked
            for place in people.indices { people[place].isUnknownToRingCentral = !seen.contains(place) }
        } catch {
            report(error, nil, "ringCentral.read")
        }
    }

    private func readRingCentral(_ portion: [Int]) async {
        defer { isReading = false }
        let asked = time.now
        do {
            let found = try await ringCentral.presence.get(portion.map { people[$0].pair.extension })
            counts.ringCentralReads += 1
            for place in portion {
                switch found[people[place].pair.extension] {
                case .success(let presence)?: noteRingCentral(presence, asked, place)
                case .failure(let error)?:
                    // The next reading of everybody tells whether it is gone.
                    reads[place] = nil
                    report(error, people[place].pair.user, "ringCentral.read")
                case nil: break
                }
            }
        } catch {
            report(error, nil, "ringCentral.read")
        }
    }

    /// Most readings say what is known already.
    private func confirm(_ reading: TeamsReading, _ place: Int, _ now: Duration) -> Bool {
        reducers[people[place].reducer].confirm(&people[place].state, teams: reading, at: now)
    }

    private func confirm(_ asked: Duration, _ place: Int) -> Bool {
        guard let shown = people[place].state.ringCentral else { return false }
        return reducers[people[place].reducer].confirm(
            &people[place].state, ringCentral: shown, asOf: asked, at: time.now)
    }

    func noteRingCentral(_ presence: ExtensionPresence, _ asked: Duration, _ place: Int) {
        let words = Person.RingCentralWords(presence)
        if people[place].shows(words), confirm(asked, place) {
            people[place].ringCentralReadAt = asked
            if let since = reads[place], since <= asked { reads[place] = nil }
            return
        }
        let (before, last) = (people[place].state.ringCentral, people[place].ringCentralReadAt)
        people[place].ringCentralReadAt = asked
        if let since = reads[place], since <= asked { reads[place] = nil }
        let via = people[place].via
        people[place].via = .poll
        let reading = RingCentralReading(presence, asOf: asked)
        take(.ringCentral(reading), place)
        people[place].note(words, as: reading)
        if people[place].state.ringCentral == before {
            people[place].via = via
        } else {
            suspectRingCentral(place, from: before, lastReading: last)
        }
    }
}

extension PresenceSyncEngine {
    /// Takes an event of RingCentral's event stream, whoever brings it: a webhook, a WebSocket, a test. Lost, repeated and reordered ones
    /// cost time, never correctness, since everybody is read every now and then too.
    ///
    /// Source: RingCentral account presence event.
    public func receive(_ event: RingCentralEvent) {
        guard isRunning, !isClosed else { return }
        if case .reminder = event.body, let keeper {
            nextTending = .zero
            spawn { await keeper.takeReminder(of: event.subscriptionID.map { "\($0)" }) }
        }
        guard case .presence(let presence) = event.body else { return }
        let place = placeOfExtension[presence.extensionID]
        watching.told(watching.ringCentral, place, at: time.now)
        guard let place else { return }
        counts.eventsReceived += 1
        people[place].via = .event
        take(
            .ringCentral(
                RingCentralReading(presence, uuid: UUID(uuidString: event.uuid), asOf: event.at.flatMap(moment))), place
        )
        people[place].toldAt = time.now
        people[place].toldRingCentral = people[place].state.ringCentral
    }

    /// Says that RingCentral's event stream was set up anew: its numbers may start over, and something may have been missed.
    public func ringCentralStreamRestarted() {
        guard isRunning, !isClosed else { return }
        for place in people.indices { take(.streamRestarted, place) }
    }

    /// When something was true that bears a date, on our own clock; nil when the two clocks cannot be compared.
    private func moment(_ date: Date) -> Duration? {
        let age = time.date.timeIntervalSince(date)
        guard age >= 0, age < 600 else { return nil }
        return max(time.now - .seconds(age), .zero)
    }
}

/// How many people one request may name. Both clients have a type for presence of the same name, so the numbers are kept here.
///
/// Sources: Microsoft Graph `cloudcommunications-getpresencesbyuserid` (650); RingCentral `readUserPresenceStatus` (30).
private enum Portion {
    static let teams = GraphClient.Presences.batchSize
    static let ringCentral = RingCentralClient.Presences.batchSize
}
