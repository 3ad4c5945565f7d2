import Foundation
public import PatchbayCore

/// Subscriptions to changes of presence, of this app and the person who is signed in.
///
/// Permission: `Presence.Read.All`, delegated: Graph makes no presence subscription for an app alone, so the client needs the credential of
/// a signed-in person (``SignedInCredential``). For each such person an app has one presence subscription, for at most 650 people and 60
/// minutes. Offered in the global cloud only.
/// Sources: Microsoft Graph `subscription-post-subscriptions`, `subscription-get`, `subscription-list`, `subscription-update`,
/// `subscription-reauthorize`, `subscription-delete`, `changenotifications-for-presence`.
public struct ChangeSubscriptions: Sendable {
    let graph: Graph

    /// How many users one subscription may name. Source: Microsoft Graph `changenotifications-for-presence`.
    public static let maximumUsers = 650
    /// How long a presence subscription lives at most. Source: Microsoft Graph `subscription`.
    public static let longestLifetime = Duration.seconds(3600)
    /// The lifetime to ask for: a little less, since clocks differ and one that is asked for too long is refused.
    public static let lifetime = Duration.seconds(3480)
    /// The longest secret and the longest name of a certificate. Source: Microsoft Graph `subscription`.
    static let longestText = 128

    /// Subscribes to the presence of users.
    ///
    /// Graph calls both addresses while this runs and wants its `validationToken` back within ten seconds; see
    /// ``ChangeNotificationReceiver``. It is never sent twice: if no answer comes, look with ``list(lane:)`` whether it was made.
    ///
    /// - Parameters:
    ///   - users: up to 650.
    ///   - notificationURL: a public https address; its query is kept.
    ///   - lifecycleURL: where lifecycle events go; it cannot be added later.
    ///   - clientState: a secret of up to 128 characters that every notification carries.
    ///   - encryption: the certificate for notifications that bring the presence; without it they only say who has changed.
    ///   - lifetime: how long, up to an hour.
    /// - Throws: ``ServiceError`` (see ``ChangeSubscriptionFailure`` for what it means); ``ConfigurationError`` for what can be seen without
    ///   asking, in clouds that do not offer it too.
    public func createPresence(
        of users: [User.ID], notificationURL: String, lifecycleURL: String?, clientState: Secret,
        encryption: ChangeSubscription.Encryption? = nil, lifetime: Duration = Self.lifetime,
        lane: RequestScheduler.Lane = .interactive
    ) async throws -> ChangeSubscription {
        try graph.cloud.require(.presenceSubscriptions)
        var seen = Set<User.ID>()
        let users = users.filter { seen.insert($0).inserted }
        guard !users.isEmpty, users.count <= Self.maximumUsers else {
            throw ConfigurationError(
                "A presence subscription is for 1 to \(Self.maximumUsers) users, not for \(users.count).",
                remedy: "Sign in one service user more for each \(Self.maximumUsers), and poll the rest.")
        }
        try Self.check(clientState, encryption)
        try await requirePerson(GraphOperations.subscriptionsCreate)
        let body = Draft(
            changeType: "updated", notificationUrl: notificationURL, lifecycleNotificationUrl: lifecycleURL,
            resource: PresenceResource.text(for: users), expirationDateTime: expiry(lifetime),
            clientState: clientState.reveal { $0 }, includeResourceData: encryption.map { _ in true },
            encryptionCertificate: encryption?.certificate, encryptionCertificateId: encryption?.certificateID)
        return try await send(
            try graph.request(.post, "/subscriptions", json: body), GraphOperations.subscriptionsCreate.inLane(lane))
    }

    /// A subscription; `nil` if it is over.
    public func get(
        _ id: ChangeSubscription.ID, lane: RequestScheduler.Lane = .interactive
    ) async throws -> ChangeSubscription? {
        try graph.cloud.require(.presenceSubscriptions)
        return try await graph.find(
            ChangeSubscription.self, try graph.request(.get, path(id)),
            for: GraphOperations.subscriptionsGet.inLane(lane))
    }

    /// All subscriptions of this app and person, those to other things too. Throttled hard: 25 in 20 seconds.
    public func list(lane: RequestScheduler.Lane = .interactive) async throws -> [ChangeSubscription] {
        try graph.cloud.require(.presenceSubscriptions)
        return try await graph.pages(
            ChangeSubscription.self, first: try graph.request(.get, "/subscriptions"),
            operation: GraphOperations.subscriptionsList.inLane(lane)
        ).collect()
    }

    /// Extends a subscription, which authorizes it anew too: do not reauthorize it within ten minutes of this.
    ///
    /// - Parameter encryption: a new certificate in place of the one it has. Notifications for the old one may still be under way.
    /// - Throws: ``ServiceError``, of category `notFound` if it is over. Some tenants were refused the extension of presence subscriptions;
    ///   then delete it and make another.
    public func renew(
        _ id: ChangeSubscription.ID, lifetime: Duration = Self.lifetime,
        encryption: ChangeSubscription.Encryption? = nil, lane: RequestScheduler.Lane = .interactive
    ) async throws -> ChangeSubscription {
        try graph.cloud.require(.presenceSubscriptions)
        try Self.check(nil, encryption)
        let body = Draft(
            expirationDateTime: expiry(lifetime), encryptionCertificate: encryption?.certificate,
            encryptionCertificateId: encryption?.certificateID)
        return try await send(
            try graph.request(.patch, path(id), json: body), GraphOperations.subscriptionsRenew.inLane(lane))
    }

    /// Authorizes a subscription anew with the present token, without extending it. Not within ten minutes of ``renew(_:lifetime:encryption:lane:)``,
    /// which does both.
    ///
    /// - Throws: ``ServiceError``, of category `notFound` if it is over.
    public func reauthorize(_ id: ChangeSubscription.ID, lane: RequestScheduler.Lane = .interactive) async throws {
        try graph.cloud.require(.presenceSubscriptions)
        do {
            _ = try await graph.pipeline.send(
                try graph.request(.post, path(id) + "/reauthorize"),
                for: GraphOperations.subscriptionsReauthorize.inLane(lane))
        } catch let error as ServiceError {
            throw ChangeSubscriptionFailure.withRemedy(error)
        }
    }

    /// Ends a subscription.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func delete(_ id: ChangeSubscription.ID, lane: RequestScheduler.Lane = .interactive) async throws -> Bool {
        try graph.cloud.require(.presenceSubscriptions)
        let response = try await graph.pipeline.send(
            try graph.request(.delete, path(id)), for: GraphOperations.subscriptionsDelete.inLane(lane),
            accepting: [404])
        return response.status != 404
    }

    // MARK: Requests

    private func path(_ id: ChangeSubscription.ID) -> String { "/subscriptions/\(PathSegment(id.rawValue))" }

    private func expiry(_ lifetime: Duration) -> String {
        let seconds = min(lifetime, Self.longestLifetime) / .seconds(1)
        return WireDate.string(graph.pipeline.configuration.time.date.addingTimeInterval(seconds))
    }

    private func send(_ request: HTTPRequest, _ operation: APIOperation) async throws -> ChangeSubscription {
        do {
            return try await graph.pipeline.fetch(ChangeSubscription.self, request, for: operation)
        } catch let error as ServiceError {
            throw ChangeSubscriptionFailure.withRemedy(error)
        }
    }

    /// A token that can be read and has no delegated permission is an application's. One that cannot be read is left to the service.
    private func requirePerson(_ operation: APIOperation) async throws {
        guard let claims = try await graph.tokenClaims(), claims.scopes.isEmpty else { return }
        throw ChangeSubscriptionFailure.withRemedy(
            ServiceError(
                service: .graph, operation: operation.name, code: ChangeSubscriptionFailure.applicationTokenCode,
                message: "The token is an application's; presence notifications are for signed-in people only.",
                category: .permission))
    }

    private static func check(
        _ clientState: Secret?, _ encryption: ChangeSubscription.Encryption?
    ) throws(ConfigurationError) {
        if let clientState, !(1...longestText).contains(clientState.reveal { $0.count }) {
            throw ConfigurationError(
                "The subscription's clientState has to have 1 to \(longestText) characters.",
                remedy: "Use 32 random characters.")
        }
        guard let encryption else { return }
        guard (1...longestText).contains(encryption.certificateID.count) else {
            throw ConfigurationError(
                "The certificate's id has to have 1 to \(longestText) characters.",
                remedy: "Use the month in which it was made.")
        }
        guard Data(base64Encoded: encryption.certificate)?.isEmpty == false else {
            throw ConfigurationError(
                "The certificate for notifications is not Base64.",
                remedy: "Give the X.509 certificate as DER in Base64, without the lines that begin with dashes.")
        }
    }

    private struct Draft: Encodable {
        var changeType: String?
        var notificationUrl: String?
        var lifecycleNotificationUrl: String?
        var resource: String?
        var expirationDateTime: String
        var clientState: String?
        var includeResourceData: Bool?
        var encryptionCertificate: String?
        var encryptionCertificateId: String?
    }
}

extension Graph {
    /// Subscriptions to changes of presence; for a signed-in person's client.
    public var subscriptions: ChangeSubscriptions { ChangeSubscriptions(graph: self) }
}

extension GraphOperations {
    /// A repeat is refused, or makes a second one; nobody can tell which, so look instead.
    static let subscriptionsCreate = APIOperation(
        "subscriptions.create", charges: [RateCharge(.subscriptionsWrite)], replay: .harmful)
    static let subscriptionsGet = APIOperation("subscriptions.get", charges: [RateCharge(.subscriptionsRead)])
    static let subscriptionsList = APIOperation("subscriptions.list", charges: [RateCharge(.subscriptionsList)])
    static let subscriptionsRenew = APIOperation("subscriptions.renew", charges: [RateCharge(.subscriptionsWrite)])
    static let subscriptionsReauthorize = APIOperation(
        "subscriptions.reauthorize", charges: [RateCharge(.subscriptionsReauthorize)])
    /// A repeat answers 404.
    static let subscriptionsDelete = APIOperation(
        "subscriptions.delete", charges: [RateCharge(.subscriptionsWrite)], replay: .detectable)
}
