public import PatchbayCore

extension Users {
    /// The delta link of this moment, without any users: what changes from now on can be asked for with it.
    ///
    /// Take it before listing everybody, which is faster with pages of 999 than with a delta query: what changes while the list
    /// is read then comes with the next delta.
    ///
    /// - Returns: the link; `nil` if the service answers without one.
    ///
    /// Source: Microsoft Graph `delta-query-overview`, `$deltatoken=latest`.
    public func currentDeltaLink(
        select: [String] = User.provisioningFields, lane: RequestScheduler.Lane = .sweep
    ) async throws -> DeltaLink? {
        let request = try graph.request(
            .get, "/users/delta", query: ["$select": select.joined(separator: ","), "$deltatoken": "latest"])
        var link: DeltaLink?
        for try await page in DeltaSequence(
            graph: graph, first: request, operation: GraphOperations.usersDelta.inLane(lane))
        {
            link = page.link ?? link
        }
        return link
    }
}
