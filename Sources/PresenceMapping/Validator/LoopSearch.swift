/// Follows the mapping back and forth from every state until it rests or comes back to where it was.
struct LoopSearch {
    /// All that changes when a sync without memory acts: what RingCentral shows and what is held in Teams.
    private struct Node: Hashable {
        var userStatus: RingCentralState.UserStatus
        var dndStatus: RingCentralState.DNDStatus
        var hold: TeamsHold

        /// A number below ``count``.
        var index: Int {
            (Int(userStatus.rawValue) * 5 + Int(dndStatus.rawValue)) * 13 + Int(hold.rawValue)
        }
        static let count = 4 * 5 * 13
    }

    /// What stays the same meanwhile.
    private struct Setting {
        let ownTeams: TeamsState
        let telephony: RingCentralState.Telephony
        let meeting: RingCentralState.Meeting
        let isVisible: Bool
        let isQueueMember: Bool

        func ringCentral(_ node: Node) -> RingCentralState {
            RingCentralState(
                userStatus: node.userStatus, dndStatus: node.dndStatus, telephony: telephony, meeting: meeting,
                isVisible: isVisible)
        }

        func shownTeams(_ node: Node) -> TeamsState {
            let status = TeamsStatus.shown(
                own: ownTeams.status, session: node.hold.session, preferred: node.hold.preferred)
            return status == ownTeams.status ? ownTeams : TeamsState(status)
        }
    }

    private let table: MappingTable
    private let policy: MappingPolicy
    private(set) var statesChecked = 0
    private(set) var loops: [MappingLoop] = []

    init(table: MappingTable, policy: MappingPolicy) {
        self.table = table
        self.policy = policy
    }

    /// One telephone and meeting for each situation that these can make; on hold is like connected, an unpublished word
    /// like ringing.
    private static let lines: [(RingCentralState.Telephony, RingCentralState.Meeting)] = [
        (.noCall, .disconnected), (.callConnected, .disconnected), (.ringing, .disconnected),
        (.parkedCall, .disconnected), (.noCall, .connected),
    ]

    mutating func run() {
        // Only holds that a row can set can ever be found in Teams.
        let holds = Set(table.toTeams.map { TeamsHold($0.target) }).subtracting([.keep]).union([.nothing])
            .sorted { $0.rawValue < $1.rawValue }
        let inactive = policy.keepsStatusThroughInactivity
        let states = TeamsState.allCases.filter { inactive || !$0.isInactive || $0.status == .away }
        for own in states where own.status != .directRoutingCall {
            for (telephony, meeting) in Self.lines {
                for isVisible in [true, false] {
                    for isQueueMember in [true, false] {
                        search(
                            Setting(
                                ownTeams: own, telephony: telephony, meeting: meeting, isVisible: isVisible,
                                isQueueMember: isQueueMember),
                            holds: holds)
                    }
                }
            }
        }
    }

    private mutating func search(_ setting: Setting, holds: [TeamsHold]) {
        // 0: not seen. Otherwise the number of the walk that came by; a walk that meets its own number has found a loop.
        var seen = [UInt16](repeating: 0, count: Node.count)
        var walk: UInt16 = 0
        for user in RingCentralState.UserStatus.allCases {
            for dnd in RingCentralState.DNDStatus.allCases {
                for hold in holds {
                    statesChecked += 1
                    walk += 1
                    var node = Node(userStatus: user, dndStatus: dnd, hold: hold)
                    while seen[node.index] == 0 {
                        seen[node.index] = walk
                        node = step(node, setting)
                    }
                    if seen[node.index] == walk, step(node, setting) != node { report(node, setting) }
                }
            }
        }
    }

    /// Teams to RingCentral, then RingCentral to Teams, each believing all it sees.
    private func step(_ node: Node, _ setting: Setting) -> Node {
        var next = toRingCentral(node, setting).node
        let hold = policy.hold(RingCentralSituation(setting.ringCentral(next)))
        if hold != .keep { next.hold = hold }
        return next
    }

    private func toRingCentral(_ node: Node, _ setting: Setting) -> (node: Node, rule: DecidingRule) {
        let shown = setting.ringCentral(node)
        let verdict = policy.verdict(
            teams: setting.shownTeams(node).during(setting.telephony),
            own: OwnPresence(userStatus: node.userStatus, dndStatus: node.dndStatus), shown: shown,
            isQueueMember: setting.isQueueMember)
        return (
            Node(userStatus: verdict.userStatus, dndStatus: verdict.dndStatus, hold: node.hold), verdict.rule
        )
    }

    private mutating func report(_ start: Node, _ setting: Setting) {
        var steps: [MappingLoop.Step] = []
        var node = start
        repeat {
            let (written, rule) = toRingCentral(node, setting)
            if written != node {
                let words = [written.userStatus.word?.rawValue, written.dndStatus.word?.rawValue]
                steps.append(
                    MappingLoop.Step(
                        teams: setting.shownTeams(node).status, ringCentral: setting.ringCentral(node),
                        rule: rule.identifier(inTable: policy.tableName),
                        wrote: "RingCentral \(words.compactMap { $0 }.joined(separator: "/"))"))
            }
            let next = step(node, setting)
            if next.hold != written.hold {
                let situation = RingCentralSituation(setting.ringCentral(written))
                let words = (next.hold.session?.presence ?? next.hold.preferred?.presence)?.description
                steps.append(
                    MappingLoop.Step(
                        teams: setting.shownTeams(written).status, ringCentral: setting.ringCentral(written),
                        rule: "\(policy.tableName): \(situation.title)", wrote: "Teams \(words ?? "nothing of ours")"))
            }
            node = next
        } while node != start
        let loop = MappingLoop(ownTeams: setting.ownTeams.status, steps: steps)
        if !loops.contains(where: { $0.steps.map(\.rule) == steps.map(\.rule) }) { loops.append(loop) }
    }
}
