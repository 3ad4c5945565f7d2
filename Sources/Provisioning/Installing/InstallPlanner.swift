import Foundation
public import GraphClient

/// Makes plans. Pure: users, matches and what the ledger knows go in, a plan comes out; the same input gives the same plan.
public struct InstallPlanner: Sendable {
    /// The app's id in the tenant's catalogue.
    public var app: TeamsApp.ID

    /// Makes a planner.
    public init(app: TeamsApp.ID) { self.app = app }

    /// Plans.
    ///
    /// - Parameters:
    ///   - action: what is to be done.
    ///   - target: who is meant.
    ///   - table: the users with their matches and what is known of them.
    ///   - groupMembers: the transitive members of each group that the target names.
    public func plan(
        _ action: InstallPlan.Action, for target: InstallTarget, in table: UserTable,
        groupMembers: [String: Set<User.ID>] = [:]
    ) -> InstallPlan {
        var steps: [InstallPlan.Step] = []
        var skips: [InstallPlan.Skip] = []
        let selection = TargetSelection(target, groupMembers: groupMembers)
        var found: Set<String> = []
        var installed = 0
        for row in table.rows {
            if row.status == .installed { installed += 1 }
            guard let name = selection.matches(row.user) else { continue }
            found.insert(name)
            let id = row.id
            let upn = row.user.userPrincipalName
            switch action {
            case .install:
                if let reason = row.user.ineligible {
                    skips.append(.init(id: id, userPrincipalName: upn, reason: reason))
                } else if target.matchedOnly, row.match?.extensionID == nil {
                    skips.append(.init(id: id, userPrincipalName: upn, reason: .unmatched))
                } else {
                    steps.append(
                        .init(id: id, userPrincipalName: upn, expectation: row.status == .installed ? .done : .open))
                }
            case .uninstall, .upgrade:
                // Whoever may have it is looked up; a disabled account keeps an app that it was given before.
                if row.user.ineligible == nil || row.status == .installed {
                    if target.matchedOnly, row.match?.extensionID == nil {
                        skips.append(.init(id: id, userPrincipalName: upn, reason: .unmatched))
                    } else {
                        steps.append(.init(id: id, userPrincipalName: upn))
                    }
                } else if let reason = row.user.ineligible {
                    skips.append(.init(id: id, userPrincipalName: upn, reason: reason))
                }
            }
        }
        for name in selection.names where !found.contains(name) {
            skips.append(.init(id: User.ID(rawValue: name), userPrincipalName: name, reason: .unknownUser))
        }
        return InstallPlan(
            action: action, app: app, target: target, steps: steps, skips: skips, knownInstalled: installed)
    }
}
