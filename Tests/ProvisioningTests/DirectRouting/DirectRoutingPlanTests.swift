import Foundation
import GraphClient
import PatchbayCore
import Provisioning
import RingCentralClient
import Testing

@Suite struct DirectRoutingPlanTests {
    fileprivate func seen(_ people: [DirectRoutingFacts], group: Group = Group(id: "g", displayName: "Calling"))
        -> DirectRoutingObservation
    {
        DirectRoutingObservation(group: group, people: people)
    }

    fileprivate func plan(
        _ people: [DirectRoutingFacts], _ action: DirectRoutingPlan.Action = .provision,
        for target: InstallTarget? = nil,
        group: Group = Group(id: "g", displayName: "Calling"), _ planner: DirectRoutingPlanner = DirectRoutingPlanner()
    ) -> DirectRoutingPlan {
        planner.plan(action, for: target, in: seen(people, group: group))
    }

    @Test(arguments: [
        (DirectRoutingFacts.Integration.off, [DirectRoutingPlan.Change.connect]),
        (.on(.initial, number: nil), [.connect]), (.on(.outOfSync, number: "+1999"), [.connect]),
        (.on(.remoteNotFound, number: nil), [.connect]), (.on(.disconnectFailed, number: nil), [.connect]),
        (.on(.connecting, number: nil), [.connect]), (.on(.connected, number: "+12125550100"), []),
        (.on(.connected, number: "+1999"), [.connect]),
        (.on(.remoteUserRemoved, number: nil), [.disconnect, .connect]),
    ])
    func `a member gets what is missing of the integration`(
        integration: DirectRoutingFacts.Integration, changes: [DirectRoutingPlan.Change]
    ) {
        let plan = plan([.ready().changed { $0.integration = integration }])
        #expect(plan.steps.map(\.changes) == [changes])
        #expect(plan.skips.isEmpty)
    }

    @Test func `who left the group loses the integration, and who was never in it and has none is not mentioned`() {
        let left = DirectRoutingFacts.ready("left").changed { $0.membership = .none }
        let never = DirectRoutingFacts.ready("never").changed {
            $0.membership = .none; $0.integration = .off
        }
        let plan = plan([left, never])
        #expect(plan.steps.map(\.userPrincipalName) == ["left@contoso.com"])
        #expect(plan.steps.first?.changes == [.disconnect])
        #expect(plan.steps.first?.isLeaver == true)
        #expect(plan.removalCount == 1)
        #expect(self.plan([left], DirectRoutingPlanner(removesLeavers: false)).steps.isEmpty)
    }

    @Test func `nobody loses anything while the group is not known to its end`() {
        let plan = plan([.ready().changed { $0.membership = .unknown }])
        #expect(plan.steps.isEmpty)
    }

    @Test func `a member who cannot be connected is left out with every reason`() {
        let plan = plan([
            .ready().changed {
                $0.match = .unmatched; $0.user.ineligible = .disabled; $0.numbers = nil
            }
        ])
        #expect(plan.steps.isEmpty)
        #expect(plan.skips.first?.reasons.map(\.reason) == [.init(.disabled), .notInRingCentral])
        let outcome = plan.skips.first?.outcome
        #expect(outcome?.kind == .skipped && outcome?.reason == "disabled")
        #expect(outcome?.detail == "notInRingCentral")
    }

    @Test func `whom a target names is added to the group and connected, and nobody else is touched`() {
        let ann = DirectRoutingFacts.ready("ann").changed {
            $0.membership = .none; $0.integration = .off
        }
        let left = DirectRoutingFacts.ready("left").changed { $0.membership = .none }
        let plan = plan([ann, left, .ready("bob")], for: .users(["ANN@contoso.com", "nobody@contoso.com"]))
        #expect(plan.steps.map(\.changes) == [[.addToGroup, .connect]])
        #expect(plan.skips.map(\.outcome.kind) == [.failed])
        #expect(plan.skips.map(\.userPrincipalName) == ["nobody@contoso.com"])
    }

    @Test func `a member of a group within the group is not added once more`() {
        let plan = plan(
            [
                .ready().changed {
                    $0.membership = .nested; $0.integration = .off
                }
            ], for: .users(["bob@contoso.com"]))
        #expect(plan.steps.isEmpty)
        let other = self.plan(
            [
                .ready().changed {
                    $0.membership = .nested; $0.integration = .off
                }
            ], for: .users(["ann@contoso.com"]))
        #expect(other.steps.map(\.changes) == [[.connect]])
    }

    static let unwritable = [
        Group(id: "g", groupTypes: ["DynamicMembership"]), Group(id: "g", onPremisesSyncEnabled: true),
        Group(id: "g", securityEnabled: true, mailEnabled: true), Group(id: "g", isAssignableToRole: true),
    ]

    @Test(arguments: unwritable) func `a group that cannot be changed is read and never written`(group: Group) {
        let outside = DirectRoutingFacts.ready("ann").changed {
            $0.membership = .none; $0.integration = .off
        }
        let inside = DirectRoutingFacts.ready("bob").changed { $0.integration = .off }
        let members = plan([outside, inside], group: group)
        #expect(members.steps.map(\.changes) == [[.connect]], "who is in it is provisioned all the same")
        let added = plan([outside], for: .everyone, group: group)
        #expect(added.steps.isEmpty)
        #expect(added.skips.first?.reasons.map(\.reason) == [.groupNotWritable])
        #expect(added.skips.first?.reasons.first?.detail == group.membershipVerdict.refusal?.sentence)
        let removed = plan([inside], .remove, for: .everyone, group: group)
        #expect(removed.steps.isEmpty && removed.skips.first?.reasons.map(\.reason) == [.groupNotWritable])
    }

    @Test func `a group that roles hang on is written only when that is asked for`() {
        let outside = DirectRoutingFacts.ready("ann").changed { $0.membership = .none }
        let group = Group(id: "g", isAssignableToRole: true)
        let plan = plan([outside], for: .everyone, group: group, DirectRoutingPlanner(allowsRoleAssignableGroup: true))
        #expect(plan.steps.map(\.changes) == [[.addToGroup]])
    }

    @Test func `removing takes out of the group first, then switches off`() {
        let plan = plan(
            [
                .ready("ann"), .ready("bob").changed { $0.membership = .nested },
                .ready("eve").changed {
                    $0.membership = .none; $0.integration = .off
                },
            ],
            .remove, for: .everyone)
        #expect(plan.steps.map(\.changes) == [[.removeFromGroup, .disconnect], []])
        #expect(plan.skips.map { $0.reasons.map(\.reason) } == [[.memberThroughNestedGroup]])
        #expect(self.plan([.ready()], .remove).steps.isEmpty, "without a target nobody is meant")
    }

    @Test func `an extension that is nobody's here is named and left alone, unless its user was deleted`() {
        var seen = seen([])
        seen.strangers = [
            DirectRoutingUser(id: "1", phoneNumber: "+12125550100", status: .connected),
            DirectRoutingUser(id: "2", phoneNumber: nil, status: .remoteUserRemoved),
        ]
        let plan = DirectRoutingPlanner().plan(.provision, for: nil, in: seen)
        #expect(plan.skips.map { $0.reasons.map(\.reason) } == [[.notInThisTenant]])
        #expect(plan.steps.map(\.id.rawValue) == ["extension:2"])
        #expect(plan.steps.map(\.changes) == [[.disconnect]])
    }

    @Test func `numbers are assigned in Teams only where that is wanted, free and not done`() {
        func changes(_ assignment: DirectRoutingFacts.TeamsAssignment, _ wanted: Bool = true) -> [[DirectRoutingPlan
            .Change]]
        {
            plan(
                [
                    .ready().changed {
                        $0.integration = .off; $0.teamsAssignment = assignment
                    }
                ],
                DirectRoutingPlanner(assignsNumbers: wanted)
            ).steps.map(\.changes)
        }
        #expect(changes(.free) == [[.assignNumber, .connect]])
        #expect(changes(.free, false) == [[.connect]])
        #expect(changes(.own) == [[.connect]] && changes(.unknown) == [[.connect]])
        #expect(changes(.numberNotInTeams) == [[.connect]])
        #expect(changes(.other("bob")).isEmpty)
    }

    @Test func `the plan is a value: the same input gives the same digest, and each difference another one`() throws {
        let people = [DirectRoutingFacts.ready("ann").changed { $0.integration = .off }, .ready("bob")]
        let one = plan(people)
        #expect(one.digest == plan(people).digest)
        let copy = try JSONDecoder().decode(DirectRoutingPlan.self, from: try JSONEncoder().encode(one))
        #expect(copy == one)
        #expect(one.digest != plan([people[0]]).digest)
        #expect(one.digest != plan([people[0].changed { $0.numbers = ["+12125550177"] }, people[1]]).digest)
        #expect(one.digest != plan(people, group: Group(id: "h", displayName: "Calling")).digest)
        #expect("\(one)".contains("1 to change, 1 as they should be"))
    }

    @Test func `a group that looks empty never takes calling from anybody without a person's yes`() {
        let plan = plan([.ready("ann").changed { $0.membership = .none }])
        #expect(MassChangeBreaker().objection(to: plan)?.contains("Member.Read.Hidden") == true)
        let other = self.plan([.ready("ann").changed { $0.membership = .none }, .ready("bob")])
        #expect(other.removalCount == 1 && MassChangeBreaker().objection(to: other) == nil)
    }

    @Test func `the breaker counts who loses calling, and not who is put right`() {
        let leavers = (0..<20).map { number in DirectRoutingFacts.ready("u\(number)").changed { $0.membership = .none }
        }
        let plan = plan(leavers + [.ready("member")])
        #expect(MassChangeBreaker().objection(to: plan)?.contains("20 people") == true)
        let mended = self.plan(
            (0..<20).map { number in
                DirectRoutingFacts.ready("u\(number)").changed { $0.integration = .on(.remoteUserRemoved, number: nil) }
            })
        #expect(MassChangeBreaker().objection(to: mended) == nil)
        #expect(MassChangeBreaker().objection(to: self.plan(Array(leavers.prefix(10)) + [.ready("member")])) == nil)
    }
}

extension DirectRoutingPlanTests {
    fileprivate func plan(_ people: [DirectRoutingFacts], _ planner: DirectRoutingPlanner) -> DirectRoutingPlan {
        plan(people, .provision, for: nil, group: Group(id: "g", displayName: "Calling"), planner)
    }
}
