import PresenceMapping
import Testing

@Suite struct `The validator` {
    @Test(arguments: Preset.allCases) func `accepts the preset`(preset: Preset) {
        let report = MappingValidator.validate(preset.table)
        #expect(report.isSafe, "\(report)")
        #expect(report.statesChecked > 10_000)
    }

    /// Each of the five rows without a rule or with one of three: 1,024 sets, in both presets.
    @Test(arguments: Preset.allCases) func `accepts every combination of call rules`(preset: Preset) {
        let choices: [CallAction?] = [nil] + CallAction.allCases.map(Optional.some)
        for number in 0..<1_024 {
            var rules = CallRules()
            for (place, row) in CallRuleRow.allCases.enumerated() {
                if let action = choices[number >> (2 * place) & 3] { rules[row] = .action(action) }
            }
            let report = MappingValidator.validate(preset.table, rules: ResolvedCallRules(rules))
            if !report.isSafe { Issue.record("\(number): \(report)") }
        }
    }

    @Test func `accepts keeping the status through inactivity`() {
        for preset in Preset.allCases {
            let rules = CallRules([.inACall: .noCalls], keepsStatusThroughInactivity: true)
            #expect(MappingValidator.validate(preset.table, rules: ResolvedCallRules(rules)).isSafe)
        }
    }

    /// Available makes RingCentral busy, Busy makes Teams show a call, a call makes RingCentral available, Available
    /// clears the call: and again.
    private var looping: MappingTable {
        var table = Preset.app.table
        table.name = "planted"
        table.toRingCentral = table.toRingCentral.map { row in
            switch row.teams {
            case .available: .init(.available, .busy)
            case .inACall: .init(.inACall, .available)
            default: row
            }
        }
        return table
    }

    @Test func `finds a planted loop of two steps and names its states and rules`() throws {
        let report = MappingValidator.validate(looping)
        #expect(report.isTotal)
        #expect(!report.isSafe)
        let loop = try #require(report.loops.first { $0.ownTeams == .available })
        #expect(Set(loop.steps.map(\.rule)) == [
            "planted/available", "planted: busy by hand", "planted/inACall", "planted: available, no call",
        ])
        #expect(Set(loop.steps.map(\.teams)) == [.available, .inACall])
        #expect(Set(loop.steps.map(\.ringCentral.userStatus)) == [.available, .busy])
        #expect(loop.description.contains("planted/available writes RingCentral Busy/TakeAllCalls"))
        #expect(loop.description.contains("planted: busy by hand writes Teams Busy/InACall"))
    }

    @Test func `finds a loop that runs through a preferred presence`() {
        var table = looping
        table.toRingCentral = table.toRingCentral.map { $0.teams == .inACall ? .init(.inACall, .noChange) : $0 }
        #expect(MappingValidator.validate(table).isSafe)
        table.toTeams = table.toTeams.map { row in
            switch row.ringCentral {
            case .busy: .init(.busy, .preferred(.doNotDisturb))
            case .doNotDisturb: .init(.doNotDisturb, .nothing)
            default: row
            }
        }
        table.toRingCentral = table.toRingCentral.map { $0.teams == .doNotDisturb ? .init(.doNotDisturb, .available) : $0 }
        let report = MappingValidator.validate(table)
        #expect(report.loops.contains { $0.steps.contains { $0.wrote == "Teams DoNotDisturb/DoNotDisturb" } })
    }

    @Test func `names rows that are missing or double`() {
        var table = Preset.app.table
        table.toRingCentral.removeAll { $0.teams == .focusing }
        table.toRingCentral.append(.init(.away, .busy))
        table.toTeams.removeAll { $0.ringCentral == .ringing }
        let report = MappingValidator.validate(table)
        #expect(!report.isTotal)
        #expect(report.gaps == [
            .toRingCentral(.focusing, rows: 0), .toRingCentral(.away, rows: 2), .toTeams(.ringing, rows: 0),
        ])
        #expect(report.description.contains("“Focusing” in Teams has 0 rows; give it exactly one."))
    }

    @Test func `warns where a call and a meeting differ and where Busy keeps every call away`() {
        let rules = CallRules([.inAMeeting: .noCalls, .busy: .noCalls])
        let report = MappingValidator.validate(Preset.app.table, rules: ResolvedCallRules(rules))
        #expect(report.isSafe)
        #expect(report.warnings == [.callAndMeetingDiffer, .busyIsDoNotDisturb])
    }

    @Test func `goes through every policy of a book`() {
        let book = CallRuleBook(
            account: CallRules([.inACall: .noCalls, .inAMeeting: .noCalls]),
            groups: [.init("Sales", CallRules([.inAMeeting: .acceptAll]))],
            users: [.init("ada", CallRules([.busy: .noCalls]))])
        let report = MappingValidator.validate(book)
        #expect(report.isSafe)
        #expect(report.warnings == [.callAndMeetingDiffer, .busyIsDoNotDisturb])
    }
}
