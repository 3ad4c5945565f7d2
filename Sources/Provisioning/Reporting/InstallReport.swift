public import Foundation
import GraphClient
import PatchbayCore
public import PatchbayReports

extension Report {
    /// The report of a run: counts, every user with outcome, reason and remedy, what was looked at, and what is left to do by hand.
    ///
    /// - Parameters:
    ///   - table: the users as the ledger has them after the run.
    ///   - summary: how the run ended; `nil` for a report of the table alone.
    ///   - readiness: what was looked at before.
    ///   - facts: what else to show on top, such as the tenant's name.
    public init(
        table: UserTable, summary: InstallSummary? = nil, readiness: ReadinessReport? = nil, facts: [Report.Fact] = [],
        resume command: String? = nil, at date: Date
    ) {
        let rows = table.rows.map { row in
            Report.Row(
                id: row.id.rawValue,
                cells: [
                    .init(row.user.displayName ?? row.user.userPrincipalName), .init(row.user.userPrincipalName),
                    .text(Self.words(row.status)), .init(row.user.department), .text(Self.words(row.match)),
                ],
                tone: Self.tone(row.status),
                reason: row.status == .failed || row.status == .skipped ? row.reason.map(Self.reasonWords) : nil,
                remedy: row.status == .failed || row.status == .skipped ? row.remedy : nil, requestID: row.requestID,
                details: Self.details(row))
        }
        let users = Report.Table(
            columns: [
                .init("name", "Name"), .init("upn", "User principal name"),
                .init(
                    "status", "Status", .status, isFilterable: true,
                    tones: Dictionary(
                        UserStatus.allCases.map { (Self.words($0), Self.tone($0)) },
                        uniquingKeysWith: { first, _ in first })),
                .init("department", "Department", isFilterable: true),
                .init("ringcentral", "RingCentral user", isFilterable: true),
            ], rows: rows)
        var top = facts
        if let summary {
            top += [
                .init("Run", summary.run),
                .init("Duration", Self.duration(summary.endedAt.timeIntervalSince(summary.startedAt))),
            ]
        }
        if let read = table.readAt { top.append(.init("Directory read", WireDate.string(read))) }
        self.init(
            title: Self.title(summary), subtitle: summary.map(Self.subtitle), generatedAt: date, facts: top,
            tallies: users.tallies(), table: users, remedies: users.remedyGroups(),
            manualSteps: (readiness?.manualSteps ?? []).map {
                Report.ManualStep(
                    title: $0.title, location: $0.place, actor: $0.role, affected: $0.affected,
                    verification: $0.verification)
            },
            findings: (readiness?.findings ?? []).map(Report.Finding.init),
            closing: command.map { .init("The run is not finished. What is done is kept; go on with:", command: $0) })
    }

    /// The report of a readiness check alone.
    public init(readiness: ReadinessReport, title: String = "Readiness", facts: [Report.Fact] = [], at date: Date) {
        self.init(
            title: title,
            subtitle: readiness.isReady
                ? "Nothing stands in the way." : "\(readiness.blocking.count) things stand in the way.",
            generatedAt: date, facts: facts,
            manualSteps: readiness.manualSteps.map {
                Report.ManualStep(
                    title: $0.title, location: $0.place, actor: $0.role, affected: $0.affected,
                    verification: $0.verification)
            }, findings: readiness.findings.map(Report.Finding.init))
    }

    private static func title(_ summary: InstallSummary?) -> String {
        switch summary?.action {
        case .install: "RingCentral app installation"
        case .uninstall: "RingCentral app removal"
        case .upgrade: "RingCentral app upgrade"
        case nil: "RingCentral app users"
        }
    }

    private static func subtitle(_ summary: InstallSummary) -> String {
        if let stopped = summary.stopped { return "Stopped: \(stopped.description)" }
        let failed = summary.counts[.failed, default: 0]
        return failed == 0 ? "Finished; nobody failed." : "Finished; \(failed) users failed."
    }

    private static func words(_ status: UserStatus) -> String {
        switch status {
        case .installed: "Installed"
        case .failed: "Failed"
        case .pending: "Pending"
        case .notSelected: "Not selected"
        case .skipped: "Skipped"
        }
    }

    private static func tone(_ status: UserStatus) -> Report.Tone {
        switch status {
        case .installed: .good
        case .failed: .bad
        case .pending: .warning
        case .notSelected, .skipped: .neutral
        }
    }

    private static func words(_ match: MatchRecord?) -> String {
        switch match?.match {
        case "exact": "Matched"
        case "pinned": "Pinned"
        case "ambiguous": "Ambiguous"
        case "suggested": "Suggested"
        case "unmatched": "None"
        default: "Not read"
        }
    }

    private static func details(_ row: UserTable.Row) -> [Report.Fact] {
        var facts: [Report.Fact] = []
        if let mail = row.user.mail { facts.append(.init("E-mail", mail)) }
        if let id = row.match?.extensionID {
            facts.append(.init("RingCentral extension", "\(id) (by \(row.match?.rule ?? "pin"))"))
        }
        if let note = row.match?.note { facts.append(.init("Match", note)) }
        if let at = row.confirmedAt { facts.append(.init("Last seen installed", WireDate.string(at))) }
        facts.append(.init("Object id", row.id.rawValue))
        return facts
    }

    private static func reasonWords(_ reason: String) -> String {
        switch reason {
        case "guest": "Guest account"
        case "disabled": "Account disabled"
        case "noTeamsLicence": "No Teams licence"
        case "roomsAccount": "Rooms or shared device account"
        case "resourceAccount": "Resource account"
        case "unmatched": "No RingCentral user"
        case "blockedByPolicy": "Blocked by a Teams app policy"
        case "notProvisioned": "Not yet provisioned in Teams"
        case "missingPermission": "A permission is missing"
        case "appNotInCatalog": "The app is not in the catalogue"
        case "notConfirmed": "Accepted, but not yet shown"
        case "noAnswer": "The service did not answer"
        case "refusedWithoutReason": "Refused without a reason"
        case "notFound": "Not found"
        case "unavailable": "The service had a problem"
        case "throttledOut": "Refused for too many requests"
        case "selfPermissionOnly": "Only the “Self” permission was granted"
        case "resourceSpecificConsentRequired": "The app asks for consent that was not given"
        case "userGone": "The account no longer exists"
        default: reason
        }
    }

    private static func duration(_ seconds: TimeInterval) -> String {
        let total = Int(seconds.rounded())
        return total < 60
            ? "\(total) s"
            : total < 3600 ? "\(total / 60) min \(total % 60) s" : "\(total / 3600) h \(total / 60 % 60) min"
    }
}

extension Report.Finding {
    init(_ finding: Finding) {
        let verdict: Report.Finding.Verdict =
            switch finding.verdict {
            case .met: .met
            case .notMet: .notMet
            case .unknown: .unknown
            }
        self.init(
            id: finding.id, title: finding.title, verdict: verdict, detail: finding.detail,
            remedy: finding.remedy?.sentence)
    }
}
