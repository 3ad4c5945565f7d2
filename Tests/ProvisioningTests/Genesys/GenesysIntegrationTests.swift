import Foundation
import GenesysClient
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import Synchronization
import Testing

@Suite struct GenesysIntegrationTests {
    private static let app = "microsoft.app.\(GenesysLink.teamsApplicationID)"

    private func bare(_ settings: inout CloudSettings) { settings.genesys.isTeamsIntegrationActive = false }

    private func verdicts(_ tenant: GenesysTenant) async throws -> [String: Finding.Verdict] {
        Dictionary(
            try await tenant.link.readiness().findings.map { ($0.id, $0.verdict) },
            uniquingKeysWith: { first, _ in first })
    }

    private func installs(_ tenant: GenesysTenant) -> Int {
        tenant.cloud.journal.writes.count { $0.operation == "genesys.integrations.install" && $0.applied }
    }

    @Test func `the integration is installed, configured and enabled once, and waited for until it is active`()
        async throws
    {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 12, time: time, change: bare)
            let plan = try await tenant.link.planIntegration(.init(notes: "By Patchbay"))
            #expect(plan.steps.map(\.word) == ["install", "configure", "enable"])
            let outcomes = try await tenant.link.apply(plan, approved: plan.digest)
            #expect(outcomes.map(\.kind) == [.done, .done, .done])
            #expect(try await verdicts(tenant)["genesys.integration"] == .met)
            let again = try await tenant.link.planIntegration(.init(notes: "By Patchbay"))
            #expect(again.steps.isEmpty)
            // The plan of before, applied once more, as after a crash.
            let repeated = try await tenant.link.apply(plan, approved: plan.digest)
            #expect(repeated.map(\.kind) == [.already, .already, .already])
            #expect(installs(tenant) == 1)
        }
    }

    /// Loses the answer to the first POST: it was done, and nobody says so.
    private final class Losing: HTTPTransport {
        let base: any HTTPTransport
        let lost = Mutex(false)
        init(_ base: any HTTPTransport) { self.base = base }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let response = try await base.send(request)
            let isFirst =
                request.method == .post && request.url.path().hasSuffix("/integrations")
                && lost.withLock { lost in
                    defer { lost = true }
                    return !lost
                }
            if isFirst { throw TransportError(.interrupted, detail: "the answer was lost") }
            return response
        }
    }

    @Test func `installing is not repeated when its answer is lost, but looked for`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 12, time: time, change: bare, wrap: { Losing($0) })
            let plan = try await tenant.link.planIntegration()
            let outcomes = try await tenant.link.apply(plan, approved: plan.digest)
            #expect(outcomes.map(\.kind) == [.done, .already, .done])
            #expect(installs(tenant) == 1)
        }
    }

    @Test func `an integration that ends in an error is reported with the service's own words`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(
                users: 12, time: time,
                change: {
                    bare(&$0)
                    $0.genesys.integrationFails = true
                })
            let plan = try await tenant.link.planIntegration()
            let outcomes = try await tenant.link.apply(plan, approved: plan.digest)
            #expect(outcomes.last?.kind == .failed)
            #expect(outcomes.last?.detail?.contains("could not be started") == true)
        }
    }

    @Test func `a property that the configuration must have is named and not guessed`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(
                users: 12, time: time,
                change: {
                    bare(&$0)
                    $0.genesys.requiredIntegrationProperties = ["tenantDomain"]
                })
            let plan = try await tenant.link.planIntegration()
            let outcomes = try await tenant.link.apply(plan, approved: plan.digest)
            #expect(outcomes.map(\.kind) == [.done, .failed, .skipped])
            #expect(outcomes[1].detail?.contains("tenantDomain") == true)
        }
    }

    @Test func `without the licence there is nothing to install, and it says so`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(
                users: 12, time: time,
                change: {
                    bare(&$0)
                    $0.genesys.hasTeamsLicence = false
                })
            let plan = try await tenant.link.planIntegration()
            // “Microsoft Teams Meetings” has a like name and is another thing.
            #expect(plan.steps.isEmpty || !plan.steps.contains { $0.word == "install" })
            #expect(plan.obstacles.map(\.id) == ["genesys.licence"])
        }
    }

    @Test func `roles are added to those who lack a permission, and what it costs comes first`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 40, time: time)
            let users = try await tenant.link.plan(.link).steps.map(\.id)
            let wish = GenesysIntegrationWish(grantsRoles: true)
            let plan = try await tenant.link.planIntegration(wish, for: users)
            #expect(plan.steps.map(\.word) == ["grant", "grant"])
            #expect(plan.newViewers > 0 && plan.newViewers < users.count)
            #expect(plan.description.hasPrefix("Billing: \(plan.newViewers) users newly get"))
            let before = try await tenant.link.genesys.authorization.users(holding: "simulated-teams-user").collect()
            let outcomes = try await tenant.link.apply(plan, approved: plan.digest)
            #expect(outcomes.map(\.kind) == [.done, .done])
            let after = Set(
                try await tenant.link.genesys.authorization.users(holding: "simulated-teams-user").collect().map(\.id))
            #expect(after.isSuperset(of: before.map(\.id)), "nobody lost a role")
            #expect(after.count == before.count + plan.newViewers)
            #expect(try await tenant.link.planIntegration(wish, for: users).steps.isEmpty)
        }
    }

    @Test func `no role is given unless somebody says so`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 40, time: time)
            let users = try await tenant.link.plan(.link).steps.map(\.id)
            #expect(try await tenant.link.planIntegration(for: users).steps.isEmpty)
        }
    }

    @Test func `who has both permissions by another role needs none of these`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 40, time: time)
            let admin = try #require(
                try await tenant.link.genesys.authorization.users(holding: "simulated-admin").collect().first?.id)
            let plan = try await tenant.link.planIntegration(.init(grantsRoles: true), for: [admin])
            #expect(plan.steps.isEmpty)
        }
    }

    @Test func `there and consented to are two things, and each of the four has its verdict`() async throws {
        try await VirtualTime.run { time in
            let good = try await verdicts(GenesysTenant(users: 12, time: time))
            for word in ["installed", "enabled", "assignment", "consent"] {
                #expect(good["\(Self.app).\(word)"] == .met)
            }
            let odd = try await verdicts(
                GenesysTenant(
                    users: 12, time: time,
                    change: {
                        $0.genesys.enterpriseApp.isEnabled = false
                        $0.genesys.enterpriseApp.isAssignmentRequired = true
                        $0.genesys.enterpriseApp.hasTenantConsent = false
                        $0.genesys.enterpriseApp.userConsents = 2
                    }))
            #expect(odd["\(Self.app).installed"] == .met)
            for word in ["enabled", "assignment", "consent"] { #expect(odd["\(Self.app).\(word)"] == .notMet) }
        }
    }

    @Test func `consent that may not be looked up is unknown, with the link`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(
                users: 12, time: time, change: { $0.apps[0].permissions.removeAll { $0 == "Directory.Read.All" } })
            let finding = try #require(
                try await tenant.link.readiness().findings.first { $0.id == "\(Self.app).consent" })
            #expect(finding.verdict == .unknown)
            #expect(finding.remedy?.sentence.contains("/adminconsent?client_id=728ece5a") == true)
        }
    }

    @Test func `the enterprise application is added without consent, and the consent link is handed out`() async throws
    {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(
                users: 12, time: time,
                change: {
                    $0.genesys.enterpriseApp.isInstalled = false
                    $0.apps[0].permissions.append("Application.ReadWrite.All")
                })
            #expect(try await verdicts(tenant)["\(Self.app).consent"] == .notMet)
            let plan = try await tenant.link.planIntegration(.init(addsEnterpriseApp: true))
            #expect(plan.steps.map(\.word) == ["addEnterpriseApp"])
            let outcomes = try await tenant.link.apply(plan, approved: plan.digest)
            #expect(outcomes.map(\.kind) == [.done])
            #expect(outcomes[0].remedy?.contains("/adminconsent?client_id=728ece5a") == true)
            #expect(try await verdicts(tenant)["\(Self.app).consent"] == .notMet)
        }
    }

    @Test func `trunks are judged in three values, and can be left alone`() async throws {
        try await VirtualTime.run { time in
            func verdict(_ change: (inout SimulatedTrunk) -> Void) async throws -> Finding.Verdict? {
                try await verdicts(
                    GenesysTenant(users: 12, time: time, change: { change(&$0.genesys.trunks[0]) }))["genesys.trunk"]
            }
            #expect(try await verdict { _ in } == .met)
            #expect(try await verdict { $0.isInService = false } == .notMet)
            let blind = try GenesysTenant(
                users: 12, time: time, change: { $0.genesys.permissions.remove("telephony:plugin:all") })
            #expect(try await verdicts(blind)["genesys.trunk"] == .unknown)
        }
    }

    /// Answers nothing, so that only what needs no answer is found.
    private struct Nobody: HTTPTransport {
        func send(_ request: HTTPRequest) async throws -> HTTPResponse { HTTPResponse(status: 404) }
    }

    @Test(arguments: [
        ("us-east-2", Cloud.gccHigh, Finding.Verdict?.some(.met)), ("us-east-2", .global, .unknown),
        ("eu-central-1", .dod, .unknown), ("eu-central-1", .global, nil),
    ]) func `the FedRAMP region belongs with Microsoft's clouds for the US government`(
        region: String, cloud: Cloud, verdict: Finding.Verdict?
    ) async throws {
        let link = GenesysLink(
            genesys: Genesys(
                .fixed(Secret("t")), clientID: "c", region: try GenesysRegion(region), transport: Nobody()
            ) { $0.retry = .never },
            graph: Graph(.fixed(Secret("t")), tenant: "t", clientID: "c", cloud: cloud, transport: Nobody()) {
                $0.retry = .never
            }, ledger: MemoryLedger())
        let finding = try await link.readiness().findings.first { $0.id == "genesys.clouds" }
        #expect(finding?.verdict == verdict)
        #expect((finding?.remedy == nil) == (verdict != .unknown))
    }

    @Test func `a client that may not change users is told so before the first write`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(
                users: 12, time: time, change: { $0.genesys.permissions.remove("directory:user:edit") })
            let report = try await tenant.link.readiness()
            #expect(report.blocking.map(\.id) == ["genesys.permission.directory:user:edit"])
        }
    }

    @Test func `presence of linked users is seen once they are linked`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 40, time: time)
            _ = try await tenant.run()
            #expect(try await verdicts(tenant)["genesys.presence"] == .met)
        }
    }

    @Test func `another plan than the one approved is refused`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 12, time: time, change: bare)
            let plan = try await tenant.link.planIntegration()
            await #expect(throws: ConfigurationError.self) {
                _ = try await tenant.link.apply(plan, approved: "other")
            }
            #expect(installs(tenant) == 0)
        }
    }
}
