import Foundation
import GraphClient
import PatchbayCore
import Provisioning
import Testing

@Suite struct InstallPlannerTests {
    let planner = InstallPlanner(app: "app")

    static func row(
        _ name: String, department: String? = nil, status: UserStatus = .notSelected, skip: SkipReason? = nil,
        extensionID: String? = nil
    ) -> UserTable.Row {
        UserTable.Row(
            user: UserRecord(
                id: User.ID(rawValue: "id-\(name)"), userPrincipalName: "\(name)@fabrikam.com",
                mail: "\(name).mail@fabrikam.com",
                displayName: name, department: department, ineligible: skip),
            match: extensionID.map { MatchRecord(match: "exact", rule: "upn", extensionID: $0) } ?? .unmatched,
            status: status)
    }

    let table = UserTable(
        rows: [
            row("ann", department: "Sales", extensionID: "1"), row("bob", department: "Sales", status: .installed),
            row("cat", department: "Legal", skip: .guest), row("dan", skip: .disabled),
            row("eve", department: "Legal", extensionID: "5"),
        ], readAt: nil)

    func names(_ plan: InstallPlan) -> [String] { plan.steps.map { String($0.id.rawValue.dropFirst(3)) } }

    @Test func `everyone means everyone who can have the app, in the order of the directory`() {
        let plan = planner.plan(.install, for: .everyone, in: table)
        #expect(names(plan) == ["ann", "bob", "eve"])
        #expect(plan.skipCounts == [.guest: 1, .disabled: 1])
    }

    @Test func `who has the app as far as the ledger knows is only checked`() {
        let plan = planner.plan(.install, for: .everyone, in: table)
        #expect(plan.steps.filter { $0.expectation == .done }.map(\.id.rawValue) == ["id-bob"])
        #expect(plan.expectedDone == 1)
    }

    @Test(arguments: ["ANN@fabrikam.com", "ann.mail@fabrikam.com", "id-ann"])
    func `a person is found by principal name, mail address or object id`(name: String) {
        #expect(names(planner.plan(.install, for: .users([name]), in: table)) == ["ann"])
    }

    @Test func `a name that nobody has is said, not forgotten`() {
        let plan = planner.plan(.install, for: .users(["ann@fabrikam.com", "nobody@fabrikam.com"]), in: table)
        #expect(names(plan) == ["ann"])
        #expect(plan.skips.map(\.userPrincipalName) == ["nobody@fabrikam.com"])
        #expect(plan.skips.map(\.reason) == [.unknownUser])
    }

    @Test func `selectors add up and nobody is taken twice`() {
        let target = InstallTarget([.department("sales"), .user("ann@fabrikam.com"), .search("eve")])
        #expect(names(planner.plan(.install, for: target, in: table)) == ["ann", "bob", "eve"])
    }

    @Test func `a group selects its members`() {
        let plan = planner.plan(.install, for: .group("G"), in: table, groupMembers: ["G": ["id-eve", "id-cat"]])
        #expect(names(plan) == ["eve"])
        #expect(plan.skipCounts == [.guest: 1])
    }

    @Test func `matched only leaves out who has no RingCentral user`() {
        let plan = planner.plan(.install, for: InstallTarget([], matchedOnly: true), in: table)
        #expect(names(plan) == ["ann", "eve"])
        #expect(plan.skipCounts[.unmatched] == 1)
    }

    @Test func `the same input gives the same plan and digest, another input another digest`() {
        let plan = planner.plan(.install, for: .everyone, in: table)
        #expect(plan == planner.plan(.install, for: .everyone, in: table))
        #expect(plan.digest == planner.plan(.install, for: .everyone, in: table).digest)
        #expect(plan.digest != planner.plan(.uninstall, for: .everyone, in: table).digest)
        #expect(plan.digest != planner.plan(.install, for: .department("Sales"), in: table).digest)
    }

    @Test func `a plan survives being written down`() throws {
        let plan = planner.plan(
            .install, for: InstallTarget([.group("G"), .search("x")], matchedOnly: true), in: table)
        let copy = try JSONDecoder().decode(InstallPlan.self, from: WireCoding.encode(plan))
        #expect(copy == plan)
        #expect(copy.digest == plan.digest)
    }

    @Test func `a plan reads like a sentence`() {
        #expect(
            planner.plan(.install, for: .department("Legal"), in: table).description == """
                Install for department “Legal”: 1 users
                  1 left out: guest
                """)
    }

    @Test func `removing the app from many needs a yes, from a few it does not`() {
        let breaker = MassChangeBreaker(always: 1, share: 0.5)
        let all = planner.plan(.uninstall, for: .everyone, in: table)
        let one = planner.plan(.uninstall, for: .users(["bob@fabrikam.com"]), in: table)
        #expect(breaker.objection(to: all) != nil)
        #expect(breaker.objection(to: one) == nil)
        #expect(breaker.objection(to: planner.plan(.install, for: .everyone, in: table)) == nil)
    }
}
