public import Foundation

/// What an answer says about a limit, in the words of all services at once. Dialects translate header fields into these.
public enum RateSignal: Hashable, Sendable {
    /// Refused for now. `nil` when the service named no wait, or none that can be believed.
    case throttled(retryAfter: Duration?)
    /// The share of the limit in use, where 1 is all of it (`x-ms-throttle-limit-percentage`).
    case load(Double)
    /// The service's own account of a window (`X-Rate-Limit-*`, `inin-ratelimit-*`).
    case quota(limit: Int?, remaining: Int?, window: Duration?)
}

/// Reads `Retry-After` in all the forms that services send: whole seconds, a decimal, an HTTP date; absent, negative or absurd
/// values give `nil`.
public enum RetryAfter {
    /// The longest wait that is believed: a day.
    public static let ceiling = Duration.seconds(86_400)

    /// Parses the field.
    ///
    /// - Parameters:
    ///   - value: the field's value.
    ///   - date: the date that HTTP dates are compared with; the answer's own `Date` where there is one, since clocks differ.
    /// - Returns: the wait; `nil` if there is none that can be believed.
    public static func parse(_ value: String?, relativeTo date: @autoclosure () -> Foundation.Date) -> Duration? {
        guard let value else { return nil }
        let wait: Double
        if let seconds = seconds(value) {
            wait = seconds
        } else if let moment = WireDate.http(value) {
            wait = moment.timeIntervalSince(date())
        } else {
            return nil
        }
        guard wait >= 0, wait <= ceiling.seconds else { return nil }
        return .milliseconds(Int64((wait * 1000).rounded(.up)))
    }

    /// Digits with or without a fraction, and nothing else that a number may look like elsewhere (`0x10`, `1e3`, `1 0`). Of a
    /// field that was sent twice and joined, the first counts.
    private static func seconds(_ value: String) -> Double? {
        let text = value.prefix { $0 != "," }.drop { $0 == " " || $0 == "\t" }
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard text[number.endIndex...].allSatisfy({ $0 == " " || $0 == "\t" }) else { return nil }
        return Double(number)
    }

    /// Parses the field of a response, against the response's own `Date`.
    public static func of(_ response: HTTPResponse, now: @autoclosure () -> Foundation.Date) -> Duration? {
        parse(
            response.fields["Retry-After"],
            relativeTo: response.fields["Date"].flatMap(WireDate.http) ?? now())
    }
}
