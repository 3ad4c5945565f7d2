/// Microsoft Graph's application permissions and the ids of their app roles.
///
/// Source: microsoft-graph-devx-content `permissions-descriptions.json` and `provisioningInfo.json`. The row of `Mail.Send` was not in
/// what could be read, so its id is made up; clients resolve ids from the service principal, as they should.
enum GraphPermissions {
    /// The app id of Microsoft Graph itself.
    static let graphAppID = "00000003-0000-0000-c000-000000000000"

    static let ids: [(name: String, id: String)] = [
        ("AppCatalog.Read.All", "e12dae10-5a57-4817-b79d-dfbec5348930"),
        ("AppCatalog.ReadWrite.All", "dc149144-f292-421e-b185-5953f2e98d7f"),
        ("AppRoleAssignment.ReadWrite.All", "06b708a9-e830-4db3-a914-8e69da51d44f"),
        ("Application.Read.All", "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30"),
        ("Application.ReadWrite.All", "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9"),
        ("Application.ReadWrite.OwnedBy", "18a4783c-866b-4cc7-a460-3d5e5662c884"),
        ("Contacts.Read", "089fe4d0-434a-44c5-8827-41ba8a0b17f5"),
        ("Contacts.ReadWrite", "6918b873-d17a-4dc1-b314-35f528134491"),
        ("DelegatedPermissionGrant.Read.All", "81b4724a-58aa-41c1-8a55-84ef97466587"),
        ("Directory.Read.All", "7ab1d382-f21e-4acd-a863-ba3e13f7da61"),
        ("Directory.ReadWrite.All", "19dbc75e-c2e2-444c-a770-ec69d8559fc7"),
        ("Group.Read.All", "5b567255-7703-4780-807c-7be8301ae99b"),
        ("Group.ReadBasic.All", "07d67222-3a10-4d3b-9ddc-b8aa43198a00"),
        ("Group.ReadWrite.All", "62a82d76-70ea-41e2-9197-370581804d09"),
        ("GroupMember.Read.All", "98830695-27a2-44f7-8c18-0c3ebc9698f6"),
        ("GroupMember.ReadBasic.All", "8222c640-cae5-4860-8d11-b32cfad95e03"),
        ("GroupMember.ReadWrite.All", "dbaae8cf-10b5-4b86-a4a1-f871c94c6695"),
        ("LicenseAssignment.Read.All", "e2f98668-2877-4f38-a2f4-8202e0717aa1"),
        ("LicenseAssignment.ReadWrite.All", "5facf0c1-8979-4e95-abcf-ff3d079771c0"),
        ("Member.Read.Hidden", "658aa5d8-239f-45c4-aa12-864f4fc7e490"),
        ("OrgContact.Read.All", "e1a88a34-94c4-4418-be12-c87b00e26bea"),
        ("Organization.Read.All", "498476ce-e0fe-48b0-b801-37ba7e2685c6"),
        ("Presence.Read.All", "a70e0c2d-e793-494c-94c4-118fa0a67f42"),
        ("Presence.ReadWrite.All", "83cded22-8297-4ff6-a7fa-e97e9545a259"),
        ("RoleEligibilitySchedule.Read.Directory", "ff278e11-4a33-4d0c-83d2-d01dc58929a5"),
        ("RoleManagement.Read.All", "c7fbd983-d9aa-4fa7-84b8-17382c103bc4"),
        ("RoleManagement.Read.Directory", "483bed4a-2ad3-4361-a73b-c83ccdbdc53c"),
        ("RoleManagement.ReadWrite.Directory", "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8"),
        ("TeamsAppInstallation.ManageSelectedForUser.All", "e97a9235-5b3c-43c4-b37d-6786a173fae4"),
        ("TeamsAppInstallation.Read.All", "0fdf35a5-82f8-41ff-9ded-0b761cc73512"),
        ("TeamsAppInstallation.ReadForUser.All", "9ce09611-f4f7-4abd-a629-a05450422a97"),
        ("TeamsAppInstallation.ReadSelectedForUser.All", "44fb0e7c-1f9a-47f1-bb9e-7f92d48ed288"),
        ("TeamsAppInstallation.ReadWriteAndConsentForUser.All", "32ca478f-f89e-41d0-aaf8-101deb7da510"),
        ("TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All", "a87076cf-6abd-4e56-8559-4dbdf41bef96"),
        ("TeamsAppInstallation.ReadWriteForUser.All", "74ef0291-ca83-4d02-8c7e-d2391e6a444f"),
        ("TeamsAppInstallation.ReadWriteSelectedForUser.All", "650a76ec-4118-4b25-9d3a-1f98048a5ee0"),
        ("TeamsAppInstallation.ReadWriteSelfForUser.All", "908de74d-f8b2-4d6b-a9ed-2a17b3b78179"),
        ("TeamsPolicyUserAssign.ReadWrite.All", "1801e8f4-cf09-4c4e-a1b5-036dfcca6c90"),
        ("TeamsResourceAccount.Read.All", "b55aa226-33a1-4396-bcf4-edce5e7a31c1"),
        ("Synchronization.Read.All", "5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce"),
        ("TeamsTelephoneNumber.Read.All", "39b17d18-680c-41f4-b9c2-5f30629e7cb6"),
        ("TeamsTelephoneNumber.ReadWrite.All", "0a42382f-155c-4eb1-9bdc-21548ccaa387"),
        ("TeamsUserConfiguration.Read.All", "a91eadaf-2c3c-4362-908b-fb172d208fc6"),
        ("Teamwork.Read.All", "75bcfbce-a647-4fba-ad51-b63d73b210f4"),
        ("TeamworkAppSettings.Read.All", "475ebe88-f071-4bd7-af2b-642952bd4986"),
        ("TeamworkAppSettings.ReadWrite.All", "ab5b445e-8f10-45f4-9c79-dd3f8062cc4e"),
        ("User.Read.All", "df021288-bdef-4463-88db-98f22de89214"),
        ("User.ReadBasic.All", "97235f07-e226-4f63-ace3-39588e11d3a1"),
        ("User.ReadWrite.All", "741f803b-c850-494e-b5df-cde7c675a1ca"),
        ("UserTeamwork.Read.All", "fbcd7ef1-df0d-4e05-bb28-93424a89c6df"),
        ("Mail.Send", GUID(seed: 0, kind: .assignment, index: 1).description),
    ]

    static func id(of name: String) -> String? { ids.first { $0.name == name }?.id }
}
