import Foundation
import GraphClient
import PatchbayCore
import Testing

@Suite struct InstallFailureTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let status: Int
        let body: String
        let expected: InstallFailure
        var testDescription: String { "\(expected) from \(status)" }

        init(_ status: Int, _ body: String, _ expected: InstallFailure) {
            self.status = status
            self.body = body
            self.expected = expected
        }
    }

    /// Bodies as users have reported them.
    static let rows: [Row] = [
        Row(
            403,
            #"{"error":{"code":"Forbidden","message":"App is blocked by app permission policy. TenantId: 2f75752d, UserObjectId: 2bf8d4ec, AppId: bb29fe1f, AppType: Private","innerError":{"code":"AccessDenied","message":"App is blocked by app permission policy."}}}"#,
            .blockedByPolicy),
        Row(
            403,
            #"{"error":{"code":"Forbidden","message":"Missing role permissions on the request. API requires one of 'TeamsAppInstallation.ReadWriteSelfForUser.All, TeamsAppInstallation.ReadWriteForUser.All, TeamsAppInstallation.ReadWriteAndConsentForUser.All'. Roles on the request 'User.Read.All'."}}"#,
            .missingPermission),
        Row(403, #"{"error":{"code":"Authorization_RequestDenied","message":""}}"#, .missingPermission),
        Row(403, #"{"error":{"code":"Forbidden","message":"Caller is not authorized."}}"#, .missingPermission),
        Row(
            403,
            #"{"error":{"code":"Forbidden","message":"AAD App Id '0000' is not allowed to manage the Teams App '1111'"}}"#,
            .selfPermissionOnly),
        Row(
            400,
            #"{"error":{"code":"BadRequest","message":"The app requires resource-specific consent: consentedPermissionSet"}}"#,
            .resourceSpecificConsentRequired),
        Row(404, #"{"error":{"code":"NotFound","message":"User Id '1' not found."}}"#, .notProvisioned),
        Row(
            404, #"{"error":{"code":"NotFound","message":"x","innerError":{"code":"UserNotFound"}}}"#, .notProvisioned),
        Row(
            404, #"{"error":{"code":"NotFound","message":"The teamsApp was not found in the app catalog"}}"#,
            .appNotInCatalog),
        Row(404, #"{"error":{"code":"NotFound","message":"Not Found"}}"#, .notFound),
        Row(404, "", .notFound),
        Row(
            403, #"{"error":{"code":"UnknownError","message":"","innerError":{"request-id":"r"}}}"#,
            .refusedWithoutReason),
        Row(400, #"{"error":{"code":"BadRequest","message":""}}"#, .refusedWithoutReason),
        Row(400, #"{"error":{"code":"BadRequest","message":"Something new"}}"#, .unknown),
        Row(429, #"{"error":{"code":"TooManyRequests"}}"#, .throttledOut),
        Row(503, "<html>busy</html>", .unavailable),
        Row(401, #"{"error":{"code":"InvalidAuthenticationToken","message":"x"}}"#, .notAuthenticated),
    ]

    static func error(_ row: Row) -> ServiceError {
        GraphDialect().error(
            from: HTTPResponse(status: row.status, body: Data(row.body.utf8)), operation: "teams.app.install",
            now: Date(timeIntervalSince1970: 0))
    }

    @Test(arguments: rows) func `the reason is found from what Graph says`(row: Row) {
        #expect(InstallFailure(error: Self.error(row)) == row.expected)
    }

    @Test func `only what would hit everybody alike is tenant-wide`() {
        let wide: Set<InstallFailure> = [
            .missingPermission, .selfPermissionOnly, .appNotInCatalog, .resourceSpecificConsentRequired,
            .notAuthenticated,
        ]
        for row in Self.rows { #expect(row.expected.isTenantWide == wide.contains(row.expected), "\(row.expected)") }
    }

    @Test func `every reason has a remedy, and the permissions are the ones that work`() {
        for row in Self.rows {
            #expect(!row.expected.remedy.sentence.isEmpty)
            #expect(Self.error(row).remedy != nil)
        }
        let works = Remedy.Action.grantPermissions(["TeamsAppInstallation.ReadWriteForUser.All"])
        #expect(InstallFailure.missingPermission.remedy.action == works)
        #expect(InstallFailure.selfPermissionOnly.remedy.action == works)
        #expect(Self.error(Self.rows[1]).remedy?.action == works)
        #expect(InstallFailure(rawValue: "of tomorrow").remedy.action == .runAgain)
    }

    @Test func `a look at catalogue and directory settles what 404 leaves open`() {
        #expect(InstallFailure.notFound.corroborated(isAppInCatalog: false) == .appNotInCatalog)
        #expect(InstallFailure.notFound.corroborated(isAppInCatalog: true) == .notProvisioned)
        #expect(InstallFailure.appNotInCatalog.corroborated(isAppInCatalog: true) == .notProvisioned)
        #expect(
            InstallFailure.notFound.corroborated(isAppInCatalog: true, isUserInDirectory: false) == .notFound)
        #expect(InstallFailure.blockedByPolicy.corroborated(isAppInCatalog: false) == .blockedByPolicy)
    }

    @Test func `a refusal without a word is the user's Teams only when the licence is there`() {
        let failure = InstallFailure.refusedWithoutReason
        #expect(failure.corroborated(isAppInCatalog: true) == failure)
        #expect(failure.corroborated(isAppInCatalog: true, isLicensed: false) == failure)
        #expect(failure.corroborated(isAppInCatalog: true, isLicensed: true) == .notProvisioned)
    }
}
