/// A Teams presence as Microsoft Graph reports it: availability and activity, word for word.
///
/// Decisions are taken on ``TeamsState``, the closed form. This one is for the edges: decoding, printing, round trips.
public struct TeamsPresence: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The base status.
    public var availability: TeamsAvailability
    /// The finer status.
    public var activity: TeamsActivity

    /// Pairs two words; neither needs to be known.
    public init(availability: TeamsAvailability, activity: TeamsActivity) {
        self.availability = availability
        self.activity = activity
    }

    /// The pair as written on a command line: `Busy/InAMeeting`.
    public var description: String { "\(availability)/\(activity)" }

    /// The words of this pair that no published value set contains.
    public var unknownWords: [String] {
        (availability.isKnown ? [] : [availability.rawValue]) + (activity.isKnown ? [] : [activity.rawValue])
    }
}
