/// A named set of faults, as a value: what a test or a command line puts on the cloud.
public struct FaultScript: Hashable, Sendable {
    /// The name, for command lines.
    public var name: String
    /// One sentence on what it does.
    public var summary: String
    /// The rules, all of them in force at once.
    public var rules: [FaultRule]
    /// Limits that differ from the ones of the settings.
    public var limits: [LimitGroup: Limit]
    /// Whether refused calls are counted.
    public var chargesRefusals: Bool
    /// Another latency than the one of the settings.
    public var latency: Latency?

    /// Makes a script.
    public init(
        name: String = "custom", summary: String = "", _ rules: [FaultRule] = [], limits: [LimitGroup: Limit] = [:],
        chargesRefusals: Bool = false, latency: Latency? = nil
    ) {
        self.name = name
        self.summary = summary
        self.rules = rules
        self.limits = limits
        self.chargesRefusals = chargesRefusals
        self.latency = latency
    }

    /// No faults.
    public static let none = FaultScript(name: "none", summary: "Everything works.")

    /// The script of a name, without regard to case; `nil` if there is none. See ``named``.
    public static func named(_ name: String) -> FaultScript? {
        named.first { $0.name == name.lowercased() }
    }
}
