import Foundation
import GraphClient
import PatchbayCore
import RingCentralClient

extension DirectRoutingRollout {
    /// Looks at everything that provisioning needs before it starts, but for the people themselves: sign-in on both sides, permissions,
    /// the group and whether it can be changed, the feature in RingCentral. Changes nothing.
    ///
    /// - Parameter changesGroup: whether people are to be added to or taken out of the group.
    /// - Throws: `CancellationError`. Whatever else goes wrong is a finding.
    public func readiness(changesGroup: Bool) async throws -> ReadinessReport {
        var findings = [
            try await look("microsoft.signIn", "Microsoft 365 accepts the app registration", isMandatory: true) {
                _ = try await graph.tokenClaims()
                return (.met, nil, nil)
            }
        ]
        if findings[0].verdict == .met {
            findings += try await permissions(changesGroup)
            findings.append(try await groupFinding(changesGroup))
        }
        findings.append(
            try await look("ringCentral.signIn", "RingCentral accepts the credentials", isMandatory: true) {
                let own = try await ringCentral.extensions.current()
                return (.met, own.name, nil)
            })
        if findings.last?.verdict == .met {
            findings.append(try await scope())
            findings.append(try await feature())
        }
        findings.append(
            Finding(
                "microsoft.teamsPhone", "The people have Microsoft Teams Phone", .unknown,
                detail: "Which licences bring it differs from contract to contract.",
                remedy: Remedy(
                    "Look at the licences in the Microsoft 365 admin center; without Teams Phone RingCentral answers “RemoteNotFound”."
                )))
        return ReadinessReport(findings: findings, manualSteps: ManualStep.directRouting())
    }

    private func permissions(_ changesGroup: Bool) async throws -> [Finding] {
        var needs = [
            PermissionNeed("User.Read.All", for: "Read users with department and licences"),
            PermissionNeed("GroupMember.Read.All", for: "Read who is in the group"),
        ]
        if changesGroup {
            needs.append(
                PermissionNeed("GroupMember.ReadWrite.All", for: "Add people to the group and take them out"))
        }
        if configuration.planner.assignsNumbers {
            needs.append(
                PermissionNeed("TeamsTelephoneNumber.ReadWrite.All", for: "Assign numbers in Teams", isMandatory: false)
            )
        }
        let view = try await PermissionView.look(graph, claims: try await graph.tokenClaims())
        return needs.map(view.finding)
    }

    private func groupFinding(_ changesGroup: Bool) async throws -> Finding {
        try await look(
            "microsoft.group", "The group is there\(changesGroup ? " and can be changed" : "")", isMandatory: true
        ) {
            let group = try await enablingGroup()
            let name = "“\(group.displayName ?? group.id.rawValue)”"
            guard let refusal = group.membershipVerdict.refusal, configuration.planner.refusal(of: group) != nil else {
                return (.met, name, nil)
            }
            // Whoever only reads the group does not mind who decides who is in it.
            return changesGroup
                ? (.notMet, "\(name): \(refusal.sentence)", refusal.remedy)
                : (.met, "\(name): \(refusal.sentence)", nil)
        }
    }

    private func scope() async throws -> Finding {
        try await look("ringCentral.scope", "The RingCentral app may switch the Teams integration", isMandatory: true) {
            guard let scopes = try await ringCentral.permissions.scopes() else {
                return (
                    .unknown, "The credential does not tell its scopes.",
                    Remedy("Look for EditAccounts in RingCentral's developer console.")
                )
            }
            return AppScope.editAccounts.isGranted(in: scopes)
                ? (.met, "EditAccounts", nil)
                : (
                    .notMet, "EditAccounts is missing",
                    Remedy(
                        "Add the scope EditAccounts to the app in RingCentral's developer console; RingCentral may have to approve it. Then sign in again.",
                        action: .grantPermissions(["EditAccounts"]))
                )
        }
    }

    private func feature() async throws -> Finding {
        try await look(
            "ringCentral.directRouting", "The RingCentral account has Direct Routing for Teams", isMandatory: true
        ) {
            let own = try await ringCentral.extensions.current()
            switch try await ringCentral.directRouting(listStyle: configuration.listStyle).availability(probing: own.id)
            {
            case .available: return (.met, nil, nil)
            case .unavailable(let error):
                return (
                    .notMet, error.description,
                    Remedy(
                        "Set the account up first (RingCentral support: “Enabling direct routing in RingCentral and Microsoft Teams”)."
                    )
                )
            case .unknown(let error): return (.unknown, error.description, error.remedy)
            }
        }
    }

    private func look(
        _ id: String, _ title: String, isMandatory: Bool = false,
        _ work: () async throws -> (verdict: Finding.Verdict, detail: String?, remedy: Remedy?)
    ) async throws -> Finding {
        do {
            let seen = try await work()
            return Finding(id, title, seen.verdict, detail: seen.detail, remedy: seen.remedy, isMandatory: isMandatory)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return Finding(
                id, title, .notMet, detail: FindingWords.words(error), remedy: FindingWords.remedy(error),
                isMandatory: isMandatory)
        }
    }
}
