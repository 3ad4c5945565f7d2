public import PatchbayCore

/// The apps that are in the tenant, and what was consented to for them.
///
/// Permissions: `Application.Read.All` to read, `Application.ReadWrite.All` to add, `AppRoleAssignment.ReadWrite.All` to consent. A
/// signed-in person consents to permissions of Graph as Privileged Role Administrator or Global Administrator only.
/// Sources: Microsoft Graph `serviceprincipal-get`, `serviceprincipal-list`, `serviceprincipal-post-serviceprincipals`,
/// `serviceprincipal-list-approleassignments`, `serviceprincipal-post-approleassignments`,
/// `serviceprincipal-list-oauth2permissiongrants`.
public struct ServicePrincipals: Sendable {
    let graph: Graph

    /// An app in the tenant; `nil` if it is not there, which means that nobody consented to it.
    ///
    /// By id and never by name: names are changed and imitated.
    public func get(appID: String, lane: RequestScheduler.Lane = .interactive) async throws -> ServicePrincipal? {
        let request = try graph.request(
            .get, path(appID: appID), query: ["$select": ServicePrincipal.fields])
        return try await graph.find(
            ServicePrincipal.self, request, for: GraphOperations.servicePrincipalsGet.inLane(lane))
    }

    /// The apps whose names begin so, to look for one whose id is not known; what is found proves nothing about who made it.
    public func named(
        prefix: String, lane: RequestScheduler.Lane = .interactive
    ) async throws -> [ServicePrincipal] {
        let filter: ODataFilter = "startswith(displayName,\(prefix))"
        let request = try graph.request(
            .get, "/servicePrincipals", query: ["$filter": filter.description, "$select": ServicePrincipal.fields])
        return try await graph.pages(
            ServicePrincipal.self, first: request, operation: GraphOperations.servicePrincipalsFind.inLane(lane)
        ).collect()
    }

    /// Microsoft Graph itself with the permissions that it offers in this cloud: the one place where names become ids.
    ///
    /// - Throws: ``ServiceError`` of category `notFound` if Graph is not in the tenant.
    public func microsoftGraph(lane: RequestScheduler.Lane = .interactive) async throws -> ServicePrincipal {
        let request = try graph.request(
            .get, path(appID: ServicePrincipal.graphAppID),
            query: ["$select": "id,appId,displayName,appRoles"])
        return try await graph.pipeline.fetch(
            ServicePrincipal.self, request, for: GraphOperations.servicePrincipalsGet.inLane(lane))
    }

    /// Brings a registered app into the tenant. One that is there already is returned.
    public func create(appID: String, lane: RequestScheduler.Lane = .apply) async throws -> ServicePrincipal {
        let operation = GraphOperations.servicePrincipalsCreate.inLane(lane)
        do {
            return try await graph.pipeline.fetch(
                ServicePrincipal.self, try graph.request(.post, "/servicePrincipals", json: ["appId": appID]),
                for: operation)
        } catch let error as ServiceError
            where error.category == .conflict || error.hasCode("Request_MultipleObjectsWithSameKeyValue")
        {
            if let there = try await get(appID: appID, lane: lane) { return there }
            throw error
        }
    }

    /// Takes an app out of the tenant, with everything that was consented to for it.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    public func delete(_ id: ServicePrincipal.ID, lane: RequestScheduler.Lane = .apply) async throws -> Bool {
        let response = try await graph.pipeline.send(
            try graph.request(.delete, path(id)), for: GraphOperations.servicePrincipalsDelete.inLane(lane),
            accepting: [404])
        return response.status != 404
    }

    /// The application permissions that were consented to.
    public func appRoleAssignments(
        of id: ServicePrincipal.ID, lane: RequestScheduler.Lane = .interactive
    ) async throws -> [AppRoleAssignment] {
        let request = try graph.request(.get, "\(path(id))/appRoleAssignments", query: ["$top": "999"])
        return try await graph.pages(
            AppRoleAssignment.self, first: request, operation: GraphOperations.appRoleAssignments.inLane(lane)
        ).collect()
    }

    /// Consents to an application permission.
    ///
    /// - Parameters:
    ///   - role: the permission, of ``microsoftGraph(lane:)``.
    ///   - resource: the service that offers it.
    /// - Returns: whether it was consented to now; `false` if it was before.
    @discardableResult
    public func grant(
        _ role: AppRole.ID, of resource: ServicePrincipal.ID, to id: ServicePrincipal.ID,
        lane: RequestScheduler.Lane = .apply
    ) async throws -> Bool {
        let body = ["principalId": id.rawValue, "resourceId": resource.rawValue, "appRoleId": role]
        do {
            _ = try await graph.pipeline.send(
                try graph.request(.post, "\(path(id))/appRoleAssignments", json: body),
                for: GraphOperations.appRoleGrant.inLane(lane))
            return true
        } catch let error as ServiceError where error.status == 400 {
            // Graph has no code of its own for this, so it is looked up instead of read out of the message.
            let held = try await appRoleAssignments(of: id, lane: lane)
            guard held.contains(where: { $0.appRoleID.lowercased() == role.lowercased() && $0.resourceID == resource })
            else { throw error }
            return false
        }
    }

    /// Takes a consent back.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    public func revoke(
        _ assignment: AppRoleAssignment.ID, from id: ServicePrincipal.ID, lane: RequestScheduler.Lane = .apply
    ) async throws -> Bool {
        let response = try await graph.pipeline.send(
            try graph.request(.delete, "\(path(id))/appRoleAssignments/\(PathSegment(assignment))"),
            for: GraphOperations.appRoleRevoke.inLane(lane), accepting: [404])
        return response.status != 404
    }

    /// The delegated permissions that were consented to, for everybody or for single people. Permission: `Directory.Read.All`.
    public func permissionGrants(
        of id: ServicePrincipal.ID, lane: RequestScheduler.Lane = .interactive
    ) async throws -> [PermissionGrant] {
        try await permissionGrants(at: path(id), lane)
    }

    /// The same for an app whose object id in this tenant is not known.
    public func permissionGrants(
        appID: String, lane: RequestScheduler.Lane = .interactive
    ) async throws -> [PermissionGrant] {
        try await permissionGrants(at: path(appID: appID), lane)
    }

    private func permissionGrants(
        at path: String, _ lane: RequestScheduler.Lane
    ) async throws -> [PermissionGrant] {
        let request = try graph.request(.get, "\(path)/oauth2PermissionGrants")
        return try await graph.pages(
            PermissionGrant.self, first: request, operation: GraphOperations.permissionGrants.inLane(lane)
        ).collect()
    }

    private func path(_ id: ServicePrincipal.ID) -> String { "/servicePrincipals/\(PathSegment(id.rawValue))" }

    private func path(appID: String) -> String {
        "/servicePrincipals(appId='\(PathSegment(appID.replacing("'", with: "''")))')"
    }
}
