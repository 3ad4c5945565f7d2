public import GraphClient
public import PatchbayCore
public import RingCentralClient

/// What provisioning Direct Routing is going to do, as a value: pure, deterministic, printable, `Codable`. What is approved is what is
/// applied.
public struct DirectRoutingPlan: Hashable, Sendable, Codable {
    /// What is done.
    public enum Action: String, Hashable, Sendable, Codable {
        /// Let people call in Teams, and switch the integration off for who left the group.
        case provision
        /// Take people out of the group and switch their integration off.
        case remove
    }

    /// One change. They are made in this order, and what follows a failed one is not tried.
    public enum Change: String, Hashable, Sendable, Codable, CaseIterable {
        /// Add to the group.
        case addToGroup
        /// Take out of the group. Before the integration, as membership would switch that on again.
        case removeFromGroup
        /// Assign the number in Teams.
        case assignNumber
        /// Switch the integration off.
        case disconnect
        /// Switch the integration on.
        case connect
        /// Take the number away in Teams.
        case unassignNumber
    }

    /// What identifies a step: a user's object id, or `extension:` and an extension's id where there is no user.
    public struct StepID: RawRepresentable, Hashable, Sendable, Codable, CodingKeyRepresentable {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// One user to work on, with everything that is to be changed. No changes: all is as it should be.
    public struct Step: Hashable, Sendable, Codable, Identifiable {
        /// What identifies it.
        public let id: StepID
        /// The Microsoft 365 user, if there is one.
        public let user: User.ID?
        /// The user principal name, for reports.
        public let userPrincipalName: String
        /// The extension, if there is one.
        public let extensionID: LenientID?
        /// The number, E.164.
        public let number: String?
        /// What is changed, in order.
        public let changes: [Change]
        /// The state of the integration when the plan was made.
        public let status: DirectRoutingUser.Status?
        /// Whether the integration is switched off because the person is no longer in the group.
        public let isLeaver: Bool

        // Short names: a plan of many thousand steps is written to the ledger.
        private enum CodingKeys: String, CodingKey {
            case id, user, number, status
            case userPrincipalName = "upn"
            case extensionID = "ext"
            case changes = "do"
            case isLeaver = "left"
        }
    }

    /// One user who is left out, with every reason.
    public struct Skip: Hashable, Sendable, Codable {
        /// The Microsoft 365 user; `nil` for an extension that is nobody's, or a name that was not found.
        public let user: User.ID?
        /// The user principal name, or whatever names the user.
        public let userPrincipalName: String
        /// The extension, if there is one.
        public let extensionID: LenientID?
        /// Why, in the order in which to mend it.
        public let reasons: [DirectRoutingVerdict.Remark]
    }

    /// What is done.
    public var action: Action
    /// The group that enables calling.
    public var group: Group.ID
    /// Its name.
    public var groupName: String
    /// Who was meant; `nil` for whoever is in the group.
    public var target: InstallTarget?
    /// Whom to work on.
    public var steps: [Step]
    /// Whom to leave out.
    public var skips: [Skip]
    /// How many people of this tenant have the integration on; for the mass-change breaker.
    public var knownConnected: Int
    /// How many people are in the group, as far as the app can see; for the mass-change breaker.
    public var knownMembers: Int

    /// How many steps change something.
    public var changeCount: Int { steps.count { !$0.changes.isEmpty } }

    /// How many of each change.
    public var changeCounts: [Change: Int] {
        steps.reduce(into: [:]) { counts, step in
            for change in step.changes { counts[change, default: 0] += 1 }
        }
    }

    /// How many people lose calling in Teams.
    public var removalCount: Int {
        steps.count { step in
            !step.changes.contains(.connect)
                && step.changes.contains { $0 == .disconnect || $0 == .removeFromGroup }
        }
    }

    /// How many are left out for each reason; who has several is counted for the first.
    public var skipCounts: [DirectRoutingReason: Int] {
        skips.reduce(into: [:]) { counts, skip in
            if let reason = skip.reasons.first?.reason { counts[reason, default: 0] += 1 }
        }
    }

    /// A short fingerprint of everything that the plan will do.
    public var digest: String {
        var digest = PlanDigest()
        digest.mix(action.rawValue)
        digest.mix(group.rawValue)
        for step in steps {
            digest.mix(step.id.rawValue)
            digest.mix(step.extensionID?.description ?? "-")
            digest.mix(step.number ?? "-")
            digest.mix(step.changes.map(\.rawValue).joined(separator: ","))
        }
        for skip in skips {
            digest.mix(
                "\(skip.userPrincipalName)\u{0}\(skip.reasons.map(\.reason.rawValue).joined(separator: ","))")
        }
        return digest.text
    }
}

extension DirectRoutingPlan: CustomStringConvertible {
    /// The plan in a few lines.
    public var description: String {
        let who = target.map { "\($0)" } ?? "the members of “\(groupName)”"
        var lines = [
            "\(action == .provision ? "Provision Direct Routing" : "Remove Direct Routing") for \(who): "
                + "\(changeCount) to change, \(steps.count - changeCount) as they should be"
        ]
        let leavers = steps.count { $0.isLeaver }
        let counts = changeCounts
        for change in Change.allCases {
            guard let count = counts[change] else { continue }
            let words =
                switch change {
                case .addToGroup: "added to the group “\(groupName)”"
                case .removeFromGroup: "taken out of the group “\(groupName)”"
                case .assignNumber: "numbers assigned in Teams"
                case .disconnect:
                    "integration switched off"
                        + (leavers > 0 ? " (\(leavers) of them are not in the group any more)" : "")
                case .connect: "integration switched on"
                case .unassignNumber: "numbers taken away in Teams"
                }
            lines.append("  \(count) \(words)")
        }
        for (reason, count) in skipCounts.sorted(by: { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }) {
            lines.append("  \(count) left out: \(reason)")
        }
        return lines.joined(separator: "\n")
    }
}

extension MassChangeBreaker {
    /// Why a plan needs a person's yes; `nil` if it does not.
    ///
    /// A group that looks empty always needs one: Graph shows an app without `Member.Read.Hidden` no members of a group that hides them,
    /// and says nothing of it. Source: Microsoft Graph `group-list-members`.
    public func objection(to plan: DirectRoutingPlan) -> String? {
        let count = plan.removalCount
        if plan.action == .provision, plan.target == nil, plan.knownMembers == 0, count > 0 {
            return
                "The group “\(plan.groupName)” shows no members, so this takes calling in Teams from everybody (\(count)). If the group hides its members, the app needs Member.Read.Hidden to see them."
        }
        guard trips(removing: count, of: plan.knownConnected) else { return nil }
        return "This takes calling in Teams from \(count) people; \(plan.knownConnected) have it now."
    }
}
