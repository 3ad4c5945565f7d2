import Foundation
import PatchbayCore

/// The client credentials grant.
///
/// Source: Entra `v2-oauth2-client-creds-grant-flow` for the fields, `certificate-credentials` for the assertion and
/// `reference-error-codes` for the refusals.
enum ClientCredentials {
    static func token(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let tenant = try EntraService.tenant(call, world)
        let form = call.form
        func field(_ name: String) -> String? { form.first { $0.name == name }?.value }
        guard let grant = field("grant_type") else {
            throw Problem(400, "invalid_request", "AADSTS900144: The request body must contain 'grant_type'.")
        }
        guard grant == "client_credentials" else {
            throw Problem(400, "unsupported_grant_type", "AADSTS70003: The grant '\(grant)' is not supported here.")
        }
        let basic = basicCredentials(call)
        guard let clientID = field("client_id") ?? basic?.id else {
            throw Problem(400, "invalid_request", "AADSTS900144: The request body must contain 'client_id'.")
        }
        guard let app = world.entra.app(clientID) else {
            throw Problem(
                400, "unauthorized_client",
                "AADSTS700016: Application '\(clientID)' was not found in the directory '\(tenant)'.")
        }
        var method = "1"
        if let assertion = field("client_assertion") {
            try check(assertion, type: field("client_assertion_type"), of: app, tenant: tenant, call)
            method = "2"
        } else {
            try check(secret: field("client_secret") ?? basic?.secret, of: app, call)
        }
        let audience = try audience(of: field("scope"), call)
        let lifetime = world.random.duration(in: world.settings.tokenLifetime).seconds.rounded(.down)
        let token = world.entra.issue(
            to: app, tenant: tenant, audience: audience, seed: world.settings.seed, now: call.now, date: call.date,
            lifetime: lifetime, authenticatedBy: method)
        world.journal.tokensIssued["entra", default: 0] += 1
        return .json([
            "token_type": "Bearer", "expires_in": .integer(Int64(lifetime)),
            "ext_expires_in": .integer(Int64(lifetime)),
            "access_token": .string(token),
        ])
    }

    private static func check(secret: String?, of app: AppRegistration, _ call: Call) throws(Problem) {
        guard let secret, !secret.isEmpty else {
            throw Problem(
                401, "invalid_client",
                "AADSTS7000218: The request body must contain 'client_assertion' or 'client_secret'.")
        }
        guard let known = app.secrets.first(where: { $0.value == secret }) else {
            throw Problem(
                401, "invalid_client",
                "AADSTS7000215: Invalid client secret provided. Send the secret's value, not its id, for app '\(app.clientID)'."
            )
        }
        if let end = known.endsAfter, end.seconds <= call.now {
            throw Problem(
                401, "invalid_client", "AADSTS7000222: The client secret keys for app '\(app.clientID)' are expired.")
        }
    }

    /// The resource that a scope names. One resource, everything consented: anything else is an invalid scope.
    private static func audience(of scope: String?, _ call: Call) throws(Problem) -> String {
        guard let scope else {
            throw Problem(400, "invalid_request", "AADSTS900144: The request body must contain 'scope'.")
        }
        guard scope.hasSuffix("/.default"), !scope.contains(" ") else {
            throw Problem(
                400, "invalid_scope",
                "AADSTS70011: The scope '\(scope)' is not valid; client credentials take …/.default.")
        }
        let resource = String(scope.dropLast("/.default".count))
        guard resource == "https://graph.microsoft.com" || resource == call.root || resource == "\(call.root)/" else {
            throw Problem(
                400, "invalid_resource",
                "AADSTS500011: The resource principal named '\(resource)' was not found in the tenant.")
        }
        return resource
    }

    private static func basicCredentials(_ call: Call) -> (id: String, secret: String)? {
        guard let value = call.fields["Authorization"], value.lowercased().hasPrefix("basic "),
            let data = Data(base64Encoded: String(value.dropFirst(6))), let text = String(data: data, encoding: .utf8)
        else { return nil }
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        return (
            PercentEncoding.decode(halves[0], plusIsSpace: true), PercentEncoding.decode(halves[1], plusIsSpace: true)
        )
    }

    /// Checks what an assertion says. Its signature is not checked: that takes a package, and the thumbprint tells the keys apart.
    private static func check(
        _ assertion: String, type: String?, of app: AppRegistration, tenant: String, _ call: Call
    ) throws(Problem) {
        guard type == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" else {
            throw Problem(
                400, "invalid_request", "AADSTS900144: The request body must contain 'client_assertion_type'.")
        }
        let parts = assertion.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = JSONValue.parse(Data(base64URL: parts[0])),
            let claims = JSONValue.parse(Data(base64URL: parts[1]))
        else {
            throw Problem(401, "invalid_client", "AADSTS50027: The assertion is not a well-formed JWT.")
        }
        guard let print = header["x5t#S256"]?.string ?? header["x5t"]?.string,
            app.certificateThumbprints.contains(print)
        else {
            throw Problem(
                401, "invalid_client",
                "AADSTS700027: The certificate with that identifier is not registered on the application.")
        }
        guard claims["iss"]?.string == app.clientID, claims["sub"]?.string == app.clientID else {
            throw Problem(
                401, "invalid_client", "AADSTS50048: Subject must match issuer and the client id in the assertion.")
        }
        guard let audience = claims["aud"]?.string, audience.hasSuffix("/\(tenant)/oauth2/v2.0/token") else {
            throw Problem(401, "invalid_client", "AADSTS50013: The assertion is not valid: wrong audience.")
        }
        guard case .integer(let end)? = claims["exp"], case .integer(let start)? = claims["nbf"] ?? claims["iat"],
            Double(end) > call.date.timeIntervalSince1970, Double(start) <= call.date.timeIntervalSince1970 + 300
        else {
            throw Problem(401, "invalid_client", "AADSTS700024: The assertion is not within its valid time range.")
        }
    }
}
