import GraphClient
import Testing

@Suite struct TeamsLicensingTests {
    let teams = "57ff2da0-773e-42df-b2af-ffb7a2317929"

    @Test func `any usable entry of a Teams plan is enough, whatever ended beside it`() {
        let licensing = TeamsLicensing.published
        func user(_ states: CapabilityStatus?...) -> User {
            User(id: "1", assignedPlans: states.map { AssignedPlan(servicePlanID: teams, capabilityStatus: $0) })
        }
        #expect(licensing.hasTeams(user(.deleted, .enabled)))
        #expect(licensing.hasTeams(user(.warning)))
        #expect(licensing.hasTeams(user(CapabilityStatus(rawValue: "enabled"))))
        #expect(!licensing.hasTeams(user(.deleted, .suspended, .lockedOut)))
        #expect(!licensing.hasTeams(user(nil)))
        #expect(!licensing.hasTeams(User(id: "2", assignedPlans: [AssignedPlan(servicePlanID: "other")])))
    }

    @Test func `rooms, shared devices and resource accounts are devices`() {
        let licensing = TeamsLicensing.published
        #expect(
            licensing.isDevice(
                User(id: "1", assignedLicenses: [AssignedLicense(skuID: "4CDE982A-ede4-4409-9ae6-b003453c8ea6")])))
        #expect(licensing.isDevice(User(id: "2", isResourceAccount: true)))
        #expect(
            licensing.isDevice(
                User(id: "3", assignedPlans: [AssignedPlan(servicePlanID: "ecc74eae-eeb7-4ad5-9c88-e8b2bfca75b8")])))
        #expect(!licensing.isDevice(User(id: "4", assignedLicenses: [AssignedLicense(skuID: "e5")])))
    }
}
