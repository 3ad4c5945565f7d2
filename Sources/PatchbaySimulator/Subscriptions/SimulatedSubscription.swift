import Foundation
import PatchbayCore

/// A subscription as the cloud has it, and what became of its notifications.
public struct SimulatedSubscription: Hashable, Sendable, Codable {
    /// Where it was made. The cloud's own algebra, therefore closed.
    public enum Service: String, Hashable, Sendable, Codable {
        /// Microsoft Graph.
        case graph
        /// RingCentral.
        case ringCentral
    }

    /// What it is doing. The cloud's own algebra, therefore closed.
    public enum State: String, Hashable, Sendable, Codable {
        /// It sends.
        case active
        /// It looks alive and sends nothing.
        case silent
        /// RingCentral gave it up.
        case blacklisted
    }

    /// The id.
    public var id: String
    /// Where it was made.
    public var service: Service
    /// What it is doing.
    public var state: State
    /// What it is about: the resource at Graph, the filters at RingCentral.
    public var about: [String]
    /// Where it sends to; `nil` for a socket.
    public var address: String?
    /// Whether data is sent along, encrypted.
    public var includesData: Bool
    /// How many seconds it lives if nobody renews it.
    public var secondsLeft: Double
    /// How many changes it was about so far.
    public var written: Int
    /// How many notifications the receiver accepted.
    public var delivered: Int
    /// How many attempts went wrong.
    public var failures: Int
    /// How many were never sent: lost by a fault, or because it is silent.
    public var lost: Int
    /// How many were given up.
    public var dropped: Int
}

extension SimulatedCloud {
    /// The subscriptions that are alive, in the order in which they were made.
    public var subscriptions: [SimulatedSubscription] { withWorld { $0.subscriptionReport(at: $1) } }

    /// Lets a subscription fall silent: it looks alive and sends nothing from now on. It was seen at both services.
    ///
    /// Source: msteams-docs #11452.
    ///
    /// - Returns: Whether there is such a subscription.
    @discardableResult
    public func silence(subscription id: String) -> Bool {
        withWorld { world, _ in world.silenceSubscription(id.lowercased()) }
    }

    /// Takes a subscription away without telling anybody.
    ///
    /// - Returns: Whether there was such a subscription.
    @discardableResult
    public func lose(subscription id: String) -> Bool {
        withWorld { world, now in world.loseSubscription(id.lowercased(), at: now) }
    }
}

extension World {
    func subscriptionReport(at now: Double) -> [SimulatedSubscription] {
        removeExpiredSubscriptions(at: now)
        let graph = subscriptions.graph.values.sorted { $0.number < $1.number }.map { subscription in
            report(
                subscription.id, .graph, subscription.isSilent ? .silent : .active, about: [subscription.resource],
                address: subscription.notificationURL.absoluteString, includesData: subscription.includesData,
                secondsLeft: subscription.expiresAt - now)
        }
        let ringCentral = subscriptions.ringCentral(at: now).map { subscription in
            var address: String?
            if case .webhook(let url, _) = subscription.target { address = url.absoluteString }
            return report(
                subscription.id, .ringCentral,
                !subscription.isActive ? .blacklisted : subscription.isSilent ? .silent : .active,
                about: subscription.filters.texts, address: address, includesData: true,
                secondsLeft: subscription.expiresAt - now)
        }
        return graph + ringCentral
    }

    private func report(
        _ id: String, _ service: SimulatedSubscription.Service, _ state: SimulatedSubscription.State, about: [String],
        address: String?, includesData: Bool, secondsLeft: Double
    ) -> SimulatedSubscription {
        let counts = subscriptions.counts[id] ?? DeliveryCounts()
        return SimulatedSubscription(
            id: id, service: service, state: state, about: about, address: address, includesData: includesData,
            secondsLeft: secondsLeft, written: counts.written, delivered: counts.delivered, failures: counts.failures,
            lost: counts.lost, dropped: counts.dropped)
    }
}
