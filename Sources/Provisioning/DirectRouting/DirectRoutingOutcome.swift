public import Foundation
public import GraphClient
public import PatchbayCore

/// What a step of provisioning Direct Routing came to.
public struct DirectRoutingOutcome: Hashable, Sendable, Codable {
    /// The kinds, in the words that scripts rely on.
    public enum Kind: String, Hashable, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
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
public enum DirectRoutingEvent: Sendable, Hashable {
    /// How far it is.
    case progress(RunProgress)
    /// A user is finished.
    case outcome(DirectRoutingOutcome)
    /// Something worth a line.
    case note(String)
}

/// How a run of provisioning ended.
public struct DirectRoutingSummary: Hashable, Sendable, Codable {
    /// The run.
    public var run: String
    /// What was done.
    public var action: DirectRoutingPlan.Action
    /// How many came to each outcome.
    public var counts: [DirectRoutingOutcome.Kind: Int]
    /// How many are not finished, because the run was stopped.
    public var remaining: Int
    /// Why it was stopped, if it was.
    public var stopped: RunStop?
    /// When it, or its resumption, began.
    public var startedAt: Date
    /// When it ended.
    public var endedAt: Date

    /// Whether everything is done and nobody failed.
    public var isComplete: Bool { remaining == 0 && stopped == nil && counts[.failed, default: 0] == 0 }
}
