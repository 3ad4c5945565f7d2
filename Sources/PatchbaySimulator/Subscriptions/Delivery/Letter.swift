import PatchbayCore

/// One thing that the cloud wants to tell a subscriber.
struct Letter: Sendable {
    enum Content: Sendable {
        /// What Teams shows of a user has changed.
        case teamsPresence(user: String, TeamsUserPresence.Status)
        /// A Graph subscription wants to be authorized anew. The number says which authorization it is about, so that a later one
        /// makes it void.
        case reauthorization(Int)
        /// An event of RingCentral's, as it goes out.
        case event(JSONValue)
        /// A subscription at RingCentral wants to be renewed; the number says which lifetime it is about.
        case reminder(filter: String, interval: Double, renewal: Int)
    }

    let subscription: String
    let content: Content
    /// When it was written.
    let writtenAt: Double
    /// How often it was sent without success.
    var failures = 0
}

/// Letters in one request.
struct Parcel: Sendable {
    let letters: [Letter]
    let request: HTTPRequest
    /// How long the receiver may take.
    let timeout: Duration
    let isForGraph: Bool
}

/// What became of the letters of a subscription.
struct DeliveryCounts: Hashable, Sendable {
    /// Changes and events that the subscription was about.
    var written = 0
    /// Accepted by the receiver.
    var delivered = 0
    /// Attempts that went wrong.
    var failures = 0
    /// Never sent: lost on purpose, or because the subscription is silent.
    var lost = 0
    /// Given up.
    var dropped = 0
}
