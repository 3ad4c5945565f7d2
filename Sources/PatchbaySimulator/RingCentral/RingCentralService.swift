import Foundation
import PatchbayCore

/// The RingCentral platform: sign-in, the account, its extensions and its directory.
struct RingCentralService: SimulatedService {
    let name = "ringcentral"
    private static let hosts: Set<String> = ["platform.ringcentral.com"]

    func path(of call: Call) -> [String]? {
        guard call.isFor(RingCentralService.hosts, in: self), call.path.first == "restapi" else { return nil }
        return Array(call.path.dropFirst())
    }

    func ownsPath(_ path: [String]) -> Bool { path.first == "restapi" }

    var routes: RouteTable { RingCentralService.table }

    private static let table = RouteTable(
        RingCentralTokenRoutes.all + RingCentralSignInRoutes.all + RingCentralAccountRoutes.all
            + RingCentralExtensionRoutes.all
            + RingCentralDirectoryRoutes.all + RingCentralPresenceRoutes.all + RingCentralPresenceWrite.all
            + RingCentralPhoneNumberRoutes.all + RingCentralQueueRoutes.all + RingCentralDirectRoutingRoutes.all
            + RingCentralSubscriptionRoutes.all + EventSocketRoutes.all)

    func unknownPath(_ call: Call) -> Problem { Problem(404, "CMN-120", "Invalid URI") }

    func caller(of call: Call, for route: Route, in world: World) throws(Problem) -> Caller {
        let settings = world.settings.ringCentral
        let key = "\(settings.clientID)/\(world.ringCentral.ownerID)"
        if route.kind == .token { return Caller(key: key, permissions: [], app: settings.clientID) }
        guard call.fields["Authorization"] != nil else {
            throw Problem(401, "AGW-401", "Authorization header is not specified")
        }
        guard let token = call.bearer else { throw Problem(401, "AGW-402", "Invalid Authorization header") }
        switch world.ringCentral.sessions.use(token, at: call.now) {
        case .valid: return Caller(key: key, permissions: Set(settings.scopes), app: settings.clientID)
        case .expired: throw Problem(401, "OAU-128", "Access token expired")
        case .unknown: throw Problem(401, "OAU-213", "Token not found")
        }
    }

    /// The first of the two gates: the app's scope. The second, the user's own permission, is the handlers'.
    ///
    /// Source: RingCentral `basics/permissions`, `basics/errors` CMN-401.
    func authorize(_ caller: Caller, for route: Route) throws(Problem) {
        guard !route.permissions.isEmpty, !route.permissions.contains(where: caller.permissions.contains) else {
            return
        }
        let scope = route.permissions[0]
        throw Problem(
            403, "CMN-401", "In order to call this API endpoint, application needs to have [\(scope)] permission",
            extra: [("permissionName", .string(scope))])
    }

    /// Source: RingCentral `basics/rate-limits`.
    func problem(for refusal: ThrottleBook.Refusal) -> Problem {
        var fields = RingCentralService.rateFields(refusal.group, refusal.limit, left: 0)
        fields["Retry-After"] = refusal.wait.headerText
        return Problem(429, "CMN-301", "Request rate exceeded", fields: fields)
    }

    private static func rateFields(_ group: LimitGroup, _ limit: Limit, left: Double) -> HTTPFields {
        guard case .slidingWindow(let units, let length)? = limit.models.first else { return [:] }
        return [
            "X-Rate-Limit-Group": group.rawValue.lowercased(), "X-Rate-Limit-Limit": units.headerText,
            "X-Rate-Limit-Remaining": left.rounded(.down).headerText, "X-Rate-Limit-Window": length.seconds.headerText,
        ]
    }

    /// Source: RingCentral `basics/errors`: OAuth's own shape for sign-in, the platform's for everything else.
    func response(to problem: Problem, for call: Call, in world: World) -> HTTPResponse {
        let inner = JSONValue.members([("errorCode", .string(problem.code)), ("message", .string(problem.message))])
            .merging(.object(problem.extra))
        let outer: JSONValue =
            if let word = problem.innerCode {
                ["error": .string(word), "error_description": .string(problem.message), "errors": [inner]]
            } else {
                inner.adding("errors", [inner])
            }
        var response = HTTPResponse.ringCentral(outer, status: problem.status)
        for field in problem.fields { response.fields.append(field.value, to: field.name) }
        return response
    }

    func finish(_ response: inout HTTPResponse, of call: Call, readings: [ThrottleBook.Reading], in world: World) {
        response.fields["RCRequestId"] = world.requestID(of: call)
        response.fields["Date"] = WireDate.httpString(call.date)
        guard let reading = readings.first else { return }
        for field in RingCentralService.rateFields(reading.group, reading.limit, left: reading.left) {
            response.fields.append(field.value, to: field.name)
        }
    }
}

extension HTTPResponse {
    /// An answer as RingCentral writes it.
    static func ringCentral(_ value: JSONValue, status: Int = 200, fields: HTTPFields = [:]) -> HTTPResponse {
        .json(value, status: status, type: "application/json;charset=utf-8", fields: fields)
    }
}

extension World {
    /// Refuses a call about another account.
    func checkAccount(_ call: Call) throws(Problem) {
        guard call["account"] == "~" || call["account"] == String(settings.ringCentral.accountID) else {
            throw Problem(
                404, "CMN-102", "Resource for parameter [accountId] is not found",
                extra: [("parameterName", "accountId"), ("parameterValue", .string(call["account"]))])
        }
    }

    /// The second gate: the permission of the user behind the token.
    ///
    /// Source: RingCentral `basics/errors` CMN-408.
    func checkUser(may permission: String) throws(Problem) {
        guard settings.ringCentral.userPermissions.contains(permission) else {
            throw Problem(
                403, "CMN-408",
                "In order to call this API endpoint, user needs to have [\(permission)] permission for requested resource.",
                extra: [("permissionName", .string(permission))])
        }
    }
}
