import Foundation
import PatchbayCore

/// Microsoft Entra ID: the pages that people sign in on, the token endpoint and the discovery documents.
struct EntraService: SimulatedService {
    let name = "entra"
    private static let hosts: Set<String> = ["login.microsoftonline.com", "login.windows.net"]

    func path(of call: Call) -> [String]? {
        guard call.isFor(EntraService.hosts, in: self) else { return nil }
        return call.path
    }

    func ownsPath(_ path: [String]) -> Bool {
        path.count >= 2 && path.last == "adminconsent"
            || path.count >= 3 && (path[1] == "oauth2" || path[1] == "v2.0" || path[1] == "discovery")
    }

    var routes: RouteTable { EntraService.table }

    private static let table = RouteTable(
        SignInRoutes.all + [
            Route(
                .post, "/{tenant}/oauth2/v2.0/token", .entraToken, .token, charges: .one(.entraTokens),
                source: "Entra v2-oauth2-client-creds-grant-flow",
                handle: { (call, _, world) throws(Problem) in try TokenGrants.token(call, world) }),
            Route(
                .get, "/{tenant}/v2.0/.well-known/openid-configuration", "entra.discovery", charges: .free,
                source: "Entra v2-protocols-oidc",
                handle: { (call, _, world) throws(Problem) in try EntraService.discovery(call, world) }),
            Route(
                .get, "/{tenant}/discovery/v2.0/keys", "entra.keys", charges: .free,
                source: "Entra v2-protocols-oidc, jwks_uri",
                handle: { (call, _, world) throws(Problem) in
                    _ = try EntraService.tenant(call, world, allowsAliases: true)
                    // Without cryptography nothing is signed that anybody could check.
                    return .json(world.sealer?.publicKeys ?? ["keys": []])
                }),
            Route(
                .get, "/common/discovery/instance", "entra.instance", charges: .free,
                source: "microsoft-authentication-library-for-python authority.py",
                handle: { (call, _, _) throws(Problem) in EntraService.instance(call) }),
        ])

    func caller(of call: Call, for route: Route, in world: World) throws(Problem) -> Caller {
        Caller(key: "entra", permissions: [], app: "")
    }

    func authorize(_ caller: Caller, for route: Route) throws(Problem) {}

    func unknownPath(_ call: Call) -> Problem {
        Problem(404, "invalid_request", "AADSTS900144: There is nothing here.")
    }

    func problem(for refusal: ThrottleBook.Refusal) -> Problem {
        Problem(
            429, "temporarily_unavailable", "AADSTS90055: The tenant is throttled due to too many requests.",
            fields: ["Retry-After": refusal.wait.headerText])
    }

    /// The shape of an error. Source: Entra `reference-error-codes`.
    func response(to problem: Problem, for call: Call, in world: World) -> HTTPResponse {
        var codes: [JSONValue] = []
        if let digits = problem.message.firstMatch(of: #/AADSTS(\d+)/#), let number = Int64(digits.1) {
            codes = [.integer(number)]
        }
        let id = world.requestID(of: call)
        let trace = "\(problem.message) Trace ID: \(id) Timestamp: \(WireDate.string(call.date))"
        return .json(
            [
                "error": .string(problem.code), "error_description": .string(trace), "error_codes": .array(codes),
                "timestamp": .string(WireDate.string(call.date)), "trace_id": .string(id),
                "correlation_id": .string(call.fields["client-request-id"] ?? id),
                "error_uri": .string("\(call.root)/error"),
            ], status: problem.status, fields: problem.fields)
    }

    func finish(_ response: inout HTTPResponse, of call: Call, readings: [ThrottleBook.Reading], in world: World) {
        response.fields["Date"] = WireDate.httpString(call.date)
        response.fields["x-ms-request-id"] = world.requestID(of: call)
        response.fields["Cache-Control"] = "no-store, no-cache"
        if let id = call.fields["client-request-id"] { response.fields["client-request-id"] = id }
    }

    /// The tenant that a path names.
    ///
    /// Source: Entra `reference-error-codes`, 90002, and the client credentials page: the aliases cannot be used for apps.
    static func tenant(_ call: Call, _ world: World, allowsAliases: Bool = false) throws(Problem) -> String {
        let name = call["tenant"].lowercased()
        if allowsAliases, name == "common" || name == "organizations" { return name }
        if name == "common" || name == "organizations" || name == "consumers" {
            throw Problem(
                400, "invalid_request",
                "AADSTS90130: The app cannot be used over the /\(name) endpoint; name the tenant.")
        }
        guard name == world.settings.tenantID || world.settings.domains.contains(name) else {
            throw Problem(
                400, "invalid_tenant", "AADSTS90002: Tenant '\(name)' was not found. Check the tenant and the cloud.")
        }
        return world.settings.tenantID
    }

    private static func discovery(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let tenant = try tenant(call, world, allowsAliases: true)
        let issuer = tenant == world.settings.tenantID ? tenant : "{tenantid}"
        let base = "\(call.root)/\(tenant)"
        return .json([
            "token_endpoint": .string("\(base)/oauth2/v2.0/token"),
            "authorization_endpoint": .string("\(base)/oauth2/v2.0/authorize"),
            "device_authorization_endpoint": .string("\(base)/oauth2/v2.0/devicecode"),
            "jwks_uri": .string("\(base)/discovery/v2.0/keys"), "issuer": .string("\(call.root)/\(issuer)/v2.0"),
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"], "tenant_region_scope": "EU",
            "cloud_instance_name": "microsoftonline.com", "msgraph_host": "graph.microsoft.com",
        ])
    }

    /// Every host is accepted: the request came to one of ours. The tenant is the one of the address that is asked about; msal goes on
    /// with whatever it is told here.
    private static func instance(_ call: Call) -> HTTPResponse {
        let asked = call.option("authorization_endpoint").flatMap { WireText($0).address.path.first } ?? "common"
        return .json([
            "tenant_discovery_endpoint": .string(
                "\(call.root)/\(PathSegment(asked))/v2.0/.well-known/openid-configuration"),
            "api-version": "1.1",
            "metadata": [
                [
                    "preferred_network": .string(call.host), "preferred_cache": .string(call.host),
                    "aliases": [.string(call.host)],
                ]
            ],
        ])
    }
}

extension Double {
    /// A number of seconds as a header field has it: whole where it is whole.
    var headerText: String { self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : String(self) }
}
