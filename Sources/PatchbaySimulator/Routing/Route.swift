import PatchbayCore

/// One row of a service's table: an address, what it costs, who may call it, and the code that answers.
struct Route: Sendable {
    /// What a call does to the state.
    enum Kind: Hashable {
        case read
        /// A change about the thing that a placeholder of the path names; it is written to the journal.
        case write(of: String)
        /// Signing in; neither.
        case token
    }

    enum Segment: Hashable {
        /// As it is written in the documentation, and in lower case.
        case literal(String, lowercased: String)
        case parameter(String)
        /// A segment such as `servicePrincipals(appId='…')`.
        case keyed(String, String)
    }

    let method: HTTPMethod
    let segments: [Segment]
    let operation: SimulatedOperation
    let kind: Kind
    /// What the call counts against.
    let charges: Charges
    /// Any one of these is enough; none means that signing in is enough.
    let permissions: [String]
    /// Where this row was read.
    let source: String
    let handle: @Sendable (Call, Caller, World) throws(Problem) -> HTTPResponse

    init(
        _ method: HTTPMethod, _ template: String, _ operation: SimulatedOperation, _ kind: Kind = .read,
        charges: Charges, permissions: [String] = [], source: String,
        handle: @escaping @Sendable (Call, Caller, World) throws(Problem) -> HTTPResponse
    ) {
        self.method = method
        self.operation = operation
        self.kind = kind
        self.charges = charges
        self.permissions = permissions
        self.source = source
        self.handle = handle
        segments = template.split(separator: "/").map { part in
            if part.hasPrefix("{") { return .parameter(String(part.dropFirst().dropLast())) }
            if part.hasSuffix("})"), let open = part.firstIndex(of: "(") {
                return .keyed(String(part[..<open]), String(part[open...].dropFirst(2).dropLast(2)))
            }
            return .literal(String(part), lowercased: part.lowercased())
        }
    }

    /// The placeholders' values if a path is this row's. Literals are compared as these services do, without regard to case.
    func match(_ path: [String]) -> [(name: String, value: String)]? {
        guard path.count == segments.count else { return nil }
        var values: [(name: String, value: String)] = []
        for (segment, part) in zip(segments, path) {
            switch segment {
            case .literal(let text, let lowercased):
                guard part == text || part.lowercased() == lowercased else { return nil }
            case .parameter(let name):
                values.append((name, part))
            case .keyed(let text, let name):
                guard part.hasSuffix(")"), let open = part.firstIndex(of: "("),
                    part[..<open].lowercased() == text.lowercased()
                else { return nil }
                values.append((name, String(part[part.index(after: open)...].dropLast())))
            }
        }
        return values
    }
}

/// A service's rows. Earlier rows win, so `/users/delta` stands before `/users/{user}`.
struct RouteTable: Sendable {
    private let byLength: [Int: [Route]]

    init(_ routes: [Route]) { byLength = Dictionary(grouping: routes, by: \.segments.count) }

    enum Match {
        case route(Route, [(name: String, value: String)])
        case otherMethod
        case none
    }

    func find(_ method: HTTPMethod, _ path: [String]) -> Match {
        var isKnown = false
        for route in byLength[path.count] ?? [] {
            guard let values = route.match(path) else { continue }
            if route.method == method { return .route(route, values) }
            isKnown = true
        }
        return isKnown ? .otherMethod : .none
    }
}
