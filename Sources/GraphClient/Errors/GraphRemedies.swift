import Foundation
import PatchbayCore

/// What a person should do about an error of Graph.
enum GraphRemedies {
    static func remedy(for error: ServiceError) -> Remedy? {
        switch error.category {
        case .authentication:
            return Remedy(
                "The token was refused, also after a new one was fetched. Check that the app has not been disabled or deleted in the tenant; an app that was just added takes a few minutes.",
                action: .runAgain)
        case .throttled:
            return Remedy(
                "Run again later; finished work is not repeated.",
                action: .wait(seconds: Int((error.retryAfter ?? .seconds(60)).seconds.rounded(.up))))
        case .unavailable:
            return Remedy(
                "Microsoft has a problem; run again later. Look at the service health page if it stays.",
                action: .runAgain)
        case _ where error.operation.hasPrefix("teams.app."):
            return InstallFailure(error: error).remedy
        case .permission where error.operation.hasPrefix("consent."):
            return Remedy(
                "Consenting to permissions of Microsoft Graph takes a Global Administrator or a Privileged Role Administrator. Sign in as one, or have one open the consent address.",
                action: .assignRole("Privileged Role Administrator"))
        case .permission
        where ["applications.create", "applications.update", "applications.delete", "servicePrincipals.create"]
            .contains(error.operation) || error.operation.hasSuffix("Password"):
            return Remedy(
                "Changing registrations takes a person with the role Application Administrator, or an app with the permission Application.ReadWrite.All.",
                action: .assignRole("Application Administrator"))
        case .permission:
            // Graph lists every permission that would do, least first; ask for the one that all of this package's calls can use.
            let listed = TeamsMessages.permissions(in: error.message).first
            return (GraphOperations.permission(for: error.operation) ?? listed).map(permission)
                ?? Remedy("Grant the app the permission for this call and consent to it as an administrator.")
        case .notFound:
            return Remedy("Check that it still exists; what was made a moment ago can take a minute to appear.")
        case .resyncRequired:
            return Remedy("Read the list again from the beginning.", action: .runAgain)
        case .conflict:
            return Remedy("Somebody else changed it at the same time. Run again.", action: .runAgain)
        default:
            return Remedy("If it stays, give the request id to Microsoft's support.")
        }
    }

    static func permission(_ name: String) -> Remedy {
        Remedy(
            "Grant the application permission \(name) to the app in the Entra admin center, and give admin consent. A new permission needs a new token; it can take a few minutes.",
            action: .grantPermissions([name]))
    }
}

/// Last resorts: what only the text of a Teams error tells. Graph gives the same status and code for several reasons.
///
/// Sources, all reports by users: microsoft-teams-apps-company-communicator issues 889, 1537 (policy); office-docs-powershell issue
/// 8399 (permissions); microsoft-graph-docs-contrib issues 478 (Self), 3294 (consent); msgraph-sdk-java issue 1445 (user not known
/// to Teams).
enum TeamsMessages {
    static func isBlockedByPolicy(_ message: String) -> Bool {
        has(message, "app permission policy") || has(message, "blocked by policy") || has(message, "app is blocked")
    }

    static func isMissingPermission(_ message: String) -> Bool {
        has(message, "missing role permissions") || has(message, "missing scope permissions")
            || has(message, "api requires one of") || has(message, "api required one of")
            || has(message, "insufficient privileges") || has(message, "caller is not authorized")
    }

    static func isSelfOnly(_ message: String) -> Bool { has(message, "not allowed to manage the teams app") }

    static func wantsResourceSpecificConsent(_ message: String) -> Bool {
        has(message, "readwriteandconsent") || has(message, "resource-specific") || has(message, "resource specific")
            || has(message, "consentedpermissionset")
    }

    static func isAboutApp(_ message: String) -> Bool {
        has(message, "teamsapp") || has(message, "teams app") || has(message, "app catalog") || has(message, "app id")
            || has(message, "app definition") || has(message, "app with id") || has(message, "app not found")
            || has(message, "app was not found")
    }

    static func isAboutUser(_ message: String) -> Bool {
        has(message, "user id") || has(message, "user with id") || has(message, "user not found")
            || has(message, "no user found") || has(message, "not provisioned")
    }

    /// The permissions between the first pair of quotes after “one of”.
    static func permissions(in message: String) -> [String] {
        guard let start = message.range(of: "one of '", options: .caseInsensitive) else { return [] }
        return message[start.upperBound...].prefix { $0 != "'" }
            .split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init)
    }

    private static func has(_ message: String, _ words: String) -> Bool {
        message.range(of: words, options: .caseInsensitive) != nil
    }
}
