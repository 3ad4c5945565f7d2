import Foundation
import GenesysClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import Testing

/// Numbers that Genesys Cloud itself uses, over the whole flow.
@Suite struct GenesysNumberTests {
    @Test func `a number that is a DID in use is found before the first write, and nobody is refused by the service`()
        async throws
    {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(time: time)
            let plan = try await tenant.link.plan(.link)
            let skip = try #require(plan.skips.first { $0.reason == .didInUse })
            #expect(skip.detail?.contains("the call route “Service line") == true)
            #expect(plan.numberFinding?.verdict == .met)
            #expect(plan.numberFinding?.detail?.contains("\(plan.skipCounts[.didInUse] ?? 0) in use") == true)
            let summary = try await tenant.link.apply(plan, approved: plan.digest)
            #expect(summary.isComplete)
            #expect(tenant.cloud.journal.operations["genesys.scim.users.patch"]?.byStatus[409] == nil)
            let user = try #require(tenant.cloud.genesysUsers.first { $0.id == skip.id?.rawValue })
            #expect(user.teamsNumber == nil && user.teamsLinks.isEmpty)
        }
    }

    @Test
    func
        `DIDs of a big organization cost a list and no call for each person, and a second run asks for those in use alone`()
        async throws
    {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 600, time: time)
            let plan = try await tenant.link.plan(.link)
            let pages = (tenant.cloud.genesysUsers.count + 99) / 100 + 1
            #expect((1...pages).contains(tenant.cloud.journal.calls(of: "genesys.dids")))
            _ = try await tenant.link.apply(plan, approved: plan.digest)
            let calls = tenant.cloud.journal.calls(of: "genesys.dids")
            let again = try await tenant.link.plan(.link)
            let inUse = try #require(again.skipCounts[.didInUse])
            #expect(again.changeCount == 0)
            #expect(again.numberFinding?.detail == "\(inUse) new numbers compared, \(inUse) in use and left out")
            #expect(tenant.cloud.journal.calls(of: "genesys.dids") <= calls + inUse)
            let before = tenant.cloud.journal.calls(of: "genesys.dids")
            _ = try await tenant.link.plan(.unlink)
            #expect(tenant.cloud.journal.calls(of: "genesys.dids") == before)
        }
    }

    @Test func `one person's number costs one call`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(users: 400, time: time)
            let all = try await tenant.link.plan(.link)
            let calls = tenant.cloud.journal.calls(of: "genesys.dids")
            let one = try #require(all.steps.first { $0.changes.contains { $0.hasPrefix("number none") } })
            let plan = try await tenant.link.plan(.link, only: [one.userName])
            #expect(plan.steps == [one])
            #expect(tenant.cloud.journal.calls(of: "genesys.dids") == calls + 1)
        }
    }

    @Test func `DIDs that may not be read are unknown, said once, and the number in use fails for its person alone`()
        async throws
    {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(
                time: time, change: { $0.genesys.permissions.remove("telephony:plugin:all") })
            let plan = try await tenant.link.plan(.link)
            let finding = try #require(plan.numberFinding)
            #expect(finding.verdict == .unknown)
            #expect(finding.remedy?.sentence.contains("telephony:plugin:all") == true)
            #expect(tenant.cloud.journal.calls(of: "genesys.dids") == 1)
            #expect(plan.skipCounts[.didInUse] == nil)
            #expect(plan.description.components(separatedBy: "DID in use").count == 2)
            let failed = Shared<[GenesysLinkOutcome]>()
            failed.set([])
            let summary = try await tenant.link.apply(plan, approved: plan.digest) { event in
                if case .outcome(let outcome) = event, outcome.kind == .failed { failed.change { $0?.append(outcome) } }
            }
            #expect(summary.stopped == nil && summary.remaining == 0)
            let outcome = try #require(failed.value?.first)
            #expect(outcome.reason == "conflict")
            #expect(outcome.remedy?.contains("DID") == true)
            #expect(summary.counts[.linked] == plan.changeCount - (failed.value?.count ?? 0))
        }
    }

    @Test func `the number of a deleted user, whom no list shows, is found by its DID`() async throws {
        try await VirtualTime.run { time in
            let free = try await GenesysTenant(users: 30, time: time).link.plan(.link)
            let step = try #require(free.steps.first { $0.changes.contains { $0.hasPrefix("number none") } })
            let number = try #require(step.wanted?.number?.description)
            let tenant = try GenesysTenant(
                users: 30, time: time,
                change: {
                    $0.genesys.dids = [
                        SimulatedDID(number, owner: .init(kind: "USER", id: "deleted-user", name: "Gone Long Ago"))
                    ]
                })
            let skip = try #require(try await tenant.link.plan(.link).skips.first { $0.id == step.id })
            #expect(skip.reason == .didInUse)
            #expect(skip.detail?.contains("the user “Gone Long Ago”") == true)
        }
    }

    @Test func `with telephony left alone no DID is asked for, and it says so`() async throws {
        try await VirtualTime.run { time in
            let tenant = try GenesysTenant(time: time, telephony: false)
            let plan = try await tenant.link.plan(.link)
            #expect(tenant.cloud.journal.calls(of: "genesys.dids") == 0)
            #expect(plan.numberFinding?.verdict == .unknown)
            #expect(plan.numberFinding?.detail?.contains("left alone") == true)
        }
    }

    @Test func `a plan that was written down before numbers were looked up is still read`() async throws {
        try await VirtualTime.run { time in
            let plan = try await GenesysTenant(users: 12, time: time).link.plan(.link)
            let json = try #require(
                JSONSerialization.jsonObject(with: JSONEncoder().encode(plan)) as? [String: any Sendable])
            let old = try JSONSerialization.data(withJSONObject: json.filter { $0.key != "numberFinding" })
            let read = try JSONDecoder().decode(GenesysLinkPlan.self, from: old)
            #expect(read.numberFinding == nil)
            #expect(read.digest == plan.digest)
        }
    }
}
