import PresenceMapping
import Testing

@Suite struct `Two imitated services and an unreliable engine between them` {
    struct Setup: Sendable, CustomStringConvertible {
        let preset: Preset
        let rules: [CallRuleRow: CallAction]
        let isLossy: Bool
        let restarts: Int
        var description: String { "\(preset) \(rules.count) rules \(isLossy ? "lossy" : "clean") \(restarts) restarts" }
    }

    private static let rules: [[CallRuleRow: CallAction]] = [
        [:],
        [.busy: .noCalls, .inACall: .noCalls, .inAConferenceCall: .noCalls, .inAMeeting: .noCalls, .offline: .noCalls],
        [.busy: .acceptAll, .inACall: .noQueueCalls, .inAMeeting: .noCalls, .offline: .acceptAll],
    ]

    private static let setups: [Setup] = Preset.allCases.flatMap { preset in
        rules.flatMap { rules in
            [
                Setup(preset: preset, rules: rules, isLossy: false, restarts: 0),
                Setup(preset: preset, rules: rules, isLossy: true, restarts: 0),
                Setup(preset: preset, rules: rules, isLossy: true, restarts: 2),
            ]
        }
    }

    /// What RingCentral must show, from the tables.
    private func expected(_ world: TwoWorlds, _ setup: Setup) -> (
        RingCentralState.UserStatus, RingCentralState.DNDStatus
    )? {
        let own = (world.ringCentral.ownUserStatus, world.ringCentral.ownDNDStatus)
        if own.0 == .offline || own.1 == .doNotAcceptAnyCalls { return own }
        let words = TeamsWords.presence(world.teams.own)
        guard let row = OfficialTables.rows.first(where: { $0.availability == words.0 && $0.activity == words.1 })
        else {
            return nil
        }
        let rule = OfficialTables.rules.first { rule in
            rule.row == row.ruleRow
                && setup.rules.contains { $0.key.rawValue == rule.row && $0.value.rawValue == rule.action }
        }
        let result = OfficialTables.expected(
            row: row, column: setup.preset == .app ? row.app : row.embedded, rule: rule, userStatus: "Available",
            dndStatus: "TakeAllCalls", isVisible: true)
        return (
            .init(RingCentralUserStatus(rawValue: result.userStatus)),
            .init(RingCentralDNDStatus(rawValue: result.dndStatus))
        )
    }

    @Test(arguments: setups) func `come to agree within a minute, and nothing set by hand is lifted`(setup: Setup) {
        let policy = MappingPolicy(preset: setup.preset, rules: CallRules(setup.rules))
        for seed in 1...25 as ClosedRange<UInt64> {
            var world = TwoWorlds(
                policy: policy, seed: seed &* 7919, isLossy: setup.isLossy, acts: 12, restarts: setup.restarts)
            world.run(until: 1)
            world.hangUp()
            world.run(until: 60_000)
            let story = "seed \(seed)\n" + world.log.joined(separator: "\n")
            #expect(world.complaints.isEmpty, "\(world.complaints) \(story)")
            #expect(world.confirmations > 10, "\(story)")
            let shown = world.ringCentral
            if let expected = expected(world, setup) {
                #expect(
                    shown.userStatus == expected.0 && shown.dndStatus == expected.1, "expected \(expected) \(story)")
            } else {
                Issue.record("no row for \(world.teams.own)")
            }
            let wanted: TeamsSessionPresence? = shown.ownDNDStatus == .doNotAcceptAnyCalls ? .presenting : nil
            #expect(world.teams.session?.presence == wanted, "\(story)")

            // From then on there is silence, apart from renewals.
            let writes = world.ringCentralWrites
            let sessions = world.teamsWrites
            world.run(until: 60_000 + 30 * 60_000)
            #expect(world.ringCentralWrites == writes, "\(story)")
            #expect(world.teamsWrites == sessions, "\(story)")
        }
    }

    @Test func `repeat exactly by seed`() {
        let policy = MappingPolicy(preset: .embedded, rules: CallRules([.inACall: .noCalls]))
        let runs = (0..<2).map { _ in
            var world = TwoWorlds(policy: policy, seed: 42, isLossy: true, acts: 30, restarts: 1)
            world.run(until: 60_000)
            return world.log
        }
        #expect(runs[0] == runs[1])
    }
}

enum TeamsWords {
    /// The words of Graph for a status.
    static func presence(_ status: TeamsStatus) -> (String, String) {
        switch status {
        case .available: ("Available", "Available")
        case .busy: ("Busy", "Busy")
        case .inACall, .directRoutingCall: ("Busy", "InACall")
        case .inAConferenceCall: ("Busy", "InAConferenceCall")
        case .inAMeeting: ("Busy", "InAMeeting")
        case .doNotDisturb: ("DoNotDisturb", "DoNotDisturb")
        case .presenting: ("DoNotDisturb", "Presenting")
        case .focusing: ("DoNotDisturb", "UrgentInterruptionsOnly")
        case .away: ("Away", "Away")
        case .beRightBack: ("BeRightBack", "BeRightBack")
        case .appearOffline: ("Offline", "OffWork")
        case .offline: ("Offline", "Offline")
        case .unknown: ("PresenceUnknown", "PresenceUnknown")
        }
    }
}
