import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import RingCentralClient
import Synchronization
import Testing

@Suite struct DirectRoutingFlowTests {
    @Test func `the planned state is reached, and a second run writes only for who failed`() async throws {
        try await VirtualTime.run { time in
            let tenant = DirectRoutingTenant(users: 200, time: time)
            let outcomes = Collected<DirectRoutingOutcome>()
            let plan = try await tenant.plan()
            #expect(plan.changeCount > 10 && plan.skips.count > 3)
            #expect(plan.steps.contains { $0.isLeaver })
            let summary = try await tenant.rollout.apply(plan, approved: plan.digest, massChangeApproved: true) {
                event in
                if case .outcome(let outcome) = event { outcomes.add(outcome) }
            }
            #expect(summary.remaining == 0 && summary.stopped == nil)
            try await tenant.expectPlannedState(plan, outcomes.all)
            #expect(tenant.cloud.journal.throttled == 0)

            let failed = Set(outcomes.all.filter { $0.kind == .failed }.map(\.step))
            let before = tenant.cloud.journal.writes.count
            let second = try await tenant.plan()
            #expect(second.steps.filter { !$0.changes.isEmpty }.allSatisfy { failed.contains($0.id) })
            _ = try await tenant.rollout.apply(second, approved: second.digest, massChangeApproved: true)
            let touched = Set(tenant.cloud.journal.writes[before...].filter(\.applied).map(\.subject))
            let retried = Set(second.steps.filter { !$0.changes.isEmpty }.compactMap { $0.extensionID?.description })
            #expect(touched.subtracting([String(tenant.cloud.settings.ringCentral.accountID)]).isSubset(of: retried))
        }
    }

    @Test func `where nobody fails, a second run sends no write at all`() async throws {
        try await VirtualTime.run { time in
            let tenant = DirectRoutingTenant(
                users: 60, time: time, change: { $0.population = Population(seed: 3, count: 60, mix: .uniform) })
            _ = try await tenant.run()
            _ = try await tenant.run()
            let writes = tenant.writes
            let calls = tenant.cloud.journal.calls(of: .directRoutingConnect)
            let third = try await tenant.run()
            #expect(third.isComplete && third.counts[.provisioned] == nil && third.counts[.removed] == nil)
            #expect(third.counts[.alreadyProvisioned, default: 0] > 5)
            #expect(tenant.writes == writes)
            #expect(tenant.cloud.journal.calls(of: .directRoutingConnect) == calls)
        }
    }

    @Test func `people who are named are added to the group by twenties, then connected; and taken out again`()
        async throws
    {
        try await VirtualTime.run { time in
            let tenant = DirectRoutingTenant(
                users: 400, time: time, change: { $0.population = Population(seed: 3, count: 400, mix: .uniform) })
            let before = tenant.cloud.members(ofGroup: "Teams Calling")
            let plan = try await tenant.plan(for: .department("Engineering"))
            let added = plan.steps.filter { $0.changes.contains(.addToGroup) }
            #expect(added.count > 10)
            let summary = try await tenant.rollout.apply(plan, approved: plan.digest)
            #expect(summary.isComplete)
            #expect(
                tenant.cloud.members(ofGroup: "Teams Calling").subtracting(before)
                    == Set(added.compactMap { $0.user?.rawValue }))
            #expect(tenant.cloud.journal.calls(of: "graph.groups.addMembers") == (added.count + 19) / 20)
            for step in plan.steps { #expect(tenant.states[step.user?.rawValue ?? ""] == "Connected") }

            let names = added.map(\.userPrincipalName)
            let people = tenant.cloud.users.count
            let removed = try await tenant.run(.remove, for: .users(names))
            #expect(removed.counts[.removed] == names.count)
            #expect(tenant.cloud.members(ofGroup: "Teams Calling") == before)
            for step in added { #expect(tenant.states[step.user?.rawValue ?? ""] == nil) }
            #expect(tenant.cloud.users.count == people, "nobody was deleted")
            #expect(tenant.cloud.journal.calls(of: "graph.groups.deleteObject") == 0)
        }
    }

    @Test func `removing members can never delete a user, even for an app that may delete users`() async throws {
        try await VirtualTime.run { time in
            let tenant = DirectRoutingTenant(
                users: 100, time: time,
                change: { $0.apps[0].permissions += ["User.ReadWrite.All", "Directory.ReadWrite.All"] })
            let people = tenant.cloud.users.count
            let summary = try await tenant.run(.remove, for: .everyone)
            #expect(summary.counts[.removed, default: 0] > 10)
            #expect(tenant.cloud.users.count == people)
        }
    }

    @Test func `many leavers at once need a person's yes`() async throws {
        try await VirtualTime.run { time in
            let tenant = DirectRoutingTenant(users: 300, time: time)
            tenant.cloud.changeGroup("Teams Calling", remove: Array(tenant.cloud.members(ofGroup: "Teams Calling")))
            let plan = try await tenant.plan()
            #expect(plan.removalCount > 15)
            let error = await #expect(throws: ConfigurationError.self) {
                try await tenant.rollout.apply(plan, approved: plan.digest)
            }
            #expect(error?.description.contains("\(plan.removalCount) people") == true)
            #expect(tenant.writes == 0)
            await #expect(throws: ConfigurationError.self) {
                try await tenant.rollout.apply(plan, approved: "another", massChangeApproved: true)
            }
            let summary = try await tenant.rollout.apply(plan, approved: plan.digest, massChangeApproved: true)
            #expect(summary.counts[.removed, default: 0] > 12)
        }
    }

    @Test(arguments: ["Engineering (dynamic)", "Synced Staff", "Newsletter", "Telephony Administrators"])
    func `a group that is changed elsewhere is refused with the reason, and can still be followed`(name: String)
        async throws
    {
        try await VirtualTime.run { time in
            let tenant = DirectRoutingTenant(users: 120, time: time, group: name)
            let readiness = try await tenant.rollout.readiness(changesGroup: true)
            let finding = try #require(readiness.blocking.first { $0.id == "microsoft.group" })
            #expect(finding.remedy != nil && finding.detail?.contains(name) == true)
            #expect(try await tenant.rollout.readiness(changesGroup: false).isReady)
            let plan = try await tenant.plan(for: .everyone)
            #expect(plan.changeCounts[.addToGroup] == nil)
            #expect(plan.skipCounts[.groupNotWritable, default: 0] > 0)
        }
    }

    @Test func `an account without the feature is unknown, not a crash and not a write`() async throws {
        try await VirtualTime.run { time in
            let tenant = DirectRoutingTenant(users: 60, time: time, change: { $0.ringCentral.hasDirectRouting = false })
            let seen = try await tenant.rollout.observe()
            #expect(seen.findings.first { $0.id == "ringCentral.directRouting" }?.verdict == .notMet)
            #expect(seen.verdicts.contains { $0.reasons.contains { $0.reason == .integrationUnknown } })
            let plan = try await tenant.rollout.plan(.provision, in: seen)
            #expect(plan.changeCount == 0)
            #expect(try await tenant.rollout.readiness(changesGroup: false).isReady == false)
        }
    }

    @Test func `without the permission for numbers everybody's number is unknown and nobody is connected`() async throws
    {
        try await VirtualTime.run { time in
            let tenant = DirectRoutingTenant(
                users: 60, time: time, change: { $0.ringCentral.userPermissions.remove("ReadCompanyPhoneNumbers") })
            let seen = try await tenant.rollout.observe()
            #expect(seen.findings.contains { $0.id == "ringCentral.numbers" && $0.verdict == .notMet })
            let plan = try await tenant.rollout.plan(.provision, in: seen)
            #expect(plan.changeCounts[.connect] == nil)
            #expect(plan.skipCounts.keys.contains(.numbersUnknown))
        }
    }

    @Test func `a missing scope stops the run at once, and after it is given the run goes on`() async throws {
        try await VirtualTime.run { time in
            let ledger = MemoryLedger()
            let blocked = DirectRoutingTenant(
                users: 100, time: time, ledger: ledger,
                change: { $0.ringCentral.scopes.removeAll { $0 == "EditAccounts" } })
            let summary = try await blocked.run()
            #expect(summary.stopped?.reason == "missingPermission")
            #expect(summary.stopped?.remedy.contains("EditAccounts") == true)
            #expect(summary.remaining > 0)
            await #expect(throws: ConfigurationError.self) { try await blocked.run() }
            let allowed = DirectRoutingTenant(users: 100, time: time, ledger: ledger)
            let rest = try #require(try await allowed.rollout.resume())
            #expect(rest.remaining == 0 && rest.stopped == nil)
            #expect(try await allowed.rollout.resume() == nil)
        }
    }

    @Test func `an app that may not change the group hears it before anything is begun`() async throws {
        try await VirtualTime.run { time in
            let tenant = DirectRoutingTenant(
                users: 100, time: time,
                change: {
                    $0.apps[0].permissions.removeAll {
                        ["GroupMember.ReadWrite.All", "Group.ReadWrite.All"].contains($0)
                    }
                })
            let plan = try await tenant.plan(for: .department("Engineering"))
            #expect(plan.changeCounts[.addToGroup, default: 0] > 0)
            let error = try await #require(throws: MissingPermissions.self) {
                try await tenant.rollout.apply(plan, approved: plan.digest, massChangeApproved: true)
            }
            #expect(error.needs.map(\.permission) == ["GroupMember.ReadWrite.All"])
            #expect(tenant.writes == 0)
            #expect(try await tenant.rollout.interruptedRun() == nil)
            // Whoever is in the group already needs no change of it.
            let members = try await tenant.plan()
            _ = try await tenant.rollout.apply(members, approved: members.digest, massChangeApproved: true)
            #expect(tenant.writes > 0)
        }
    }

    @Test func `a run that is asked to end stops in good order and can be resumed or abandoned`() async throws {
        try await VirtualTime.run { time in
            let stop = StopSignal()
            stop.request()
            let ledger = MemoryLedger()
            let tenant = DirectRoutingTenant(
                users: 80, time: time, ledger: ledger, options: RunOptions(workers: 2, stop: stop))
            let summary = try await tenant.run()
            #expect(summary.stopped?.reason == "interrupted")
            #expect(tenant.writes == 0)
            #expect(try await tenant.rollout.interruptedRun()?.run == summary.run)
            try await tenant.rollout.abandon()
            #expect(try await tenant.rollout.interruptedRun() == nil)
        }
    }

    @Test func `numbers are assigned in Teams where the tenant offers it, and nothing is tried where it does not`()
        async throws
    {
        try await VirtualTime.run { time in
            let planner = DirectRoutingPlanner(assignsNumbers: true)
            let tenant = DirectRoutingTenant(users: 80, time: time, planner: planner)
            let plan = try await tenant.plan()
            let assigned = plan.steps.filter { $0.changes.contains(.assignNumber) }
            #expect(assigned.count > 2)
            _ = try await tenant.rollout.apply(plan, approved: plan.digest, massChangeApproved: true)
            for step in assigned { #expect(tenant.cloud.teamsNumbers[step.number ?? ""] == step.user?.rawValue) }
            let without = DirectRoutingTenant(
                users: 80, time: time, change: { $0.hasTeamsAdministration = false }, planner: planner)
            let seen = try await without.rollout.observe()
            #expect(seen.findings.contains { $0.id == "microsoft.numbers" && $0.verdict == .notMet })
            #expect(try await without.rollout.plan(.provision, in: seen).changeCounts[.assignNumber] == nil)
        }
    }

    @Test func `who has the embedded app as well, or is in a queue, is warned about`() async throws {
        try await VirtualTime.run { time in
            let app = TeamsApp.ID(
                rawValue: CloudSettings(seed: 7).catalog.first { $0.displayName.hasPrefix("RingCentral") }?.id ?? "")
            let tenant = DirectRoutingTenant(users: 500, time: time, configure: { $0.app = app })
            let warnings = try await tenant.rollout.observe().verdicts.flatMap(\.warnings)
            #expect(warnings.contains { $0.reason == .embeddedPhoneTab })
            #expect(warnings.contains { $0.reason == .inCallQueue && $0.detail?.isEmpty == false })
        }
    }

    @Test func `everybody whom it concerns is either ready or told why not`() async throws {
        try await VirtualTime.run { time in
            let tenant = DirectRoutingTenant(users: 400, time: time)
            let verdicts = try await tenant.rollout.observe().verdicts
            let members = tenant.cloud.members(ofGroup: "Teams Calling", transitive: true)
            #expect(members.isSubset(of: Set(verdicts.map(\.id.rawValue))))
            for verdict in verdicts {
                #expect((verdict.verdict == .met) == verdict.reasons.isEmpty)
                #expect(verdict.verdict == .met || verdict.reasons.allSatisfy { !$0.remedy.isEmpty })
            }
            let reasons = Set(verdicts.flatMap(\.reasons).map(\.reason))
            for reason: DirectRoutingReason in [
                .notInGroup, .integrationOff, .noDirectNumber, .notInRingCentral, .ambiguous, .outOfSync,
                .init(.disabled),
            ] { #expect(reasons.contains(reason), "\(reason)") }
        }
    }

    /// Loses the answer of every first write to RingCentral's Direct Routing and to the group: it was done, and nobody says so.
    private final class Losing: HTTPTransport {
        let base: any HTTPTransport
        let seen = Mutex<Set<String>>([])
        init(_ base: any HTTPTransport) { self.base = base }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let response = try await base.send(request)
            let key =
                "\(request.method) \(request.url.absoluteString) \(String(decoding: request.body ?? Data(), as: UTF8.self))"
            let isWrite = request.method != .get && !request.url.path.contains("token")
            if isWrite, seen.withLock({ $0.insert(key).inserted }) {
                throw TransportError(.interrupted, detail: "the answer was lost")
            }
            return response
        }
    }

    @Test func `writes whose answers are lost are done once`() async throws {
        try await VirtualTime.run { time in
            let tenant = DirectRoutingTenant(
                users: 80, time: time, change: { $0.population = Population(seed: 3, count: 80, mix: .uniform) },
                wrap: { Losing($0) })
            let plan = try await tenant.plan(for: .department("Sales"))
            let summary = try await tenant.rollout.apply(plan, approved: plan.digest)
            #expect(summary.counts[.failed] == nil && summary.remaining == 0)
            let added = tenant.cloud.journal.appliedWrites(of: .groupMemberAdded)
            #expect(added.count == plan.changeCounts[.addToGroup, default: 0])
            #expect(added.values.allSatisfy { $0 == 1 })
            #expect(tenant.cloud.journal.appliedWrites(of: .directRoutingConnected).values.allSatisfy { $0 == 1 })
        }
    }

    @Test(arguments: ["flaky", "lossy"]) func `under faults the planned state is reached all the same`(script: String)
        async throws
    {
        try await VirtualTime.run { time in
            let faults = try #require(FaultScript.named(script))
            let tenant = DirectRoutingTenant(users: 150, time: time, faults: faults)
            let outcomes = Collected<DirectRoutingOutcome>()
            let sink: @Sendable (DirectRoutingEvent) -> Void = { event in
                if case .outcome(let outcome) = event { outcomes.add(outcome) }
            }
            let plan = try await tenant.plan()
            var summary = try await tenant.rollout.apply(
                plan, approved: plan.digest, massChangeApproved: true, onEvent: sink)
            for _ in 0..<20 where summary.stopped != nil {
                summary = try await tenant.rollout.resume(onEvent: sink) ?? summary
            }
            #expect(summary.stopped == nil)
            try await tenant.expectPlannedState(plan, outcomes.all)
        }
    }

    /// 3,000 people; `PATCHBAY_SCALE` makes it more or fewer.
    @Test func `a large tenant with nested groups, leavers, missing numbers and failures ends in the planned state`()
        async throws
    {
        let count = ProcessInfo.processInfo.environment["PATCHBAY_SCALE"].flatMap(Int.init) ?? 3000
        try await VirtualTime.run { time in
            let tenant = DirectRoutingTenant(users: count, time: time)
            let members = tenant.cloud.members(ofGroup: "Teams Calling", transitive: true)
            let nested = members.subtracting(tenant.cloud.members(ofGroup: "Teams Calling"))
            let outcomes = Collected<DirectRoutingOutcome>()
            let plan = try await tenant.plan()
            let estimate = await tenant.rollout.estimate(plan)
            let began = time.now
            let summary = try await tenant.rollout.apply(plan, approved: plan.digest, massChangeApproved: true) {
                event in
                if case .outcome(let outcome) = event { outcomes.add(outcome) }
            }
            let took = time.now - began
            #expect(summary.remaining == 0 && summary.stopped == nil)
            #expect(!nested.isEmpty && plan.steps.contains { $0.user.map { nested.contains($0.rawValue) } ?? false })
            #expect(plan.steps.contains { $0.isLeaver })
            #expect(plan.skipCounts[.noDirectNumber, default: 0] > 0)
            #expect(summary.counts[.failed, default: 0] > 0)
            try await tenant.expectPlannedState(plan, outcomes.all)
            // Everybody in the group has exactly one outcome; who cannot call has a reason and a remedy.
            let byUser = Dictionary(grouping: outcomes.all.filter { $0.user != nil }, by: { $0.user?.rawValue ?? "" })
            #expect(members.isSubset(of: Set(byUser.keys)))
            #expect(byUser.values.allSatisfy { $0.count == 1 })
            for outcome in outcomes.all where outcome.kind == .failed || outcome.kind == .skipped {
                #expect(outcome.reason != nil && outcome.remedy?.isEmpty == false)
            }
            #expect(tenant.cloud.journal.throttled == 0)
            #expect(estimate <= took + .seconds(5), "estimated \(estimate), took \(took)")
        }
    }

    @Test func `the sample of the guide works`() async throws {
        try await VirtualTime.run { time in
            let tenant = DirectRoutingTenant(users: 60, time: time)
            let (graph, ringCentral, ledger) = (tenant.rollout.graph, tenant.rollout.ringCentral, MemoryLedger())

            let rollout = DirectRoutingRollout(
                graph: graph, ringCentral: ringCentral, group: "Teams Calling", ledger: ledger
            ) {
                $0.time = time
            }
            let seen = try await rollout.observe()
            for verdict in seen.verdicts where verdict.verdict != .met {
                for remark in verdict.reasons { print(verdict.userPrincipalName, remark.reason, remark.remedy) }
            }

            let plan = try await rollout.plan(.provision, in: seen)
            print(plan, await rollout.estimate(plan))

            let summary = try await rollout.apply(plan, approved: plan.digest, massChangeApproved: true) { event in
                if case .outcome(let outcome) = event { print(outcome.userPrincipalName, outcome.kind) }
            }
            print(summary.counts)
            for step in ManualStep.directRouting() { print(step.title, step.place, step.role, step.verification) }
            #expect(summary.remaining == 0)

            let goodbye = try await rollout.plan(
                .remove, for: .users(["ann@contoso.com"]), in: try await rollout.observe())
            _ = try await rollout.apply(goodbye, approved: goodbye.digest)
        }
    }
}

extension DirectRoutingTenant {
    /// Compares what the run said with what the cloud truly holds.
    func expectPlannedState(
        _ plan: DirectRoutingPlan, _ outcomes: [DirectRoutingOutcome], _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let truth = Dictionary(
            cloud.directRouting.map { (String($0.extensionID), $0) }, uniquingKeysWith: { first, _ in first })
        let members = cloud.members(ofGroup: group, transitive: true)
        let byStep = Dictionary(outcomes.map { ($0.step, $0) }, uniquingKeysWith: { _, last in last })
        var wrong: [String] = []
        for step in plan.steps {
            guard let outcome = byStep[step.id] else { wrong.append("\(step.userPrincipalName): no outcome"); continue }
            let link = step.extensionID.flatMap { truth[$0.description] }
            let isMember = step.user.map { members.contains($0.rawValue) } ?? false
            switch outcome.kind {
            case .provisioned, .alreadyProvisioned:
                if link?.status != "Connected" || link?.number != step.number || !isMember {
                    wrong.append(
                        "\(step.userPrincipalName): \(outcome.kind), but \(link?.status ?? "off"), member \(isMember)")
                }
            case .removed, .alreadyAbsent:
                if link != nil { wrong.append("\(step.userPrincipalName): \(outcome.kind), but \(link?.status ?? "")") }
            case .failed, .skipped:
                if outcome.reason == nil || outcome.remedy == nil {
                    wrong.append("\(step.userPrincipalName): no reason")
                }
                if link?.status == "Connected", isMember {
                    wrong.append("\(step.userPrincipalName): failed, but connected")
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))", sourceLocation: location)
        #expect(byStep.count == plan.steps.count + plan.skips.count, sourceLocation: location)
    }
}
