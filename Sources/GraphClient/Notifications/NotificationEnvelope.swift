import Foundation
import PatchbayCore

/// What is posted to a subscription's address, before anything of it is believed.
struct NotificationEnvelope: Decodable {
    /// One element that could be read or not; one that cannot be does not cost the others.
    struct Element: Decodable {
        let item: Item?

        init(from decoder: any Decoder) throws { item = try? Item(from: decoder) }
    }

    struct Item: Decodable {
        let subscriptionID: String
        let subscriptionExpiresAt: String?
        let clientState: String?
        let tenantID: String
        let changeType: ChangeNotification.ChangeType?
        let lifecycleEvent: LifecycleNotification.Event?
        let resource: String?
        let resourceData: ResourceData?
        let encryptedContent: EncryptedContent?

        enum CodingKeys: String, CodingKey {
            case subscriptionID = "subscriptionId"
            case subscriptionExpiresAt = "subscriptionExpirationDateTime"
            case tenantID = "tenantId"
            case clientState, changeType, lifecycleEvent, resource, resourceData, encryptedContent
        }

        /// The event, if this is about the subscription itself.
        var lifecycle: LifecycleNotification? {
            lifecycleEvent.map {
                LifecycleNotification(
                    subscriptionID: subscriptionID, subscriptionExpiresAt: expiry, tenantID: tenantID, event: $0)
            }
        }

        /// The change; `nil` if it does not say what kind of change it is.
        var change: ChangeNotification? {
            changeType.map {
                ChangeNotification(
                    subscriptionID: subscriptionID, subscriptionExpiresAt: expiry, tenantID: tenantID, changeType: $0,
                    resource: resource ?? "", resourceID: resourceData?.id, encryptedContent: encryptedContent)
            }
        }

        private var expiry: Date? { subscriptionExpiresAt.flatMap { WireDate.iso8601($0) } }
    }

    struct ResourceData: Decodable {
        let id: String?
    }

    let value: [Element]
    let validationTokens: [String]?
}
