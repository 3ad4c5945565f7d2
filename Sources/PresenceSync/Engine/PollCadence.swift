/// Who is to be read when: those who change often, those who do not seldom.
///
/// A request names up to 650 users and costs the same for one, so a request that has room takes along whoever is due next.
struct PollCadence {
    private var due: [Duration]
    private var interval: [Duration]
    private var isRelaxed: [Bool]
    private let fastest: Duration
    private let slowest: Duration
    private let relaxed: Duration

    /// - Parameter relaxed: how often somebody is read whose changes are told by notifications.
    init(users: Int, fastest: Duration, slowest: Duration, relaxed: Duration? = nil) {
        self.relaxed = relaxed ?? slowest
        isRelaxed = [Bool](repeating: false, count: users)
        due = [Duration](repeating: .zero, count: users)
        interval = [Duration](repeating: fastest, count: users)
        self.fastest = fastest
        self.slowest = slowest
    }

    /// The users to read now, in portions; at most so many portions. Room that is left goes to those who are due next, as far as that
    /// spares them a request of their own soon: within a quarter of their wait.
    func portions(now: Duration, size: Int, atMost limit: Int) -> [[Int]] {
        guard limit > 0 else { return [] }
        // Two passes over the moments alone; only those who are chosen are put in order.
        var ready = 0
        for moment in due where moment <= now { ready += 1 }
        guard ready > 0 else { return [] }
        if due.count <= size { return [Array(due.indices)] }
        let room = min(limit, (ready + size - 1) / size) * size
        let chosen = due.indices.filter { isSoon($0, now) }.sorted { (due[$0], $0) < (due[$1], $1) }.prefix(room)
        return stride(from: chosen.startIndex, to: chosen.endIndex, by: size).map {
            Array(chosen[$0..<min($0 + size, chosen.endIndex)])
        }
    }

    private func isSoon(_ user: Int, _ now: Duration) -> Bool {
        let left = due[user] - now
        return left <= .zero || left + left + left + left <= wait(of: user)
    }

    private func wait(of user: Int) -> Duration { isRelaxed[user] ? relaxed : interval[user] }

    /// Notes that a user was asked about.
    mutating func asked(_ user: Int, now: Duration) { due[user] = now + wait(of: user) }

    /// Notes what came of it: those who changed are read often again, the others half as often as before.
    mutating func answered(_ user: Int, changed: Bool, now: Duration) {
        interval[user] = changed ? fastest : min(interval[user] * 2, slowest)
        due[user] = now + wait(of: user)
    }

    /// Notes whether a user's changes are told by notifications. Whoever's are not any more is read soon.
    mutating func relax(_ user: Int, _ isTold: Bool, now: Duration) {
        guard isRelaxed[user] != isTold else { return }
        isRelaxed[user] = isTold
        if isTold {
            due[user] = max(due[user], now + relaxed)
        } else {
            interval[user] = fastest
            due[user] = min(due[user], now + fastest)
        }
    }

    /// Reads a user soon.
    mutating func hurry(_ user: Int, now: Duration) { due[user] = min(due[user], now) }
}
