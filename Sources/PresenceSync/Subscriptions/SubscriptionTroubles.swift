import Foundation
import GraphClient
import PatchbayCore
import RingCentralClient

extension SubscriptionTrouble {
    /// What an error means for the keeping of a subscription, and how long the service wants us to wait.
    static func of(_ error: any Error) -> (trouble: SubscriptionTrouble, after: Duration?) {
        let localized = error as? any LocalizedError
        let kind: Kind
        var after: Duration?
        switch error {
        case let error as ServiceError:
            kind = error.service == .graph ? Kind(graph: error) : Kind(ringCentral: error)
            after = error.retryAfter
        case let error as TransportError: kind = error.isRequestKnownUnsent ? .temporary : .unanswered
        case is ConfigurationError: kind = .refused
        case let error as AuthenticationError:
            kind = .temporary
            after = error.retryAfter
        default: kind = .unanswered
        }
        return (
            SubscriptionTrouble(
                kind, localized?.errorDescription ?? String(describing: error),
                remedy: localized?.recoverySuggestion), after
        )
    }
}

extension SubscriptionTrouble.Kind {
    init(graph error: ServiceError) {
        switch ChangeSubscriptionFailure(error: error) {
        case .alreadyExists: self = .exists
        case .notFound: self = .gone
        case .endpointValidationFailed: self = .unreachable
        case .throttledOut, .notAuthenticated: self = .temporary
        case .unavailable: self = error.status == 503 ? .temporary : .unanswered
        case .applicationToken, .quotaExceeded, .missingPermission, .refused: self = .refused
        default: self = .unanswered
        }
    }

    /// Source: RingCentral OpenAPI `createSubscription` (the codes SUB-520 to SUB-525 are about the address).
    init(ringCentral error: ServiceError) {
        let isAddress = ["SUB-520", "SUB-521", "SUB-522", "SUB-523", "SUB-524", "SUB-525"].contains(
            where: error.hasCode)
        switch error.category {
        case _ where isAddress: self = .unreachable
        case .notFound: self = .gone
        case .throttled, .authentication: self = .temporary
        case .unavailable: self = error.status == 503 ? .temporary : .unanswered
        case .permission, .invalid, .conflict: self = .refused
        default: self = .unanswered
        }
    }
}
