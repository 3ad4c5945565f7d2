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
}
