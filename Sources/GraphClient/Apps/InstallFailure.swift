public import PatchbayCore

/// Why an app could not be installed for, or removed from, a user: the reason behind Graph's status, code and words. Open.
///
/// Graph gives the same status for several reasons, so some are told apart by words of its message, as a last resort, and
/// ``notFound`` remains open until the catalogue has been looked at (see ``corroborated(isAppInCatalog:isUserInDirectory:)``).
/// Sources: the install reference and the reports named in the facts of each reason.
public struct InstallFailure: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The word, stable across releases.
    public let rawValue: String
    /// Makes a reason.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The word.
    public var description: String { rawValue }

    /// A Teams policy does not let this user have the app (403).
    public static let blockedByPolicy = InstallFailure(rawValue: "blockedByPolicy")
    /// Teams does not know the user yet (404): licensed, but never signed in to Teams.
    public static let notProvisioned = InstallFailure(rawValue: "notProvisioned")
    /// The app is not in the catalogue (404): a wrong id, or deleted and uploaded again, which gives it a new one.
    public static let appNotInCatalog = InstallFailure(rawValue: "appNotInCatalog")
    /// The token lacks the permission (403).
    public static let missingPermission = InstallFailure(rawValue: "missingPermission")
    /// The app only has a “Self” permission, which does not reach another developer's Teams app (403 or 400).
    public static let selfPermissionOnly = InstallFailure(rawValue: "selfPermissionOnly")
    /// The app asks for resource-specific consent, which the request did not give (400).
    public static let resourceSpecificConsentRequired = InstallFailure(rawValue: "resourceSpecificConsentRequired")
    /// Refused for pace until patience ran out (429).
    public static let throttledOut = InstallFailure(rawValue: "throttledOut")
    /// Something is missing (404), and Graph does not say whether it is the user, the app or the user's Teams record.
    public static let notFound = InstallFailure(rawValue: "notFound")
    /// The token is not accepted at all (401).
    public static let notAuthenticated = InstallFailure(rawValue: "notAuthenticated")
    /// Microsoft has a problem of its own, also after several attempts (5xx).
    public static let unavailable = InstallFailure(rawValue: "unavailable")
    /// Refused without a word (a 403 `UnknownError`, a bare 400). Where others could be served with the same token, the usual cause is
    /// the user: never signed in to Teams, or not entitled to it.
    public static let refusedWithoutReason = InstallFailure(rawValue: "refusedWithoutReason")
    /// Anything else.
    public static let unknown = InstallFailure(rawValue: "unknown")

    /// Finds the reason behind an error of an install, a removal or an upgrade.
    public init(error: ServiceError) {
        self = Self.reason(of: error)
    }

    private static func reason(of error: ServiceError) -> InstallFailure {
        let message = error.message
        switch error.category {
        case .throttled: return .throttledOut
        case .authentication: return .notAuthenticated
        case .unavailable: return .unavailable
        default: break
        }
        if TeamsMessages.isBlockedByPolicy(message) { return .blockedByPolicy }
        if TeamsMessages.isSelfOnly(message) { return .selfPermissionOnly }
        if TeamsMessages.wantsResourceSpecificConsent(message) { return .resourceSpecificConsentRequired }
        if error.hasCode("Authorization_RequestDenied") || TeamsMessages.isMissingPermission(message) {
            return .missingPermission
        }
        guard error.category == .notFound else {
            return message.isEmpty && [400, 403].contains(error.status) ? .refusedWithoutReason : .unknown
        }
        if error.hasCode("UserNotFound") || TeamsMessages.isAboutUser(message) { return .notProvisioned }
        if error.hasCode("AppNotFound") || TeamsMessages.isAboutApp(message) { return .appNotInCatalog }
        return .notFound
    }

    /// The reason after a look at the catalogue and the directory, which is worth one call each when a 404 comes.
    ///
    /// - Parameters:
    ///   - isAppInCatalog: whether ``AppCatalog/app(id:lane:)`` finds the app now.
    ///   - isUserInDirectory: whether the user still exists; `nil` if nobody looked.
    ///   - isLicensed: whether the user has a usable Teams plan; `nil` if nobody looked. Needed to tell a refusal without a word.
    public func corroborated(
        isAppInCatalog: Bool, isUserInDirectory: Bool? = nil, isLicensed: Bool? = nil
    ) -> InstallFailure {
        switch self {
        case .notFound, .appNotInCatalog, .notProvisioned:
            if !isAppInCatalog { return .appNotInCatalog }
            return isUserInDirectory == false ? .notFound : .notProvisioned
        case .refusedWithoutReason where isAppInCatalog && isUserInDirectory != false && isLicensed == true:
            return .notProvisioned
        default:
            return self
        }
    }

    /// Whether it would hit every user alike, so that going on is pointless.
    public var isTenantWide: Bool {
        [
            .missingPermission, .selfPermissionOnly, .appNotInCatalog, .resourceSpecificConsentRequired,
            .notAuthenticated,
        ].contains(self)
    }

    /// What a person should do.
    public var remedy: Remedy {
        switch self {
        case .blockedByPolicy:
            Remedy(
                "Allow the app for this user in the Teams admin center: under Teams apps, Manage apps (availability), or in the app permission policy that the user has."
            )
        case .notProvisioned:
            Remedy(
                "Let the user sign in to Teams once and run again a day later; Teams sets a new user up within hours of the licence.",
                action: .runAgain)
        case .appNotInCatalog:
            Remedy(
                "Look the app up in the Teams admin center under Manage apps and use its id there. An app that was deleted and uploaded again has a new id.",
                action: .fixConfiguration("TEAMS_APP_ID"))
        case .missingPermission:
            GraphRemedies.permission("TeamsAppInstallation.ReadWriteForUser.All")
        case .selfPermissionOnly:
            Remedy(
                "Grant TeamsAppInstallation.ReadWriteForUser.All. The permission with “Self” in its name only reaches the Teams app whose manifest names this very Entra app.",
                action: .grantPermissions(["TeamsAppInstallation.ReadWriteForUser.All"]))
        case .resourceSpecificConsentRequired:
            Remedy(
                "Grant TeamsAppInstallation.ReadWriteAndConsentForUser.All and install with the permissions that the app's definition lists.",
                action: .grantPermissions(["TeamsAppInstallation.ReadWriteAndConsentForUser.All"]))
        case .throttledOut:
            Remedy("Run again later; finished work is not repeated.", action: .runAgain)
        case .notFound:
            Remedy("Check that the user still exists, then run again.", action: .runAgain)
        case .refusedWithoutReason:
            Remedy(
                "Graph gave no reason. Let the user sign in to Teams once and check the Teams licence; if it hits everybody, check that the app has TeamsAppInstallation.ReadWriteForUser.All.",
                action: .runAgain)
        case .notAuthenticated:
            Remedy(
                "Check that the app has not been disabled or deleted in the tenant, and its secret.", action: .signIn)
        case .unavailable:
            Remedy("Microsoft has a problem; run again later.", action: .runAgain)
        default:
            Remedy(
                "Run again. If it stays, check the app's permissions and whether the user may use Teams, and give the request id to Microsoft's support.",
                action: .runAgain)
        }
    }
}
