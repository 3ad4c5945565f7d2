import Foundation
import PatchbayCore

extension World {
    /// The date at a moment of the cloud's.
    func date(at moment: Double) -> Date { epoch.addingTimeInterval(moment) }

    /// A letter that is about to be written meets the faults of its operation.
    ///
    /// - Parameter latency: how long it takes if nothing goes wrong.
    func write(_ letter: Letter, _ operation: SimulatedOperation, latency: ClosedRange<Duration>) {
        let id = letter.subscription
        subscriptions.counts[id, default: DeliveryCounts()].written += 1
        var copies = 1
        var extra = 0.0
        for fault in faults.faults(for: operation, now: letter.writtenAt) {
            switch fault {
            case .loseNotification: copies = 0
            case .duplicateNotification: copies = 2
            case .delay(let range): extra += subscriptions.random.duration(in: range).seconds
            case .silenceSubscription: silenceSubscription(id)
            case .loseSubscription: loseSubscription(id, at: letter.writtenAt)
            default: continue
            }
        }
        let isSilent = subscriptions.graph[id]?.isSilent ?? subscriptions.ringCentral[id]?.isSilent ?? true
        guard copies > 0, !isSilent else {
            subscriptions.counts[id, default: DeliveryCounts()].lost += 1
            return
        }
        for _ in 0..<copies {
            let wait = subscriptions.random.duration(in: latency).seconds
            subscriptions.letters.add(letter, due: letter.writtenAt + extra + wait)
        }
    }

    /// The subscription stays, and sends nothing any more.
    @discardableResult
    func silenceSubscription(_ id: String) -> Bool {
        subscriptions.graph[id]?.isSilent = true
        subscriptions.ringCentral[id]?.isSilent = true
        return subscriptions.graph[id] != nil || subscriptions.ringCentral[id] != nil
    }

    /// The subscription is gone, and nobody is told.
    @discardableResult
    func loseSubscription(_ id: String, at now: Double) -> Bool {
        let isGraph = subscriptions.graph.removeValue(forKey: id) != nil
        if isGraph { updateWatch(at: now) }
        return subscriptions.ringCentral.removeValue(forKey: id) != nil || isGraph
    }

    /// What goes out now.
    func takeParcels(at now: Double) -> [Parcel] {
        removeExpiredSubscriptions(at: now)
        tidyEventSockets(at: now)
        var parcels: [Parcel] = []
        var forGraph: [GraphPost] = []
        while let (_, letter) = subscriptions.letters.pop(through: now) {
            if let subscription = subscriptions.graph[letter.subscription] {
                if let post = graphPost(letter, subscription, at: now) { forGraph.append(post) }
            } else if let subscription = subscriptions.ringCentral[letter.subscription] {
                if let parcel = parcel(letter, subscription, at: now) { parcels.append(parcel) }
            } else {
                subscriptions.counts[letter.subscription, default: DeliveryCounts()].dropped += 1
            }
        }
        return graphParcels(forGraph, at: now) + parcels
    }

    /// Takes note of what a receiver answered.
    func conclude(_ parcel: Parcel, _ answer: ReceiverAnswer, took seconds: Double, at now: Double) {
        for letter in parcel.letters {
            if parcel.isForGraph {
                concludeGraph(letter, answer, at: now)
            } else {
                concludeRingCentral(letter, answer, at: now)
            }
        }
        if parcel.isForGraph {
            let address = parcel.request.url.absoluteString
            subscriptions.health[address, default: EndpointHealth()].note(seconds: seconds, at: now)
        }
    }
}
