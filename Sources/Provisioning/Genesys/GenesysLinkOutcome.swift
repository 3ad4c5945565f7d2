public import Foundation
public import GenesysClient
public import GraphClient

/// What a step of linking came to.
public struct GenesysLinkOutcome: Hashable, Sendable, Codable {
    /// The kinds, in the words that scripts rely on.
    public enum Kind: String, Hashable, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
        /// Linked, or brought up to date, in this run.
        case linked
        /// It was as it should be.
        case alreadyLinked
        /// Number and link were taken away in this run.
        case unlinked
        /// Neither was there.
        case alreadyAbsent
        /// Left out, with a reason.
        case skipped
        /// Not done, with a reason and a remedy.
        case failed
    }

    /// The Genesys user; `nil` for a person who has none.
    public var genesysUser: SCIMUser.ID?
    /// The Entra user; `nil` for a Genesys user who has none.
    public var user: User.ID?
    /// The user principal name, else the Genesys e-mail.
    public var userPrincipalName: String
    /// What it came to.
    public var kind: Kind
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
        genesysUser: SCIMUser.ID?, user: User.ID?, userPrincipalName: String, kind: Kind, reason: String? = nil,
        detail: String? = nil, remedy: String? = nil, requestID: String? = nil
    ) {
        self.genesysUser = genesysUser
        self.user = user
        self.userPrincipalName = userPrincipalName
        self.kind = kind
        self.reason = reason
        self.detail = detail
        self.remedy = remedy
        self.requestID = requestID
    }
}

/// What a run of linking reports while it goes on.
public enum GenesysLinkEvent: Sendable, Hashable {
    /// How far it is.
    case progress(RunProgress)
    /// A user is finished.
    case outcome(GenesysLinkOutcome)
}

/// How a run of linking ended.
public struct GenesysLinkSummary: Hashable, Sendable, Codable {
    /// The run.
    public var run: String
    /// What was done.
    public var action: GenesysLinkPlan.Action
    /// How many came to each outcome.
    public var counts: [GenesysLinkOutcome.Kind: Int]
    /// How many were not worked on, because the run was stopped.
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
