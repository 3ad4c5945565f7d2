public import PatchbayCore

/// A call queue. Source: RingCentral OpenAPI `listCallQueues`.
public struct CallQueue: Identifiable, Hashable, Sendable, Decodable {
    /// The id; it is an extension's.
    public let id: LenientID
    /// The name.
    public let name: String?
    /// The number that is dialled inside the company.
    public let extensionNumber: String?
    /// Whether members may set their own status in it.
    public let editableMemberStatus: Bool?

    /// Makes a queue, for tests and stubs.
    public init(
        id: LenientID, name: String? = nil, extensionNumber: String? = nil, editableMemberStatus: Bool? = nil
    ) {
        self.id = id
        self.name = name
        self.extensionNumber = extensionNumber
        self.editableMemberStatus = editableMemberStatus
    }
}

/// A member of a queue. Source: RingCentral OpenAPI `listCallQueueMembers`.
public struct CallQueueMember: Identifiable, Hashable, Sendable, Decodable {
    /// The extension's id.
    public let id: LenientID
    /// The number that is dialled inside the company.
    public let extensionNumber: String?

    /// Makes a member, for tests and stubs.
    public init(id: LenientID, extensionNumber: String? = nil) {
        self.id = id
        self.extensionNumber = extensionNumber
    }
}

/// Whether a member takes a queue's calls. Sources: RingCentral OpenAPI `readCallQueuePresence`; RingCentral
/// `voice/call-routing/manual/call-queues-presence`.
public struct CallQueueMemberPresence: Hashable, Sendable, Decodable {
    /// The member's extension.
    public let memberID: LenientID
    /// Whether the member takes calls of queues at all: a mirror of their `dndStatus`.
    public let acceptQueueCalls: Bool?
    /// Whether the member takes calls of this queue.
    public let acceptCurrentQueueCalls: Bool?

    /// Makes one, for tests and stubs.
    public init(memberID: LenientID, acceptQueueCalls: Bool? = nil, acceptCurrentQueueCalls: Bool? = nil) {
        self.memberID = memberID
        self.acceptQueueCalls = acceptQueueCalls
        self.acceptCurrentQueueCalls = acceptCurrentQueueCalls
    }

    private enum CodingKeys: String, CodingKey { case member, acceptQueueCalls, acceptCurrentQueueCalls }
    private struct Reference: Decodable { let id: LenientID }

    /// Reads one.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            memberID: try container.decode(Reference.self, forKey: .member).id,
            acceptQueueCalls: try container.decodeIfPresent(Bool.self, forKey: .acceptQueueCalls),
            acceptCurrentQueueCalls: try container.decodeIfPresent(Bool.self, forKey: .acceptCurrentQueueCalls))
    }
}

/// A queue that somebody is a member of, and whether they take its calls. Source: RingCentral OpenAPI `readExtensionCallQueuePresence`.
public struct CallQueueMembership: Hashable, Sendable, Decodable {
    /// The queue.
    public let callQueue: CallQueue
    /// Whether they take its calls.
    public let acceptCalls: Bool?

    /// Makes one, for tests and stubs.
    public init(callQueue: CallQueue, acceptCalls: Bool? = nil) {
        self.callQueue = callQueue
        self.acceptCalls = acceptCalls
    }
}
