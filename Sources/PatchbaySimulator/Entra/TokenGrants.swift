import Foundation
import PatchbayCore

/// The token endpoint: the grants of apps and of people.
///
/// Source: Entra `v2-oauth2-client-creds-grant-flow`, `v2-oauth2-auth-code-flow`, `v2-oauth2-device-code`, `refresh-tokens`; refusals
/// from `reference-error-codes`.
enum TokenGrants {
    static func token(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let form = Form(call)
        let grant = try form.required("grant_type")
        let isForPeople = grant != "client_credentials"
        let tenant = try EntraService.tenant(call, world, allowsAliases: isForPeople)
        let registration = try ClientProof.app(call, tenant: tenant, world)
        switch grant {
        case "client_credentials":
            let method = try ClientProof.check(registration.app, tenant: tenant, call, world)
            let audience = try audience(of: form["scope"], call)
            return answer(registration, tenant, audience, method, world, call, signIn: nil)
        case "authorization_code": return try code(form, registration, call, world)
        case "refresh_token": return try refresh(form, registration, call, world)
        case "urn:ietf:params:oauth:grant-type:device_code": return try device(form, registration, call, world)
        default:
            throw Problem(400, "unsupported_grant_type", "AADSTS70003: The grant '\(grant)' is not supported here.")
        }
    }

    // MARK: People

    private static func code(
        _ form: Form, _ registration: EntraState.Registration, _ call: Call, _ world: World
    ) throws(Problem) -> HTTPResponse {
        let text = try form.required("code")
        guard var signIn = world.entra.codes[text], signIn.app == registration.app.clientID, signIn.endsAt > call.now
        else {
            throw Problem(400, "invalid_grant", "AADSTS70008: The provided authorization code has expired.")
        }
        guard !signIn.isSpent else {
            throw Problem(400, "invalid_grant", "AADSTS54005: OAuth2 Authorization code was already redeemed.")
        }
        guard form["redirect_uri"] == signIn.redirectURI else {
            throw Problem(400, "invalid_client", "AADSTS50011: The redirect URI does not match the one of the code.")
        }
        let tenant = world.settings.tenantID
        let method = try ClientProof.check(registration.app, tenant: tenant, call, world, publicClient: true)
        if let challenge = signIn.challenge {
            guard let verifier = form["code_verifier"], (43...128).contains(verifier.utf8.count) else {
                throw Problem(400, "invalid_grant", "AADSTS501491: The Code_Verifier is missing or has a bad size.")
            }
            guard Base64URL.encode(SHA256Digest.of(verifier.utf8)) == challenge else {
                throw Problem(
                    400, "invalid_grant", "AADSTS501481: The Code_Verifier does not match the code_challenge.")
            }
        }
        signIn.isSpent = true
        world.entra.codes[text] = signIn
        return answer(
            registration, tenant, "https://graph.microsoft.com", method, world, call, signIn: signIn)
    }

    private static func refresh(
        _ form: Form, _ registration: EntraState.Registration, _ call: Call, _ world: World
    ) throws(Problem) -> HTTPResponse {
        let text = try form.required("refresh_token")
        guard let signIn = world.entra.refreshTokens[text], signIn.app == registration.app.clientID else {
            throw Problem(400, "invalid_grant", "AADSTS9002313: Invalid request. Request is malformed or invalid.")
        }
        guard !signIn.isSpent else {
            throw Problem(400, "invalid_grant", "AADSTS50173: The provided grant has expired due to it being revoked.")
        }
        guard signIn.endsAt > call.now else {
            throw Problem(400, "invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity.")
        }
        let tenant = world.settings.tenantID
        let method = try ClientProof.check(registration.app, tenant: tenant, call, world, publicClient: true)
        return answer(registration, tenant, "https://graph.microsoft.com", method, world, call, signIn: signIn)
    }

    private static func device(
        _ form: Form, _ registration: EntraState.Registration, _ call: Call, _ world: World
    ) throws(Problem) -> HTTPResponse {
        let text = try form.required("device_code")
        guard var code = world.entra.deviceCodes[text], code.app == registration.app.clientID else {
            throw Problem(400, "bad_verification_code", "AADSTS70018: Bad verification code.")
        }
        guard code.endsAt > call.now else {
            throw Problem(400, "expired_token", "AADSTS70019: The verification code expired.")
        }
        // Entra's interval is a request; RFC 8628 has the word for whoever ignores it.
        let isTooSoon = code.askedAt.map { call.now - $0 < code.interval - 0.001 } ?? false
        code.askedAt = call.now
        if isTooSoon {
            code.interval += 5
            world.entra.deviceCodes[text] = code
            throw Problem(400, "slow_down", "AADSTS70016: Asked too soon.")
        }
        let waited = call.now - code.begunAt
        switch world.settings.entra.deviceApproval {
        case .after(let wait) where waited >= wait.seconds && code.state == .waiting: code.state = .approved
        case .declinedAfter(let wait) where waited >= wait.seconds && code.state == .waiting: code.state = .declined
        default: break
        }
        world.entra.deviceCodes[text] = code
        switch code.state {
        case .waiting:
            throw Problem(400, "authorization_pending", "AADSTS70016: The user has not signed in yet.")
        case .declined:
            throw Problem(400, "authorization_declined", "AADSTS90120: The person declined the sign-in.")
        case .approved:
            if world.settings.entra.blocksDeviceCode {
                throw Problem(
                    400, "invalid_grant",
                    "AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not allow token issuance."
                )
            }
        }
        let tenant = world.settings.tenantID
        let method = try ClientProof.check(registration.app, tenant: tenant, call, world, publicClient: true)
        world.entra.deviceCodes[text] = nil
        let signIn = EntraState.SignIn(app: code.app, administrator: 0, scope: code.scope, endsAt: code.endsAt)
        return answer(registration, tenant, "https://graph.microsoft.com", method, world, call, signIn: signIn)
    }

    // MARK: The answer

    private static func answer(
        _ registration: EntraState.Registration, _ tenant: String, _ audience: String, _ method: String,
        _ world: World, _ call: Call, signIn: EntraState.SignIn?
    ) -> HTTPResponse {
        let form = Form(call)
        let lifetime = world.random.duration(in: world.settings.tokenLifetime).seconds.rounded(.down)
        let token = world.entra.issue(
            .init(audience: audience, lifetime: lifetime, method: method, administrator: signIn?.administrator),
            to: registration, tenant: tenant, now: call.now, date: call.date)
        world.journal.tokensIssued["entra", default: 0] += 1
        var body: JSONValue = [
            "token_type": "Bearer", "expires_in": .integer(Int64(lifetime)),
            "ext_expires_in": .integer(Int64(lifetime)), "access_token": .string(token),
        ]
        if let signIn {
            let wanted = signIn.scope.split(separator: " ")
            if wanted.contains("offline_access") {
                let refresh = world.entra.opaque("1.simulated-refresh")
                world.entra.refreshTokens[refresh] = EntraState.SignIn(
                    app: signIn.app, administrator: signIn.administrator, scope: signIn.scope,
                    endsAt: call.now + world.settings.entra.refreshTokenLifetime.seconds)
                body = body.adding("refresh_token", .string(refresh))
            }
            if wanted.contains("openid") {
                body = body.adding(
                    "id_token",
                    .string(
                        world.entra.identity(
                            signIn.administrator, for: registration.app, tenant: tenant, date: call.date)))
            }
            if form["client_info"] == "1" {
                // Who signed in, for the caches of Microsoft's libraries. Source: microsoft-authentication-library-for-python.
                let info: JSONValue = [
                    "uid": .string(world.settings.entra.administrators[signIn.administrator].id),
                    "utid": .string(tenant),
                ]
                body = body.adding("client_info", .string(Base64URL.encode(info.data)))
            }
            body = body.adding("scope", .string(registration.app.delegatedPermissions.joined(separator: " ")))
        }
        return .json(body)
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
}
