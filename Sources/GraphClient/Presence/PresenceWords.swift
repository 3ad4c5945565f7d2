/// A word of Graph's presence. Open, and compared without regard to case: the same words are published as `InACall` and as `inACall`.
///
/// Source: Microsoft Graph `resources/presence`, its older and its newer page.
public protocol PresenceWord: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral,
    CustomStringConvertible
where RawValue == String {
    /// Takes any word.
    init(rawValue: String)
}

extension PresenceWord {
    /// Takes any word.
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    /// The word as it came.
    public var description: String { rawValue }
    /// Equal in any spelling.
    public static func == (left: Self, right: Self) -> Bool {
        left.rawValue.lowercased() == right.rawValue.lowercased()
    }
    /// Equal words hash alike.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue.lowercased()) }
}

/// The base of a presence.
public struct PresenceAvailability: PresenceWord {
    /// The word as it came.
    public let rawValue: String
    /// Takes any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Free.
    public static let available: Self = "Available"
    /// Free, but not seen for a while.
    public static let availableIdle: Self = "AvailableIdle"
    /// Gone.
    public static let away: Self = "Away"
    /// Back in a moment.
    public static let beRightBack: Self = "BeRightBack"
    /// Engaged.
    public static let busy: Self = "Busy"
    /// Engaged, but not seen for a while.
    public static let busyIdle: Self = "BusyIdle"
    /// Not to be disturbed.
    public static let doNotDisturb: Self = "DoNotDisturb"
    /// Not signed in, or wanting to look so.
    public static let offline: Self = "Offline"
    /// Microsoft does not know.
    public static let unknown: Self = "PresenceUnknown"
}

/// What a person does, finer than the availability.
public struct PresenceActivity: PresenceWord {
    /// The word as it came.
    public let rawValue: String
    /// Takes any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// In a call of two.
    public static let inACall: Self = "InACall"
    /// In a call of several.
    public static let inAConferenceCall: Self = "InAConferenceCall"
    /// In a meeting.
    public static let inAMeeting: Self = "InAMeeting"
    /// Showing something to a meeting.
    public static let presenting: Self = "Presenting"
    /// Set to look offline.
    public static let offWork: Self = "OffWork"
    /// Microsoft does not know.
    public static let unknown: Self = "PresenceUnknown"
}
