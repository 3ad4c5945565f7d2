public import Foundation

/// Something that happened to a subscription itself.
///
/// Source: Microsoft Graph `change-notifications-lifecycle-events`.
public struct LifecycleNotification: Hashable, Sendable {
    /// What happened. Open; for presence only ``reauthorizationRequired`` is sent.
    public struct Event: RawRepresentable, Hashable, Sendable, Codable {
        /// The word as it came.
        public let rawValue: String
        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The token behind the subscription is about to expire. May come again and again until the subscription is renewed.
        public static let reauthorizationRequired = Event(rawValue: "reauthorizationRequired")
        /// The subscription is gone.
        public static let subscriptionRemoved = Event(rawValue: "subscriptionRemoved")
        /// Some notifications could not be delivered.
        public static let missed = Event(rawValue: "missed")

        /// What to do about it.
        public var step: Step {
            switch self {
            case .reauthorizationRequired: .renew
            case .subscriptionRemoved: .subscribeAgain
            case .missed: .readEverything
            default: .report
            }
        }
    }

    /// What an event asks for.
    public enum Step: String, Hashable, Sendable {
        /// Extend the subscription with a fresh token, which authorizes it too. Not reauthorize and extend both within ten minutes.
        case renew
        /// Make the subscription again, then read everything.
        case subscribeAgain
        /// Read all resources of the subscription.
        case readEverything
        /// The event is not known here: report it, and read everything if in doubt.
        case report
    }

    /// The subscription.
    public let subscriptionID: String
    /// When the subscription's time is over; `nil` if it does not say.
    public let subscriptionExpiresAt: Date?
    /// The tenant.
    public let tenantID: String
    /// What happened.
    public let event: Event

    /// Makes a notification, for tests.
    public init(subscriptionID: String, subscriptionExpiresAt: Date? = nil, tenantID: String, event: Event) {
        self.subscriptionID = subscriptionID
        self.subscriptionExpiresAt = subscriptionExpiresAt
        self.tenantID = tenantID
        self.event = event
    }
}
