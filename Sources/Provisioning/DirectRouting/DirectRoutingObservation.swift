public import GraphClient
public import RingCentralClient

/// Everything that was read before planning: the group, the people and what could not be read.
public struct DirectRoutingObservation: Hashable, Sendable {
    /// The group that enables calling.
    public var group: Group
    /// Everybody in the tenant, in the order of the directory.
    public var people: [DirectRoutingFacts]
    /// Integrations of extensions that are nobody's in this tenant.
    public var strangers: [DirectRoutingUser]
    /// What was found out about reading itself, such as a feature that the account does not have.
    public var findings: [Finding]

    /// Makes an observation.
    public init(
        group: Group, people: [DirectRoutingFacts], strangers: [DirectRoutingUser] = [], findings: [Finding] = []
    ) {
        self.group = group
        self.people = people
        self.strangers = strangers
        self.findings = findings
    }

    /// The people whom Direct Routing concerns: who is in the group, or has the integration on.
    public var concerned: [DirectRoutingFacts] {
        people.filter { [.direct, .nested].contains($0.membership) || $0.integration.status != nil }
    }

    /// The verdict on each of them.
    public var verdicts: [DirectRoutingVerdict] { concerned.map(DirectRoutingVerdict.init) }

    /// How many people of this tenant have the integration on, in whatever state.
    public var connectedCount: Int { people.count { $0.integration.status != nil } }
}
