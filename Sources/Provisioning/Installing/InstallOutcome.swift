public import GraphClient

/// What a step came to.
public struct InstallOutcome: RunOutcome {
    /// The kinds, in the words that scripts rely on.
    public enum Kind: String, RunOutcomeKind {
        /// Installed in this run.
        case installed
        /// It was there.
        case alreadyInstalled
        /// Brought to the catalogue's version in this run.
        case upgraded
        /// Removed in this run.
        case uninstalled
        /// It was not there.
        case alreadyAbsent
        /// Left out, with a reason.
        case skipped
        /// Not done, with a reason and a remedy.
        case failed
    }

    /// The user.
    public var user: User.ID
    /// The user principal name.
    public var userPrincipalName: String
    /// What it came to.
    public var kind: Kind
    /// Why, for `skipped` and `failed`: a stable word.
    public var reason: String?
    /// The service's own words, shortened, for `failed`.
    public var detail: String?
    /// What a person should do.
    public var remedy: String?
    /// The service's request id.
    public var requestID: String?

    /// Makes an outcome.
    public init(
        user: User.ID, userPrincipalName: String, kind: Kind, reason: String? = nil, detail: String? = nil,
        remedy: String? = nil, requestID: String? = nil
    ) {
        self.user = user
        self.userPrincipalName = userPrincipalName
        self.kind = kind
        self.reason = reason
        self.detail = detail
        self.remedy = remedy
        self.requestID = requestID
    }

    /// Where it leaves the user.
    public var status: UserStatus {
        switch kind {
        case .installed, .alreadyInstalled, .upgraded: .installed
        case .uninstalled, .alreadyAbsent: .notSelected
        case .skipped: .skipped
        case .failed: .failed
        }
    }
}

extension InstallPlan.Skip {
    /// What being left out comes to. Somebody who was named and is not there is a failure: whoever named them wanted something done.
    public var outcome: InstallOutcome {
        InstallOutcome(
            user: id, userPrincipalName: userPrincipalName, kind: reason == .unknownUser ? .failed : .skipped,
            reason: reason.rawValue, remedy: reason.remedy)
    }
}

/// What a run of installing reports while it goes on.
public typealias InstallEvent = RunEvent<InstallOutcome>

/// How a run of installing ended.
public typealias InstallSummary = RunSummary<InstallPlan.Action, InstallOutcome>
