import Foundation
import PatchbayCore

/// How an app proves itself at the token endpoint: by a secret, a certificate, or another identity provider's token.
///
/// Source: Entra `v2-oauth2-client-creds-grant-flow` for the fields, `certificate-credentials` and
/// `workload-identity-federation-considerations` for the assertions, `reference-error-codes` for the refusals.
enum ClientProof {
    /// The app that a request names.
    static func app(_ call: Call, tenant: String, _ world: World) throws(Problem) -> EntraState.Registration {
        let form = Form(call)
        guard let clientID = form["client_id"] ?? basicCredentials(call)?.id else {
            throw Problem(400, "invalid_request", "AADSTS900144: The request body must contain 'client_id'.")
        }
        return try app(clientID, tenant: tenant, world)
    }

    static func app(_ clientID: String, tenant: String, _ world: World) throws(Problem) -> EntraState.Registration {
        guard let app = world.entra.registration(clientID), app.app.hasServicePrincipal else {
            throw Problem(
                400, "unauthorized_client",
                "AADSTS700016: Application '\(clientID)' was not found in the directory '\(tenant)'.")
        }
        guard app.app.isEnabled else {
            throw Problem(
                400, "unauthorized_client", "AADSTS7000112: Application '\(clientID)' is disabled.")
        }
        return app
    }

    /// Checks the proof; an app on a person's machine has none and must send none.
    ///
    /// - Returns: `0`, `1` or `2`, as the token tells.
    static func check(
        _ app: AppRegistration, tenant: String, _ call: Call, _ world: World, publicClient: Bool = false
    ) throws(Problem) -> String {
        let form = Form(call)
        if let assertion = form["client_assertion"] {
            try check(assertion, type: form["client_assertion_type"], of: app, tenant: tenant, call, world)
            return "2"
        }
        let secret = form["client_secret"] ?? basicCredentials(call)?.secret
        if publicClient, secret == nil, app.allowsPublicClientFlows { return "0" }
        try check(secret: secret, of: app, call)
        return "1"
    }

    private static func check(secret: String?, of app: AppRegistration, _ call: Call) throws(Problem) {
        guard let secret, !secret.isEmpty else {
            throw Problem(
                401, "invalid_client",
                "AADSTS7000218: The request body must contain 'client_assertion' or 'client_secret'.")
        }
        guard let known = app.secrets.first(where: { $0.value == secret }), known.worksAfter.seconds <= call.now else {
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

    /// Checks what an assertion says, and its signature if the settings bring somebody who can.
    private static func check(
        _ assertion: String, type: String?, of app: AppRegistration, tenant: String, _ call: Call, _ world: World
    ) throws(Problem) {
        guard type == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" else {
            throw Problem(
                400, "invalid_request", "AADSTS900144: The request body must contain 'client_assertion_type'.")
        }
        let parts = assertion.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = JSONValue.parse(Data(base64URL: parts[0])),
            let claims = JSONValue.parse(Data(base64URL: parts[1])), let signature = Data(base64URL: parts[2])
        else {
            throw Problem(401, "invalid_client", "AADSTS50027: The assertion is not a well-formed JWT.")
        }
        if header["x5t#S256"] == nil, header["x5t"] == nil {
            try checkFederated(claims, of: app, call)
            return
        }
        // Microsoft's own library writes thumbprints with padding, others without. Source: msal, `oauth2cli/assertion.py`; RFC 7515, 4.1.8.
        guard let print = (header["x5t#S256"]?.string ?? header["x5t"]?.string)?.filter({ $0 != "=" }),
            app.certificateThumbprints.contains(where: { $0.filter { $0 != "=" } == print })
        else {
            throw Problem(
                401, "invalid_client",
                "AADSTS700027: The certificate with that identifier is not registered on the application.")
        }
        let algorithm = header["alg"]?.string ?? ""
        guard algorithm == "PS256" || algorithm == "RS256",
            world.settings.entra.verifyAssertion?(
                algorithm, print, Data("\(parts[0]).\(parts[1])".utf8), signature) ?? true
        else {
            throw Problem(
                401, "invalid_client",
                "AADSTS700027: Client assertion failed signature validation. Check the key and the thumbprint.")
        }
        guard claims["iss"]?.string == app.clientID, claims["sub"]?.string == app.clientID else {
            throw Problem(
                401, "invalid_client", "AADSTS50048: Subject must match issuer and the client id in the assertion.")
        }
        guard let audience = claims["aud"]?.string,
            ([tenant] + world.settings.domains).contains(where: { audience.hasSuffix("/\($0)/oauth2/v2.0/token") })
        else {
            throw Problem(401, "invalid_client", "AADSTS50013: The assertion is not valid: wrong audience.")
        }
        try checkTimes(claims, call)
    }

    /// Which of the three does not match has a number of its own. The other provider's signature is believed: its keys are nowhere here.
    ///
    /// Source: reports by users, Azure/azure-workload-identity issue 1200 (700211, 700213) and Azure/login issue 517.
    private static func checkFederated(_ claims: JSONValue, of app: AppRegistration, _ call: Call) throws(Problem) {
        let (issuer, subject, audience) = (
            claims["iss"]?.string ?? "", claims["sub"]?.string ?? "", claims["aud"]?.string ?? ""
        )
        func mismatch(_ number: Int, _ what: String, _ value: String) -> Problem {
            Problem(
                401, "invalid_client",
                "AADSTS\(number): No matching federated identity record found for presented assertion \(what) '\(value)'."
            )
        }
        let ofIssuer = app.federatedCredentials.filter { $0.issuer == issuer }
        guard !ofIssuer.isEmpty else { throw mismatch(700_211, "issuer", issuer) }
        let ofSubject = ofIssuer.filter { $0.subject == subject }
        guard !ofSubject.isEmpty else { throw mismatch(700_213, "subject", subject) }
        guard ofSubject.contains(where: { $0.audience == audience }) else {
            throw mismatch(700_212, "audience", audience)
        }
        try checkTimes(claims, call)
    }

    private static func checkTimes(_ claims: JSONValue, _ call: Call) throws(Problem) {
        let now = call.date.timeIntervalSince1970
        guard let end = moment(claims["exp"]), let start = moment(claims["nbf"] ?? claims["iat"]), end > now,
            start <= now + 300
        else {
            throw Problem(401, "invalid_client", "AADSTS700024: The assertion is not within its valid time range.")
        }
    }

    /// A time in seconds, which may have a fraction: msal writes one. Source: RFC 7519, 2 (NumericDate).
    private static func moment(_ claim: JSONValue?) -> Double? {
        switch claim {
        case .integer(let seconds): Double(seconds)
        case .number(let seconds): seconds
        default: nil
        }
    }
}

/// The fields of a posted form, by name.
struct Form {
    private let fields: [(name: String, value: String)]

    init(_ call: Call) { fields = call.form }

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// A field that must be there.
    func required(_ name: String) throws(Problem) -> String {
        guard let value = self[name], !value.isEmpty else {
            throw Problem(400, "invalid_request", "AADSTS900144: The request body must contain '\(name)'.")
        }
        return value
    }
}
