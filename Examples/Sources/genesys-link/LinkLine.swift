import GenesysClient
import GraphClient
import PatchbayCore
import Provisioning

/// The JSON lines, an interface that scripts rely on. Each has a `type`.
enum LinkLine {
    struct PlanLine: Encodable {
        let type = "plan"
        let action: String
        let steps: Int
        let changes: Int
        let skips: [String: Int]
        let digest: String
        let seconds: Double

        init(_ plan: GenesysLinkPlan, estimate: Duration) {
            action = plan.action.rawValue
            steps = plan.steps.count
            changes = plan.changeCount
            skips = Dictionary(plan.skipCounts.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +)
            digest = plan.digest
            seconds = (estimate / .milliseconds(1)).rounded() / 1000
        }
    }

    struct ChangeLine: Encodable {
        let type = "change"
        let user: String?
        let userPrincipalName: String
        let genesysUser: String
        let changes: [String]

        init(_ step: GenesysLinkPlan.Step) {
            user = step.user?.rawValue
            userPrincipalName = step.userPrincipalName
            genesysUser = step.id.rawValue
            changes = step.changes
        }
    }

    struct IntegrationLine: Encodable {
        let type = "integrationPlan"
        let steps: [String]
        let newViewers: Int
        let billing: String?
        let digest: String

        init(_ plan: GenesysIntegrationPlan) {
            steps = plan.steps.map(\.word)
            newViewers = plan.newViewers
            billing = plan.billing
            digest = plan.digest
        }
    }

    struct StepLine: Encodable {
        let type = "step"
        let step: String
        let outcome: String
        let detail: String?
        let remedy: String?
        let requestID: String?

        init(_ outcome: GenesysIntegrationOutcome) {
            step = outcome.step.word
            self.outcome = outcome.kind.rawValue
            detail = outcome.detail
            remedy = outcome.remedy
            requestID = outcome.requestID
        }
    }

    struct Outcome: Encodable {
        let type = "outcome"
        let user: String?
        let userPrincipalName: String
        let genesysUser: String?
        let outcome: String
        let reason: String?
        let detail: String?
        let remedy: String?
        let requestID: String?

        init(_ outcome: GenesysLinkOutcome) {
            user = outcome.user?.rawValue
            userPrincipalName = outcome.userPrincipalName
            genesysUser = outcome.genesysUser?.rawValue
            self.outcome = outcome.kind.rawValue
            reason = outcome.reason
            detail = outcome.detail
            remedy = outcome.remedy
            requestID = outcome.requestID
        }

        enum CodingKeys: CodingKey {
            case type, user, userPrincipalName, genesysUser, outcome, reason, detail, remedy, requestID
        }

        /// Every key is always there, as null where there is nothing: a script can rely on it.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(type, forKey: .type)
            try container.encode(user, forKey: .user)
            try container.encode(userPrincipalName, forKey: .userPrincipalName)
            try container.encode(genesysUser, forKey: .genesysUser)
            try container.encode(outcome, forKey: .outcome)
            try container.encode(reason, forKey: .reason)
            try container.encode(detail, forKey: .detail)
            try container.encode(remedy, forKey: .remedy)
            try container.encode(requestID, forKey: .requestID)
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
