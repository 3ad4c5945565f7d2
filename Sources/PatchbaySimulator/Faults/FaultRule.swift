/// When a fault happens, and to which operations.
public struct FaultRule: Hashable, Sendable {
    /// Which of the matching calls are hit. Calls are counted per rule, from 1.
    public enum Trigger: Hashable, Sendable {
        /// Each with this probability, decided by the seed and the number of the call.
        case chance(Double)
        /// Every n-th.
        case every(Int)
        /// Those with these numbers.
        case calls(ClosedRange<Int>)
        /// The first after this much time.
        case after(Duration)
    }

    /// Names of operations; one that ends in `*` stands for every name that begins like it.
    public var operations: [String]
    /// Which calls are hit.
    public var trigger: Trigger
    /// How often at most; `nil` for no end.
    public var times: Int?
    /// What happens.
    public var fault: Fault

    /// Makes a rule.
    public init(_ operations: [String], _ trigger: Trigger, times: Int? = nil, _ fault: Fault) {
        self.operations = operations
        self.trigger = trigger
        self.times = times
        self.fault = fault
    }

    /// Makes a rule for one operation.
    public init(_ operation: SimulatedOperation, _ trigger: Trigger, times: Int? = nil, _ fault: Fault) {
        self.init([operation.rawValue], trigger, times: times, fault)
    }

    /// Whether the rule is about an operation.
    func matches(_ operation: SimulatedOperation) -> Bool {
        operations.contains { pattern in
            pattern.hasSuffix("*") ? operation.rawValue.hasPrefix(pattern.dropLast()) : pattern == operation.rawValue
        }
    }
}
