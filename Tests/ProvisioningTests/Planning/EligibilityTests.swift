import GraphClient
import Provisioning
import Testing

@Suite struct EligibilityTests {
    static let teams = "57ff2da0-773e-42df-b2af-ffb7a2317929"

    static func user(
        enabled: Bool? = true, type: String? = "Member", plans: [(String, String)] = [(teams, "Enabled")],
        licences: [String] = ["05e9a617-0261-4cee-bb44-138d3ef5d965"], resource: Bool? = nil
    ) -> User {
        var user = User(id: "1", userPrincipalName: "a@fabrikam.com")
        user.accountEnabled = enabled
        user.userType = type
        user.isResourceAccount = resource
        user.assignedPlans = plans.map {
            AssignedPlan(
                servicePlanID: $0.0, service: "TeamspaceAPI", capabilityStatus: CapabilityStatus(rawValue: $0.1))
        }
        user.assignedLicenses = licences.map { AssignedLicense(skuID: $0, disabledPlans: []) }
        return user
    }

    @Test func `a member with a usable Teams plan can have the app`() {
        #expect(Eligibility().skipReason(for: Self.user()) == nil)
    }

    @Test(arguments: ["Enabled", "Warning", "warning"])
    func `a plan is usable while enabled or in its grace period`(status: String) {
        #expect(Eligibility().skipReason(for: Self.user(plans: [(Self.teams, status)])) == nil)
    }

    @Test(arguments: ["Suspended", "LockedOut", "Deleted"])
    func `a lapsed plan is no Teams licence`(status: String) {
        #expect(Eligibility().skipReason(for: Self.user(plans: [(Self.teams, status)])) == .noTeamsLicence)
    }

    @Test func `of several entries of the same plan one usable entry is enough`() {
        let user = Self.user(plans: [(Self.teams, "Deleted"), (Self.teams.uppercased(), "Enabled")])
        #expect(Eligibility().skipReason(for: user) == nil)
    }

    @Test func `guests, disabled, resource and rooms accounts are left out, each with its own reason`() {
        let rules = Eligibility()
        #expect(rules.skipReason(for: Self.user(type: "Guest")) == .guest)
        #expect(rules.skipReason(for: Self.user(enabled: false)) == .disabled)
        #expect(rules.skipReason(for: Self.user(resource: true)) == .resourceAccount)
        #expect(rules.skipReason(for: Self.user(licences: ["4cde982a-ede4-4409-9ae6-b003453c8ea6"])) == .roomsAccount)
        #expect(rules.skipReason(for: Self.user(plans: [])) == .noTeamsLicence)
    }

    @Test func `a person who also holds a device licence is a person`() {
        let user = Self.user(
            licences: ["4cde982a-ede4-4409-9ae6-b003453c8ea6", "05e9a617-0261-4cee-bb44-138d3ef5d965"])
        #expect(Eligibility().skipReason(for: user) == nil)
    }

    @Test func `unknown account state is not taken for disabled`() {
        #expect(Eligibility().skipReason(for: Self.user(enabled: nil, type: nil)) == nil)
    }
}
