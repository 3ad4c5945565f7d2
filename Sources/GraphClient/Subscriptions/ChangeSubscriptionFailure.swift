public import PatchbayCore

/// Why a subscription could not be made or extended: the reason behind Graph's status, code and words. Open.
///
/// Sources: Microsoft Graph `subscription-post-subscriptions`, `change-notifications-delivery-webhooks`; msgraph-beta-sdk-dotnet issues 174
/// and 189 (one for each app and person); microsoft-graph-docs issue 20356 (extension refused).
public struct ChangeSubscriptionFailure: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The word, stable across releases.
    public let rawValue: String
    /// Makes a reason.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The word.
    public var description: String { rawValue }

    /// The token is an application's. Presence notifications are for signed-in people only; nothing was sent.
    public static let applicationToken = ChangeSubscriptionFailure(rawValue: "applicationToken")
    /// This app and person have a presence subscription already (409): find it with ``ChangeSubscriptions/list(lane:)`` and take it over.
    public static let alreadyExists = ChangeSubscriptionFailure(rawValue: "alreadyExists")
    /// Graph called the address and did not get its token back (400).
    public static let endpointValidationFailed = ChangeSubscriptionFailure(rawValue: "endpointValidationFailed")
    /// There are too many subscriptions (403).
    public static let quotaExceeded = ChangeSubscriptionFailure(rawValue: "quotaExceeded")
    /// The signed-in person's token lacks the permission (403).
    public static let missingPermission = ChangeSubscriptionFailure(rawValue: "missingPermission")
    /// It is over (404): make another.
    public static let notFound = ChangeSubscriptionFailure(rawValue: "notFound")
    /// Refused for pace until patience ran out (429).
    public static let throttledOut = ChangeSubscriptionFailure(rawValue: "throttledOut")
    /// The token is not accepted at all (401).
    public static let notAuthenticated = ChangeSubscriptionFailure(rawValue: "notAuthenticated")
    /// Microsoft has a problem of its own (5xx). A subscription may have been made all the same.
    public static let unavailable = ChangeSubscriptionFailure(rawValue: "unavailable")
    /// The request was refused as it is (400): an expiry too far away, a wrong certificate, an extension that is not offered.
    public static let refused = ChangeSubscriptionFailure(rawValue: "refused")
    /// Anything else.
    public static let unknown = ChangeSubscriptionFailure(rawValue: "unknown")

    static let applicationTokenCode = "ApplicationToken"

    /// Finds the reason behind an error of a subscription's making or extension.
    public init(error: ServiceError) { self = Self.reason(of: error) }

    private static func reason(of error: ServiceError) -> ChangeSubscriptionFailure {
        if error.hasCode(applicationTokenCode) { return .applicationToken }
        let message = error.message.lowercased()
        switch error.category {
        case .throttled: return .throttledOut
        case .authentication: return .notAuthenticated
        case .unavailable: return .unavailable
        case .conflict: return .alreadyExists
        case .notFound: return .notFound
        case .permission:
            // Only Graph's words tell a quota from a permission.
            let isQuota = ["quota", "limit", "maximum number", "too many"].contains { message.contains($0) }
            return isQuota ? .quotaExceeded : .missingPermission
        case .invalid:
            if message.contains("subscription already exists") { return .alreadyExists }
            // “Subscription validation request failed / timed out”; of wrong fields it says “validation” alone.
            if error.hasCode("ValidationError") && message.contains("validation request")
                || message.contains("subscription validation request")
                || message.contains("notification endpoint must respond")
            {
                return .endpointValidationFailed
            }
            return .refused
        default: return .unknown
        }
    }

    static func withRemedy(_ error: ServiceError) -> ServiceError {
        var error = error
        if let remedy = ChangeSubscriptionFailure(error: error).remedy { error.remedy = remedy }
        return error
    }

    /// What a person should do; `nil` where the error's own remedy says it.
    public var remedy: Remedy? {
        switch self {
        case .applicationToken:
            Remedy(
                "Sign a service user in, with the delegated permission Presence.Read.All, and use that user's client. Polling works with the application's.",
                action: .signIn)
        case .alreadyExists:
            Remedy(
                "This app and person have a presence subscription already. Take it over or delete it, or sign in another service user."
            )
        case .endpointValidationFailed:
            Remedy(
                "Microsoft calls the address from outside and wants its validationToken back within ten seconds: check that it is public https and that nothing asks for a sign-in before it."
            )
        case .quotaExceeded:
            Remedy("Delete subscriptions that are not needed any more; those of a crashed program end by themselves.")
        case .missingPermission:
            Remedy(
                "Consent to the delegated permission Presence.Read.All, and sign the service user in again.",
                action: .grantPermissions(["Presence.Read.All"]))
        case .notFound: Remedy("It is over. Make another.", action: .runAgain)
        default: nil
        }
    }
}
