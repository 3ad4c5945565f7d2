import ExampleSupport
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
        @Explicit var user: String?
        let userPrincipalName: String
        @Explicit var genesysUser: String?
        let outcome: String
        @Explicit var reason: String?
        @Explicit var detail: String?
        @Explicit var remedy: String?
        @Explicit var requestID: String?

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
    }
}
