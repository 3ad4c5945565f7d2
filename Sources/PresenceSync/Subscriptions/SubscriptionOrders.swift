public import GraphClient
public import PatchbayCore
public import RingCentralClient

/// What presence notifications of Microsoft Graph are to be had, and where they go.
///
/// Each service user's subscription covers 650 people; whoever is beyond that is polled. Service users are people who have signed in: Graph
/// makes no presence subscription for an app alone. They need the delegated permission `Presence.Read.All` and a client of their own each.
///
/// Source: Microsoft Graph `changenotifications-for-presence`.
public struct GraphSubscriptionOrder: Sendable {
    /// A client for each service user.
    public var serviceUsers: [Graph]
    /// The public https address of your ``GraphClient/ChangeNotificationReceiver``.
    public var notificationURL: String
    /// The address for lifecycle events; the same one will do.
    public var lifecycleURL: String
    /// The secret that your receiver was made with. Keep it from run to run, so that what a crash left behind can be taken over.
    public var clientState: Secret
    /// The certificate for notifications that bring the presence. Without it they say who has changed, and that person is read.
    public var encryption: ChangeSubscription.Encryption?
    /// Whether another program's presence subscription of the same app and service user is deleted, since there can be only one.
    public var replacesOthers: Bool

    /// An order.
    public init(
        serviceUsers: [Graph], notificationURL: String, lifecycleURL: String? = nil, clientState: Secret,
        encryption: ChangeSubscription.Encryption? = nil, replacesOthers: Bool = false
    ) {
        self.serviceUsers = serviceUsers
        self.notificationURL = notificationURL
        self.lifecycleURL = lifecycleURL ?? notificationURL
        self.clientState = clientState
        self.encryption = encryption
        self.replacesOthers = replacesOthers
    }
}

/// That everybody's presence in RingCentral is to be told to a webhook: one subscription for the whole account.
///
/// Source: RingCentral `notifications/event-filters/account-presence`.
public struct RingCentralSubscriptionOrder: Sendable {
    /// The client.
    public var client: RingCentral
    /// The public https address of your ``RingCentralClient/WebhookReceiver``. It marks the subscription as yours: another one with the same
    /// address is taken over or deleted.
    public var address: String
    /// The token that your receiver was made with.
    public var verificationToken: Secret
    /// Whether a subscription that an earlier process left behind is taken over. Only if the token is the same from run to run; otherwise it
    /// is deleted and made anew, since RingCentral does not tell which token one was made with.
    public var adopts: Bool

    /// An order.
    public init(client: RingCentral, address: String, verificationToken: Secret, adopts: Bool = false) {
        self.client = client
        self.address = address
        self.verificationToken = verificationToken
        self.adopts = adopts
    }
}

/// That everybody's presence in RingCentral is to be told over RingCentral's event socket, which needs no public address.
///
/// The keeper holds the socket and hands the engine what it tells. The app needs the scope WebSocketsSubscription.
///
/// Sources: RingCentral `notifications/websockets`, `notifications/event-filters/account-presence`.
public struct EventSocketOrder: Sendable {
    /// The client.
    public var client: RingCentral
    /// Opens the connections: with the package trait `WebSocket` a `WebSocketConnector`, or your own.
    public var connector: any EventSocketConnector
    /// The waits of the socket.
    public var timing: EventSocketTiming

    /// An order.
    public init(
        client: RingCentral, connector: any EventSocketConnector, timing: EventSocketTiming = EventSocketTiming()
    ) {
        self.client = client
        self.connector = connector
        self.timing = timing
    }
}
