import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import Synchronization
import Testing

@Suite struct InstallFlowTests {
    @Test func `every eligible user gets exactly one successful write and nobody else gets any`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(time: time)
            let summary = try await tenant.install()
            #expect(summary.stopped == nil)
            #expect(summary.remaining == 0)
            try await tenant.expectLedgerEqualsCloud()
        }
    }

    @Test func `a second run writes nothing`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(time: time)
            _ = try await tenant.install()
            let before = tenant.cloud.journal.appliedWrites(of: .installedAppsAdd).values.reduce(0, +)
            let again = try await tenant.install()
            #expect(tenant.cloud.journal.appliedWrites(of: .installedAppsAdd).values.reduce(0, +) == before)
            #expect(again.counts[.installed] == nil)
            try await tenant.expectLedgerEqualsCloud()
        }
    }

    @Test(arguments: FaultScript.named.map(\.name))
    func `under every script of faults the run ends and the ledger tells the truth`(name: String) async throws {
        try await VirtualTime.run { time in
            let script = try #require(FaultScript.named(name))
            let tenant = TestTenant(time: time, faults: script)
            var last: InstallSummary?
            for _ in 0..<20 {
                do {
                    if try await tenant.rollout.interruptedRun() != nil {
                        last = try await tenant.rollout.resume()
                    } else if last == nil {
                        last = try await tenant.install()
                    }
                } catch let error as any LocalizedError {
                    // Before the run begins a fault may end the reading of a directory; what it says is fit to show.
                    #expect(error.errorDescription?.contains("simulated-secret") == false)
                }
                if let last, last.stopped == nil { break }
                try await time.sleep(for: .seconds(30))
            }
            for (user, count) in tenant.cloud.journal.appliedWrites(of: .installedAppsAdd) {
                #expect(count == 1, "\(user) was installed \(count) times")
            }
            // Where the fault is the tenant's own and stays, the run says so and stops; everything else it lives through.
            let lasting = ["secret-rotated", "consent-revoked", "app-removed", "hostile", "looping"]
            if !lasting.contains(name) { #expect(last?.stopped == nil && last?.remaining == 0) }
            if let last, last.stopped == nil { try await tenant.expectLedgerEqualsCloud() }
        }
    }

    @Test func `the app can be taken away again, from exactly those who were meant`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(time: time)
            _ = try await tenant.install()
            let table = try await tenant.rollout.table()
            let department = try #require(table.departments.first)
            let before = Set(table.rows(UserQuery(statuses: [.installed])).map(\.id))
            let meant = Set(table.rows(UserQuery(statuses: [.installed], department: department)).map(\.id))
            let plan = try await tenant.rollout.plan(.uninstall, for: .department(department))
            let summary = try await tenant.rollout.apply(plan, approved: plan.digest, massChangeApproved: true)
            #expect(summary.counts[.uninstalled, default: 0] == meant.count)
            #expect(summary.counts[.failed, default: 0] == 0)
            let after = try await tenant.rollout.table()
            #expect(Set(after.rows(UserQuery(statuses: [.installed])).map(\.id)) == before.subtracting(meant))
            try await tenant.expectLedgerEqualsCloud()
        }
    }

    @Test func `a plan other than the approved one is refused and nothing is sent`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(time: time)
            try await tenant.rollout.refresh()
            let plan = try await tenant.rollout.plan(.install, for: .everyone)
            await #expect(throws: ConfigurationError.self) {
                try await tenant.rollout.apply(plan, approved: "0000000000000000")
            }
            #expect(tenant.cloud.journal.appliedWrites(of: .installedAppsAdd).isEmpty)
        }
    }

    @Test func `somebody who is named and does not exist is a failure`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(time: time)
            try await tenant.rollout.refresh()
            let known = try #require(try await tenant.rollout.table().rows.first { $0.user.ineligible == nil })
            let target = InstallTarget.users([known.user.userPrincipalName, "nobody@fabrikam.com"])
            let plan = try await tenant.rollout.plan(.install, for: target)
            let summary = try await tenant.rollout.apply(plan, approved: plan.digest)
            #expect(summary.counts[.failed, default: 0] >= 1)
            #expect(summary.counts[.skipped] == nil)
            #expect(summary.remaining == 0)
            #expect(!summary.isComplete)
        }
    }

    @Test func `a mass removal needs a yes`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(time: time)
            _ = try await tenant.install()
            let plan = try await tenant.rollout.plan(.uninstall, for: .everyone)
            await #expect(throws: ConfigurationError.self) {
                try await tenant.rollout.apply(plan, approved: plan.digest)
            }
        }
    }

    @Test func `the table can be read while a run is under way, and a second run has to wait`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(users: 200, time: time)
            try await tenant.rollout.refresh()
            let plan = try await tenant.rollout.plan(.install, for: .everyone)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await tenant.rollout.apply(plan, approved: plan.digest) }
                try await time.sleep(for: .seconds(2))
                let counts = try await tenant.rollout.table().counts
                #expect(counts[.installed, default: 0] > 0)
                #expect(counts[.pending, default: 0] > 0)
                await #expect(throws: LedgerError.self) { try await tenant.rollout.refresh() }
                try await group.waitForAll()
            }
            let counts = try await tenant.rollout.table().counts
            #expect(counts[.pending, default: 0] == 0)
        }
    }

    @Test func `a stop ends the run in good order and a resume finishes it`() async throws {
        try await VirtualTime.run { time in
            let stop = StopSignal()
            let ledger = MemoryLedger()
            let tenant = TestTenant(users: 200, time: time, ledger: ledger, options: RunOptions(stop: stop))
            try await tenant.rollout.refresh()
            let plan = try await tenant.rollout.plan(.install, for: .everyone)
            let first = try await withThrowingTaskGroup(of: InstallSummary.self) { group in
                group.addTask { try await tenant.rollout.apply(plan, approved: plan.digest) }
                try await time.sleep(for: .seconds(2))
                stop.request()
                return try #require(try await group.next())
            }
            #expect(first.stopped?.reason == "interrupted")
            #expect(first.remaining > 0)
            let other = TestTenant(users: 200, time: time, ledger: ledger, cloud: tenant.cloud)
            let run = try #require(try await other.rollout.interruptedRun())
            #expect(run.doubtful == 0, "what was under way was finished and recorded")
            let second = try #require(try await other.rollout.resume())
            #expect(second.remaining == 0)
            #expect(second.run == first.run)
            try await other.expectLedgerEqualsCloud()
        }
    }

    @Test func `outcomes are reported once each and progress reaches the end`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(time: time)
            try await tenant.rollout.refresh()
            let plan = try await tenant.rollout.plan(.install, for: .everyone)
            let seen = Mutex<[User.ID: Int]>([:])
            let last = Mutex<RunProgress?>(nil)
            _ = try await tenant.rollout.apply(plan, approved: plan.digest) { event in
                switch event {
                case .outcome(let outcome): seen.withLock { $0[outcome.user, default: 0] += 1 }
                case .progress(let progress): last.withLock { $0 = progress }
                case .note: break
                }
            }
            let counts = seen.withLock { $0 }
            #expect(counts.count == plan.steps.count + plan.skips.count)
            #expect(counts.values.allSatisfy { $0 == 1 })
            let end = try #require(last.withLock { $0 })
            #expect(end.done == end.total)
        }
    }
}

extension TestTenant {
    /// The ledger's table says of every user what the cloud says, and nobody was written to twice.
    func expectLedgerEqualsCloud(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let table = try await rollout.table()
        for row in table.rows {
            let truth = cloud.hasApp(row.id.rawValue)
            #expect(
                truth == (row.status == .installed), "\(row.user.userPrincipalName): \(row.status) \(row.reason ?? "")",
                sourceLocation: sourceLocation)
        }
        for (user, count) in cloud.journal.appliedWrites(of: .installedAppsAdd) {
            #expect(count == 1, "\(user) was installed \(count) times", sourceLocation: sourceLocation)
        }
    }
}
