public import PatchbayCore

/// The groups of the directory.
///
/// Permissions: `Group.Read.All` and `GroupMember.Read.All`; `Member.Read.Hidden` for groups that hide their members.
/// Sources: Microsoft Graph `group-list`, `group-list-members`, `group-list-transitivemembers`.
public struct Groups: Sendable {
    let graph: Graph

    /// The one group of that name.
    ///
    /// - Throws: ``ServiceError`` of category `notFound` if there is none, and of category `conflict`, listing the candidates, if
    ///   there are several: names are not unique, and a wrong guess would touch the wrong people.
    public func named(_ name: String, lane: RequestScheduler.Lane = .interactive) async throws -> Group {
        let operation = GraphOperations.groupsFind.inLane(lane)
        let filter: ODataFilter = "displayName eq \(name)"
        let request = try graph.request(
            .get, "/groups",
            query: ["$filter": filter.description, "$select": Group.fields.joined(separator: ","), "$top": "20"])
        var found: [Group] = []
        for try await group in graph.pages(Group.self, first: request, operation: operation) {
            found.append(group)
            if found.count > 20 { break }
        }
        if found.count == 1 { return found[0] }
        if found.isEmpty {
            throw ServiceError(
                service: .graph, operation: operation.name, code: "GroupNotFound",
                message: "There is no group named “\(name)”.", category: .notFound,
                remedy: Remedy(
                    "Check the spelling in the Entra admin center, under Groups; the whole name counts, not a part of it."
                ))
        }
        let candidates = found.prefix(5).map { "\($0.id)\($0.isDynamic ? " (dynamic)" : "")" }.joined(separator: ", ")
        throw ServiceError(
            service: .graph, operation: operation.name, code: "AmbiguousGroupName",
            message:
                "\(found.count > 20 ? "More than 20" : "\(found.count)") groups are named “\(name)”: \(candidates)"
                + (found.count > 5 ? " …" : ""),
            category: .conflict, remedy: Remedy("Name the group by its object id."))
    }

    /// One group by its id; `nil` if there is none.
    public func get(_ id: Group.ID, lane: RequestScheduler.Lane = .interactive) async throws -> Group? {
        let request = try graph.request(
            .get, "/groups/\(PathSegment(id.rawValue))", query: ["$select": Group.fields.joined(separator: ",")])
        return try await graph.find(Group.self, request, for: GraphOperations.groupsGet.inLane(lane))
    }

    /// Who is in a group, and with `transitive` also who is in the groups within it.
    ///
    /// Members are of several kinds; what the app may not read comes with an id and a kind only, so join with ``Users`` by id.
    public func members(
        of id: Group.ID, transitive: Bool = false, lane: RequestScheduler.Lane = .sweep,
        onRestart: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(ConfigurationError) -> PagedSequence<GroupMember> {
        let request = try graph.request(
            .get, "/groups/\(PathSegment(id.rawValue))/\(transitive ? "transitiveMembers" : "members")",
            query: ["$select": "id,displayName,userPrincipalName", "$top": "999"])
        return graph.pages(
            GroupMember.self, first: request,
            operation: GraphOperations.groupsMembers(transitive: transitive).inLane(lane), onRestart: onRestart)
    }
}
