/// What an app may do, set in RingCentral's developer console. Open. Source: RingCentral `basics/permissions`.
public struct AppScope: OpenWord {
    /// The word as it stands in a token's `scope`.
    public let rawValue: String
    /// Takes any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Extensions, directory, phone numbers, features, queues, Direct Routing (read), extension events.
    public static let readAccounts: AppScope = "ReadAccounts"
    /// Presence, read.
    public static let readPresence: AppScope = "ReadPresence"
    /// Presence, read and write.
    public static let editPresence: AppScope = "EditPresence"
    /// Users and queues, write.
    public static let editExtensions: AppScope = "EditExtensions"
    /// Direct Routing (write), new users. Includes ``readAccounts`` and ``editExtensions``.
    public static let editAccounts: AppScope = "EditAccounts"
    /// Events by webhook.
    public static let subscriptionWebhook: AppScope = "SubscriptionWebhook"
    /// Events by WebSocket. The console's label is also seen with an `s` at its end; see ``isGranted(in:)``.
    public static let webSocketSubscription: AppScope = "WebSocketsSubscription"
    /// The audit trail.
    public static let readAuditTrail: AppScope = "ReadAuditTrail"

    /// The scopes that this one includes.
    public var included: Set<AppScope> {
        switch self {
        case .editAccounts: [.readAccounts, .editExtensions]
        case .editPresence: [.readPresence]
        default: []
        }
    }

    /// Whether a token with these scopes has this one, directly or inside another.
    public func isGranted(in scopes: Set<AppScope>) -> Bool {
        scopes.contains {
            $0 == self || $0.included.contains(self)
                || (self == .webSocketSubscription && $0.rawValue.hasPrefix(rawValue))
        }
    }
}

/// What a user may do, given by a role in the service portal. Open. Source: RingCentral OpenAPI, `x-user-permission` and `x-feature`.
public struct UserPermission: OpenWord {
    /// The permission's id.
    public let rawValue: String
    /// Takes any id.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// See the other extensions.
    public static let readExtensions: UserPermission = "ReadExtensions"
    /// See presence.
    public static let readPresenceStatus: UserPermission = "ReadPresenceStatus"
    /// Set presence.
    public static let editPresenceStatus: UserPermission = "EditPresenceStatus"
    /// Change users.
    public static let editUserInfo: UserPermission = "EditUserInfo"
    /// See the company's phone numbers.
    public static let readCompanyPhoneNumbers: UserPermission = "ReadCompanyPhoneNumbers"
    /// See a user's phone numbers.
    public static let readUserPhoneNumbers: UserPermission = "ReadUserPhoneNumbers"
    /// Join and leave call queues.
    public static let joinLeaveCallQueue: UserPermission = "JoinLeaveCallQueue"
}
