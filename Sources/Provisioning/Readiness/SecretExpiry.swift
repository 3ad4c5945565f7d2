public import Foundation
import GraphClient
import PatchbayCore

/// How near the end of a secret or a certificate is, in the steps at which somebody should hear of it: 60, 30, 14, 7 days and 1 day.
///
/// RingCentral's portal reminds once, seven days ahead. Source: RingCentral admin guide for Azure, “Updating the Azure secret”.
public enum SecretExpiry: Hashable, Sendable, Codable {
    /// More than sixty days.
    case fine(daysLeft: Int)
    /// Within one of the steps: `step` is the step, `daysLeft` what is truly left, rounded down.
    case near(step: Int, daysLeft: Int)
    /// Over.
    case expired
    /// No date is known.
    case unknown

    /// The steps, in days.
    public static let steps = [60, 30, 14, 7, 1]

    /// Judges a date.
    public init(endsAt: Date?, now: Date) {
        guard let endsAt else {
            self = .unknown
            return
        }
        let left = endsAt.timeIntervalSince(now)
        guard left > 0 else {
            self = .expired
            return
        }
        let days = Int(left / 86_400)
        // The smallest step that has begun: with exactly seven days left it is the seventh day's.
        let step = Self.steps.last { left <= Double($0) * 86_400 }
        self = step.map { .near(step: $0, daysLeft: days) } ?? .fine(daysLeft: days)
    }

    /// The secret or certificate that is in use, as far as can be told: the one with the hint that lasts longest, else the one that
    /// ends first among those that have not ended, else the one that ended last.
    static func inUse(_ credentials: [PasswordCredential], hint: String?, now: Date) -> PasswordCredential? {
        func latest(_ list: [PasswordCredential]) -> PasswordCredential? {
            list.max { ($0.endsAt ?? .distantFuture) < ($1.endsAt ?? .distantFuture) }
        }
        if let hint, let matching = latest(credentials.filter { $0.hint == hint }) { return matching }
        let alive = credentials.filter { ($0.endsAt ?? .distantFuture) > now }
        return alive.min { ($0.endsAt ?? .distantFuture) < ($1.endsAt ?? .distantFuture) } ?? latest(credentials)
    }

    static func finding(for application: Application?, hint: String?, now: Date) -> Finding {
        let (id, title) = ("microsoft.secret", "The app's secret lasts")
        let place = "Entra admin center → App registrations → Certificates & secrets"
        guard let application else {
            return Finding(
                id, title, .unknown, detail: "The registration cannot be read, or is in another tenant.",
                remedy: Remedy("Look under \(place), and note the date."))
        }
        let secret = inUse(application.passwordCredentials ?? [], hint: hint, now: now)
        let key = (application.keyCredentials ?? []).compactMap(\.endsAt).filter { $0 > now }.min()
        guard let end = secret?.endsAt ?? key else {
            return Finding(
                id, title, .unknown, detail: "The registration has no secret and no certificate with a date.",
                remedy: Remedy("Look under \(place)."))
        }
        let what = secret == nil ? "certificate" : "secret"
        let date = WireDate.string(end).prefix(10)
        let renew = Remedy(
            "Make a new \(what) beside the old one, switch to it, then remove the old one (connect rotate-secret does it).",
            action: .fixConfiguration("AZURE_CLIENT_SECRET"))
        switch SecretExpiry(endsAt: end, now: now) {
        case .fine(let days): return Finding(id, title, .met, detail: "The \(what) ends on \(date), in \(days) days.")
        case .near(let step, let days):
            return Finding(
                id, title, .notMet, detail: "The \(what) ends on \(date), in \(days) days (the \(step)-day reminder).",
                remedy: renew)
        case .expired:
            return Finding(
                id, title, .notMet, detail: "The \(what) ended on \(date).", remedy: renew, isMandatory: true)
        case .unknown: return Finding(id, title, .unknown, remedy: renew)
        }
    }
}
