import Foundation
public import PatchbayCore

/// The users of the directory.
///
/// Permission: `User.Read.All`. Sources: Microsoft Graph `user-list`, `user-get`, `user-delta`, `aad-advanced-queries`.
public struct Users: Sendable {
    let graph: Graph

    /// Lists users, 999 a page.
    ///
    /// - Parameters:
    ///   - filter: which ones; advanced queries are recognised and sent as such.
    ///   - search: words that a person typed: found in display names, and at the beginning of mail addresses and sign-in names.
    ///   - select: the fields; without them Graph leaves out half.
    ///   - pageSize: 1 to 999.
    ///   - lane: how urgent it is.
    ///   - onRestart: hears how often the list had to begin again because a page link had expired; users then come twice.
    /// - Throws: ``ConfigurationError`` for a page size or a filter that Graph would refuse.
    public func list(
        filter: ODataFilter? = nil, search: String? = nil, select: [String] = User.provisioningFields,
        pageSize: Int = 999, lane: RequestScheduler.Lane = .sweep,
        onRestart: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(ConfigurationError) -> PagedSequence<User> {
        let (first, operation) = try listRequest(
            filter: filter, search: search, select: select, pageSize: pageSize, lane: lane)
        return graph.pages(User.self, first: first, operation: operation, onRestart: onRestart)
    }

    /// The request for the first page of a list.
    func listRequest(
        filter: ODataFilter?, search: String?, select: [String], pageSize: Int, lane: RequestScheduler.Lane
    ) throws(ConfigurationError) -> (HTTPRequest, APIOperation) {
        guard (1...999).contains(pageSize) else {
            throw ConfigurationError(
                "A page of \(pageSize) users is not possible.", remedy: "Ask for 1 to 999 users a page.")
        }
        var query = Query()
        if !select.isEmpty { query.append("$select", select.joined(separator: ",")) }
        query.append("$top", String(pageSize))
        var isAdvanced = false
        if let filter {
            try filter.checkSize()
            isAdvanced = filter.needsAdvancedQuery
            query.append("$filter", filter.description)
        }
        if let search, let clause = Self.searchClause(search) {
            isAdvanced = true
            query.append("$search", clause)
        }
        if isAdvanced { query.append("$count", "true") }
        return (
            try graph.request(.get, "/users", query: query, fields: isAdvanced ? Self.eventual : [:]),
            GraphOperations.usersList(select: !select.isEmpty, top: pageSize).inLane(lane)
        )
    }

    /// One user by object id or sign-in name; `nil` if there is none.
    public func get(
        _ idOrUPN: String, select: [String] = User.provisioningFields, lane: RequestScheduler.Lane = .interactive
    ) async throws -> User? {
        let request = try graph.request(
            .get, "/users/\(PathSegment(idOrUPN))", query: ["$select": select.joined(separator: ",")])
        return try await graph.find(User.self, request, for: GraphOperations.usersGet.inLane(lane))
    }

    /// How many users there are. Counted from an index that lags a little.
    public func count(
        filter: ODataFilter? = nil, lane: RequestScheduler.Lane = .interactive
    ) async throws -> Int {
        var query = Query()
        if let filter {
            try filter.checkSize()
            query.append("$filter", filter.description)
        }
        var fields = Self.eventual
        fields["Accept"] = "text/plain"
        let operation = GraphOperations.usersCount.inLane(lane)
        let response = try await graph.pipeline.send(
            try graph.request(.get, "/users/$count", query: query, fields: fields), for: operation)
        let text = String(decoding: response.body, as: UTF8.self)
        guard let count = Int(text.filter(\.isNumber)) else {
            throw ServiceError(
                service: .graph, operation: operation.name, status: response.status, code: "UnreadableAnswer",
                message: "a number expected, found \(response.body.count) bytes", category: .decoding,
                requestID: response.fields["request-id"])
        }
        return count
    }

    /// What changed since a link; everything, when there is no link yet.
    ///
    /// Apply each page as it comes, users by id and the last word wins: items may be repeated and in any order. Keep the link of
    /// the last page only after everything before it is stored. Links live seven days.
    ///
    /// - Throws: while iterating, ``DeltaExpired`` when the link is no longer accepted: forget it, call again without one, and take
    ///   those who do not appear for removed. ``ConfigurationError`` for a link from another server.
    public func delta(
        since link: DeltaLink? = nil, select: [String] = User.provisioningFields,
        lane: RequestScheduler.Lane = .sweep
    ) throws(ConfigurationError) -> DeltaSequence {
        let first: HTTPRequest
        if let link {
            guard Origin(link.url) == graph.pipeline.root.origin else {
                throw ConfigurationError(
                    "The delta link was issued by another server than \(graph.pipeline.root.origin).",
                    remedy: "Forget it and read everything again.")
            }
            first = HTTPRequest(url: link.url)
        } else {
            first = try graph.request(.get, "/users/delta", query: ["$select": select.joined(separator: ",")])
        }
        return DeltaSequence(graph: graph, first: first, operation: GraphOperations.usersDelta.inLane(lane))
    }

    /// Those of the ids that are users, in no particular order; the others are left out. Graph takes a thousand at a time, so more
    /// become several calls. Permission: `Directory.Read.All`.
    public func byIDs(_ ids: [User.ID], lane: RequestScheduler.Lane = .sweep) async throws -> [User] {
        struct Body: Encodable {
            let ids: [User.ID]
            let types = ["user"]
        }
        let operation = GraphOperations.usersByIDs.inLane(lane)
        var found: [User] = []
        for start in stride(from: 0, to: ids.count, by: 1000) {
            let chunk = Array(ids[start..<min(start + 1000, ids.count)])
            let request = try graph.request(.post, "/directoryObjects/getByIds", json: Body(ids: chunk))
            let response = try await graph.pipeline.send(request, for: operation)
            found += try graph.readPage(User.self, from: response, operation: operation).value
        }
        return found
    }

    /// A user's licences with their plans. One call a user: for many users the fields of the list say enough.
    public func licenseDetails(
        of user: User.ID, lane: RequestScheduler.Lane = .interactive
    ) async throws -> [LicenseDetails] {
        let operation = GraphOperations.usersLicenses.inLane(lane)
        let response = try await graph.pipeline.send(
            try graph.request(.get, "/users/\(PathSegment(user.rawValue))/licenseDetails"), for: operation)
        return try graph.readPage(LicenseDetails.self, from: response, operation: operation).value
    }

    static let eventual: HTTPFields = ["ConsistencyLevel": "eventual"]

    /// `"displayName:…" OR "mail:…" OR "userPrincipalName:…"`, with quotes and backslashes escaped.
    ///
    /// Source: Microsoft Graph `search-query-parameter`: words are found in display names, beginnings elsewhere.
    static func searchClause(_ words: String) -> String? {
        let words = words.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !words.isEmpty else { return nil }
        let escaped = words.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return ["displayName", "mail", "userPrincipalName"].map { "\"\($0):\(escaped)\"" }.joined(separator: " OR ")
    }
}

extension ODataFilter {
    /// - Throws: ``ConfigurationError`` if there are more alternatives than Graph takes.
    func checkSize() throws(ConfigurationError) {
        guard alternatives > Self.maximumAlternatives else { return }
        throw ConfigurationError(
            "The filter has \(alternatives) alternatives; Graph takes \(Self.maximumAlternatives).",
            remedy: "Split it, or fetch the users by their ids.")
    }
}
