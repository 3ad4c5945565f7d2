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

    /// When that ends by which the app signs in. What the app knows itself needs no look at the registration.
    static func finding(for application: Application?, credential: CredentialInUse?, now: Date) -> Finding {
        switch credential {
        case .federated:
            return Finding(
                id, "The app's credential lasts", .met,
                detail: "The app signs in with another identity provider's tokens; nothing has to be renewed.")
        case .certificate(let endsAt):
            let known = (application?.keyCredentials ?? []).compactMap(\.endsAt).filter { $0 > now }.min()
            return finding("certificate", endsAt: endsAt ?? known, isReadable: application != nil, now: now)
        case .secret(let hint): return secretFinding(for: application, hint: hint, now: now)
        case nil: return secretFinding(for: application, hint: nil, now: now)
        }
    }

    private static let id = "microsoft.secret"

    private static func secretFinding(for application: Application?, hint: String?, now: Date) -> Finding {
        let secret = inUse(application?.passwordCredentials ?? [], hint: hint, now: now)
        let key = (application?.keyCredentials ?? []).compactMap(\.endsAt).filter { $0 > now }.min()
        let what = secret == nil && key != nil ? "certificate" : "secret"
        return finding(what, endsAt: secret?.endsAt ?? key, isReadable: application != nil, now: now)
    }

    private static func finding(_ what: String, endsAt: Date?, isReadable: Bool, now: Date) -> Finding {
        let title = "The app's \(what) lasts"
        let place = "Entra admin center → App registrations → Certificates & secrets"
        guard let endsAt else {
            return Finding(
                id, title, .unknown,
                detail: isReadable
                    ? "The registration has no secret and no certificate with a date."
                    : "The registration cannot be read, or is in another tenant.",
                remedy: Remedy("Look under \(place), and note the date."))
        }
        let date = WireDate.string(endsAt).prefix(10)
        let renew =
            what == "secret"
            ? Remedy(
                "Make a new secret beside the old one, switch to it, then remove the old one (connect rotate-secret does it).",
                action: .fixConfiguration("AZURE_CLIENT_SECRET"))
            : Remedy(
                "Make a new certificate, upload it beside the old one, switch to it, then remove the old one.",
                action: .fixConfiguration("AZURE_CLIENT_CERTIFICATE_PATH"))
        switch SecretExpiry(endsAt: endsAt, now: now) {
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
