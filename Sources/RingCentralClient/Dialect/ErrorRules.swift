import PatchbayCore

/// What RingCentral's codes mean, as data: our category, and what a person should do.
///
/// The codes and their meanings are from RingCentral `basics/errors`, the OpenAPI examples of `createSubscription` and its siblings, and
/// for the few that neither lists from RingCentral's staff in public threads (CMN-419, CMN-427, SUB-515, SUB-522, SUB-528).
enum ErrorRules {
    /// What is known when a remedy is written.
    struct Context {
        let call: RingCentralCall?
        let permission: String?
        let parameter: String?
        let retryAfter: Duration?

        var scopeNames: [String] { [permission ?? call?.scope?.rawValue].compactMap { $0 } }
        var permissionName: String { permission ?? call?.permission?.rawValue ?? "the permission for this call" }
    }

    struct Rule: Sendable {
        let category: ErrorCategory
        let remedy: @Sendable (Context) -> Remedy?

        init(_ category: ErrorCategory, _ remedy: @escaping @Sendable (Context) -> Remedy?) {
            self.category = category
            self.remedy = remedy
        }

        init(_ category: ErrorCategory, _ sentence: String? = nil, _ action: Remedy.Action = .read) {
            self.init(category) { _ in sentence.map { Remedy($0, action: action) } }
        }
    }

    /// The first code that has a rule decides.
    static func rule(for codes: [String]) -> Rule? {
        for code in codes { if let rule = table[code] { return rule } }
        return nil
    }

    private static let appScope = Rule(.permission) { context in
        let names = context.scopeNames
        let which = names.isEmpty ? "the scope that this call needs" : "the scope \(names.joined(separator: ", "))"
        return Remedy(
            "Add \(which) to the app in RingCentral's developer console, then sign in again.",
            action: .grantPermissions(names))
    }

    private static let userPermission = Rule(.permission) { context in
        Remedy(
            "Give the signed-in RingCentral user a role with the permission \(context.permissionName), for example User Admin.",
            action: .assignRole(context.permissionName))
    }

    private static let otherExtension = Rule(.permission) { context in
        Remedy(
            "The signed-in RingCentral user may do this for their own extension only. "
                + "Give them a role whose permission \(context.permissionName) reaches all users.",
            action: .assignRole(context.permissionName))
    }

    private static let throttled = Rule(.throttled) { context in
        let seconds = Int((context.retryAfter ?? .seconds(60)).components.seconds)
        return Remedy(
            "Wait until the pause is over. If it comes back, another program uses the same RingCentral user and app; "
                + "give each its own.", action: .wait(seconds: max(1, seconds)))
    }

    private static let webhook =
        "Make the webhook reachable over https with a full certificate chain, let it answer 200 "
        + "within 3 seconds and echo the Validation-Token header field, then subscribe again."

    private static let signIn = Rule(.authentication, "Sign in to RingCentral again.", .signIn)

    static let table: [String: Rule] = [
        "CMN-100": Rule(.invalid), "CMN-103": Rule(.invalid), "CMN-104": Rule(.invalid), "CMN-105": Rule(.invalid),
        "CMN-101": Rule(.invalid) { context in
            context.parameter.map { Remedy("Correct the value of “\($0)”.") }
        },
        "CMN-102": Rule(.notFound) { context in
            Remedy(
                context.parameter.map { "Nothing has this “\($0)”. It may have been deleted: refresh and try again." }
                    ?? "It does not exist any more. Refresh and try again.", action: .runAgain)
        },
        "CMN-106": Rule(.invalid, "Send fewer in one request."),
        "CMN-107": Rule(.invalid), "CMN-108": Rule(.invalid), "CMN-110": Rule(.invalid), "CMN-407": Rule(.invalid),
        "CMN-109": Rule(.permission, "The account's plan does not have this feature. Ask RingCentral to enable it."),
        "CMN-120": Rule(
            .invalid, "RingCentral has no such address. Check the server address; the feature may not exist there.",
            .fixConfiguration("RC_SERVER_URL")),
        "CMN-201": Rule(.unavailable, "Run again later.", .runAgain),
        "CMN-202": Rule(.invalid, "RingCentral does not offer this operation."),
        "CMN-203": Rule(.unavailable, "Run again later. If it stays, report the request id to RingCentral.", .runAgain),
        "CMN-301": throttled, "CMN-302": throttled, "CMN-304": throttled, "CMN-310": throttled, "MSG-305": throttled,
        "CMN-303": Rule(.throttled, "RingCentral has no API plan for this app. Ask RingCentral's developer support."),
        "CMN-401": appScope,
        "CMN-402": Rule(.permission) { context in
            Remedy(
                "Sign in as an administrator of the RingCentral account.", action: .assignRole(context.permissionName))
        },
        "CMN-403": Rule(.permission, "This kind of extension does not have the feature. Leave it out."),
        "CMN-404": otherExtension, "CMN-419": otherExtension,
        "CMN-405": signIn,
        "CMN-406": Rule(.conflict, "Another record has this value already. Give each its own."),
        "CMN-408": userPermission,
        "CMN-427": Rule(.permission, "The extension's or the account's plan does not have this feature."),
        "AGW-401": signIn, "AGW-402": signIn,
        "OAU-128": signIn, "OAU-129": signIn, "OAU-149": signIn, "OAU-213": signIn,
        "TokenExpired": signIn, "TokenInvalid": signIn,
        "OAU-151": Rule(.authentication, "This call does not accept this way of signing in."),
        "OAU-232": Rule(.notFound, "The extension does not exist any more. Refresh and try again.", .runAgain),
        "OAU-236": Rule(.permission, "The extension is disabled or frozen. Enable it in the service portal."),
        "SUB-402": Rule(.permission, "This kind of extension has no presence. Leave its event filter out."),
        "SUB-403": Rule(.permission, "The signed-in user may not monitor this extension. Leave its event filter out."),
        "SUB-404": Rule(
            .permission, "The signed-in user may not pick up calls of this extension. Leave its event filter out."),
        "SUB-405": Rule(
            .permission, "The signed-in user may not see this extension's messages. Leave its event filter out."),
        "SUB-406": Rule(.permission, "The extension belongs to another account. Leave its event filter out."),
        "SUB-408": Rule(.notFound, "The extension is not known. Leave its event filter out."),
        "SUB-505": Rule(
            .conflict, "There are too many subscriptions. Delete those that nobody uses, then subscribe again."),
        "SUB-507": Rule(.notFound, "The subscription has expired. Subscribe again.", .runAgain),
        "SUB-508": Rule(.invalid, "An event filter is wrong. Correct it."),
        "SUB-515": Rule(.invalid, "Add an event filter besides the reminder."),
        "SUB-516": Rule(
            .invalid, "Keep the reminder's threshold within half the lifetime and its interval within half of that."),
        "SUB-520": Rule(.invalid, webhook), "SUB-521": Rule(.invalid, webhook), "SUB-522": Rule(.invalid, webhook),
        "SUB-523": Rule(.invalid, webhook), "SUB-524": Rule(.invalid, webhook), "SUB-525": Rule(.invalid, webhook),
        "SUB-527": Rule(.permission, "Missed calls can be watched for the own extension only."),
        "SUB-528": Rule(
            .permission, "Add the scope WebSocketsSubscription to the app in RingCentral's developer console.",
            .grantPermissions([AppScope.webSocketSubscription.rawValue])),
        "InsufficientPermissions": userPermission,
        "InvalidMultipartRequest": Rule(.invalid, "Send fewer in one request."),
        "PWD-002": Rule(.invalid, "Choose a password that follows the account's rules."),
        "uniqueness": Rule(.conflict, "Another user has this address already."),
    ]
}
