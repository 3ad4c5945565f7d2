import Foundation
import PatchbayCore
import Provisioning

/// The JSON lines, an interface that scripts rely on. Each has a `type`.
enum Line {
    struct SignedIn: Encodable {
        let type = "signedIn"
        let user: String?
        let tenant: String?
    }

    struct RingCentralSignedIn: Encodable {
        let type = "ringCentralSignedIn"
        let account: String
        let `extension`: String?
        let scopes: [String]
        let renewable: Bool
    }

    struct ConnectionLine: Encodable {
        let type = "connection"
        let name: String
        let tenant: String
        let app: String
        let state: String
        let detail: String?
        let remedy: String?
    }

    struct PlanLine: Encodable {
        let type = "plan"
        let steps: [String]
        let permissions: [String]
        let surplus: [String]
        let digest: String

        init(_ plan: RegistrationPlan) {
            (steps, permissions) = (plan.steps.map(\.description), plan.permissions)
            (surplus, digest) = (plan.surplus, plan.digest)
        }
    }

    struct Registration: Encodable {
        let type = "registration"
        let app: String
        let changed: Int
        let consentAddress: String?
    }

    struct Rotation: Encodable {
        let type = "rotation"
        let keyID: String
        let endsAt: String?
        let stillValid: [String]
    }

    struct Undone: Encodable {
        let type = "undone"
        let text: String
    }
}
