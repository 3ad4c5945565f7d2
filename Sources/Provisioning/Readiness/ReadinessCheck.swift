import Foundation
public import GraphClient
import PatchbayCore
public import RingCentralClient

/// Looks at everything that a set of features needs, on both sides, and changes nothing.
///
/// ```swift
/// let report = try await ReadinessCheck(graph: graph, ringCentral: ringCentral, features: [.installApp, .readPresence])()
/// for finding in report.blocking { print(finding.title, finding.remedy ?? "") }
/// ```
///
/// Each finding is met, not met, or unknown. Unknown is an answer: Graph does not tell everything, and an app may not be allowed to read
/// everything. Then the remedy says how to look by hand.
public struct ReadinessCheck: Sendable {
    /// Microsoft 365.
    public var graph: Graph
    /// RingCentral; without it that side is unknown.
    public var ringCentral: RingCentral?
    /// What the tenant is to be used for.
    public var features: Set<TenantFeature>
    /// The app in the catalogue, where an install is meant.
    public var app: TeamsApp.ID?
    /// The person who administers the tenant, by object id or user principal name; `nil` takes the one who signed in, if one did.
    public var administrator: User.ID?
    /// How the app proves itself, to tell when that ends; `nil` looks at its secrets as if nothing were known.
    public var credential: CredentialInUse?

    /// Makes a check.
    public init(
        graph: Graph, ringCentral: RingCentral? = nil, features: Set<TenantFeature>, app: TeamsApp.ID? = nil,
        administrator: User.ID? = nil, credential: CredentialInUse? = nil
    ) {
        self.graph = graph
        self.ringCentral = ringCentral
        self.features = features
        self.app = app
        self.administrator = administrator
        self.credential = credential
    }

    /// Checks.
    ///
    /// - Throws: `CancellationError`. Whatever else goes wrong is a finding.
    public func callAsFunction() async throws -> ReadinessReport {
        var findings: [Finding] = []
        let (signIn, claims) = try await microsoftSignIn()
        findings.append(signIn)
        if signIn.verdict == .met { findings += try await microsoft(claims) }
        if let ringCentral {
            findings += try await RingCentralReadiness(ringCentral: ringCentral, features: features).findings()
        } else {
            findings.append(RingCentralReadiness.notConfigured)
        }
        if features.contains(.installApp) { findings.append(Self.policy) }
        findings.append(NetworkHosts.finding(graph.cloud, ringCentral))
        return ReadinessReport(
            findings: findings, manualSteps: features.contains(.installApp) ? ManualStep.installing : [])
    }

    private func microsoft(_ claims: TokenClaims?) async throws -> [Finding] {
        let view = try await PermissionView.look(graph, claims: claims)
        let minimum = PermissionMinimum(for: features)
        var findings = minimum.needs.map(view.finding)
        if let surplus = view.surplusFinding(minimum) { findings.append(surplus) }
        findings.append(view.enabledFinding())
        findings.append(
            SecretExpiry.finding(
                for: view.application, credential: credential, now: graph.pipeline.configuration.time.date))
        findings += try await roles(claims)
        findings.append(try await teams())
        if features.contains(.installApp) {
            findings += try await LicenceReadiness(graph: graph).findings()
            if let app { findings.append(try await catalogue(app)) }
        }
        return findings
    }

    private func microsoftSignIn() async throws -> (Finding, TokenClaims?) {
        let (id, title) = ("microsoft.signIn", "Microsoft 365 accepts the app registration")
        do {
            let claims = try await graph.tokenClaims()
            return (Finding(id, title, .met, isMandatory: true), claims)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return (
                Finding(
                    id, title, .notMet, detail: FindingWords.words(error), remedy: FindingWords.remedy(error),
                    isMandatory: true), nil
            )
        }
    }

    private func roles(_ claims: TokenClaims?) async throws -> [Finding] {
        let signedIn = claims.flatMap { $0.userName == nil ? nil : $0.objectID.map { User.ID(rawValue: $0) } }
        guard let person = administrator ?? signedIn else {
            return [
                Finding(
                    "microsoft.roles", "The administrator has the roles that connecting takes", .unknown,
                    detail: "Nobody is signed in and nobody was named; the app itself needs no role.",
                    remedy: Remedy(
                        "Name the administrator (--administrator) to have the roles looked up: Global Administrator, or Privileged Role, User, Teams and Application Administrator."
                    ))
            ]
        }
        return try await AdministratorRoles.findings(graph, person)
    }

    private func teams() async throws -> Finding {
        let (id, title) = ("microsoft.teams", "Teams is on for the tenant")
        do {
            let teamwork = try await graph.tenant.teamwork()
            guard let isOn = teamwork.isTeamsEnabled else {
                return Finding(
                    id, title, .unknown, detail: "The tenant does not say.",
                    remedy: Remedy("Look in the Teams admin center."))
            }
            return Finding(
                id, title, isOn ? .met : .notMet,
                remedy: isOn
                    ? nil : Remedy("Turn on Microsoft Teams for the organisation, or assign licences with it."),
                isMandatory: true)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return Finding(
                id, title, .unknown, detail: FindingWords.words(error),
                remedy: Remedy(
                    "Grant Teamwork.Read.All to have it checked, or look in the Teams admin center.",
                    action: .grantPermissions(["Teamwork.Read.All"])))
        }
    }

    private func catalogue(_ app: TeamsApp.ID) async throws -> Finding {
        let (id, title) = ("microsoft.app", "The app is in the tenant's catalogue")
        do {
            if let found = try await graph.catalog.app(id: app) {
                return Finding(id, title, .met, detail: found.displayName.map { "“\($0)”" }, isMandatory: true)
            }
            let stop = RunStop.appNotInCatalog(app)
            return Finding(
                id, title, .notMet, detail: stop.description, remedy: Remedy(stop.remedy), isMandatory: true)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return Finding(
                id, title, .unknown, detail: FindingWords.words(error),
                remedy: Remedy(
                    "Grant AppCatalog.Read.All to have it checked, or look under Manage apps in the Teams admin center.",
                    action: .grantPermissions(["AppCatalog.Read.All"])))
        }
    }

    private static let policy = Finding(
        "teams.policy", "Teams lets users have the app", .unknown,
        detail: "No interface tells whether policies or org-wide settings block an app.",
        remedy: Remedy(
            "Look in the Teams admin center (see the manual steps); a blocked user shows as “blockedByPolicy” in the run."
        ))
}
