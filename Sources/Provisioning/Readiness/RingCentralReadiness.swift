import GraphClient
import PatchbayCore
import RingCentralClient

/// RingCentral's two gates: the app's scopes, and the permissions of the user who signed in, each with how far it reaches.
///
/// Sources: RingCentral `basics/permissions`, OpenAPI `checkUserPermission`.
struct RingCentralReadiness: Sendable {
    let ringCentral: RingCentral
    let features: Set<TenantFeature>

    /// What a feature needs on this side.
    static func scopes(for features: Set<TenantFeature>) -> [AppScope] {
        var scopes: [AppScope] = [.readAccounts]
        if features.contains(.readPresence) || features.contains(.writePresence) { scopes.append(.readPresence) }
        // Presence from Teams is written to RingCentral.
        if features.contains(.readPresence) { scopes.append(.editPresence) }
        if features.contains(.directRouting) { scopes.append(.editAccounts) }
        return scopes
    }

    /// The permissions, and whether each has to reach other users.
    static func permissions(for features: Set<TenantFeature>) -> [(UserPermission, reachesOthers: Bool)] {
        var permissions: [(UserPermission, reachesOthers: Bool)] = [(.readExtensions, true)]
        if features.contains(.readPresence) || features.contains(.writePresence) {
            permissions.append((.readPresenceStatus, true))
        }
        if features.contains(.readPresence) { permissions.append((.editPresenceStatus, true)) }
        if features.contains(.directRouting) { permissions.append((.readCompanyPhoneNumbers, false)) }
        return permissions
    }

    func findings() async throws -> [Finding] {
        var findings = [try await signIn()]
        guard findings[0].verdict == .met else { return findings }
        findings += try await scopeFindings()
        for (permission, reachesOthers) in Self.permissions(for: features) {
            findings.append(try await check(permission, reachesOthers: reachesOthers))
        }
        return findings
    }

    static let notConfigured = Finding(
        "ringCentral.signIn", "RingCentral accepts the credentials", .unknown,
        detail: "No RingCentral connection is configured.",
        remedy: Remedy(
            "Set RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET and RC_USER_JWT to have users matched.",
            action: .fixConfiguration("RC_USER_JWT")))

    private func signIn() async throws -> Finding {
        let (id, title) = ("ringCentral.signIn", "RingCentral accepts the credentials")
        do {
            let account = try await ringCentral.account.current()
            return Finding(
                id, title, .met, detail: account.mainNumber.map { "Account \($0)" }, isMandatory: true)
        } catch let error as ServiceError where error.category == .permission || error.category == .notFound {
            // The token was accepted; only the account's own page may not be read.
            return Finding(id, title, .met, detail: error.message, isMandatory: true)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return Finding(
                id, title, .notMet, detail: FindingWords.words(error), remedy: FindingWords.remedy(error),
                isMandatory: true)
        }
    }

    private func scopeFindings() async throws -> [Finding] {
        let held = try await ringCentral.permissions.scopes()
        return Self.scopes(for: features).map { scope in
            let (id, title) = (
                "ringCentral.scope.\(scope.rawValue)", "The RingCentral app has the scope \(scope.rawValue)"
            )
            guard let held else {
                return Finding(
                    id, title, .unknown, detail: "The credential does not tell its scopes.",
                    remedy: Remedy("Look under Settings of the app in RingCentral's developer console."),
                    isMandatory: true)
            }
            let isMet = scope.isGranted(in: held)
            return Finding(
                id, title, isMet ? .met : .notMet,
                remedy: isMet
                    ? nil
                    : Remedy(
                        "Add the scope \(scope.rawValue) to the app in RingCentral's developer console, then sign in again."
                    ), isMandatory: true)
        }
    }

    private func check(_ permission: UserPermission, reachesOthers: Bool) async throws -> Finding {
        let id = "ringCentral.permission.\(permission.rawValue)"
        let title = "The RingCentral user has the permission \(permission.rawValue)"
        do {
            let check = try await ringCentral.permissions.check(permission)
            guard check.isGranted else {
                return Finding(
                    id, title, .notMet,
                    remedy: Remedy(
                        "Give the user a role with \(permission.rawValue) in the RingCentral Admin Portal (Users → Roles).",
                        action: .assignRole(permission.rawValue)), isMandatory: true)
            }
            if reachesOthers, !check.reach.isEmpty, !check.reach.contains(where: \.coversOtherUsers) {
                let reach = check.reach.map(\.rawValue).sorted().joined(separator: ", ")
                return Finding(
                    id, title, .notMet, detail: "It reaches no further than: \(reach).",
                    remedy: Remedy(
                        "Sign in as a user administrator: \(permission.rawValue) has to reach other users.",
                        action: .assignRole(permission.rawValue)), isMandatory: true)
            }
            return Finding(id, title, .met, isMandatory: true)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return Finding(
                id, title, .unknown, detail: FindingWords.words(error),
                remedy: Remedy("Look at the user's role in the RingCentral Admin Portal."), isMandatory: true)
        }
    }
}
