public import Foundation

/// One thing that changed, as Graph tells it to a subscription's address. It exists only once the notification has passed its checks.
///
/// Source: Microsoft Graph `changenotifications-for-presence`, `change-notifications-with-resource-data`.
public struct ChangeNotification: Hashable, Sendable {
    /// What happened to the resource. Open: `updated` is the only one that presence has.
    public struct ChangeType: RawRepresentable, Hashable, Sendable, Codable {
        /// The word as it came.
        public let rawValue: String
        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// It was made.
        public static let created = ChangeType(rawValue: "created")
        /// It is different.
        public static let updated = ChangeType(rawValue: "updated")
        /// It is gone.
        public static let deleted = ChangeType(rawValue: "deleted")
    }

    /// The subscription that it was sent for.
    public let subscriptionID: String
    /// When the subscription's time is over; `nil` if it does not say.
    public let subscriptionExpiresAt: Date?
    /// The tenant that it is about.
    public let tenantID: String
    /// What happened.
    public let changeType: ChangeType
    /// The path of the resource. Its form varies, so the resource is told by ``resourceID``.
    public let resource: String
    /// The resource's id; of a presence it is the user's. `nil` if it does not say.
    public let resourceID: String?
    /// The data, encrypted; `nil` if the subscription was made without it, and then the resource has to be read.
    public let encryptedContent: EncryptedContent?

    /// Makes a notification, for tests.
    public init(
        subscriptionID: String, subscriptionExpiresAt: Date? = nil, tenantID: String, changeType: ChangeType = .updated,
        resource: String = "", resourceID: String? = nil, encryptedContent: EncryptedContent? = nil
    ) {
        self.subscriptionID = subscriptionID
        self.subscriptionExpiresAt = subscriptionExpiresAt
        self.tenantID = tenantID
        self.changeType = changeType
        self.resource = resource
        self.resourceID = resourceID
        self.encryptedContent = encryptedContent
    }
}
