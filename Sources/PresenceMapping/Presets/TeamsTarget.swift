/// What a row wants from Teams.
public enum TeamsTarget: Hashable, Sendable {
    /// Nothing of ours: a session that we hold is cleared, and Teams returns to its natural state.
    case nothing
    /// Leave whatever there is, ours or not.
    case keep
    /// Hold this session presence, renewed until the row no longer applies.
    case session(TeamsSessionPresence)
    /// Hold this preferred presence, renewed until the row no longer applies.
    case preferred(TeamsPreferredPresence)
}
