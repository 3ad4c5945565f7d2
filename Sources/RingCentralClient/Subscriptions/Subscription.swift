public import Foundation
public import PatchbayCore

/// A standing order for events. Source: RingCentral OpenAPI `createSubscription`.
public struct Subscription: Identifiable, Hashable, Sendable {
    /// Whether it delivers. Open.
    public struct Status: OpenWord {
        /// The word.
        public let rawValue: String
        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// It delivers.
        public static let active: Status = "Active"
        /// It does not, for now.
        public static let suspended: Status = "Suspended"
        /// The webhook has failed too often. It does not come back: delete it and subscribe again.
        public static let blacklisted: Status = "Blacklisted"
    }

    /// A filter that is not in force.
    public struct DisabledFilter: Hashable, Sendable, Decodable {
        /// The filter.
        public let filter: EventFilter
        /// A code, such as `SUB-402`.
        public let reason: String?
        /// The service's words.
        public let message: String?

        /// Makes one, for tests and stubs.
        public init(filter: EventFilter, reason: String? = nil, message: String? = nil) {
            self.filter = filter
            self.reason = reason
            self.message = message
        }
    }

    /// The id.
    public let id: LenientID
    /// Whether it delivers.
    public let status: Status
    /// What is told, with every `~` written out.
    public let eventFilters: [EventFilter]
    /// What is not told although it was asked for.
    public let disabledFilters: [DisabledFilter]
    /// When it ends.
    public let expiresAt: Date?
    /// How long it lasts from when this was read; means nothing for a WebSocket.
    public let lifetime: Duration?
    /// How events come: `WebHook`, `WebSocket` …
    public let transportType: String?
    /// Where they are sent. It may carry a secret in its query, so it is not printed.
    public let address: Secret?
    /// Why it was blacklisted.
    public let blacklistReason: String?

    /// Makes a subscription, for tests and stubs.
    public init(
        id: LenientID, status: Status = .active, eventFilters: [EventFilter] = [],
        disabledFilters: [DisabledFilter] = [], expiresAt: Date? = nil, lifetime: Duration? = nil,
        transportType: String? = nil, address: Secret? = nil, blacklistReason: String? = nil
    ) {
        self.id = id
        self.status = status
        self.eventFilters = eventFilters
        self.disabledFilters = disabledFilters
        self.expiresAt = expiresAt
        self.lifetime = lifetime
        self.transportType = transportType
        self.address = address
        self.blacklistReason = blacklistReason
    }
}

extension Subscription: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id, status, eventFilters, disabledFilters, expirationTime, expiresIn, deliveryMode, blacklistedData
    }

    private struct Mode: Decodable {
        let transportType: String?
        let address: String?
    }

    private struct Blacklisting: Decodable {
        let reason: String?
    }

    /// Reads a subscription.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let mode = try container.decodeIfPresent(Mode.self, forKey: .deliveryMode)
        let seconds = try container.decodeIfPresent(LenientID.self, forKey: .expiresIn).flatMap {
            Int64($0.description)
        }
        self.init(
            id: try container.decode(LenientID.self, forKey: .id),
            status: try container.decodeIfPresent(Status.self, forKey: .status) ?? "",
            eventFilters: try container.decodeIfPresent([EventFilter].self, forKey: .eventFilters) ?? [],
            disabledFilters: try container.decodeIfPresent([DisabledFilter].self, forKey: .disabledFilters) ?? [],
            expiresAt: try container.decodeIfPresent(String.self, forKey: .expirationTime)
                .flatMap { WireDate.iso8601($0) },
            lifetime: seconds.map { .seconds($0) }, transportType: mode?.transportType,
            address: mode?.address.map { Secret($0) },
            blacklistReason: try container.decodeIfPresent(Blacklisting.self, forKey: .blacklistedData)?.reason)
    }
}
