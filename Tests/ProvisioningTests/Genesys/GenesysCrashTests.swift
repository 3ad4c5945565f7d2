import Foundation
import GenesysClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import Synchronization
import Testing

/// The process dies at every append of the ledger and at every write; each time a new process goes on.
@Suite struct GenesysCrashTests {
    private static let users = 18

    /// A cloud before the work: for a removal everybody has both values.
    private func cloud(for action: GenesysLinkPlan.Action, _ time: TimeSource) throws -> SimulatedCloud {
        let cloud = try GenesysTenant(users: Self.users, time: time).cloud
        guard action == .unlink else { return cloud }
        for (place, user) in cloud.genesysUsers.enumerated() {
            cloud.changeGenesysUser(user.id) { user in
                user.phones.removeAll { $0.type == "microsoftteams" }
                user.phones.append(.init(type: "microsoftteams", value: "+1555\(7_000_000 + place)"))
                user.externalIDs.removeAll { $0.authority == "microsoftteams" }
                user.externalIDs.append(.init(authority: "microsoftteams", value: user.entraID ?? "stranger-\(place)"))
            }
        }
        return cloud
    }

    private func tenant(
        _ time: TimeSource, _ cloud: SimulatedCloud, _ ledger: any Ledger,
        wrap: (any HTTPTransport) -> any HTTPTransport = { $0 }
    ) throws -> GenesysTenant {
        try GenesysTenant(
            users: Self.users, time: time, ledger: ledger, cloud: cloud, options: RunOptions(workers: 4), wrap: wrap)
    }

    /// What is there when all is done: every user of the plan has been written once, and is as planned; nobody and nothing else changed.
    private func expectEnd(
        _ plan: GenesysLinkPlan, _ tenant: GenesysTenant,
        from before: (all: [SimulatedGenesysUser], rest: [SimulatedGenesysUser]),
        _ place: String
    ) async throws {
        let changed = Set(plan.steps.filter { !$0.changes.isEmpty }.map(\.id.rawValue))
        let writes = tenant.cloud.journal.writes.filter { $0.operation == .genesysUsersPatch }
        #expect(Set(writes.map(\.subject)) == changed, "\(place)")
        #expect(writes.count == changed.count && writes.allSatisfy { $0.applied }, "a write was repeated, \(place)")
        #expect(tenant.rest == before.rest, "something else was touched, \(place)")
        let steps = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.id.rawValue, $0) })
        for (user, old) in zip(tenant.cloud.genesysUsers, before.all) {
            guard let step = steps[user.id], changed.contains(user.id) else {
                #expect(user == old, "\(place)")
                continue
            }
            #expect(user.teamsLinks == (step.wanted.map { [$0.objectID] } ?? []), "\(place)")
            let number = step.wanted.map { $0.number?.description ?? old.teamsNumber } ?? nil
            #expect(user.teamsNumber == number, "\(place)")
        }
        #expect(try await !tenant.link.hasInterruptedRun(), "\(place)")
    }

    /// Lets a process die and another one finish; whether the first one died.
    private func dieAndGoOn(
        _ action: GenesysLinkPlan.Action, _ time: TimeSource, _ death: Mortality.Death, moment: Mortality.Moment?,
        _ place: String
    ) async throws -> Bool {
        let cloud = try cloud(for: action, time)
        let folder = FileManager.default.temporaryDirectory.appending(path: "genesys-crash-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let memory = MemoryLedger()
        func durable() throws -> any Ledger { moment == .torn ? try FileLedger(at: folder) : memory }
        let mortal = try tenant(
            time, cloud,
            Mortality.MortalLedger(
                base: try durable(), death: death, moment: moment, folder: moment == .torn ? folder : nil)
        ) { Mortality.MortalTransport(base: $0, death: death, countsWrites: moment == nil) }
        let before = (cloud.genesysUsers, mortal.rest)
        let plan = try await tenant(time, cloud, MemoryLedger()).link.plan(action)
        #expect(plan.changeCount > 5)
        do {
            _ = try await mortal.link.apply(plan, approved: plan.digest, massChangeApproved: true)
        } catch {
            #expect(death.isDead, "died of something else: \(error)")
        }
        let next = try tenant(time, cloud, try durable())
        if try await next.link.hasInterruptedRun() {
            #expect(try await next.link.interruptedAction() == action)
            let summary = try #require(try await next.link.resume())
            #expect(summary.isComplete, "\(place)")
            #expect(summary.counts[action == .link ? .linked : .unlinked] == plan.changeCount, "\(place)")
            #expect(summary.counts.values.reduce(0, +) == plan.steps.count + plan.skips.count, "\(place)")
        } else if death.isDead {
            #expect(try await next.run(action).isComplete)
        }
        try await expectEnd(plan, next, from: before, place)
        return death.isDead
    }

    @Test(arguments: [GenesysLinkPlan.Action.link, .unlink], Mortality.Moment.allCases)
    func `whenever the process dies at an append, the next one finishes the work and repeats no write`(
        action: GenesysLinkPlan.Action, moment: Mortality.Moment
    ) async throws {
        try await VirtualTime.run { time in
            var number = 1
            while try await dieAndGoOn(
                action, time, Mortality.Death(at: number), moment: moment, "\(action) \(moment) append \(number)")
            { number += 1 }
            // The start, an announcement and an outcome for each change, an outcome for each look, the end.
            #expect(number > 14)
        }
    }

    @Test(arguments: [GenesysLinkPlan.Action.link, .unlink])
    func `whenever the process dies of a write that nobody answered, the next one sees it done and repeats none`(
        action: GenesysLinkPlan.Action
    ) async throws {
        try await VirtualTime.run { time in
            var number = 1
            while try await dieAndGoOn(
                action, time, Mortality.Death(at: number), moment: nil, "\(action) write \(number)")
            {
                number += 1
            }
            #expect(number > 6)
        }
    }

    @Test(arguments: [GenesysLinkPlan.Action.link, .unlink])
    func `a process that dies again and again gets done all the same, and repeats no write`(
        action: GenesysLinkPlan.Action
    ) async throws {
        try await VirtualTime.run { time in
            let cloud = try cloud(for: action, time)
            let memory = MemoryLedger()
            let first = try tenant(time, cloud, memory)
            let before = (cloud.genesysUsers, first.rest)
            let plan = try await first.link.plan(action)
            var deaths = 0
            while true {
                let death = Mortality.Death(at: 5)
                let mortal = try tenant(
                    time, cloud,
                    Mortality.MortalLedger(base: memory, death: death, moment: deaths % 2 == 0 ? .before : .after)
                ) { Mortality.MortalTransport(base: $0, death: death, countsWrites: false) }
                do {
                    if try await !mortal.link.hasInterruptedRun() {
                        _ = try await mortal.link.apply(plan, approved: plan.digest, massChangeApproved: true)
                    } else {
                        _ = try await mortal.link.resume()
                    }
                } catch { #expect(death.isDead, "died of something else: \(error)") }
                guard death.isDead, deaths < 50 else { break }
                deaths += 1
            }
            #expect((3..<50).contains(deaths))
            try await expectEnd(plan, first, from: before, "after \(deaths) deaths")
        }
    }

    @Test func `whenever the process dies of a write to the integration, a new plan finishes it and repeats none`()
        async throws
    {
        try await VirtualTime.run { time in
            func bare(_ settings: inout CloudSettings) {
                settings.genesys.isTeamsIntegrationActive = false
                settings.genesys.enterpriseApp.isInstalled = false
                settings.apps[0].permissions.append("Application.ReadWrite.All")
            }
            let wish = GenesysIntegrationWish(notes: "By Patchbay", grantsRoles: true, addsEnterpriseApp: true)
            func play(
                _ cloud: SimulatedCloud?, _ ledger: any Ledger, _ death: Mortality.Death?
            ) async throws -> (cloud: SimulatedCloud, isDone: Bool) {
                let tenant = try GenesysTenant(
                    users: Self.users, time: time, ledger: ledger, cloud: cloud, change: bare,
                    wrap: { base in
                        death.map { Mortality.MortalTransport(base: base, death: $0, countsWrites: true) } ?? base
                    })
                let users = tenant.cloud.genesysUsers.filter(\.isActive).map { SCIMUser.ID(rawValue: $0.id) }
                let plan = try await tenant.link.planIntegration(wish, for: users)
                #expect(plan.obstacles.isEmpty)
                let outcomes = try await tenant.link.apply(plan, approved: plan.digest)
                return (tenant.cloud, outcomes.allSatisfy { [.done, .already].contains($0.kind) })
            }
            func writes(_ cloud: SimulatedCloud) -> [String] {
                cloud.journal.writes.filter { $0.applied || $0.status >= 400 }.map {
                    "\($0.operation.rawValue) \($0.subject)"
                }
                .sorted()
            }
            let undisturbed = try await play(nil, MemoryLedger(), nil)
            #expect(undisturbed.isDone)
            let wanted = writes(undisturbed.cloud)
            #expect(wanted.count >= 6)
            for number in 1...wanted.count {
                let ledger = MemoryLedger()
                let death = Mortality.Death(at: number)
                let cloud = try GenesysTenant(users: Self.users, time: time, change: bare).cloud
                await #expect(throws: CancellationError.self) { _ = try await play(cloud, ledger, death) }
                #expect(cloud.journal.writes.count == number)
                let next = try await play(cloud, ledger, nil)
                #expect(next.isDone)
                #expect(writes(cloud) == wanted, "after death at write \(number)")
            }
        }
    }
}
