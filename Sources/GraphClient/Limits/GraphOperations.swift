import PatchbayCore

/// Every call that this module makes: its name, what it costs, and whether a repeat does harm. One table, so that estimates, errors
/// and events speak of the same things.
enum GraphOperations {
    // Directory reads. The units are those of Microsoft Graph `throttling-limits`, “resource unit costs”.
    static func usersList(select: Bool, top: Int) -> APIOperation {
        read("users.list", units: units(2, select: select, top: top))
    }
    static let usersGet = read("users.get", units: units(1, select: true))
    static let usersCount = read("users.count", units: units(2))
    static let usersDelta = read("users.delta", units: units(2, select: true))
    static let usersByIDs = read("users.byIDs", units: units(5))
    static let usersLicenses = read("users.licenses", units: units(2))
    static let groupsFind = read("groups.find", units: units(1, select: true))
    static let groupsGet = read("groups.get", units: units(1, select: true))
    static func groupsMembers(transitive: Bool) -> APIOperation {
        read("groups.members", units: units(transitive ? 5 : 3, select: true))
    }
    /// A repeat answers 400 for who is there already.
    static let groupsAddMember = APIOperation(
        "groups.addMember", charges: [RateCharge(.directoryReads), RateCharge(.directoryWrites)], replay: .detectable)
    static let groupsAddMembers = APIOperation(
        "groups.addMembers", charges: [RateCharge(.directoryReads), RateCharge(.directoryWrites)], replay: .detectable)
    /// A repeat answers 404.
    static let groupsRemoveMember = APIOperation(
        "groups.removeMember", charges: [RateCharge(.directoryReads), RateCharge(.directoryWrites)],
        replay: .detectable)
    static let organizationGet = read("organization.get", units: units(1, select: true))
    static let subscribedSkus = read("organization.skus", units: units(3))

    // Registrations, consents and roles.
    static let applicationsGet = read("applications.get", units: units(1, select: true))
    static let applicationsFind = read("applications.find", units: units(2, select: true))
    static let servicePrincipalsGet = read("servicePrincipals.get", units: units(1, select: true))
    static let servicePrincipalsFind = read("servicePrincipals.find", units: units(2, select: true))
    static let appRoleAssignments = read("consent.list", units: units(2))
    static let permissionGrants = read("consent.delegated", units: units(2))
    static let synchronizationJobs = read("synchronization.jobs", units: units(2))
    static let synchronizationSchema = read("synchronization.schema", units: units(2))
    static let directoryRoles = read("roles.list", units: units(2, select: true))
    static let directoryRolesActive = read("roles.active", units: units(3, select: true))
    /// A repeat makes a second registration.
    static let applicationsCreate = write("applications.create", replay: .harmful)
    static let applicationsUpdate = write("applications.update")
    /// A repeat answers 404.
    static let applicationsDelete = write("applications.delete", replay: .detectable)
    /// A repeat makes another secret. Source: Microsoft Graph `application-addpassword`.
    static let applicationsAddPassword = write("applications.addPassword", replay: .harmful)
    /// A repeat is refused.
    static let applicationsRemovePassword = write("applications.removePassword", replay: .detectable)
    /// A repeat answers 409.
    static let servicePrincipalsCreate = write("servicePrincipals.create", replay: .detectable)
    /// A repeat answers 404.
    static let servicePrincipalsDelete = write("servicePrincipals.delete", replay: .detectable)
    /// A repeat is refused.
    static let appRoleGrant = write("consent.grant", replay: .detectable)
    /// A repeat answers 404.
    static let appRoleRevoke = write("consent.revoke", replay: .detectable)

    private static func write(_ name: String, replay: APIOperation.Replay = .harmless) -> APIOperation {
        APIOperation(name, charges: [RateCharge(.directoryReads), RateCharge(.directoryWrites)], replay: replay)
    }

    // Teams.
    static let teamwork = APIOperation("teamwork.get", charges: [RateCharge(.teamsOtherRead)])
    // No limit is published for the Teams administration calls, so they go at the pace of Teams' other reads.
    static let numbersList = APIOperation("teams.numbers.list", charges: [RateCharge(.teamsOtherRead)])
    static let numbersOperation = APIOperation("teams.numbers.operation", charges: [RateCharge(.teamsOtherRead)])
    /// A repeat asks for what is already so.
    static let numbersAssign = APIOperation(
        "teams.numbers.assign", charges: [RateCharge(.teamsOtherRead)], replay: .detectable)
    static let numbersUnassign = APIOperation(
        "teams.numbers.unassign", charges: [RateCharge(.teamsOtherRead)], replay: .detectable)
    static let catalogGet = APIOperation("teams.catalog.get", charges: [RateCharge(.teamsCatalogRead)])
    static let catalogFind = APIOperation("teams.catalog.find", charges: [RateCharge(.teamsCatalogRead)])
    static let catalogDefinitions = APIOperation("teams.catalog.definitions", charges: [RateCharge(.teamsCatalogRead)])
    static let appFind = APIOperation("teams.app.find", charges: [RateCharge(.teamsAppsRead)])
    /// A repeat answers 409.
    static let appInstall = APIOperation(
        "teams.app.install", charges: [RateCharge(.teamsAppsWrite)], replay: .detectable)
    /// A repeat answers 404.
    static let appUninstall = APIOperation(
        "teams.app.uninstall", charges: [RateCharge(.teamsAppsDelete)], replay: .detectable)
    /// A repeat upgrades to the same version.
    static let appUpgrade = APIOperation("teams.app.upgrade", charges: [RateCharge(.teamsAppsWrite)])

    /// A repeat sends a second mail.
    static let mailSend = APIOperation("mail.send", charges: [RateCharge(.outlook)], replay: .harmful)

    private static func read(_ name: String, units: Int) -> APIOperation {
        APIOperation(name, charges: [RateCharge(.directoryReads, units: units)])
    }

    /// What a directory read costs: one unit less with a selection, one more with an expansion, one less for a small page; at least 1.
    static func units(_ base: Int, select: Bool = false, expand: Bool = false, top: Int? = nil) -> Int {
        max(1, base - (select ? 1 : 0) + (expand ? 1 : 0) - (top.map { $0 < 20 } ?? false ? 1 : 0))
    }

    /// The application permission that each operation needs, for remedies. Where several would do, the one that this package asks for.
    ///
    /// Source: the permission tables of the Microsoft Graph reference. For installs the tables name a “Self” permission first, which
    /// only works for the caller's own Teams app.
    static func permission(for operation: String) -> String? {
        switch operation {
        case "users.byIDs": "Directory.Read.All"
        case "users.licenses", "organization.skus": "LicenseAssignment.Read.All"
        case let name where name.hasPrefix("users."): "User.Read.All"
        case "groups.members": "GroupMember.Read.All"
        case "groups.addMember", "groups.addMembers", "groups.removeMember": "GroupMember.ReadWrite.All"
        case let name where name.hasPrefix("groups."): "Group.Read.All"
        case "organization.get": "Organization.Read.All"
        case "applications.get", "applications.find", "servicePrincipals.get", "servicePrincipals.find", "consent.list":
            "Application.Read.All"
        case "consent.delegated": "Directory.Read.All"
        case let name where name.hasPrefix("synchronization."): "Synchronization.Read.All"
        case "consent.grant", "consent.revoke": "AppRoleAssignment.ReadWrite.All"
        case "roles.list": "RoleManagement.Read.Directory"
        case let name where name.hasPrefix("applications.") || name.hasPrefix("servicePrincipals."):
            "Application.ReadWrite.All"
        case "teamwork.get": "Teamwork.Read.All"
        case "teams.numbers.list", "teams.numbers.operation": "TeamsTelephoneNumber.Read.All"
        case let name where name.hasPrefix("teams.numbers."): "TeamsTelephoneNumber.ReadWrite.All"
        case let name where name.hasPrefix("teams.catalog."): "AppCatalog.Read.All"
        case let name where name.hasPrefix("teams.app."): "TeamsAppInstallation.ReadWriteForUser.All"
        case "mail.send": "Mail.Send"
        case "presence.list", "presence.get": "Presence.Read.All"
        case let name where name.hasPrefix("subscriptions."): "Presence.Read.All"
        case let name where name.hasPrefix("presence."): "Presence.ReadWrite.All"
        default: nil
        }
    }
}
