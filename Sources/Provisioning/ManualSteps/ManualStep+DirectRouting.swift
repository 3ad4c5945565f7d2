extension ManualStep {
    /// What Direct Routing needs that has no interface, the people's own part included.
    ///
    /// Sources: “RingCentral + Microsoft Teams Direct Routing Integration”, prerequisites 1 to 4 and end-user experience; Microsoft Graph
    /// reference, which has no call for voice routing policies and session border controllers.
    ///
    /// - Parameter users: the user principal names of the people who have just been provisioned; `nil` if there is no telling.
    public static func directRouting(_ users: [String]? = nil) -> [ManualStep] {
        let relaunch = users.map { ManualStep.relaunchTeams.concerning($0) } ?? .relaunchTeams
        return [.directRoutingAccount, .voiceRouting, relaunch, .firstCall, .uninstallPhoneApp]
    }

    /// The account's own set-up, once.
    public static let directRoutingAccount = ManualStep(
        id: "directRoutingAccount", title: "Set the RingCentral account up for Direct Routing, once",
        place:
            "RingCentral and Microsoft 365, as RingCentral's support article “Enabling direct routing in RingCentral and Microsoft Teams” has it",
        role: "RingCentral super administrator and Microsoft 365 global administrator", affected: "The whole account",
        verification: "The readiness check finds “The RingCentral account has Direct Routing for Teams” met.")

    /// Voice routing on Microsoft's side.
    public static let voiceRouting = ManualStep(
        id: "voiceRouting", title: "Check the voice routing policy of the people",
        place: "Teams PowerShell: Grant-CsOnlineVoiceRoutingPolicy",
        role: "Teams administrator", affected: "Everyone who is to call in Teams",
        verification:
            "Graph's /admin/teams/userConfigurations shows isEnterpriseVoiceEnabled and the policy for one of them.")

    /// The desktop client, started again.
    public static let relaunchTeams = ManualStep(
        id: "relaunchTeams",
        title: "Sign in to the Teams desktop client (not only the web), quit it fully and start it again",
        place: "Teams desktop client, on the person's own computer",
        role: "The person", affected: "Everyone who was provisioned",
        verification: "Teams shows Calls with a dial pad and the person's RingCentral number.")

    /// The proof.
    public static let firstCall = ManualStep(
        id: "firstCall", title: "Make one call out and take one call in",
        place: "Teams desktop client → Calls → dial pad", role: "The person", affected: "Everyone who was provisioned",
        verification: "Both calls work, the other side sees the RingCentral number, and both are in the call history.")

    /// Nothing to install.
    public static let uninstallPhoneApp = ManualStep(
        id: "noSeparateApp", title: "Tell people that they call in Teams now",
        place: "Whatever your organisation tells its people by", role: "Telephony administrator",
        affected: "Everyone who was provisioned",
        verification:
            "They know that number and voicemail stay, that no RingCentral app is needed, and that the embedded app has no Phone tab for them."
    )
}
