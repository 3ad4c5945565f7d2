import Foundation
import PatchbayCore
import Testing

@Suite struct WireDateTests {
    private static let nineties = Date(timeIntervalSince1970: 784_111_777)

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "sun, 06 nov 1994 08:49:37 gmt", "Sun, 6 Nov 1994 08:49:37 UTC",
    ])
    func `the three HTTP date forms are the same moment`(text: String) {
        #expect(WireDate.http(text) == Self.nineties)
    }

    @Test func `a year of two digits is the nearest one`() {
        #expect(WireDate.http("Tuesday, 24-Nov-26 00:00:00 GMT") == WireDate.iso8601("2026-11-24T00:00:00Z"))
        #expect(WireDate.http("Thursday, 01-Jan-70 00:00:00 GMT") == Date(timeIntervalSince1970: 0))
    }

    @Test(arguments: [
        "", "soon", "120", "Sun, 06 Nov 1994", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 08:49:37 -0500", "Sun, 06 Nov 1994 08:49:37 EST",
        "Sun, +6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 9223372036854775807 08:49:37 GMT",
        "Sun, 99999999999999999999 Nov 1994 08:49:37 GMT", "Sun Nov 6 08:49:37 999999999999999",
    ])
    func `what is no HTTP date is none`(text: String) {
        #expect(WireDate.http(text) == nil)
    }

    @Test(arguments: [
        ("1994-11-06T08:49:37Z", 0.0), ("1994-11-06t08:49:37z", 0), ("1994-11-06 08:49:37Z", 0),
        ("1994-11-06T08:49:37.5Z", 0.5), ("1994-11-06T08:49:37,5Z", 0.5), ("1994-11-06T08:49:37.123Z", 0.123),
        ("1994-11-06T08:49:37.1234567Z", 0.123_456_7), ("1994-11-06T08:49:37.123456789Z", 0.123_456_789),
        ("1994-11-06T08:49:37.0000000000000000000000000001Z", 0),
        ("1994-11-06T10:49:37+02:00", 0), ("1994-11-06T10:49:37+0200", 0), ("1994-11-06T03:19:37-05:30", 0),
        ("1994-11-06T08:49:37-00:00", 0), ("1994-11-05T18:49:37-14:00", 0),
    ])
    func `timestamps have any fraction and any offset`(text: String, fraction: Double) throws {
        let date = try #require(WireDate.iso8601(text))
        #expect(abs(date.timeIntervalSince(Self.nineties) - fraction) < 1e-6)
    }

    @Test(arguments: [
        "", "1994-11-06", "1994-11-06T08:49:37", "1994-11-06T08:49Z", "1994-11-06T08:49:37.Z", "94-11-06T08:49:37Z",
        "1994-13-06T08:49:37Z", "1994-00-06T08:49:37Z", "1994-11-31T08:49:37Z", "1994-11-00T08:49:37Z",
        "1994-11-06T24:00:00Z", "1994-11-06T08:60:00Z", "1994-11-06T08:49:61Z", "1994-11-06T08:49:37+2",
        "1994-11-06T08:49:37+24:00", "1994-11-06T08:49:37+02:60", "1994-11-06T08:49:37Zulu", " 1994-11-06T08:49:37Z",
        "1994-11-06T08:49:37 Z", "+994-11-06T08:49:37Z", "１９９４-11-06T08:49:37Z",
    ])
    func `what is no timestamp is none`(text: String) {
        #expect(WireDate.iso8601(text) == nil)
    }

    @Test(arguments: [(2024, true), (2023, false), (1900, false), (2000, true), (2100, false), (2400, true)])
    func `the 29th of February exists in leap years only`(year: Int, exists: Bool) {
        #expect((WireDate.iso8601("\(year)-02-29T12:00:00Z") != nil) == exists)
        #expect((WireDate.http("Thu, 29 Feb \(year) 12:00:00 GMT") != nil) == exists)
        #expect(WireDate.iso8601("\(year)-02-30T12:00:00Z") == nil)
    }

    @Test func `a leap second is the beginning of the next minute`() {
        #expect(WireDate.iso8601("2016-12-31T23:59:60Z") == WireDate.iso8601("2017-01-01T00:00:00Z"))
        #expect(WireDate.http("Sat, 31 Dec 2016 23:59:60 GMT") == WireDate.iso8601("2017-01-01T00:00:00Z"))
    }

    @Test func `every millisecond from 1900 to 2200 survives being written and read`() throws {
        let first = try #require(WireDate.iso8601("1900-01-01T00:00:00Z")).timeIntervalSince1970
        let last = try #require(WireDate.iso8601("2200-01-01T00:00:00Z")).timeIntervalSince1970
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let milliseconds = Int.random(in: Int(first) * 1000..<Int(last) * 1000, using: &generator)
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            let text = WireDate.string(date)
            #expect(WireDate.iso8601(text) == date)
        }
    }

    @Test func `the calendar agrees with Foundation's on every day from 1900 to 2200`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        let first = try #require(WireDate.iso8601("1900-01-01T00:00:00Z"))
        for day in stride(from: 0, to: 109_573, by: 13) {
            let date = first + Double(day) * 86_400 + Double(day * 7919 % 86_400)
            let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
            let text = WireDate.string(date)
            let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
            #expect(
                numbers == [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second].compactMap(
                    \.self) + [0])
        }
    }

    @Test func `HTTP dates are written as a server writes them, and read back`() {
        #expect(WireDate.httpString(Self.nineties) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(WireDate.httpString(Date(timeIntervalSince1970: 951_782_400)) == "Tue, 29 Feb 2000 00:00:00 GMT")
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<2000 {
            let date = Date(
                timeIntervalSince1970: Double(Int.random(in: -2_208_988_800..<7_258_118_400, using: &generator)))
            #expect(WireDate.http(WireDate.httpString(date)) == date)
        }
    }

    @Test func `timestamps before 1970 round to the nearest millisecond too`() {
        #expect(WireDate.string(Date(timeIntervalSince1970: -0.001)) == "1969-12-31T23:59:59.999Z")
        #expect(WireDate.string(Date(timeIntervalSince1970: -86_400)) == "1969-12-31T00:00:00.000Z")
        #expect(WireDate.string(Date(timeIntervalSince1970: 0.9996)) == "1970-01-01T00:00:01.000Z")
    }

    @Test func `an impossible date is written as the nearest possible one`() {
        #expect(WireDate.string(.distantFuture) == "4001-01-01T00:00:00.000Z")
        #expect(WireDate.string(Date(timeIntervalSince1970: .infinity)) == "9999-12-31T23:59:59.000Z")
        #expect(WireDate.string(Date(timeIntervalSince1970: -.infinity)) == "0000-01-01T00:00:00.000Z")
        #expect(WireDate.httpString(Date(timeIntervalSince1970: .nan)) == "Thu, 01 Jan 1970 00:00:00 GMT")
    }
}
