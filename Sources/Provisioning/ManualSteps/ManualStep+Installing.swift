import GraphClient

extension ManualStep {
    /// What an install needs that has no interface.
    ///
    /// Sources: RingCentral for Microsoft Teams, embedded app admin guide (steps 2 and 3, “Important”); Microsoft Graph reference, which
    /// has no call for any of it.
    public static let installing: [ManualStep] = [
        .allowThirdPartyApps, .allowApp, .pinApp, .desktopPlugin, .mobileMode,
    ]

    /// The same, with a script for pinning that is made from a plan, and the people whom it concerns.
    ///
    /// - Parameter policy: the app setup policy that pins the app. Microsoft wants it made in the Teams admin center.
    public static func installing(_ plan: InstallPlan, policy: String) throws(PinningScript.Fault) -> [ManualStep] {
        let people = plan.steps.map(\.userPrincipalName)
        var pin = ManualStep.pinApp.concerning(people)
        pin.attachments = [
            Attachment(
                name: "pin-app.ps1", purpose: "Gives the policy to everybody in the plan, in Teams PowerShell",
                text: try PinningScript(app: plan.app, policy: policy, users: plan.steps.map(\.id)).text)
        ]
        return [
            .allowThirdPartyApps, .allowApp.concerning(people), pin, .desktopPlugin.concerning(people), .mobileMode,
            .adminCenterInstall,
        ]
    }

    /// The org-wide switches for third-party apps.
    public static let allowThirdPartyApps = ManualStep(
        id: "allowThirdPartyApps", title: "Let users install and use available apps by default",
        place: "Teams admin center → Teams apps → Manage apps → Actions → Org-wide app settings",
        role: "Teams administrator", affected: "Everyone",
        verification:
            "The switches for third-party apps and “Let users install and use available apps by default” are on.")

    /// The app itself.
    public static let allowApp = ManualStep(
        id: "allowApp", title: "Allow the RingCentral app",
        place: "Teams admin center → Teams apps → Manage apps → RingCentral", role: "Teams administrator",
        affected: "Everyone who is to have the app",
        verification: "Status “Allowed”, available to everyone or to the right groups.")

    /// Pinning.
    public static let pinApp = ManualStep(
        id: "pinApp", title: "Pin the app to the Teams bar",
        place: "Teams admin center → Teams apps → Setup policies", role: "Teams administrator",
        affected: "Everyone who is to see it without looking for it",
        verification: "The app stands in the bar of a user's Teams client after a restart; it can take a day.")

    /// The desktop plugin, with the commands for each platform.
    ///
    /// Source: embedded app admin guide, step 3 and “Desktop plugin upgrades”: packages from the portal do not update themselves, and
    /// organisations with Direct Routing can leave the step out.
    public static let desktopPlugin = ManualStep(
        id: "desktopPlugin", title: "Roll out the desktop plugin (not needed for people with Direct Routing)",
        place:
            "Your endpoint management; the packages are in the RingCentral Admin Portal → More → Account Settings → Microsoft Teams → Embedded App",
        role: "Endpoint administrator", affected: "Windows and macOS users who call from the app",
        verification:
            "The plugin is listed among the installed programs. Packages from the portal do not update themselves: roll out the next version the same way.",
        attachments: DesktopPlugin.all.map(\.attachment))

    /// Mobile mode.
    public static let mobileMode = ManualStep(
        id: "mobileMode", title: "Switch on mobile mode where wanted",
        place:
            "RingCentral Admin Portal → More → Account Settings → Microsoft Teams → Embedded App → Show custom view; then Go to User List → select → MS Teams mobile mode → Enable",
        role: "RingCentral user administrator or super administrator",
        affected: "Users of the Teams mobile app",
        verification: "The toggle is on for the user in the user list. If there are no toggles, refresh the page.")

    /// RingCentral's own presence sync, which must not run beside another.
    public static let portalPresenceSync = ManualStep(
        id: "portalPresenceSync", title: "Decide who syncs presence: RingCentral's portal or this tool, not both",
        place: "RingCentral Admin Portal → More → Account Settings → Microsoft Teams → Presence Sync",
        role: "RingCentral super administrator", affected: "Everyone whose presence is synced",
        verification:
            "The table of the Presence Sync tab shows the people as unsynced, or this tool does not sync them.")

    /// Installing by the Teams admin center, as the portal does above 15,000 profiles.
    public static let adminCenterInstall = ManualStep(
        id: "adminCenterInstall", title: "Or install by the Teams admin center instead",
        place:
            "Teams admin center → Teams apps → Setup policies → the policy → Installed apps → Add apps → RingCentral",
        role: "Teams administrator", affected: "Everyone with the policy",
        verification: "The app appears for a user of the policy; it can take a day.")
}
