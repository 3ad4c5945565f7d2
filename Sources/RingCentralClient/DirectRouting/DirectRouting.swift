public import PatchbayCore

/// The Teams integration of extensions by Direct Routing, at most 25 in one call. Connecting and disconnecting go on after the answer.
///
/// It is known from RingCentral's generated clients only, and an account has to be set up for it, so ask ``availability(probing:)`` first.
/// Source: RingCentral's generated clients (`/ms-teams/direct-routing/users`).
public struct DirectRouting: Sendable {
    let caller: Caller
    let listStyle: ListStyle

    /// How many extensions one call may name.
    public static let batchSize = 25

    /// How a list of ids is written in the query. Which of the two the service wants is not documented.
    public enum ListStyle: Sendable, Hashable {
        /// `extensionIds=1&extensionIds=2`, as everywhere else.
        case repeated
        /// `extensionIds=1,2`
        case commas
    }

    /// Whether the account has the feature.
    public enum Availability: Sendable, Hashable {
        /// It answers.
        case available
        /// It says that there is no such thing, or that the account does not have it.
        case unavailable(ServiceError)
        /// It says something else, so nobody knows.
        case unknown(ServiceError)
    }

    /// Finds out whether the account has the feature, by asking for one extension. Limit group Medium.
    ///
    /// - Throws: what the pipeline throws, but no ``ServiceError``: that is part of the answer.
    public func availability(probing id: Extension.ID) async throws -> Availability {
        do {
            _ = try await users([id])
            return .available
        } catch let error as ServiceError {
            // Not allowed is not “not there”; and an extension that is not found says that the address was understood.
            let isAbsent =
                ["CMN-109", "CMN-120", "CMN-202", "CMN-427"].contains(where: error.hasCode)
                || (error.status == 404 && !error.hasCode("CMN-102")) || error.status == 405 || error.status == 501
            return isAbsent ? .unavailable(error) : .unknown(error)
        }
    }

    /// The state of extensions; those whose integration is off are missing. Limit group Medium, one call for each 25; scope ReadAccounts.
    ///
    /// - Throws: ``ServiceError`` and what the pipeline throws.
    public func users(_ ids: [Extension.ID]) async throws -> [DirectRoutingUser] {
        var users: [DirectRoutingUser] = []
        var rest = ids[...]
        while !rest.isEmpty {
            let request = try caller.request(.listDirectRouting, query: query(Array(rest.prefix(Self.batchSize))))
            users += try await caller.fetch(.listDirectRouting, request, as: Mappings.self).mappings
            rest = rest.dropFirst(Self.batchSize)
        }
        return users
    }

    /// Begins to connect extensions, at most ``batchSize``. Limit group Medium; scope EditAccounts.
    ///
    /// A repeat asks for what is already so, hence it is harmless.
    ///
    /// - Parameter numbers: the number of each, E.164 with its `+`.
    /// - Returns: the state at the beginning; poll with ``users(_:)`` or ``settle(_:every:within:)``.
    public func connect(_ numbers: [Extension.ID: String]) async throws -> [DirectRoutingUser] {
        struct Body: Encodable {
            struct Mapping: Encodable {
                let extensionId: LenientID
                let phoneNumber: String
            }
            let mappings: [Mapping]
        }
        try Self.check(numbers.count)
        if numbers.isEmpty { return [] }
        guard numbers.values.allSatisfy({ $0.hasPrefix("+") && $0.dropFirst().allSatisfy(\.isNumber) }) else {
            throw ConfigurationError(
                "A number is not in E.164 form.", remedy: "Write it as + and digits, such as +12125550100.")
        }
        let body = Body(
            mappings: numbers.sorted { $0.key < $1.key }.map { .init(extensionId: $0.key, phoneNumber: $0.value) })
        let request = try caller.request(.connectDirectRouting, body: body)
        return try await caller.fetch(.connectDirectRouting, request, as: Mappings.self).mappings
    }

    /// Begins to disconnect extensions, at most ``batchSize``; those that are gone already are as good. Limit group Medium; scope EditAccounts.
    public func disconnect(_ ids: [Extension.ID]) async throws {
        try Self.check(ids.count)
        if ids.isEmpty { return }
        do {
            _ = try await caller.send(
                .disconnectDirectRouting, try caller.request(.disconnectDirectRouting, query: query(ids)))
        } catch let error as ServiceError where error.status == 404 && error.hasCode("CMN-102") {
            // Gone already. Any other 404 says that the feature is not there, which is not the same.
        }
    }

    /// Waits until none of the extensions is being connected or disconnected any more. There is no event for it.
    ///
    /// - Parameters:
    ///   - interval: how long to wait between two questions.
    ///   - limit: how long to wait in all; then the state as it is, under way or not, is returned.
    public func settle(
        _ ids: [Extension.ID], every interval: Duration = .seconds(15), within limit: Duration = .seconds(600)
    ) async throws -> [DirectRoutingUser] {
        let time = caller.pipeline.configuration.time
        let end = time.now + limit
        var settled: [DirectRoutingUser] = []
        var rest = ids
        while true {
            let users = try await users(rest)
            settled += users.filter { !$0.status.isUnderWay }
            let moving = users.filter { $0.status.isUnderWay }
            guard !moving.isEmpty, time.now + interval <= end else { return settled + moving }
            rest = moving.map(\.id)
            try await time.sleep(for: interval)
        }
    }

    private func query(_ ids: [Extension.ID]) -> Query {
        var query = Query()
        switch listStyle {
        case .repeated: for id in ids { query.append("extensionIds", id.description) }
        case .commas: query.append("extensionIds", ids.map(\.description).joined(separator: ","))
        }
        return query
    }

    private static func check(_ count: Int) throws {
        guard count <= batchSize else {
            throw ConfigurationError(
                "\(count) extensions in one call; \(batchSize) are allowed.", remedy: "Send them in portions.")
        }
    }

    private struct Mappings: Decodable, Sendable { let mappings: [DirectRoutingUser] }
}
