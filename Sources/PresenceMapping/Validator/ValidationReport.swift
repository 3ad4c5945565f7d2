/// What a ``MappingValidator`` found.
public struct ValidationReport: Hashable, Sendable, CustomStringConvertible {
    /// The number of states gone through.
    public private(set) var statesChecked: Int
    /// Rows that are missing or double.
    public private(set) var gaps: [Gap]
    /// Ways in which the two directions chase each other, one for each group of states that runs into the same cycle.
    public private(set) var loops: [MappingLoop]
    /// What is allowed but surprises people.
    public private(set) var warnings: [Warning]

    /// A case that does not have exactly one row.
    public enum Gap: Hashable, Sendable, CustomStringConvertible {
        /// Teams to RingCentral.
        case toRingCentral(TeamsStatus, rows: Int)
        /// RingCentral to Teams.
        case toTeams(RingCentralSituation, rows: Int)

        /// The case, in a sentence.
        public var description: String {
            switch self {
            case .toRingCentral(let status, let rows):
                "“\(status.title)” in Teams has \(rows) rows; give it exactly one."
            case .toTeams(let situation, let rows):
                "“\(situation.title)” in RingCentral has \(rows) rows; give it exactly one."
            }
        }
    }

    /// Something allowed that surprises people.
    public enum Warning: Hashable, Sendable, CustomStringConvertible {
        /// The rows “In a call” and “In a meeting” differ.
        case callAndMeetingDiffer
        /// Busy is mapped to do not disturb.
        case busyIsDoNotDisturb

        /// The warning, in a sentence.
        public var description: String {
            switch self {
            case .callAndMeetingDiffer:
                "“In a call” and “In a meeting” have different rules, but a Teams meeting often reports “In a call”."
            case .busyIsDoNotDisturb:
                "Busy is mapped to Do not disturb: a Busy that a user set by hand and forgot keeps every call away."
            }
        }
    }

    init(statesChecked: Int, gaps: [Gap], loops: [MappingLoop], warnings: [Warning]) {
        self.statesChecked = statesChecked
        self.gaps = gaps
        self.loops = loops
        self.warnings = warnings
    }

    /// Whether every case has exactly one row.
    public var isTotal: Bool { gaps.isEmpty }

    /// Whether the table is total and cannot oscillate.
    public var isSafe: Bool { gaps.isEmpty && loops.isEmpty }

    mutating func add(_ other: ValidationReport) {
        statesChecked += other.statesChecked
        gaps += other.gaps.filter { !gaps.contains($0) }
        loops += other.loops.filter { !loops.contains($0) }
        warnings += other.warnings.filter { !warnings.contains($0) }
    }

    /// The findings, one a line.
    public var description: String {
        let verdict = isSafe ? "Safe: total and at rest in all" : "Not safe, after"
        let lines = gaps.map(\.description) + loops.map(\.description) + warnings.map(\.description)
        return (["\(verdict) \(statesChecked) states."] + lines).joined(separator: "\n")
    }
}

/// A way in which the two directions chase each other without end.
public struct MappingLoop: Hashable, Sendable, CustomStringConvertible {
    /// One half of the exchange: what was seen, and what a rule wrote because of it.
    public struct Step: Hashable, Sendable, CustomStringConvertible {
        /// What Teams showed.
        public let teams: TeamsStatus
        /// What RingCentral showed.
        public let ringCentral: RingCentralState
        /// The rule or row that wrote: `app/inAMeeting`, `inACall=noCalls`, `app: busy by hand`.
        public let rule: String
        /// What it wrote, in words.
        public let wrote: String

        /// The step in one line.
        public var description: String {
            "Teams \(teams.title), RingCentral \(ringCentral.shown.rawValue): \(rule) writes \(wrote)"
        }
    }

    /// What the user's own Teams state is all the while.
    public let ownTeams: TeamsStatus
    /// The steps, after which the first comes again.
    public let steps: [Step]

    /// The loop, one step a line.
    public var description: String {
        let lines = steps.enumerated().map { "  \($0.offset + 1). \($0.element)" }
        return (["Loop while Teams by itself says \(ownTeams.title):"] + lines + ["  and again from 1."])
            .joined(separator: "\n")
    }
}
