public import GraphClient
import PatchbayCore
import RingCentralClient

/// Makes plans from what was read. Pure: the same observation gives the same plan, and whatever can be refused is refused here, with
/// its reason, before the first write.
public struct DirectRoutingPlanner: Hashable, Sendable {
    /// Whether the integration of people who are no longer in the group is switched off.
    public var removesLeavers: Bool
    /// Whether numbers are assigned in Teams through Graph too. RingCentral does that itself as it connects, so this is for tenants where
    /// it does not.
    public var assignsNumbers: Bool
    /// Whether people may be added to a group that directory roles can be assigned to.
    public var allowsRoleAssignableGroup: Bool

    /// Makes a planner.
    public init(
        removesLeavers: Bool = true, assignsNumbers: Bool = false, allowsRoleAssignableGroup: Bool = false
    ) {
        self.removesLeavers = removesLeavers
        self.assignsNumbers = assignsNumbers
        self.allowsRoleAssignableGroup = allowsRoleAssignableGroup
    }

    /// A plan.
    ///
    /// Without a target the group is the truth: who is in it, directly or through another group, gets the integration, and who is not any
    /// more loses it. With a target only the people meant are worked on, and to provision adds them to the group.
    ///
    /// - Parameters:
    ///   - target: who is meant. To remove needs one; without it nobody is meant.
    ///   - groupMembers: the transitive members of each group that the target names.
    public func plan(
        _ action: DirectRoutingPlan.Action, for target: InstallTarget?, in seen: DirectRoutingObservation,
        groupMembers: [String: Set<User.ID>] = [:]
    ) -> DirectRoutingPlan {
        var plan = DirectRoutingPlan(
            action: action, group: seen.group.id, groupName: seen.group.displayName ?? seen.group.id.rawValue,
            target: target, steps: [], skips: [], knownConnected: seen.connectedCount,
            knownMembers: seen.people.count { [.direct, .nested].contains($0.membership) })
        let selection = target.map { TargetSelection($0, groupMembers: groupMembers) }
        var found: Set<String> = []
        for person in seen.people {
            switch action {
            case .provision:
                if let selection {
                    guard let name = selection.matches(person.user) else { continue }
                    found.insert(name)
                    provision(person, adding: true, seen.group, &plan)
                } else if person.membership == .direct || person.membership == .nested {
                    provision(person, adding: false, seen.group, &plan)
                } else if removesLeavers, person.membership == .none, let status = person.integration.status {
                    leave(person, status, &plan)
                }
            case .remove:
                guard let name = selection?.matches(person.user) else { continue }
                found.insert(name)
                remove(person, seen.group, &plan)
            }
        }
        if selection == nil, action == .provision { strangers(seen, &plan) }
        for name in selection?.names ?? [] where !found.contains(name) {
            plan.skips.append(
                .init(
                    user: nil, userPrincipalName: name, extensionID: nil,
                    reasons: [.init(.unknownUser)]))
        }
        return plan
    }

    // MARK: Provisioning

    private func provision(
        _ person: DirectRoutingFacts, adding: Bool, _ group: Group, _ plan: inout DirectRoutingPlan
    ) {
        let verdict = DirectRoutingVerdict(person)
        // What a write mends is no reason to leave somebody out; everything else is.
        var reasons = verdict.reasons.filter { remark in
            switch remark.reason {
            case .integrationOff, .integrationUnderWay, .remoteNotFound, .outOfSync, .disconnectFailed,
                .remoteUserRemoved:
                false
            case .notInGroup: !adding
            default: true
            }
        }
        var changes: [DirectRoutingPlan.Change] = []
        if adding, person.membership == .none {
            if let refusal = refusal(of: group) {
                reasons.append(.init(.groupNotWritable, detail: refusal))
            } else {
                changes.append(.addToGroup)
            }
        }
        guard reasons.isEmpty, let number = person.number, person.extensionID != nil else {
            plan.skips.append(
                .init(
                    user: person.id, userPrincipalName: person.user.userPrincipalName,
                    extensionID: person.extensionID, reasons: reasons))
            return
        }
        if assignsNumbers, person.teamsAssignment == .free { changes.append(.assignNumber) }
        switch person.integration {
        case .on(.connected, let connected) where connected == nil || connected == number: break
        case .on(.remoteUserRemoved, _): changes += [.disconnect, .connect]
        case .off, .on: changes.append(.connect)
        case .unknown: break
        }
        plan.steps.append(step(person, changes))
    }

    private func leave(
        _ person: DirectRoutingFacts, _ status: DirectRoutingUser.Status, _ plan: inout DirectRoutingPlan
    ) {
        var changes: [DirectRoutingPlan.Change] = [.disconnect]
        if assignsNumbers, person.teamsAssignment == .own { changes.append(.unassignNumber) }
        plan.steps.append(step(person, changes, isLeaver: true))
    }

    /// Extensions that are connected and nobody's here. They may be somebody's in another tenant of the account, so they are named and
    /// left alone, but for those of whom RingCentral itself says that the user was deleted.
    private func strangers(_ seen: DirectRoutingObservation, _ plan: inout DirectRoutingPlan) {
        for stranger in seen.strangers {
            let name = "extension \(stranger.id)"
            if stranger.status == .remoteUserRemoved, removesLeavers {
                plan.steps.append(
                    .init(
                        id: .init(rawValue: "extension:\(stranger.id)"), user: nil, userPrincipalName: name,
                        extensionID: stranger.id, number: stranger.phoneNumber, changes: [.disconnect],
                        status: stranger.status, isLeaver: true))
            } else {
                plan.skips.append(
                    .init(
                        user: nil, userPrincipalName: name, extensionID: stranger.id,
                        reasons: [.init(.notInThisTenant, detail: "RingCentral says “\(stranger.status.rawValue)”")]))
            }
        }
    }

    // MARK: Removing

    private func remove(_ person: DirectRoutingFacts, _ group: Group, _ plan: inout DirectRoutingPlan) {
        var changes: [DirectRoutingPlan.Change] = []
        var reasons: [DirectRoutingVerdict.Remark] = []
        switch person.membership {
        case .direct:
            if let refusal = refusal(of: group) {
                reasons.append(.init(.groupNotWritable, detail: refusal))
            } else {
                changes.append(.removeFromGroup)
            }
        case .nested: reasons.append(.init(.memberThroughNestedGroup))
        case .unknown: reasons.append(.init(.membershipUnknown))
        case .none: break
        }
        guard reasons.isEmpty else {
            plan.skips.append(
                .init(
                    user: person.id, userPrincipalName: person.user.userPrincipalName, extensionID: person.extensionID,
                    reasons: reasons))
            return
        }
        if person.extensionID != nil, person.integration.status != nil { changes.append(.disconnect) }
        if assignsNumbers, person.teamsAssignment == .own { changes.append(.unassignNumber) }
        plan.steps.append(step(person, changes))
    }

    // MARK: Parts

    private func step(
        _ person: DirectRoutingFacts, _ changes: [DirectRoutingPlan.Change], isLeaver: Bool = false
    ) -> DirectRoutingPlan.Step {
        .init(
            id: .init(rawValue: person.id.rawValue), user: person.id,
            userPrincipalName: person.user.userPrincipalName, extensionID: person.extensionID, number: person.number,
            changes: changes, status: person.integration.status, isLeaver: isLeaver)
    }

    /// Why nobody can be added to or taken out of a group; `nil` if they can.
    func refusal(of group: Group) -> String? {
        let verdict = group.membershipVerdict
        if verdict == .roleAssignable, allowsRoleAssignableGroup { return nil }
        return verdict.refusal?.sentence
    }
}
