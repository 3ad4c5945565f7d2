public import GraphClient
import PatchbayCore
import RingCentralClient

extension AppRollout {
    /// Looks at everything that an install needs, before it starts: sign-in on both sides, permissions, roles, licences, Teams, the app
    /// in the catalogue.
    ///
    /// - Parameters:
    ///   - target: who is meant; a group needs a permission more.
    ///   - administrator: the person whose directory roles are looked at, by object id or name.
    ///   - secretHint: the first three characters of the secret in use, to tell which one's end counts.
    /// - Throws: `CancellationError`. Whatever else goes wrong is a finding.
    public func readiness(
        for target: InstallTarget = .everyone, administrator: User.ID? = nil, secretHint: String? = nil
    ) async throws -> ReadinessReport {
        try await ReadinessCheck(
            graph: graph, ringCentral: ringCentral, features: Self.features(for: target), app: app,
            administrator: administrator, secretHint: secretHint)()
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

extension ManualStep {
    /// What an install needs that has no interface.
    public static let installing: [ManualStep] = [
        ManualStep(
            id: "allowThirdPartyApps", title: "Let users install and use available apps by default",
            place: "Teams admin center → Teams apps → Manage apps → Actions → Org-wide app settings",
            role: "Teams administrator", affected: "Everyone",
            verification: "The two switches for third-party apps are on."),
        ManualStep(
            id: "allowApp", title: "Allow the RingCentral app",
            place: "Teams admin center → Teams apps → Manage apps → RingCentral", role: "Teams administrator",
            affected: "Everyone who is to have the app",
            verification: "Status “Allowed”, available to everyone or to the right groups."),
        ManualStep(
            id: "pinApp", title: "Pin the app to the Teams bar",
            place: "Teams admin center → Teams apps → Setup policies", role: "Teams administrator",
            affected: "Everyone who is to see it without looking for it",
            verification: "The app stands in the bar of a user's Teams client after a restart; it can take a day."),
        ManualStep(
            id: "desktopPlugin", title: "Roll out the desktop plugin",
            place:
                "Your endpoint management; the packages are in the RingCentral Admin Portal → More → Account Settings → Microsoft Teams → Embedded App",
            role: "Endpoint administrator", affected: "Windows and macOS users who call from the app",
            verification: "The plugin is listed among the installed programs."),
        ManualStep(
            id: "mobileMode", title: "Switch on mobile mode where wanted",
            place: "RingCentral Admin Portal → Microsoft Teams → Embedded App → Show custom view",
            role: "RingCentral user administrator",
            affected: "Users of the Teams mobile app", verification: "The toggle is on for the user in the user list."),
    ]
}
