public import GraphClient

/// What an engine tells while it runs.
public enum PresenceSyncEvent: Sendable {
    /// Something changed on a side, or was written.
    case decision(PresenceDecision)
    /// How it stands, every few seconds.
    case progress(PresenceSyncSnapshot)
    /// Something became of a subscription to notifications.
    case subscription(SubscriptionReport)
    /// Something did not work. It is tried again unless the sentence says otherwise.
    case problem(PresenceProblem)
}

/// Something that did not work.
public struct PresenceProblem: Sendable, Hashable, Codable {
    /// Whom it is about; nil for all.
    public let user: User.ID?
    /// What was tried: `teams.read`, `teams.write`, `ringCentral.read`, `ringCentral.write`, `ledger`, `notification`.
    public let operation: String
    /// What went wrong, in a sentence.
    public let message: String
    /// What to do about it.
    public let remedy: String?
}
