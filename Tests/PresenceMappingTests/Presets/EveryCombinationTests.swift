import PresenceMapping
import Testing

@Suite struct `Every combination of Teams state, RingCentral state, rule and preset` {
    struct Mismatch: CustomStringConvertible {
        let description: String
    }

    /// All of them; the first few that differ from the tables are returned.
    private func mismatches(_ preset: Preset, _ rule: OfficialTables.Rule?) throws -> [Mismatch] {
        var found: [Mismatch] = []
        let rules = try CallRules(arguments: rule.map { ["\($0.row)=\($0.action)"] } ?? [])
        let policy = MappingPolicy(preset: preset, rules: rules)
        for row in OfficialTables.rows {
            let teams = TeamsPresence(
                availability: TeamsAvailability(rawValue: row.availability),
                activity: TeamsActivity(rawValue: row.activity))
            for user in OfficialTables.userStatuses {
                for dnd in OfficialTables.dndStatuses {
                    for telephony in OfficialTables.telephonyStatuses {
                        for isVisible in [true, false] {
                            let presence = RingCentralPresence(
                                userStatus: RingCentralUserStatus(rawValue: user),
                                dndStatus: RingCentralDNDStatus(rawValue: dnd),
                                telephonyStatus: RingCentralTelephonyStatus(rawValue: telephony),
                                allowSeeMyPresence: isVisible)
                            let expected = OfficialTables.expected(
                                row: row, column: preset == .app ? row.app : row.embedded, rule: rule,
                                userStatus: user, dndStatus: dnd, isVisible: isVisible)
                            let decision = policy.decide(
                                teams: TeamsState(teams), ringCentral: RingCentralState(presence))
                            let actual = (
                                decision.write?.userStatus?.word.rawValue ?? user,
                                decision.write?.dndStatus?.word.rawValue ?? dnd
                            )
                            let changes = expected != (user, dnd)
                            if actual != expected || decision.changes != changes {
                                found.append(
                                    Mismatch(
                                        description: "\(preset) \(rule?.row ?? "-")=\(rule?.action ?? "-") \(teams) "
                                            + "\(presence) \(telephony): \(actual), expected \(expected)"))
                            }
                        }
                    }
                }
            }
        }
        return found
    }

    @Test(arguments: Preset.allCases) func `without rules gives what the preset's column says`(preset: Preset) throws {
        let found = try mismatches(preset, nil)
        #expect(found.isEmpty, "\(found.prefix(5))")
    }

    @Test(arguments: Preset.allCases) func `with a rule gives what the rule says, and the column elsewhere`(
        preset: Preset
    ) throws {
        for rule in OfficialTables.rules {
            let found = try mismatches(preset, rule)
            #expect(found.isEmpty, "\(found.prefix(5))")
        }
    }

    @Test func `A Direct Routing call needs no write in the app preset, where RingCentral shows Busy by itself`() {
        let ringCentral = RingCentralPresence(
            userStatus: .available, dndStatus: .takeAllCalls, telephonyStatus: .callConnected)
        let policy = MappingPolicy(preset: .app)
        let explanation = policy.explain(
            .direct, teams: TeamsPresence(availability: .busy, activity: .inACall), ringCentral: ringCentral)
        #expect(!explanation.changes)
        #expect(explanation.shows == .busy)
        #expect(explanation.rule == "app/directRoutingCall")
    }

    @Test func `A regular Teams call leaves the RingCentral app at Available`() {
        let ringCentral = RingCentralPresence(userStatus: .available, dndStatus: .takeAllCalls)
        let policy = MappingPolicy(preset: .app)
        let explanation = policy.explain(
            .direct, teams: TeamsPresence(availability: .busy, activity: .inACall), ringCentral: ringCentral)
        #expect(!explanation.changes)
        #expect(explanation.shows == .available)
        #expect(explanation.rings == true)
        #expect(explanation.rule == "app/inACall")
    }

    @Test(arguments: Preset.allCases) func `A decision that was carried out changes nothing more and names the same rule`(
        preset: Preset
    ) throws {
        for rule in [nil] + OfficialTables.rules.map(Optional.some) {
            let rules = try CallRules(arguments: rule.map { ["\($0.row)=\($0.action)"] } ?? [])
            let policy = MappingPolicy(preset: preset, rules: rules)
            for state in TeamsState.allCases {
                let before = RingCentralState(userStatus: .available, dndStatus: .takeAllCalls)
                let first = policy.decide(teams: state, ringCentral: before)
                let after = RingCentralState(userStatus: first.userStatus, dndStatus: first.dndStatus)
                let second = policy.decide(teams: state, ringCentral: after)
                #expect(!second.changes)
                #expect(second.rule == first.rule)
            }
        }
    }
}
