/// A Teams presence that was read or notified.
public struct TeamsReading: Hashable, Sendable {
    /// What Teams shows.
    public let state: TeamsState
    /// Graph's stamp; notifications carry none and are ordered by time.
    public let sequence: TeamsSequence?
    /// When this was true, as well as it is known: for a read, when it was asked for; for a notification, when it
    /// arrived. Nil stands for now.
    public let asOf: Duration?

    /// A reading by its parts.
    public init(_ state: TeamsState, sequence: TeamsSequence? = nil, asOf: Duration? = nil) {
        self.state = state
        self.sequence = sequence
        self.asOf = asOf
    }

    /// A reading as Graph words it.
    public init(_ presence: TeamsPresence, sequenceNumber: String? = nil, asOf: Duration? = nil) {
        self.init(TeamsState(presence), sequence: sequenceNumber.map(TeamsSequence.init), asOf: asOf)
    }
}
