import Foundation
import GraphClient
import PatchbayCore
import PatchbayReports
import Provisioning
import RingCentralClient
import Testing

extension DirectRoutingFacts {
    /// Somebody for whom everything is as it should be.
    static func ready(_ id: String = "ann") -> DirectRoutingFacts {
        DirectRoutingFacts(
            user: UserRecord(id: User.ID(id), userPrincipalName: "\(id)@contoso.com"),
            match: MatchRecord(match: "exact", rule: "upn", extensionID: "70\(id.utf8.reduce(0) { $0 + Int($1) })"),
            numbers: ["+12125550100"], integration: .on(.connected, number: "+12125550100"), membership: .direct)
    }

    func changed(_ change: (inout DirectRoutingFacts) -> Void) -> DirectRoutingFacts {
        var copy = self
        change(&copy)
        return copy
    }
}

@Suite struct DirectRoutingVerdictTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let what: String
        let change: @Sendable (inout DirectRoutingFacts) -> Void
        let reasons: [DirectRoutingReason]
        var verdict = Finding.Verdict.notMet
        var testDescription: String { what }
    }

    static let rows = [
        Row(what: "all is well", change: { _ in }, reasons: [], verdict: .met),
        Row(
            what: "in the group through another group", change: { $0.membership = .nested }, reasons: [], verdict: .met),
        Row(
            what: "connected without RingCentral naming a number",
            change: { $0.integration = .on(.connected, number: nil) }, reasons: [], verdict: .met),
        Row(what: "a guest", change: { $0.user.ineligible = .guest }, reasons: [.init(.guest)]),
        Row(what: "a disabled account", change: { $0.user.ineligible = .disabled }, reasons: [.init(.disabled)]),
        Row(
            what: "no Teams licence", change: { $0.user.ineligible = .noTeamsLicence },
            reasons: [.init(.noTeamsLicence)]),
        Row(what: "nobody in RingCentral", change: { $0.match = .unmatched }, reasons: [.notInRingCentral]),
        Row(
            what: "several in RingCentral", change: { $0.match = MatchRecord(match: "ambiguous") },
            reasons: [.ambiguous]),
        Row(
            what: "perhaps somebody in RingCentral", change: { $0.match = MatchRecord(match: "suggested") },
            reasons: [.suggestedOnly]),
        Row(what: "RingCentral not read", change: { $0.match = nil }, reasons: [.matchUnknown], verdict: .unknown),
        Row(
            what: "no direct number",
            change: {
                $0.numbers = []; $0.integration = .off
            }, reasons: [.noDirectNumber, .integrationOff]),
        Row(what: "numbers not readable", change: { $0.numbers = nil }, reasons: [.numbersUnknown], verdict: .unknown),
        Row(what: "not in the group", change: { $0.membership = .none }, reasons: [.notInGroup]),
        Row(
            what: "group not readable", change: { $0.membership = .unknown }, reasons: [.membershipUnknown],
            verdict: .unknown),
        Row(what: "toggle off", change: { $0.integration = .off }, reasons: [.integrationOff]),
        Row(
            what: "toggle not readable", change: { $0.integration = .unknown }, reasons: [.integrationUnknown],
            verdict: .unknown),
        Row(what: "Initial", change: { $0.integration = .on(.initial, number: nil) }, reasons: [.integrationOff]),
        Row(
            what: "Connecting", change: { $0.integration = .on(.connecting, number: nil) },
            reasons: [.integrationUnderWay]),
        Row(
            what: "Disconnecting", change: { $0.integration = .on(.disconnecting, number: nil) },
            reasons: [.integrationUnderWay]),
        Row(
            what: "RemoteNotFound", change: { $0.integration = .on(.remoteNotFound, number: nil) },
            reasons: [.remoteNotFound]),
        Row(what: "OutOfSync", change: { $0.integration = .on(.outOfSync, number: "+1999") }, reasons: [.outOfSync]),
        Row(
            what: "DisconnectFailed", change: { $0.integration = .on(.disconnectFailed, number: nil) },
            reasons: [.disconnectFailed]),
        Row(
            what: "RemoteUserRemoved", change: { $0.integration = .on(.remoteUserRemoved, number: nil) },
            reasons: [.remoteUserRemoved]),
        Row(
            what: "a state that nobody documented", change: { $0.integration = .on("Levitating", number: nil) },
            reasons: [.integrationState]),
        Row(
            what: "connected with a number that is no longer the extension's",
            change: { $0.numbers = ["+12125550199"] }, reasons: [.outOfSync]),
        Row(
            what: "somebody else has the number in Teams",
            change: {
                $0.integration = .off; $0.teamsAssignment = .other("bob")
            }, reasons: [.integrationOff, .numberTaken]),
        Row(
            what: "certainly not ready, whatever else is unknown",
            change: {
                $0.integration = .unknown; $0.membership = .none
            }, reasons: [.notInGroup, .integrationUnknown]),
    ]

    @Test(arguments: rows) func `every way of not being ready has its reason and its remedy`(row: Row) {
        let verdict = DirectRoutingVerdict(DirectRoutingFacts.ready().changed(row.change))
        #expect(verdict.reasons.map(\.reason) == row.reasons)
        #expect(verdict.verdict == row.verdict)
        for remark in verdict.reasons { #expect(remark.remedy.count > 15, "\(remark.reason)") }
    }

    @Test func `warnings do not make anybody less ready`() {
        let verdict = DirectRoutingVerdict(
            DirectRoutingFacts.ready().changed {
                $0.hasEmbeddedApp = true
                $0.queues = ["Support", "Sales"]
                $0.numbers = ["+12125550199", "+12125550100"]
            })
        #expect(verdict.verdict == .met)
        #expect(verdict.warnings.map(\.reason) == [.embeddedPhoneTab, .inCallQueue, .severalNumbers])
        #expect(verdict.warnings[1].detail == "Sales, Support")
        #expect(verdict.number == "+12125550100", "the one that is connected stays")
        #expect(verdict.warnings[0].remedy.contains("by design"))
    }

    @Test func `a report shows everybody's verdict, and the remedies once for all whom they concern`() throws {
        let seen = DirectRoutingObservation(
            group: Group(id: "g", displayName: "Calling"),
            people: [
                .ready("ann"), .ready("bob").changed { $0.integration = .off },
                .ready("eve").changed { $0.integration = .off },
                .ready("zoe").changed {
                    $0.membership = .none; $0.integration = .off
                },
            ])
        let report = Report(directRouting: seen, at: Date(timeIntervalSince1970: 0))
        #expect(report.table?.rows.map(\.id) == ["ann", "bob", "eve"], "zoe is not concerned")
        #expect(report.table?.rows.map(\.tone) == [.good, .bad, .bad])
        #expect(report.remedies.count == 1)
        #expect(report.text().contains("The Teams integration is off"))
        let plan = DirectRoutingPlanner().plan(.provision, for: nil, in: seen)
        let outcome = DirectRoutingOutcome(
            step: .init(rawValue: "bob"), user: "bob", userPrincipalName: "bob@contoso.com", kind: .failed,
            reason: "remoteNotFound", detail: "RingCentral says “RemoteNotFound”", remedy: "…", requestID: "r-1")
        let run = Report(directRouting: plan, outcomes: [outcome], at: Date(timeIntervalSince1970: 0))
        #expect(run.table?.rows.first?.reason == "RingCentral does not find the Microsoft user")
        #expect(run.table?.rows.first?.requestID == "r-1")
    }
}
