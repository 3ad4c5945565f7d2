import PatchbayCore

extension RingCentralCall {
    private static let account = "/restapi/v1.0/account/{accountId}"
    private static let one = "/restapi/v1.0/account/{accountId}/extension/{extensionId}"

    static let readAccount = RingCentralCall(
        "account.read", .get, account, .light, .readAccounts, "ReadCompanyInfo", source: "readAccountInfo")
    static let listExtensions = RingCentralCall(
        "extensions.list", .get, account + "/extension", .medium, .readAccounts, .readExtensions,
        source: "listExtensions")
    static let readExtension = RingCentralCall(
        "extensions.read", .get, one, .light, .readAccounts, .readExtensions, source: "readExtension")
    static let listDirectory = RingCentralCall(
        "directory.list", .get, account + "/directory/entries", .medium, .readAccounts,
        source: "listDirectoryEntries")
    static let readDirectoryEntry = RingCentralCall(
        "directory.read", .get, account + "/directory/entries/{entryId}", .medium, .readAccounts,
        source: "readDirectoryEntry")
    static let checkPermission = RingCentralCall(
        "permissions.check", .get, one + "/authz-profile/check", .light, source: "checkUserPermission")
    static let readPermissions = RingCentralCall(
        "permissions.read", .get, one + "/authz-profile", .medium, source: "readAuthorizationProfile")

    static let readPresence = RingCentralCall(
        "presence.read", .get, one + "/presence", .light, .readPresence, .readPresenceStatus,
        source: "readUserPresenceStatus")
    static let listPresence = RingCentralCall(
        "presence.list", .get, account + "/presence", .heavy, .readPresence, .readPresenceStatus,
        source: "readAccountPresence")
    static let updatePresence = RingCentralCall(
        "presence.update", .put, one + "/presence", .medium, .editPresence, .editPresenceStatus,
        source: "updateUserPresenceStatus")

    static let createSubscription = RingCentralCall(
        "subscriptions.create", .post, "/restapi/v1.0/subscription", .medium, replay: .harmful,
        source: "createSubscription")
    static let listSubscriptions = RingCentralCall(
        "subscriptions.list", .get, "/restapi/v1.0/subscription", .light, source: "listSubscriptions")
    static let readSubscription = RingCentralCall(
        "subscriptions.read", .get, "/restapi/v1.0/subscription/{subscriptionId}", .light, source: "readSubscription")
    static let updateSubscription = RingCentralCall(
        "subscriptions.update", .put, "/restapi/v1.0/subscription/{subscriptionId}", .medium,
        source: "updateSubscription")
    static let renewSubscription = RingCentralCall(
        "subscriptions.renew", .post, "/restapi/v1.0/subscription/{subscriptionId}/renew", .light,
        source: "renewSubscription")
    static let deleteSubscription = RingCentralCall(
        "subscriptions.delete", .delete, "/restapi/v1.0/subscription/{subscriptionId}", .medium,
        source: "deleteSubscription")
    static let socketToken = RingCentralCall(
        "subscriptions.socketToken", .post, "/restapi/oauth/wstoken", .auth, .webSocketSubscription,
        source: "RingCentral's generated clients")

    static let listCallQueues = RingCentralCall(
        "queues.list", .get, account + "/call-queues", .medium, .readAccounts, .readExtensions,
        source: "listCallQueues")
    static let listCallQueueMembers = RingCentralCall(
        "queues.members", .get, account + "/call-queues/{groupId}/members", .light, .readAccounts, .readExtensions,
        source: "listCallQueueMembers")
    static let readCallQueuePresence = RingCentralCall(
        "queues.presence", .get, account + "/call-queues/{groupId}/presence", .light, .readPresence,
        .readPresenceStatus, source: "readCallQueuePresence")
    static let readMemberships = RingCentralCall(
        "queues.memberships", .get, one + "/call-queue-presence", .light, .readPresence, .readPresenceStatus,
        source: "readExtensionCallQueuePresence")

    static let listPhoneNumbers = RingCentralCall(
        "phoneNumbers.list", .get, account + "/phone-number", .heavy, .readAccounts, .readCompanyPhoneNumbers,
        source: "listAccountPhoneNumbers")
    static let listExtensionPhoneNumbers = RingCentralCall(
        "phoneNumbers.ofExtension", .get, one + "/phone-number", .light, .readAccounts, .readUserPhoneNumbers,
        source: "listExtensionPhoneNumbers")

    static let readFeatures = RingCentralCall(
        "features.read", .get, one + "/features", .medium, .readAccounts, .readExtensions, source: "readUserFeatures")

    private static let teams = account + "/ms-teams/direct-routing/users"
    static let listDirectRouting = RingCentralCall(
        "directRouting.list", .get, teams, .medium, .readAccounts, source: "RingCentral's generated clients")
    static let connectDirectRouting = RingCentralCall(
        "directRouting.connect", .post, teams, .medium, .editAccounts, source: "RingCentral's generated clients")
    static let disconnectDirectRouting = RingCentralCall(
        "directRouting.disconnect", .delete, teams, .medium, .editAccounts, source: "RingCentral's generated clients")

    private static let states = "/restapi/v2/accounts/{accountId}/extensions/{extensionId}/comm-handling/states"
    static let listCallStates = RingCentralCall(
        "callHandling.list", .get, states, .medium, .readAccounts, source: "RingCentral's generated clients")
    static let updateCallState = RingCentralCall(
        "callHandling.update", .patch, states + "/{stateId}", .medium, .readAccounts,
        source: "RingCentral's generated clients")

    /// Every call that this client can make.
    public static let all: [RingCentralCall] = [
        readAccount, listExtensions, readExtension, listDirectory, readDirectoryEntry, checkPermission, readPermissions,
        readPresence, listPresence, updatePresence, createSubscription, listSubscriptions, readSubscription,
        updateSubscription, renewSubscription, deleteSubscription, socketToken, listCallQueues, listCallQueueMembers,
        readCallQueuePresence, readMemberships, listPhoneNumbers, listExtensionPhoneNumbers, readFeatures,
        listDirectRouting, connectDirectRouting, disconnectDirectRouting, listCallStates, updateCallState,
    ]

    static let byName = [String: RingCentralCall](all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
