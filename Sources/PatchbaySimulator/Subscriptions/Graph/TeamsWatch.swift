/// What somebody who is told about changes was told last: the users that subscriptions are about, what Teams shows of them, and when
/// that changes by itself the next time, as a session fades or an appointment begins.
struct TeamsWatch: Sendable {
    private var shown: [Int: TeamsUserPresence.Status] = [:]
    private var planned: [Int: Double] = [:]
    private var moments = DueQueue<Int>()

    var nextMoment: Double? { moments.nextDue }

    /// Watches these users and no others.
    mutating func watch(_ users: Set<Int>, at now: Double, _ presence: (Int) -> TeamsUserPresence) {
        shown = shown.filter { users.contains($0.key) }
        planned = planned.filter { users.contains($0.key) }
        for user in users where shown[user] == nil {
            let presence = presence(user)
            shown[user] = presence.shown(at: now)
            plan(user, presence.nextMoment(after: now))
        }
    }

    /// Takes a look at a user.
    ///
    /// - Returns: what is shown, if that is something else than before and somebody watches.
    mutating func look(at user: Int, _ presence: TeamsUserPresence, at now: Double) -> TeamsUserPresence.Status? {
        guard let before = shown[user] else { return nil }
        plan(user, presence.nextMoment(after: now))
        let status = presence.shown(at: now)
        guard status != before else { return nil }
        shown[user] = status
        return status
    }

    /// The next user whose presence changes by itself up to now.
    mutating func popMoment(through now: Double) -> (at: Double, user: Int)? {
        while let (due, user) = moments.pop(through: now) {
            guard planned[user] == due else { continue }
            planned[user] = nil
            return (due, user)
        }
        return nil
    }

    private mutating func plan(_ user: Int, _ moment: Double?) {
        guard planned[user] != moment else { return }
        planned[user] = moment
        if let moment { moments.add(user, due: moment) }
    }
}
