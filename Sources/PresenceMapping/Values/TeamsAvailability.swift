/// The base status of a Teams user, as Microsoft Graph words it (`presence.availability`).
///
/// Two value sets are published: the long-standing one (`AvailableIdle`, `BusyIdle` …) and a newer one in camel case
/// that also puts `inACall`, `focusing` and `presenting` here. Both are known, in any spelling.
///
/// Source: Microsoft Graph `presence` resource.
public struct TeamsAvailability: VendorWord {
    /// The word as it arrived.
    public let rawValue: String

    /// Keeps any word, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Present and free.
    public static let available = Self(rawValue: "Available")
    /// Free, but idle for a while.
    public static let availableIdle = Self(rawValue: "AvailableIdle")
    /// Away, by hand or through inactivity.
    public static let away = Self(rawValue: "Away")
    /// Be right back, by hand.
    public static let beRightBack = Self(rawValue: "BeRightBack")
    /// Busy: by hand, in a call, or in a meeting; the activity says which.
    public static let busy = Self(rawValue: "Busy")
    /// Busy, but idle for a while.
    public static let busyIdle = Self(rawValue: "BusyIdle")
    /// Do not disturb: by hand, presenting or focusing; the activity says which.
    public static let doNotDisturb = Self(rawValue: "DoNotDisturb")
    /// No session, or shown as offline by choice.
    public static let offline = Self(rawValue: "Offline")
    /// Microsoft does not know, or may not say.
    public static let presenceUnknown = Self(rawValue: "PresenceUnknown")
    /// Focusing (newer value set).
    public static let focusing = Self(rawValue: "Focusing")
    /// In a call (newer value set).
    public static let inACall = Self(rawValue: "InACall")
    /// In a meeting (newer value set).
    public static let inAMeeting = Self(rawValue: "InAMeeting")
    /// Presenting (newer value set).
    public static let presenting = Self(rawValue: "Presenting")

    /// Every published word of both sets.
    public static let known: [Self] = [
        .available, .availableIdle, .away, .beRightBack, .busy, .busyIdle, .doNotDisturb, .offline, .presenceUnknown,
        .focusing, .inACall, .inAMeeting, .presenting,
    ]
}
