import ExampleSupport
import GraphClient
import PatchbayCore
import Provisioning
import RingCentralClient

/// The JSON lines, an interface that scripts rely on. Each has a `type`.
enum RoutingLine {
    struct Remark: Encodable {
        let reason: String
        let detail: String?
        let remedy: String

        init(_ remark: DirectRoutingVerdict.Remark) {
            reason = remark.reason.rawValue
            detail = remark.detail
            remedy = remark.remedy
        }
    }

    /// One user's verdict.
    struct UserLine: Encodable {
        let type = "user"
        let user: String
        let userPrincipalName: String
        let verdict: String
        let reasons: [Remark]
        let warnings: [Remark]
        let `extension`: String?
        let number: String?
        let integration: String?
        let membership: String

        init(_ verdict: DirectRoutingVerdict) {
            user = verdict.id.rawValue
            userPrincipalName = verdict.userPrincipalName
            self.verdict = verdict.verdict.rawValue
            reasons = verdict.reasons.map(Remark.init)
            warnings = verdict.warnings.map(Remark.init)
            `extension` = verdict.extensionID?.description
            number = verdict.number
            integration = verdict.status?.rawValue
            membership = verdict.membership.rawValue
        }
    }

    struct PlanLine: Encodable {
        let type = "plan"
        let action: String
        let group: String
        let steps: Int
        let changes: [String: Int]
        let skips: [String: Int]
        let digest: String
        let seconds: Double

        init(_ plan: DirectRoutingPlan, estimate: Duration) {
            action = plan.action.rawValue
            group = plan.group.rawValue
            steps = plan.steps.count
            changes = Dictionary(plan.changeCounts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +)
            skips = Dictionary(plan.skipCounts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +)
            digest = plan.digest
            seconds = (estimate / .milliseconds(1)).rounded() / 1000
        }
    }

    struct Outcome: Encodable {
        let type = "outcome"
        @Explicit var user: String?
        let userPrincipalName: String
        let outcome: String
        let changes: [String]
        @Explicit var reason: String?
        @Explicit var detail: String?
        @Explicit var remedy: String?
        @Explicit var requestID: String?
        @Explicit var `extension`: String?

        init(_ outcome: DirectRoutingOutcome) {
            user = outcome.user?.rawValue
            userPrincipalName = outcome.userPrincipalName
            self.outcome = outcome.kind.rawValue
            changes = outcome.changes.map(\.rawValue)
            reason = outcome.reason
            detail = outcome.detail
            remedy = outcome.remedy
            requestID = outcome.requestID
            `extension` = outcome.extensionID?.description
        }
    }
}
