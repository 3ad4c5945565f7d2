import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import Testing

/// The process dies at every append of the ledger, before and after the record is durable; each time a new process goes on.
@Suite struct CrashTests {
    @Test(arguments: [Mortality.Moment.before, .after])
    func `whenever the process dies, the next one finishes the work and repeats no write`(moment: Mortality.Moment)
        async throws
    {
        try await VirtualTime.run { time in
            var number = 1
            var deaths = 0
            while true {
                let cloud = TestTenant(users: 24, time: time).cloud
                let ledger = MemoryLedger()
                let death = Mortality.Death(at: number)
                let mortal = TestTenant(
                    users: 24, time: time,
                    ledger: Mortality.MortalLedger(base: ledger, death: death, moment: moment),
                    cloud: cloud, wrap: { Mortality.MortalTransport(base: $0, death: death) })
                do {
                    _ = try await mortal.install()
                } catch {
                    #expect(death.isDead, "died of something else: \(error)")
                    deaths += 1
                }
                let next = TestTenant(users: 24, time: time, ledger: ledger, cloud: cloud)
                if try await next.rollout.interruptedRun() != nil {
                    let summary = try #require(try await next.rollout.resume())
                    #expect(summary.remaining == 0)
                    #expect(summary.stopped == nil)
                } else if death.isDead {
                    _ = try await next.install()
                }
                try await next.expectLedgerEqualsCloud()
                if !death.isDead { break }
                number += 1
            }
            #expect(deaths > 30)
        }
    }
}
