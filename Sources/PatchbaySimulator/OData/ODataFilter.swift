/// A `$filter` expression, parsed.
///
/// Source: OData URL conventions as far as Microsoft Graph `filter-query-parameter` uses them.
indirect enum ODataFilter: Hashable, Sendable {
    enum Comparison: String, Sendable { case eq, ne, gt, ge, lt, le }
    enum Function: String, Sendable { case startswith, endswith, contains }

    enum Operand: Hashable, Sendable {
        case literal(JSONValue)
        /// A property, or a way through several (`teamsApp/id`). A name may be a lambda's variable.
        case path([String])
        case lowercased([String])
    }

    case or(ODataFilter, ODataFilter)
    case and(ODataFilter, ODataFilter)
    case not(ODataFilter)
    case compare(Comparison, Operand, Operand)
    case call(Function, Operand, Operand)
    case isIn(Operand, [JSONValue])
    /// Whether one element of a collection matches, or whether there is any at all.
    case any([String], variable: String, ODataFilter?)
    case all([String], variable: String, ODataFilter)

    /// How many clauses are joined by `or`, elements of `in` included. Graph takes fifteen.
    var clauses: Int {
        switch self {
        case .or(let left, let right): left.clauses + right.clauses
        case .and(let left, let right): max(left.clauses, right.clauses)
        case .not(let inner): inner.clauses
        case .isIn(_, let elements): elements.count
        case .any(_, _, let inner): inner?.clauses ?? 1
        case .all(_, _, let inner): inner.clauses
        case .compare, .call: 1
        }
    }

    /// Whether it needs the directory's advanced queries. Source: Microsoft Graph `aad-advanced-queries`: `ne`, `not`, `endsWith`.
    var isAdvanced: Bool {
        switch self {
        case .or(let left, let right), .and(let left, let right): left.isAdvanced || right.isAdvanced
        case .not: true
        case .compare(let comparison, _, _): comparison == .ne
        case .call(let function, _, _): function == .endswith
        case .isIn: false
        case .any(_, _, let inner): inner?.isAdvanced ?? true
        case .all: true
        }
    }

    /// Whether some function occurs.
    func uses(_ function: Function) -> Bool {
        switch self {
        case .or(let left, let right), .and(let left, let right): left.uses(function) || right.uses(function)
        case .not(let inner), .all(_, _, let inner): inner.uses(function)
        case .call(let used, _, _): used == function
        case .any(_, _, let inner): inner?.uses(function) ?? false
        case .compare, .isIn: false
        }
    }

    /// The properties that it starts from.
    var properties: Set<String> {
        func names(_ operand: Operand, except variables: Set<String>) -> Set<String> {
            switch operand {
            case .literal: []
            case .path(let names), .lowercased(let names):
                names.first.map { variables.contains($0) ? [] : [$0] } ?? []
            }
        }
        func collect(_ filter: ODataFilter, _ variables: Set<String>) -> Set<String> {
            switch filter {
            case .or(let left, let right), .and(let left, let right):
                collect(left, variables).union(collect(right, variables))
            case .not(let inner): collect(inner, variables)
            case .compare(_, let left, let right), .call(_, let left, let right):
                names(left, except: variables).union(names(right, except: variables))
            case .isIn(let operand, _): names(operand, except: variables)
            case .any(let path, let variable, let inner):
                Set(path.prefix(1)).union(inner.map { collect($0, variables.union([variable])) } ?? [])
            case .all(let path, let variable, let inner):
                Set(path.prefix(1)).union(collect(inner, variables.union([variable])))
            }
        }
        return collect(self, [])
    }
}
