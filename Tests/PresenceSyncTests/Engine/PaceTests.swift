import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import PresenceMapping
import PresenceSync
import RingCentralClient
import Synchronization
import Testing

/// How close the writes come to what RingCentral allows, and how long whoever must not be disturbed waits for theirs.
@Suite struct PaceTests {
    /// RingCentral as far as its limit goes: forty writes in any minute; one more, and everything is refused for a minute, which begins anew
    /// with every request meanwhile.
    ///
    /// Source: RingCentral `basics/rate-limits`.
    final class Counter: HTTPTransport, Sendable {
        let time: TimeSource
        private let state = Mutex<(arrivals: [Duration], head: Int, penaltyUntil: Duration, refused: Int)>(
            ([], 0, .zero, 0))

        init(time: TimeSource) { self.time = time }

        var accepted: Int { state.withLock { $0.arrivals.count } }
        var refused: Int { state.withLock { $0.refused } }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            try await time.sleep(for: .milliseconds(90))
            let now = time.now
            let isAllowed = state.withLock { state in
                while state.head < state.arrivals.count, state.arrivals[state.head] <= now - .seconds(60) {
                    state.head += 1
                }
                guard now >= state.penaltyUntil, state.arrivals.count - state.head < 40 else {
                    state.penaltyUntil = now + .seconds(60)
                    state.refused += 1
                    return false
                }
                state.arrivals.append(now)
                return true
            }
            try await time.sleep(for: .milliseconds(90))
            guard isAllowed else {
                return .json(#"{"errorCode":"CMN-301"}"#, status: 429, fields: ["Retry-After": "60"])
            }
            return .json(#"{"extension":{"id":1000},"userStatus":"Busy","dndStatus":"TakeAllCalls"}"#)
        }
    }

    /// The least that so many writes can take: forty at once, and from then on forty a minute. For ten thousand it is 4.15 hours, which
    /// `PRESENCE_WRITES=10000` plays (and `Scripts/check-long-day`, which sets it).
    @Test func `ten tasks write for one identity within a hundredth of what the limit allows, and are never refused`()
        async throws
    {
        let count = ProcessInfo.processInfo.environment["PRESENCE_WRITES"].flatMap(Int.init) ?? 1600
        try await VirtualTime.run { time in
            let counter = Counter(time: time)
            let ringCentral = RingCentral(.fixed(Secret("t")), clientID: "app", transport: counter) { $0.time = time }
            let begin = time.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<10 {
                    group.addTask {
                        for number in 0..<count / 10 {
                            _ = try await ringCentral.presence.update(
                                Extension.ID("\(task * 1000 + number)"), to: PresenceUpdate(userStatus: .busy))
                        }
                    }
                }
                while try await group.next() != nil {}
            }
            let floor = Duration.seconds(Double(count - 40) * 60 / 40)
            #expect(counter.accepted == count && counter.refused == 0)
            #expect(time.now - begin >= floor && time.now - begin < floor * 1.01)
            guard count > 1600 else { return }
            let hours = (time.now - begin) / .seconds(3600)
            print("pace: \(count) writes from ten tasks took \(hours) h, \((time.now - begin) / floor) of the floor")
        }
    }

    /// Plays changes that are told at once, so many a minute, a share of which must stop calls from ringing.
    ///
    /// - Returns: how long those took from the change in Teams until RingCentral had it, shortest first, and how much stood in line.
    static func waits(changesPerMinute: Double, urgent: Double, minutes: Int) async throws -> (
        waits: [Duration], deepest: Int
    ) {
        try await VirtualTime.run { time in
            let people = 300
            let sides = TwoSides(people: people, time: time)
            var options = PresenceSyncOptions(restoresAtEnd: false)
            options.progressInterval = .seconds(60)
            let bench = Bench(sides, options: options)
            let asked = Mutex<[(person: Int, at: Duration)]>([])
            _ = try await bench.during {
                var random = SplitMix(seed: 4)
                var free = Array(0..<people)
                var busy: [(person: Int, until: Duration)] = []
                let end = time.now + .seconds(60 * minutes)
                while time.now < end {
                    try await time.sleep(
                        for: .seconds(Double.random(in: 0.02...1.98, using: &random) * 60 / changesPerMinute))
                    free += busy.filter { $0.until <= time.now }.map(\.person)
                    busy.removeAll { $0.until <= time.now }
                    let person = free.remove(at: Int.random(in: 0..<free.count, using: &random))
                    busy.append((person, time.now + .seconds(90)))
                    let isUrgent = Double.random(in: 0..<1, using: &random) < urgent
                    let before = sides.shownInTeams(person)
                    let isFree = sides.ringCentral(person) != "Available/DoNotAcceptAnyCalls"
                    let words =
                        isUrgent && isFree
                        ? "Busy/InAMeeting" : before == "Busy/Busy" ? "Available/Available" : "Busy/Busy"
                    if words == "Busy/InAMeeting" { asked.withLock { $0.append((person, time.now)) } }
                    sides.teams(person, words)
                    let parts = words.split(separator: "/").map(String.init)
                    await bench.engine.receive(
                        UserPresence(
                            id: Bench.user(person), availability: PresenceAvailability(rawValue: parts[0]),
                            activity: PresenceActivity(rawValue: parts[1])))
                }
                try await bench.wait(30)
            }
            let writes = sides.writes(to: "ringCentral")
            let waits = asked.withLock { $0 }.compactMap { asked in
                writes.first { $0.person == asked.person && $0.at >= asked.at && $0.what.contains("AnyCalls") }
                    .map { $0.at - asked.at }
            }
            let deepest = bench.log.all.compactMap {
                if case .progress(let snapshot) = $0 { snapshot.queueDepth } else { nil }
            }.max()
            return (waits.sorted(), deepest ?? 0)
        }
    }

    @Test func `at four fifths of the limit calls stop ringing within three seconds, nineteen times of twenty`()
        async throws
    {
        let (waits, _) = try await Self.waits(changesPerMinute: 32, urgent: 0.4, minutes: 15)
        #expect(waits.count > 100)
        let slow = try #require(PresenceSyncSummary.percentile(0.95, of: waits))
        #expect(slow <= .seconds(3))
    }

    @Test func `at twice the limit what only shows something waits, and calls stop ringing within six seconds`()
        async throws
    {
        let (waits, deepest) = try await Self.waits(changesPerMinute: 80, urgent: 0.3, minutes: 15)
        #expect(waits.count > 150 && deepest > 40)
        let slow = try #require(PresenceSyncSummary.percentile(0.95, of: waits))
        #expect(slow <= .seconds(6))
    }
}
