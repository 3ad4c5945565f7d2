import Foundation
import GraphClient
import PatchbayCore
import Testing

@Suite struct GraphDialectTests {
    static let now = Date(timeIntervalSince1970: 784_111_777)  // Sun, 06 Nov 1994 08:49:37 GMT

    static func error(
        _ status: Int, _ body: String, operation: String = "users.list", fields: HTTPFields = [:]
    ) -> ServiceError {
        GraphDialect().error(
            from: HTTPResponse(status: status, fields: fields, body: Data(body.utf8)), operation: operation, now: now)
    }

    @Test func `inner errors are walked to the deepest, whatever the case of their name`() {
        let error = Self.error(
            400,
            #"{"error":{"code":"BadRequest","message":"m","details":[{"code":"D"}],"innererror":{"code":"A","request-id":"r","InnerError":{"code":"B","innerError":{}}}}}"#
        )
        #expect(error.code == "BadRequest")
        #expect(error.innerCodes == ["D", "A", "B"])
        #expect(error.message == "m")
        #expect(error.requestID == "r")
        #expect(error.hasCode("b"))
    }

    @Test func `the request id of the header counts more than the one of the body`() {
        let error = Self.error(
            400, #"{"error":{"code":"x","innerError":{"request-id":"body"}}}"#, fields: ["Request-Id": "header"])
        #expect(error.requestID == "header")
    }

    @Test func `a code may be empty, a number, or missing`() {
        #expect(Self.error(403, #"{"error":{"code":"","message":"m"}}"#).code == "")
        #expect(Self.error(400, #"{"error":{"code":1017,"message":"m"}}"#).code == "1017")
        #expect(Self.error(400, #"{"error":{"code":"-1, Microsoft.Exchange","message":null}}"#).message == "")
        #expect(Self.error(400, #"{"error":"invalid_grant"}"#).code == "invalid_grant")
        #expect(Self.error(500, "null").code == "")
        #expect(Self.error(500, "[1]").category == .unavailable)
    }

    @Test func `a message that is JSON itself is unwrapped`() {
        let nested = #"{\"errorCode\":\"208\",\"message\":\"User not found\",\"standardizedError\":{}}"#
        let error = Self.error(404, #"{"error":{"code":"NotFound","message":"\#(nested)"}}"#)
        #expect(error.message == "User not found")
        #expect(error.innerCodes == ["208"])
        let deep = #"{\"error\":{\"code\":\"Inner\",\"message\":\"deep\"}}"#
        #expect(Self.error(400, #"{"error":{"code":"Outer","message":"\#(deep)"}}"#).innerCodes == ["Inner"])
    }

    @Test func `HTML, nothing at all and ten megabytes are told by size and type only`() {
        let html = Self.error(502, "<html><b>x</b></html>", fields: ["Content-Type": "text/html; charset=utf-8"])
        #expect(html.message == "21 bytes of text/html instead of an error of Graph")
        #expect(html.category == .unavailable)
        #expect(Self.error(500, "").message == "")
        let large = GraphDialect().error(
            from: HTTPResponse(status: 500, body: Data(repeating: 0x41, count: 10_000_000)), operation: "users.list",
            now: Self.now)
        #expect(large.message == "10000000 bytes of an unknown type instead of an error of Graph")
    }

    @Test(arguments: [
        (400, "BadRequest", ErrorCategory.invalid), (401, "InvalidAuthenticationToken", .authentication),
        (403, "Authorization_RequestDenied", .permission), (403, "UnknownError", .permission),
        (404, "Request_ResourceNotFound", .notFound), (409, "Conflict", .conflict), (412, "", .conflict),
        (410, "", .resyncRequired), (400, "SyncStateNotFound", .resyncRequired),
        (400, "directory_expiredpagetoken", .resyncRequired), (423, "Locked", .unavailable),
        (429, "TooManyRequests", .throttled), (503, "activityLimitReached", .throttled), (500, "", .unavailable),
        (501, "NotImplemented", .invalid), (503, "ServiceUnavailable", .unavailable), (509, "", .unavailable),
        (404, "MailboxNotEnabledForRESTAPI", .notFound), (400, "Request_UnsupportedQuery", .invalid),
    ])
    func `codes and statuses become categories`(status: Int, code: String, category: ErrorCategory) {
        #expect(Self.error(status, #"{"error":{"code":"\#(code)","message":"m"}}"#).category == category)
    }

    @Test func `the permission for the operation is the remedy, not the first that Graph lists`() {
        let listed =
            "Missing role permissions on the request. API requires one of 'A.Read.All, B.Read.All'. Roles on the request ''."
        func action(_ operation: String) -> Remedy.Action? {
            Self.error(403, #"{"error":{"code":"Forbidden","message":"\#(listed)"}}"#, operation: operation).remedy?
                .action
        }
        #expect(action("users.list") == .grantPermissions(["User.Read.All"]))
        #expect(action("users.byIDs") == .grantPermissions(["Directory.Read.All"]))
        #expect(action("groups.members") == .grantPermissions(["GroupMember.Read.All"]))
        #expect(action("organization.skus") == .grantPermissions(["LicenseAssignment.Read.All"]))
        #expect(action("teamwork.get") == .grantPermissions(["Teamwork.Read.All"]))
        #expect(action("mail.send") == .grantPermissions(["Mail.Send"]))
        #expect(action("teams.app.install") == .grantPermissions(["TeamsAppInstallation.ReadWriteForUser.All"]))
        // An operation that this package does not know: then Graph's list is the best there is.
        #expect(action("of.yours") == .grantPermissions(["A.Read.All"]))
    }

    @Test func `a throttled call says when to come back`() {
        let error = Self.error(429, "{}", fields: ["Retry-After": "7.2"])
        #expect(error.retryAfter == .milliseconds(7200))
        #expect(error.remedy?.action == .wait(seconds: 8))
    }

    @Test func `signals are read from the header fields`() {
        func signals(_ status: Int, _ fields: HTTPFields) -> [RateSignal] {
            GraphDialect().signals(in: HTTPResponse(status: status, fields: fields), now: Self.now)
        }
        #expect(signals(200, [:]).isEmpty)
        #expect(signals(429, ["retry-after": "0.249"]) == [.throttled(retryAfter: .milliseconds(249))])
        #expect(
            signals(429, ["Retry-After": "Sun, 06 Nov 1994 08:49:47 GMT"]) == [.throttled(retryAfter: .seconds(10))])
        #expect(signals(429, [:]) == [.throttled(retryAfter: nil)])
        #expect(signals(200, ["x-ms-throttle-limit-percentage": "0.85"]) == [.load(0.85)])
        #expect(signals(200, ["x-ms-throttle-limit-percentage": "lots"]).isEmpty)
        #expect(signals(503, ["Retry-After": "3"]).isEmpty)
    }

    @Test func `no error repeats a token or the query of an address`() {
        let error = Self.error(
            400,
            #"{"error":{"code":"BadRequest","message":"bad eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlMTIz at https://graph.microsoft.com/v1.0/users?$filter=mail%20eq client_secret=abc"}}"#
        )
        let text = "\(error) \(String(reflecting: error)) \(error.localizedDescription)"
        for secret in ["eyJ", "$filter", "abc"] { #expect(!text.contains(secret)) }
    }
}
