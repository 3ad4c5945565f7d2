/// Which calls a RingCentral user takes (`dndStatus`): the switch behind all three call rules.
///
/// Source: RingCentral `readUserPresenceStatus`, `updateUserPresenceStatus`; guide on call queue presence.
public struct RingCentralDNDStatus: VendorWord {
    /// The word as it arrived.
    public let rawValue: String

    /// Keeps any word, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Every call rings.
    public static let takeAllCalls = Self(rawValue: "TakeAllCalls")
    /// Direct calls ring, calls from queues do not. Refused with 400 for a user who is in no queue.
    public static let doNotAcceptDepartmentCalls = Self(rawValue: "DoNotAcceptDepartmentCalls")
    /// Only calls from queues ring. Legacy: read, never written.
    public static let takeDepartmentCallsOnly = Self(rawValue: "TakeDepartmentCallsOnly")
    /// Nothing rings; shown as do not disturb.
    public static let doNotAcceptAnyCalls = Self(rawValue: "DoNotAcceptAnyCalls")
    /// Listed by the write schema. Read, never written.
    public static let unknown = Self(rawValue: "Unknown")

    /// Every published word.
    public static let known: [Self] = [
        .takeAllCalls, .doNotAcceptDepartmentCalls, .takeDepartmentCallsOnly, .doNotAcceptAnyCalls, .unknown,
    ]
}
