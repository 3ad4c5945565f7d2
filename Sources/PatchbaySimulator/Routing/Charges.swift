import PatchbayCore

/// What a call counts against.
struct Charges: Sendable {
    let isTeams: Bool
    private let compute: @Sendable (Call) -> [Charge]

    init(isTeams: Bool = false, _ compute: @escaping @Sendable (Call) -> [Charge]) {
        self.isTeams = isTeams
        self.compute = compute
    }

    func callAsFunction(_ call: Call) -> [Charge] { compute(call) }

    /// Nothing.
    static let free = Charges { _ in [] }

    /// One request of a group.
    static func one(_ group: LimitGroup) -> Charges { Charges { _ in [Charge(group)] } }

    /// One request to Teams.
    static func teams(_ group: LimitGroup) -> Charges {
        Charges(isTeams: true) { _ in [Charge(.graphGlobal), Charge(group)] }
    }

    /// A read of the directory, in resource units.
    ///
    /// Source: Microsoft Graph `throttling-limits`: `$select` takes one off, `$expand` adds one, fewer than 20 elements take one off,
    /// and nothing costs less than one.
    static func directory(_ base: Double) -> Charges {
        Charges { call in
            var units = base
            if call.option("$select") != nil { units -= 1 }
            if call.option("$expand") != nil { units += 1 }
            if let top = call.option("$top").flatMap({ Int($0) }), top < 20 { units -= 1 }
            return [Charge(.graphGlobal), Charge(.directoryUnits, max(1, units))]
        }
    }

    /// A change of the directory: one resource unit and one write.
    static let directoryWrite = Charges { _ in
        [Charge(.graphGlobal), Charge(.directoryUnits), Charge(.directoryWrites)]
    }
}
