public import GraphClient

/// Why a user gets no app without anybody being asked.
public struct SkipReason: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The word, stable across releases.
    public let rawValue: String
    /// Makes a reason.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The word.
    public var description: String { rawValue }

    /// A guest from another organisation; Teams apps are installed at home.
    public static let guest = SkipReason(rawValue: "guest")
    /// The account is disabled.
    public static let disabled = SkipReason(rawValue: "disabled")
    /// No licence with a usable Teams plan.
    public static let noTeamsLicence = SkipReason(rawValue: "noTeamsLicence")
    /// A Teams Rooms or shared device account.
    public static let roomsAccount = SkipReason(rawValue: "roomsAccount")
    /// A resource account (auto attendant, call queue).
    public static let resourceAccount = SkipReason(rawValue: "resourceAccount")
    /// No RingCentral user, and only matched users were wanted.
    public static let unmatched = SkipReason(rawValue: "unmatched")
    /// The account is in the selection by name but not in the tenant.
    public static let unknownUser = SkipReason(rawValue: "unknownUser")

    /// What a person can do about it.
    public var remedy: String {
        switch self {
        case .guest: "Guests use the app of their own organisation; nothing to do."
        case .disabled: "Enable the account if the person should have the app."
        case .noTeamsLicence: "Assign a licence that includes Microsoft Teams, then refresh and run again."
        case .roomsAccount: "Devices do not run the app; nothing to do."
        case .resourceAccount: "Resource accounts do not run the app; nothing to do."
        case .unmatched:
            "Create the RingCentral user with the same e-mail address, or pin the match, or leave out --matched-only."
        case .unknownUser: "Check the spelling, or refresh if the account is new."
        default: "See the guide “Install the app for everyone”."
        }
    }
}

/// Decides from a directory entry whether a user can have a Teams app. Pure; the identifiers are data and can be changed.
///
/// Sources: Microsoft's service plan reference (`licensing-service-plan-reference`) for plan and SKU ids; Graph `assignedPlan` for
/// the states in which a plan is usable.
public struct Eligibility: Hashable, Sendable {
    /// Service plans that are Microsoft Teams.
    public var teamsPlans: Set<String>
    /// Licences of rooms, shared devices and resource accounts: they contain Teams, but nobody sits there.
    public var deviceLicences: Set<String>

    /// Makes rules; the defaults are the published ids.
    public init(
        teamsPlans: Set<String> = Eligibility.publishedTeamsPlans,
        deviceLicences: Set<String> = Eligibility.publishedDeviceLicences
    ) {
        self.teamsPlans = teamsPlans
        self.deviceLicences = deviceLicences
    }

    /// TEAMS1 (commercial), TEAMS_GOV, TEAMS_AR_GCCHIGH, TEAMS_AR_DOD.
    public static let publishedTeamsPlans: Set<String> = [
        "57ff2da0-773e-42df-b2af-ffb7a2317929", "304767db-7d23-49e8-a945-4a7eb65f9f28",
        "9953b155-8aef-4c56-92f3-72b0487fce41", "fd500458-c24c-478e-856c-a6067a8376cd",
    ]

    /// Teams Rooms Basic, Basic without audio conferencing, Basic EDU, Pro, Pro without audio conferencing, Teams Shared Devices, Phone
    /// Resource Account.
    public static let publishedDeviceLicences: Set<String> = [
        "6af4b3d6-14bb-4a2a-960c-6c902aad34f3", "50509a35-f0bd-4c5e-89ac-22f0e16a00f8",
        "a4e376bd-c61e-4618-9901-3fc0cb1b88bb", "4cde982a-ede4-4409-9ae6-b003453c8ea6",
        "21943e3a-2429-4f83-84c1-02735cd49e78", "295a8eb0-f78d-45c7-8b5b-1eed5ed02dff",
        "440eaaa8-b3e0-484b-a8be-62870b9ba70a",
    ]

    /// The reason to skip a user; `nil` if the user can have the app.
    ///
    /// A plan is usable while it is `Enabled` or in its grace period (`Warning`), if any entry of the same plan is; and as long as it
    /// is not switched off in every licence that brings it.
    public func skipReason(for user: User) -> SkipReason? {
        if user.isGuest { return .guest }
        if user.accountEnabled == false { return .disabled }
        if user.isResourceAccount == true { return .resourceAccount }
        let licences = user.assignedLicenses.map { $0.skuID.lowercased() }
        if !licences.isEmpty, licences.allSatisfy(deviceLicences.contains) { return .roomsAccount }
        let usable = user.assignedPlans.contains { plan in
            teamsPlans.contains(plan.servicePlanID.lowercased()) && plan.capabilityStatus?.isUsable == true
        }
        return usable ? nil : .noTeamsLicence
    }
}
