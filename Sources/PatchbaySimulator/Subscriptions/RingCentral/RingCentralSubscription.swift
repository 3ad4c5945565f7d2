import Foundation

/// A subscription at RingCentral.
///
/// Source: RingCentral `createSubscription`.
struct RingCentralSubscription: Sendable {
    /// Where its events go.
    enum Target: Hashable, Sendable {
        /// To an address. With the subscriber's own secret, which comes back with every event.
        case webhook(URL, verificationToken: String?)
        /// To the socket that it was made on.
        case socket(Int)
    }

    /// A filter that was asked for and is not in force.
    struct Disabled: Hashable, Sendable {
        let text: String
        let refusal: RingCentralEventFilter.Refusal
    }

    /// What it is about.
    struct Filters: Hashable, Sendable {
        var enabled: [RingCentralEventFilter] = []
        /// As they are shown, with tildes replaced.
        var texts: [String] = []
        var disabled: [Disabled] = []
    }

    let id: String
    /// How many there were before.
    let number: Int
    let target: Target
    let createdAt: Double
    private(set) var filters: Filters
    /// In seconds.
    private(set) var lifetime: Double
    private(set) var expiresAt: Double
    /// How often it was renewed.
    private(set) var renewals = 0
    /// How many deliveries went wrong one after the other.
    private(set) var failures = 0
    /// Why, and when it was put on the black list.
    private(set) var blacklisted: (reason: String, at: Double)?
    /// Whether it looks alive and sends nothing.
    var isSilent = false

    init(id: String, number: Int, target: Target, filters: Filters, lifetime: Double, at now: Double) {
        self.id = id
        self.number = number
        self.target = target
        self.filters = filters
        self.lifetime = lifetime
        createdAt = now
        expiresAt = now + lifetime
    }

    var isActive: Bool { blacklisted == nil }
    var status: String { isActive ? "Active" : "Blacklisted" }

    /// Whether an event about an extension goes to it, and with which detail. Who asks for both kinds gets the detailed one only.
    ///
    /// Source: RingCentral `event-filters/detailed-extension-presence`.
    func presenceDetail(of place: Int) -> Bool? {
        var detail: Bool?
        for filter in filters.enabled {
            switch filter {
            case .account(let detailed): detail = detail ?? false || detailed
            case .presence(let own, _, let detailed) where own == place: detail = detail ?? false || detailed
            default: continue
            }
        }
        return detail
    }

    /// Whether it is told which calls an extension takes.
    func wantsCalls(of place: Int) -> Bool {
        filters.enabled.contains {
            if case .calls(place, _) = $0 { true } else { false }
        }
    }

    /// Renews it; that does not take it off the black list.
    ///
    /// Source: RingCentral `renewSubscription`, `updateSubscription`, `webhooks/troubleshooting`.
    mutating func renew(for lifetime: Double? = nil, filters: Filters? = nil, at now: Double) {
        if let lifetime { self.lifetime = lifetime }
        if let filters { self.filters = filters }
        expiresAt = now + self.lifetime
        renewals += 1
    }

    /// Takes note of a delivery. Too many that go wrong one after the other put it on the black list.
    ///
    /// Source: RingCentral `webhooks/troubleshooting`.
    mutating func conclude(failure: String?, limit: Int, at now: Double) {
        guard let failure else {
            failures = 0
            return
        }
        failures += 1
        if failures >= limit, blacklisted == nil { blacklisted = (failure, now) }
    }
}
