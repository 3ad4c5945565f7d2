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
        let outcome: DirectRoutingOutcome

        init(_ outcome: DirectRoutingOutcome) { self.outcome = outcome }

        enum CodingKeys: CodingKey {
            case type, user, userPrincipalName, outcome, changes, reason, detail, remedy, requestID, `extension`
        }

        /// Every key is always there, as null where there is nothing: a script can rely on it.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode("outcome", forKey: .type)
            try container.encode(outcome.user?.rawValue, forKey: .user)
            try container.encode(outcome.userPrincipalName, forKey: .userPrincipalName)
            try container.encode(outcome.kind.rawValue, forKey: .outcome)
            try container.encode(outcome.changes.map(\.rawValue), forKey: .changes)
            try container.encode(outcome.reason, forKey: .reason)
            try container.encode(outcome.detail, forKey: .detail)
            try container.encode(outcome.remedy, forKey: .remedy)
            try container.encode(outcome.requestID, forKey: .requestID)
            try container.encode(outcome.extensionID?.description, forKey: .extension)
        }
    }

    struct Summary: Encodable {
        let type = "summary"
        let command: String
        let counts: [String: Int]
        let exit: Int32
        var run: String?
        var remaining: Int?
        var stopped: String?
        var remedy: String?
        var seconds: Double?
    }
}
