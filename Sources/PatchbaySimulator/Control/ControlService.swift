import PatchbayCore

/// The simulator's own pages, under `/simulator`.
struct ControlService: SimulatedService {
    let name = "simulator"
    func path(of call: Call) -> [String]? { call.path.first == "simulator" ? call.path : nil }
    func ownsPath(_ path: [String]) -> Bool { path.first == "simulator" }
    var routes: RouteTable { RouteTable([]) }
    func unknownPath(_ call: Call) -> Problem { Problem(404, "NotFound", "There is nothing here.") }
    func caller(of call: Call, for route: Route, in world: World) throws(Problem) -> Caller {
        Caller(key: "simulator", permissions: [], app: "")
    }
    func authorize(_ caller: Caller, for route: Route) throws(Problem) {}
    func response(to problem: Problem, for call: Call, in world: World) -> HTTPResponse {
        .json(["error": .string(problem.message)], status: problem.status)
    }
    func problem(for refusal: ThrottleBook.Refusal) -> Problem { Problem(429, "TooManyRequests", "Too many requests.") }
    func finish(_ response: inout HTTPResponse, of call: Call, readings: [ThrottleBook.Reading], in world: World) {}
}
