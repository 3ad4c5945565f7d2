import Foundation
import PatchbayCore

/// The pages of the identity service, with a person who does what is asked: signs in, types the code, consents.
///
/// Source: Entra `v2-oauth2-auth-code-flow`, `v2-oauth2-device-code`, `v2-admin-consent`, `reply-url`.
enum SignInRoutes {
    static let all: [Route] = [
        Route(
            .get, "/{tenant}/oauth2/v2.0/authorize", "entra.authorize", .token, charges: .free,
            source: "Entra v2-oauth2-auth-code-flow",
            handle: { (call, _, world) throws(Problem) in try authorize(call, world) }),
        Route(
            .post, "/{tenant}/oauth2/v2.0/devicecode", "entra.devicecode", .token, charges: .one(.entraTokens),
            source: "Entra v2-oauth2-device-code",
            handle: { (call, _, world) throws(Problem) in try deviceCode(call, world) }),
        Route(
            .get, "/{tenant}/oauth2/deviceauth", "entra.deviceauth", .token, charges: .free,
            source: "Entra v2-oauth2-device-code",
            handle: { (call, _, world) throws(Problem) in devicePage(call, world) }),
        Route(
            .get, "/{tenant}/v2.0/adminconsent", "entra.adminconsent", .token, charges: .free,
            source: "Entra v2-admin-consent",
            handle: { (call, _, world) throws(Problem) in try adminConsent(call, world) }),
        Route(
            .get, "/{tenant}/adminconsent", "entra.adminconsent", .token, charges: .free,
            source: "Entra v2-oauth2-client-creds-grant-flow",
            handle: { (call, _, world) throws(Problem) in try adminConsent(call, world) }),
    ]

    private static func authorize(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let tenant = try EntraService.tenant(call, world, allowsAliases: true)
        let (registration, redirect) = try client(call, tenant, world)
        let state = call.option("state") ?? ""
        func back(_ pairs: [(String, String)]) -> HTTPResponse {
            reply(pairs + [("state", state)], to: redirect, mode: call.option("response_mode") ?? "query")
        }
        guard call.option("response_type") == "code" else {
            return back([("error", "unsupported_response_type"), ("error_description", "AADSTS70005: Only code.")])
        }
        if call.option("code_challenge") != nil, call.option("code_challenge_method") != "S256" {
            return back([
                ("error", "invalid_request"), ("error_description", "AADSTS501491: The method has to be S256."),
            ])
        }
        guard !registration.app.delegatedPermissions.isEmpty else {
            return back([
                ("error", "consent_required"),
                (
                    "error_description",
                    "AADSTS65001: The user or administrator has not consented to use the application '\(registration.app.clientID)'."
                ),
            ])
        }
        let people = world.settings.entra.administrators
        let hint = call.option("login_hint")?.lowercased()
        guard
            let person = hint.map({ hint in people.firstIndex { $0.userPrincipalName.lowercased() == hint } })
                ?? (people.isEmpty ? nil : 0)
        else {
            return back([
                ("error", "login_required"),
                ("error_description", "AADSTS50034: The user account does not exist in the directory."),
            ])
        }
        let code = world.entra.opaque("0.simulated-code")
        world.entra.codes[code] = EntraState.SignIn(
            app: registration.app.clientID, administrator: person, scope: call.option("scope") ?? "",
            redirectURI: redirect, challenge: call.option("code_challenge"), endsAt: call.now + 600)
        return back([("code", code), ("session_state", "simulated")])
    }

    private static func deviceCode(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let tenant = try EntraService.tenant(call, world, allowsAliases: true)
        let form = Form(call)
        let registration = try ClientProof.app(call, tenant: tenant, world)
        guard registration.app.allowsPublicClientFlows else {
            throw Problem(
                401, "invalid_client",
                "AADSTS7000218: The request body must contain 'client_assertion' or 'client_secret'.")
        }
        let scope = try form.required("scope")
        let code = world.entra.opaque("simulated-device")
        var random = SplitMix64(seed: world.settings.seed ^ UInt64(call.number))
        let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        let userCode = String((0..<9).map { _ in letters[Int(random.next() % UInt64(letters.count))] })
        let interval = world.settings.entra.deviceInterval.seconds
        world.entra.deviceCodes[code] = EntraState.DeviceCode(
            userCode: userCode, app: registration.app.clientID, scope: scope, begunAt: call.now,
            endsAt: call.now + 900, interval: interval)
        let page = "\(call.root)/common/oauth2/deviceauth"
        return .json([
            "user_code": .string(userCode), "device_code": .string(code), "verification_uri": .string(page),
            "expires_in": 900, "interval": .integer(Int64(interval)),
            "message": .string(
                "To sign in, use a web browser to open the page \(page) and enter the code \(userCode) to authenticate."
            ),
        ])
    }

    /// The page that a person types the code into; here the code comes in the address.
    private static func devicePage(_ call: Call, _ world: World) -> HTTPResponse {
        let typed = call.option("code")?.uppercased() ?? ""
        guard world.entra.approveDeviceCode(typed) else {
            return page("There is no such code. Open this page with ?code= and the code.", status: 404)
        }
        return page("Signed in. Go back to the program.")
    }

    private static func adminConsent(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let tenant = try EntraService.tenant(call, world, allowsAliases: true)
        let (registration, redirect) = try client(call, tenant, world, needsPrincipal: false)
        let state = call.option("state") ?? ""
        guard let person = world.settings.entra.administrators.first,
            person.activeRoles.contains(where: DirectoryRoleID.canConsent.contains)
        else {
            // Who is no administrator stays on the page; there is no way back from it.
            return page("Need admin approval. AADSTS90094: The grant requires admin permission.", status: 200)
        }
        if let place = world.entra.place(registration.app.clientID) {
            let propagation = world.settings.entra.propagation.seconds
            world.entra.change(place) { registration in
                registration.app.hasServicePrincipal = true
                for permission in registration.app.requestedPermissions ?? []
                where !registration.app.permissions.contains(permission) {
                    registration.app.permissions.append(permission)
                    registration.consentedAt[permission] = call.now + propagation
                }
            }
        }
        return reply(
            [("tenant", world.settings.tenantID), ("state", state), ("admin_consent", "True")], to: redirect,
            mode: "query")
    }

    private static func client(
        _ call: Call, _ tenant: String, _ world: World, needsPrincipal: Bool = true
    ) throws(Problem) -> (EntraState.Registration, String) {
        let id = call.option("client_id") ?? ""
        let registration: EntraState.Registration
        if needsPrincipal {
            registration = try ClientProof.app(id, tenant: tenant, world)
        } else if let known = world.entra.registration(id) {
            registration = known
        } else {
            throw Problem(400, "unauthorized_client", "AADSTS700016: Application '\(id)' was not found.")
        }
        let redirect = call.option("redirect_uri") ?? ""
        guard registration.app.redirectURIs.contains(where: { matches(redirect, registered: $0) }) else {
            throw Problem(
                400, "invalid_client",
                "AADSTS50011: The redirect URI '\(redirect)' specified in the request does not match the ones registered."
            )
        }
        return (registration, redirect)
    }

    /// The port of a loopback address is not compared; its path is. Source: Entra `reply-url`.
    private static func matches(_ redirect: String, registered: String) -> Bool {
        func parts(_ text: String) -> (host: String, path: String)? {
            guard let url = URLComponents(string: text), url.scheme == "http", let host = url.host,
                host == "localhost" || host == "127.0.0.1"
            else { return nil }
            return (host, url.path == "/" ? "" : url.path)
        }
        if let asked = parts(redirect), let known = parts(registered) {
            return asked.host == known.host && asked.path == known.path
        }
        return redirect == registered
    }

    private static func reply(_ pairs: [(String, String)], to redirect: String, mode: String) -> HTTPResponse {
        if mode == "form_post" {
            let inputs = pairs.map { #"<input type="hidden" name="\#($0.0)" value="\#(escaped($0.1))">"# }.joined()
            return HTTPResponse(
                status: 200, fields: ["Content-Type": "text/html; charset=utf-8"],
                body: Data(
                    #"<html><body onload="document.forms[0].submit()"><form method="post" action="\#(escaped(redirect))">\#(inputs)</form></body></html>"#
                        .utf8))
        }
        var query = Query()
        for (name, value) in pairs { query.append(name, value) }
        return HTTPResponse(status: 302, fields: ["Location": redirect + query.suffix])
    }

    private static func page(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status, fields: ["Content-Type": "text/html; charset=utf-8"],
            body: Data("<html><body><p>\(escaped(text))</p></body></html>".utf8))
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}

extension EntraState {
    /// Signs the person in for a device code; `false` if there is none of that name.
    mutating func approveDeviceCode(_ userCode: String, declining: Bool = false) -> Bool {
        guard let found = deviceCodes.first(where: { $0.value.userCode == userCode }) else { return false }
        deviceCodes[found.key]?.state = declining ? .declined : .approved
        return true
    }

    /// Ends every sign-in of people.
    mutating func revokeSignIns() {
        for key in refreshTokens.keys { refreshTokens[key]?.isSpent = true }
        expireTokens()
    }
}

/// Template ids of directory roles. Source: Entra `permissions-reference`.
enum DirectoryRoleID {
    static let globalAdministrator = SimulatedAdministrator.globalAdministrator
    static let privilegedRoleAdministrator = "e8611ab8-c189-46e8-94e1-60213ab1f814"
    static let applicationAdministrator = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
    static let cloudApplicationAdministrator = "158c047a-c907-4556-b7ef-446551a6b5f7"

    /// Who may consent to application permissions of Microsoft Graph.
    static let canConsent: Set<String> = [globalAdministrator, privilegedRoleAdministrator]
    /// Who may make and change registrations.
    static let canRegister: Set<String> = [
        globalAdministrator, applicationAdministrator, cloudApplicationAdministrator,
    ]
}

extension SimulatedCloud {
    /// Types a device code into the page, for a cloud whose ``EntraSettings/deviceApproval`` waits for it.
    ///
    /// - Returns: whether there is such a code.
    @discardableResult
    public func approveDeviceCode(_ userCode: String, declining: Bool = false) -> Bool {
        withWorld { world, _ in world.entra.approveDeviceCode(userCode, declining: declining) }
    }

    /// Ends every sign-in of people, as an administrator can.
    public func revokeSignIns() { withWorld { world, _ in world.entra.revokeSignIns() } }

    /// The registrations as they are now.
    public var registrations: [AppRegistration] { withWorld { world, _ in world.entra.registrations.map(\.app) } }
}
