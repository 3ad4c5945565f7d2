public import PatchbayCore

/// How calls to a person are handled, state by state, on accounts with the new call handling.
///
/// The state `dnd` and the presence's `dndStatus` are two views of one thing, so call rules write the presence; this is for looking, and for
/// the switch of the other states. Sources: RingCentral `voice/call-routing/user-call-handling/states-and-rules`; limit groups and scopes
/// from RingCentral's generated clients.
public struct CallHandling: Sendable {
    let caller: Caller

    /// Whether an extension's calls are handled by states at all, or in the old way. Limit group Medium; scope ReadAccounts.
    ///
    /// - Returns: `nil` if the service does not say.
    ///
    /// Source: RingCentral `voice/call-routing/user-call-handling/legacy-user-call-handling`: the feature is “available” on both kinds of
    /// account, and its parameter decides.
    public func isStateBased(for id: Extension.ID) async throws -> Bool? {
        let features = try await Features(caller: caller).of(id, ids: ["NewCallHandlingAndForwarding"])
        return features.first { $0.id == "NewCallHandlingAndForwarding" }?
            .parameters["isNewBackendAvailable"].map { $0.lowercased() == "true" }
    }

    /// The states of an extension. Limit group Medium; scope ReadAccounts.
    public func states(of id: Extension.ID) async throws -> [CallHandlingState] {
        struct Records: Decodable, Sendable { let records: [CallHandlingState] }
        let request = try caller.request(.listCallStates, [Segment(id)])
        return try await caller.fetch(.listCallStates, request, as: Records.self).records
    }

    /// Switches a state on or off. `work-hours` and `after-hours` are always on. Limit group Medium.
    ///
    /// - Throws: ``ServiceError``; the scope that the service lists for this write is odd (ReadAccounts), so be prepared for a refusal.
    public func setState(_ state: CallHandlingState.ID, of id: Extension.ID, enabled: Bool) async throws {
        struct Body: Encodable { let enabled: Bool }
        _ = try await caller.send(
            .updateCallState,
            try caller.request(.updateCallState, [Segment(id), Segment(state.rawValue)], body: Body(enabled: enabled)))
    }
}

/// One state of a person's call handling. Source: RingCentral `voice/call-routing/user-call-handling/states-and-rules`.
public struct CallHandlingState: Identifiable, Hashable, Sendable, Decodable {
    /// Which state. Open.
    public struct ID: OpenWord {
        /// The word.
        public let rawValue: String
        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// All calls go elsewhere; comes before everything else.
        public static let forwardAllCalls: ID = "forward-all-calls"
        /// No call rings; queues pass the person by.
        public static let doNotDisturb: ID = "dnd"
        /// Calls of queues.
        public static let agent: ID = "agent"
        /// Working hours.
        public static let workHours: ID = "work-hours"
        /// Other hours.
        public static let afterHours: ID = "after-hours"
    }

    /// Which state.
    public let id: ID
    /// Whether it is on.
    public let enabled: Bool?
    /// Its name for people.
    public let displayName: String?

    /// Makes a state, for tests and stubs.
    public init(id: ID, enabled: Bool?, displayName: String? = nil) {
        self.id = id
        self.enabled = enabled
        self.displayName = displayName
    }
}
