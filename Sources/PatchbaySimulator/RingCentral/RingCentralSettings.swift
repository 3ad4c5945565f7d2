/// The simulated RingCentral account and the app that may use it.
public struct RingCentralSettings: Hashable, Sendable {
    /// The account's id.
    public var accountID: Int64
    /// The company's name.
    public var companyName: String
    /// The app's client id.
    public var clientID: String
    /// The app's client secret; it opens nothing but the simulation.
    public var clientSecret: String
    /// The user's JWT credential.
    public var jwt: String
    /// The addresses to which the sign-in page may send a browser back; compared letter by letter. Source: RingCentral
    /// `authentication/auth-code-flow`.
    public var redirectURIs = ["http://127.0.0.1:8421/"]
    /// Whether the app has no secret, as one on a person's machine: then it sends its id in the body and proves itself by PKCE.
    public var isPublicApp = false
    /// The app's scopes. Source: RingCentral `basics/permissions`.
    public var scopes: [String]
    /// The permissions of the user behind the JWT, each for all extensions.
    public var userPermissions: Set<String>
    /// Those of them that reach the user's own extension only.
    public var ownPermissions: Set<String> = []
    /// Whether the app gets refresh tokens; off by default at RingCentral.
    public var issuesRefreshTokens: Bool
    /// How long an access token lives.
    public var accessTokenLifetime: Duration
    /// How long a refresh token lives.
    public var refreshTokenLifetime: Duration

    /// Whether the account is set up for Direct Routing with Teams.
    public var hasDirectRouting: Bool
    /// How long connecting and disconnecting an extension takes.
    public var directRoutingDelay: ClosedRange<Duration>

    /// Makes the account of a seed.
    public init(seed: UInt64) {
        accountID = 7_000_001 + Int64(seed % 1_000_000)
        companyName = "Fabrikam"
        clientID = "simulated-app-\(seed)"
        clientSecret = "simulated-app-secret-\(seed)"
        jwt = "eyJhbGciOiJub25lIn0.c2ltdWxhdGVk.\(seed)"
        scopes = [
            "ReadAccounts", "ReadPresence", "EditPresence", "EditExtensions", "SubscriptionWebhook", "EditAccounts",
            "WebSocketsSubscription",
        ]
        userPermissions = [
            "ReadExtensions", "ReadPresenceStatus", "EditPresenceStatus", "EditUserInfo", "EditExtensionInfo",
            "ReadCompanyPhoneNumbers", "ReadUserPhoneNumbers", "JoinLeaveCallQueue", "ReadAssignedRoles",
            "ReadCompanyInfo",
        ]
        issuesRefreshTokens = true
        accessTokenLifetime = .seconds(3600)
        refreshTokenLifetime = .seconds(604_800)
        hasDirectRouting = true
        directRoutingDelay = .seconds(2)...Duration.seconds(20)
    }

    /// Divides what takes its time by a factor, for test servers that multiply every limit by it.
    public mutating func hasten(by factor: Double) {
        directRoutingDelay = (directRoutingDelay.lowerBound / factor)...(directRoutingDelay.upperBound / factor)
    }
}
