/// What a tenant can be connected for. Each feature names the permissions that it needs, so nobody has to ask for more.
public enum TenantFeature: String, Hashable, Sendable, Codable, CaseIterable {
    /// RingCentral's own embedded app: contacts, and messages to the right people. The portal refuses a registration without all three.
    case embeddedApp
    /// Contacts can be made and changed from the embedded app.
    case editContacts
    /// Installing and removing the Teams app for users.
    case installApp
    /// Targets by group.
    case groupTargets
    /// Reading presence from Teams.
    case readPresence
    /// Setting presence in Teams.
    case writePresence
    /// Sending the summary of a run by mail.
    case mailSummary
    /// Direct Routing by group membership.
    case directRouting
    /// Looking up registration, consents, roles and licences, for a full readiness report.
    case fullReadiness

    /// What the feature is for, for people.
    public var title: String {
        switch self {
        case .embeddedApp: "RingCentral's embedded app"
        case .editContacts: "Editing contacts in the embedded app"
        case .installApp: "Installing the app for users"
        case .groupTargets: "Choosing users by group"
        case .readPresence: "Presence from Teams"
        case .writePresence: "Presence to Teams"
        case .mailSummary: "Summaries by mail"
        case .directRouting: "Direct Routing by group"
        case .fullReadiness: "A full readiness report"
        }
    }

    /// The permissions, as data.
    ///
    /// Sources: RingCentral admin guide “Installing the embedded app using Microsoft Azure” for the first two; the permission tables of
    /// the Microsoft Graph reference for the rest (`user-list`, `userteamwork-post-installedapps`, `appcatalogs-list-teamsapps`,
    /// `group-list-transitivemembers`, `cloudcommunications-getpresencesbyuserid`, `presence-setpresence`, `user-sendmail`,
    /// `group-post-members`, `serviceprincipal-get`, `rbacapplication-list-roleassignments`, `subscribedsku-list`, `teamwork-get`).
    public var needs: [PermissionNeed] {
        switch self {
        case .embeddedApp:
            [
                PermissionNeed("Contacts.Read", for: "Read personal contacts"),
                PermissionNeed("OrgContact.Read.All", for: "Read the organisation's contacts"),
                PermissionNeed("User.Read.All", for: "Match users, so that messages reach the right people"),
            ]
        case .editContacts: [PermissionNeed("Contacts.ReadWrite", for: "Make and change personal contacts")]
        case .installApp:
            [
                PermissionNeed("User.Read.All", for: "Read users with department and licences"),
                PermissionNeed(
                    "TeamsAppInstallation.ReadWriteForUser.All", for: "Install and remove the app for users"),
                PermissionNeed("AppCatalog.Read.All", for: "Find the app in the catalogue", isMandatory: false),
            ]
        case .groupTargets: [PermissionNeed("GroupMember.Read.All", for: "Read the members of a group")]
        case .readPresence: [PermissionNeed("Presence.Read.All", for: "Read presence")]
        case .writePresence: [PermissionNeed("Presence.ReadWrite.All", for: "Set presence")]
        case .mailSummary: [PermissionNeed("Mail.Send", for: "Send the summary by mail", isMandatory: false)]
        case .directRouting:
            [
                PermissionNeed("User.Read.All", for: "Read users with department and licences"),
                PermissionNeed("GroupMember.ReadWrite.All", for: "Change the members of the enabling group"),
            ]
        case .fullReadiness:
            [
                ("Application.Read.All", "Look up registration and consents"),
                ("Organization.Read.All", "Name the tenant"), ("Teamwork.Read.All", "See whether Teams is on"),
                ("LicenseAssignment.Read.All", "Look up licences"),
                ("RoleManagement.Read.Directory", "Look up administrators' roles"),
                ("RoleEligibilitySchedule.Read.Directory", "See roles that can be activated"),
            ].map { PermissionNeed($0.0, for: $0.1, isMandatory: false) }
        }
    }
}

/// One application permission of Microsoft Graph, and what it is for.
public struct PermissionNeed: Hashable, Sendable, Codable {
    /// Its name, such as `User.Read.All`.
    public let permission: String
    /// What it is for.
    public let purpose: String
    /// Whether the feature cannot work without it.
    public let isMandatory: Bool

    /// Makes a need.
    public init(_ permission: String, for purpose: String, isMandatory: Bool = true) {
        self.permission = permission
        self.purpose = purpose
        self.isMandatory = isMandatory
    }

    /// The permissions of which any one is enough in this one's place.
    public var isMetBy: Set<String> { Set([permission] + PermissionMinimum.stronger(than: permission)) }
}
