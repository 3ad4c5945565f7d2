public import Foundation
public import PatchbayCore

/// The enterprise applications (service principals) of the tenant: other people's apps, as this tenant lets them in.
///
/// Sources: Microsoft Graph `serviceprincipal-get`, `serviceprincipal-list`, `serviceprincipal-post-serviceprincipals`,
/// `serviceprincipal-list-oauth2permissiongrants`, `serviceprincipal-list-approleassignments`.
public struct EnterpriseApps: Sendable {
    let graph: Graph

    private static let selected =
        "id,appId,displayName,accountEnabled,appRoleAssignmentRequired,disabledByMicrosoftStatus,appOwnerOrganizationId"

    /// The app with an application id; `nil` if the tenant does not have it. Permission: `Application.Read.All`.
    ///
    /// By id and never by name: names are changed and imitated.
    public func app(appID: String) async throws -> EnterpriseApp? {
        try await graph.find(
            EnterpriseApp.self,
            graph.request(.get, Self.path(appID: appID), query: ["$select": Self.selected]),
            for: Self.read("enterpriseApps.get", 1))
    }

    /// The apps whose names begin so. Permission: `Application.Read.All`.
    public func apps(named prefix: String) async throws -> [EnterpriseApp] {
        let quoted = prefix.replacing("'", with: "''")
        let request = try graph.request(
            .get, "/servicePrincipals",
            query: ["$filter": "startswith(displayName,'\(quoted)')", "$select": Self.selected])
        return try await graph.pages(EnterpriseApp.self, first: request, operation: Self.read("enterpriseApps.find", 2))
            .collect()
    }

    /// What users or their administrator let an app do on their behalf. Permission: `Directory.Read.All`.
    public func grants(appID: String) async throws -> [PermissionGrant] {
        let request = try graph.request(.get, "\(Self.path(appID: appID))/oauth2PermissionGrants")
        return try await graph.pages(
            PermissionGrant.self, first: request, operation: Self.read("enterpriseApps.grants", 2)
        ).collect()
    }

    /// Lets an app of somebody else's into the tenant, without consent to anything. Permission: `Application.ReadWrite.All`.
    ///
    /// A repeat is refused as a conflict.
    public func add(appID: String) async throws -> EnterpriseApp {
        try await graph.pipeline.fetch(
            EnterpriseApp.self, graph.request(.post, "/servicePrincipals", json: ["appId": appID]),
            for: APIOperation(
                "enterpriseApps.add", charges: [RateCharge(.directoryWrites)], replay: .detectable))
    }

    /// The page where an administrator consents for the whole tenant.
    public func consentURL(appID: String) throws(ConfigurationError) -> URL {
        try graph.cloud.authority.url("/\(PathSegment(graph.tenantID))/adminconsent", query: ["client_id": appID])
    }

    private static func path(appID: String) -> String {
        "/servicePrincipals(appId='\(PathSegment(appID.replacing("'", with: "''")))')"
    }

    static func read(_ name: String, _ units: Int) -> APIOperation {
        APIOperation(name, charges: [RateCharge(.directoryReads, units: units)])
    }
}

extension Graph {
    /// The enterprise applications of the tenant.
    public var enterpriseApps: EnterpriseApps { EnterpriseApps(graph: self) }
    /// The provisioning of enterprise applications.
    public var synchronization: Synchronization { Synchronization(graph: self) }
}

/// An enterprise application. Source: Microsoft Graph `resources/serviceprincipal`.
public struct EnterpriseApp: Identifiable, Hashable, Sendable, Codable {
    /// The service principal's object id.
    public var id: String
    /// The application id, the same in every tenant.
    public var appID: String?
    /// The name; anybody can choose any.
    public var displayName: String?
    /// Whether users may sign in to it; `nil` if not told.
    public var accountEnabled: Bool?
    /// Whether only assigned users may sign in.
    public var appRoleAssignmentRequired: Bool?
    /// Why Microsoft switched it off, if it did.
    public var disabledByMicrosoftStatus: String?
    /// The tenant that the app comes from.
    public var appOwnerOrganizationID: String?

    enum CodingKeys: String, CodingKey {
        case id, displayName, accountEnabled, appRoleAssignmentRequired, disabledByMicrosoftStatus
        case appID = "appId"
        case appOwnerOrganizationID = "appOwnerOrganizationId"
    }
}
