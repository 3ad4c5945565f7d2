import PatchbayCore

/// The codes of the identity service, each with what a person should do.
///
/// Source: Microsoft identity platform, authentication and authorization error codes; those of federated credentials are from reports by
/// users (Azure/azure-workload-identity issues 340 and 1200, Azure/login issue 517, microsoft/Agents issue 202).
enum AADSTS {
    struct Row: Hashable, Sendable {
        let codes: [Int]
        let reason: AuthenticationError.Reason
        let remedy: Remedy
        /// Whether trying again in a moment can help.
        var isTransient = false
    }

    static func row(for code: Int) -> Row? { byCode[code] }

    private static let byCode: [Int: Row] = Dictionary(
        rows.flatMap { row in row.codes.map { ($0, row) } }, uniquingKeysWith: { first, _ in first })

    static let rows: [Row] = credential + tenantAndCloud + consent + signIn + load

    private static let secret = Remedy.Action.fixConfiguration("AZURE_CLIENT_SECRET")
    private static let app = Remedy.Action.fixConfiguration("AZURE_CLIENT_ID")
    private static let tenant = Remedy.Action.fixConfiguration("AZURE_TENANT_ID")
    private static let host = Remedy.Action.fixConfiguration("AZURE_AUTHORITY_HOST")

    private static func row(
        _ codes: Int..., as reason: AuthenticationError.Reason, _ sentence: String, _ action: Remedy.Action = .read
    ) -> Row { Row(codes: codes, reason: reason, remedy: Remedy(sentence, action: action)) }

    private static let credential: [Row] = [
        row(
            7_000_215, 70002, as: .wrongSecret,
            "The secret is wrong. Paste the secret's value, not its id, whole and as it was shown, and check that it belongs to this app.",
            secret),
        row(
            7_000_222, as: .expiredSecret,
            "The secret has expired. Create a new one in the Entra admin center under App registrations, Certificates & secrets, or move to a certificate.",
            secret),
        row(
            7_000_218, as: .invalidRequest,
            "The app wants a secret or a certificate and got none. Supply one, or allow public client flows in its registration.",
            secret),
        row(
            700_025, as: .invalidRequest,
            "The app is registered as a public client and must not send a secret. Register a web platform for it, or leave the secret out.",
            secret),
        row(
            700_027, as: .wrongSecret,
            "The certificate does not match. Upload its public part to the app's registration, and sign with the matching key.",
            .fixConfiguration("AZURE_CLIENT_CERTIFICATE_PATH")),
        row(
            700_024, 500_133, as: .invalidRequest,
            "The assertion is not within its time. This machine's clock is wrong, or the federated token has expired: set the clock, or get a fresh token, then run again."
        ),
        row(
            50012, as: .wrongSecret,
            "The certificate is not registered for the app, or has expired. Upload it to the app's registration.",
            .fixConfiguration("AZURE_CLIENT_CERTIFICATE_PATH")),
        row(700_030, as: .wrongSecret, "The certificate's subject is not authorised for the app. Register it."),
        row(50048, as: .invalidRequest, "The assertion's subject and issuer must both be the app's id.", app),
        row(50013, 50027, as: .invalidRequest, "The assertion is not acceptable. Check its audience and format."),
        row(
            70021, 700_211, 700_212, 700_213, 7_002_137, 7_002_138, 700_229, as: .wrongSecret,
            "No federated credential of the app matches the assertion. Compare issuer, subject and audience letter by letter, capitals too; a new one takes a few minutes."
        ),
        row(
            700_016, 700_011, as: .unknownApp,
            "The app is not in this tenant. Check the app's id and the tenant; if both are right, an administrator of the tenant has to consent to the app first.",
            app),
        row(
            70001, 7_000_112, 1_000_031, as: .appDisabled,
            "The app is disabled in this tenant. An administrator enables it under Enterprise applications, Properties."
        ),
        row(
            50011, 70004, 900_971, as: .invalidRequest,
            "The redirect address is not registered. Add exactly this address to the right platform of the app's registration."
        ),
        row(
            50194, 90130, 90124, 9_001_023, as: .invalidRequest,
            "This app cannot be used at the common address. Give the tenant's directory id or a verified domain.",
            tenant
        ),
        row(65002, as: .invalidRequest, "This id belongs to Microsoft. Register an app of your own.", app),
        row(
            900_144, 90014, 9_002_313, 901_002, as: .invalidRequest,
            "The request was malformed. Report it to the project, with the trace id."),
        row(100_007, as: .invalidRequest, "A regional address is not allowed for this app. Use the global one.", host),
    ]

    private static let tenantAndCloud: [Row] = [
        row(
            90002, as: .unknownTenant,
            "There is no such tenant in this cloud. Check the directory id or domain, and whether it lives in a national cloud.",
            tenant),
        row(50059, 50128, 90019, as: .unknownTenant, "The request names no tenant. Give its directory id.", tenant),
        row(50049, as: .invalidRequest, "This login address is not Microsoft's. Check it.", host),
        row(
            90038, 900_382, 900_432, 90051, 1_000_104, as: .unknownTenant,
            "The tenant lives in another cloud. Choose that cloud, and register the app there.", host),
        row(
            500_011, as: .invalidRequest,
            "The service that a token is wanted for is not in this tenant. Check the address of Graph for typing errors.",
            .fixConfiguration("GRAPH_ENDPOINT")),
        row(
            500_021, 500_022, 50002, as: .conditionalAccess,
            "The network only lets certain tenants through. Ask the network's administrator."),
        row(
            500_212, 500_213, as: .conditionalAccess,
            "A cross-tenant access policy stands in the way. Ask the tenant's administrator."),
        row(90099, as: .consentRequired, "The app must be consented to in Partner Center before a partner can use it."),
        row(700_005, as: .invalidRequest, "The code was issued for another tenant. Begin again at one tenant.", tenant),
    ]

    private static let consent: [Row] = [
        row(
            65001, as: .consentRequired,
            "Nobody has consented to the app. An administrator grants consent under App registrations, API permissions."
        ),
        row(65004, as: .consentRequired, "The consent was declined. Try again and accept."),
        row(90094, 90095, as: .consentRequired, "An administrator has to approve the app, or the pending request."),
        row(90008, as: .consentRequired, "The app needs the permission to sign in and read the profile. Add it."),
        row(
            650_056, 650_057, 65005, as: .consentRequired,
            "The app's registration lacks this permission. Add it under API permissions, then consent."),
        row(650_052, 650_054, as: .consentRequired, "The tenant no longer has the service that the app asks for."),
        row(
            70011, 28002, 700_022, 700_023, 1_002_012, as: .invalidRequest,
            "The scope is wrong. An app without a person asks for exactly one service, as {address of Graph}/.default."),
    ]

    private static let signIn: [Row] = [
        row(
            50076, 50079, 50074, 50072, 50078, 50158, as: .signInRequired,
            "A second factor is needed. Sign in interactively, or use an app permission for automation.", .signIn),
        row(
            53000, 53001, 53002, 53003, 530_032, 530_035, 50131, 53011, as: .conditionalAccess,
            "A Conditional Access policy or the security defaults stand in the way. Ask the tenant's administrator; repeating does not help."
        ),
        row(50105, as: .signInRequired, "The user is not assigned to the enterprise app. Assign the user."),
        row(
            50020, 50034, 51004, 16000, 50014, 90072, as: .signInRequired,
            "The account is not in this tenant. Sign in with another, or invite it.", .signIn),
        row(500_208, as: .signInRequired, "A work account is needed, not a personal one.", .signIn),
        row(
            50055, 50056, 50126, 50053, 50057, 50144, as: .signInRequired,
            "The password is wrong or expired, or the account is locked or disabled. Ask the help desk.", .signIn),
        row(50058, as: .signInRequired, "Nobody is signed in. Sign in interactively.", .signIn),
        row(
            50173, 700_082, 70008, 70043, 50089, 50132, 50133, 50085, 700_084, as: .signInRequired,
            "The sign-in has expired or was revoked. Sign in again.", .signIn),
        row(54005, as: .signInRequired, "The code was used before. Begin again.", .signIn),
        row(501_481, 50147, 501_491, as: .invalidRequest, "The proof key does not match. Begin again.", .signIn),
        row(70016, as: .signInRequired, "The sign-in on the other device is not finished yet.", .wait(seconds: 5)),
        row(70018, 70019, 90120, 50134, as: .signInRequired, "The device sign-in ended. Begin again.", .signIn),
    ]

    private static let load: [Row] = [
        Row(
            codes: [90006, 90012, 90024, 90033, 50033, 50087, 90090], reason: .unavailable,
            remedy: Remedy("The identity service has a problem for a moment; run again later.", action: .runAgain),
            isTransient: true),
        Row(
            codes: [90055], reason: .throttled,
            remedy: Remedy("The tenant asks for too many tokens; run again later.", action: .wait(seconds: 60)),
            isTransient: true),
        row(
            50196, as: .throttled,
            "The same token was asked for too often. Something asks in a loop: share one token cache and stop the others.",
            .wait(seconds: 300)),
        row(
            90036, 50000, 90092, as: .unknown,
            "The identity service failed for good. Give trace and correlation id to Microsoft's support."),
    ]
}
