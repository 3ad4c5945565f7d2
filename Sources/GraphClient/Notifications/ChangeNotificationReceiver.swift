public import Foundation
public import PatchbayCore

/// Decides what to answer to a request at a subscription's address, for any HTTP server: query and body in, answer and notifications out.
/// The same receiver serves the address for lifecycle events.
///
/// ```swift
/// let reception = receiver.receive(query: query, body: body, at: Date())
/// respond(reception.response)                         // before any work: slow answers cost notifications
/// if case .notifications(let delivery) = reception.outcome { queue.append(delivery) }
/// ```
///
/// Whoever sends something wrong is answered as if it were right, so that nobody learns from the answer how far they came.
/// Sources: Microsoft Graph `change-notifications-delivery-webhooks`, `change-notifications-with-resource-data`.
public struct ChangeNotificationReceiver: Sendable {
    /// What a request was.
    public enum Outcome: Hashable, Sendable {
        /// Graph checks the address, while a subscription is made or renewed.
        case handshake
        /// Notifications; those in it have passed all checks.
        case notifications(Delivery)
        /// Nothing in it is to be used.
        case refused(Refusal)
    }

    /// Why nothing of a request is used.
    public enum Refusal: Hashable, Sendable {
        /// It is larger than allowed.
        case tooLarge
        /// It is a handshake whose token cannot be echoed.
        case badHandshake
        /// It is no collection of notifications.
        case unreadable
        /// No notification in it carries the subscription's secret, or none is of a subscription of ours.
        case notOurs
        /// It comes with a validation token that is wrong, or with encrypted data and no token. At
        /// ``NotificationTokenError/unknownKey`` read the keys again, though not more often than every few minutes, and decide again.
        case token(NotificationTokenError)
    }

    /// What a request brought.
    public struct Delivery: Hashable, Sendable {
        /// What changed, in the order of the request.
        public var changes: [ChangeNotification] = []
        /// What happened to subscriptions, in the order of the request.
        public var lifecycle: [LifecycleNotification] = []
        /// How many notifications were left out because they lack the secret, or are of a subscription that is not ours.
        public var strangers = 0
        /// How many could not be read. Read the presences themselves if there are any.
        public var unreadable = 0

        /// Makes a delivery, for tests and for other ways than HTTP.
        public init(
            changes: [ChangeNotification] = [], lifecycle: [LifecycleNotification] = [], strangers: Int = 0,
            unreadable: Int = 0
        ) {
            self.changes = changes
            self.lifecycle = lifecycle
            self.strangers = strangers
            self.unreadable = unreadable
        }
    }

    /// A request's outcome and the answer to give.
    public struct Reception: Hashable, Sendable {
        /// What it was.
        public let outcome: Outcome
        /// What to answer, within three seconds; Graph then tries no more. If the notifications cannot be kept, answer 503 instead, and
        /// they come again within four hours.
        public let response: HTTPResponse
    }

    private let clientState: Secret
    private let subscriptionIDs: Set<String>?
    private let tokens: NotificationTokenValidator?
    private let maximumBody: Int

    /// Makes a receiver.
    ///
    /// - Parameters:
    ///   - clientState: the secret that the subscriptions were made with. If it is empty, nothing is taken.
    ///   - subscriptionIDs: the subscriptions; `nil` takes all that carry the secret, since a first notification may be faster than the
    ///     answer that tells the subscription's id.
    ///   - tokens: validates what comes with encrypted data; without it, notifications with data are refused.
    ///   - maximumBody: the largest body that is looked at, in bytes.
    public init(
        clientState: Secret, subscriptionIDs: Set<String>? = nil, tokens: NotificationTokenValidator? = nil,
        maximumBody: Int = 4 * 1024 * 1024
    ) {
        self.clientState = clientState
        self.subscriptionIDs = subscriptionIDs.map { Set($0.map { $0.lowercased() }) }
        self.tokens = tokens
        self.maximumBody = maximumBody
    }

    /// Decides.
    ///
    /// - Parameters:
    ///   - query: the query of the request's address, still encoded, without the question mark.
    ///   - body: the request's body.
    ///   - date: now, for the time of tokens.
    public func receive(query: String?, body: Data, at date: Date) -> Reception {
        if let challenges = query.map(Self.challenges), !challenges.isEmpty { return answer(challenges) }
        guard body.count <= maximumBody else {
            return Reception(outcome: .refused(.tooLarge), response: Self.plain(413))
        }
        return Reception(outcome: outcome(of: body, at: date), response: Self.plain(202))
    }

    private func outcome(of body: Data, at date: Date) -> Outcome {
        guard let envelope = try? JSONDecoder().decode(NotificationEnvelope.self, from: body) else {
            return .refused(.unreadable)
        }
        let items = envelope.value.compactMap(\.item)
        let ours = items.filter(isOurs)
        guard !ours.isEmpty else { return .refused(items.isEmpty ? .unreadable : .notOurs) }
        do {
            try checkTokens(envelope.validationTokens ?? [], ours, at: date)
        } catch {
            return .refused(.token(error))
        }
        var delivery = Delivery(
            strangers: items.count - ours.count, unreadable: envelope.value.count - items.count)
        for item in ours {
            if let event = item.lifecycle {
                delivery.lifecycle.append(event)
            } else if let change = item.change {
                delivery.changes.append(change)
            } else {
                delivery.unreadable += 1
            }
        }
        return .notifications(delivery)
    }

    private func isOurs(_ item: NotificationEnvelope.Item) -> Bool {
        let hasSecret = clientState.reveal { ConstantTime.equal($0, item.clientState ?? "") }
        let isKnown = subscriptionIDs?.contains(item.subscriptionID.lowercased()) ?? true
        return hasSecret && isKnown && !clientState.isEmpty
    }

    /// One wrong token spoils the whole request: who sends one is not Graph. Data counts only with a token of its own tenant.
    private func checkTokens(_ texts: [String], _ items: [NotificationEnvelope.Item], at date: Date)
        throws(NotificationTokenError)
    {
        let withData = items.filter { $0.encryptedContent != nil }
        guard !texts.isEmpty || withData.isEmpty else { throw .missing }
        guard let tokens else {
            guard withData.isEmpty else { throw .noValidator }
            return
        }
        // A request has a token for each app and tenant in it; more are not worth the work of checking them.
        guard texts.count <= 1_000 else { throw .malformed }
        var tenants: Set<String> = []
        for text in texts { tenants.insert(try tokens.validate(text, at: date)) }
        guard withData.allSatisfy({ tenants.contains($0.tenantID.lowercased()) }) else { throw .wrongTenant }
    }

    // MARK: The handshake

    /// Every `validationToken` of a query, decoded. Source: Microsoft Graph `change-notifications-delivery-webhooks`.
    private static func challenges(in query: String) -> [String] {
        query.split(separator: "&").compactMap { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard PercentEncoding.decode(halves[0], plusIsSpace: true) == "validationToken" else { return nil }
            return halves.count > 1 ? PercentEncoding.decode(halves[1], plusIsSpace: true) : ""
        }
    }

    private func answer(_ challenges: [String]) -> Reception {
        // Anybody can have a text echoed here. As plain text that no browser may take for something else it does no harm.
        guard challenges.count == 1, let challenge = challenges.first, !challenge.isEmpty,
            challenge.utf8.count <= 4_096
        else { return Reception(outcome: .refused(.badHandshake), response: Self.plain(400)) }
        return Reception(outcome: .handshake, response: Self.plain(200, Data(challenge.utf8)))
    }

    private static func plain(_ status: Int, _ body: Data = Data()) -> HTTPResponse {
        HTTPResponse(
            status: status,
            fields: ["Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"], body: body)
    }
}
