import Foundation
import GraphClient
import PatchbayCore
import RingCentralClient

extension AppRollout {
    /// Looks at everything that an install needs, before it starts: sign-in on both sides, permissions, Teams, the app in the catalogue.
    ///
    /// - Parameter target: who is meant; a group needs a permission more.
    /// - Throws: `CancellationError`. Whatever else goes wrong is a finding.
    public func readiness(for target: InstallTarget = .everyone) async throws -> ReadinessReport {
        var findings: [Finding] = []
        if try await microsoftSignIn(&findings) {
            let claims = try await graph.tokenClaims()
            // A token that cannot be read says nothing about permissions. One without any role, of an app, says: none.
            let roles = claims.flatMap { $0.roles.isEmpty && $0.appID == nil ? nil : $0.permissions }
            findings += InstallPermissions.findings(roles: roles, target: target)
            findings.append(try await teams())
            findings.append(try await catalogue())
        }
        try await ringCentralSignIn(&findings)
        findings.append(
            Finding(
                "teams.policy", "Teams lets users have the app", .unknown,
                detail: "No interface tells whether policies or org-wide settings block an app.",
                remedy: Remedy(
                    "Look in the Teams admin center (see the manual steps); a blocked user shows as “blockedByPolicy” in the run."
                )))
        return ReadinessReport(findings: findings, manualSteps: ManualStep.installing)
    }

    private func microsoftSignIn(_ findings: inout [Finding]) async throws -> Bool {
        let title = "Microsoft 365 accepts the app registration"
        do {
            _ = try await graph.tokenClaims()
            findings.append(Finding("microsoft.signIn", title, .met, isMandatory: true))
            return true
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as AuthenticationError {
            findings.append(
                Finding(
                    "microsoft.signIn", title, .notMet, detail: error.description, remedy: error.remedy,
                    isMandatory: true))
        } catch {
            findings.append(
                Finding(
                    "microsoft.signIn", title, .notMet, detail: Self.words(error), remedy: Self.remedy(error),
                    isMandatory: true))
        }
        return false
    }

    private func teams() async throws -> Finding {
        let title = "Teams is on for the tenant"
        do {
            let teamwork = try await graph.tenant.teamwork()
            guard let isOn = teamwork.isTeamsEnabled else {
                return Finding("microsoft.teams", title, .unknown, detail: "The tenant does not say.")
            }
            return Finding(
                "microsoft.teams", title, isOn ? .met : .notMet,
                remedy: isOn
                    ? nil : Remedy("Turn on Microsoft Teams for the organisation, or assign licences with it."),
                isMandatory: true)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return Finding(
                "microsoft.teams", title, .unknown, detail: Self.words(error),
                remedy: Remedy(
                    "Grant Teamwork.Read.All to have it checked, or look in the Teams admin center.",
                    action: .grantPermissions(["Teamwork.Read.All"])))
        }
    }

    private func catalogue() async throws -> Finding {
        let title = "The app is in the tenant's catalogue"
        do {
            if let found = try await graph.catalog.app(id: app) {
                return Finding(
                    "microsoft.app", title, .met, detail: found.displayName.map { "“\($0)”" }, isMandatory: true)
            }
            let stop = RunStop.appNotInCatalog(app)
            return Finding(
                "microsoft.app", title, .notMet, detail: stop.description, remedy: Remedy(stop.remedy),
                isMandatory: true)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return Finding(
                "microsoft.app", title, .unknown, detail: Self.words(error),
                remedy: Remedy(
                    "Grant AppCatalog.Read.All to have it checked, or look under Manage apps in the Teams admin center.",
                    action: .grantPermissions(["AppCatalog.Read.All"])))
        }
    }

    private func ringCentralSignIn(_ findings: inout [Finding]) async throws {
        let title = "RingCentral accepts the credentials"
        guard let ringCentral else {
            findings.append(
                Finding(
                    "ringCentral.signIn", title, .unknown, detail: "No RingCentral connection is configured.",
                    remedy: Remedy(
                        "Set RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET and RC_USER_JWT to have users matched.",
                        action: .fixConfiguration("RC_USER_JWT"))))
            return
        }
        do {
            let account = try await ringCentral.account.current()
            findings.append(
                Finding(
                    "ringCentral.signIn", title, .met, detail: account.mainNumber.map { "Account \($0)" },
                    isMandatory: true))
        } catch let error as ServiceError where error.category == .permission || error.category == .notFound {
            // The token was accepted; only the account's own page may not be read.
            findings.append(Finding("ringCentral.signIn", title, .met, detail: error.message, isMandatory: true))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            findings.append(
                Finding(
                    "ringCentral.signIn", title, .notMet, detail: Self.words(error), remedy: Self.remedy(error),
                    isMandatory: true))
        }
    }

    private static func words(_ error: any Error) -> String {
        (error as? any LocalizedError)?.errorDescription ?? "\(type(of: error))"
    }

    static func remedy(_ error: any Error) -> Remedy? {
        switch error {
        case let error as AuthenticationError: error.remedy
        case let error as ServiceError: error.remedy
        case let error as ConfigurationError: error.remedy
        case let error as TransportError: error.recoverySuggestion.map { Remedy($0) }
        default: nil
        }
    }
}

/// Which application permissions an install needs. Pure, from the roles in the token.
///
/// Sources: Graph permission table for `user-list`, `userteamwork-post-installedapps`, `appcatalogs-list-teamsapps`,
/// `group-list-transitivemembers`.
enum InstallPermissions {
    static func findings(roles: Set<String>?, target: InstallTarget) -> [Finding] {
        var findings = [
            need(
                "User.Read.All", or: ["Directory.Read.All", "User.ReadWrite.All", "Directory.ReadWrite.All"],
                for: "Read users with department and licences", in: roles),
            install(roles),
            need(
                "AppCatalog.Read.All",
                or: ["AppCatalog.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
                for: "Find the app in the catalogue", in: roles, isMandatory: false),
        ]
        if target.selectors.contains(where: { if case .group = $0 { true } else { false } }) {
            findings.append(
                need(
                    "GroupMember.Read.All", or: ["Group.Read.All", "Directory.Read.All", "Group.ReadWrite.All"],
                    for: "Read the members of a group", in: roles))
        }
        return findings
    }

    private static func install(_ roles: Set<String>?) -> Finding {
        let wanted = "TeamsAppInstallation.ReadWriteForUser.All"
        let enough = [
            wanted, "TeamsAppInstallation.ReadWriteAndConsentForUser.All",
            "TeamsAppInstallation.ManageSelectedForUser.All", "TeamsAppInstallation.ReadWriteSelectedForUser.All",
        ]
        var finding = need(wanted, or: enough, for: "Install and remove the app for users", in: roles)
        if finding.verdict == .notMet, roles?.contains(where: { $0.contains("SelfForUser") }) == true {
            finding.detail =
                "Only a “Self” permission was granted. It reaches the caller's own Teams app and no other, although the documentation calls it least privileged."
        }
        return finding
    }

    static func need(
        _ permission: String, or others: [String], for purpose: String, in roles: Set<String>?, isMandatory: Bool = true
    ) -> Finding {
        guard let roles else {
            return Finding(
                "microsoft.permission.\(permission)", purpose, .unknown,
                detail: "\(permission); the token cannot be read",
                remedy: Remedy("Look up the permissions of the app registration in the Entra admin center."),
                isMandatory: isMandatory)
        }
        let isMet = roles.contains(permission) || others.contains(where: roles.contains)
        return Finding(
            "microsoft.permission.\(permission)", purpose, isMet ? .met : .notMet, detail: permission,
            remedy: isMet
                ? nil
                : Remedy(
                    "Add the application permission \(permission) to the app registration and grant admin consent; a new token carries it within minutes.",
                    action: .grantPermissions([permission])), isMandatory: isMandatory)
    }
}
