import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct EntraErrorsTests {
    static func error(_ body: String, status: Int = 400, fields: HTTPFields = [:]) -> AuthenticationError {
        EntraErrors.error(
            from: HTTPResponse(status: status, fields: fields, body: Data(body.utf8)), tenant: "contoso.com",
            now: Date(timeIntervalSince1970: 0))
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let reason: AuthenticationError.Reason
        let codes: [Int]
        /// Words that the remedy must have.
        let words: String
        var testDescription: String { "\(reason.rawValue): \(codes)" }

        init(_ reason: AuthenticationError.Reason, _ codes: [Int], _ words: String) {
            self.reason = reason
            self.codes = codes
            self.words = words
        }
    }

    /// The table of the facts, row by row: code, reason, and what the remedy must say.
    static let rows: [Row] = [
        Row(.wrongSecret, [7_000_215, 70002], "value, not its id"),
        Row(.expiredSecret, [7_000_222], "Create a new one"),
        Row(.invalidRequest, [7_000_218], "allow public client flows"),
        Row(.invalidRequest, [700_025], "leave the secret out"),
        Row(.wrongSecret, [700_027], "Upload its public part"),
        Row(.invalidRequest, [700_024, 500_133], "clock"),
        Row(.wrongSecret, [50012], "certificate is not registered"),
        Row(.wrongSecret, [700_030], "subject"),
        Row(.invalidRequest, [50048], "subject and issuer"),
        Row(.invalidRequest, [50013, 50027], "audience and format"),
        Row(
            .wrongSecret, [70021, 700_211, 700_212, 700_213, 7_002_137, 7_002_138, 700_229],
            "issuer, subject and audience"),
        Row(.unknownApp, [700_016, 700_011], "not in this tenant"),
        Row(.appDisabled, [70001, 7_000_112, 1_000_031], "enables it"),
        Row(.invalidRequest, [50011, 70004, 900_971], "redirect address"),
        Row(.invalidRequest, [50194, 90130, 90124, 9_001_023], "directory id"),
        Row(.invalidRequest, [65002], "app of your own"),
        Row(.invalidRequest, [900_144, 90014, 9_002_313, 901_002], "malformed"),
        Row(.invalidRequest, [100_007], "regional"),
        Row(.unknownTenant, [90002], "no such tenant"),
        Row(.unknownTenant, [50059, 50128, 90019], "names no tenant"),
        Row(.invalidRequest, [50049], "login address"),
        Row(.unknownTenant, [90038, 900_382, 900_432, 90051, 1_000_104], "another cloud"),
        Row(.invalidRequest, [500_011], "not in this tenant"),
        Row(.conditionalAccess, [500_021, 500_022, 50002], "network"),
        Row(.conditionalAccess, [500_212, 500_213], "cross-tenant"),
        Row(.consentRequired, [90099], "Partner Center"),
        Row(.invalidRequest, [700_005], "another tenant"),
        Row(.consentRequired, [65001], "grants consent"),
        Row(.consentRequired, [65004], "declined"),
        Row(.consentRequired, [90094, 90095], "administrator has to approve"),
        Row(.consentRequired, [90008], "sign in and read the profile"),
        Row(.consentRequired, [650_056, 650_057, 65005], "lacks this permission"),
        Row(.consentRequired, [650_052, 650_054], "no longer has the service"),
        Row(.invalidRequest, [70011, 28002, 700_022, 700_023], "exactly one service"),
        Row(.signInRequired, [50076, 50079, 50074, 50072, 50078, 50158], "second factor"),
        Row(
            .conditionalAccess, [53000, 53001, 53002, 53003, 530_032, 530_035, 50131, 53011], "Conditional Access"),
        Row(.signInRequired, [50105], "not assigned"),
        Row(.signInRequired, [50020, 50034, 51004, 16000, 50014, 90072], "not in this tenant"),
        Row(.signInRequired, [500_208], "work account"),
        Row(.signInRequired, [50055, 50056, 50126, 50053, 50057, 50144], "help desk"),
        Row(.signInRequired, [50058], "interactively"),
        Row(
            .signInRequired, [50173, 700_082, 70008, 70043, 50089, 50132, 50133, 50085, 700_084], "Sign in again"),
        Row(.signInRequired, [54005], "used before"),
        Row(.invalidRequest, [501_481, 50147, 501_491], "proof key"),
        Row(.signInRequired, [70016], "not finished"),
        Row(.signInRequired, [70018, 70019, 90120, 50134], "Begin again"),
        Row(.unavailable, [90006, 90012, 90024, 90033, 50033, 50087, 90090], "run again later"),
        Row(.throttled, [90055], "run again later"),
        Row(.throttled, [50196], "share one token cache"),
        Row(.unknown, [90036, 50000, 90092], "support"),
    ]

    @Test(arguments: rows) func `each code has its reason and its remedy`(row: Row) {
        for code in row.codes {
            let error = Self.error(
                #"{"error":"whatever","error_description":"AADSTS\#(code): text","error_codes":[\#(code)]}"#)
            #expect(error.code == "AADSTS\(code)")
            #expect(error.reason == row.reason, "\(code)")
            #expect(error.remedy.sentence.contains(row.words), "\(code): \(error.remedy.sentence)")
        }
    }

    @Test func `no code has two rows`() {
        let codes = Self.rows.flatMap(\.codes)
        #expect(Set(codes).count == codes.count)
    }

    @Test func `the number is read from the text where the list is missing`() {
        let error = Self.error(#"{"error":"invalid_client","error_description":"AADSTS7000222: expired. Trace ID: x"}"#)
        #expect(error.code == "AADSTS7000222")
        #expect(error.reason == .expiredSecret)
        #expect(error.message == "AADSTS7000222: expired. (tenant contoso.com)")
    }

    @Test(arguments: [
        ("invalid_client", 401, AuthenticationError.Reason.wrongSecret), ("unauthorized_client", 400, .unknownApp),
        ("invalid_tenant", 400, .unknownTenant), ("interaction_required", 400, .signInRequired),
        ("consent_required", 400, .consentRequired), ("invalid_scope", 400, .invalidRequest),
        ("temporarily_unavailable", 503, .unavailable), ("odd", 429, .throttled), ("odd", 500, .unavailable),
        ("odd", 400, .unknown),
    ])
    func `a code of tomorrow is judged by the OAuth word and the status`(
        word: String, status: Int, reason: AuthenticationError.Reason
    ) {
        let error = Self.error(
            #"{"error":"\#(word)","error_description":"AADSTS123456789: new","error_codes":[123456789]}"#,
            status: status)
        #expect(error.code == "AADSTS123456789")
        #expect(error.reason == reason)
        #expect(!error.remedy.sentence.isEmpty)
    }

    @Test func `the suberror counts before the word`() {
        #expect(Self.error(#"{"error":"invalid_grant","suberror":"consent_required"}"#).reason == .consentRequired)
    }

    @Test func `an answer that is not JSON is told by size and status`() {
        let error = Self.error("<html>x</html>", status: 502, fields: ["Content-Type": "text/html"])
        #expect(error.code == "HTTP 502")
        #expect(error.reason == .unavailable)
        #expect(error.message == "14 bytes of text/html (tenant contoso.com)")
    }

    @Test func `the tenant and the trace are named even when the text is long`() {
        let text = String(repeating: "many words ", count: 60)
        let error = Self.error(
            #"{"error":"invalid_client","error_description":"AADSTS7000215: \#(text)","error_codes":[7000215],"trace_id":"t-9"}"#
        )
        #expect(error.message.hasSuffix("(tenant contoso.com, trace t-9)"))
    }
}
