import Foundation
public import GraphClient
import PatchbayCore
import PresenceMapping

/// Whom which subscription covers, and what was seen of them since the keeper was told last.
struct Watching {
    /// For each person the number of the subscription of Graph that covers the person, if any.
    private(set) var people: [Int?] = []
    /// How many subscriptions of Graph there are; RingCentral's comes after them.
    private(set) var graphCount = 0
    /// Whether there is one of RingCentral.
    private(set) var hasRingCentral = false
    /// For each subscription, when it told something last.
    private(set) var notifiedAt: [Duration?] = []
    /// For each, the changes that a poll has shown and that it has not told of yet.
    private var suspects: [[Int: Duration]] = []

    init() {}

    init(people count: Int, serviceUsers: Int, share: Int, hasRingCentral: Bool) {
        graphCount = min(serviceUsers, (count + share - 1) / share)
        let last = graphCount
        people = (0..<count).map { $0 / share < last ? $0 / share : nil }
        self.hasRingCentral = hasRingCentral
        let all = graphCount + (hasRingCentral ? 1 : 0)
        notifiedAt = [Duration?](repeating: nil, count: all)
        suspects = [[Int: Duration]](repeating: [:], count: all)
    }

    var ringCentral: Int? { hasRingCentral ? graphCount : nil }
    var isEmpty: Bool { notifiedAt.isEmpty }

    /// Somebody's change was told; what was suspected of the person is settled.
    mutating func told(_ watch: Int?, _ place: Int?, at moment: Duration) {
        guard let watch else { return }
        notifiedAt[watch] = moment
        if let place { suspects[watch][place] = nil }
    }

    /// A poll has shown a change of which nothing was told.
    mutating func suspect(_ watch: Int?, _ place: Int, at moment: Duration) {
        guard let watch, suspects[watch][place] == nil else { return }
        suspects[watch][place] = moment
    }

    /// What is due to be told the keeper, and how many changes stayed untold for longer than a notification may take.
    mutating func observe(_ now: Duration, latency: Duration) -> (seen: [SubscriptionKeeper.Observation], untold: Int) {
        var untold = 0
        let seen = notifiedAt.indices.map { watch in
            var observation = SubscriptionKeeper.Observation(notifiedAt: notifiedAt[watch])
            for (place, since) in suspects[watch] where now - since >= latency {
                suspects[watch][place] = nil
                untold += 1
                // Where others were told of since, this one was lost; that happens.
                if since > notifiedAt[watch] ?? .seconds(-1) {
                    observation.untoldSince = min(observation.untoldSince ?? since, since)
                }
            }
            return observation
        }
        return (seen, untold)
    }
}

extension PresenceSyncEngine {
    /// Takes what a change notification of Microsoft Graph says of a user.
    ///
    /// It bears no sequence number, so the last to arrive counts; where several come soon after each other, the person is read too.
    public func receive(_ presence: UserPresence) {
        guard isRunning, !isClosed, let place = place(of: presence.id) else { return }
        noteNotification(place)
        // Teams alone says nothing: whether what it shows is ours is told by what RingCentral shows.
        guard ringCentralReadAt != nil else { return }
        let words = TeamsPresence(presence)
        people[place].teamsWords = words
        people[place].teamsReadAt = time.now
        people[place].via = .notification
        take(.teams(TeamsReading(words, sequenceNumber: presence.sequenceNumber)), place)
    }

    /// Takes the notifications that ``GraphClient/ChangeNotificationReceiver`` has let pass: whoever has changed is read within a second,
    /// 650 people a request, unless the notification brings the presence. What is about the subscriptions themselves goes to the keeper.
    ///
    /// Lost, repeated and reordered ones cost time, never correctness.
    ///
    /// - Parameter decryptor: opens the data of notifications, if the subscriptions were made with a certificate. One that cannot be opened
    ///   is treated like one without data.
    public func receive(
        _ delivery: ChangeNotificationReceiver.Delivery, using decryptor: (any NotificationDecryptor)? = nil
    ) {
        guard isRunning, !isClosed else { return }
        for change in delivery.changes {
            if change.encryptedContent != nil, let decryptor {
                do throws(NotificationDecryptionError) {
                    receive(try change.presence(using: decryptor))
                    continue
                } catch {
                    onEvent(
                        .problem(
                            PresenceProblem(
                                user: change.resourceID.map { User.ID($0) }, operation: "notification",
                                message: error.description, remedy: "The person is read instead.")))
                }
            }
            guard let id = change.resourceID, let place = place(of: User.ID(id)) else { continue }
            noteNotification(place)
            noticed.insert(place)
        }
        // Whom those were about is not known.
        if delivery.unreadable > 0 { hurryAll { _ in true } }
        guard let keeper, !delivery.lifecycle.isEmpty else { return }
        nextTending = .zero
        spawn { for notification in delivery.lifecycle { await keeper.take(notification) } }
    }

    /// A user's place, whatever the case of the id.
    func place(of user: User.ID) -> Int? { placeOfUser[user] ?? placeOfFoldedUser[user.rawValue.lowercased()] }

    private func noteNotification(_ place: Int) {
        let now = time.now
        counts.eventsReceived += 1
        counts.teamsNotifications += 1
        watching.told(watching.people[place], place, at: now)
        // Two in short order may have overtaken each other, and one may be from before our session changed.
        if people[place].notifiedAt.map({ now - $0 < .seconds(60) }) ?? false
            || now - people[place].holdChangedAt < options.timing.consistency
        {
            cadence.hurry(place, now: now + .seconds(10))
        }
        people[place].notifiedAt = now
    }

    func hurryAll(_ isMeant: (Int) -> Bool) {
        for place in people.indices where isMeant(place) { cadence.hurry(place, now: time.now) }
    }

    // MARK: What polls show

    /// Notes that a poll of Teams has shown something new, unless a notification has told since the last reading.
    func suspectTeams(_ place: Int, lastReading: Duration?) {
        guard let watch = watching.people[place], isActive(watch), let lastReading else { return }
        guard people[place].notifiedAt.map({ $0 < lastReading }) ?? true else { return }
        watching.suspect(watch, place, at: time.now)
    }

    /// The same for RingCentral.
    func suspectRingCentral(_ place: Int, from before: RingCentralState?, lastReading: Duration?) {
        guard let watch = watching.ringCentral, isActive(watch), let before, let lastReading else { return }
        let state = people[place].state
        guard let after = state.ringCentral, after != before, after != people[place].toldRingCentral, !state.isWriting,
            people[place].toldAt.map({ $0 < lastReading }) ?? true
        else { return }
        watching.suspect(watch, place, at: time.now)
    }

    private func isActive(_ watch: Int) -> Bool {
        subscriptionStatuses.indices.contains(watch) && subscriptionStatuses[watch].isActive
    }

    // MARK: The keeper

    func beginWatching() async {
        // Who only gives everything back need not be told of anything.
        let keeper = isDisabling ? nil : keeper
        watching = Watching(
            people: people.count, serviceUsers: keeper?.graphOrder?.serviceUsers.count ?? 0,
            share: SubscriptionKeeper.share, hasRingCentral: keeper?.coversRingCentral ?? false)
        (subscriptionStatuses, flowing, isTending, nextTending, lastSeen) = ([], [], false, .zero, [])
        await keeper?.begin(people.map(\.pair.user), time: time) { [weak self] event in await self?.receive(event) }
    }

    /// Tells the keeper what was seen, and does what it asks for: at once where there is news or something is under way, and every few
    /// seconds otherwise, since its own waits are much longer.
    func tendSubscriptions(_ now: Duration) {
        guard let keeper, !isDisabling, !isTending else { return }
        let (seen, untold) = watching.observe(now, latency: options.notificationLatency)
        counts.untoldChanges += untold
        guard now >= nextTending || seen != lastSeen else { return }
        isTending = true
        lastSeen = seen
        // A socket has news of its own, which nobody sees but the keeper.
        nextTending = now + (keeper.socketOrder == nil ? .seconds(5) : .seconds(1))
        spawn {
            let tending = await keeper.tend(seen)
            await self.take(tending)
        }
    }

    /// Ends the subscriptions in good order.
    func endWatching() async {
        guard let keeper, !isDisabling else { return }
        take(await keeper.end(within: .seconds(30)))
    }

    private func take(_ tending: SubscriptionKeeper.Tending) {
        isTending = false
        let now = time.now
        subscriptionStatuses = tending.statuses
        if tending.isUnderWay { nextTending = now }
        for report in tending.reports { onEvent(.subscription(report)) }
        let flowing = Set(tending.statuses.indices.filter { tending.statuses[$0].isFlowing })
        if flowing != self.flowing {
            let before = self.flowing
            self.flowing = flowing
            for place in people.indices {
                guard let watch = watching.people[place] else { continue }
                cadence.relax(place, flowing.contains(watch), now: now)
            }
            if let watch = watching.ringCentral, before.contains(watch), !flowing.contains(watch) {
                nextRingCentralPoll = min(nextRingCentralPoll, lastRingCentralPoll + options.ringCentralPoll)
            }
        }
        guard !isClosed else { return }
        if let watch = watching.ringCentral, tending.restarted.contains(watch) { ringCentralStreamRestarted() }
        for watch in tending.toRead {
            if watch == watching.ringCentral {
                nextRingCentralPoll = min(nextRingCentralPoll, max(lastRingCentralPoll + .seconds(1), now))
            } else {
                hurryAll { watching.people[$0] == watch }
            }
        }
    }

    /// How long until everybody's RingCentral presence is read again.
    var ringCentralInterval: Duration {
        watching.ringCentral.map(flowing.contains) ?? false ? options.ringCentralRelaxedPoll : options.ringCentralPoll
    }
}
