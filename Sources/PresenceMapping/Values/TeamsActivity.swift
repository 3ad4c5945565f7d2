/// The finer status of a Teams user, as Microsoft Graph words it (`presence.activity`).
///
/// Source: Microsoft Graph `presence` resource; `AvailableInactive` from the page on managing presence state.
public struct TeamsActivity: VendorWord {
    /// The word as it arrived.
    public let rawValue: String

    /// Keeps any word, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Free.
    public static let available = Self(rawValue: "Available")
    /// An available session that has gone idle.
    public static let availableInactive = Self(rawValue: "AvailableInactive")
    /// Away.
    public static let away = Self(rawValue: "Away")
    /// Be right back.
    public static let beRightBack = Self(rawValue: "BeRightBack")
    /// Busy by hand.
    public static let busy = Self(rawValue: "Busy")
    /// Do not disturb by hand.
    public static let doNotDisturb = Self(rawValue: "DoNotDisturb")
    /// Focusing (Viva Insights), under the name used by the newer value set.
    public static let focusing = Self(rawValue: "Focusing")
    /// In a call. A Teams meeting often reports this too.
    public static let inACall = Self(rawValue: "InACall")
    /// In a call of several people.
    public static let inAConferenceCall = Self(rawValue: "InAConferenceCall")
    /// Idle.
    public static let inactive = Self(rawValue: "Inactive")
    /// In a meeting.
    public static let inAMeeting = Self(rawValue: "InAMeeting")
    /// Offline.
    public static let offline = Self(rawValue: "Offline")
    /// Shown as offline by choice (the preferred pair `Offline`/`OffWork`).
    public static let offWork = Self(rawValue: "OffWork")
    /// Out of office; the availability says whether the user can be reached all the same.
    public static let outOfOffice = Self(rawValue: "OutOfOffice")
    /// Microsoft does not know, or may not say.
    public static let presenceUnknown = Self(rawValue: "PresenceUnknown")
    /// Sharing the screen in a meeting.
    public static let presenting = Self(rawValue: "Presenting")
    /// Focusing: only urgent messages interrupt.
    public static let urgentInterruptionsOnly = Self(rawValue: "UrgentInterruptionsOnly")

    /// Every published word.
    public static let known: [Self] = [
        .available, .availableInactive, .away, .beRightBack, .busy, .doNotDisturb, .focusing, .inACall,
        .inAConferenceCall, .inactive, .inAMeeting, .offline, .offWork, .outOfOffice, .presenceUnknown, .presenting,
        .urgentInterruptionsOnly,
    ]
}
