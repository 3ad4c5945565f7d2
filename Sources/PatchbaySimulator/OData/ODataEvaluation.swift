/// Something with properties that a filter can be held against.
protocol ODataEntity {
    func property(_ name: String) -> JSONValue?
}

extension JSONValue: ODataEntity {
    func property(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

extension ODataFilter {
    /// Whether something matches. Texts are compared without regard to case, as the directory does.
    func matches(_ entity: some ODataEntity) -> Bool { matches(entity, [:]) }

    private func matches(_ entity: some ODataEntity, _ variables: [String: JSONValue]) -> Bool {
        switch self {
        case .or(let left, let right): return left.matches(entity, variables) || right.matches(entity, variables)
        case .and(let left, let right): return left.matches(entity, variables) && right.matches(entity, variables)
        case .not(let inner): return !inner.matches(entity, variables)
        case .compare(let comparison, let left, let right):
            return comparison.holds(
                ODataFilter.value(left, entity, variables), ODataFilter.value(right, entity, variables))
        case .call(let function, let first, let second):
            guard let text = ODataFilter.value(first, entity, variables).string?.lowercased(),
                let part = ODataFilter.value(second, entity, variables).string?.lowercased()
            else { return false }
            switch function {
            case .startswith: return text.hasPrefix(part)
            case .endswith: return text.hasSuffix(part)
            case .contains: return text.contains(part)
            }
        case .isIn(let operand, let elements):
            let value = ODataFilter.value(operand, entity, variables)
            return elements.contains { Comparison.eq.holds(value, $0) }
        case .any(let path, let variable, let inner):
            let elements = ODataFilter.value(.path(path), entity, variables).array ?? []
            guard let inner else { return !elements.isEmpty }
            return elements.contains { element in
                inner.matches(entity, variables.merging([variable: element]) { $1 })
            }
        case .all(let path, let variable, let inner):
            let elements = ODataFilter.value(.path(path), entity, variables).array ?? []
            return elements.allSatisfy { element in
                inner.matches(entity, variables.merging([variable: element]) { $1 })
            }
        }
    }

    private static func value(
        _ operand: Operand, _ entity: some ODataEntity, _ variables: [String: JSONValue]
    ) -> JSONValue {
        switch operand {
        case .literal(let value): return value
        case .lowercased(let names):
            let inner = value(.path(names), entity, variables)
            return inner.string.map { .string($0.lowercased()) } ?? inner
        case .path(let names):
            var rest = names[...]
            guard let first = rest.popFirst() else { return .null }
            var current = variables[first] ?? entity.property(first) ?? .null
            while let name = rest.popFirst() {
                if name == "$count" { return .integer(Int64(current.array?.count ?? 0)) }
                current = current.property(name) ?? .null
            }
            return current
        }
    }
}

extension ODataFilter.Comparison {
    func holds(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.string(let a), .string(let b)):
            let (a, b) = (a.lowercased(), b.lowercased())
            return ordered(a, b)
        case (.integer(let a), .integer(let b)): return ordered(a, b)
        default:
            switch self {
            case .eq: return left == right
            case .ne: return left != right
            default: return false
            }
        }
    }

    private func ordered<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
        switch self {
        case .eq: a == b
        case .ne: a != b
        case .gt: a > b
        case .ge: a >= b
        case .lt: a < b
        case .le: a <= b
        }
    }
}
