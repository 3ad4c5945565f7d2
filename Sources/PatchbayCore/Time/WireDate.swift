public import Foundation

/// The date forms that services send: RFC 9110 HTTP dates and ISO 8601 timestamps with any fraction and offset.
///
/// Both are parsed here, because the decoding strategies of Foundation differ between its platforms.
public enum WireDate {
    /// Parses `Sun, 06 Nov 1994 08:49:37 GMT` and the two obsolete forms that RFC 9110, section 5.6.7, still asks for.
    public static func http(_ text: String) -> Date? {
        let words = text.split { " ,-:".contains($0) }.map(String.init)
        // A number of at most four digits: a longer one is no year, and would overflow further down.
        func number(_ index: Int) -> Int? {
            words[index].utf8.count <= 4 && words[index].utf8.allSatisfy { (48...57).contains($0) }
                ? Int(words[index]) : nil
        }
        // Sun 06 Nov 1994 08 49 37 GMT | Sunday 06 Nov 94 08 49 37 GMT | Sun Nov 6 08 49 37 1994
        if words.count == 8, words[7].equalsIgnoringASCIICase("GMT") || words[7].equalsIgnoringASCIICase("UTC"),
            let day = number(1), let month = month(words[2]), var year = number(3), let hour = number(4),
            let minute = number(5), let second = number(6)
        {
            if words[3].utf8.count == 2 { year += year < 70 ? 2000 : 1900 }
            return date(year, month, day, hour, minute, Double(second), offset: 0)
        }
        if words.count == 7, let month = month(words[1]), let day = number(2), let hour = number(3),
            let minute = number(4), let second = number(5), let year = number(6)
        {
            return date(year, month, day, hour, minute, Double(second), offset: 0)
        }
        return nil
    }

    /// Parses `2026-01-02T03:04:05Z`, with any fraction (nine digits of it count) and with `Z`, `+0000` or `+00:00`.
    public static func iso8601(_ text: some StringProtocol) -> Date? {
        var rest = text.utf8[...]
        func number(_ width: Int) -> Int? {
            guard rest.count >= width else { return nil }
            var value = 0
            for _ in 0..<width {
                guard let byte = rest.popFirst(), (48...57).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        func take(_ choices: String) -> Bool {
            guard let byte = rest.first, choices.utf8.contains(byte) else { return false }
            rest.removeFirst()
            return true
        }
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2), take("Tt "),
            let hour = number(2), take(":"), let minute = number(2), take(":"), let second = number(2)
        else { return nil }
        var fraction = 0.0
        if take(".,") {
            // As one division, so that what was written with three digits is read back as the very same moment.
            var (digits, scale, count) = (0, 1, 0)
            while let byte = rest.first, (48...57).contains(byte) {
                if count < 9 { (digits, scale) = (digits * 10 + Int(byte - 48), scale * 10) }
                count += 1
                rest.removeFirst()
            }
            guard count > 0 else { return nil }
            fraction = Double(digits) / Double(scale)
        }
        var offset = 0
        if !take("Zz") {
            let negative = rest.first == UInt8(ascii: "-")
            guard take("+-"), let hours = number(2) else { return nil }
            _ = take(":")
            guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
            offset = (hours * 60 + minutes) * (negative ? -60 : 60)
        }
        guard rest.isEmpty else { return nil }
        return date(year, month, day, hour, minute, Double(second) + fraction, offset: offset)
    }

    /// Writes a timestamp in UTC with milliseconds. Dates outside the years 0 to 9999 are written as the nearest inside.
    public static func string(_ date: Date) -> String {
        let total = Int((clamped(date) * 1000).rounded())
        let (days, inDay) = (floorDivide(total, 86_400_000), modulo(total, 86_400_000))
        let (year, month, day) = civil(days)
        func pad(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T\(pad(inDay / 3_600_000, 2)):"
            + "\(pad(inDay / 60_000 % 60, 2)):\(pad(inDay / 1000 % 60, 2)).\(pad(inDay % 1000, 3))Z"
    }

    /// Writes an HTTP date in GMT, as a server would.
    public static func httpString(_ date: Date) -> String {
        let total = Int(clamped(date).rounded(.down))
        let (days, inDay) = (floorDivide(total, 86_400), modulo(total, 86_400))
        let (year, month, day) = civil(days)
        func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(weekdays[modulo(days + 4, 7)]), \(pad(day)) \(months[month - 1]) \(year) "
            + "\(pad(inDay / 3600)):\(pad(inDay / 60 % 60)):\(pad(inDay % 60)) GMT"
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// Seconds since 1970, within the years that the forms have room for.
    private static func clamped(_ date: Date) -> Double {
        let seconds = date.timeIntervalSince1970
        return seconds.isNaN ? 0 : min(max(seconds, -62_167_219_200), 253_402_300_799)
    }

    private static func month(_ word: String) -> Int? {
        months.firstIndex { $0.equalsIgnoringASCIICase(word.prefix(3)) }.map { $0 + 1 }
    }

    private static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func date(
        _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Double, offset: Int
    ) -> Date? {
        guard (1...12).contains(month), (1...length(ofMonth: month, in: year)).contains(day), (0...23).contains(hour),
            (0...59).contains(minute),
            second < 61
        else { return nil }
        let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 - offset
        return Date(timeIntervalSince1970: Double(seconds) + second)
    }

    /// Days since 1970 of a date in the Gregorian calendar, by counting from March so that the leap day comes last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((-a + b - 1) / b) }
    private static func modulo(_ a: Int, _ b: Int) -> Int { a - floorDivide(a, b) * b }
}
