/// What Teams knows about one user: sessions of the clients and of apps, what the calendar says, and what the user prefers.
///
/// Nothing here runs: what is true at a moment is worked out from when things were set, so time needs no timers.
///
/// Source: Microsoft Graph `cloud-communications-manage-presence-state`.
struct TeamsUserPresence: Sendable {
    /// One of the legal pairs, in the services' words.
    struct Status: Hashable, Sendable, CustomStringConvertible {
        let availability: String
        let activity: String

        init(_ availability: String, _ activity: String) {
            self.availability = availability
            self.activity = activity
        }

        var description: String { "\(availability)/\(activity)" }

        static let offline = Status("Offline", "Offline")
        static let away = Status("Away", "Away")
        static let available = Status("Available", "Available")
        /// Source: Microsoft Graph `cloud-communications-manage-presence-state`: what Available becomes after five minutes.
        static let inactive = Status("Available", "AvailableInactive")

        /// Sessions are ranked by availability.
        ///
        /// Source: Microsoft Graph `cloud-communications-manage-presence-state`: do not disturb, busy, available, away.
        var rank: Int {
            switch availability {
            case "DoNotDisturb": 4
            case "Busy": 3
            case "Available": 2
            case "Away", "BeRightBack": 1
            default: 0
            }
        }
    }

    /// What an app set with `setPresence`.
    struct AppSession: Sendable {
        let app: String
        let status: Status
        let setAt: Double
        let endsAt: Double

        /// Source: Microsoft Graph `cloud-communications-manage-presence-state`: Available fades after five and ten minutes, however
        /// long it was set for; an expired session is offline.
        func status(at now: Double) -> Status {
            if now >= endsAt { return .offline }
            guard status == .available else { return status }
            if now >= setAt + 2 * AppSession.fade { return .away }
            return now >= setAt + AppSession.fade ? .inactive : .available
        }

        static let fade = 300.0

        /// The moments at which it changes by itself.
        var moments: [Double] {
            guard status == .available else { return [endsAt] }
            return [setAt + AppSession.fade, setAt + 2 * AppSession.fade].filter { $0 < endsAt } + [endsAt]
        }
    }

    /// What the user, or an app in the user's name, prefers to show.
    struct Preferred: Sendable {
        let status: Status
        let setBy: PresenceWriter
        let endsAt: Double
    }

    /// A stretch of the calendar.
    struct Appointment: Sendable {
        let id: Int
        let begins: Double
        let ends: Double
    }

    /// Something the user does in the Teams client.
    struct Engagement: Sendable {
        let id: Int
        let status: Status
    }

    /// A status message.
    struct Message: Sendable {
        let content: String
        let contentType: String
        let endsAt: Double
    }

    /// What the Teams client says when nothing goes on; `nil` while the user is signed out.
    private(set) var client: Status?
    private(set) var engagements: [Engagement] = []
    private(set) var apps: [AppSession] = []
    private(set) var preferred: Preferred?
    private(set) var appointments: [Appointment] = []
    private(set) var message: Message?
    /// When something was last done, and how often.
    private var touchedAt = 0.0
    private var touches = 0

    private mutating func touch(_ now: Double) {
        touchedAt = max(now, moments(until: now).max() ?? 0, touchedAt)
        touches += 1
        apps.removeAll { $0.endsAt <= now }
        appointments.removeAll { $0.ends <= now }
        if let preferred, preferred.endsAt <= now { self.preferred = nil }
        if let message, message.endsAt <= now { self.message = nil }
    }

    /// The moments at which something changes by itself.
    private var moments: [Double] {
        var moments = apps.flatMap(\.moments)
        if let preferred { moments.append(preferred.endsAt) }
        if let message { moments.append(message.endsAt) }
        for appointment in appointments { moments += [appointment.begins, appointment.ends] }
        return moments
    }

    /// The moments up to now at which something changed by itself.
    private func moments(until now: Double) -> [Double] { moments.filter { $0 <= now } }

    /// The next moment at which something changes by itself.
    func nextMoment(after now: Double) -> Double? { moments.filter { $0 > now && $0.isFinite }.min() }

    // MARK: What others see

    /// The client's own session.
    var clientStatus: Status? {
        guard let client else { return nil }
        return engagements.map(\.status).max { $0.rank < $1.rank } ?? client
    }

    /// What everybody sees.
    ///
    /// A preferred status counts only while there is a session, and the calendar too. Between sessions of equal rank the app's is
    /// shown, then the client's, then the calendar's: which of them Teams takes is not published.
    func shown(at now: Double) -> Status {
        let sessions = apps.map { $0.status(at: now) }.filter { $0 != .offline } + [clientStatus].compactMap(\.self)
        guard !sessions.isEmpty else { return .offline }
        if let preferred, preferred.endsAt > now { return preferred.status }
        let calendar = appointments.contains { $0.begins <= now && now < $0.ends } ? [Status("Busy", "InAMeeting")] : []
        var best = Status.offline
        for status in sessions + calendar where status.rank > best.rank { best = status }
        return best
    }

    /// A version that grows with every change, compared as text.
    ///
    /// Source: Microsoft Graph `presence`: compares lexicographically.
    func sequenceNumber(at now: Double) -> String {
        let last = max(touchedAt, moments(until: now).max() ?? 0)
        return "A" + TeamsUserPresence.padded(Int(last * 1000), 12) + TeamsUserPresence.padded(touches, 6)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    // MARK: What apps do

    mutating func setSession(_ status: Status, by app: String, lasting length: Double, at now: Double) {
        touch(now)
        apps.removeAll { $0.app == app }
        apps.append(AppSession(app: app, status: status, setAt: now, endsAt: now + length))
    }

    /// Whether there was a session to clear.
    mutating func clearSession(of app: String, at now: Double) -> Bool {
        guard apps.contains(where: { $0.app == app && $0.endsAt > now }) else { return false }
        touch(now)
        apps.removeAll { $0.app == app }
        return true
    }

    mutating func prefer(_ status: Status?, by writer: PresenceWriter, until end: Double, at now: Double) {
        touch(now)
        // What the person chose stays the person's choice when an app says the same.
        let isRepeated = preferred.map { $0.setBy.isPerson && $0.status == status } ?? false
        preferred = status.map { Preferred(status: $0, setBy: isRepeated ? .person : writer, endsAt: end) }
    }

    mutating func setMessage(_ message: Message?, at now: Double) {
        touch(now)
        self.message = message
    }

    // MARK: What the person does

    mutating func setClient(_ status: Status?, at now: Double) {
        touch(now)
        client = status
        if status == nil { engagements = [] }
    }

    mutating func begin(_ engagement: Engagement, at now: Double) {
        touch(now)
        if client == nil { client = .available }
        engagements.removeAll { $0.id == engagement.id }
        engagements.append(engagement)
    }

    mutating func end(_ id: Int, at now: Double) {
        touch(now)
        engagements.removeAll { $0.id == id }
    }

    mutating func schedule(_ appointment: Appointment, at now: Double) {
        touch(now)
        appointments.append(appointment)
    }

    mutating func cancel(_ id: Int, at now: Double) {
        touch(now)
        appointments.removeAll { $0.id == id }
    }
}
