import PresenceMapping
import Testing

@Suite struct `A rule book` {
    private var book: CallRuleBook {
        var night = CallRules()
        night[.offline] = .preset
        return CallRuleBook(
            preset: .embedded,
            account: CallRules([.offline: .noCalls, .inAMeeting: .noQueueCalls], keepsStatusThroughInactivity: true),
            groups: [
                CallRuleBook.Override("Support", CallRules([.inAMeeting: .acceptAll])),
                CallRuleBook.Override(
                    "Sales", CallRules([.inAMeeting: .noCalls, .busy: .noCalls], keepsStatusThroughInactivity: false)),
            ],
            users: [CallRuleBook.Override("ada@contoso.com", night)])
    }

    @Test func `holds for everyone where nobody differs`() {
        let rules = book.rules()
        #expect(rules[.offline] == .init(action: .noCalls, scope: .account))
        #expect(rules[.inAMeeting] == .init(action: .noQueueCalls, scope: .account))
        #expect(rules[.busy] == nil)
        #expect(rules.keepsStatusThroughInactivity)
    }

    @Test func `lets a group override the account row by row`() {
        let rules = book.rules(inGroups: ["SALES"])
        #expect(rules[.inAMeeting] == .init(action: .noCalls, scope: .group))
        #expect(rules[.offline] == .init(action: .noCalls, scope: .account))
        #expect(!rules.keepsStatusThroughInactivity)
    }

    @Test func `lets the group listed first decide between two`() {
        let rules = book.rules(inGroups: ["Sales", "Support"])
        #expect(rules[.inAMeeting] == .init(action: .acceptAll, scope: .group))
        #expect(rules[.busy] == .init(action: .noCalls, scope: .group))
    }

    @Test func `lets a user override everything, by any of the user's names`() {
        let rules = book.rules(forUser: ["0f3c…", "Ada@Contoso.com"], inGroups: ["Sales"])
        #expect(rules[.offline] == nil)
        #expect(rules[.inAMeeting] == .init(action: .noCalls, scope: .group))
    }

    @Test func `names the layer that decided`() {
        let decision = book.policy(inGroups: ["Sales"]).decide(
            teams: TeamsState(.inAMeeting), ringCentral: RingCentralState(userStatus: .available, dndStatus: .takeAllCalls))
        #expect(decision.rule == .callRule(.inAMeeting, .noCalls, .group))
        #expect(decision.because.contains("for a group"))
    }
}

extension ResolvedCallRules.Rule {
    /// For comparing with what is expected.
    init(action: CallAction, scope: ResolvedCallRules.Scope) {
        let row = CallRuleRow.busy
        let rules = ResolvedCallRules(strongestFirst: [(CallRules([row: action]), scope)])
        guard let rule = rules[row] else { preconditionFailure("the layer names the row") }
        self = rule
    }
}
