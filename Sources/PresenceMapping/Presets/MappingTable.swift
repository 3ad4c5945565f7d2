/// A mapping in both directions, as rows. The two official presets are such tables; so is any table of your own.
///
/// A table should hold exactly one row per ``TeamsStatus`` and per ``RingCentralSituation``; ``MappingValidator`` says which are missing or
/// double, and whether the two directions can chase each other. A missing row changes nothing; of two rows for the same
/// case the first counts.
public struct MappingTable: Hashable, Sendable {
    /// The name shown in explanations.
    public var name: String
    /// Teams to RingCentral.
    public var toRingCentral: [ToRingCentral]
    /// RingCentral to Teams.
    public var toTeams: [ToTeams]

    /// One row from Teams to RingCentral.
    public struct ToRingCentral: Hashable, Sendable {
        /// When Teams says this …
        public let teams: TeamsStatus
        /// … RingCentral shows that.
        public let target: RingCentralTarget

        /// A row.
        public init(_ teams: TeamsStatus, _ target: RingCentralTarget) {
            self.teams = teams
            self.target = target
        }
    }

    /// One row from RingCentral to Teams.
    public struct ToTeams: Hashable, Sendable {
        /// When the user's own RingCentral presence says this …
        public let ringCentral: RingCentralSituation
        /// … Teams gets that.
        public let target: TeamsTarget

        /// A row.
        public init(_ ringCentral: RingCentralSituation, _ target: TeamsTarget) {
            self.ringCentral = ringCentral
            self.target = target
        }
    }

    /// A table from its rows.
    public init(name: String, toRingCentral: [ToRingCentral], toTeams: [ToTeams]) {
        self.name = name
        self.toRingCentral = toRingCentral
        self.toTeams = toTeams
    }

    /// The same table for users whose calls run through Direct Routing: Teams shows those calls by itself, so that no
    /// session is set for them.
    public var withoutCallsToTeams: MappingTable {
        var table = self
        table.toTeams = toTeams.map { $0.ringCentral == .inACall ? ToTeams(.inACall, .nothing) : $0 }
        return table
    }
}
