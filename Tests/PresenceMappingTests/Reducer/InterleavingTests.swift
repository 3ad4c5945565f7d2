import PresenceMapping
import Testing

/// Inputs are made first, each with the time at which it was true; then they are delivered in any order, some twice. The
/// reducer's writes are carried out in between, at once. Whatever the order, both sides must end in the same place.
@Suite struct `Any interleaving of the same inputs` {
    private struct Inputs {
        var events: [SyncEvent] = []
        var lastTeams = TeamsStatus.available
        var lastUser = RingCentralState.UserStatus.available
        var lastDND = RingCentralState.DNDStatus.takeAllCalls
        var lastTelephony = RingCentralState.Telephony.noCall
    }

    private static let start = Duration.seconds(1_000)

    private func inputs(_ generator: inout SplitMix) -> Inputs {
        var inputs = Inputs()
        let statuses = TeamsStatus.allCases.filter { $0 != .directRoutingCall && $0 != .unknown }
        for number in 1...Int.random(in: 1...4, using: &generator) {
            inputs.lastTeams = statuses.randomElement(using: &generator) ?? .available
            inputs.events.append(
                .teams(
                    TeamsReading(
                        TeamsState(inputs.lastTeams), sequence: TeamsSequence("A10\(number)"),
                        asOf: Self.start + .seconds(number))))
        }
        let count = Int.random(in: 1...4, using: &generator)
        for number in 1...count {
            // The last call ends: do not disturb is not lifted in the middle of one, whoever asked for it first.
            let telephony: RingCentralState.Telephony? =
                number == count
                ? .noCall : [nil, .noCall, .callConnected].randomElement(using: &generator) ?? nil
            inputs.lastUser = [.available, .busy, .offline].randomElement(using: &generator) ?? .available
            inputs.lastDND =
                [.takeAllCalls, .doNotAcceptDepartmentCalls, .doNotAcceptAnyCalls].randomElement(using: &generator)
                ?? .takeAllCalls
            if let telephony { inputs.lastTelephony = telephony }
            let reading = RingCentralReading(
                userStatus: inputs.lastUser, dndStatus: inputs.lastDND, telephony: telephony, sequence: Int64(number),
                asOf: Self.start + .seconds(number))
            inputs.events.append(.ringCentral(reading))
        }
        return inputs
    }

    /// Delivers the events in the order given, runs every effect, and returns what both sides show in the end.
    private func outcome(_ events: [SyncEvent], _ reducer: PresenceReducer) -> SyncedUser {
        var user = SyncedUser()
        user.reducer = reducer
        user.now = Self.start
        user.reads(.available, .takeAllCalls)
        user.teams(.available)
        user.now = Self.start + .seconds(100)
        for event in events {
            user.now += .milliseconds(500)
            user.take(event)
            if user.state.pendingWrite != nil { user.sends() }
        }
        for _ in 0..<50 {
            user.waits(.seconds(120))
            if user.state.pendingWrite != nil { user.sends() }
        }
        return user
    }

    @Test(arguments: Preset.allCases) func `ends in the same place`(preset: Preset) {
        var generator = SplitMix(seed: preset == .app ? 11 : 12)
        for round in 0..<250 {
            var rules: [CallRuleRow: CallAction] = [:]
            for row in CallRuleRow.allCases where Bool.random(using: &generator) {
                rules[row] = CallAction.allCases.randomElement(using: &generator)
            }
            let reducer = PresenceReducer(policy: MappingPolicy(preset: preset, rules: CallRules(rules)))
            let inputs = inputs(&generator)
            let expected = outcome(inputs.events, reducer)
            for _ in 0..<6 {
                var shuffled = inputs.events.shuffled(using: &generator)
                for event in inputs.events where Int.random(in: 0..<3, using: &generator) == 0 {
                    shuffled.insert(event, at: Int.random(in: 0...shuffled.count, using: &generator))
                }
                let actual = outcome(shuffled, reducer)
                #expect(actual.state.ringCentral == expected.state.ringCentral, "round \(round)")
                #expect(actual.state.ownRingCentral == expected.state.ownRingCentral, "round \(round)")
                #expect(actual.state.teams == expected.state.teams, "round \(round)")
                #expect(actual.state.teamsHold == expected.state.teamsHold, "round \(round)")
                #expect(actual.state.isAtRest, "round \(round)")
            }
            // And that place is the last word of each side.
            #expect(expected.state.ringCentral?.telephony == inputs.lastTelephony, "round \(round)")
            #expect(expected.state.ownRingCentral?.dndStatus == inputs.lastDND, "round \(round)")
            if inputs.lastDND == .doNotAcceptAnyCalls {
                #expect(expected.state.ringCentral?.dndStatus == .doNotAcceptAnyCalls, "round \(round)")
            }
            if inputs.lastUser == .offline {
                #expect(expected.state.ringCentral?.userStatus == .offline, "round \(round)")
            }
        }
    }
}
