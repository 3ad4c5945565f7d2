public import Foundation
import GraphClient
import PatchbayCore
public import PresenceMapping

/// What both sides show of one person after something changed, and the rule that decides.
///
/// Its JSON form is an interface: an object with `type` = `decision`, `user`, `name`, `extension`, `teams`, `userStatus`,
/// `dndStatus`, `shows`, `telephony`, `holds`, `changes`, `rings`, `rule`, `because`, `cause`, `via`, `at` and `latency`.
public struct PresenceDecision: Sendable, Hashable {
    /// What made it worth telling.
    public enum Cause: String, Sendable, Hashable, Codable {
        /// A side was seen to have changed, by the user's own doing.
        case seen
        /// RingCentral accepted a write.
        case wroteRingCentral
        /// Teams accepted a write.
        case wroteTeams
    }

    /// How something came to be known.
    public enum Way: String, Sendable, Hashable, Codable {
        /// It was asked for.
        case poll
        /// A notification of Microsoft Graph told it, or that there is something to ask for.
        case notification
        /// An event of RingCentral told it.
        case event
    }

    /// The person.
    public let pair: PresencePair
    /// What made it worth telling.
    public let cause: Cause
    /// How the last thing that was seen came to be known.
    public let via: Way
    /// When, by the wall clock.
    public let at: Date
    /// Teams without what the sync holds there.
    public let teams: TeamsState
    /// What RingCentral shows.
    public let ringCentral: RingCentralState
    /// What the sync holds in Teams.
    public let holds: TeamsTarget
    /// Whether a direct call rings now; nil when RingCentral uses a word that is not published.
    public let rings: Bool?
    /// Whether a write to RingCentral is still to come.
    public let changes: Bool
    /// The deciding rule's name, see ``PresenceMapping/MappingDecision/ruleIdentifier``.
    public let rule: String
    /// Why, in a sentence or two.
    public let because: String
    /// What the reducer noted beside: own echo, healed, the user's to fix.
    public let reasons: SyncReasons
    /// For a write: how long the change had waited since it was planned. Reading it before takes as long as the polls are apart.
    public let latency: Duration?
}

extension PresenceDecision: Encodable {
    private enum CodingKeys: String, CodingKey {
        case type, user, name, `extension`, teams, userStatus, dndStatus, shows, telephony, holds, changes, rings, rule
        case because, reasons, cause, via, at, latency
    }

    /// Writes the object described above; every key is always there.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("decision", forKey: .type)
        try container.encode(pair.user.rawValue, forKey: .user)
        try container.encode(pair.name, forKey: .name)
        try container.encode(pair.extension.description, forKey: .extension)
        try container.encode(teams.status.identifier, forKey: .teams)
        try container.encode(ringCentral.userStatus.word?.rawValue, forKey: .userStatus)
        try container.encode(ringCentral.dndStatus.word?.rawValue, forKey: .dndStatus)
        try container.encode(ringCentral.shown.rawValue, forKey: .shows)
        try container.encode("\(ringCentral.telephony)", forKey: .telephony)
        try container.encode(holdsText, forKey: .holds)
        try container.encode(changes, forKey: .changes)
        try container.encode(rings, forKey: .rings)
        try container.encode(rule, forKey: .rule)
        try container.encode(because, forKey: .because)
        try container.encode(reasons.sentences, forKey: .reasons)
        try container.encode(cause, forKey: .cause)
        try container.encode(via, forKey: .via)
        try container.encode(at.ISO8601Format(), forKey: .at)
        try container.encode(latency.map { $0 / .seconds(1) }, forKey: .latency)
    }

    /// What the sync holds in Teams, in words; nil for nothing.
    public var holdsText: String? {
        switch holds {
        case .session(let presence): presence.presence.description
        case .preferred(let presence): presence.presence.description
        case .nothing, .keep: nil
        }
    }
}
