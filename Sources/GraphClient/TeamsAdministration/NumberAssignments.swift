import Foundation
public import PatchbayCore

/// The telephone numbers of the Teams tenant and to whom they are assigned. Offered in the global cloud only.
///
/// Permissions: `TeamsTelephoneNumber.Read.All` to look, `TeamsTelephoneNumber.ReadWrite.All` to assign. Assigning and taking away are
/// orders that Teams works on after it has answered; see ``settle(_:every:within:)``.
/// Sources: Microsoft Graph `teamsadministration-numberassignment-list`, `…-assignnumber`, `…-unassignnumber`,
/// `teamsadministration-telephonenumberlongrunningoperation-get`.
public struct NumberAssignments: Sendable {
    let graph: Graph
    private static let path = "/admin/teams/telephoneNumberManagement"

    /// Whether a tenant offers these calls to this app.
    public enum Availability: Sendable, Hashable {
        /// They answer.
        case available
        /// The cloud or the tenant does not have them; in words.
        case unavailable(String)
        /// They are there, perhaps, but this app may not ask, or they had a problem.
        case unknown(ServiceError)
    }

    /// Finds out whether the calls are there, by asking for one number.
    ///
    /// - Throws: what the pipeline throws, but no ``ServiceError``: that is part of the answer.
    public func availability() async throws -> Availability {
        do { try graph.cloud.require(.teamsAdministration) } catch { return .unavailable(error.description) }
        do {
            _ = try await graph.pipeline.send(
                try graph.request(.get, Self.path + "/numberAssignments", query: ["$top": "1"]),
                for: GraphOperations.numbersList)
            return .available
        } catch let error as ServiceError {
            // A segment that is not known is a 400 in Graph. A 403 says that the address was understood.
            let isAbsent = error.status == 404 || error.status == 501 || (error.status == 400 && !error.isThrottled)
            return isAbsent ? .unavailable(error.description) : .unknown(error)
        }
    }

    /// The numbers of the tenant.
    public func list(
        filter: ODataFilter? = nil, lane: RequestScheduler.Lane = .sweep
    ) throws(ConfigurationError) -> PagedSequence<NumberAssignment> {
        try graph.cloud.require(.teamsAdministration)
        var query = Query()
        if let filter { query.append("$filter", filter.description) }
        return graph.pages(
            NumberAssignment.self,
            first: try graph.request(.get, Self.path + "/numberAssignments", query: query),
            operation: GraphOperations.numbersList.inLane(lane))
    }

    /// Orders that a number be assigned to a user. A repeat asks for what is already so.
    ///
    /// - Parameter number: E.164 with its `+`.
    /// - Returns: the order; `nil` if the answer named none, so that only the list shows what became of it.
    public func assign(
        _ number: String, to user: User.ID, type: NumberAssignment.NumberType = .directRouting,
        lane: RequestScheduler.Lane = .apply
    ) async throws -> NumberOrder.ID? {
        struct Body: Encodable {
            let telephoneNumber: String
            let assignmentTargetId: String
            let numberType: String
            let assignmentCategory = "primary"
        }
        return try await order(
            "assignNumber", Body(telephoneNumber: number, assignmentTargetId: user.rawValue, numberType: type.rawValue),
            GraphOperations.numbersAssign.inLane(lane))
    }

    /// Orders that a number be taken away from whoever has it.
    public func unassign(
        _ number: String, type: NumberAssignment.NumberType = .directRouting, lane: RequestScheduler.Lane = .apply
    ) async throws -> NumberOrder.ID? {
        struct Body: Encodable {
            let telephoneNumber: String
            let numberType: String
        }
        return try await order(
            "unassignNumber", Body(telephoneNumber: number, numberType: type.rawValue),
            GraphOperations.numbersUnassign.inLane(lane))
    }

    /// How far an order is.
    public func order(_ id: NumberOrder.ID, lane: RequestScheduler.Lane = .apply) async throws -> NumberOrder {
        try await graph.pipeline.fetch(
            NumberOrder.self, try graph.request(.get, "\(Self.path)/operations/\(PathSegment(id.rawValue))"),
            for: GraphOperations.numbersOperation.inLane(lane))
    }

    /// Waits until an order is done or has failed.
    ///
    /// - Parameters:
    ///   - interval: how long to wait between two questions.
    ///   - limit: how long to wait in all; then the order as it is, under way or not, is returned.
    public func settle(
        _ id: NumberOrder.ID, every interval: Duration = .seconds(5), within limit: Duration = .seconds(300)
    ) async throws -> NumberOrder {
        let time = graph.pipeline.configuration.time
        let end = time.now + limit
        while true {
            let order = try await order(id)
            guard order.status.isUnderWay, time.now + interval <= end else { return order }
            try await time.sleep(for: interval)
        }
    }

    private func order(
        _ action: String, _ body: some Encodable, _ operation: APIOperation
    ) async throws -> NumberOrder.ID? {
        try graph.cloud.require(.teamsAdministration)
        let response = try await graph.pipeline.send(
            try graph.request(.post, "\(Self.path)/numberAssignments/\(action)", json: body), for: operation)
        // Only the id is taken from the link, so that no token follows a link to wherever it leads.
        guard let link = response.fields["Location"], let last = URL(string: link)?.path().split(separator: "/").last
        else { return nil }
        let id = last.hasPrefix("operations(") ? last.dropFirst(11).filter { !"')".contains($0) } : String(last)
        return id.isEmpty ? nil : NumberOrder.ID(rawValue: id)
    }
}

extension ServiceError {
    fileprivate var isThrottled: Bool { category == .throttled }
}
