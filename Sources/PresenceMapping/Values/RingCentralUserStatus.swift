/// What a RingCentral user has set as status (`userStatus`).
///
/// `Busy` blocks no calls by itself; a queue skips busy agents only if that queue is configured to.
///
/// Source: RingCentral `readUserPresenceStatus`; `msteams/questions.md`.
public struct RingCentralUserStatus: VendorWord {
    /// The word as it arrived.
    public let rawValue: String

    /// Keeps any word, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Available.
    public static let available = Self(rawValue: "Available")
    /// Busy.
    public static let busy = Self(rawValue: "Busy")
    /// Offline; in the RingCentral app this is “Invisible”.
    public static let offline = Self(rawValue: "Offline")

    /// Every published word.
    public static let known: [Self] = [.available, .busy, .offline]
}
