import GraphClient
import PatchbayCore
import PresenceMapping
import RingCentralClient

extension PresenceSyncEngine {
    static func second(_ moment: Duration) -> Int64 { moment.components.seconds }

    /// Once a second: whatever is due.
    func tick() throws {
        if let fault { throw fault }
        let now = time.now
        while wheelSecond <= Self.second(now) {
            for place in wheel.removeValue(forKey: wheelSecond) ?? [] { take(.wake, place) }
            wheelSecond += 1
        }
        let elapsed = lastTick.map { now - $0 } ?? .seconds(1)
        lastTick = now
        let rate = options.graphRequestsPerSecond
        graphTokens = min(graphTokens + rate * (elapsed / .seconds(1)), max(rate, 1))
        for portion in cadence.portions(now: now, size: Portion.teams, atMost: Int(graphTokens)) {
            graphTokens -= 1
            for place in portion { cadence.asked(place, now: now) }
            spawn { await self.readTeams(portion) }
        }
        if !isPollingRingCentral, now >= nextRingCentralPoll, !people.isEmpty {
            isPollingRingCentral = true
            let pause = Duration.seconds(60 / options.ringCentralPagesPerMinute * Double(ringCentralPages))
            nextRingCentralPoll = now + max(options.ringCentralPoll, pause)
            spawn { await self.readRingCentral() }
        }
        if !isReading, !reads.isEmpty, now >= nextRead {
            isReading = true
            nextRead = now + .seconds(3)
            let portion = Array(reads.sorted().prefix(Portion.ringCentral))
            reads.subtract(portion)
            spawn { await self.readRingCentral(portion) }
        }
        if now >= nextProgress {
            nextProgress = now + options.progressInterval
            onEvent(.progress(snapshot))
        }
    }

    private func readTeams(_ portion: [Int]) async {
        let asked = time.now
        do {
            let found = try await graph.presence.get(of: portion.map { people[$0].pair.user }, lane: .sweep)
            counts.teamsReads += 1
            for place in portion {
                guard let presence = found[people[place].pair.user] else {
                    people[place].isUnknownToTeams = true
                    cadence.answered(place, changed: false, now: time.now)
                    continue
                }
                let words = TeamsPresence(
                    availability: TeamsAvailability(rawValue: presence.availability.rawValue),
                    activity: TeamsActivity(rawValue: presence.activity.rawValue))
                counts.teamsReadings += 1
                cadence.answered(place, changed: words != people[place].teamsWords, now: time.now)
                people[place].teamsWords = words
                people[place].teamsReadAt = asked
                people[place].isUnknownToTeams = false
                take(.teams(TeamsReading(words, sequenceNumber: presence.sequenceNumber, asOf: asked)), place)
            }
        } catch {
            report(error, nil, "teams.read")
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
                guard case .success(let presence) = found[people[place].pair.extension] else { continue }
                noteRingCentral(presence, asked, place)
            }
        } catch {
            reads.formUnion(portion)
            report(error, nil, "ringCentral.read")
        }
    }

    func noteRingCentral(_ presence: ExtensionPresence, _ asked: Duration, _ place: Int) {
        people[place].ringCentralReadAt = asked
        take(.ringCentral(RingCentralReading(presence, asOf: asked)), place)
    }
}

/// How many people one request may name. Both clients have a type for presence of the same name, so the numbers are kept here.
///
/// Sources: Microsoft Graph `cloudcommunications-getpresencesbyuserid` (650); RingCentral `readUserPresenceStatus` (30).
private enum Portion {
    static let teams = GraphClient.Presences.batchSize
    static let ringCentral = RingCentralClient.Presences.batchSize
}
