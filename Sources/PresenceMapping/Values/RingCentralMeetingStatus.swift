/// Whether a RingCentral user is in a *RingCentral* meeting (`meetingStatus`); Teams meetings do not show here.
///
/// Source: RingCentral `readUserPresenceStatus`.
public struct RingCentralMeetingStatus: VendorWord {
    /// The word as it arrived.
    public let rawValue: String

    /// Keeps any word, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// In a RingCentral meeting.
    public static let connected = Self(rawValue: "Connected")
    /// In none.
    public static let disconnected = Self(rawValue: "Disconnected")

    /// Every published word.
    public static let known: [Self] = [.connected, .disconnected]
}
