import ExampleSupport
import GraphClient
import PatchbayCore
import Provisioning

/// The JSON lines, an interface that scripts rely on. Each has a `type`.
enum Line {
    struct Directories: Encodable {
        let type = "refresh"
        let users: Int
        let added: Int
        let changed: Int
        let removed: Int
        let full: Bool
        let extensions: Int?
        let matches: [String: Int]

        init(_ summary: RefreshSummary) {
            users = summary.users
            added = summary.added
            changed = summary.changed
            removed = summary.removed
            full = summary.wasFull
            extensions = summary.extensions
            matches = summary.matches
        }
    }

    struct PlanLine: Encodable {
        let type = "plan"
        let action: String
        let steps: Int
        let expectedDone: Int
        let skips: [String: Int]
        let digest: String
        let seconds: Double

        init(_ plan: InstallPlan, estimate: Duration) {
            action = plan.action.rawValue
            steps = plan.steps.count
            expectedDone = plan.expectedDone
            skips = Dictionary(plan.skipCounts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +)
            digest = plan.digest
            seconds = (estimate / .milliseconds(1)).rounded() / 1000
        }
    }

    struct Outcome: Encodable {
        let type = "outcome"
        let user: String
        let userPrincipalName: String
        let outcome: String
        @Explicit var reason: String?
        @Explicit var detail: String?
        @Explicit var remedy: String?
        @Explicit var requestID: String?
        @Explicit var `extension`: String?
        let match: String
        @Explicit var rule: String?

        init(_ outcome: InstallOutcome, match: MatchRecord?) {
            user = outcome.user.rawValue
            userPrincipalName = outcome.userPrincipalName
            self.outcome = outcome.kind.rawValue
            reason = outcome.reason
            detail = outcome.detail
            remedy = outcome.remedy
            requestID = outcome.requestID
            `extension` = match?.extensionID
            self.match = match?.match ?? "unmatched"
            rule = match?.rule
        }
    }

    struct UserLine: Encodable {
        let type = "user"
        let user: String
        let userPrincipalName: String
        let displayName: String?
        let mail: String?
        let department: String?
        let status: String
        let reason: String?
        let remedy: String?
        let `extension`: String?
        let match: String
        let rule: String?

        init(_ row: UserTable.Row) {
            user = row.id.rawValue
            userPrincipalName = row.user.userPrincipalName
            displayName = row.user.displayName
            mail = row.user.mail
            department = row.user.department
            status = row.status.rawValue
            reason = row.reason
            remedy = row.remedy
            `extension` = row.match?.extensionID
            match = row.match?.match ?? "unmatched"
            rule = row.match?.rule
        }
    }
}
