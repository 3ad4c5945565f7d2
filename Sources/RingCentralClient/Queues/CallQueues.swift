public import PatchbayCore

/// The account's call queues and who is in them. Needed before “no queue calls” is written: it is refused for people in no queue.
public struct CallQueues: Sendable {
    let caller: Caller

    /// All queues, or those that an extension is a member of. Limit group Medium; scope ReadAccounts, permission ReadExtensions.
    ///
    /// Source: RingCentral OpenAPI `listCallQueues`.
    public func list(member: Extension.ID? = nil) -> PagedSequence<CallQueue> {
        var query: Query = ["page": "1", "perPage": "1000"]
        if let member { query.append("memberExtensionId", member.description) }
        return caller.list(.listCallQueues, query: query)
    }

    /// The members of a queue. Limit group Light.
    ///
    /// Source: RingCentral OpenAPI `listCallQueueMembers`.
    public func members(of queue: CallQueue.ID) -> PagedSequence<CallQueueMember> {
        caller.list(.listCallQueueMembers, [Segment(queue)], query: ["page": "1", "perPage": "1000"])
    }

    /// Who takes a queue's calls. Limit group Light; scope ReadPresence.
    ///
    /// Source: RingCentral OpenAPI `readCallQueuePresence`.
    public func presence(of queue: CallQueue.ID) async throws -> [CallQueueMemberPresence] {
        struct Records: Decodable, Sendable { let records: [CallQueueMemberPresence] }
        let request = try caller.request(.readCallQueuePresence, [Segment(queue)])
        return try await caller.fetch(.readCallQueuePresence, request, as: Records.self).records
    }

    /// The queues that an extension is a member of. Limit group Light, so the cheapest way to ask about one person; scope ReadPresence.
    ///
    /// Source: RingCentral OpenAPI `readExtensionCallQueuePresence`.
    public func memberships(of id: Extension.ID) async throws -> [CallQueueMembership] {
        struct Records: Decodable, Sendable { let records: [CallQueueMembership] }
        let request = try caller.request(.readMemberships, [Segment(id)])
        return try await caller.fetch(.readMemberships, request, as: Records.self).records
    }
}
