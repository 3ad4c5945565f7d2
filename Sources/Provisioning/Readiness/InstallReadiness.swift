public import GraphClient
import PatchbayCore
import RingCentralClient

extension AppRollout {
    /// Looks at everything that an install needs, before it starts: sign-in on both sides, permissions, roles, licences, Teams, the app
    /// in the catalogue.
    ///
    /// - Parameters:
    ///   - target: who is meant; a group needs a permission more.
    ///   - administrator: the person whose directory roles are looked at, by object id or user principal name.
    ///   - credential: how the app proves itself, to tell when that ends.
    /// - Throws: `CancellationError`. Whatever else goes wrong is a finding.
    public func readiness(
        for target: InstallTarget = .everyone, administrator: User.ID? = nil,
        credential: CredentialInUse? = nil
    ) async throws -> ReadinessReport {
        try await ReadinessCheck(
            graph: graph, ringCentral: ringCentral, features: Self.features(for: target), app: app,
            administrator: administrator, credential: credential)()
    }

    static func features(for target: InstallTarget) -> Set<TenantFeature> {
        let namesGroup = target.selectors.contains { if case .group = $0 { true } else { false } }
        return namesGroup ? [.installApp, .groupTargets] : [.installApp]
    }

    /// Refuses to begin without a mandatory permission, instead of failing user by user. Looks at the token only; one that cannot be
    /// read is let through, and the service decides.
    ///
    /// - Throws: ``MissingPermissions``; what getting a token throws.
    public func requirePermissions(for target: InstallTarget = .everyone) async throws {
        try await MissingPermissions.check(graph, for: Self.features(for: target))
    }
}
