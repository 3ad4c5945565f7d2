public import PatchbayCore

extension RateGroup {
    /// Every call of one OAuth client.
    public static let genesysClient = RateGroup(rawValue: "client.credentials.token.rate.per.minute")
}

/// Genesys Cloud's limits, as data. Source: Genesys Cloud community, “API limits” (staff, 2025): 300 a minute for a client.
///
/// Answers conflict on whether the 300 are per token or per OAuth client, so they are kept per client. What
/// `inin-ratelimit-allowed` says is taken over at run time, as support raises the number for single clients.
public enum GenesysLimits {
    /// The defaults.
    public static let published: [RateGroup: RateLimit] = [
        // Strict: Genesys counts a sliding minute by arrival, and at the full rate one late request would be one too many.
        .genesysClient: RateLimit(
            [.init(300, per: .seconds(60))], burst: 10, isStrict: true, source: "Genesys Cloud community, API limits")
    ]
}
