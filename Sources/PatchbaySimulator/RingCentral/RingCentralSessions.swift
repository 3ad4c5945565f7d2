import PatchbayCore

/// Sessions and their tokens, with RingCentral's unusual rotation.
///
/// Source: RingCentral `authentication/refresh-tokens`: a refresh ends the old access token at once; the old refresh token goes on to
/// give the same new access token for ten seconds after that was first used, or for sixty minutes while it was not. And
/// `authentication/tokens`: usually five sessions at once; a revocation ends a whole session.
struct RingCentralSessions {
    private struct Pair {
        let access: String
        let refresh: String?
        let accessEndsAt: Double
        let refreshEndsAt: Double
        var firstUsedAt: Double?
        /// The pair that came from this one's refresh token, and when.
        var next: (index: Int, at: Double)?
    }

    private struct Session {
        var pairs: [Pair] = []
        var isOver = false
    }

    /// What a token request gives.
    struct Grant {
        let access: String
        let refresh: String?
        let accessEndsIn: Double
        let refreshEndsIn: Double
    }

    enum Verdict { case valid, expired, unknown }

    private static let graceUsed = 10.0
    private static let graceUnused = 3600.0
    private static let maximumSessions = 5

    private let settings: RingCentralSettings
    private var sessions: [Session] = []
    private var byAccess: [String: (session: Int, pair: Int)] = [:]
    private var byRefresh: [String: (session: Int, pair: Int)] = [:]
    private var issued = 0

    init(_ settings: RingCentralSettings) { self.settings = settings }

    /// Begins a session; the oldest of too many ends.
    mutating func begin(at now: Double, lifetime: Double) -> Grant {
        let alive = sessions.indices.filter { !sessions[$0].isOver }
        if alive.count >= RingCentralSessions.maximumSessions, let oldest = alive.first {
            sessions[oldest].isOver = true
        }
        sessions.append(Session())
        return issue(in: sessions.count - 1, at: now, lifetime: lifetime)
    }

    /// Exchanges a refresh token; `nil` if it is not, or no longer, good.
    mutating func refresh(_ token: String, at now: Double, lifetime: Double) -> Grant? {
        guard let (session, pair) = byRefresh[token], !sessions[session].isOver else { return nil }
        let old = sessions[session].pairs[pair]
        guard old.refreshEndsAt > now else { return nil }
        guard let next = old.next else {
            let grant = issue(in: session, at: now, lifetime: lifetime)
            sessions[session].pairs[pair].next = (sessions[session].pairs.count - 1, now)
            return grant
        }
        let successor = sessions[session].pairs[next.index]
        let isGraceOver =
            successor.firstUsedAt.map { now - $0 > RingCentralSessions.graceUsed }
            ?? (now - next.at > RingCentralSessions.graceUnused)
        // Once the successor was itself exchanged, its access token is dead and there is nothing left to repeat.
        guard !isGraceOver, successor.next == nil else { return nil }
        return grant(successor, at: now)
    }

    /// Checks an access token, and notes its first use.
    mutating func use(_ token: String, at now: Double) -> Verdict {
        guard let (session, place) = byAccess[token], !sessions[session].isOver else { return .unknown }
        let pair = sessions[session].pairs[place]
        guard pair.next == nil else { return .unknown }
        guard pair.accessEndsAt > now else { return .expired }
        if pair.firstUsedAt == nil { sessions[session].pairs[place].firstUsedAt = now }
        return .valid
    }

    /// Ends the session that a token belongs to.
    mutating func revoke(_ token: String) {
        guard let (session, _) = byAccess[token] ?? byRefresh[token] else { return }
        sessions[session].isOver = true
    }

    /// Ends every access token before its time; refresh tokens stay good.
    mutating func expireAccess() {
        for (token, place) in byAccess {
            let pair = sessions[place.session].pairs[place.pair]
            sessions[place.session].pairs[place.pair] = Pair(
                access: token, refresh: pair.refresh, accessEndsAt: -1, refreshEndsAt: pair.refreshEndsAt,
                firstUsedAt: pair.firstUsedAt, next: pair.next)
        }
    }

    private mutating func issue(in session: Int, at now: Double, lifetime: Double) -> Grant {
        issued += 1
        let pair = Pair(
            access: "simulated-access-\(issued)",
            refresh: settings.issuesRefreshTokens ? "simulated-refresh-\(issued)" : nil,
            accessEndsAt: now + lifetime, refreshEndsAt: now + settings.refreshTokenLifetime.seconds)
        sessions[session].pairs.append(pair)
        let place = (session, sessions[session].pairs.count - 1)
        byAccess[pair.access] = place
        if let refresh = pair.refresh { byRefresh[refresh] = place }
        return grant(pair, at: now)
    }

    private func grant(_ pair: Pair, at now: Double) -> Grant {
        Grant(
            access: pair.access, refresh: pair.refresh, accessEndsIn: max(0, pair.accessEndsAt - now),
            refreshEndsIn: max(0, pair.refreshEndsAt - now))
    }
}
