public import GenesysClient
public import GraphClient

/// What a step of linking came to.
public struct GenesysLinkOutcome: RunOutcome {
    /// The kinds, in the words that scripts rely on.
    public enum Kind: String, RunOutcomeKind {
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
public typealias GenesysLinkEvent = RunEvent<GenesysLinkOutcome>

/// How a run of linking ended.
public typealias GenesysLinkSummary = RunSummary<GenesysLinkPlan.Action, GenesysLinkOutcome>
