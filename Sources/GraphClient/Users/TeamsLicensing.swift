/// Which licences mean Teams for a person, and which mean a device in a meeting room.
///
/// The sets are data that a caller may extend. A licence does not prove that Teams has been set up for the user yet.
/// Source: Microsoft `licensing-service-plan-reference`; the ids for GCC High and DoD are reported by users, not documented.
public struct TeamsLicensing: Hashable, Sendable {
    /// The plans that mean Teams.
    public var teamsPlans: Set<String>
    /// The products that are for devices and resource accounts, though they contain a Teams plan.
    public var deviceSKUs: Set<String>
    /// The plans that only devices have.
    public var devicePlans: Set<String>

    /// Makes sets; ids in lower case.
    public init(teamsPlans: Set<String>, deviceSKUs: Set<String>, devicePlans: Set<String>) {
        self.teamsPlans = teamsPlans
        self.deviceSKUs = deviceSKUs
        self.devicePlans = devicePlans
    }

    /// The published ids.
    public static let published = TeamsLicensing(
        teamsPlans: [
            "57ff2da0-773e-42df-b2af-ffb7a2317929",  // TEAMS1
            "304767db-7d23-49e8-a945-4a7eb65f9f28",  // TEAMS_GOV
            "9953b155-8aef-4c56-92f3-72b0487fce41",  // TEAMS_AR_GCCHIGH
            "fd500458-c24c-478e-856c-a6067a8376cd",  // TEAMS_AR_DOD
        ],
        deviceSKUs: [
            "6af4b3d6-14bb-4a2a-960c-6c902aad34f3",  // Teams Rooms Basic
            "50509a35-f0bd-4c5e-89ac-22f0e16a00f8",  // Teams Rooms Basic without audio conferencing
            "a4e376bd-c61e-4618-9901-3fc0cb1b88bb",  // Teams Rooms Basic EDU
            "4cde982a-ede4-4409-9ae6-b003453c8ea6",  // Teams Rooms Pro
            "21943e3a-2429-4f83-84c1-02735cd49e78",  // Teams Rooms Pro without audio conferencing
            "295a8eb0-f78d-45c7-8b5b-1eed5ed02dff",  // Teams Shared Devices
            "440eaaa8-b3e0-484b-a8be-62870b9ba70a",  // Phone Resource Account
        ],
        devicePlans: [
            "ecc74eae-eeb7-4ad5-9c88-e8b2bfca75b8"  // MTRProManagement
        ])

    /// Whether the user has a Teams plan that can be used: any entry of it enabled or in its days of grace. Graph keeps ended
    /// entries of the same plan beside it.
    public func hasTeams(_ user: User) -> Bool {
        user.assignedPlans.contains {
            teamsPlans.contains($0.servicePlanID.lowercased()) && ($0.capabilityStatus?.isUsable ?? false)
        }
    }

    /// Whether the account belongs to a room, a shared device or a resource: it has a licence or a plan for devices.
    public func isDevice(_ user: User) -> Bool {
        user.isResourceAccount == true
            || user.assignedLicenses.contains { deviceSKUs.contains($0.skuID.lowercased()) }
            || user.assignedPlans.contains {
                devicePlans.contains($0.servicePlanID.lowercased()) && ($0.capabilityStatus?.isUsable ?? false)
            }
    }
}
