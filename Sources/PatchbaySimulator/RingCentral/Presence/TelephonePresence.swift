/// What RingCentral knows about the presence of one extension.
///
/// Source: RingCentral `readUserPresenceStatus`.
struct TelephonePresence: Sendable {
    /// A call of the extension.
    struct Line: Hashable, Sendable {
        let id: Int
        let isQueueCall: Bool
        let isInbound: Bool
        let startedAt: Double
        /// `Ringing`, `CallConnected`, `OnHold` or `ParkedCall`.
        var status: String
    }

    var userStatus = "Available"
    var userStatusSetBy = PresenceWriter.nobody
    var dndStatus = "TakeAllCalls"
    var dndSetBy = PresenceWriter.nobody
    var message: String?
    var allowSeeMyPresence = true
    var ringOnMonitoredCall = false
    var pickUpCallsOnHold = false
    /// Whether the app went offline by itself. It comes back by itself, and nobody can tell it from an offline by hand.
    ///
    /// Source: RingCentral for Teams help, presence questions.
    var isIdle = false
    var lines: [Line] = []
    var meetings: Set<Int> = []

    /// What reads say the user has set.
    var reportedUserStatus: String { isIdle ? "Offline" : userStatus }

    /// The busiest of the calls.
    var telephonyStatus: String {
        for status in ["CallConnected", "OnHold", "Ringing", "ParkedCall"]
        where lines.contains(where: { $0.status == status }) {
            return status
        }
        return "NoCall"
    }

    var meetingStatus: String { meetings.isEmpty ? "Disconnected" : "Connected" }

    /// What RingCentral makes of it all.
    ///
    /// The rule is not published. Observed is that a connected call makes an available user busy; that a held call, a meeting and
    /// refusing all calls do the same, and that ringing and parked calls do not, is an assumption.
    var presenceStatus: String {
        if reportedUserStatus == "Offline" { return "Offline" }
        if telephonyStatus == "CallConnected" || telephonyStatus == "OnHold" || !meetings.isEmpty { return "Busy" }
        return dndStatus == "DoNotAcceptAnyCalls" ? "Busy" : reportedUserStatus
    }

    /// Whether a call of a kind is put through.
    ///
    /// Source: RingCentral `readUserPresenceStatus`, the values of `dndStatus`.
    func rings(isQueueCall: Bool) -> Bool {
        switch dndStatus {
        case "DoNotAcceptAnyCalls": false
        case "DoNotAcceptDepartmentCalls": !isQueueCall
        case "TakeDepartmentCallsOnly": isQueueCall
        default: true
        }
    }

    /// For records.
    var summary: String { "\(reportedUserStatus)/\(dndStatus)/\(telephonyStatus)" }
}
