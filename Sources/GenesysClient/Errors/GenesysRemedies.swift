import PatchbayCore

/// What a person should do about a refusal.
enum GenesysRemedies {
    static func remedy(for error: ServiceError) -> Remedy? {
        if error.isStaleVersion {
            return Remedy("Somebody else changed this at the same time. Run again: it is read anew.", action: .runAgain)
        }
        switch error.category {
        case .authentication:
            return Remedy(
                "Check that the OAuth client is active and of this region; a token is good in its own region only.",
                action: .fixConfiguration("GENESYSCLOUD_OAUTHCLIENT_ID"))
        case .permission:
            let names = permissions[error.operation] ?? []
            return names.isEmpty
                ? Remedy("Give the OAuth client a role with the permission that the message names.")
                : Remedy(
                    "Give the OAuth client a role with \(names.joined(separator: ", ")).",
                    action: .grantPermissions(names))
        case .throttled:
            return Remedy(
                "Wait, then run again. The limit is shared by all tokens of one OAuth client: give each job its own.",
                action: .wait(seconds: Int((error.retryAfter ?? .seconds(60)).components.seconds)))
        case .conflict:
            return Remedy(
                "Another user has this value, perhaps an inactive one (lists leave those out), or the number is a DID in use. Take it from there first."
            )
        case .notFound: return Remedy("The user may have been deleted meanwhile. Make a new plan.", action: .runAgain)
        case .unavailable: return Remedy("Run again later; finished work is not repeated.", action: .runAgain)
        default: return nil
        }
    }

    /// The permission that each operation needs. Source: Genesys Cloud SCIM API, Users API, Integrations API, Authorization API,
    /// Telephony Providers Edge API.
    private static let permissions: [String: [String]] = [
        "scim.users.patch": ["directory:user:edit"], "users.patch": ["directory:user:edit"],
        "users.externalid.add": ["directory:user:edit"], "users.externalid.remove": ["directory:user:edit"],
        "integrations.types": ["integrations:integration:view"], "integrations.list": ["integrations:integration:view"],
        "integrations.get": ["integrations:integration:view"],
        "integrations.configuration": ["integrations:integration:view"],
        "integrations.schema": ["integrations:integration:view"],
        "integrations.install": ["integrations:integration:add"],
        "integrations.setState": ["integrations:integration:edit"],
        "integrations.configure": ["integrations:integration:edit"],
        "integrations.unifiedCommunications": ["integration:unifiedCommunications:view"],
        "authorization.roles": ["authorization:role:view"], "authorization.grant": ["authorization:grant:add"],
        "telephony.trunks": ["telephony:plugin:all"], "telephony.dids": ["telephony:plugin:all"],
    ]
}
