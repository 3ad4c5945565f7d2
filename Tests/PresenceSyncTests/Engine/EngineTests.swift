import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import PresenceMapping
import PresenceSync
import RingCentralClient
import Synchronization
import Testing

@Suite struct EngineTests {
    @Test func `a meeting in Teams keeps calls from ringing, and its end lets them ring again`() async throws {
        try await Bench.run { bench in
            bench.sides.teams(0, "Busy/InAMeeting")
            try await bench.wait(60)
            #expect(bench.sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
            #expect(bench.sides.ringCentral(1) == "Available/TakeAllCalls")
            let decision = try #require(await bench.engine.decision(for: Bench.user(0)))
            #expect(decision.rule == "inAMeeting=noCalls" && decision.rings == false && !decision.changes)
            bench.sides.teams(0, "Available/Available")
            try await bench.wait(60)
            #expect(bench.sides.ringCentral(0) == "Available/TakeAllCalls")
            #expect(
                bench.sides.writes(to: "ringCentral").map(\.what) == ["DoNotAcceptAnyCalls", "TakeAllCalls"])
            let told = bench.log.decisions.filter { $0.cause == .wroteRingCentral }
            #expect(told.count == 2 && told.allSatisfy { $0.pair.name == "Person 0" && $0.latency != nil })
        }
    }

    @Test func `a RingCentral call shows in Teams for as long as it lasts`() async throws {
        try await Bench.run { bench in
            bench.sides.call(1, "CallConnected")
            try await bench.wait(60)
            #expect(bench.sides.shownInTeams(1) == "Busy/InACall")
            bench.sides.call(1, "NoCall")
            try await bench.wait(60)
            #expect(bench.sides.shownInTeams(1) == "Available/Available")
            #expect(bench.sides.writes(to: "teams").map(\.what) == ["Busy/InACall", "clear"])
            #expect(bench.sides.writes(to: "ringCentral").isEmpty)
        }
    }

    @Test func `what is held in Teams through a long call is renewed before it runs out`() async throws {
        try await Bench.run { bench in
            bench.sides.call(0, "CallConnected")
            for _ in 0..<36 {
                try await bench.wait(600)
                #expect(bench.sides.shownInTeams(0) == "Busy/InACall")
            }
            let renewals = bench.sides.writes(to: "teams").count { !$0.changed }
            #expect((5...8).contains(renewals))
        }
    }

    @Test(arguments: [0, 8]) func `nothing is ever written because of what the sync wrote itself`(lag: Int) async throws
    {
        try await Bench.run(lag: .seconds(lag)) { bench in
            bench.sides.teams(0, "Busy/InAMeeting")
            bench.sides.call(1, "CallConnected")
            bench.sides.teams(2, "DoNotDisturb/DoNotDisturb")
            try await bench.wait(120)
            let before = bench.sides.writes.count
            try await bench.wait(1800)
            #expect(bench.sides.writes.count == before)
            #expect(bench.sides.writes.allSatisfy { $0.changed })
        }
    }

    @Test func `a do-not-disturb that the person chose is never lifted, not even in the end`() async throws {
        try await Bench.run { bench in
            bench.sides.choose(0, dndStatus: "DoNotAcceptAnyCalls")
            try await bench.wait(60)
            for words in ["Busy/InAMeeting", "Available/Available", "Offline/Offline", "Available/Available"] {
                bench.sides.teams(0, words)
                try await bench.wait(90)
                #expect(bench.sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
            }
            await bench.engine.stop()
            try await bench.wait(60)
            #expect(bench.sides.writes(to: "ringCentral").isEmpty)
        }
    }

    @Test func `a do-not-disturb chosen while a write waits is seen before it is sent`() async throws {
        // RingCentral is polled seldom, so that only the reading before the write can show it.
        try await Bench.run(options: PresenceSyncOptions(ringCentralPoll: .seconds(3600))) { bench in
            bench.sides.choose(0, dndStatus: "DoNotAcceptAnyCalls")
            bench.sides.teams(0, "Busy/InAMeeting")
            try await bench.wait(60)
            bench.sides.teams(0, "Available/Available")
            try await bench.wait(60)
            #expect(bench.sides.writes(to: "ringCentral").isEmpty)
            let withdrawn = await bench.engine.snapshot.counts.withdrawn
            #expect(withdrawn >= 1)
        }
    }

    @Test func `what keeps calls from ringing overtakes hundreds that only show something`() async throws {
        try await Bench.run(people: 400, options: PresenceSyncOptions(restoresAtEnd: false)) { bench in
            for person in 0..<399 { bench.sides.teams(person, "Busy/Busy") }
            try await bench.wait(90)
            let snapshot = await bench.engine.snapshot
            #expect(snapshot.queueDepth > 200 && snapshot.oldestInQueue > .seconds(30))
            bench.sides.teams(399, "Busy/InAMeeting")
            let asked = bench.time.now
            try await bench.wait(90)
            let write = try #require(bench.sides.writes(to: "ringCentral").first { $0.person == 399 })
            // Thirty seconds until it is seen, and the next place in line.
            #expect(write.at - asked < .seconds(40))
        }
    }

    @Test func `RingCentral is written to forty times a minute at most`() async throws {
        try await Bench.run(people: 200, options: PresenceSyncOptions(restoresAtEnd: false)) { bench in
            for person in 0..<200 { bench.sides.teams(person, "Busy/Busy") }
            try await bench.wait(360)
            let moments = bench.sides.writes(to: "ringCentral").map(\.at)
            #expect(moments.count == 200)
            for (index, moment) in moments.enumerated() {
                #expect(moments[index...].count { $0 - moment < .seconds(59) } <= 41)
            }
        }
    }

    @Test func `of what changed to and fro while it waited only the last is sent, or nothing`() async throws {
        try await Bench.run(people: 120, options: PresenceSyncOptions(restoresAtEnd: false)) { bench in
            for person in 0..<120 { bench.sides.teams(person, "Busy/Busy") }
            try await bench.wait(50)
            for person in 100..<120 { bench.sides.teams(person, "Available/Available") }
            try await bench.wait(300)
            let written = Set(bench.sides.writes(to: "ringCentral").map(\.person))
            #expect(bench.sides.writes(to: "ringCentral").allSatisfy { $0.changed })
            #expect(written.count < 120)
            for person in 100..<120 { #expect(bench.sides.ringCentral(person) == "Available/TakeAllCalls") }
        }
    }

    @Test func `somebody whom RingCentral refuses is named with the reason, and the others go on`() async throws {
        let refusal: @Sendable (HTTPRequest, Bool) -> HTTPResponse? = { request, isAfter in
            guard request.method == .put, request.url.path().contains("/1000/"), !isAfter else { return nil }
            return .json(#"{"errorCode":"CMN-408","message":"EditPresenceStatus is needed"}"#, status: 403)
        }
        try await Bench.run(interfere: refusal) { bench in
            bench.sides.teams(0, "Busy/InAMeeting")
            bench.sides.teams(1, "Busy/InAMeeting")
            try await bench.wait(120)
            #expect(bench.sides.ringCentral(1) == "Available/DoNotAcceptAnyCalls")
            let snapshot = await bench.engine.snapshot
            #expect(snapshot.synced == 2)
            let person = try #require(snapshot.unsynced.first)
            #expect(person.pair == Bench.pair(0) && person.reason == .refusedByRingCentral)
            #expect(person.detail?.contains("EditPresenceStatus") == true)
            #expect(bench.log.problems.count == 1)
        }
    }

    @Test func `nobody is synced before both sides are known, and the reason is told`() async throws {
        let outage: @Sendable (HTTPRequest, Bool) throws -> HTTPResponse? = { request, _ in
            if request.url.path().hasSuffix("getPresencesByUserId") { throw TransportError(.dns, detail: "no host") }
            return nil
        }
        try await Bench.run(interfere: outage) { bench in
            let snapshot = await bench.engine.snapshot
            #expect(snapshot.unsynced.count == 3 && snapshot.unsynced.allSatisfy { $0.reason == .waitsForTeams })
            #expect(bench.sides.writes.isEmpty)
            #expect(bench.log.problems.allSatisfy { $0.operation == "teams.read" && $0.remedy != nil })
        }
    }

    @Test func `somebody in no queue is not asked to refuse queue calls twice`() async throws {
        let rules = CallRuleBook(account: CallRules([.inAMeeting: .noQueueCalls]))
        let puts = Mutex(0)
        let count: @Sendable (HTTPRequest, Bool) -> HTTPResponse? = { request, isAfter in
            if request.method == .put, !isAfter { puts.withLock { $0 += 1 } }
            return nil
        }
        try await Bench.run(rules: rules, interfere: count) { bench in
            bench.sides.change(0) { $0.isInQueue = false }
            bench.sides.teams(0, "Busy/InAMeeting")
            try await bench.wait(300)
            #expect(bench.sides.ringCentral(0) == "Busy/TakeAllCalls")
            #expect(puts.withLock { $0 } <= 2)
            #expect(bench.log.problems.isEmpty)
        }
    }

    @Test func `a write whose answer was lost is read back instead of sent again`() async throws {
        let lost = Mutex(false)
        let lose: @Sendable (HTTPRequest, Bool) throws -> HTTPResponse? = { request, isAfter in
            guard request.method == .put, isAfter else { return nil }
            let isFirst = lost.withLock { lost in
                defer { lost = true }
                return !lost
            }
            if isFirst { throw TransportError(.interrupted, detail: "cut") }
            return nil
        }
        try await Bench.run(interfere: lose) { bench in
            bench.sides.teams(0, "Busy/InAMeeting")
            try await bench.wait(120)
            #expect(bench.sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
            #expect(bench.sides.writes(to: "ringCentral").map(\.what) == ["DoNotAcceptAnyCalls"])
        }
    }

    @Test func `unsyncing one gives back what was changed and leaves the others`() async throws {
        try await Bench.run { bench in
            bench.sides.teams(0, "Busy/InAMeeting")
            bench.sides.teams(1, "Busy/InAMeeting")
            bench.sides.call(0, "CallConnected")
            try await bench.wait(60)
            bench.sides.call(0, "NoCall")
            try await bench.wait(60)
            #expect(await bench.engine.unsync(Bench.user(0)))
            #expect(await !bench.engine.unsync("nobody"))
            try await bench.wait(60)
            #expect(bench.sides.ringCentral(0) == "Available/TakeAllCalls")
            #expect(bench.sides.ringCentral(1) == "Available/DoNotAcceptAnyCalls")
            #expect(await bench.engine.snapshot.unsynced.map(\.reason) == [.unsynced])
            await bench.engine.sync(Bench.user(0))
            try await bench.wait(60)
            #expect(bench.sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
        }
    }

    @Test func `the end of a run gives everything back and clears what was set in Teams`() async throws {
        try await VirtualTime.run { time in
            let bench = Bench(TwoSides(people: 3, time: time))
            let summary = try await bench.during {
                bench.sides.teams(0, "Busy/InAMeeting")
                bench.sides.call(1, "CallConnected")
                try await bench.wait(60)
                #expect(bench.sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
                #expect(bench.sides.shownInTeams(1) == "Busy/InACall")
            }
            #expect(summary.end == .stopped && summary.isRestored == true)
            #expect(bench.sides.ringCentral(0) == "Available/TakeAllCalls")
            #expect(bench.sides.shownInTeams(1) == "Available/Available")
            let requests = bench.sides.state.withLock { $0.requests }
            try await bench.wait(600)
            #expect(bench.sides.state.withLock { $0.requests } == requests)
        }
    }

    @Test func `a run of a given length ends by itself`() async throws {
        try await VirtualTime.run { time in
            let bench = Bench(TwoSides(people: 2, time: time))
            let begin = time.now
            let summary = try await bench.engine.run(for: .seconds(120))
            #expect(summary.end == .elapsed && summary.snapshot.counts.failures == 0)
            #expect(time.now - begin < .seconds(125))
        }
    }

    @Test func `a process that died is succeeded by one that gives back what it had changed`() async throws {
        try await VirtualTime.run { time in
            let sides = TwoSides(people: 3, time: time)
            let book = HeldBook(ledger: MemoryLedger(), run: HeldBook.name(tenant: "contoso.com"))
            let first = Bench(sides, book: book)
            let run = Spawn.task { try await first.engine.run() }
            try await time.sleep(for: .seconds(15))
            sides.teams(0, "Busy/InAMeeting")
            try await time.sleep(for: .seconds(60))
            run.cancel()
            _ = try? await run.value
            #expect(sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
            // Meanwhile the meeting ends.
            sides.teams(0, "Available/Available")
            let held = try await book.load()
            #expect(held.keys.map(\.rawValue) == ["u0"])
            let second = Bench(sides, book: book, held: held)
            _ = try await second.during {
                try await second.wait(60)
                #expect(sides.ringCentral(0) == "Available/TakeAllCalls")
            }
            #expect(try await book.load().isEmpty)
        }
    }

    @Test
    func `disabling gives everybody back what was changed and clears every session, also one that nobody remembers`()
        async throws
    {
        try await VirtualTime.run { time in
            let sides = TwoSides(people: 3, time: time)
            let book = HeldBook(ledger: MemoryLedger(), run: HeldBook.name(tenant: "contoso.com"))
            let first = Bench(sides, book: book)
            let run = Spawn.task { try await first.engine.run() }
            try await time.sleep(for: .seconds(15))
            sides.teams(0, "Busy/InAMeeting")
            sides.call(1, "CallConnected")
            try await time.sleep(for: .seconds(60))
            run.cancel()
            _ = try? await run.value
            sides.change(2) { $0.session = ("Busy/InACall", time.now + .seconds(3000)) }
            let second = Bench(sides, book: book, held: try await book.load())
            let summary = try await second.engine.disable()
            #expect(summary.isRestored == true)
            #expect(sides.ringCentral(0) == "Available/TakeAllCalls")
            #expect(sides.state.withLock { $0.people.allSatisfy { $0.session == nil } })
            #expect(try await book.load().compactMapValues(\.self).isEmpty)
            #expect(summary.snapshot.unsynced.count == 3)
        }
    }

    @Test func `what either side tells is taken at once, long before it would be read`() async throws {
        let seldom = PresenceSyncOptions(
            fastestPoll: .seconds(600), slowestPoll: .seconds(600), ringCentralPoll: .seconds(600))
        try await Bench.run(options: seldom) { bench in
            bench.sides.listener.set { event in _ = Spawn.task { await bench.engine.receive(event) } }
            bench.sides.call(1, "CallConnected")
            bench.sides.teams(0, "Busy/InAMeeting")
            await bench.engine.receive(UserPresence(id: Bench.user(0), availability: "Busy", activity: "InAMeeting"))
            await bench.engine.receive(UserPresence(id: "nobody", availability: "Busy", activity: "InAMeeting"))
            try await bench.wait(3)
            #expect(bench.sides.shownInTeams(1) == "Busy/InACall")
            #expect(bench.sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
            #expect(await bench.engine.snapshot.counts.eventsReceived >= 3)
            await bench.engine.ringCentralStreamRestarted()
            try await bench.wait(30)
            #expect(bench.sides.writes.count == 2)
        }
    }

    @Test func `two engines may not run as one`() async throws {
        try await Bench.run { bench in
            await #expect(throws: ConfigurationError.self) { try await bench.engine.run() }
        }
    }
}
