/// Something true of a decision that surprises people.
enum Caveat: Hashable {
    case unknownWords([String])
    case awayMayBeInactivity
    case teamsCallDoesNotBlock
    case directRoutingLooksAlike
    case meetingsReportAsCalls
    case busyMappedToDoNotDisturb
    case busyQueuesMaySkip
    case offlineDoesNotBlock
    case notInAQueue
    case statusIsDerived

    /// The caveat, as a sentence.
    var sentence: String {
        switch self {
        case .unknownWords(let words):
            "Microsoft has not published \(words.map { "“\($0)”" }.joined(separator: " and ")) as a presence."
        case .awayMayBeInactivity: "Graph does not say whether Away was chosen or came from inactivity."
        case .teamsCallDoesNotBlock: "A call or meeting in Teams does not stop RingCentral calls unless a call rule does."
        case .directRoutingLooksAlike:
            "Graph reports a Direct Routing call like any other; it is recognised when RingCentral has a call connected too."
        case .meetingsReportAsCalls:
            "A Teams meeting often reports “In a call” instead of “In a meeting”, and these two rows differ."
        case .busyMappedToDoNotDisturb:
            "With this rule, calls on both sides at once can leave Teams at Busy or Do not disturb. What the sync set there "
                + "ends by itself; what was set by hand must be reset to Available in Teams."
        case .busyQueuesMaySkip: "A queue may be configured to skip members who are busy."
        case .offlineDoesNotBlock: "Offline in RingCentral does not stop calls from ringing."
        case .notInAQueue: "The user is in no call queue, so that no queue call is offered."
        case .statusIsDerived:
            "RingCentral documents this rule's status as “Busy or Offline”; Offline for the row Offline and Busy for the "
                + "others is derived."
        }
    }

    static func all(
        policy: MappingPolicy, decision: MappingDecision, teams: TeamsPresence, ringCentral: RingCentralState,
        call: CallKind, isQueueMember: Bool
    ) -> [Caveat] {
        let status = decision.teams.status
        let rings = decision.dndStatus.rings(call) == true && (call == .direct || isQueueMember)
        let isRule = if case .callRule = decision.rule { true } else { false }
        var caveats: [Caveat] = []
        func add(_ caveat: Caveat, if applies: Bool) {
            if applies { caveats.append(caveat) }
        }
        add(.unknownWords(teams.unknownWords), if: !teams.unknownWords.isEmpty)
        add(.awayMayBeInactivity, if: status == .away)
        add(.teamsCallDoesNotBlock, if: status.isConversation && rings && !isRule)
        add(.directRoutingLooksAlike, if: status == .inACall)
        add(
            .meetingsReportAsCalls,
            if: (status == .inACall || status == .inAMeeting)
                && policy.target(for: .inACall) != policy.target(for: .inAMeeting))
        add(
            .busyMappedToDoNotDisturb,
            if: isRule && status != .offline && status != .appearOffline && decision.target == .doNotDisturb)
        add(
            .busyQueuesMaySkip,
            if: call == .queue && rings && (decision.userStatus == .busy || ringCentral.telephony.isInCall))
        add(.offlineDoesNotBlock, if: decision.userStatus == .offline && rings)
        add(.notInAQueue, if: call == .queue && !isQueueMember)
        add(.statusIsDerived, if: isRule && decision.target.userStatus != nil)
        return caveats
    }
}
