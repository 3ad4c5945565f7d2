public import Foundation

/// How a run ended.
public struct RunSummary<Action, Outcome: RunOutcome>: Hashable, Sendable, Codable
where Action: Hashable & Sendable & Codable {
    /// The run.
    public var run: String
    /// What was done.
    public var action: Action
    /// How many came to each outcome.
    public var counts: [Outcome.Kind: Int]
    /// How many are not finished, because the run was stopped.
    public var remaining: Int
    /// Why it was stopped, if it was.
    public var stopped: RunStop?
    /// When it, or its resumption, began.
    public var startedAt: Date
    /// When it ended.
    public var endedAt: Date

    /// Whether everything is done and nobody failed.
    public var isComplete: Bool { remaining == 0 && stopped == nil && failures == 0 }

    /// How many users failed.
    public var failures: Int { counts[.failed, default: 0] }
}
