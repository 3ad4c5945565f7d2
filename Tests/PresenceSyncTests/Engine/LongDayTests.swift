import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import PresenceMapping
import PresenceSync
import RingCentralClient
import Synchronization
import Testing

/// A day and a night of many people, with events that are lost, repeated and overtaken, subscriptions that are silent or gone, and an
/// engine that is killed now and then.
///
/// What is claimed: nothing is written because of what the sync wrote itself; nobody's own do not disturb or Offline is lifted; no request
/// arrives inside a penalty window, since none passes a published limit; and both sides agree within a minute of the last thing that
/// happened to a person, or of the last start of the engine. Whoever also chooses in RingCentral by hand is judged by whether the choice
/// stands, since agreement is theirs to refuse.
///
/// One identity may write forty times a minute, so that what a company does in an hour has to fit into that for the minute to be kept: the
/// number of acts is limited for the whole company, see ``actsPerHour(_:)``. How long the urgent ones wait where more is asked for is the
/// subject of ``PaceTests``.
///
/// `Scripts/check-long-day` plays it for 5,000 people.
@Suite struct LongDayTests {
    /// For how many people the company's day is played; not at all where it is not said.
    static let people = ProcessInfo.processInfo.environment["PRESENCE_PEOPLE"].flatMap(Int.init)
    static let hours = ProcessInfo.processInfo.environment["PRESENCE_HOURS"].flatMap(Int.init) ?? 24
    static let seed = ProcessInfo.processInfo.environment["PRESENCE_SEED"].flatMap(UInt64.init) ?? 5
    /// How long after the last thing that happened to somebody both sides may differ.
    static let patience = Duration.seconds(60)

    /// How often one person does something: three times an hour, and all together at most 1,500 times, which leads to some 800 writes of the
    /// 2,400 that RingCentral takes in an hour.
    static func actsPerHour(_ people: Int) -> Double { min(3, 1500 / Double(people)) }

    struct Outcome: Hashable {
        var writes: [TwoSides.Write]
        var late: [String]
        var checks = 0
        var slowest = Duration.zero
        var acts = 0
        var notGivenBack: [String]
        var arrivals: [String: [Duration]]
        var restarts = 0
        var losses = 0
        var post = Post()
        var isRestored: Bool?
        var news: [String] = []
        var notifications = 0

        /// Writes to RingCentral that changed nothing: nothing but an echo leads to them.
        var echoes: [TwoSides.Write] { writes.filter { $0.side == "ringCentral" && !$0.changed } }
        var lifted: [TwoSides.Write] { writes.filter(\.lifted) }

        /// The published limits, counted where the requests arrive: as long as none is passed, no penalty begins.
        var penalties: Int {
            TwoSides.limits.map { group, limit in
                let arrivals = arrivals[group] ?? []
                return arrivals.indices.count {
                    $0 + limit < arrivals.count && arrivals[$0 + limit] - arrivals[$0] < .seconds(60)
                }
            }.reduce(0, +)
        }
    }

    /// What became of events and notifications.
    struct Post: Hashable {
        var sent = 0
        var lost = 0
        var repeated = 0
        var overtaken = 0
        var delivered = 0
        /// The number of the last that was delivered, for each person and side.
        var last: [Int: Int] = [:]

        /// Takes note of a delivery.
        mutating func deliver(_ number: Int, to addressee: Int) {
            delivered += 1
            if let last = last[addressee], number < last { overtaken += 1 }
            last[addressee] = max(last[addressee] ?? 0, number)
        }
    }

    /// What the players share.
    private struct Stage {
        var engine: PresenceSyncEngine?
        var lastInput: [Duration]
        var lastRestart = Duration.zero
        var isSilent = false
        var post = Post()
        var late: [String] = []
        var checks = 0
        var slowest = Duration.zero
        var acts = 0
        var restarts = 0
        var losses = 0
        /// Who is looked at each second, because something has happened to them within the minute.
        var watched: Set<Int> = []

        /// Something happens to a person.
        mutating func touch(_ person: Int, _ now: Duration) {
            acts += 1
            lastInput[person] = now
            watched.insert(person)
        }

        mutating func start(_ engine: PresenceSyncEngine, _ now: Duration) {
            self.engine = engine
            lastRestart = now
            watched.formUnion(lastInput.indices)
        }
    }

    private final class Board: Sendable {
        private let stage: Mutex<Stage>
        init(people: Int) {
            stage = Mutex(Stage(lastInput: [Duration](repeating: .zero, count: people)))
        }
        func withLock<Value>(_ body: (inout Stage) -> Value) -> Value { stage.withLock { body(&$0) } }
    }

    /// A post that loses some, brings others twice, and each after a while of its own.
    private final class Postman: Sendable {
        private let state: Mutex<(random: SplitMix, number: Int)>
        private let time: TimeSource
        private let stage: Board

        init(seed: UInt64, time: TimeSource, stage: Board) {
            state = Mutex((SplitMix(seed: seed), 0))
            (self.time, self.stage) = (time, stage)
        }

        /// - Parameter isHeard: whether there is a subscription that it goes to.
        func bring(
            to addressee: Int, isHeard: Bool, _ deliver: @escaping @Sendable (PresenceSyncEngine) async -> Void
        ) {
            let (waits, number) = state.withLock { state in
                let dice = Int.random(in: 0..<100, using: &state.random)
                let waits = [
                    Double.random(in: 0.1...9, using: &state.random), .random(in: 0.1...20, using: &state.random),
                ]
                state.number += 1
                return (waits.prefix(dice < 15 ? 0 : dice < 30 ? 2 : 1), state.number)
            }
            let isDelivered = stage.withLock { stage in
                stage.post.sent += 1
                let isDelivered = isHeard && !stage.isSilent && !waits.isEmpty
                if !isDelivered { stage.post.lost += 1 } else if waits.count > 1 { stage.post.repeated += 1 }
                return isDelivered
            }
            guard isDelivered else { return }
            for wait in waits {
                _ = Spawn.task { [time, stage] in
                    try await time.sleep(for: .seconds(wait))
                    let engine = stage.withLock { stage in
                        stage.post.deliver(number, to: addressee)
                        return stage.engine
                    }
                    if let engine { await deliver(engine) }
                }
            }
        }
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
            let events = Postman(seed: seed ^ 0xE7E7, time: time, stage: stage)
            sides.listener.set { event in
                let isHeard = !subscriptions || sides.desk { !$0.ringCentralWatchers(time.now).isEmpty }
                guard case .presence(let presence) = event.body else { return }
                let person = Int("\(presence.extensionID)").map { $0 - 1000 } ?? 0
                events.bring(to: person, isHeard: isHeard) { await $0.receive(event) }
            }
            if subscriptions {
                let notifications = Postman(seed: seed ^ 0x6A6A, time: time, stage: stage)
                sides.graphListener.set { person, entry in
                    notifications.bring(to: people + person, isHeard: true) {
                        await $0.receive(Bench.delivery(person, entry.id))
                    }
                }
            }
            async let losses: Void = lose(sides, stage, seed, until: subscriptions ? end : .zero)
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
                stage.withLock { $0.start(bench.engine, time.now) }
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
            stage.withLock { $0.start(bench.engine, time.now) }
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
                writes: sides.writes, late: final.late, checks: final.checks, slowest: final.slowest, acts: final.acts,
                notGivenBack: notGivenBack + left.map { "\($0): a session in Teams" },
                arrivals: sides.state.withLock { $0.arrivals }, restarts: final.restarts, losses: final.losses,
                post: final.post, isRestored: summary.isRestored, news: news, notifications: notifications)
        }
    }

    /// Every few hours all subscriptions are gone, and nobody says so.
    private static func lose(
        _ sides: TwoSides, _ stage: Board, _ seed: UInt64, until end: Duration
    ) async throws {
        var random = SplitMix(seed: seed ^ 0x1057)
        while sides.time.now < end {
            try await sides.time.sleep(for: .seconds(.random(in: 5000...14_000, using: &random)))
            sides.desk { $0.loseAll() }
            stage.withLock { $0.losses += 1 }
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
                stage.touch(person, now)
                // For a twelfth of the time, events do not come.
                stage.isSilent = Int(now / .seconds(7200)) % 12 == 5
            }
            switch Int.random(in: 0..<10, using: &random) {
            case 0...5: sides.teams(person, DayTests.states.randomElement(using: &random) ?? "Available/Available")
            case 6, 7:
                let isCalling = sides.state.withLock { $0.people[person].telephony != "NoCall" }
                sides.call(person, isCalling ? "NoCall" : "CallConnected")
            default:
                guard person % 4 == 0 else { continue }
                let choice = Bool.random(using: &random) ? "DoNotAcceptAnyCalls" : "TakeAllCalls"
                sides.choose(person, dndStatus: choice)
            }
        }
        for person in 0..<people {
            sides.call(person, "NoCall")
            stage.withLock { $0.touch(person, sides.time.now) }
        }
    }

    /// Looks each second at those to whom something has happened within the minute, for how long they are not shown the same on both sides;
    /// and now and then at everybody else, whether they still are.
    private static func check(_ sides: TwoSides, _ stage: Board, until end: Duration) async throws {
        var wanted: [String: String] = [:]
        var nextRound = Duration.zero
        while sides.time.now < end - .seconds(5) {
            try await sides.time.sleep(for: .seconds(1))
            let now = sides.time.now
            sides.state.withLock { state in
                stage.withLock { stage in
                    func look(_ index: Int) {
                        stage.checks += 1
                        let since = max(stage.lastInput[index], stage.lastRestart)
                        guard let fault = fault(state.people[index], index, now, &wanted) else { return }
                        stage.slowest = max(stage.slowest, now - since)
                        guard now - since > patience else { return }
                        stage.late.append("\(now) \(index): \(fault), input at \(stage.lastInput[index])")
                    }
                    for index in stage.watched {
                        look(index)
                        if now - max(stage.lastInput[index], stage.lastRestart) > patience {
                            stage.watched.remove(index)
                        }
                    }
                    guard now >= nextRound else { return }
                    nextRound = now + .seconds(60)
                    for index in state.people.indices { look(index) }
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

    /// What holds however a day went.
    private static func judge(_ day: Outcome, people: Int, hours: Int) {
        #expect(day.late == [])
        #expect(day.slowest <= patience)
        #expect(day.notGivenBack == [])
        #expect(day.isRestored == true)
        #expect(day.lifted == [])
        #expect(day.echoes == [])
        #expect(day.penalties == 0)
        // And it was a day.
        #expect(day.writes.count > day.acts / 4 && day.acts > Int(actsPerHour(people) * Double(hours * people)) / 2)
        #expect(day.restarts > hours / 6 && day.checks > 10 * people)
        #expect(day.post.lost > day.post.sent / 8 && day.post.repeated > day.post.sent / 16)
        #expect(day.post.overtaken > 0 && day.post.delivered > day.writes.count / 8)
    }

    private static func judgeSubscriptions(_ day: Outcome) {
        #expect(day.losses > 0 && day.notifications > day.writes.count / 8)
        for word in ["made", "adopted", "flowing", "lost", "silent", "ended"] {
            #expect(day.news.contains(word), "\(word)")
        }
    }

    @Test func `a day and a night heal by themselves, without an echo, and nobody's choice is lifted`() async throws {
        let day = try await Self.play(seed: 7, people: 24, hours: 24, actsPerHour: Self.actsPerHour(24))
        Self.judge(day, people: 24, hours: 24)
    }

    @Test func `with subscriptions that are lost, silent and taken over it heals as fast`() async throws {
        let day = try await Self.play(
            seed: 11, people: 24, hours: 24, actsPerHour: Self.actsPerHour(24), subscriptions: true)
        Self.judge(day, people: 24, hours: 24)
        Self.judgeSubscriptions(day)
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

    @Test(.enabled(if: people != nil))
    func `a company's day and night heal as fast, and repeat exactly by their seed`() async throws {
        let (people, hours, begin) = (try #require(Self.people), Self.hours, ContinuousClock.now)
        let acts = Self.actsPerHour(people)
        async let again = Self.play(
            seed: Self.seed, people: people, hours: hours, actsPerHour: acts, subscriptions: true)
        let day = try await Self.play(
            seed: Self.seed, people: people, hours: hours, actsPerHour: acts, subscriptions: true)
        let isSame = try await again == day
        let toRingCentral = day.writes.count { $0.side == "ringCentral" }
        print(
            "long day: \(people) people, \(hours) h, seed \(Self.seed): \(day.acts) acts, \(day.post.sent) messages "
                + "(\(day.post.lost) lost, \(day.post.repeated) repeated, \(day.post.overtaken) overtaken), "
                + "\(day.restarts) restarts, subscriptions lost \(day.losses) times, "
                + "\(day.writes.count) writes (\(toRingCentral) to RingCentral), \(day.echoes.count) echo writes, "
                + "\(day.lifted.count) choices lifted, worst healing \(day.slowest.components.seconds) s, "
                + "\(day.late.count) late, \(day.penalties) penalties, "
                + "\(isSame ? "twice the same" : "NOT REPEATED"), \((ContinuousClock.now - begin).components.seconds) s"
        )
        #expect(isSame)
        Self.judge(day, people: people, hours: hours)
        Self.judgeSubscriptions(day)
    }
}
