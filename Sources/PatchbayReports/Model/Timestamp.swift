import Foundation

/// Dates as text. Written by hand from calendar fields, so that no locale of the machine changes what a report says.
struct Timestamp: Sendable {
    private let calendar: Calendar
    /// What to call the zone next to a time.
    let zoneName: String

    /// - Parameter zone: An IANA name. UTC when `nil` or not known on this machine.
    init(zone: String?) {
        var calendar = Calendar(identifier: .gregorian)
        let known = zone.flatMap(TimeZone.init(identifier:))
        calendar.timeZone = known ?? .gmt
        self.calendar = calendar
        self.zoneName = known == nil ? "UTC" : zone ?? "UTC"
    }

    /// For people: `2026-11-24 18:30`.
    func minutes(_ date: Date) -> String {
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
        let day = "\(Self.pad(parts.year, 4))-\(Self.pad(parts.month))-\(Self.pad(parts.day))"
        return "\(day) \(Self.pad(parts.hour)):\(Self.pad(parts.minute))"
    }

    /// For programs: `2026-11-24T18:30:05.250Z`. Milliseconds are what survives a round trip.
    static func iso8601(_ date: Date) -> String {
        // The formatter cuts what is below a millisecond; a little more than the nearest one keeps that from being one less.
        let nearest = (date.timeIntervalSince1970 * 1000).rounded() / 1000 + 0.0002
        return Date(timeIntervalSince1970: nearest)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// Reads ``iso8601(_:)`` back; also without a fraction.
    static func date(_ text: String) -> Date? {
        (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle()))
    }

    private static func pad(_ number: Int?, _ width: Int = 2) -> String {
        let digits = String(number ?? 0)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
