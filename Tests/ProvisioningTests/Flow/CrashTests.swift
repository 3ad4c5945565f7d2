import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import Synchronization
import Testing

/// The process dies at every append of the ledger, before and after the record is durable; each time a new process goes on.
@Suite struct CrashTests {
    /// The moment of death. Everything that the process does afterwards fails.
    final class Death: Sendable {
        struct Dead: Error {}
        private let left: Mutex<Int>

        init(atAppend number: Int) { left = Mutex(number) }

        var isDead: Bool { left.withLock { $0 <= 0 } }

        /// Counts an append; whether this is the fatal one.
        func countDown() -> Bool {
            left.withLock { left in
                left -= 1
                return left == 0
            }
        }
    }

    struct MortalLedger: Ledger {
        let base: MemoryLedger
        let death: Death
        let keepsFatalRecord: Bool

        func append(_ records: [LedgerRecord], to run: RunID) async throws {
            if death.isDead { throw Death.Dead() }
            let isFatal = death.countDown()
            if !isFatal || keepsFatalRecord { await base.append(records, to: run) }
            if isFatal { throw Death.Dead() }
        }

        func read(_ run: RunID, _ each: (LedgerRecord) throws -> Void) async throws { try await base.read(run, each) }
        func runs() async throws -> [RunID] { await base.runs() }
        func withLease<Value: Sendable>(on run: RunID, _ work: @Sendable () async throws -> Value) async throws -> Value
        {
            try await base.withLease(on: run, work)
        }
    }

    struct MortalTransport: HTTPTransport {
        let base: any HTTPTransport
        let death: Death

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            if death.isDead { throw CancellationError() }
            let response = try await base.send(request)
            // The service has done it; a dead process does not hear of it.
            if death.isDead { throw CancellationError() }
            return response
        }
    }

    @Test(arguments: [false, true])
    func `whenever the process dies, the next one finishes the work and repeats no write`(keepsFatalRecord: Bool)
        async throws
    {
        try await VirtualTime.run { time in
            var number = 1
            var deaths = 0
            while true {
                let cloud = TestTenant(users: 24, time: time).cloud
                let ledger = MemoryLedger()
                let death = Death(atAppend: number)
                let mortal = TestTenant(
                    users: 24, time: time,
                    ledger: MortalLedger(base: ledger, death: death, keepsFatalRecord: keepsFatalRecord),
                    cloud: cloud, wrap: { MortalTransport(base: $0, death: death) })
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
