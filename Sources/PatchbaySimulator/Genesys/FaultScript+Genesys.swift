extension FaultScript {
    /// Refusals whose waits cannot be relied on, as users of Genesys Cloud report them.
    ///
    /// Source: Genesys Cloud community: `Retry-After` on a 429 was seen to be missing, zero, and shorter than the rest of the window.
    public static let genesysRefusals = FaultScript(
        name: "genesys-429",
        summary: "429 from Genesys with Retry-After missing, zero, too short, in words and absurd.",
        [
            FaultRule(["genesys.scim.*"], .every(23), .status(429)),
            FaultRule(["genesys.scim.*"], .every(29), .status(429, retryAfter: .seconds(0))),
            // One second is promised, and refused again twice.
            FaultRule(["genesys.scim.*"], .calls(31...33), .status(429, retryAfter: .seconds(1))),
            FaultRule(["genesys.scim.*"], .every(67), .status(429, retryAfter: .text("soon"))),
            FaultRule(["genesys.scim.*"], .every(71), times: 1, .status(429, retryAfter: .seconds(86_400_000))),
        ])

    /// Somebody else writes at the same time.
    public static let genesysRaces = FaultScript(
        name: "genesys-races", summary: "Every third change of a Genesys user comes after somebody else's.",
        [FaultRule(["genesys.scim.users.patch"], .every(3), .otherWriter)])
}
