import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import Testing

/// The process dies at every append of the ledger, before and after the record is durable; each time a new process goes on.
@Suite struct DirectRoutingCrashTests {
    private func tenant(
        _ time: TimeSource, _ ledger: any Ledger, _ cloud: SimulatedCloud? = nil, _ death: Mortality.Death? = nil
    ) -> DirectRoutingTenant {
        DirectRoutingTenant(
            users: 45, time: time, ledger: ledger, cloud: cloud,
            change: { $0.population = Population(seed: 3, count: 45, mix: .uniform) },
            options: RunOptions(workers: 2),
            wrap: { base in death.map { Mortality.MortalTransport(base: base, death: $0) } ?? base })
    }

    @Test(arguments: [Mortality.Moment.before, .after], [DirectRoutingPlan.Action.provision, .remove])
    func `whenever the process dies, the next one finishes the work and repeats no write`(
        moment: Mortality.Moment, action: DirectRoutingPlan.Action
    ) async throws {
        try await VirtualTime.run { time in
            var number = 1
            while true {
                let cloud = tenant(time, MemoryLedger()).cloud
                let ledger = MemoryLedger()
                let death = Mortality.Death(at: number)
                let mortal = tenant(
                    time, Mortality.MortalLedger(base: ledger, death: death, moment: moment),
                    cloud,
                    death)
                do { _ = try await mortal.run(action, for: .everyone) } catch {
                    #expect(death.isDead, "died of something else: \(error)")
                }
                let next = tenant(time, ledger, cloud)
                if try await next.rollout.interruptedRun() != nil {
                    let summary = try #require(try await next.rollout.resume())
                    #expect(summary.remaining == 0 && summary.stopped == nil)
                }
                // The second time those are switched off of whom RingCentral said at first that it failed.
                for _ in 0..<2 { _ = try await next.run(action, for: .everyone) }
                for operation: SimulatedOperation in [.groupMemberAdded, .groupMemberRemoved, .directRoutingConnected] {
                    let repeated = cloud.journal.appliedWrites(of: operation).filter { $0.value > 1 }
                    #expect(repeated.isEmpty, "\(operation) repeated after append \(number)")
                }
                #expect(try await next.plan(action, for: .everyone).changeCount == 0)
                if !death.isDead { break }
                number += 1
            }
            #expect(number > 8, "\(number) appends")
        }
    }
}
