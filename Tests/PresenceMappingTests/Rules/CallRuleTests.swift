import PresenceMapping
import Testing

@Suite struct `Call rules` {
    private let available = RingCentralState(userStatus: .available, dndStatus: .takeAllCalls)

    @Test func `There are five rows and three actions, named as in the portal`() {
        #expect(
            CallRuleRow.allCases.map(\.title) == [
                "Busy", "In a call", "In a conference call", "In a meeting", "Offline",
            ])
        #expect(
            CallAction.allCases.map(\.title) == [
                "Accept all calls", "Do not accept queue calls", "Do not accept any calls",
            ])
    }

    @Test func `A rule overrides the preset in its row and nowhere else`() {
        let policy = MappingPolicy(preset: .embedded, rules: CallRules([.inAMeeting: .noCalls]))
        #expect(policy.target(for: .inAMeeting) == .doNotDisturb)
        #expect(policy.target(for: .inACall) == .busy)
        #expect(policy.target(for: .away) == .offline)
    }

    @Test func `The Offline row also covers a user who appears offline, and In a call a Direct Routing call`() {
        let policy = MappingPolicy(preset: .app, rules: CallRules([.offline: .noCalls, .inACall: .noCalls]))
        #expect(policy.target(for: .appearOffline) == .doNotDisturb)
        #expect(policy.target(for: .directRoutingCall) == .doNotDisturb)
    }

    @Test func `Reset to default gives every row back to the preset`() {
        var rules = CallRules([.busy: .noCalls, .offline: .acceptAll], keepsStatusThroughInactivity: true)
        rules.resetToDefault()
        #expect(rules.isDefault)
        #expect(MappingPolicy(preset: .app, rules: rules) == MappingPolicy(preset: .app))
    }

    @Test func `No queue calls is already true for a user in no queue, and is not written`() {
        let policy = MappingPolicy(preset: .app, rules: CallRules([.inACall: .noQueueCalls]))
        let member = policy.decide(teams: TeamsState(.inACall), ringCentral: available)
        #expect(member.write == RingCentralWrite(userStatus: .busy, dndStatus: .doNotAcceptDepartmentCalls, urgency: .stopRinging))
        let other = policy.decide(teams: TeamsState(.inACall), ringCentral: available, isQueueMember: false)
        #expect(other.write == RingCentralWrite(userStatus: .busy))
    }

    @Test func `Do not accept any calls leaves the user status`() {
        let policy = MappingPolicy(preset: .embedded, rules: CallRules([.busy: .noCalls]))
        let decision = policy.decide(teams: TeamsState(.busy), ringCentral: available)
        #expect(decision.write == RingCentralWrite(dndStatus: .doNotAcceptAnyCalls, urgency: .stopRinging))
    }

    @Test func `Keeping the status through inactivity ignores every inactive state`() {
        let rules = CallRules([.busy: .noCalls], keepsStatusThroughInactivity: true)
        for preset in Preset.allCases {
            let policy = MappingPolicy(preset: preset, rules: rules)
            for state in TeamsState.allCases where state.isInactive && state.status != .unknown {
                let decision = policy.decide(teams: state, ringCentral: available)
                #expect(!decision.changes)
                #expect(decision.rule == .inactivity)
            }
            #expect(policy.decide(teams: TeamsState(.busy), ringCentral: available).changes)
        }
    }

    @Test func `Without that switch an idle state counts as its base state`() {
        let policy = MappingPolicy(preset: .embedded, rules: CallRules([.busy: .noCalls]))
        #expect(
            policy.decide(teams: TeamsState(.busy, isInactive: true), ringCentral: available).rule
                == .callRule(.busy, .noCalls, .account))
        #expect(policy.decide(teams: TeamsState(.away), ringCentral: available).userStatus == .offline)
    }

    @Test func `What the sync wrote itself is taken back, and what the user set is not`() {
        let policy = MappingPolicy(preset: .app)
        let busy = RingCentralState(userStatus: .available, dndStatus: .doNotAcceptAnyCalls)
        let held = HeldPresence(
            ownUserStatus: .available, ownDNDStatus: .doNotAcceptDepartmentCalls, writtenUserStatus: .available,
            writtenDNDStatus: .doNotAcceptAnyCalls)
        let ours = policy.decide(teams: TeamsState(.available), ringCentral: busy, held: held)
        #expect(ours.write?.dndStatus == .doNotAcceptDepartmentCalls)
        let users = policy.decide(teams: TeamsState(.available), ringCentral: busy)
        #expect(!users.changes)
        #expect(users.rule == .manualDoNotDisturb)
    }

    @Test func `Do not disturb that the sync set is not lifted in the middle of a RingCentral call`() {
        let policy = MappingPolicy(preset: .app)
        let held = HeldPresence(
            ownUserStatus: .available, ownDNDStatus: .takeAllCalls, writtenUserStatus: .available,
            writtenDNDStatus: .doNotAcceptAnyCalls)
        let inCall = RingCentralState(
            userStatus: .available, dndStatus: .doNotAcceptAnyCalls, telephony: .callConnected)
        let decision = policy.decide(teams: TeamsState(.available), ringCentral: inCall, held: held)
        #expect(!decision.changes)
        #expect(decision.rule == .callInProgress)
    }
}
