import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import PresenceMapping
import PresenceSync
import RingCentralClient
import Synchronization
import Testing

/// A day and a night of many people, with events that are lost, repeated and overtaken, a subscription that is silent for hours, and an
/// engine that is killed now and then. `PRESENCE_PEOPLE=5000` plays it for a larger company, which takes minutes
/// in release: `swift build -c release --build-tests -Xswiftc -enable-testing`.
@Suite struct LongDayTests {
    static let people = ProcessInfo.processInfo.environment["PRESENCE_PEOPLE"].flatMap(Int.init) ?? 24
    static let hours = ProcessInfo.processInfo.environment["PRESENCE_HOURS"].flatMap(Int.init) ?? 24
    /// How long after the last thing that happened to somebody both sides may differ.
    static let patience = Duration.seconds(60)

    struct Outcome: Hashable {
        var writes: [TwoSides.Write]
        var late: [String]
        var checks = 0
        var notGivenBack: [String]
        var arrivals: [String: [Duration]]
        var restarts = 0
        var events = 0
        var isRestored: Bool?
        var news: [String] = []
        var notifications = 0
    }

    /// What the players share.
    private struct Stage {
        var engine: PresenceSyncEngine?
        var lastInput: [Duration]
        var lastCall: [Duration]
        var lastRestart = Duration.zero
        var isSilent = false
        var delivered = 0
        var late: [String] = []
        var checks = 0
        var restarts = 0
    }

    private final class Board: Sendable {
        private let stage: Mutex<Stage>
        init(people: Int) {
            stage = Mutex(
                Stage(
                    lastInput: [Duration](repeating: .zero, count: people),
                    lastCall: [Duration](repeating: .zero, count: people)))
        }
        func withLock<Value>(_ body: (inout Stage) -> Value) -> Value { stage.withLock { body(&$0) } }
    }

    /// - Parameter subscriptions: whether a keeper subscribes at both services. Then events come only while its subscriptions are there,
    ///   and now and then all of them are gone without a word.
    static func play(
        seed: UInt64, people: Int, hours: Int, actsPerHour: Double, subscriptions: Bool = false
    ) async throws -> Outcome {
        try await VirtualTime.run { time in
            let sides = TwoSides(people: people, time: time, lag: .seconds(3))
            let stage = Board(people: people)
            let end = Duration.seconds(hours * 3600)
            let post = Mutex(SplitMix(seed: seed ^ 0xE7E7))
            sides.listener.set { event in
                let (copies, waits) = post.withLock { random in
                    let dice = Int.random(in: 0..<100, using: &random)
                    let copies = dice < 15 ? 0 : dice < 30 ? 2 : 1
                    return (
                        copies, [Double.random(in: 0.1...9, using: &random), .random(in: 0.1...20, using: &random)]
                    )
                }
                guard !stage.withLock({ $0.isSilent }) else { return }
                guard !subscriptions || sides.desk({ !$0.ringCentralWatchers(time.now).isEmpty }) else { return }
                for copy in 0..<copies {
                    _ = Spawn.task {
                        try await time.sleep(for: .seconds(waits[copy]))
                        let engine = stage.withLock { stage in
                            stage.delivered += 1
                            return stage.engine
                        }
                        guard let engine else { return }
                        await engine.receive(event)
                    }
                }
            }
            if subscriptions { deliverGraph(sides, stage, seed) }
            async let losses: Void = lose(sides, seed, until: subscriptions ? end : .zero)
            async let acts: Void = act(sides, stage, seed, until: end, actsPerHour: actsPerHour)
            async let checks: Void = check(sides, stage, until: end + .seconds(120))
            let book = HeldBook(ledger: MemoryLedger(), run: HeldBook.name(tenant: "contoso.com"))
            var random = SplitMix(seed: seed ^ 0xC4A5)
            // Some engines are killed, the last one ends in good order.
            var options = PresenceSyncOptions(ringCentralPoll: .seconds(20))
            options.progressInterval = .seconds(300)
            let keeper = subscriptions ? Bench.keeper(serviceUsers: (people + 649) / 650) : nil
            var news: [String] = []
            var notifications = 0
            while time.now < end - .seconds(3600) {
                let bench = Bench(
                    sides, book: book, held: try await book.load(), keeper: keeper, options: options)
                stage.withLock {
                    $0.engine = bench.engine
                    $0.lastRestart = time.now
                }
                let run = Spawn.task { try await bench.engine.run() }
                let life = Duration.seconds(.random(in: 600...14_400, using: &random))
                try await time.sleep(for: min(life, end - .seconds(3000) - time.now))
                run.cancel()
                _ = try? await run.value
                stage.withLock { $0.restarts += 1 }
                news += bench.log.news.map(\.news.rawValue)
                notifications += await bench.engine.snapshot.counts.teamsNotifications
            }
            let bench = Bench(sides, book: book, held: try await book.load(), keeper: keeper, options: options)
            stage.withLock {
                $0.engine = bench.engine
                $0.lastRestart = time.now
            }
            let summary = try await bench.engine.run(for: end + .seconds(120) - time.now)
            try await acts
            try await checks
            try await losses
            news += bench.log.news.map(\.news.rawValue)
            notifications += summary.snapshot.counts.teamsNotifications
            let notGivenBack = (0..<people).filter { $0 % 4 != 0 && sides.ringCentral($0) != "Available/TakeAllCalls" }
                .map { "\($0): \(sides.ringCentral($0))" }
            let left = sides.state.withLock { state in
                state.people.indices.filter { state.people[$0].session.map { $0.until > time.now } ?? false }
            }
            let final = stage.withLock { $0 }
            return Outcome(
                writes: sides.writes, late: final.late, checks: final.checks,
                notGivenBack: notGivenBack + left.map { "\($0): a session in Teams" },
                arrivals: sides.state.withLock { $0.arrivals }, restarts: final.restarts, events: final.delivered,
                isRestored: summary.isRestored, news: news, notifications: notifications)
        }
    }

    /// Graph's notifications, as lossy as RingCentral's events.
    private static func deliverGraph(_ sides: TwoSides, _ stage: Board, _ seed: UInt64) {
        let post = Mutex(SplitMix(seed: seed ^ 0x6A6A))
        let time = sides.time
        sides.graphListener.set { person, entry in
            guard !stage.withLock({ $0.isSilent }) else { return }
            let waits = post.withLock { random in
                let dice = Int.random(in: 0..<100, using: &random)
                return (0..<(dice < 15 ? 0 : dice < 30 ? 2 : 1)).map { _ in
                    Double.random(in: 0.1...15, using: &random)
                }
            }
            for wait in waits {
                _ = Spawn.task {
                    try await time.sleep(for: .seconds(wait))
                    await stage.withLock { $0.engine }?.receive(Bench.delivery(person, entry.id))
                }
            }
        }
    }

    /// Every few hours all subscriptions are gone, and nobody says so.
    private static func lose(_ sides: TwoSides, _ seed: UInt64, until end: Duration) async throws {
        var random = SplitMix(seed: seed ^ 0x1057)
        while sides.time.now < end {
            try await sides.time.sleep(for: .seconds(.random(in: 5000...14_000, using: &random)))
            sides.desk { $0.loseAll() }
        }
    }

    /// What people do. Every fourth also chooses in RingCentral by hand.
    private static func act(
        _ sides: TwoSides, _ stage: Board, _ seed: UInt64, until end: Duration, actsPerHour: Double
    ) async throws {
        var random = SplitMix(seed: seed)
        let people = sides.state.withLock { $0.people.count }
        let mean = 3600 / (actsPerHour * Double(people))
        while sides.time.now < end {
            try await sides.time.sleep(for: .seconds(Double.random(in: 0.2 * mean...1.8 * mean, using: &random)))
            let person = Int.random(in: 0..<people, using: &random)
            let now = sides.time.now
            stage.withLock { stage in
                stage.lastInput[person] = now
                // For a twelfth of the time, events do not come.
                stage.isSilent = Int(now / .seconds(7200)) % 12 == 5
            }
            switch Int.random(in: 0..<10, using: &random) {
            case 0...5: sides.teams(person, DayTests.states.randomElement(using: &random) ?? "Available/Available")
            case 6, 7:
                let isCalling = sides.state.withLock { $0.people[person].telephony != "NoCall" }
                stage.withLock { $0.lastCall[person] = now }
                sides.call(person, isCalling ? "NoCall" : "CallConnected")
            default:
                guard person % 4 == 0 else { continue }
                let choice = Bool.random(using: &random) ? "DoNotAcceptAnyCalls" : "TakeAllCalls"
                sides.choose(person, dndStatus: choice)
            }
        }
        for person in 0..<people {
            sides.call(person, "NoCall")
            let now = sides.time.now
            stage.withLock {
                $0.lastInput[person] = now
                $0.lastCall[person] = now
            }
        }
    }

    /// Looks every few seconds whether whoever has done nothing for a minute is shown the same on both sides.
    private static func check(_ sides: TwoSides, _ stage: Board, until end: Duration) async throws {
        var wanted: [String: String] = [:]
        while sides.time.now < end - .seconds(5) {
            try await sides.time.sleep(for: .seconds(15))
            let now = sides.time.now
            sides.state.withLock { state in
                stage.withLock { stage in
                    guard now - stage.lastRestart > patience else { return }
                    for index in state.people.indices where now - stage.lastInput[index] > patience {
                        stage.checks += 1
                        if let fault = fault(state.people[index], index, now, &wanted) {
                            stage.late.append("\(now) \(index): \(fault), input at \(stage.lastInput[index])")
                        }
                    }
                }
            }
        }
    }

    /// What is wrong with somebody who has had time to heal.
    private static func fault(
        _ person: TwoSides.Person, _ index: Int, _ now: Duration, _ wanted: inout [String: String]
    ) -> String? {
        let hasSession = person.session.map { $0.until > now } ?? false
        if person.telephony != "NoCall" { return hasSession ? nil : "a call without a session" }
        // Whoever chooses by hand is judged by whether a choice was lifted.
        if index % 4 == 0 { return nil }
        if hasSession { return "a session without a call" }
        let shown = wanted[person.own] ?? Self.shown(for: person.own)
        wanted[person.own] = shown
        return shown.hasPrefix(person.userStatus) && shown.hasSuffix(person.dndStatus)
            && shown.utf8.count == person.userStatus.utf8.count + person.dndStatus.utf8.count + 1
            ? nil : "\(person.own) wants \(shown), shows \(person.userStatus)/\(person.dndStatus)"
    }

    /// What RingCentral has to show to somebody who chooses nothing there.
    private static func shown(for words: String) -> String {
        guard let teams = try? TeamsPresence(argument: words) else { return "unreadable" }
        let wanted = CallRuleBook.meetings.policy().decide(
            teams: TeamsState(teams), ringCentral: .init(userStatus: .available, dndStatus: .takeAllCalls))
        return "\(wanted.userStatus.word?.rawValue ?? "")/\(wanted.dndStatus.word?.rawValue ?? "")"
    }

    @Test func `a day and a night heal by themselves, without an echo, and nobody's choice is lifted`() async throws {
        let begin = ContinuousClock.now
        let acts = Self.people > 1000 ? 0.2 : 3.0
        let day = try await Self.play(seed: 7, people: Self.people, hours: Self.hours, actsPerHour: acts)
        #expect(day.late == [])
        #expect(day.notGivenBack == [])
        #expect(day.isRestored == true)
        #expect(day.writes.filter(\.lifted) == [])
        #expect(day.writes.filter { $0.side == "ringCentral" && !$0.changed } == [])
        #expect(day.writes.count > Int(acts * Double(Self.hours * Self.people)) / 8)
        #expect(day.events > day.writes.count / 8)
        #expect(day.restarts > Self.hours / 6 && day.checks > 10 * Self.people)
        // The published limits, counted where the requests arrive: none was passed, so that no penalty ever began.
        for (group, limit) in ["medium": 40, "light": 50, "heavy": 10] {
            let arrivals = day.arrivals[group] ?? []
            let over = arrivals.indices.filter {
                $0 + limit < arrivals.count && arrivals[$0 + limit] - arrivals[$0] < .seconds(60)
            }
            #expect(over.isEmpty, "\(group)")
        }
        if Self.people > 1000 {
            print(
                "\(Self.people) people, \(Self.hours) h: \(day.writes.count) writes, \(day.restarts) restarts, "
                    + "\(day.checks) checks, \(ContinuousClock.now - begin)")
        }
    }

    @Test func `with subscriptions that are lost, silent and taken over it heals as fast`() async throws {
        let acts = Self.people > 1000 ? 0.2 : 3.0
        let day = try await Self.play(
            seed: 11, people: Self.people, hours: Self.hours, actsPerHour: acts, subscriptions: true)
        #expect(day.late == [])
        #expect(day.notGivenBack == [])
        #expect(day.isRestored == true)
        #expect(day.writes.filter(\.lifted) == [])
        #expect(day.writes.filter { $0.side == "ringCentral" && !$0.changed } == [])
        #expect(day.notifications > day.writes.count / 8 && day.events > 0)
        for word in ["made", "adopted", "flowing", "lost", "silent", "ended"] {
            #expect(day.news.contains(word), "\(word)")
        }
        for (group, limit) in ["medium": 40, "light": 50, "heavy": 10] {
            let arrivals = day.arrivals[group] ?? []
            let over = arrivals.indices.filter {
                $0 + limit < arrivals.count && arrivals[$0 + limit] - arrivals[$0] < .seconds(60)
            }
            #expect(over.isEmpty, "\(group)")
        }
    }

    @Test func `it repeats exactly by its seed`() async throws {
        let first = try await Self.play(seed: 3, people: 8, hours: 3, actsPerHour: 6)
        let second = try await Self.play(seed: 3, people: 8, hours: 3, actsPerHour: 6)
        #expect(first == second)
        #expect(!first.writes.isEmpty)
        let third = try await Self.play(seed: 3, people: 8, hours: 3, actsPerHour: 6, subscriptions: true)
        let fourth = try await Self.play(seed: 3, people: 8, hours: 3, actsPerHour: 6, subscriptions: true)
        #expect(third == fourth)
        #expect(!third.news.isEmpty)
    }
}
