/// The tenant's users: the population, and what was changed since.
///
/// Reads see a change only once its delay is over; writes see it at once. Changes become visible in the order in which they were
/// made, so a delta token is a position in the list of changes.
struct Directory {
    private struct Version {
        let visibleAt: Double
        /// Its place in the list of changes.
        let change: Int
        let user: SimulatedUser?
        let isHardDeleted: Bool
    }

    /// A change that a delta query reports.
    struct Change {
        let index: Int
        let visibleAt: Double
    }

    let population: Population
    private var added: [SimulatedUser] = []
    private var histories: [Int: [Version]] = [:]
    private(set) var changes: [Change] = []
    private var byID: [GUID: Int32] = [:]
    /// By the hash of the name: a clash finds the wrong user, which the comparison of names then refuses.
    private var byName: [Int: Int32] = [:]

    init(_ population: Population) { self.population = population }

    /// How many users there are or were.
    var count: Int { population.count + added.count }

    /// How many users reads show now.
    func visibleCount(at now: Double) -> Int {
        var count = population.count
        for (index, history) in histories {
            let latest = history.last { $0.visibleAt <= now }
            if index < population.count {
                if let latest, latest.user == nil { count -= 1 }
            } else if latest?.user != nil {
                count += 1
            }
        }
        return count
    }

    /// The id of the user at a position.
    func id(at index: Int) -> GUID {
        index < population.count
            ? population.id(at: index) : GUID(added[index - population.count].id) ?? GUID(high: 0, low: 0)
    }

    /// The user at a position as reads show it now; `nil` if it is not there yet, or no longer.
    func user(at index: Int, now: Double) -> SimulatedUser? {
        if let version = histories[index]?.last(where: { $0.visibleAt <= now }) { return version.user }
        return index < population.count ? population.user(at: index) : nil
    }

    /// The user at a position as it truly is.
    func actual(at index: Int) -> SimulatedUser? {
        if let version = histories[index]?.last { return version.user }
        return index < population.count ? population.user(at: index) : nil
    }

    /// The kind of a user as it truly is; `nil` if deleted. Cheap, for the hot paths.
    func kind(at index: Int) -> UserKind? {
        if let version = histories[index]?.last { return version.user?.kind }
        return index < population.count ? population.kind(at: index) : nil
    }

    /// The user at a position as it was before a change, for a delta that shows only what differs.
    func user(at index: Int, before change: Int) -> SimulatedUser? {
        if let version = histories[index]?.last(where: { $0.change < change }) { return version.user }
        return index < population.count ? population.user(at: index) : nil
    }

    /// How many changes reads know of now.
    func visibleChanges(at now: Double) -> Int { changes.firstIndex { $0.visibleAt > now } ?? changes.count }

    /// Whether a removed user is gone for good.
    func isHardDeleted(at index: Int, now: Double) -> Bool {
        histories[index]?.last { $0.visibleAt <= now }?.isHardDeleted ?? false
    }

    /// The position of a user by id or user principal name, without regard to whether it is still there.
    mutating func index(of key: String) -> Int? {
        if byID.isEmpty { buildIndex() }
        if let id = GUID(key) { return byID[id].map(Int.init) }
        let lowered = key.lowercased()
        guard let index = byName[lowered.hashValue].map(Int.init) else { return nil }
        let names = (histories[index]?.compactMap { $0.user?.userPrincipalName } ?? [])
        if names.contains(where: { $0.lowercased() == lowered }) { return index }
        return index < population.count && population.userPrincipalName(at: index).lowercased() == lowered
            ? index : nil
    }

    /// Adds, replaces or removes a user.
    mutating func set(_ user: SimulatedUser?, at index: Int, hard: Bool = false, visibleAt: Double) {
        let earliest = max(visibleAt, changes.last?.visibleAt ?? 0)
        if byID.isEmpty { buildIndex() }
        histories[index, default: []].append(
            Version(visibleAt: earliest, change: changes.count, user: user, isHardDeleted: hard))
        changes.append(Change(index: index, visibleAt: earliest))
        if let user { byName[user.userPrincipalName.lowercased().hashValue] = Int32(index) }
    }

    /// Adds a user.
    mutating func add(_ user: SimulatedUser, visibleAt: Double) {
        added.append(user)
        let index = count - 1
        set(user, at: index, visibleAt: visibleAt)
        if let id = GUID(user.id) { byID[id] = Int32(index) }
    }

    private mutating func buildIndex() {
        byID.reserveCapacity(count)
        byName.reserveCapacity(count)
        for index in 0..<population.count {
            byID[population.id(at: index)] = Int32(index)
            byName[population.userPrincipalName(at: index).lowercased().hashValue] = Int32(index)
        }
    }
}
