import PatchbayCore

/// Who subscribed to what, and the notifications under way.
struct SubscriptionsState {
    /// Graph's, by id.
    var graph: [String: GraphSubscription] = [:]
    /// RingCentral's, by id.
    var ringCentral: [String: RingCentralSubscription] = [:]
    /// What is to be sent, and when.
    var letters = DueQueue<Letter>()
    var watch = TeamsWatch()
    var counts: [String: DeliveryCounts] = [:]
    /// How fast the addresses of Graph's subscriptions answer.
    var health: [String: EndpointHealth] = [:]
    /// The last event of each extension at RingCentral.
    var sequences: [Int: Int] = [:]
    /// Its own, so that nothing else comes out differently because somebody subscribed.
    var random: SplitMix64
    private var made = 0

    init(seed: UInt64) { random = SplitMix64(seed: SplitMix64.mix(seed) ^ 0x0A11) }

    var isEmpty: Bool { graph.isEmpty && ringCentral.isEmpty }

    /// A number for the next thing that needs an id.
    mutating func nextNumber() -> Int {
        made += 1
        return made
    }

    /// Graph's subscriptions that are about a user, in the order in which they were made.
    func graph(about user: Int, at now: Double) -> [GraphSubscription] {
        graph.values.filter { $0.expiresAt > now && $0.users.contains(user) }.sorted { $0.number < $1.number }
    }

    /// RingCentral's subscriptions that are alive, in the order in which they were made.
    func ringCentral(at now: Double) -> [RingCentralSubscription] {
        ringCentral.values.filter { $0.expiresAt > now }.sorted { $0.number < $1.number }
    }

    /// Forgets what is over.
    ///
    /// - Returns: whether a subscription of Graph's was among it.
    mutating func removeExpired(at now: Double) -> Bool {
        let before = graph.count
        graph = graph.filter { $0.value.expiresAt > now }
        ringCentral = ringCentral.filter { $0.value.expiresAt > now }
        return graph.count < before
    }
}

extension World {
    /// Looks at those users that subscriptions are about, after subscriptions have come or gone.
    func updateWatch(at now: Double) {
        var users: Set<Int> = []
        for subscription in subscriptions.graph.values { users.formUnion(subscription.users) }
        subscriptions.watch.watch(users, at: now) { presences.teams($0) }
    }

    func removeExpiredSubscriptions(at now: Double) {
        guard !subscriptions.isEmpty else { return }
        if subscriptions.removeExpired(at: now) { updateWatch(at: now) }
    }

    /// When somebody has to look next, although nobody asks the cloud anything.
    var nextWake: Double? {
        guard !subscriptions.isEmpty || !sockets.isEmpty else { return nil }
        return [
            subscriptions.letters.nextDue, subscriptions.watch.nextMoment, presences.nextEvent?.at.seconds,
            sockets.nextDeadline,
        ].compactMap(\.self).min()
    }

    /// The moment to wake at, if that is before the one that was set last.
    func takeAlarm() -> Double? {
        guard let next = nextWake, next < alarmAt ?? .infinity else { return nil }
        alarmAt = next
        return next
    }
}
