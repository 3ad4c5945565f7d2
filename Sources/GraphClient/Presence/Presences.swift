public import PatchbayCore

/// Presence in Teams: read for many at once, set and cleared for one.
///
/// Permissions: `Presence.Read.All` to read, `Presence.ReadWrite.All` to set. Not offered in China.
public struct Presences: Sendable {
    let graph: Graph

    /// How many users one request may name. Source: Microsoft Graph `cloudcommunications-getpresencesbyuserid` (2025-07-23).
    public static let batchSize = 650

    /// The shortest life of a session's presence, in minutes. Source: Microsoft Graph `presence-setpresence`.
    public static let shortestMinutes = 5
    /// The longest life of a session's presence, in minutes. Source: Microsoft Graph `presence-setpresence`.
    public static let longestMinutes = 240

    /// What Teams shows of users, 650 a request. Users that Graph does not know are left out.
    ///
    /// Source: Microsoft Graph `cloudcommunications-getpresencesbyuserid`.
    public func get(
        of users: [User.ID], lane: RequestScheduler.Lane = .sweep
    ) async throws -> [User.ID: UserPresence] {
        try graph.cloud.require(.presence)
        struct Body: Encodable {
            let ids: [User.ID]
        }
        var seen = Set<User.ID>()
        let ids = users.filter { seen.insert($0).inserted }
        let operation = GraphOperations.presenceList.inLane(lane)
        var found: [User.ID: UserPresence] = [:]
        found.reserveCapacity(ids.count)
        for start in stride(from: 0, to: ids.count, by: Self.batchSize) {
            let chunk = Array(ids[start..<min(start + Self.batchSize, ids.count)])
            let request = try graph.request(
                .post, "/communications/getPresencesByUserId", json: Body(ids: chunk))
            let response = try await graph.pipeline.send(request, for: operation)
            // The order is not guaranteed, so answers are joined by id, and ids may come back in another case.
            let asked = Dictionary(
                chunk.map { ($0.rawValue.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
            for presence in try graph.readPage(UserPresence.self, from: response, operation: operation).value {
                if let id = asked[presence.id.rawValue.lowercased()] { found[id] = presence }
            }
        }
        return found
    }

    /// What Teams shows of one user; `nil` if there is no such user. Source: Microsoft Graph `presence-get`.
    public func get(
        of user: User.ID, lane: RequestScheduler.Lane = .interactive
    ) async throws -> UserPresence? {
        try graph.cloud.require(.presence)
        return try await graph.find(
            UserPresence.self, try graph.request(.get, path(user)), for: GraphOperations.presenceGet.inLane(lane))
    }

    /// Sets the presence of this app's session for a user. There is one session per app and user: setting it again replaces it.
    ///
    /// - Parameters:
    ///   - duration: how long it lives unless set again, rounded up to whole minutes and moved into five minutes to four hours. When
    ///     it has run out, the session counts as offline.
    ///   - session: the session's id; Graph takes the calling app's client id only, which is the default.
    ///
    /// Source: Microsoft Graph `presence-setpresence`.
    public func set(
        _ presence: SessionPresence, for user: User.ID, duration: Duration, session: String? = nil,
        lane: RequestScheduler.Lane = .interactive
    ) async throws {
        try graph.cloud.require(.presence)
        let body = SetBody(
            sessionId: session ?? graph.pipeline.app, availability: presence.availability, activity: presence.activity,
            expirationDuration: Self.iso8601(minutes: Self.minutes(duration, most: Self.longestMinutes)))
        _ = try await graph.pipeline.send(
            try graph.request(.post, "\(path(user))/setPresence", json: body),
            for: GraphOperations.presenceSet.inLane(lane))
    }

    /// Ends this app's session for a user, whose presence is then made of the other sessions.
    ///
    /// - Returns: whether there was such a session.
    ///
    /// Source: Microsoft Graph `presence-clearpresence`.
    @discardableResult public func clear(
        for user: User.ID, session: String? = nil, lane: RequestScheduler.Lane = .interactive
    ) async throws -> Bool {
        try graph.cloud.require(.presence)
        struct Body: Encodable {
            let sessionId: String
        }
        let response = try await graph.pipeline.send(
            try graph.request(
                .post, "\(path(user))/clearPresence", json: Body(sessionId: session ?? graph.pipeline.app)),
            for: GraphOperations.presenceClear.inLane(lane), accepting: [404])
        return response.status != 404
    }

    /// Sets what the user prefers to show; it replaces what the user picked by hand, so use it with care.
    ///
    /// - Parameter duration: how long it lives, rounded up to whole minutes; without one, Graph keeps Busy and Do not disturb for a
    ///   day and the others for seven.
    ///
    /// Source: Microsoft Graph `presence-setuserpreferredpresence`.
    public func setPreferred(
        _ presence: PreferredPresence, for user: User.ID, duration: Duration? = nil,
        lane: RequestScheduler.Lane = .interactive
    ) async throws {
        try graph.cloud.require(.presence)
        let body = SetBody(
            sessionId: nil, availability: presence.availability, activity: presence.activity,
            expirationDuration: duration.map { Self.iso8601(minutes: Self.minutes($0, most: 7 * 24 * 60)) })
        _ = try await graph.pipeline.send(
            try graph.request(.post, "\(path(user))/setUserPreferredPresence", json: body),
            for: GraphOperations.presenceSetPreferred.inLane(lane))
    }

    /// Takes back what the user prefers to show. Repeating it does no harm.
    ///
    /// Source: Microsoft Graph `presence-clearuserpreferredpresence`.
    public func clearPreferred(for user: User.ID, lane: RequestScheduler.Lane = .interactive) async throws {
        try graph.cloud.require(.presence)
        struct Body: Encodable {}
        _ = try await graph.pipeline.send(
            try graph.request(.post, "\(path(user))/clearUserPreferredPresence", json: Body()),
            for: GraphOperations.presenceClearPreferred.inLane(lane))
    }

    private struct SetBody: Encodable {
        let sessionId: String?
        let availability: PresenceAvailability
        let activity: PresenceActivity
        let expirationDuration: String?
    }

    private func path(_ user: User.ID) -> String { "/users/\(PathSegment(user.rawValue))/presence" }

    /// Whole minutes, rounded up, inside what Graph takes.
    static func minutes(_ duration: Duration, most: Int) -> Int {
        let (seconds, rest) = duration.components
        guard seconds < Int64(most) * 60 else { return most }
        let whole = Int(max(0, seconds))
        return min(max((whole + 59 + (rest > 0 ? 1 : 0)) / 60, shortestMinutes), most)
    }

    private static func iso8601(minutes: Int) -> String { "PT\(minutes)M" }
}

extension Graph {
    /// Presence in Teams.
    public var presence: Presences { Presences(graph: self) }
}

extension GraphOperations {
    static let presenceList = presence("list")
    static let presenceGet = presence("get")
    /// A repeat sets the same again.
    static let presenceSet = presence("set")
    /// A repeat answers 404.
    static let presenceClear = presence("clear")
    static let presenceSetPreferred = presence("setPreferred")
    static let presenceClearPreferred = presence("clearPreferred")

    private static func presence(_ name: String) -> APIOperation {
        APIOperation("presence.\(name)", charges: [RateCharge(.presence)])
    }
}
