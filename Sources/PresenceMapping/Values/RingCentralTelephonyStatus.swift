/// What a RingCentral user's telephone is doing (`telephonyStatus`).
///
/// Source: RingCentral `readUserPresenceStatus`.
public struct RingCentralTelephonyStatus: VendorWord {
    /// The word as it arrived.
    public let rawValue: String

    /// Keeps any word, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// No call.
    public static let noCall = Self(rawValue: "NoCall")
    /// Talking.
    public static let callConnected = Self(rawValue: "CallConnected")
    /// Ringing; says nothing yet about the user.
    public static let ringing = Self(rawValue: "Ringing")
    /// A call is held.
    public static let onHold = Self(rawValue: "OnHold")
    /// A call is parked; the user is not talking.
    public static let parkedCall = Self(rawValue: "ParkedCall")

    /// Every published word.
    public static let known: [Self] = [.noCall, .callConnected, .ringing, .onHold, .parkedCall]
}
