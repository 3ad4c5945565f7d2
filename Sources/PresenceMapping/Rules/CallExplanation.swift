import Foundation

/// Whether a call rings, and why: the answer to “what would happen if”.
///
/// Its JSON form is an interface: an object with `type` = `decision`, `userStatus`, `dndStatus`, `changes`, `rings`,
/// `rule` and `because`, and beside them `teams`, `ringCentral`, `call`, `shows` and `caveats`.
public struct CallExplanation: Hashable, Sendable, Codable {
    /// Always `decision`.
    public let type: String
    /// The Teams presence that was asked about.
    public let teams: String
    /// The RingCentral presence that was asked about.
    public let ringCentral: String
    /// The kind of call that was asked about.
    public let call: CallKind
    /// RingCentral's user status after the decision.
    public let userStatus: RingCentralUserStatus
    /// RingCentral's call acceptance after the decision.
    public let dndStatus: RingCentralDNDStatus
    /// Whether the sync writes anything to RingCentral.
    public let changes: Bool
    /// Whether the call rings; nil when RingCentral uses a word that is not published.
    public let rings: Bool?
    /// What colleagues see in RingCentral.
    public let shows: RingCentralShownStatus
    /// The rule that decided: `inAMeeting=noCalls`, `app/inAMeeting`, `manual-do-not-disturb`.
    public let rule: String
    /// Why, in one or two sentences.
    public let because: String
    /// What else one should know, a sentence each.
    public let caveats: [String]

    /// Reads an explanation that was written as JSON.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        type = try container.decode(String.self, forKey: .type)
        teams = try container.decode(String.self, forKey: .teams)
        ringCentral = try container.decode(String.self, forKey: .ringCentral)
        call = try container.decode(CallKind.self, forKey: .call)
        userStatus = try container.decode(RingCentralUserStatus.self, forKey: .userStatus)
        dndStatus = try container.decode(RingCentralDNDStatus.self, forKey: .dndStatus)
        changes = try container.decode(Bool.self, forKey: .changes)
        rings = try container.decode(Bool?.self, forKey: .rings)
        shows = try container.decode(RingCentralShownStatus.self, forKey: .shows)
        rule = try container.decode(String.self, forKey: .rule)
        because = try container.decode(String.self, forKey: .because)
        caveats = try container.decode([String].self, forKey: .caveats)
    }

    init(
        _ decision: MappingDecision, teams: TeamsPresence, ringCentral: RingCentralPresence, call: CallKind,
        isQueueMember: Bool, caveats: [Caveat]
    ) {
        type = "decision"
        self.teams = teams.description
        self.ringCentral = ringCentral.description
        self.call = call
        userStatus = decision.write?.userStatus?.word ?? ringCentral.userStatus
        dndStatus = decision.write?.dndStatus?.word ?? ringCentral.dndStatus
        changes = decision.changes
        rings = call == .queue && !isQueueMember ? false : decision.dndStatus.rings(call)
        var after = RingCentralState(ringCentral)
        after.userStatus = decision.userStatus
        after.dndStatus = decision.dndStatus
        shows = after.shown
        rule = decision.ruleIdentifier
        because = decision.because
        self.caveats = caveats.map(\.sentence)
    }

    /// The explanation as one line of JSON with sorted keys.
    ///
    /// - Throws: `EncodingError`, if Foundation cannot write JSON.
    public func jsonLine() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Writes the object described above; `rings` is null when it is not known.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type, forKey: .type)
        try container.encode(teams, forKey: .teams)
        try container.encode(ringCentral, forKey: .ringCentral)
        try container.encode(call, forKey: .call)
        try container.encode(userStatus, forKey: .userStatus)
        try container.encode(dndStatus, forKey: .dndStatus)
        try container.encode(changes, forKey: .changes)
        try container.encode(rings, forKey: .rings)
        try container.encode(shows, forKey: .shows)
        try container.encode(rule, forKey: .rule)
        try container.encode(because, forKey: .because)
        try container.encode(caveats, forKey: .caveats)
    }

    private enum CodingKeys: String, CodingKey {
        case type, teams, ringCentral, call, userStatus, dndStatus, changes, rings, shows, rule, because, caveats
    }
}

extension MappingPolicy {
    /// Says whether a call rings, which rule decides, and what RingCentral will show.
    ///
    /// - Parameters:
    ///   - call: the kind of call.
    ///   - teams: the Teams presence, word for word.
    ///   - ringCentral: what RingCentral shows now, word for word.
    ///   - held: what the sync has written over the user's own presence, if it has.
    ///   - isQueueMember: whether the user is in a call queue.
    public func explain(
        _ call: CallKind, teams: TeamsPresence, ringCentral: RingCentralPresence, held: HeldPresence? = nil,
        isQueueMember: Bool = true
    ) -> CallExplanation {
        let state = RingCentralState(ringCentral)
        let decision = decide(
            teams: TeamsState(teams), ringCentral: state, held: held, isQueueMember: isQueueMember)
        let caveats = Caveat.all(
            policy: self, decision: decision, teams: teams, ringCentral: state, call: call,
            isQueueMember: isQueueMember)
        return CallExplanation(
            decision, teams: teams, ringCentral: ringCentral, call: call, isQueueMember: isQueueMember,
            caveats: caveats)
    }
}
