public import GraphClient
public import PatchbayCore

/// What a step of provisioning Direct Routing came to.
public struct DirectRoutingOutcome: RunOutcome {
    /// The kinds, in the words that scripts rely on.
    public enum Kind: String, RunOutcomeKind {
        /// Can call in Teams since this run.
        case provisioned
        /// Could before.
        case alreadyProvisioned
        /// Cannot any more since this run.
        case removed
        /// Could not before.
        case alreadyAbsent
        /// Left out, with a reason.
        case skipped
        /// Not done, with a reason and a remedy.
        case failed
    }

    /// The step.
    public var step: DirectRoutingPlan.StepID
    /// The Microsoft 365 user; `nil` where there is none.
    public var user: User.ID?
    /// The user principal name, or whatever names the user.
    public var userPrincipalName: String
    /// The extension, if there is one.
    public var extensionID: LenientID?
    /// What it came to.
    public var kind: Kind
    /// What was changed in this run.
    public var changes: [DirectRoutingPlan.Change]
    /// Why, for `skipped` and `failed`: a stable word.
    public var reason: String?
    /// What exactly was seen; the service's own words, shortened, for `failed`.
    public var detail: String?
    /// What a person should do.
    public var remedy: String?
    /// The service's request id.
    public var requestID: String?

    /// Makes an outcome.
    public init(
        step: DirectRoutingPlan.StepID, user: User.ID?, userPrincipalName: String, extensionID: LenientID? = nil,
        kind: Kind, changes: [DirectRoutingPlan.Change] = [], reason: String? = nil, detail: String? = nil,
        remedy: String? = nil, requestID: String? = nil
    ) {
        self.step = step
        self.user = user
        self.userPrincipalName = userPrincipalName
        self.extensionID = extensionID
        self.kind = kind
        self.changes = changes
        self.reason = reason
        self.detail = detail
        self.remedy = remedy
        self.requestID = requestID
    }
}

extension DirectRoutingPlan.Skip {
    /// What being left out comes to. Somebody who was named and is not there is a failure: whoever named them wanted something done.
    public var outcome: DirectRoutingOutcome {
        let first = reasons.first
        let details = reasons.compactMap { remark in
            remark == first ? remark.detail : "\(remark.reason)\(remark.detail.map { ": \($0)" } ?? "")"
        }
        return DirectRoutingOutcome(
            step: .init(rawValue: user?.rawValue ?? extensionID.map { "extension:\($0)" } ?? userPrincipalName),
            user: user, userPrincipalName: userPrincipalName, extensionID: extensionID,
            kind: first?.reason == .unknownUser ? .failed : .skipped, reason: first?.reason.rawValue,
            detail: details.isEmpty ? nil : details.joined(separator: "; "), remedy: first?.remedy)
    }
}

/// What a run of provisioning reports while it goes on.
public typealias DirectRoutingEvent = RunEvent<DirectRoutingOutcome>

/// How a run of provisioning ended.
public typealias DirectRoutingSummary = RunSummary<DirectRoutingPlan.Action, DirectRoutingOutcome>
