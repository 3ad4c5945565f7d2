import Foundation
import PatchbayCore
import RingCentralClient

/// The subscription to everybody's presence in RingCentral.
struct RingCentralWatch: Sendable {
    let order: RingCentralSubscriptionOrder
    let lifetime: Duration

    func carryOut(_ action: SubscriptionAction, time: TimeSource) async throws -> SubscriptionEvent {
        let subscriptions = order.client.subscriptions
        switch action {
        case .look:
            let mine = try await subscriptions.list().filter {
                $0.address?.reveal { $0 == order.address } ?? false
            }
            let wanted = mine.first { order.adopts && $0.status == .active && Self.isWanted($0) }
            if let spare = mine.first(where: { $0.id != wanted?.id }) { return .found(.outdated(id: "\(spare.id)")) }
            return .found(wanted.map { .wanted(id: "\($0.id)") } ?? .none)
        case .make:
            let made = try await subscriptions.create(
                [.accountPresence()], webhook: order.address, verificationToken: order.verificationToken,
                lifetime: lifetime)
            return .made(id: "\(made.id)", expiresAt: Self.end(of: made, time))
        case .renew(let id):
            let renewed = try await subscriptions.renew(LenientID(id))
            return .renewed(expiresAt: Self.end(of: renewed, time))
        case .check(let id):
            let found = try await subscriptions.get(LenientID(id))
            if found.status == .blacklisted {
                return .checked(
                    .dead("RingCentral has ended it: \(found.blacklistReason ?? "the address failed too often")."))
            }
            if !found.disabledFilters.isEmpty { return .checked(.dead("Its filter is not in force any more.")) }
            if found.status == .suspended { return .checked(.suspended("RingCentral has suspended it.")) }
            return .checked(.delivers)
        case .remove(let id):
            try await subscriptions.delete(LenientID(id))
            return .removed
        case .readEverybody, .tell: return .tick
        }
    }

    private static func isWanted(_ found: Subscription) -> Bool {
        let filters = found.eventFilters.map(\.rawValue)
        return found.disabledFilters.isEmpty && filters.count == 1 && filters[0].hasSuffix("/presence")
            && !filters[0].contains("/extension/")
    }

    private static func end(of subscription: Subscription, _ time: TimeSource) -> Duration? {
        time.moment(subscription.expiresAt) ?? subscription.lifetime.map { time.now + $0 }
    }
}
