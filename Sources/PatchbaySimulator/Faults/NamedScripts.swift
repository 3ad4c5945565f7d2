extension FaultScript {
    /// Every script that has a name, for a command line's list.
    public static let named: [FaultScript] = [
        none, flaky, lossy, throttled, slow, garbled, stale, expiring, hostile, looping, retryAfter, batchGaps,
        secretRotated, consentRevoked, appRemoved, storm, mislaid, genesysRefusals, genesysRaces,
    ]

    private static let everything = ["graph.*", "ringcentral.*", "genesys.*"]
    private static let writes = [
        "graph.installedApps.add", "graph.installedApps.remove", "graph.installedApps.upgrade",
    ]

    /// One call in twelve is answered with a server error, some of them after the effect.
    public static let flaky = FaultScript(
        name: "flaky", summary: "One call in twelve gets a 500, 502, 503 or 504, some after the effect happened.",
        [
            FaultRule(everything, .chance(0.02), .status(500)),
            FaultRule(everything, .chance(0.02), .status(502)),
            FaultRule(everything, .chance(0.02), .status(503, retryAfter: .seconds(1))),
            FaultRule(everything, .chance(0.01), .status(504, retryAfter: .decimal(0.5))),
            FaultRule(writes, .chance(0.01), .status(504, applied: true)),
        ])

    /// One call in sixteen loses its connection, half of them after the effect.
    public static let lossy = FaultScript(
        name: "lossy", summary: "One call in sixteen loses its connection, half of them after the effect happened.",
        [
            FaultRule(everything, .chance(0.03), .cut(applied: false)),
            FaultRule(everything, .chance(0.03), .cut(applied: true)),
        ])

    /// The real limits are tighter than the published ones, and refused calls are counted.
    public static let throttled = FaultScript(
        name: "throttled",
        summary: "Installs are limited to 20 a second with a burst of 5, and refused calls are counted too.",
        limits: [
            .teamsInstallsCreate: .perSecond(20, burst: 5, source: "stricter than published, on purpose"),
            .teamsInstallsRead: .perSecond(20, burst: 5, source: "stricter than published, on purpose"),
            .teamsInstallsDelete: .perSecond(10, burst: 3, source: "stricter than published, on purpose"),
        ], chargesRefusals: true)

    /// Everything takes its time.
    public static let slow = FaultScript(
        name: "slow", summary: "Answers take seconds, one in a hundred half a minute.",
        [FaultRule(everything, .chance(0.01), .delay(.seconds(20)...Duration.seconds(40)))],
        latency: Latency(roundTrip: .milliseconds(300), service: .milliseconds(1500), spread: 0.8))

    /// Answers that are not what they should be.
    public static let garbled = FaultScript(
        name: "garbled", summary: "Truncated JSON, web pages, wrong content types and error bodies of 10 MB.",
        [
            FaultRule(everything, .chance(0.02), .truncatedBody),
            FaultRule(everything, .chance(0.02), .htmlPage(status: 502)),
            FaultRule(everything, .chance(0.01), .wrongContentType("text/html")),
            FaultRule(everything, .chance(0.003), times: 5, .hugeBody(status: 500, bytes: 10 << 20)),
        ])

    /// Lists that are allowed to be awkward.
    public static let stale = FaultScript(
        name: "stale", summary: "Empty pages with a next link, links that are too old, delta links that are gone.",
        [
            FaultRule(["graph.*"], .chance(0.3), .page(.empty)),
            FaultRule(["graph.users.list"], .calls(2...2), .page(.expiredToken)),
            FaultRule(["graph.users.delta"], .calls(2...2), .page(.gone)),
        ])

    /// Tokens end long before their time.
    public static let expiring = FaultScript(
        name: "expiring", summary: "Every token is refused after forty more calls.",
        [FaultRule(["graph.*"], .every(40), .expireTokens), FaultRule(["ringcentral.*"], .every(10), .expireTokens)])

    /// Links and redirects to another origin.
    public static let hostile = FaultScript(
        name: "hostile", summary: "A next link and redirects that lead to another origin, to collect tokens.",
        [
            FaultRule(["graph.users.list"], .calls(1...1), .page(.foreignLink)),
            FaultRule(writes, .every(5), .redirect(status: 307)),
            FaultRule(["ringcentral.*"], .every(5), .redirect(status: 302)),
        ])

    /// A list without an end.
    public static let looping = FaultScript(
        name: "looping", summary: "The list of users leads back to the page it is on.",
        [FaultRule(.usersList, .every(1), .page(.loopingLink))])

    /// A wait in every form.
    public static let retryAfter = FaultScript(
        name: "retry-after",
        summary: "503 with Retry-After as integer, decimal, date, zero, negative, absurd and absent.",
        [
            FaultRule(writes, .every(7), .status(503, retryAfter: .seconds(2))),
            FaultRule(writes, .every(11), .status(503, retryAfter: .decimal(0.249))),
            FaultRule(writes, .every(13), .status(503, retryAfter: .date(in: 3))),
            FaultRule(writes, .every(17), .status(503, retryAfter: .seconds(0))),
            FaultRule(writes, .every(19), .status(503, retryAfter: .seconds(-5))),
            FaultRule(writes, .every(23), times: 2, .status(503, retryAfter: .text("soon"))),
            FaultRule(writes, .every(29), times: 1, .status(503, retryAfter: .seconds(86_400_000))),
            FaultRule(writes, .every(31), .status(503)),
        ])

    /// Batch answers with holes.
    public static let batchGaps = FaultScript(
        name: "batch-gaps", summary: "One item in ten is missing from its batch's answer; half of them were done.",
        [
            FaultRule(["graph.installedApps.*"], .chance(0.05), .cut(applied: true)),
            FaultRule(["graph.installedApps.*"], .chance(0.05), .cut(applied: false)),
        ])

    /// The secret is replaced in the middle of a run.
    public static let secretRotated = FaultScript(
        name: "secret-rotated", summary: "After ten installs the client secret is replaced and its tokens end.",
        [FaultRule(.installedAppsAdd, .calls(11...11), .rotateSecret)])

    /// Consent is withdrawn in the middle of a run.
    public static let consentRevoked = FaultScript(
        name: "consent-revoked", summary: "After ten installs the tenant withdraws the permission to install.",
        [FaultRule(.installedAppsAdd, .calls(11...11), .revokeConsent(["TeamsAppInstallation.ReadWriteForUser.All"]))])

    /// The app disappears in the middle of a run.
    public static let appRemoved = FaultScript(
        name: "app-removed", summary: "After ten installs the app is taken out of the tenant's catalogue.",
        [FaultRule(.installedAppsAdd, .calls(11...11), .removeApp)])

    /// Notifications that are lost, doubled and late, and subscriptions that fall silent.
    public static let mislaid = FaultScript(
        name: "mislaid",
        summary:
            "One notification in ten is lost, one in ten comes twice, one in five late; subscriptions fall silent or end.",
        [
            FaultRule(["notifications.*"], .chance(0.1), .loseNotification),
            FaultRule(["notifications.*"], .chance(0.1), .duplicateNotification),
            FaultRule(["notifications.*"], .chance(0.2), .delay(.seconds(1)...Duration.seconds(30))),
            FaultRule(["notifications.*"], .calls(200...200), .silenceSubscription),
            FaultRule(["notifications.*"], .calls(500...500), .loseSubscription),
        ])

    /// Everything that a run must survive, at once.
    public static let storm = FaultScript(
        name: "storm", summary: "flaky, lossy, throttled, stale and expiring together.",
        flaky.rules + lossy.rules + stale.rules + expiring.rules, limits: throttled.limits, chargesRefusals: true)
}
