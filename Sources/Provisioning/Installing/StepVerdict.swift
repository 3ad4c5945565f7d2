import GraphClient
import PatchbayCore

/// What an answer means for a step. Pure.
enum StepVerdict {
    enum Lookup: Equatable {
        case write
        case done(InstallOutcome.Kind)
    }

    /// What is left to do for a user of whom we know whether the app is there.
    static func lookedUp(
        _ installation: Installation?, for action: InstallPlan.Action, latestVersion: String?
    ) -> Lookup {
        switch action {
        case .install: installation == nil ? .write : .done(.alreadyInstalled)
        case .uninstall: installation == nil ? .done(.alreadyAbsent) : .write
        case .upgrade:
            if let installation {
                latestVersion != nil && installation.version == latestVersion ? .done(.alreadyInstalled) : .write
            } else {
                .done(.alreadyAbsent)
            }
        }
    }

    /// Whether a read-back shows what was written.
    static func shows(_ installation: Installation?, _ kind: InstallOutcome.Kind, latestVersion: String?) -> Bool {
        switch kind {
        case .installed, .alreadyInstalled: installation != nil
        case .upgraded: installation != nil && (latestVersion == nil || installation?.version == latestVersion)
        case .uninstalled, .alreadyAbsent: installation == nil
        case .skipped, .failed: true
        }
    }

    /// The stop that an error means, if every further user would meet it too.
    static func stop(for error: any Error) -> RunStop? {
        switch error {
        case let error as AuthenticationError:
            return RunStop(
                reason: error.reason.rawValue, description: error.description, remedy: error.remedy.sentence,
                requestID: error.correlationID)
        case let error as ConfigurationError:
            return RunStop(reason: "configuration", description: error.description, remedy: error.remedy.sentence)
        case let error as ServiceError:
            if error.category == .authentication {
                return RunStop(
                    reason: "tokenRefused", description: error.description,
                    remedy:
                        "The service refuses the token even after renewing it: check that the app registration still exists and is enabled.",
                    requestID: error.requestID)
            }
            let failure = InstallFailure(error: error)
            guard failure.isTenantWide else { return nil }
            return RunStop(
                reason: failure.rawValue, description: error.description, remedy: failure.remedy.sentence,
                requestID: error.requestID)
        default:
            return nil
        }
    }

    /// Whether an answer leaves open what is wrong, so that the catalogue and the directory are worth a call each.
    static func isAmbiguous(_ error: ServiceError) -> Bool {
        error.status == 404 || InstallFailure(error: error) == .refusedWithoutReason
    }

    /// The reason behind an ambiguous answer, after a look at the catalogue and the directory.
    ///
    /// - Parameters:
    ///   - isAppInCatalog: `nil` if the catalogue may not be read.
    ///   - user: the account as it is now; `nil` if it is gone.
    ///   - obstacle: why that account cannot have the app.
    static func finding(
        _ error: ServiceError, isAppInCatalog: Bool?, user: User?, obstacle: SkipReason?
    ) -> (reason: String, remedy: String) {
        guard user != nil else { return ("userGone", "The account no longer exists; refresh the table.") }
        if let obstacle { return (obstacle.rawValue, obstacle.remedy) }
        let first = InstallFailure(error: error)
        let failure =
            isAppInCatalog.map {
                first.corroborated(isAppInCatalog: $0, isUserInDirectory: true, isLicensed: true)
            } ?? first
        return (failure.rawValue, failure.remedy.sentence)
    }

    /// The facts of a failure for one user.
    static func failure(
        _ error: any Error
    ) -> (reason: String, detail: String?, remedy: String?, requestID: String?) {
        switch error {
        case let error as ServiceError:
            let failure = InstallFailure(error: error)
            return (failure.rawValue, error.message, failure.remedy.sentence, error.requestID)
        case let error as TransportError:
            return ("noAnswer", error.detail, error.recoverySuggestion, nil)
        default:
            return ("unknown", "\(type(of: error))", nil, nil)
        }
    }
}

extension RunStop {
    /// The app is not in the tenant's catalogue, or no longer under this id.
    static func appNotInCatalog(_ app: TeamsApp.ID, requestID: String? = nil) -> RunStop {
        RunStop(
            reason: "appNotInCatalog", description: "The tenant's app catalogue has no app \(app.rawValue).",
            remedy:
                "Check TEAMS_APP_ID. A custom app that was deleted and uploaded again has a new id; a store app must be allowed in the Teams admin center.",
            requestID: requestID)
    }
}

extension ServiceError {
    /// A batch came back without this item: what became of it is unknown.
    static func unanswered(_ operation: String) -> ServiceError {
        ServiceError(
            service: .graph, operation: operation, code: "NoAnswer", message: "The batch came back without this item.",
            category: .unknown)
    }
}
