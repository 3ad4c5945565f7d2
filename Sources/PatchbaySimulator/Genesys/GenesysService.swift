import Foundation
import PatchbayCore

/// Genesys Cloud: sign-in, SCIM users, external ids, integrations, roles.
///
/// Source: Genesys Cloud platform SDK (region hosts, error bodies, rate limit headers).
struct GenesysService: SimulatedService {
    let name = "genesys"
    private static let hosts: Set<String> = ["api.mypurecloud.com", "login.mypurecloud.com"]

    func path(of call: Call) -> [String]? {
        guard call.isFor(GenesysService.hosts, in: self) else { return nil }
        return call.path
    }

    func ownsPath(_ path: [String]) -> Bool {
        (path.first == "api" && path.dropFirst().first == "v2") || path == ["oauth", "token"]
    }

    var routes: RouteTable { GenesysService.table }

    private static let table = RouteTable(
        GenesysTokenRoutes.all + GenesysSCIMRoutes.all + GenesysGroupRoutes.all + GenesysDiscoveryRoutes.all
            + GenesysPlatformRoutes.all + GenesysIntegrationRoutes.all
            + GenesysAuthorizationRoutes.all + GenesysDIDRoutes.all)

    func unknownPath(_ call: Call) -> Problem { Problem(404, "not.found", "HTTP 404 Not Found") }

    func caller(of call: Call, for route: Route, in world: World) throws(Problem) -> Caller {
        let settings = world.settings.genesys
        if route.kind == .token { return Caller(key: "token", permissions: [], app: settings.clientID) }
        guard let token = call.bearer else {
            throw Problem(
                401, "authentication.required", "No authentication bearer token specified in authorization header.")
        }
        guard world.genesys.isValid(token, at: call.now) else {
            throw Problem(401, "bad.credentials", "Invalid login credentials.")
        }
        return Caller(key: settings.clientID, permissions: settings.permissions, app: settings.clientID)
    }

    func authorize(_ caller: Caller, for route: Route) throws(Problem) {
        guard !route.permissions.isEmpty, !route.permissions.contains(where: caller.permissions.contains) else {
            return
        }
        throw Problem(
            403, "missing.any.permissions",
            "Unable to perform the requested action. You are missing the following permission(s): \(route.permissions.joined(separator: ", "))"
        )
    }

    func problem(for refusal: ThrottleBook.Refusal) -> Problem {
        let seconds = max(1, Int(refusal.wait.rounded(.up)))
        return Problem(
            429, "too.many.requests",
            "Rate limit exceeded the maximum. Retry the request in [\(seconds)] seconds",
            extra: [
                (
                    "limit",
                    ["key": .string(refusal.group.rawValue), "namespace": "platform.api", "value": .string("exceeded")]
                )
            ], fields: ["Retry-After": refusal.wait.headerText])
    }

    /// Three shapes: OAuth's at sign-in, SCIM's where there is a `scimType`, the platform's for everything else, SCIM calls included.
    func response(to problem: Problem, for call: Call, in world: World) -> HTTPResponse {
        var response: HTTPResponse
        if call.path.first == "oauth" {
            response = .json(
                ["error": .string(problem.code), "error_description": .string(problem.message)], status: problem.status)
        } else if problem.innerCode != nil
            || (world.settings.genesys.scim == .standard && call.path.prefix(3) == ["api", "v2", "scim"])
        {
            var body: JSONValue = [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
                "status": .string(String(problem.status)), "detail": .string(problem.message),
            ]
            if let type = problem.innerCode { body = body.adding("scimType", .string(type)) }
            response = .json(body, status: problem.status, type: "application/scim+json")
        } else {
            let body = JSONValue.members([
                ("message", .string(problem.message)), ("code", .string(problem.code)),
                ("status", .integer(Int64(problem.status))), ("contextId", .string(world.requestID(of: call))),
                ("details", []), ("errors", []),
            ])
            response = .json(body.merging(.object(problem.extra)), status: problem.status)
        }
        for field in problem.fields { response.fields.append(field.value, to: field.name) }
        return response
    }

    func finish(_ response: inout HTTPResponse, of call: Call, readings: [ThrottleBook.Reading], in world: World) {
        response.fields["ININ-Correlation-Id"] = world.requestID(of: call)
        response.fields["Date"] = WireDate.httpString(call.date)
        guard let reading = readings.first, case .slidingWindow(let units, let length)? = reading.limit.models.first
        else { return }
        response.fields["inin-ratelimit-count"] = (units - reading.left).rounded(.up).headerText
        response.fields["inin-ratelimit-allowed"] = units.headerText
        response.fields["inin-ratelimit-reset"] = length.seconds.headerText
    }
}
