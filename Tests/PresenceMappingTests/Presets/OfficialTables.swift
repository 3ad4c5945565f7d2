/// The published tables, typed in row by row from the pages, apart from the code under test.
///
/// Source: RingCentral `msteams/presence-sync-user.md` (default table), `msteams/presence-sync-admin.md` (call rules).
enum OfficialTables {
    /// A row of the default table: what Graph says, and what the two columns say.
    struct Row: Sendable {
        let availability: String
        let activity: String
        let embedded: String
        let app: String
        /// The row of the call rules that this status falls on.
        let ruleRow: String?
    }

    static let rows: [Row] = [
        Row(availability: "Available", activity: "Available", embedded: "Available", app: "Available", ruleRow: nil),
        Row(availability: "Busy", activity: "InACall", embedded: "Busy", app: "no change", ruleRow: "inACall"),
        Row(
            availability: "Busy", activity: "InAConferenceCall", embedded: "Busy", app: "no change",
            ruleRow: "inAConferenceCall"),
        Row(availability: "Busy", activity: "InAMeeting", embedded: "Busy", app: "no change", ruleRow: "inAMeeting"),
        Row(availability: "Busy", activity: "Busy", embedded: "Busy", app: "no change", ruleRow: "busy"),
        Row(
            availability: "DoNotDisturb", activity: "Presenting", embedded: "Do not disturb", app: "Do not disturb",
            ruleRow: nil),
        Row(
            availability: "DoNotDisturb", activity: "UrgentInterruptionsOnly", embedded: "Do not disturb",
            app: "Do not disturb", ruleRow: nil),
        Row(
            availability: "DoNotDisturb", activity: "DoNotDisturb", embedded: "Do not disturb", app: "Do not disturb",
            ruleRow: nil),
        Row(availability: "Away", activity: "Away", embedded: "Offline", app: "no change", ruleRow: nil),
        Row(availability: "BeRightBack", activity: "BeRightBack", embedded: "Offline", app: "no change", ruleRow: nil),
        Row(availability: "Offline", activity: "OffWork", embedded: "Offline", app: "no change", ruleRow: "offline"),
        Row(availability: "Offline", activity: "Offline", embedded: "Offline", app: "no change", ruleRow: "offline"),
        // Variants that count as their base state.
        Row(availability: "AvailableIdle", activity: "Inactive", embedded: "Available", app: "Available", ruleRow: nil),
        Row(
            availability: "Available", activity: "AvailableInactive", embedded: "Available", app: "Available",
            ruleRow: nil),
        Row(availability: "BusyIdle", activity: "Busy", embedded: "Busy", app: "no change", ruleRow: "busy"),
        Row(availability: "BusyIdle", activity: "InACall", embedded: "Busy", app: "no change", ruleRow: "inACall"),
        Row(availability: "Away", activity: "Inactive", embedded: "Offline", app: "no change", ruleRow: nil),
        Row(availability: "Available", activity: "OutOfOffice", embedded: "Available", app: "Available", ruleRow: nil),
        // The newer spelling.
        Row(availability: "available", activity: "available", embedded: "Available", app: "Available", ruleRow: nil),
        Row(availability: "inACall", activity: "busy", embedded: "Busy", app: "no change", ruleRow: "inACall"),
        Row(availability: "inAMeeting", activity: "busy", embedded: "Busy", app: "no change", ruleRow: "inAMeeting"),
        Row(
            availability: "presenting", activity: "doNotDisturb", embedded: "Do not disturb", app: "Do not disturb",
            ruleRow: nil),
        Row(
            availability: "focusing", activity: "doNotDisturb", embedded: "Do not disturb", app: "Do not disturb",
            ruleRow: nil),
        Row(availability: "beRightBack", activity: "beRightBack", embedded: "Offline", app: "no change", ruleRow: nil),
        // Nothing is known, so nothing changes.
        Row(
            availability: "PresenceUnknown", activity: "PresenceUnknown", embedded: "no change", app: "no change",
            ruleRow: nil),
        Row(availability: "Dozing", activity: "OnTheSofa", embedded: "no change", app: "no change", ruleRow: nil),
    ]

    /// A row of the call rules with the presence it implies.
    struct Rule: Sendable {
        let row: String
        let action: String
        /// nil: unchanged.
        let userStatus: String?
        let dndStatus: String
    }

    static let rules: [Rule] = [
        Rule(row: "busy", action: "acceptAll", userStatus: "Busy", dndStatus: "TakeAllCalls"),
        Rule(row: "busy", action: "noQueueCalls", userStatus: "Busy", dndStatus: "DoNotAcceptDepartmentCalls"),
        Rule(row: "busy", action: "noCalls", userStatus: nil, dndStatus: "DoNotAcceptAnyCalls"),
        Rule(row: "inACall", action: "acceptAll", userStatus: "Busy", dndStatus: "TakeAllCalls"),
        Rule(row: "inACall", action: "noQueueCalls", userStatus: "Busy", dndStatus: "DoNotAcceptDepartmentCalls"),
        Rule(row: "inACall", action: "noCalls", userStatus: nil, dndStatus: "DoNotAcceptAnyCalls"),
        Rule(row: "inAConferenceCall", action: "acceptAll", userStatus: "Busy", dndStatus: "TakeAllCalls"),
        Rule(
            row: "inAConferenceCall", action: "noQueueCalls", userStatus: "Busy",
            dndStatus: "DoNotAcceptDepartmentCalls"),
        Rule(row: "inAConferenceCall", action: "noCalls", userStatus: nil, dndStatus: "DoNotAcceptAnyCalls"),
        Rule(row: "inAMeeting", action: "acceptAll", userStatus: "Busy", dndStatus: "TakeAllCalls"),
        Rule(row: "inAMeeting", action: "noQueueCalls", userStatus: "Busy", dndStatus: "DoNotAcceptDepartmentCalls"),
        Rule(row: "inAMeeting", action: "noCalls", userStatus: nil, dndStatus: "DoNotAcceptAnyCalls"),
        Rule(row: "offline", action: "acceptAll", userStatus: "Offline", dndStatus: "TakeAllCalls"),
        Rule(row: "offline", action: "noQueueCalls", userStatus: "Offline", dndStatus: "DoNotAcceptDepartmentCalls"),
        Rule(row: "offline", action: "noCalls", userStatus: nil, dndStatus: "DoNotAcceptAnyCalls"),
    ]

    static let userStatuses = ["Available", "Busy", "Offline", "Elsewhere"]
    static let dndStatuses = [
        "TakeAllCalls", "DoNotAcceptDepartmentCalls", "TakeDepartmentCallsOnly", "DoNotAcceptAnyCalls", "Unknown",
    ]
    static let telephonyStatuses = ["NoCall", "CallConnected", "Ringing", "OnHold", "ParkedCall"]

    /// What the pages say must come out: a user status and a call acceptance.
    static func expected(
        row: Row, column: String, rule: Rule?, userStatus: String, dndStatus: String, isVisible: Bool
    ) -> (userStatus: String, dndStatus: String) {
        let unchanged = (userStatus, dndStatus)
        var wanted = unchanged
        if let rule, rule.row == row.ruleRow {
            wanted = (rule.userStatus ?? userStatus, rule.dndStatus)
        } else {
            switch column {
            case "Available", "Busy", "Offline": wanted.0 = column
            case "Do not disturb": wanted.1 = "DoNotAcceptAnyCalls"
            default: break
            }
        }
        // A hidden presence is respected; a status set by hand beats the sync.
        if !isVisible || userStatus == "Offline" || dndStatus == "DoNotAcceptAnyCalls" { return unchanged }
        // What may not be written cannot be put back, so that it is not replaced either.
        if userStatus == "Elsewhere" { wanted.0 = userStatus }
        if dndStatus == "TakeDepartmentCallsOnly" || dndStatus == "Unknown" { wanted.1 = dndStatus }
        return wanted
    }
}
