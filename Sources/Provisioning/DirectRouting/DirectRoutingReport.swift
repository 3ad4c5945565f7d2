public import Foundation
import GraphClient
import PatchbayCore
public import PatchbayReports
import RingCentralClient

extension Report {
    /// The report of a check: everybody whom Direct Routing concerns, with every reason and its remedy.
    ///
    /// - Parameter facts: what else to show on top, such as the tenant's name.
    public init(
        directRouting seen: DirectRoutingObservation, readiness: ReadinessReport? = nil, facts: [Report.Fact] = [],
        at date: Date
    ) {
        let rows = seen.verdicts.map { verdict in
            let words = Self.words(verdict.verdict)
            return Report.Row(
                id: verdict.id.rawValue,
                cells: [
                    .init(verdict.userPrincipalName), .text(words.text), .init(verdict.number),
                    .text(verdict.status?.rawValue ?? "Off"), .text(Self.words(verdict.membership)),
                ],
                tone: words.tone, reason: verdict.reasons.first?.reason.title,
                remedy: verdict.reasons.first?.remedy,
                details: (verdict.reasons.first?.detail.map { [.init("Seen", $0)] } ?? [])
                    + verdict.reasons.dropFirst().map { .init("Also", "\(Self.sentence($0)) \($0.remedy)") }
                    + verdict.warnings.map { .init("To know", "\(Self.sentence($0)) \($0.remedy)") })
        }
        self.init(
            title: "Direct Routing readiness", group: seen.group.displayName ?? seen.group.id.rawValue, rows: rows,
            findings: (readiness?.findings ?? []) + seen.findings, manualSteps: readiness?.manualSteps ?? [],
            facts: facts, resume: nil, at: date)
    }

    /// The report of a run.
    ///
    /// - Parameters:
    ///   - outcomes: what was reported while the run went on.
    ///   - manualSteps: what is left to do by hand.
    ///   - command: how to go on, if the run was stopped.
    public init(
        directRouting plan: DirectRoutingPlan, outcomes: [DirectRoutingOutcome], summary: DirectRoutingSummary? = nil,
        findings: [Provisioning.Finding] = [], manualSteps: [Provisioning.ManualStep] = [], facts: [Report.Fact] = [],
        resume command: String? = nil, at date: Date
    ) {
        let steps = Dictionary(plan.steps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let rows = outcomes.map { outcome in
            let words = Self.words(outcome.kind)
            return Report.Row(
                id: outcome.step.rawValue,
                cells: [
                    .init(outcome.userPrincipalName), .text(words.text), .init(steps[outcome.step]?.number),
                    .init(outcome.changes.map(\.rawValue).joined(separator: ", ")),
                    .init(outcome.extensionID?.description),
                ],
                tone: words.tone, reason: outcome.reason.map { DirectRoutingReason(rawValue: $0).title },
                remedy: outcome.remedy, requestID: outcome.requestID,
                details: outcome.detail.map { [.init("Seen", $0)] } ?? [])
        }
        var facts = facts
        if let summary { facts.append(.init("Run", summary.run)) }
        self.init(
            title: plan.action == .provision ? "Direct Routing" : "Direct Routing removal", group: plan.groupName,
            rows: rows, fourth: "Changes", fifth: "Extension", findings: findings, manualSteps: manualSteps,
            facts: facts, resume: command, at: date)
        if let stopped = summary?.stopped { subtitle = "Stopped: \(stopped.description)" }
    }

    private init(
        title: String, group: String, rows: [Report.Row], fourth: String = "Integration", fifth: String = "Group",
        findings: [Provisioning.Finding], manualSteps: [Provisioning.ManualStep], facts: [Report.Fact],
        resume command: String?, at date: Date
    ) {
        let table = Report.Table(
            columns: [
                .init("upn", "User principal name"),
                .init("status", "Status", .status, isFilterable: true, tones: Self.statusTones),
                .init("number", "Number"), .init("fourth", fourth, isFilterable: true),
                .init("fifth", fifth, isFilterable: fifth == "Group"),
            ], rows: rows)
        self.init(
            title: title, subtitle: "Group “\(group)”", generatedAt: date, facts: facts, tallies: table.tallies(),
            table: table, remedies: table.remedyGroups(),
            manualSteps: manualSteps.map {
                Report.ManualStep(
                    title: $0.title, location: $0.place, actor: $0.role, affected: $0.affected,
                    verification: $0.verification)
            }, findings: findings.map(Report.Finding.init),
            closing: command.map { .init("The run is not finished. What is done is kept; go on with:", command: $0) })
    }

    private static let statusTones: [String: Report.Tone] = [
        "Ready": .good, "Not ready": .bad, "Not known": .warning, "Provisioned": .good,
        "Provisioned before": .good, "Removed": .neutral, "Not provisioned": .neutral, "Skipped": .neutral,
        "Failed": .bad,
    ]

    private static func words(_ verdict: Provisioning.Finding.Verdict) -> (text: String, tone: Report.Tone) {
        switch verdict {
        case .met: ("Ready", .good)
        case .notMet: ("Not ready", .bad)
        case .unknown: ("Not known", .warning)
        }
    }

    private static func words(_ kind: DirectRoutingOutcome.Kind) -> (text: String, tone: Report.Tone) {
        switch kind {
        case .provisioned: ("Provisioned", .good)
        case .alreadyProvisioned: ("Provisioned before", .good)
        case .removed: ("Removed", .neutral)
        case .alreadyAbsent: ("Not provisioned", .neutral)
        case .skipped: ("Skipped", .neutral)
        case .failed: ("Failed", .bad)
        }
    }

    private static func words(_ membership: DirectRoutingFacts.Membership) -> String {
        switch membership {
        case .direct: "Direct"
        case .nested: "Through a group"
        case .none: "No"
        case .unknown: "Not known"
        }
    }

    private static func sentence(_ remark: DirectRoutingVerdict.Remark) -> String {
        "\(remark.reason.title)\(remark.detail.map { ": \($0)" } ?? "")."
    }
}

extension DirectRoutingReason {
    /// The reason in a few words, for people.
    public var title: String {
        switch self {
        case .notInRingCentral: "No RingCentral user"
        case .ambiguous: "Several RingCentral users could be the person"
        case .suggestedOnly: "A RingCentral user may be the person"
        case .noDirectNumber: "No direct number that rings"
        case .notInGroup: "Not in the group"
        case .groupNotWritable: "The group cannot be changed here"
        case .memberThroughNestedGroup: "In the group through another group"
        case .integrationOff: "The Teams integration is off"
        case .integrationUnderWay: "The Teams integration is being switched"
        case .remoteNotFound: "RingCentral does not find the Microsoft user"
        case .outOfSync: "RingCentral and Microsoft have different numbers"
        case .disconnectFailed: "Switching off did not finish"
        case .remoteUserRemoved: "The Microsoft user was deleted"
        case .integrationState: "A state of the integration that is not documented"
        case .numberTaken: "Somebody else has the number in Teams"
        case .integrationUnknown: "RingCentral does not say whether the integration is on"
        case .numbersUnknown: "The numbers cannot be read"
        case .membershipUnknown: "The group cannot be read"
        case .matchUnknown: "RingCentral was not read"
        case .notInThisTenant: "Connected, and nobody's in this tenant"
        case .unknownUser: "Not in the tenant"
        case .embeddedPhoneTab: "Has the embedded app as well"
        case .inCallQueue: "Takes calls of queues"
        case .severalNumbers: "Has several direct numbers"
        case .init(.guest): "Guest account"
        case .init(.disabled): "Account disabled"
        case .init(.noTeamsLicence): "No Teams licence"
        case .init(.roomsAccount): "Rooms or shared device account"
        case .init(.resourceAccount): "Resource account"
        default: rawValue
        }
    }
}
