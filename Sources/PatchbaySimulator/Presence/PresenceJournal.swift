/// One attempt of an app to change a presence, as the cloud saw it.
public struct PresenceWrite: Hashable, Sendable, Codable {
    /// Seconds since the cloud was made.
    public var at: Double
    /// What was asked for.
    public var operation: SimulatedOperation
    /// The user's object id at Graph, the extension's id at RingCentral.
    public var subject: String
    /// The client id of the app; empty if it did not say who it is.
    public var writer: String
    /// The status of the answer, also if the answer was lost.
    public var status: Int
    /// Whether an answer was sent that says so.
    public var answered: Bool
    /// What was shown before, such as `Busy/InACall`; `nil` if the write was refused.
    public var before: String?
    /// What was shown after; `nil` if the write was refused.
    public var after: String?
    /// Whether it took away a do-not-disturb or offline at RingCentral, or a preferred status in Teams, that the person had chosen
    /// by hand and that still held.
    public var liftedManualChoice: Bool

    /// Whether the service refused it.
    public var isRefused: Bool { !(200..<300).contains(status) }
    /// Whether it was at RingCentral.
    public var isAtRingCentral: Bool { operation.rawValue.hasPrefix("ringcentral.") }
}

/// A call that somebody tried to make to an extension.
public struct OfferedCall: Hashable, Sendable, Codable {
    /// Seconds since the cloud was made.
    public var at: Double
    /// The extension's id.
    public var extensionID: Int64
    /// The call's number.
    public var call: Int
    /// Whether it came through a queue.
    public var isQueueCall: Bool
    /// Whether it rang: it does not for somebody who takes no such calls.
    public var rang: Bool
}

/// Who changed whose presence: the second opinion that a presence engine is judged by.
public struct PresenceJournal: Hashable, Sendable, Codable {
    /// Every attempt of an app, in order.
    public var writes: [PresenceWrite] = []

    /// What people did, in order, at seconds since the cloud was made.
    public var acts: [PersonEvent] = []
    /// The calls that were offered to telephones, in order.
    public var calls: [OfferedCall] = []

    /// An empty journal.
    public init() {}

    /// The attempts about one user or extension.
    public func writes(about subject: String) -> [PresenceWrite] { writes.filter { $0.subject == subject } }

    /// The writes that took away what a person had chosen by hand. A good engine makes none.
    public var liftedManualChoices: [PresenceWrite] { writes.filter(\.liftedManualChoice) }
}
