import Foundation
import GraphClient
import PatchbayCore

/// One service user's subscription.
struct GraphWatch: Sendable {
    let order: GraphSubscriptionOrder
    let client: Graph
    let people: [User.ID]

    func carryOut(_ action: SubscriptionAction, time: TimeSource) async throws -> SubscriptionEvent {
        switch action {
        case .look:
            let all = try await client.subscriptions.list().filter(\.isForPresence)
            return .found(Self.sighting(all.map { judge($0, time) }))
        case .make:
            let made = try await client.subscriptions.createPresence(
                of: people, notificationURL: order.notificationURL, lifecycleURL: order.lifecycleURL,
                clientState: order.clientState, encryption: order.encryption)
            return .made(id: made.id.rawValue, expiresAt: time.moment(made.expiresAt))
        case .renew(let id):
            let renewed = try await client.subscriptions.renew(
                ChangeSubscription.ID(id), encryption: order.encryption)
            return .renewed(expiresAt: time.moment(renewed.expiresAt))
        case .check(let id):
            guard try await client.subscriptions.get(ChangeSubscription.ID(id)) != nil else {
                return .failed(SubscriptionTrouble(.gone, "The subscription is over."), after: nil)
            }
            return .checked(.delivers)
        case .remove(let id):
            try await client.subscriptions.delete(ChangeSubscription.ID(id))
            return .removed
        case .readEverybody, .tell: return .tick
        }
    }

    /// Whatever is in the way comes before what could be taken over.
    private static func sighting(_ all: [SubscriptionEvent.Sighting]) -> SubscriptionEvent.Sighting {
        all.first { if case .outdated = $0 { true } else { false } }
            ?? all.first { if case .wanted = $0 { true } else { false } } ?? all.first ?? .none
    }

    private func judge(_ found: ChangeSubscription, _ time: TimeSource) -> SubscriptionEvent.Sighting {
        func same(_ secret: Secret?, _ text: String) -> Bool { secret?.reveal { $0 == text } ?? false }
        guard same(found.notificationURL, order.notificationURL) else {
            return order.replacesOthers
                ? .outdated(id: found.id.rawValue)
                : .foreign(endsIn: time.moment(found.expiresAt).map { $0 - time.now })
        }
        func folded(_ users: [User.ID]) -> Set<String> { Set(users.map { $0.rawValue.lowercased() }) }
        let isWanted =
            folded(found.presenceUsers ?? []) == folded(people)
            && (found.lifecycleURL == nil || same(found.lifecycleURL, order.lifecycleURL))
            // Not every answer repeats the secret; where one does, it has to be ours.
            && (found.clientState == nil || found.clientState == order.clientState)
            && (found.includesResourceData ?? (order.encryption != nil)) == (order.encryption != nil)
        return isWanted ? .wanted(id: found.id.rawValue) : .outdated(id: found.id.rawValue)
    }
}
