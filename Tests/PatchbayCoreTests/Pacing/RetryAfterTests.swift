import Foundation
import PatchbayCore
import Testing

@Suite struct RetryAfterTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func parse(_ value: String?) -> Duration? { RetryAfter.parse(value, relativeTo: Self.now) }

    @Test(arguments: [
        ("0", Duration.zero), ("1", .seconds(1)), ("120", .seconds(120)), (" 30 ", .seconds(30)),
        ("86400", .seconds(86_400)), ("0.5", .milliseconds(500)), ("1.0001", .milliseconds(1001)),
        ("30, 60", .seconds(30)),
    ])
    func `whole seconds and decimals, rounded up to a millisecond`(value: String, wait: Duration) {
        #expect(parse(value) == wait)
    }

    @Test func `an HTTP date is the time until then`() {
        #expect(parse(WireDate.httpString(Self.now + 90)) == .seconds(90))
        #expect(parse("Friday, 15-Jan-27 08:01:00 GMT") == .seconds(60))
    }

    @Test(arguments: [
        nil, "", " ", "-1", "soon", "nan", "inf", "1e3", "0x10", "1 0", "1_000", "+5", "1.2.3", ".", "86401",
        "99999999999999999999", "Fri, 15 Jan 2027 07:59:59 GMT", "Sun, 17 Jan 2027 08:00:01 GMT",
        "Sun, 06 Nov 9223372036854775807 08:49:37 GMT", "１２０",
    ])
    func `absent, negative, past, absurd and malformed waits are none`(value: String?) {
        #expect(parse(value) == nil)
    }

    @Test func `a date is compared with the answer's own clock, not with ours`() {
        let theirs = Self.now - 3600
        let response = HTTPResponse(
            status: 429,
            fields: ["Date": WireDate.httpString(theirs), "Retry-After": WireDate.httpString(theirs + 20)])
        #expect(RetryAfter.of(response, now: Self.now) == .seconds(20))
        let undated = HTTPResponse(status: 429, fields: ["retry-after": WireDate.httpString(Self.now + 20)])
        #expect(RetryAfter.of(undated, now: Self.now) == .seconds(20))
        #expect(RetryAfter.of(HTTPResponse(status: 429), now: Self.now) == nil)
    }
}
