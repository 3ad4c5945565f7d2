public import Foundation

/// The account of a run.
public struct PresenceSyncSummary: Sendable {
    /// How a run ended.
    public enum End: String, Sendable, Codable {
        /// The time that was given ran out.
        case elapsed
        /// It was asked to stop.
        case stopped
    }

    /// When it began.
    public let startedAt: Date
    /// When it ended.
    public let endedAt: Date
    /// Why it ended.
    public let end: End
    /// How it stood when it ended, before anything was given back; the counts include that.
    public let snapshot: PresenceSyncSnapshot
    /// Whether everything that was changed has been given back; nil if that was not asked for.
    public let isRestored: Bool?
    /// How long RingCentral writes waited from plan to acceptance, shortest first.
    public let latencies: [Duration]
    /// The same for those that kept calls from ringing.
    public let urgentLatencies: [Duration]

    /// The latency that so large a share of the writes did not exceed.
    public static func percentile(_ share: Double, of sorted: [Duration]) -> Duration? {
        guard !sorted.isEmpty else { return nil }
        let rank = Int((Double(sorted.count) * share).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}
