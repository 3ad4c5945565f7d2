public import PatchbayCore

/// What to be told about. Open; `~` stands for the signed-in user's account or extension and is written out in the service's answers.
/// Sources: RingCentral `notifications/event-filters`, `notifications/webhooks/creating-webhooks`.
public struct EventFilter: OpenWord {
    /// The filter as it goes over the wire.
    public let rawValue: String
    /// Takes any filter.
    public init(rawValue: String) { self.rawValue = rawValue }

    private static let account = "/restapi/v1.0/account/~"

    /// Everybody's presence in one subscription. `detailed` adds the calls.
    public static func accountPresence(detailed: Bool = false) -> EventFilter {
        EventFilter(rawValue: account + "/presence" + (detailed ? "?detailedTelephonyState=true" : ""))
    }

    /// One extension's presence. Where both forms are asked for, only the detailed one is delivered.
    public static func presence(of id: Extension.ID, detailed: Bool = false) -> EventFilter {
        one(id, "/presence" + (detailed ? "?detailedTelephonyState=true" : ""))
    }

    /// One extension's `dndStatus`.
    public static func dndStatus(of id: Extension.ID) -> EventFilter { one(id, "/presence/dnd") }

    /// Extensions that come, change and go.
    public static let extensionList = EventFilter(rawValue: account + "/extension")

    /// One extension's changes.
    public static func extensionInfo(of id: Extension.ID) -> EventFilter { one(id, "") }

    /// The company directory's changes.
    public static let directory = EventFilter(rawValue: account + "/directory/entries")

    /// Who takes calls of a queue.
    public static func callQueuePresence(of id: CallQueue.ID) -> EventFilter {
        EventFilter(rawValue: account + "/call-queues/\(PathSegment(id.description))/presence")
    }

    /// A reminder that the subscription is about to end: from `threshold` before its end, every `interval`.
    ///
    /// The threshold is at most half of the lifetime, the interval at most half of the threshold, and it cannot be the only filter.
    public static func reminder(threshold: Duration, interval: Duration) -> EventFilter {
        EventFilter(
            rawValue: "/restapi/v1.0/subscription/~?threshold=\(threshold.components.seconds)"
                + "&interval=\(interval.components.seconds)")
    }

    private static func one(_ id: Extension.ID, _ rest: String) -> EventFilter {
        EventFilter(rawValue: account + "/extension/\(PathSegment(id.description))" + rest)
    }
}
