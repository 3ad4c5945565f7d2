public import PatchbayCore

extension RateGroup {
    /// Single reads, mostly.
    public static let light = RateGroup(rawValue: "Light")
    /// Lists and most writes.
    public static let medium = RateGroup(rawValue: "Medium")
    /// Sweeps of the whole account and bulk changes.
    public static let heavy = RateGroup(rawValue: "Heavy")
    /// Token requests.
    public static let auth = RateGroup(rawValue: "Auth")

    static let ringCentral: [RateGroup] = [.light, .medium, .heavy, .auth]
}

/// RingCentral's published limits, as data. Source: RingCentral `basics/rate-limits`.
///
/// They hold per user and app. A breach costs a minute in which every call of the group is refused, and every call made in that minute
/// starts it anew, so the windows are kept to the last unit and nothing at all is sent inside a penalty. RingCentral's support changes
/// the numbers for single apps; what answers say about a window is taken over at run time.
public enum RingCentralLimits {
    /// The defaults for all groups.
    public static let published: [RateGroup: RateLimit] = [
        .light: perMinute(50), .medium: perMinute(40), .heavy: perMinute(10), .auth: perMinute(5),
    ]

    /// The limit of token requests: five a minute.
    public static let auth: RateLimit = perMinute(5)

    /// A limit of RingCentral's kind with another count, for apps whose limits were changed.
    public static func perMinute(_ units: Int) -> RateLimit {
        RateLimit(
            [.init(units, per: .seconds(60))], burst: units, isSpaced: false, isStrict: true,
            penalty: .box(.seconds(60)), source: "RingCentral basics/rate-limits")
    }

    /// How long to wait after a refusal that names no wait.
    static let unnamedWait = Duration.seconds(30)
}
