public import Foundation
import GenesysClient
import GraphClient
import PatchbayCore
public import PatchbayReports

extension Report {
    /// The report of a run of linking: counts, every user with outcome, reason and remedy, and what was looked at.
    ///
    /// - Parameters:
    ///   - outcomes: the users, as the run reported them.
    ///   - summary: how the run ended; `nil` for a report of a check alone.
    ///   - findings: what was looked at before.
    ///   - facts: what else to show on top.
    ///   - command: how to go on with a run that was stopped.
    public init(
        genesys outcomes: [GenesysLinkOutcome], summary: GenesysLinkSummary?, findings: [Provisioning.Finding] = [],
        facts: [Report.Fact] = [], resume command: String? = nil, at date: Date
    ) {
        let kinds = GenesysLinkOutcome.Kind.allCases
        let rows = outcomes.map { outcome in
            Report.Row(
                id: outcome.genesysUser?.rawValue ?? outcome.user?.rawValue ?? outcome.userPrincipalName,
                cells: [.init(outcome.userPrincipalName), .text(Self.words(outcome.kind))],
                tone: Self.tone(outcome.kind), reason: outcome.reason, remedy: outcome.remedy,
                requestID: outcome.requestID,
                details: [
                    outcome.detail.map { Report.Fact("Seen", $0) },
                    outcome.genesysUser.map { Report.Fact("Genesys user", $0.rawValue) },
                    outcome.user.map { Report.Fact("Object id", $0.rawValue) },
                ].compactMap { $0 })
        }
        let users = Report.Table(
            columns: [
                .init("upn", "User principal name"),
                .init(
                    "status", "Outcome", .status, isFilterable: true,
                    tones: Dictionary(
                        kinds.map { (Self.words($0), Self.tone($0)) }, uniquingKeysWith: { first, _ in first })),
            ], rows: rows)
        let failed = summary?.counts[.failed, default: 0] ?? 0
        self.init(
            title: summary?.action == .unlink ? "Genesys Cloud users unlinked" : "Genesys Cloud users linked to Teams",
            subtitle: summary.map { summary in
                summary.stopped.map { "Stopped: \($0.description)" }
                    ?? (failed == 0 ? "Finished; nobody failed." : "Finished; \(failed) users failed.")
            }, generatedAt: date, facts: facts + (summary.map { [.init("Run", $0.run)] } ?? []),
            tallies: users.tallies(), table: rows.isEmpty ? nil : users, remedies: users.remedyGroups(),
            findings: findings.map(Report.Finding.init),
            closing: command.map { .init("The run is not finished. What is done is kept; go on with:", command: $0) })
    }

    private static func words(_ kind: GenesysLinkOutcome.Kind) -> String {
        switch kind {
        case .linked: "Linked"
        case .alreadyLinked: "Already linked"
        case .unlinked: "Unlinked"
        case .alreadyAbsent: "Had no link"
        case .skipped: "Left out"
        case .failed: "Failed"
        }
    }

    private static func tone(_ kind: GenesysLinkOutcome.Kind) -> Report.Tone {
        switch kind {
        case .linked, .alreadyLinked, .unlinked, .alreadyAbsent: .good
        case .skipped: .neutral
        case .failed: .bad
        }
    }
}
