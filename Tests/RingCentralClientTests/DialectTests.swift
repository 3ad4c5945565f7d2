import Foundation
import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

@Suite struct DialectTests {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)

    func error(
        _ body: String, status: Int, operation: String = "extensions.list", fields: HTTPFields = [:]
    ) -> ServiceError {
        RingCentralDialect().error(
            from: .json(body, status: status, fields: fields), operation: operation, now: Self.now)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let status: Int
        let body: String
        let code: String
        let category: ErrorCategory
        let action: Remedy.Action?
        var testDescription: String { "\(status) \(code)" }

        init(_ status: Int, _ code: String, _ category: ErrorCategory, _ action: Remedy.Action?, _ body: String? = nil)
        {
            self.status = status
            self.code = code
            self.category = category
            self.action = action
            self.body = body ?? #"{"errorCode": "\#(code)", "message": "words"}"#
        }
    }

    static let cases: [Case] = [
        Case(400, "CMN-101", .invalid, .read, #"{"errors": [{"errorCode": "CMN-101", "parameterName": "page"}]}"#),
        Case(400, "CMN-102", .notFound, .runAgain),
        Case(404, "CMN-102", .notFound, .runAgain),
        Case(404, "CMN-120", .invalid, .fixConfiguration("RC_SERVER_URL")),
        Case(404, "SUB-507", .notFound, .runAgain),
        Case(400, "CMN-106", .invalid, .read),
        Case(503, "CMN-201", .unavailable, .runAgain),
        Case(501, "CMN-202", .invalid, .read),
        Case(500, "CMN-203", .unavailable, .runAgain),
        Case(429, "CMN-301", .throttled, .wait(seconds: 60)),
        Case(429, "CMN-304", .throttled, .wait(seconds: 60)),
        Case(403, "CMN-402", .permission, .assignRole("ReadExtensions")),
        Case(403, "CMN-403", .permission, .read),
        Case(403, "CMN-404", .permission, .assignRole("ReadExtensions")),
        Case(401, "CMN-405", .authentication, .signIn),
        Case(400, "CMN-406", .conflict, .read),
        Case(403, "CMN-419", .permission, .assignRole("ReadExtensions")),
        Case(401, "OAU-128", .authentication, .signIn),
        Case(401, "OAU-213", .authentication, .signIn),
        Case(401, "TokenExpired", .authentication, .signIn),
        Case(401, "TokenInvalid", .authentication, .signIn),
        Case(401, "AGW-402", .authentication, .signIn),
        Case(403, "SUB-505", .conflict, .read),
        Case(403, "SUB-528", .permission, .grantPermissions(["WebSocketsSubscription"])),
        Case(400, "SUB-521", .invalid, .read),
        Case(418, "NEW-999", .invalid, nil),
    ]

    @Test(arguments: cases) func `each code has its category and its remedy`(this: Case) {
        let found = error(this.body, status: this.status)
        #expect(found.code == this.code)
        #expect(found.status == this.status)
        #expect(found.category == this.category)
        #expect(found.remedy?.action == this.action)
    }

    @Test(arguments: [
        #"{"errorCode": "CMN-401", "message": "needs [ReadPresence]", "permissionName": "ReadPresence"}"#,
        #"{"errors": [{"errorCode": "CMN-401", "message": "needs", "permissionName": "ReadPresence"}]}"#,
        #"""
        {"errorCode": "InsufficientPermissions", "errors": [{"errorCode": "CMN-401",
         "parameters": [{"parameterName": "permissionName", "parameterValue": "ReadPresence"}]}]}
        """#,
        #"""
        {"errorCode": "CMN-401",
         "parameters": [{"parameterName": "permissionName", "parameterValue": "ReadPresence"}]}
        """#,
    ])
    func `a missing app scope is named, wherever the answer names it`(body: String) {
        let found = error(body, status: 403)
        #expect(found.code == "CMN-401")
        #expect(found.category == .permission)
        #expect(found.remedy?.action == .grantPermissions(["ReadPresence"]))
        #expect(found.remedy?.sentence.contains("developer console") == true)
    }

    @Test func `a missing app scope that is not named is the one that the call needs`() {
        #expect(error(#"{"errorCode": "CMN-401"}"#, status: 403).remedy?.action == .grantPermissions(["ReadAccounts"]))
    }

    @Test func `a missing user permission is a matter of the role, not of the app`() {
        let found = error(
            #"{"errorCode": "CMN-408", "errors": [{"errorCode": "CMN-408", "permissionName": "ReadCompanyInfo"}]}"#,
            status: 403)
        #expect(found.remedy?.action == .assignRole("ReadCompanyInfo"))
    }

    @Test func `a permission that does not reach others is told apart from one that is missing`() {
        let missing = error(#"{"errorCode": "CMN-408"}"#, status: 403).remedy?.sentence ?? ""
        let short = error(#"{"errorCode": "CMN-419"}"#, status: 403).remedy?.sentence ?? ""
        #expect(missing != short)
        #expect(short.contains("own extension"))
    }

    @Test func `the real code stands before an older word, and both are found`() {
        let found = error(
            #"""
            {"errorCode": "InvalidParameter", "message": "m",
             "errors": [{"errorCode": "CMN-101", "parameterName": "contact.email"}]}
            """#,
            status: 400)
        #expect(found.code == "CMN-101")
        #expect(found.innerCodes == ["InvalidParameter"])
        #expect(found.hasCode("invalidparameter"))
        #expect(found.message == "m (parameter contact.email)")
        #expect(found.remedy?.sentence.contains("contact.email") == true)
    }

    @Test func `an OAuth error on an ordinary call is read too`() {
        let found = error(
            #"{"error": "invalid_token", "error_description": "expired", "errors": [{"errorCode": "OAU-128"}]}"#,
            status: 401)
        #expect(found.code == "OAU-128")
        #expect(found.innerCodes == ["invalid_token"])
        #expect(found.message == "expired")
    }

    @Test func `an error of the provisioning interface is read too`() {
        let found = error(
            #"""
            {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "409",
             "scimType": "uniqueness", "detail": "taken"}
            """#,
            status: 409)
        #expect(found.code == "uniqueness")
        #expect(found.category == .conflict)
        #expect(found.message == "taken")
    }

    @Test func `a page of HTML is not repeated`() {
        let page = HTTPResponse(
            status: 502, fields: ["Content-Type": "text/html", "RCRequestId": "r-1"],
            body: Data("<html>Bearer eyJhbGciOi</html>".utf8))
        let found = RingCentralDialect().error(from: page, operation: "extensions.list", now: Self.now)
        #expect(found.category == .unavailable)
        #expect(found.code.isEmpty)
        #expect(found.requestID == "r-1")
        #expect(!printed(found).contains("eyJ"))
        #expect(found.message.contains("text/html"))
    }

    @Test func `a 404 without a word of RingCentral's points at the address`() {
        let found = RingCentralDialect().error(
            from: HTTPResponse(status: 404), operation: "extensions.list", now: Self.now)
        #expect(found.category == .notFound)
        #expect(found.remedy?.action == .fixConfiguration("RC_SERVER_URL"))
    }

    @Test func `a huge error body is cut`() {
        let body = #"{"errorCode": "CMN-203", "message": "\#(String(repeating: "no ", count: 1_000_000))"}"#
        #expect(error(body, status: 500).message.count <= 400)
    }

    @Test func `the message of an error holds no token`() {
        let found = error(
            #"""
            {"errorCode": "OAU-129",
             "message": "Token access_token=U0pDMTFQMDFQQVMwMHxBQUR1 eyJhbGciOiJSUzI1NiJ9.e30.x is corrupt"}
            """#,
            status: 401)
        #expect(!printed(found).contains("U0pDMTFQ"))
        #expect(!printed(found).contains("eyJ"))
    }

    @Test func `what is left of a window is read in both spellings, in any case`() {
        let dialect = RingCentralDialect()
        for name in ["X-Rate-Limit-", "x-rate-limit-", "X-RateLimit-"] {
            let response = HTTPResponse(
                status: 200,
                fields: [
                    "\(name)Group": "light", "\(name)Limit": "50", "\(name)Remaining": "49", "\(name)Window": "60",
                ])
            #expect(
                dialect.signals(in: response, now: Self.now)
                    == [.quota(limit: 50, remaining: 49, window: .seconds(60))])
        }
    }

    @Test(arguments: [nil, "", "soon", "-5"] as [String?])
    func `a refusal that names no wait asks for half a minute`(wait: String?) {
        var response = HTTPResponse(status: 429)
        response.fields["Retry-After"] = wait
        #expect(
            RingCentralDialect().signals(in: response, now: Self.now) == [.throttled(retryAfter: .seconds(30))])
    }

    @Test(arguments: [("47", 47.0), ("1.5", 1.5), ("Fri, 15 Jan 2027 08:00:20 GMT", 20)])
    func `a refusal's wait is read in every form`(text: String, seconds: Double) {
        let response = HTTPResponse(status: 429, fields: ["Retry-After": text])
        #expect(
            RingCentralDialect().signals(in: response, now: Self.now)
                == [.throttled(retryAfter: .seconds(seconds))])
    }

    @Test func `an answer without limit fields says nothing about limits`() {
        #expect(RingCentralDialect().signals(in: HTTPResponse(status: 200), now: Self.now).isEmpty)
    }
}
