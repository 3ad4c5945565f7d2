import Foundation
public import PatchbayCore

/// Standing orders for events, of the signed-in user and this app. There can be about twenty; clean up those that a crash left behind.
///
/// Events are not guaranteed and not ordered, so read the presence again from time to time.
/// Sources: RingCentral OpenAPI `createSubscription` and its siblings; RingCentral `notifications/webhooks`.
public struct Subscriptions: Sendable {
    let caller: Caller

    /// The longest lifetime of a webhook subscription that every source agrees on: ten years.
    public static let longestLifetime = Duration.seconds(315_360_000)

    /// Subscribes by webhook. Limit group Medium; scope SubscriptionWebhook and those of the filters.
    ///
    /// The service calls the address while this runs and expects its `Validation-Token` back; see ``WebhookReceiver``.
    ///
    /// - Parameters:
    ///   - address: a public https address.
    ///   - verificationToken: comes back in a header field of every delivery.
    ///   - lifetime: named always, since the default of seven days surprises people.
    ///   - acceptingPartial: whether a subscription with some filters out of force is good enough. If not, it is deleted again.
    /// - Throws: ``ServiceError`` with the code `DisabledFilters` when filters are out of force; SUB-505 when there are too many.
    public func create(
        _ filters: [EventFilter], webhook address: String, verificationToken: Secret?,
        lifetime: Duration = .seconds(604_800), acceptingPartial: Bool = false
    ) async throws -> Subscription {
        let body = Body(
            eventFilters: filters, expiresIn: min(lifetime, Self.longestLifetime).components.seconds,
            deliveryMode: Body.Mode(
                transportType: "WebHook", address: address,
                verificationToken: verificationToken.map { $0.reveal { $0 } }))
        let request = try caller.request(.createSubscription, body: body)
        let made = try await caller.fetch(.createSubscription, request, as: Subscription.self)
        guard !made.disabledFilters.isEmpty, !acceptingPartial else { return made }
        try await delete(made.id)
        throw Self.partial(made)
    }

    /// All subscriptions of this user and app. Limit group Light.
    public func list() async throws -> [Subscription] {
        struct Records: Decodable, Sendable { let records: [Subscription] }
        let request = try caller.request(.listSubscriptions)
        return try await caller.fetch(.listSubscriptions, request, as: Records.self).records
    }

    /// One subscription. Limit group Light.
    ///
    /// - Throws: ``ServiceError`` of category `notFound` once it has ended.
    public func get(_ id: Subscription.ID) async throws -> Subscription {
        try await caller.fetch(.readSubscription, try caller.request(.readSubscription, [Segment(id)]))
    }

    /// Replaces the filters, which renews too. The address cannot be changed. Limit group Medium.
    public func update(
        _ id: Subscription.ID, filters: [EventFilter], lifetime: Duration = .seconds(604_800)
    ) async throws -> Subscription {
        let body = Body(
            eventFilters: filters, expiresIn: min(lifetime, Self.longestLifetime).components.seconds, deliveryMode: nil)
        return try await caller.fetch(
            .updateSubscription, try caller.request(.updateSubscription, [Segment(id)], body: body))
    }

    /// Renews for the same lifetime. Limit group Light, so cheaper than ``update(_:filters:lifetime:)``. Not for WebSockets, which
    /// renew by themselves.
    ///
    /// - Throws: ``ServiceError`` of category `notFound` once it has ended: subscribe again.
    public func renew(_ id: Subscription.ID) async throws -> Subscription {
        try await caller.fetch(.renewSubscription, try caller.request(.renewSubscription, [Segment(id)]))
    }

    /// Deletes a subscription; one that is gone already is as good. Limit group Medium.
    public func delete(_ id: Subscription.ID) async throws {
        _ = try await caller.send(
            .deleteSubscription, try caller.request(.deleteSubscription, [Segment(id)]), accepting: [404])
    }

    /// A pass to the event socket, good once and for a short time. Limit group Auth, so keep a socket rather than opening new ones;
    /// scope WebSocketsSubscription.
    ///
    /// - Throws: ``ServiceError``; with SUB-528 or CMN-401 the scope is missing, and trying again is no use.
    ///
    /// Sources: RingCentral `notifications/websockets/subscribing`; limit group from RingCentral's generated clients.
    public func socketToken() async throws -> EventSocketToken {
        try await caller.fetch(.socketToken, try caller.request(.socketToken))
    }

    static func partial(_ made: Subscription) -> ServiceError {
        let filters = made.disabledFilters.map { "\($0.filter) \($0.reason ?? "")" }.joined(separator: ", ")
        return ServiceError(
            service: .ringCentral, operation: RingCentralCall.createSubscription.name, code: "DisabledFilters",
            innerCodes: made.disabledFilters.compactMap(\.reason), message: "not in force: \(filters)",
            category: .permission,
            remedy: Remedy("Leave out the filters named, or give the app and the signed-in user what they need."))
    }

    private struct Body: Encodable {
        struct Mode: Encodable {
            let transportType: String
            let address: String?
            let verificationToken: String?
        }
        let eventFilters: [EventFilter]
        let expiresIn: Int64
        let deliveryMode: Mode?
    }
}
