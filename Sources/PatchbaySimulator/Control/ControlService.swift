import Foundation
import PatchbayCore

/// The simulator's own pages, under `/simulator`: for scripts that drive it from outside. No token is asked for.
struct ControlService: SimulatedService {
    let name = "simulator"
    func path(of call: Call) -> [String]? { call.path.first == "simulator" ? call.path : nil }
    func ownsPath(_ path: [String]) -> Bool { path.first == "simulator" }
    var routes: RouteTable { ControlService.table }
    func unknownPath(_ call: Call) -> Problem { Problem(404, "NotFound", "There is nothing here.") }

    private static let table = RouteTable(own + PresenceControl.routes + SubscriptionControl.routes)

    private static let own: [Route] = [
        Route(
            .get, "/simulator/state", "simulator.state", charges: .free, source: "Patchbay's own",
            handle: { (call, _, world) throws(Problem) in StateReport.answer(call, world) }),
        Route(
            .get, "/simulator/environment", "simulator.environment", charges: .free, source: "Patchbay's own",
            handle: { (call, _, world) throws(Problem) in
                let variables = world.settings.environment(servedAt: call.root).sorted { $0.key < $1.key }
                return .json(.members(variables.map { ($0.key, .string($0.value)) }))
            }),
        Route(
            .get, "/simulator/faults", "simulator.faults.list", charges: .free, source: "Patchbay's own",
            handle: { (_, _, world) throws(Problem) in
                .json([
                    "script": .string(world.script.name),
                    "scripts": .array(
                        FaultScript.named.map { ["name": .string($0.name), "summary": .string($0.summary)] }),
                ])
            }),
        Route(
            .post, "/simulator/faults", "simulator.faults.play", charges: .free, source: "Patchbay's own",
            handle: { (call, _, world) throws(Problem) in
                let name = JSONValue.parse(call.body)?["script"]?.string ?? ""
                guard let script = FaultScript.named(name) else {
                    let known = FaultScript.named.map(\.name).joined(separator: ", ")
                    throw Problem(404, "NotFound", "There is no script “\(name)”. There are: \(known).")
                }
                world.play(script, now: call.now)
                return .json(["script": .string(script.name), "summary": .string(script.summary)])
            }),
    ]

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
