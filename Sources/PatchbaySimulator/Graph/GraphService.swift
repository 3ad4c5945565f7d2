import Foundation
import PatchbayCore

/// Microsoft Graph, version 1.0, as far as Patchbay and its users need it.
struct GraphService: SimulatedService {
    let name = "graph"
    private static let hosts: Set<String> = ["graph.microsoft.com"]

    func path(of call: Call) -> [String]? {
        guard call.isFor(GraphService.hosts, in: self), let version = call.path.first else { return nil }
        return version == "v1.0" ? Array(call.path.dropFirst()) : ["no such version"]
    }

    func ownsPath(_ path: [String]) -> Bool { path.first == "v1.0" || path.first == "beta" }

    var routes: RouteTable { GraphService.table }

    private static let table = RouteTable(
        UserDelta.routes + UserRoutes.all + LicenceRoutes.all + InstalledAppRoutes.all + CatalogRoutes.all
            + GroupRoutes.all + GroupMembershipRoutes.all + TenantRoutes.all + ApplicationRoutes.all
            + ServicePrincipalRoutes.all + DirectoryRoleRoutes.all + MailRoutes.all + BatchRoutes.all
            + PresenceReadRoutes.all + PresenceWriteRoutes.all + TeamsNumberRoutes.all
            + EnterpriseAppRoutes.all + GraphSubscriptionRoutes.all)

    func unknownPath(_ call: Call) -> Problem {
        Problem(400, "BadRequest", "Resource not found for the segment '\(call.path.last ?? "")'.")
    }

    func caller(of call: Call, for route: Route, in world: World) throws(Problem) -> Caller {
        guard let text = call.bearer else {
            throw unauthorized("Access token is empty.", "InvalidAuthenticationToken", call)
        }
        switch world.entra.verdict(on: text, at: call.now) {
        case .valid(let token):
            return Caller(
                key: "\(world.settings.tenantID)/\(token.app)", permissions: Set(token.permissions), app: token.app,
                administrator: token.administrator.map { world.settings.entra.administrators[$0] })
        case .expired:
            throw unauthorized("Lifetime validation failed, the token is expired.", "InvalidAuthenticationToken", call)
        case .unknown:
            throw unauthorized("The token is not one that this service accepts.", "InvalidAuthenticationToken", call)
        }
    }

    private func unauthorized(_ message: String, _ code: String, _ call: Call) -> Problem {
        Problem(
            401, code, message,
            fields: [
                "WWW-Authenticate":
                    "Bearer realm=\"\", authorization_uri=\"\(call.root)/common/oauth2/authorize\", error=\"invalid_token\""
            ])
    }

    /// A token can be valid and hold no permission at all; then the service says what it wants and what it got.
    ///
    /// Source: Entra `v2-oauth2-client-creds-grant-flow`; office-docs-powershell #8399 for the text that lists both.
    func authorize(_ caller: Caller, for route: Route) throws(Problem) {
        guard !route.permissions.isEmpty, !route.permissions.contains(where: caller.permissions.contains) else {
            return
        }
        let needed = route.permissions.joined(separator: ", ")
        let held = caller.permissions.sorted().joined(separator: ", ")
        if route.charges.isTeams {
            throw Problem(
                403, "Forbidden",
                "Missing role permissions on the request. API requires one of '\(needed)'. Roles on the request '\(held)'."
            )
        }
        throw Problem(
            403, "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation. Requires one of '\(needed)'. Roles on the request '\(held)'."
        )
    }

    func problem(for refusal: ThrottleBook.Refusal) -> Problem {
        var fields: HTTPFields = ["Retry-After": refusal.wait.headerText]
        if refusal.group == .directoryUnits || refusal.group == .directoryWrites {
            fields["x-ms-throttle-information"] =
                refusal.group == .directoryUnits ? "ResourceUnitLimitExceeded" : "WriteLimitExceeded"
            fields["x-ms-throttle-limit-percentage"] = "1.0"
        }
        return Problem(429, "TooManyRequests", "Too many requests.", inner: "429", fields: fields)
    }

    /// Source: Microsoft Graph `errors`.
    func response(to problem: Problem, for call: Call, in world: World) -> HTTPResponse {
        let id = world.requestID(of: call)
        var inner: JSONValue = [
            "date": .string(String(WireDate.string(call.date).prefix(19))), "request-id": .string(id),
            "client-request-id": .string(call.fields["client-request-id"] ?? id),
        ]
        if let code = problem.innerCode { inner = inner.adding("code", .string(code)) }
        var response = HTTPResponse.graph(
            ["error": ["code": .string(problem.code), "message": .string(problem.message), "innerError": inner]],
            status: problem.status)
        for field in problem.fields { response.fields.append(field.value, to: field.name) }
        return response
    }

    /// Source: Microsoft Graph `throttling-limits` for the units and the percentage, which is sent from 0.8 on.
    func finish(_ response: inout HTTPResponse, of call: Call, readings: [ThrottleBook.Reading], in world: World) {
        let id = world.requestID(of: call)
        response.fields["request-id"] = id
        response.fields["client-request-id"] = call.fields["client-request-id"] ?? id
        response.fields["Date"] = WireDate.httpString(call.date)
        guard let units = readings.first(where: { $0.group == .directoryUnits }) else { return }
        response.fields["x-ms-resource-unit"] = units.units.headerText
        if units.used >= 0.8 {
            response.fields["x-ms-throttle-limit-percentage"] = String((units.used * 100).rounded(.down) / 100)
            response.fields["x-ms-throttle-scope"] = "Tenant_Application/ReadWrite/\(world.settings.tenantID)"
        }
    }
}
