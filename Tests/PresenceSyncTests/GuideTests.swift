import GraphClient
import PatchbayCore
import PatchbayTesting
import PresenceMapping
import PresenceSync
import RingCentralClient
import Testing

/// The sample of the guide, as it stands there.
@Suite struct GuideTests {
    @Test func `the sample of “Sync presence both ways” works`() async throws {
        try await VirtualTime.run { time in
            let bench = Bench(TwoSides(people: 2, time: time))
            bench.sides.teams(0, "Busy/InAMeeting")
            let (graph, ringCentral) = (bench.engine.graph, bench.engine.ringCentral)
            let pairs = [Bench.pair(0), Bench.pair(1)]
            let tenantID = "contoso.com"
            let ledger = MemoryLedger()

            let rules = CallRuleBook(account: CallRules([.inAMeeting: .noCalls]))
            let book = HeldBook(ledger: ledger, run: HeldBook.name(tenant: tenantID))
            let engine = PresenceSyncEngine(
                graph: graph, ringCentral: ringCentral, pairs: pairs, rules: rules, book: book,
                held: try await book.load()
            ) { event in
                if case .decision(let decision) = event {
                    print(decision.pair.name, decision.rule, decision.because)
                }
            }
            let summary = try await engine.run(for: .seconds(300))
            for person in summary.snapshot.unsynced { print(person.pair.name, person.reason.sentence) }
            #expect(summary.isRestored == true)
            #expect(summary.snapshot.counts.ringCentralWrites == 2)
        }
    }

    @Test func `the events of “Sync presence both ways” are taken`() async throws {
        try await Bench.run(options: PresenceSyncOptions(slowestPoll: .seconds(600))) { bench in
            let (engine, user) = (bench.engine, Bench.user(0))
            bench.sides.teams(0, "Busy/InAMeeting")
            let event = RingCentralEvent(
                uuid: "1", body: .presence(PresenceEvent(extensionID: "1001", sequence: 1, dndStatus: .takeAllCalls)))
            await engine.receive(event)
            await engine.receive(UserPresence(id: user, availability: "Busy", activity: "InAMeeting"))
            await engine.ringCentralStreamRestarted()
            try await bench.wait(5)
            #expect(bench.sides.ringCentral(0) == "Available/DoNotAcceptAnyCalls")
        }
    }
}
