import Foundation
public import PatchbayCore

/// The presence of the account's people: read singly, by thirty or all together, and written one by one.
public struct Presences: Sendable {
    let caller: Caller

    /// How many extensions one request may name. Source: RingCentral OpenAPI `readUserPresenceStatus`.
    public static let batchSize = 30

    /// One presence. Limit group Light; scope ReadPresence.
    ///
    /// - Parameter detailed: whether the calls come along.
    ///
    /// Source: RingCentral OpenAPI `readUserPresenceStatus`.
    public func get(_ id: Extension.ID, detailed: Bool = false) async throws -> ExtensionPresence {
        let request = try caller.request(
            .readPresence, [Segment(id)], query: Self.query(detailed: detailed))
        return try await caller.fetch(.readPresence, request)
    }

    /// Up to thirty presences in one request, which counts once. Limit group Light; scope ReadPresence.
    ///
    /// Each extension has an outcome of its own: one that is not found or not allowed does not spoil the others. The service answers
    /// 207 as soon as it has tried, even if every part failed.
    ///
    /// - Throws: ``ServiceError`` if the request as a whole fails; ``ConfigurationError`` for more than ``batchSize``.
    ///
    /// Sources: RingCentral OpenAPI `readUserPresenceStatus`, RingCentral `basics/batch-requests`.
    public func get(
        _ ids: [Extension.ID], detailed: Bool = false
    ) async throws -> [Extension.ID: Result<ExtensionPresence, ServiceError>] {
        guard ids.count <= Self.batchSize else {
            throw ConfigurationError(
                "\(ids.count) extensions in one request; \(Self.batchSize) are allowed.",
                remedy: "Ask for them in portions.")
        }
        var outcomes: [Extension.ID: Result<ExtensionPresence, ServiceError>] = [:]
        let ids = Array(Set(ids)).sorted()
        guard let first = ids.first else { return outcomes }
        // A list of one is an ordinary request with an ordinary answer.
        if ids.count == 1 {
            do {
                outcomes[first] = .success(try await get(first, detailed: detailed))
            } catch let error as ServiceError where error.category == .notFound || error.category == .permission {
                outcomes[first] = .failure(error)
            }
            return outcomes
        }
        var request = try caller.request(
            .readPresence, [Segment(joining: ids)], query: Self.query(detailed: detailed))
        request.fields["Accept"] = BatchAnswer.mediaType
        let response = try await caller.send(.readPresence, request)
        let parts = try BatchAnswer.parts(of: response, operation: RingCentralCall.readPresence.name)
        for (index, part) in parts.enumerated() {
            // The id of a part is what it says, else its place in the list.
            guard let id = part.resourceID ?? (index < ids.count ? ids[index] : nil) else { continue }
            outcomes[id] = part.result(ExtensionPresence.self, of: .readPresence, now: caller.now)
        }
        for id in ids where outcomes[id] == nil {
            outcomes[id] = .failure(
                ServiceError(
                    service: .ringCentral, operation: RingCentralCall.readPresence.name, code: "MissingPart",
                    message: "the answer has no part for this extension", category: .unknown,
                    requestID: response.fields["RCRequestId"],
                    remedy: Remedy("Ask for it again.", action: .runAgain)))
        }
        return outcomes
    }

    /// Everybody's presence, 1,000 a page. Limit group Heavy, so ten pages a minute; scope ReadPresence.
    ///
    /// Source: RingCentral OpenAPI `readAccountPresence`.
    public func all(detailed: Bool = false) -> PagedSequence<ExtensionPresence> {
        var query = Self.query(detailed: detailed)
        query.append("page", "1")
        query.append("perPage", "1000")
        return caller.list(.listPresence, query: query)
    }

    /// Writes a presence. Limit group Medium, so forty a minute for everybody together; scope EditPresence, permission EditPresenceStatus
    /// with a reach beyond the own extension.
    ///
    /// - Returns: the presence as the service now has it; compare it with what was asked for, since a person who hides their presence
    ///   keeps the old status.
    /// - Throws: ``ConfigurationError`` for a value that must not be written; ``ServiceError``, of category `invalid` where “no queue
    ///   calls” is asked of somebody who is in no queue.
    ///
    /// Source: RingCentral OpenAPI `updateUserPresenceStatus`.
    public func update(_ id: Extension.ID, to update: PresenceUpdate) async throws -> ExtensionPresence {
        if let dnd = update.dndStatus, !dnd.isWritable {
            throw ConfigurationError(
                "“\(dnd)” can be read but must not be written.", remedy: "Write one of the other call settings.")
        }
        if let message = update.message, message.count > PresenceUpdate.longestMessage {
            throw ConfigurationError(
                "The status text has more than \(PresenceUpdate.longestMessage) characters.", remedy: "Shorten it.")
        }
        let request = try caller.request(.updatePresence, [Segment(id)], body: update)
        return try await caller.fetch(.updatePresence, request)
    }

    private static func query(detailed: Bool) -> Query {
        detailed ? ["detailedTelephonyState": "true"] : Query()
    }
}
