import Foundation
import GenesysClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import Synchronization
import Testing

@Suite struct GenesysLinkTests {
    @Test func `the planned state is reached, and a second run writes nothing`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(time: time)
            let before = tenant.rest
            let plan = try await tenant.link.plan(.link)
            let summary = try await tenant.link.apply(plan, approved: plan.digest)
            #expect(summary.isComplete)
            #expect(summary.counts[.linked] == plan.changeCount)
            #expect(plan.changeCount > 20)
            let users = Dictionary(uniqueKeysWithValues: tenant.cloud.genesysUsers.map { ($0.id, $0) })
            for step in plan.steps {
                let user = try #require(users[step.id.rawValue])
                #expect(user.teamsLinks == [user.entraID])
                if let number = step.wanted?.number { #expect(user.teamsNumber == number.description) }
            }
            #expect(tenant.rest == before, "nothing else was touched")
            let writes = tenant.writes
            #expect(writes == plan.changeCount)
            let second = try await tenant.run()
            #expect(tenant.writes == writes)
            #expect(second.counts[.linked] == nil)
            #expect(second.counts[.alreadyLinked] == plan.steps.count)
        }
    }

    @Test func `removing leaves no trace of the two fields and touches nothing else`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(time: time)
            let before = tenant.rest
            _ = try await tenant.run()
            let summary = try await tenant.run(.unlink)
            #expect(summary.isComplete)
            #expect(tenant.cloud.genesysUsers.allSatisfy { $0.teamsNumber == nil && $0.teamsLinks.isEmpty })
            #expect(tenant.rest == before)
            let writes = tenant.writes
            _ = try await tenant.run(.unlink)
            #expect(tenant.writes == writes)
        }
    }

    @Test(arguments: [400, 409, 412])
    func `a stale ETag is re-read and retried, and the other writer's change survives`(
        status: Int
    ) async throws {
        try await VirtualTime.run { time in
            let cell = Shared<SimulatedCloud>()
            let tenant = try GenesysTenant(
                users: 30, time: time, change: { $0.genesys.staleVersionStatus = status },
                wrap: { base in Interfering(base: base, cloud: cell, always: false) })
            cell.set(tenant.cloud)
            let plan = try await tenant.link.plan(.link)
            let summary = try await tenant.link.apply(plan, approved: plan.digest)
            #expect(summary.counts[.linked] == plan.changeCount)
            #expect(tenant.writes == plan.changeCount)
            #expect(tenant.cloud.genesysUsers.filter { $0.displayName.hasSuffix("!") }.count == plan.changeCount)
        }
    }

    @Test func `somebody who writes each time is reported after three attempts`() async throws {
        try await VirtualTime.run { time in
            let cell = Shared<SimulatedCloud>()
            let tenant = try GenesysTenant(
                users: 12, time: time, wrap: { base in Interfering(base: base, cloud: cell, always: true) })
            cell.set(tenant.cloud)
            let plan = try await tenant.link.plan(.link)
            let summary = try await tenant.link.apply(plan, approved: plan.digest)
            #expect(summary.counts[.failed] == plan.changeCount)
            #expect(tenant.writes == 0)
            #expect(tenant.cloud.journal.calls(of: .genesysUsersPatch) == 3 * plan.changeCount)
        }
    }

    /// Loses the answer of every first PATCH of a user: it was done, and nobody says so.
    private final class Losing: HTTPTransport {
        let base: any HTTPTransport
        let seen = Mutex<Set<String>>([])
        init(_ base: any HTTPTransport) { self.base = base }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let response = try await base.send(request)
            if request.method == .patch, seen.withLock({ $0.insert(request.url.lastPathComponent).inserted }) {
                throw TransportError(.interrupted, detail: "the answer was lost")
            }
            return response
        }
    }

    @Test func `a write whose answer was lost is read back and not done twice`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 30, time: time, wrap: { Losing($0) })
            let plan = try await tenant.link.plan(.link)
            let summary = try await tenant.link.apply(plan, approved: plan.digest)
            #expect(summary.counts[.linked] == plan.changeCount)
            #expect(tenant.cloud.journal.appliedWrites(of: .genesysUsersPatch).values.allSatisfy { $0 == 1 })
        }
    }

    @Test func `answers that cannot be read are asked for again, and no write is done twice`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 40, time: time)
            let plan = try await tenant.link.plan(.link)
            tenant.cloud.play(FaultScript([FaultRule(["genesys.scim.users.*"], .every(7), .truncatedBody)]))
            let summary = try await tenant.link.apply(plan, approved: plan.digest)
            #expect(summary.counts[.failed] == nil)
            #expect(summary.counts[.linked] == plan.changeCount)
            #expect(tenant.cloud.journal.appliedWrites(of: .genesysUsersPatch).values.allSatisfy { $0 == 1 })
        }
    }

    /// Swallows every PATCH with a 200, as a service that does not understand a path would.
    private struct Deaf: HTTPTransport {
        let base: any HTTPTransport
        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            request.method == .patch ? HTTPResponse(status: 200) : try await base.send(request)
        }
    }

    @Test func `a 200 that changed nothing is noticed by reading back`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 12, time: time, wrap: { Deaf(base: $0) })
            let plan = try await tenant.link.plan(.link)
            let reasons = Shared<[String]>()
            reasons.set([])
            let summary = try await tenant.link.apply(plan, approved: plan.digest) { event in
                if case .outcome(let outcome) = event, outcome.kind == .failed {
                    reasons.change { $0?.append(outcome.reason ?? "") }
                }
            }
            #expect(summary.counts[.failed] == plan.changeCount)
            #expect(Set(reasons.value ?? []) == ["notConfirmed"])
        }
    }

    @Test func `a missing permission stops the run, and after it is given the run goes on`() async throws {
        try await VirtualTime.run { time in
            let ledger = MemoryLedger()
            let blocked = try GenesysTenant(
                users: 30, time: time, ledger: ledger, change: { $0.genesys.permissions.remove("directory:user:edit") })
            let summary = try await blocked.run()
            #expect(summary.stopped?.reason == "missingPermission")
            #expect(summary.stopped?.remedy.contains("directory:user:edit") == true)
            #expect(summary.remaining > 0)
            await #expect(throws: ConfigurationError.self) { try await blocked.run() }
            let allowed = try GenesysTenant(users: 30, time: time, ledger: ledger)
            let rest = try #require(try await allowed.link.resume())
            #expect(rest.isComplete)
            #expect(try await allowed.link.resume() == nil)
        }
    }

    @Test func `another plan than the one approved is refused`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 12, time: time)
            let plan = try await tenant.link.plan(.link)
            await #expect(throws: ConfigurationError.self) { try await tenant.link.apply(plan, approved: "other") }
            #expect(tenant.writes == 0)
        }
    }

    /// Dies after so many PATCHes: everything later fails with a cancellation.
    private final class Dying: HTTPTransport {
        let base: any HTTPTransport
        let left: Mutex<Int>
        init(_ base: any HTTPTransport, after count: Int) {
            self.base = base
            left = Mutex(count)
        }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            if left.withLock({ $0 <= 0 }) { throw CancellationError() }
            let response = try await base.send(request)
            let isDead = left.withLock { left in
                if request.method == .patch { left -= 1 }
                return left <= 0
            }
            if isDead { throw CancellationError() }
            return response
        }
    }

    @Test(arguments: [1, 2, 3, 5, 8]) func `killed after any write and resumed, each user is written once`(
        writes: Int
    ) async throws {
        try await VirtualTime.run { time in
            let ledger = MemoryLedger()
            let first = try GenesysTenant(
                users: 30, time: time, ledger: ledger, options: RunOptions(workers: 2),
                wrap: { Dying($0, after: writes) })
            let plan = try await first.link.plan(.link)
            await #expect(throws: CancellationError.self) {
                try await first.link.apply(plan, approved: plan.digest)
            }
            #expect(try await first.link.hasInterruptedRun())
            #expect(try await first.link.interruptedAction() == .link)
            let second = try GenesysTenant(users: 30, time: time, ledger: ledger, cloud: first.cloud)
            let summary = try #require(try await second.link.resume())
            #expect(summary.isComplete)
            #expect(summary.counts[.linked] == plan.changeCount)
            let applied = first.cloud.journal.appliedWrites(of: .genesysUsersPatch)
            #expect(applied.count == plan.changeCount)
            #expect(applied.values.allSatisfy { $0 == 1 })
        }
    }

    @Test func `whoever is missing in Genesys can be made there once, and is found by name with what was given`()
        async throws
    {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 30, time: time)
            let number = SCIMUser.PhoneNumber(value: "+15559990001", type: .microsoftTeams)
            let wanted = SCIMUser(
                id: .init(rawValue: ""), userName: "newcomer@fabrikam.example", displayName: "New Comer",
                phoneNumbers: [number])
            let made = try await tenant.link.genesys.scim.create(wanted)
            let found = try #require(try await tenant.link.genesys.scim.named("newcomer@fabrikam.example"))
            #expect(found.id == made.id)
            #expect(found.teamsNumber == "+15559990001")
            let error = await #expect(throws: ServiceError.self) {
                try await tenant.link.genesys.scim.create(wanted)
            }
            #expect(error?.category == .conflict)
        }
    }

    @Test func `a big organization is linked within the limit without a refusal`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 400, time: time)
            let summary = try await tenant.run()
            #expect(summary.isComplete)
            #expect(tenant.cloud.journal.throttled == 0)
        }
    }

    @Test func `readiness knows what is met, and says unknown where no interface tells`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(
                users: 12, time: time, change: { $0.genesys.isTeamsIntegrationActive = false })
            let report = try await tenant.link.readiness()
            #expect(report.isReady)
            let verdicts = Dictionary(uniqueKeysWithValues: report.findings.map { ($0.id, $0.verdict) })
            #expect(verdicts["genesys.users"] == .met)
            #expect(verdicts["genesys.integration"] == .notMet)
            #expect(verdicts["microsoft.app.\(GenesysLink.teamsApplicationID).consent"] == .met)
            #expect(verdicts["genesys.presence"] == .unknown)
            #expect(report.manualSteps.map(\.id) == ["genesys.stopTheSource"])
        }
    }

    @Test func `a mass removal is refused until somebody says yes to it`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 80, time: time)
            _ = try await tenant.run()
            let writes = tenant.writes
            let plan = try await tenant.link.plan(.unlink)
            let error = await #expect(throws: ConfigurationError.self) {
                _ = try await tenant.link.apply(plan, approved: plan.digest)
            }
            #expect(error?.description.contains("\(plan.changeCount) of the \(plan.changeCount)") == true)
            #expect(tenant.writes == writes)
        }
    }

    @Test func `the sample of the guide works`() async throws {
        let tenant = try GenesysTenant(users: 12, time: .system, limits: Limits.none, change: { $0.latency = .none })
        let (genesys, graph, ledger) = (tenant.link.genesys, tenant.link.graph, MemoryLedger())

        let link = GenesysLink(genesys: genesys, graph: graph, ledger: ledger) {
            $0.planner = GenesysLinkPlanner(source: .business)
        }
        for finding in try await link.readiness().findings { print(finding.verdict, finding.title) }

        let plan = try await link.plan(.link)
        print(plan, await link.estimate(plan))
        for skip in plan.skips { print(skip.name, skip.reason, skip.reason.remedy) }

        let summary = try await link.apply(plan, approved: plan.digest) { event in
            if case .outcome(let outcome) = event { print(outcome.userPrincipalName, outcome.kind) }
        }
        #expect(summary.isComplete)

        let integration = try await link.planIntegration(.init(grantsRoles: true), for: plan.steps.map(\.id))
        print(integration)
        for outcome in try await link.apply(integration, approved: integration.digest) {
            print(outcome.step.word, outcome.kind)
        }
        #expect(try await link.planIntegration(.init(grantsRoles: true), for: plan.steps.map(\.id)).steps.isEmpty)

        let removal = try await link.plan(.unlink, only: ["ann@contoso.com"])
        _ = try await link.apply(removal, approved: removal.digest)
    }
}

/// A value that a transport and a test share.
final class Shared<Value: Sendable>: Sendable {
    private let cell = Mutex<Value?>(nil)
    var value: Value? { cell.withLock { $0 } }
    func set(_ value: Value) { cell.withLock { $0 = value } }
    func change(_ body: (inout sending Value?) -> Void) { cell.withLock { body(&$0) } }
}

/// Lets somebody else write just before a PATCH arrives: the first of each user, or every one.
final class Interfering: HTTPTransport {
    let base: any HTTPTransport
    let cloud: Shared<SimulatedCloud>
    let always: Bool
    private let seen = Mutex<Set<String>>([])

    init(base: any HTTPTransport, cloud: Shared<SimulatedCloud>, always: Bool) {
        self.base = base
        self.cloud = cloud
        self.always = always
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        if request.method == .patch {
            let id = request.url.lastPathComponent
            let isFirst = seen.withLock { $0.insert(id).inserted }
            if isFirst || always { cloud.value?.changeGenesysUser(id) { $0.displayName += "!" } }
        }
        return try await base.send(request)
    }
}
